"""Broken rules of requests that come again, or are for many things at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import orjson

from contract_tests.mutants.effects import (
    altering,
    as_if,
    every,
    forgetting,
    former,
    key_of,
    where_refused,
)
from contract_tests.mutants.fault import Fault, Scene
from contract_tests.mutants.sites import Site, operation_of, with_operation
from contract_tests.mutants.ways import Variables, Way, Ways, breaks, served_by, telling
from mockserver.engine.fill import Filled
from mockserver.engine.hole import Hole
from mockserver.engine.message import Form, Json, Refusal, Request
from mockserver.engine.outcome import Outcome
from mockserver.engine.refuse import refused
from mockserver.engine.state import Change, Drop, Put, State
from mockserver.engine.transition import applied


@breaks("idempotency.repeat", "idempotency.differs", "idempotency.fresh")
def repeated_otherwise(site: Site) -> Ways:
    """A repeated request is carried out again, or another one is not."""
    operation, clause = operation_of(site), site.clause.partition(".")[2]
    own = frozenset({operation.id})
    if clause == "repeat":
        yield Way(
            name="carried out again",
            says="the same key does the same again",
            fault=served_by(
                lambda: with_operation(site.api, operation, idempotency=None), operation.id
            ),
        )

        def redone(scene: Scene, filled: Filled) -> Filled:
            known = scene.memory.last.get(operation.id)
            if filled.state is not scene.state or filled.response.status >= 400 or not known:
                return filled
            done = scene.carry_out(as_if(scene, operation, idempotency=None))
            return replace(filled, state=done.state)

        yield Way(
            name="answered alike, done again",
            says="the same key is answered alike, but what it did is done again",
            fault=Fault(answered=redone, operations=own),
        )
    elif clause == "differs":

        def first(scene: Scene, right: Outcome) -> Outcome:
            last = scene.memory.last.get(operation.id)
            if last is None:
                return right
            return Outcome(status=last[1].status, repeats=last[1], serial=right.serial)

        def done(scene: Scene, right: Outcome) -> Outcome:
            return as_if(scene, operation, idempotency=None)

        yield Way(
            name="answered as before",
            says="another request with a known key is answered as the last one",
            fault=where_refused("reused", first, operation.id),
        )
        yield Way(
            name="carried out",
            says="another request with a known key is carried out",
            fault=where_refused("reused", done, operation.id),
        )
    else:

        def alike(scene: Scene, right: Outcome) -> Outcome:
            last = scene.memory.last.get(operation.id)
            if right.refusal or right.repeats or last is None or not _same(last[0], scene):
                return right
            return Outcome(status=last[1].status, repeats=last[1], serial=right.serial)

        yield Way(
            name="taken for the last",
            says="a request like the last one is taken for it, whatever its key",
            fault=Fault(outcome=alike, operations=own),
        )


def _same(request: Any, scene: Scene) -> bool:
    """Say whether two requests differ in their key at most."""
    word = scene.operation.idempotency
    path = word.key if word else ()
    one, two = (_keyless(each.body, path) for each in (request, scene.request))
    return one is not None and one == two


def _keyless(body: Any, path: tuple[str, ...]) -> Any:
    """Return what a body says without the key at a path, None when it has no such thing."""
    if isinstance(body, Json) and isinstance(body.value, Mapping):
        return {name: each for name, each in body.value.items() if name not in path[:1]}
    if isinstance(body, Form):
        return [
            (name, _keyless(Json(orjson.loads(each)), path[1:]))
            if name in path[:1] and len(path) > 1 and isinstance(each, str)
            else (name, each)
            for name, each in body.fields
            if name not in path or len(path) > 1
        ]
    return None


@breaks("temporary-ids.mapped")
def misnamed(site: Site) -> Ways:
    """Temporary identifiers are not told, or otherwise."""
    yield Way(
        name="none told",
        says="the answer tells no mapping",
        fault=telling(site, lambda v: {"mappings": type(v.get("mappings", []))()}),
    )

    def fewer(variables: Variables) -> Variables:
        rows = variables.get("mappings")
        return {"mappings": type(rows)(list(rows)[:-1])} if rows else {}

    yield Way(
        name="all but the last", says="the last mapping is not told", fault=telling(site, fewer)
    )
    yield Way(
        name="turned round",
        says="temporary and real identifiers are told the wrong way round",
        fault=telling(site, lambda v: {"mappings": _turned(v.get("mappings"))}),
    )


@breaks("temporary-ids.replaced", "temporary-ids.local")
def unresolved(site: Site) -> Ways:
    """A temporary identifier is kept where it is referred to, or means an earlier thing."""
    operation = site.operation
    if operation is None:
        return
    own = frozenset({operation.id})
    if site.clause == "temporary-ids.replaced":

        def kept(scene: Scene, right: Outcome, put: Put) -> Change:
            names = {key: name for name, key in right.shown.mappings} if right.shown else {}
            fields = {
                name: _renamed(value, names) if name != site.owner.identifier else value
                for name, value in put.entity.fields.items()
            }
            return Put(replace(put.entity, fields=fields), put.dead)

        yield Way(
            name="left where it is",
            says="what refers to a temporary identifier goes on doing so",
            fault=altering(kept, operation.id),
        )
        return

    def earlier(scene: Scene) -> Request:
        last = scene.memory.last.get(operation.id)
        body = getattr(scene.request.body, "value", None)
        if last is None or body is None:
            return scene.request
        pairs = dict(_mapped(last[1].body, operation.temporary))
        return replace(scene.request, body=Json(_renamed(body, pairs)))

    yield Way(
        name="as the last time",
        says="a temporary identifier means what it meant in the last request",
        fault=Fault(request=earlier, operations=own),
    )


def _renamed(value: Any, names: Mapping[Any, Any]) -> Any:
    if isinstance(value, Mapping):
        return {name: _renamed(each, names) for name, each in value.items()}
    if isinstance(value, list):
        return [_renamed(each, names) for each in value]
    return names.get(value, value) if isinstance(value, str | Hole) else value


def _mapped(value: Any, temporary: str) -> Iterator[tuple[str, str]]:
    """Yield the temporary identifiers that an answer tells, with the real ones beside them."""
    if isinstance(value, Mapping):
        texts = [each for each in value.values() if isinstance(each, str)]
        known = [each for each in texts if temporary and each.startswith(temporary)]
        if known and len(texts) == 2:
            yield known[0], next(each for each in texts if each != known[0])
    for each in value.values() if isinstance(value, Mapping) else value or ():
        if isinstance(each, Mapping | list):
            yield from _mapped(each, temporary)


def _turned(rows: Any) -> Any:
    if not rows:
        return rows
    return type(rows)({"temporary": e["real"], "real": e["temporary"]} for e in rows)


@breaks("batch.all-or-nothing", "batch.ignored")
def half_done(site: Site) -> Ways:
    """A bad element voids too much, or a deletion minds what is not there."""
    operation = operation_of(site)
    if site.clause == "batch.ignored":

        def minds(scene: Scene, right: Outcome) -> Outcome:
            if right.refusal or right.changes:
                return right
            return refused(scene.api, scene.state, Refusal(kind="not-found"))[0]

        yield Way(
            name="minded",
            says="when nothing named is there, the request is refused",
            fault=Fault(outcome=minds, operations=frozenset({operation.id})),
        )
        return

    def all_void(scene: Scene, right: Outcome) -> Outcome:
        if right.shown is None or not right.shown.failed:
            return right
        return replace(right, changes=(), refusal=right.shown.failed[0], shown=None, status=400)

    yield Way(
        name="all void",
        says="a bad element voids all groups",
        fault=Fault(outcome=all_void, operations=frozenset({operation.id})),
    )

    def last_lost(scene: Scene, right: Outcome) -> Outcome:
        shown = right.shown
        if shown is None or len(right.changes) < 2 or not shown.keys[1:]:
            return right
        kept = tuple(each for each in right.changes if key_of(each) != shown.keys[-1])
        return replace(right, changes=kept, shown=replace(shown, keys=shown.keys[:-1]))

    yield Way(
        name="the last lost",
        says="of several the last one is not stored",
        fault=Fault(outcome=last_lost, operations=frozenset({operation.id})),
    )


@breaks("replace-all.exact", "replace-all.all-or-nothing")
def replaced_otherwise(site: Site) -> Ways:
    """What a replacement should remove stays, or half of it is done."""
    operation = operation_of(site)
    if site.clause == "replace-all.exact":

        def drop(scene: Scene, change: Change) -> bool:
            return isinstance(change, Drop)

        def fresh(scene: Scene, change: Change) -> bool:
            return isinstance(change, Put) and former(scene, change) is None

        yield Way(name="added", says="nothing is removed", fault=forgetting(drop, operation.id))
        yield Way(
            name="removed only", says="nothing is added", fault=forgetting(fresh, operation.id)
        )
        return
    name = site.owner.name

    def emptied(scene: Scene, state: State) -> Iterator[Change]:
        yield from (Drop(e.resource, e.key) for e in every(state, name))

    def answered(scene: Scene, filled: Filled) -> Filled:
        if filled.response.status < 400:
            return filled
        after = applied(scene.api, filled.state, [*emptied(scene, filled.state)], 0)
        return replace(filled, state=replace(after, serial=filled.state.serial))

    yield Way(
        name="emptied on failure",
        says="a refused replacement removes what was there",
        fault=Fault(answered=answered, operations=frozenset({operation.id})),
    )
