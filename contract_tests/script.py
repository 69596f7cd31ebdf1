"""Scripts: test cases as values, which can be saved, replayed on another server, and cut down."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

TAKEN = "$taken"
"""The only member of an object that stands for a value of an earlier answer in a saved script."""

FORMS = ("multipart/", "application/x-www-form-urlencoded")
"""How media types of forms begin."""

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""The methods that change nothing, carried out or not."""

MARK = re.compile(r"k(-[0-9a-f]{8})-\d+")
"""What is between the parts of a key of idempotency that an examination made up, perhaps another
one: a server may remember it.
"""

FEW = 1000
"""Not more zero bytes than these at the end of a file are written as they are."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A value that an earlier answer gave: the number of its step, and the way into its body."""

    step: int
    path: tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file to send in a form; `content` are its bytes."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One request of a script.

    `operation` is the operationId; `role` names the credential, "" for none. In `path`, `query`,
    `headers` and `body` a `Taken` may stand wherever a value can, inside objects and lists too.
    `body` is a JSON value, and None sends none unless a `media_type` says that there is one. For a
    form, `media_type` is that of the form and `body` a list of pairs of names and texts or
    `Upload`s. `together` says that it is sent at the same time as the next one.
    """

    operation: str
    role: str = ""
    path: Mapping[str, Any] = field(default_factory=dict)
    query: tuple[tuple[str, Any], ...] = ()
    headers: Mapping[str, Any] = field(default_factory=dict)
    media_type: str = ""
    body: Any = None
    together: bool = False

    @property
    def is_form(self) -> bool:
        """Whether the body is a form."""
        return self.media_type.startswith(FORMS)

    def taken(self) -> Iterator[Taken]:
        """Yield every value that this step takes from earlier answers."""
        for value in (self.path, self.query, self.headers, self.body):
            yield from _taken(value)

    def resolved(self, answers: Mapping[int, Any]) -> Step | None:
        """Return the step with the values that the answers' bodies (by number of their step)
        give, None when one of them gives none.
        """
        try:
            return replace(
                self,
                path=_resolved(self.path, answers),
                query=tuple(_resolved(list(self.query), answers)),
                headers=_resolved(self.headers, answers),
                body=_resolved(self.body, answers),
            )
        except (LookupError, TypeError):
            return None


def renamed(step: Step, old: str, new: str) -> Step:
    """Return a step with a part of its texts replaced wherever it is."""

    def again(value: Any) -> Any:
        if isinstance(value, str):
            return value.replace(old, new)
        if isinstance(value, Mapping):
            return {name: again(each) for name, each in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(again(each) for each in value)
        return value

    return replace(step, headers=again(step.headers), body=again(step.body))


def marks_in(step: Step) -> list[str]:
    """Return the marks in the texts of a step."""
    pairs = step.body if step.is_form and isinstance(step.body, list | tuple) else ()
    texts = [each for _, each in pairs if isinstance(each, str)] if step.is_form else step.body
    return MARK.findall(repr((step.headers, texts)))


def unpadded(content: bytes) -> tuple[bytes, int]:
    """Return the bytes of a file without the zeros that fill it up at its end, and how many these
    are: large files are small ones that are filled up, and are written as such. Few are kept.
    """
    kept = content.rstrip(b"\0")
    padding = len(content) - len(kept)
    return (kept, padding) if padding > FEW else (content, 0)


Script = tuple[Step, ...]
"""The steps of a test case in order; those that take values name steps before them."""


def bursts(script: Script) -> Iterator[tuple[int, ...]]:
    """Yield the numbers of the steps in order, those together that are sent at the same time."""
    several: list[int] = []
    for number, step in enumerate(script):
        several.append(number)
        if not step.together or number == len(script) - 1:
            yield tuple(several)
            several = []


def at_once(steps: Sequence[Step]) -> Script:
    """Return steps as a script that sends them at the same time."""
    last = len(steps) - 1
    return tuple(replace(each, together=number < last) for number, each in enumerate(steps))


def without(script: Script, dropped: Sequence[int]) -> Script:
    """Return a script without some of its steps, and without those that take values from them;
    the steps that are left take from the same steps as before, under their new numbers, and are
    sent at the same time as the same steps as before.
    """
    gone, numbers = set(dropped), dict[int, int]()
    left: list[Step] = []
    for several in bursts(script):
        kept: list[Step] = []
        for number in several:
            if number in gone or any(each.step in gone for each in script[number].taken()):
                gone.add(number)
                continue
            numbers[number] = len(left) + len(kept)
            kept.append(_renumbered(script[number], numbers))
        left += at_once(kept)
    return tuple(left)


def to_plain(script: Script) -> list[dict[str, Any]]:
    """Return a script as a JSON value; files are in base64, with how many zeros fill them up."""
    return [
        {
            name: value
            for name, value in (
                ("operation", step.operation),
                ("role", step.role),
                ("path", _plain(step.path)),
                ("query", _plain(list(step.query))),
                ("headers", _plain(step.headers)),
                ("media-type", step.media_type),
                ("body", _plain(step.body)),
                ("together", step.together),
            )
            if value or name == "operation" or (name == "body" and step.media_type)
        }
        for step in script
    ]


def from_plain(value: Any) -> Script:
    """Return the script that a JSON value of `to_plain` stands for.

    Raises ValueError, saying which step is wrong.
    """
    if not isinstance(value, list):
        raise ValueError("a script is a list of steps")
    return tuple(_step(number, each) for number, each in enumerate(value))


def _step(number: int, value: Any) -> Step:
    if not isinstance(value, dict) or not isinstance(value.get("operation"), str):
        raise ValueError(f"step {number} names no operation")
    try:
        return Step(
            operation=value["operation"],
            role=value.get("role", ""),
            path=_living(value.get("path", {})),
            query=tuple((name, each) for name, each in _living(value.get("query", []))),
            headers=_living(value.get("headers", {})),
            media_type=value.get("media-type", ""),
            body=_living(value.get("body")),
            together=value.get("together") is True,
        )
    except (LookupError, TypeError, ValueError) as error:
        raise ValueError(f"step {number} is not as scripts are saved: {error}") from None


def _plain(value: Any) -> Any:
    if isinstance(value, Taken):
        return {TAKEN: [value.step, *value.path]}
    if isinstance(value, Upload):
        kept, padding = unpadded(value.content)
        file = {"name": value.name, "type": value.media_type, "base64": b64encode(kept).decode()}
        return {"$file": file | ({"zeros": padding} if padding else {})}
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value


def _living(value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == {TAKEN}:
            step, *path = value[TAKEN]
            return Taken(int(step), tuple(path))
        if value.keys() == {"$file"}:
            file = value["$file"]
            content = b64decode(file["base64"]) + bytes(file.get("zeros", 0))
            return Upload(name=file["name"], media_type=file["type"], content=content)
        return {name: _living(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_living(each) for each in value]
    return value


def _taken(value: Any) -> Iterator[Taken]:
    if isinstance(value, Taken):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _taken(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _taken(each)


def _renumbered(step: Step, numbers: Mapping[int, int]) -> Step:
    def again(value: Any) -> Any:
        if isinstance(value, Taken):
            return Taken(numbers[value.step], value.path)
        if isinstance(value, Mapping):
            return {name: again(each) for name, each in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(again(each) for each in value)
        return value

    return replace(
        step,
        path=again(step.path),
        query=again(step.query),
        headers=again(step.headers),
        body=again(step.body),
    )


def _resolved(value: Any, answers: Mapping[int, Any]) -> Any:
    if isinstance(value, Taken):
        found = answers[value.step]
        for part in value.path:
            found = found[part]
        return found
    if isinstance(value, Mapping):
        return {name: _resolved(each, answers) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_resolved(each, answers) for each in value)
    return value
