"""Extras: what answers show beside the entities that were asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from mockserver.engine.clause import keeps
from mockserver.engine.holders import targets
from mockserver.engine.hole import Values, resolved
from mockserver.engine.loose import AnyOrder, Faults
from mockserver.engine.message import Refusal
from mockserver.engine.outcome import Shown
from mockserver.engine.refuse import MOST, error_body, error_shape, more
from mockserver.engine.state import Entity, State
from mockserver.model.api import Api

Represent = Callable[[Entity], dict[str, Any]]


@keeps("temporary-ids.mapped", "delete.told")
def extras(api: Api, shown: Shown, values: Values, *, loose: bool = False) -> dict[str, Any]:
    """Return the variables on what a request did; one that would be empty has no value. In `loose`
    ones it is open in which words errors are told.
    """
    found: dict[str, Any] = {}
    if shown.mappings:
        found["mappings"] = AnyOrder(
            {"temporary": name, "real": resolved(key, values)} for name, key in shown.mappings
        )
    if shown.deleted:
        found["deleted"] = AnyOrder(resolved(key, values) for key in shown.deleted)
    if shown.failed:
        failures = _failures(api, shown.failed, loose=loose)
        found["errors"] = Faults(failures) if loose else failures
    if shown.now is not None:
        found["now"] = resolved(shown.now, values)
    return found


def _failures(api: Api, failed: Sequence[Refusal], *, loose: bool) -> list[Any]:
    """Return the errors of all groups that failed, and of many only how many there are."""
    found: list[Any] = []
    for index, refusal in enumerate(failed):
        if len(found) >= MOST:
            left = sum(max(1, len(each.violations)) for each in failed[index:])
            rest = Refusal(kind="invalid", message=more(left))
            return [*found, *_errors(api, rest, loose=loose)]
        found += _errors(api, refusal, loose=loose)
    return found


def _errors(api: Api, refusal: Refusal, *, loose: bool) -> list[Any]:
    """Return the list in the body of a refusal, or the body when it has none."""
    body = error_shape(api, refusal, free=True) if loose else error_body(api, refusal)[1]
    parts = body.values() if isinstance(body, dict) else ()
    return next((each for each in parts if isinstance(each, list)), [body])


@keeps("related.exact")
def related(
    api: Api, state: State, shown: Shown, entities: Sequence[Entity], represent: Represent
) -> dict[str, Any]:
    """Return what the shown entities refer to, each once, without those that are shown; what the
    children inside them refer to only if that is asked for, too.
    """
    every = {(each.resource, each.key): each for each in _with_children(api, state, entities)}
    named = {
        target: True
        for each in (every.values() if shown.related == "nested" else entities)
        for target in targets(api.resources[each.resource], each)
        if target not in every
    }
    found = (state.get(*target) for target in named)
    items = AnyOrder(represent(each) for each in found if each is not None)
    return {"related": items} if items else {}


def _with_children(api: Api, state: State, entities: Iterable[Entity]) -> Iterator[Entity]:
    """Yield entities and the children that are shown inside them."""
    for entity in entities:
        yield entity
        for name in {each.schema.children for each in api.resources[entity.resource].nests}:
            items = state.children(name, entity.key)
            yield from _with_children(api, state, [state.child(name, item) for item in items])
