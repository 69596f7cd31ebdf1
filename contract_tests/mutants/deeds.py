"""Deeds done wrongly, whatever the rule: nothing is stored, too much, twice, or on failure."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

from contract_tests.mutants.effects import another, doing_more, is_target, set_in, siblings
from contract_tests.mutants.fault import Fault, Scene
from contract_tests.mutants.sites import Site, with_operation
from contract_tests.mutants.ways import Way, Ways, served_by, telling
from mockserver.engine.fill import Filled
from mockserver.engine.outcome import Outcome
from mockserver.engine.state import Change, Drop, Entity, Put, State
from mockserver.engine.step import step
from mockserver.model.api import Api
from mockserver.model.operation import Operation
from mockserver.model.property import Property
from mockserver.model.resource import Resource

OTHER = {200: 201, 201: 200, 204: 200, 202: 200}


def deeds(site: Site) -> Ways:
    """Yield the ways in which an operation can be done wrongly, whatever the rule."""
    operation = site.operation
    assert operation is not None
    if operation.status not in operation.may_answer:
        other = OTHER.get(operation.status, 200)
        if other not in operation.may_answer:
            yield Way(
                name=f"{other} instead of {operation.status}",
                says=f"{operation.id} is answered {other} instead of {operation.status}",
                fault=served_by(
                    lambda: with_operation(site.api, operation, status=other), operation.id
                ),
                stateful=False,
            )
    if operation.action in {"read", "list", "count"}:
        yield from _read_wrongly(site)
    elif operation.action:
        yield from _written_wrongly(site)


def _read_wrongly(site: Site) -> Ways:
    operation, resource = site.operation, site.owner
    assert operation is not None
    shown = _shown(operation, resource)
    if any(each.derived or each.children for each in shown) or _is_written(site.api, resource):
        yield Way(
            name="stale",
            says=f"{operation.id} shows what was before the last write",
            fault=Fault(
                state=lambda scene: scene.memory.former, operations=frozenset({operation.id})
            ),
        )
    names = [
        each.name
        for each in shown
        if not (each.derived or each.write_only or "boolean" in each.types)  # no may be left out
    ]
    names = [each for each in names if each != resource.identifier][:8:3]
    for name in names if operation.action != "count" else ():

        def less(variables: dict[str, Any], name: str = name) -> dict[str, Any]:
            found: dict[str, Any] = {}
            if isinstance(item := variables.get("item"), dict):
                found["item"] = {n: v for n, v in item.items() if n != name}
            if isinstance(items := variables.get("items"), list):
                found["items"] = [{n: v for n, v in e.items() if n != name} for e in items]
            return found

        yield Way(
            name=f"without {name}",
            says=f"{operation.id} does not show {name}",
            fault=telling(site, less),
        )


class _Asked(dict[str, Any]):
    """An item that notes which of its members an answer asks for."""

    def __init__(self) -> None:
        self.names = set[str]()

    def get(self, name: str, default: Any = None) -> Any:
        """Note the member."""
        self.names.add(name)
        return default


def _shown(operation: Operation, resource: Resource) -> list[Property]:
    """Return the properties that the answers of an operation show."""
    if operation.answer is None:
        return []
    item = _Asked()
    operation.answer({"item": item, "items": [item]})
    return [each for each in resource.shown if not item.names or each.name in item.names]


def _is_written(api: Api, resource: Resource) -> bool:
    """Say whether some request makes or changes these."""
    writes = {"create", "update", "upsert", "delete", "replace-all"}
    return any(
        each.resource == resource.name and each.action in writes for each in api.operations.values()
    )


def _written_wrongly(site: Site) -> Ways:
    operation, resource = site.operation, site.owner
    assert operation is not None
    own = frozenset({operation.id})

    def nothing(scene: Scene, filled: Filled) -> Filled:
        return filled if filled.response.status >= 400 else replace(filled, state=scene.state)

    yield Way(
        name="nothing stored",
        says=f"{operation.id} is answered as usual and nothing is stored",
        fault=Fault(answered=nothing, operations=own),
    )
    names = {each.name.lower() for each in operation.parameters if each.where != "path"}
    beside = names - {site.api.version_header}  # a version that is none each server takes its way
    if operation.action != "delete" or operation.body or beside:  # else only what is not there is
        yield Way(
            name="effect on failure",
            says=f"{operation.id} is refused and carried out",
            fault=Fault(answered=_carried_out, operations=own),
            stateful=False,
        )
    yield Way(
        name="success on failure",
        says=f"{operation.id} answers a refusal as a success, and nothing happens",
        fault=Fault(outcome=_succeeding, operations=own),
        stateful=False,
    )
    made = resource.properties[resource.identifier].made_by and not resource.unique
    if operation.action == "create" and made and not operation.idempotency:

        def twice(scene: Scene, filled: Filled) -> Filled:
            if filled.response.status >= 400:
                return filled
            outcome = step(scene.api, filled.state, scene.request)[0]
            done = _filled(scene, filled.state, outcome)
            return replace(filled, state=done)

        yield Way(
            name="done twice",
            says=f"{operation.id} does it twice",
            fault=Fault(answered=twice, operations=own),
        )
    if operation.action in {"create", "update", "upsert"}:
        yield from _to_others(site)


def _to_others(site: Site) -> Ways:
    """Yield the ways in which a write does something to a sibling, too."""
    operation, field = site.operation, _text_of(site.owner)
    assert operation is not None

    def others(scene: Scene, right: Outcome) -> list[Entity]:
        every = bool(operation and operation.batch)
        puts = [c for c in right.changes if isinstance(c, Put) and (every or is_target(right, c))]
        if not puts:
            return []
        found = siblings(scene.state, puts[0].entity.resource, puts[0].entity.parent)
        return [each for each in found if each.key != puts[0].entity.key]

    def also(scene: Scene, right: Outcome) -> Iterator[Change]:
        for each in others(scene, right)[-1:]:
            yield set_in(each, **{field: another(each.fields.get(field))})

    def lost(scene: Scene, right: Outcome) -> Iterator[Change]:
        yield from (Drop(each.resource, each.key) for each in others(scene, right)[-1:])

    if field:
        yield Way(
            name="another, too",
            says=f"{operation.id} also changes {field} of the last sibling",
            fault=doing_more(also, operation.id),
        )
    yield Way(
        name="another lost",
        says=f"{operation.id} removes the last sibling",
        fault=doing_more(lost, operation.id),
    )


def _filled(scene: Scene, state: State, outcome: Outcome) -> State:
    """Return the state after an outcome is carried out in a state; the same if it cannot be."""
    with suppress(Exception):  # what is meant to be wrong may not fit at all
        return scene.carry_out_in(state, outcome).state
    return state


def _carried_out(scene: Scene, filled: Filled) -> Filled:
    """Do what a refused request would have done, had nobody judged it."""
    if filled.response.status < 400:
        return filled
    with suppress(Exception):  # what was refused may not fit at all
        outcome = step(lenient(scene.api), scene.state, scene.request)[0]
        return replace(filled, state=_filled(scene, filled.state, outcome))
    return filled


def _succeeding(scene: Scene, right: Outcome) -> Outcome:
    refusal = right.refusal
    if refusal is None or refusal.kind in {"unauthenticated", "forbidden"}:
        return right
    return Outcome(status=scene.operation.status, serial=right.serial)


class Anything:
    """A validator that finds nothing wrong."""

    def is_valid(self, instance: Any) -> bool:
        """Return True."""
        return True

    def iter_errors(self, instance: Any) -> Iterator[Any]:
        """Yield nothing."""
        return iter(())


def lenient(api: Api) -> Api:
    """Return the API that judges nothing: no schema, no limit, no uniqueness."""
    operations = {
        each.id: replace(
            each,
            parameters=tuple(replace(p, validator=Anything()) for p in each.parameters),
            body={n: replace(m, validator=Anything()) for n, m in each.body.items()},
        )
        for each in api.operations.values()
    }
    resources = {
        each.name: replace(each, unique=(), capacity=None, version=None, unattached=None)
        for each in api.resources.values()
    }
    return replace(api, operations=operations, resources=resources)


def _text_of(resource: Resource) -> str:
    names = [p.name for p in resource.kept if p.plain and "string" in p.types and not p.format]
    return names[-1] if names else ""
