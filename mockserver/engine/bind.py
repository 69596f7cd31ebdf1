"""Binding: what a real server answered, held against the outcomes that are legal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from mockserver.engine.extras import AnyOrder
from mockserver.engine.fill import answer, kept
from mockserver.engine.hole import Hole
from mockserver.engine.instant import instant
from mockserver.engine.message import Response
from mockserver.engine.outcome import Outcome
from mockserver.engine.refuse import error_body
from mockserver.engine.rules.identity import fresh
from mockserver.engine.state import Put, State
from mockserver.engine.transition import applied
from mockserver.model.api import Api
from mockserver.model.frozen import frozen


@frozen()
class World:
    """A state that explains an answer, and what its holes turned out to be.

    Holes that the answer did not show are still holes in the state.
    """

    state: State
    values: Mapping[Hole, Any]


@frozen()
class Mismatch:
    """Why an outcome does not explain an answer: where in it (`status`, `body`, `body.data.0`),
    what was expected, what was seen, and the rules that shaped the outcome.
    """

    path: str
    expected: Any
    seen: Any
    rules: tuple[str, ...] = ()


def bind(api: Api, state: State, outcome: Outcome, response: Response) -> World | Mismatch:
    """Return the state in which an answer leaves the server if this outcome happened.

    First the values of the holes are read off the answer, then the outcome is carried out with
    them and must show exactly the answer. A body may have members that the outcome lacks.
    """
    found = _bound(api, state, outcome, response)
    if isinstance(found, Mismatch) and not found.rules:
        return replace(found, rules=_blamed(api, outcome, found.path) or outcome.rules)
    return found


def _blamed(api: Api, outcome: Outcome, path: str) -> tuple[str, ...]:
    """Return the rules on the property that a path leads to: those that cite the property, and
    those of its resource that are about it.
    """
    shown = outcome.shown
    resource = api.resources.get(shown.operation.resource) if shown else None
    names = [part for part in path.split(".") if resource and part in resource.properties]
    if resource is None or not names:
        return ()
    name = names[-1]
    about = {"identifier": resource.identifier, "position": resource.position}
    if resource.exclusive:
        about["exclusive"] = resource.exclusive.field
    words = tuple(f"{word}." for word, field in about.items() if field == name)
    cited = [
        *resource.properties[name].rules.values(),
        *(ids for clause, ids in resource.rules.items() if words and clause.startswith(words)),
    ]
    return tuple(dict.fromkeys(id_ for ids in cited for id_ in ids))


def _bound(api: Api, state: State, outcome: Outcome, response: Response) -> World | Mismatch:
    if response.status != outcome.status:
        return Mismatch(path="status", expected=outcome.status, seen=response.status)
    if outcome.refusal is not None:
        _, body = error_body(api, outcome.refusal)
        return _first_difference(body, response.body, {}) or World(state=state, values={})
    if outcome.repeats is not None:
        wrong = _first_difference(outcome.repeats.body, response.body, {})
        return wrong or World(state=state, values={})
    guessed = applied(api, state, outcome.changes, outcome.serial)
    values: dict[Hole, Any] = {}
    wrong = _first_difference(answer(api, guessed, outcome, {}).body, response.body, values)
    wrong = wrong or _illegal(api, state, outcome, values)
    if wrong or not outcome.changes:
        return wrong or World(state=kept(state, outcome, response), values=values)
    changes = [change.resolved(values) for change in outcome.changes]
    after = applied(api, state, changes, outcome.serial)
    wrong = _first_difference(answer(api, after, outcome, values).body, response.body, {})
    return wrong or World(state=kept(after, outcome, response), values=values)


def _illegal(
    api: Api, state: State, outcome: Outcome, values: Mapping[Hole, Any]
) -> Mismatch | None:
    """Return what is wrong with the values that a server chose."""
    for change in outcome.changes:
        entity = change.entity if isinstance(change, Put) else None
        if entity is None or not isinstance(entity.key, Hole) or entity.key not in values:
            continue
        resource, key = api.resources[entity.resource], values[entity.key]
        if not fresh(state, resource, key):
            rules = (
                *resource.rules.get("identifier.unique", ()),
                *resource.rules.get("identifier.never-reused", ()),
            )
            path = f"body.{resource.identifier}"
            return Mismatch(path=path, expected="a fresh identifier", seen=key, rules=rules)
    return None


def _first_difference(expected: Any, seen: Any, values: dict[Hole, Any]) -> Mismatch | None:
    return next(differences(expected, seen, values, "body"), None)


def differences(expected: Any, seen: Any, values: dict[Hole, Any], path: str) -> Iterator[Mismatch]:
    """Yield where an answer is not what is expected; holes take what they meet into `values`.

    Numbers compare as numbers (1 is 1.0, true is not 1), times as times.
    """
    if isinstance(expected, Hole):
        if expected in values:
            yield from differences(values[expected], seen, values, path)
        elif _legal(expected, seen):
            values[expected] = seen
        else:
            made = expected.property.made_by or "clock"
            rules = tuple(id_ for ids in expected.property.rules.values() for id_ in ids)
            yield Mismatch(path=path, expected=f"a legal {made}", seen=seen, rules=rules)
    elif isinstance(expected, Mapping):
        if not isinstance(seen, Mapping):
            yield Mismatch(path=path, expected="an object", seen=seen)
            return
        for name, value in expected.items():
            if name not in seen:
                yield Mismatch(path=f"{path}.{name}", expected=value, seen="nothing")
            else:
                yield from differences(value, seen[name], values, f"{path}.{name}")
    elif isinstance(expected, list):
        if not isinstance(seen, list) or len(seen) != len(expected):
            yield Mismatch(path=path, expected=f"{len(expected)} elements", seen=seen)
            return
        if isinstance(expected, AnyOrder):
            seen = _matched(expected, seen, values)
        for index, value in enumerate(expected):
            yield from differences(value, seen[index], values, f"{path}.{index}")
    elif not _equal(expected, seen):
        yield Mismatch(path=path, expected=expected, seen=seen)


def _matched(expected: list[Any], seen: list[Any], values: dict[Hole, Any]) -> list[Any]:
    """Return what was seen in the order in which it was expected, as far as it is recognised."""
    left, found = list(seen), []
    for each in expected:
        fitting = (i for i, other in enumerate(left) if _fits(each, other, values))
        found.append(left.pop(next(fitting, 0)))
    return found


def _fits(expected: Any, seen: Any, values: dict[Hole, Any]) -> bool:
    return next(differences(expected, seen, dict(values), ""), None) is None


def _legal(hole: Hole, seen: Any) -> bool:
    if not hole.property.valid(seen):
        return False
    if hole.property.made_by == "integer" or _is_counted_time(hole):
        return isinstance(seen, int) and not isinstance(seen, bool) and seen > hole.above
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
        return time is not None and time == _time(seen)
    return False


def _time(value: Any) -> float | None:
    """Return the time that a text tells with its date; a date alone is no time."""
    return instant(value) if isinstance(value, str) and len(value) >= 19 else None
