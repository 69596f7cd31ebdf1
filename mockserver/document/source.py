"""One file as plain data that still knows its lines."""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from mockserver.document import json_text, yaml_text
from mockserver.document.place import Place, Problem, Unreadable
from mockserver.document.pointer import tokens

MARKS = (
    (BOM_UTF32_LE, "utf-32"),  # it begins as the one of UTF-16 does
    (BOM_UTF32_BE, "utf-32"),
    (BOM_UTF16_LE, "utf-16"),
    (BOM_UTF16_BE, "utf-16"),
)


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


def read(path: Path, file: str | None = None, *, lenient: bool = False) -> Source:
    """Read and parse a YAML or JSON file, named `file` in messages (its path unless told).

    What is no Unicode is a problem of the result if this is `lenient`, and else unreadable.
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
    text, problems = _decoded(data, name, lenient=lenient)
    source = parse(text, name)
    return replace(source, problems=(*problems, *source.problems)) if problems else source


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


def _decoded(data: bytes, file: str, *, lenient: bool) -> tuple[str, list[Problem]]:
    """Return a text in UTF-8, UTF-16 or UTF-32 as its first bytes tell; what is none of them is
    read in the usual code page of one byte, which is a problem, or not at all.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            with suppress(UnicodeDecodeError):
                return data.decode(encoding), []
    if data[:4].count(0) in (1, 2, 3):  # an ASCII letter in wider ones, without a mark
        wide = 4 if data[:4].count(0) == 3 else 2
        encoding = f"utf-{wide * 8}-{'be' if data[:1] == bytes(1) else 'le'}"
        with suppress(UnicodeDecodeError):
            return data.decode(encoding), []
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        wrong = _unreadable(
            file,
            f"the byte 0x{data[error.start]:02x}, which is not UTF-8",
            "save the file as UTF-8",
            line=data.count(b"\n", 0, error.start) + 1,
        )
        if not lenient or b"\0" in data:
            raise wrong from None
        return data.decode("cp1252", "replace"), [wrong.problem]


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
