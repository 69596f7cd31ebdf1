"""One file as plain data that still knows its lines."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from mockserver.document import json_text, yaml_text
from mockserver.document.place import Place, Problem, Unreadable
from mockserver.document.pointer import tokens


class Lines(Protocol):
    """The lines of a parsed text."""

    def line(self, keys: list[str]) -> int:
        """Return the 1-based line of the node at `keys`, or of its nearest known ancestor."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Source:
    """A parsed file: `file` as messages name it, its `content`, and the problems met in it."""

    file: str
    content: Any
    problems: tuple[Problem, ...] = ()
    lines: Lines

    def place(self, pointer: str) -> Place:
        """Return the place of a node; an unknown pointer has its nearest ancestor's line."""
        return Place(file=self.file, line=self.lines.line(tokens(pointer)), pointer=pointer)


def read(path: Path, file: str | None = None) -> Source:
    """Read and parse a YAML or JSON file, named `file` in messages (its path unless told).

    Raises Unreadable if it cannot be opened, decoded or parsed. Duplicate keys and unknown tags
    do not stop the reading: they are `problems` of the result.
    """
    name = str(path) if file is None else file
    try:
        if path.exists() and not path.is_file():
            raise _unreadable(name, "something that is not a regular file")
        data = path.read_bytes()
    except FileNotFoundError:
        raise _unreadable(name, "no such file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _unreadable(name, f"a file that cannot be opened: {reason}") from None
    return parse(_decoded(data, name), name)


def parse(text: str, file: str) -> Source:
    """Parse YAML (1.2 core schema) or JSON text; raises Unreadable on a syntax error."""
    if not text.strip():
        raise _unreadable(file, "an empty file", "write the document, or name another file")
    json_error: Unreadable | None = None
    if text.lstrip()[0] in "{[":
        # JSON first: YAML folds U+2028 and rejects the surrogate escapes that JSON allows.
        try:
            return Source(file=file, **json_text.parse(text, file)._asdict())
        except Unreadable as error:
            json_error = error
    try:
        return Source(file=file, **yaml_text.parse(text, file)._asdict())
    except Unreadable:
        if json_error is not None and file.endswith(".json"):
            raise json_error from None
        raise


def _decoded(data: bytes, file: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable(
            file,
            f"the byte 0x{data[error.start]:02x}, which is not UTF-8",
            "save the file as UTF-8",
            line=data.count(b"\n", 0, error.start) + 1,
        ) from None


def _unreadable(
    file: str, found: str, remedy: str = "check the path and its permissions", line: int = 1
) -> Unreadable:
    return Unreadable(
        Problem(
            place=Place(file=file, line=line),
            found=found,
            expected="a YAML or JSON text in UTF-8",
            remedy=remedy[0].upper() + remedy[1:] + ".",
        )
    )
