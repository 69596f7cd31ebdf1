"""Batches: upserts, and requests that act on many entities."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mockserver.engine.call import Call
from mockserver.engine.clause import keeps
from mockserver.engine.message import Refusal, Violation
from mockserver.engine.outcome import Draft, Outcome, Shown
from mockserver.engine.refuse import refused
from mockserver.engine.rules.dated import version_of
from mockserver.engine.rules.scope import drop_with_children
from mockserver.engine.rules.tombstones import asks_for_deleted
from mockserver.engine.state import Entity, Key, State
from mockserver.engine.upsert import upserted
from mockserver.model.api import Api

Outcomes = tuple[Outcome, ...]

WAYS = 3
"""So many ways there are to write what came after the version that a request is for."""


def upsert(api: Api, state: State, call: Call) -> Outcomes:
    """Create or replace what the request's representation stands for."""
    return _either_way(api, state, call, _upsert_one)


def upsert_many(api: Api, state: State, call: Call) -> Outcomes:
    """Create or replace group by group."""
    return _either_way(api, state, call, _upsert_groups)


def _either_way(
    api: Api, state: State, call: Call, act: Callable[[Api, State, Call, Draft], Outcomes]
) -> Outcomes:
    """Return what an upsert leads to; where something that is not sent is lost by it, or is not,
    also what it leads to on another server: vendors do not say which it is. They neither say what
    becomes of what an older version does not know.
    """
    several: list[Outcome] = []
    version, ways = version_of(api, call), 1
    for way in range(WAYS):
        if way >= ways:
            break
        draft = Draft(api, state, version=version, way=way)
        several += act(api, state, call, draft)
        if call.every and draft.lost:
            lenient = Draft(api, state, version=version, way=way, lenient=True)
            several += act(api, state, call, lenient)
        if call.every and draft.open:
            otherwise = Draft(api, state, version=version, way=way, otherwise=True)
            several += act(api, state, call, otherwise)
        ways = WAYS if call.every and draft.early else ways
    return tuple(several)


def _upsert_one(api: Api, state: State, call: Call, draft: Draft) -> Outcomes:
    keys = upserted(api, draft, call.operation, [call.item])
    if isinstance(keys, Refusal):
        return refused(api, state, keys)
    shown = Shown(operation=call.operation, key=keys[0], mappings=tuple(draft.names.items()))
    return (draft.done(call.operation, shown),)


@keeps("batch.all-or-nothing")
def _upsert_groups(api: Api, state: State, call: Call, draft: Draft) -> Outcomes:
    """A bad element voids its group and only its group. When no group is good the request is
    refused.
    """
    keys, failed = list[Key](), list[Refusal]()
    mappings: list[tuple[str, Key]] = []
    for group in call.groups:
        mark = draft.mark()
        found = upserted(api, draft, call.operation, group)
        if isinstance(found, Refusal):
            draft.back(mark)
            failed.append(found)
        else:
            keys += found
            mappings += draft.names.items()
    if failed and not keys:
        return refused(api, state, failed[0])
    draft.cite(call.operation.rules, "batch.all-or-nothing")
    shown = Shown(
        operation=call.operation,
        keys=tuple(dict.fromkeys(keys)),
        mappings=tuple(mappings),
        failed=tuple(failed),
    )
    return (draft.done(call.operation, shown),)


def read_many(api: Api, state: State, call: Call) -> Outcomes:
    """Show those of the named entities that there are."""
    draft = Draft(api, state)
    keys = tuple(each.key for each in _known(api, draft, call))
    return (draft.done(call.operation, Shown(operation=call.operation, keys=keys)),)


def delete_many(api: Api, state: State, call: Call) -> Outcomes:
    """Delete those of the named entities that there are, with their children."""
    draft = Draft(api, state)
    draft.cite(call.operation.rules, "delete.gone")
    drop_with_children(api, draft, *_known(api, draft, call))
    return (draft.done(call.operation, Shown(operation=call.operation)),)


@keeps("batch.full")
def overfull(call: Call) -> Refusal | None:
    """Refuse a request on more than its operation allows."""
    operation = call.operation
    if not operation.batch_max or sum(map(len, call.groups)) <= operation.batch_max:
        return None
    wrong = Violation(
        where="body",
        field=operation.item_path[0],
        message=f"No more than {operation.batch_max} at once.",
        keyword="maxItems",
        rules=operation.rules.get("batch.full", ()),
    )
    return Refusal(kind="invalid", violations=(wrong,), rules=wrong.rules)


@keeps("batch.ignored")
def _known(api: Api, draft: Draft, call: Call) -> list[Entity]:
    """Return the entities that a request names, each once; what is not there is no error."""
    draft.cite(call.operation.rules, "batch.ignored")
    named = (key for group in call.groups for key in group if isinstance(key, str | int))
    resource, state = api.resources[call.operation.resource], draft.state
    buried = state.dead if asks_for_deleted(resource, call) else {}
    places = ((resource.name, key) for key in dict.fromkeys(named))
    found = (state.entities.get(place) or buried.get(place) for place in places)
    return [each for each in found if each is not None]


BATCHES: Mapping[str, Callable[[Api, State, Call], Outcomes]] = {
    "upsert": upsert_many,
    "read": read_many,
    "delete": delete_many,
}
