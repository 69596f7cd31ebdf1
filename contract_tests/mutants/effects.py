"""Effects: what an outcome does to what is stored, and how it can be done otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from contract_tests.mutants.fault import Fault, Scene
from contract_tests.mutants.sites import with_operation
from mockserver.engine.fill import Filled
from mockserver.engine.outcome import Outcome
from mockserver.engine.state import Change, Drop, Entity, Key, Put, State
from mockserver.engine.step import step
from mockserver.engine.transition import applied
from mockserver.model.operation import Operation

Choose = Callable[[Scene, Change], bool]


def forgetting(chosen: Choose, *operations: str) -> Fault:
    """Return the fault of a server that does not do the changes that are chosen."""

    def outcome(scene: Scene, right: Outcome) -> Outcome:
        kept = tuple(each for each in right.changes if not chosen(scene, each))
        return replace(right, changes=kept)

    return Fault(outcome=outcome, operations=frozenset(operations))


def doing_more(more: Callable[[Scene, Outcome], Iterator[Change]], *operations: str) -> Fault:
    """Return the fault of a server that does more than it should when it carries out a request."""

    def outcome(scene: Scene, right: Outcome) -> Outcome:
        if right.refusal is not None or right.repeats is not None:
            return right
        return replace(right, changes=(*right.changes, *more(scene, right)))

    return Fault(outcome=outcome, operations=frozenset(operations))


def altering(change: Callable[[Scene, Outcome, Put], Change | None], *operations: str) -> Fault:
    """Return the fault of a server that stores something otherwise; what becomes None is not
    stored.
    """

    def outcome(scene: Scene, right: Outcome) -> Outcome:
        changes = [
            change(scene, right, each) if isinstance(each, Put) else each for each in right.changes
        ]
        return replace(right, changes=tuple(each for each in changes if each is not None))

    return Fault(outcome=outcome, operations=frozenset(operations))


def settled(change: Callable[[Scene, State], Iterator[Change]], *operations: str) -> Fault:
    """Return the fault of a server in which something else happens right after an answer."""

    def answered(scene: Scene, filled: Filled) -> Filled:
        if filled.response.status >= 400:
            return filled
        changes = tuple(change(scene, filled.state))
        after = applied(scene.api, filled.state, changes, filled.state.serial)
        return replace(filled, state=after) if changes else filled

    return Fault(answered=answered, operations=frozenset(operations))


def where_refused(kind: str, then: Callable[[Scene, Outcome], Outcome], *operations: str) -> Fault:
    """Return the fault of a server that does something else than to refuse for one reason."""

    def outcome(scene: Scene, right: Outcome) -> Outcome:
        refused = right.refusal is not None and right.refusal.kind == kind
        return then(scene, right) if refused else right

    return Fault(outcome=outcome, operations=frozenset(operations))


def in_vain(scene: Scene, right: Outcome) -> Outcome:
    """Return the success of a request that does nothing."""
    return Outcome(status=scene.operation.status, serial=right.serial)


def as_if(scene: Scene, operation: Operation, **words: Any) -> Outcome:
    """Return what becomes of a request if its operation says something else."""
    other = with_operation(scene.api, operation, **words)
    return step(other, scene.state, scene.request)[0]


def key_of(change: Change) -> Key:
    """Return the identifier of what a change is about."""
    return change.key if isinstance(change, Drop) else change.entity.key


def resource_of(change: Change) -> str:
    """Return the resource of what a change is about."""
    return change.resource if isinstance(change, Drop) else change.entity.resource


def is_target(outcome: Outcome, change: Change) -> bool:
    """Return whether a change is about what the request is about."""
    shown = outcome.shown
    return shown is not None and shown.key is not None and key_of(change) == shown.key


def former(scene: Scene, change: Change) -> Entity | None:
    """Return what is stored before a change, None for what is new."""
    return scene.state.get(resource_of(change), key_of(change))


def is_sibling(scene: Scene, change: Change) -> bool:
    """Return whether a change concerns something stored that the path does not name."""
    old = former(scene, change)
    if old is None or not isinstance(change, Put):
        return False
    return old.key != scene.named(old.resource)


def differs(scene: Scene, change: Change, field: str) -> bool:
    """Return whether a change gives a stored thing another value of a field."""
    old = former(scene, change)
    if old is None or not isinstance(change, Put):
        return False
    return change.entity.fields.get(field) != old.fields.get(field)


def with_field(put: Put, field: str, value: Any) -> Put:
    """Return the change with another value."""
    entity = put.entity
    return Put(replace(entity, fields={**entity.fields, field: value}), put.dead)


def set_in(entity: Entity, **fields: Any) -> Put:
    """Return the change that gives an entity other values."""
    return Put(replace(entity, fields={**entity.fields, **fields}))


def siblings(state: State, resource: str, parent: Key) -> list[Entity]:
    """Return the children of a parent in list order."""
    return [state.child(resource, item) for item in state.children(resource, parent)]


def every(state: State, resource: str) -> list[Entity]:
    """Return all there are of a resource, the oldest first."""
    found = (each for (name, _), each in state.entities.items() if name == resource)
    return sorted(found, key=lambda each: each.ordinal)


def another(value: Any) -> Any:
    """Return a value of the same type that is another one."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, str):
        return value[:-1] if value else "x"
    return value
