"""Differences between an answer that is expected, with holes, and one that was seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Literal
from urllib.parse import parse_qsl
from uuid import UUID

from mockserver.engine.hole import Hole
from mockserver.engine.instant import instant
from mockserver.engine.loose import AnyOrder, Cursor, Faults, Link, Unshown
from mockserver.engine.part import NoJson, read_json
from mockserver.model.canonical import UUID_FORM, canonical_uuid
from mockserver.model.frozen import frozen
from mockserver.model.property import ABSENT
from mockserver.model.wording import Wording

About = Literal["status", "error", "made", "elements", "order", "value", "open"]


@frozen()
class Mismatch:
    """Why an outcome does not explain an answer: where in it (`status`, `body`, `body.data.0`),
    what was expected, what was seen, and the rules that are about that.

    `about` is what differs: the `status`, the form of an `error`, a value that the server `made`,
    how many `elements` a list has, their `order`, any other `value`, or one that is `open`: no
    document says what it has to be. `others` are further ones in the same answer.
    """

    path: str
    expected: Any
    seen: Any
    rules: tuple[str, ...] = ()
    about: About = "value"
    others: tuple[Mismatch, ...] = ()

    def every(self) -> tuple[Mismatch, ...]:
        """Return this mismatch and the others of the same answer."""
        return (self, *self.others)


NOTHING: tuple[Any, ...] = (None, "", [], {})
"""What says that there is nothing."""


def differences(expected: Any, seen: Any, values: dict[Hole, Any], path: str) -> Iterator[Mismatch]:
    """Yield where an answer is not what is expected; holes take what they meet into `values`.

    Numbers compare as numbers (1 is 1.0, true is not 1), times as times. A body that is JSON by
    another name (`text/html`, bytes) is the value that it says.
    """
    if path == "body" and isinstance(seen, str | bytes) and isinstance(expected, Mapping | list):
        with suppress(NoJson):
            seen = read_json(seen.encode() if isinstance(seen, str) else seen)
    if isinstance(expected, Hole):
        if expected in values:
            yield from differences(values[expected], seen, values, path)
        elif _legal(expected, seen):
            known = canonical_uuid(seen) if expected.property.made_by == "uuid" else None
            values[expected] = known or seen
        else:
            made = expected.property.made_by or "clock"
            rules = tuple(id_ for ids in expected.property.rules.values() for id_ in ids)
            wanted = f"a legal {made}"
            yield Mismatch(path=path, expected=wanted, seen=seen, rules=rules, about="made")
    elif isinstance(expected, Unshown):
        if seen not in NOTHING:
            yield Mismatch(path=path, expected="nothing", seen=seen, rules=expected)
    elif isinstance(expected, Mapping):
        if not isinstance(seen, Mapping):
            yield Mismatch(path=path, expected="an object", seen=seen)
            return
        for name, value in expected.items():
            if name in seen:
                yield from differences(value, seen[name], values, f"{path}.{name}")
            elif value and not isinstance(value, Unshown):
                # What is empty may be left out unless the schema requires it.
                yield Mismatch(path=f"{path}.{name}", expected=value, seen="nothing")
    elif isinstance(expected, Faults):
        yield from misshapen(expected, seen, path)
    elif isinstance(expected, list):
        if not isinstance(seen, list) or len(seen) != len(expected):
            wanted = f"{len(expected)} elements"
            yield Mismatch(path=path, expected=wanted, seen=seen, about="elements")
            return
        name, places = _recognised(expected, seen)
        if isinstance(expected, AnyOrder) and not name:
            seen = _matched(expected, seen, values)
        elif not name and _has_unnamed(expected):
            places = _fitting(expected, seen, values) or places
        # What differs in an element is the cause of its place, if anything does.
        for index, place in enumerate(places):
            yield from differences(expected[index], seen[place], values, f"{path}.{place}")
        if places != sorted(places) and not isinstance(expected, AnyOrder):
            ours = [each[name] for each in expected] if name else sorted(places)
            theirs = [each[name] for each in seen] if name else places
            yield Mismatch(path=path, expected=ours, seen=theirs, about="order")
    elif not _stands_for(expected, seen) and not _equal(expected, seen):
        yield Mismatch(path=path, expected=expected, seen=seen)


def _stands_for(expected: Any, seen: Any) -> bool:
    """Return whether a server says in its own way what we say in ours."""
    if not isinstance(seen, str):
        return False
    if isinstance(expected, Wording):
        return True
    if isinstance(expected, Cursor):
        return bool(expected) == bool(seen)
    return isinstance(expected, Link) and _asks_alike(expected, seen)


def _asks_alike(expected: str, seen: str) -> bool:
    """Return whether an address asks for what another one does, in whatever order."""
    ours, theirs = (set(parse_qsl(_query(each))) for each in (expected, seen))
    left_out = ours - theirs  # what is as it is without being asked for need not be asked for
    return theirs <= ours and (bool(theirs) or any(value == "1" for _, value in left_out))


def _query(address: str) -> str:
    """Return the query of what may be no address at all."""
    return address.partition("#")[0].partition("?")[2]


def _recognised(expected: list[Any], seen: list[Any]) -> tuple[str, list[int]]:
    """Return the name of what identifies the elements, and where those are that were expected; ""
    and the places that they have if they are not the same, or nothing identifies them.
    """
    known = expected and all(isinstance(each, Mapping) for each in (*expected, *seen))
    for name in expected[0] if known else ():
        ours, theirs = ([each.get(name) for each in several] for several in (expected, seen))
        if not all(isinstance(each, str | int) for each in (*ours, *theirs)):
            continue
        if len(set(ours)) == len(ours) and set(ours) == set(theirs):
            return name, [theirs.index(each) for each in ours]
    return "", [*range(len(expected))]


def _matched(expected: list[Any], seen: list[Any], values: dict[Hole, Any]) -> list[Any]:
    """Return what was seen in the order in which it was expected, as far as it is recognised."""
    left, found = list(seen), []
    for each in expected:
        fitting = (i for i, other in enumerate(left) if _fits(each, other, values))
        found.append(left.pop(next(fitting, 0)))
    return found


def _has_unnamed(expected: list[Any]) -> bool:
    """Say whether of some elements nobody knows yet how they are called."""
    inside = (each.values() for each in expected if isinstance(each, Mapping))
    return any(isinstance(value, Hole) for values in inside for value in values)


def _fitting(expected: list[Any], seen: list[Any], values: dict[Hole, Any]) -> list[int] | None:
    """Return where the elements are that were expected, each as near to its place as it fits; None
    if one fits nowhere.
    """
    left, found = [*range(len(seen))], list[int]()
    for index, each in enumerate(expected):
        near = sorted(left, key=lambda place: abs(place - index))
        place = next((place for place in near if _fits(each, seen[place], values)), None)
        if place is None:
            return None
        left.remove(place)
        found.append(place)
    return found


def _fits(expected: Any, seen: Any, values: dict[Hole, Any]) -> bool:
    return next(differences(expected, seen, dict(values), ""), None) is None


def _legal(hole: Hole, seen: Any) -> bool:
    if not hole.property.valid(seen):
        return False
    if hole.sent is not ABSENT and _equal(hole.sent, seen):
        return True  # it may be like what was sent, in whatever way it would be made
    if hole.property.made_by == "integer" or _is_counted_time(hole):
        rises = _is_counted_time(hole) or "made-by.rising" in hole.property.rules
        is_number = isinstance(seen, int | float) and not isinstance(seen, bool)
        return is_number and (not rises or seen > hole.above)
    if hole.property.made_by == "uuid":
        try:
            UUID(seen)
        except (ValueError, AttributeError, TypeError):
            return False
    return hole.property.made_by != "clock" or _time(seen) is not None


def _is_counted_time(hole: Hole) -> bool:
    return hole.property.made_by == "clock" and "integer" in hole.property.types


def _equal(expected: Any, seen: Any) -> bool:
    if isinstance(expected, bool) or isinstance(seen, bool):
        return expected is seen
    if expected == seen:
        return True
    if isinstance(expected, str) and isinstance(seen, str):
        time = _time(expected)
        return (time is not None and time == _time(seen)) or _is_same_uuid(expected, seen)
    return False


def _is_same_uuid(expected: str, seen: str) -> bool:
    return bool(UUID_FORM.fullmatch(expected)) and expected == seen.lower()


def _time(value: Any) -> float | None:
    """Return the time that a text tells with its date; a date alone is no time."""
    return instant(value) if isinstance(value, str) and len(value) >= 19 else None


def _is_wording(value: Any) -> bool:
    """Return whether a part of an error consists of nothing but words."""
    if isinstance(value, Mapping):
        return all(_is_wording(each) for each in value.values())
    if isinstance(value, list):
        return all(_is_wording(each) for each in value)
    return isinstance(value, Wording)


def _names_nothing(fault: Any) -> bool:
    """Return whether a fault is one of the whole, so that it has no name to be listed by."""
    texts = fault.values() if isinstance(fault, Mapping) else ()
    return any(isinstance(each, Wording) and not each for each in texts)


def misshapen(expected: Any, seen: Any, path: str) -> Iterator[Mismatch]:
    """Yield where the body of an error has not the form that is expected; of several faults it
    may tell one, in its own words. Which words it has is for the document's schema to say.
    """
    if isinstance(expected, Wording):
        if not isinstance(seen, str):
            yield Mismatch(path=path, expected="a text", seen=seen, about="error")
    elif isinstance(expected, Mapping):
        if not isinstance(seen, Mapping):
            yield Mismatch(path=path, expected="an object", seen=seen)
            return
        for name, value in expected.items():
            if isinstance(name, Wording):
                continue
            if name not in seen:
                if not _is_wording(value):
                    yield Mismatch(path=f"{path}.{name}", expected=value, seen="nothing")
            else:
                yield from misshapen(value, seen[name], f"{path}.{name}")
    elif isinstance(expected, list):
        named = bool(expected) and not _names_nothing(expected[0])
        if not isinstance(seen, list) or (named and not seen):
            yield Mismatch(path=path, expected="a list of what is wrong", seen=seen)
        elif expected and seen:
            yield from misshapen(expected[0], seen[0], f"{path}.0")
    elif expected is not None and not _equal(expected, seen):  # nothing has many forms
        yield Mismatch(path=path, expected=expected, seen=seen)
