"""Cleaning up: what an examination made on a server is deleted again, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from contract_tests.oracle.reading import read
from contract_tests.script import Step
from contract_tests.walks import Said
from mockserver.engine.hole import Hole
from mockserver.engine.known import address
from mockserver.engine.state import Entity, Key, State
from mockserver.model.api import Api
from mockserver.model.operation import Operation
from mockserver.model.template import EACH

Place = tuple[str, Key]
"""What identifies a thing: its resource, and its identifier there."""

SHOWN = 5
"""So many identifiers are named of each kind that stays."""


def deletable(api: Api) -> frozenset[str]:
    """Return the resources of which the document says how to delete one."""
    return frozenset(each.resource for each in _deletions(api))


def still_ours(
    api: Api, ours: Collection[Place], before: State, after: State, said: Iterable[Said]
) -> dict[Place, None]:
    """Return what is ours after requests: what was and is still there, what they have made, and
    what answers show that are not right, for that may have been made, too.
    """
    found = dict.fromkeys(ours)
    if after.entities is not before.entities:
        gone = {place for place in ours if place in before.entities}
        gone = {place for place in gone if place not in after.entities}
        found = {place: None for place in ours if place not in gone}
        new = (place for place in after.entities if place not in before.entities)
        found |= {place: None for place in new if not isinstance(place[1], Hole)}
    for step, (_, response, judgement) in said:
        operation = api.operations[step.operation]
        made = operation.action in {"create", "upsert"} and judgement.verdict != "conforms"
        if not made or response is None or response.status >= 300:
            continue
        resource = api.resources[operation.resource]
        for item in read(operation, response.body).items:
            key = item.get(resource.identifier)
            if isinstance(key, str | int) and before.get(resource.name, key) is None:
                found[resource.name, key] = None
    return found


def deletions(api: Api, state: State, made: Collection[Place]) -> Iterator[tuple[Place, Step]]:
    """Yield how to delete what was made and is there, children before what they are below of and
    what came last first; the role of the steps is still to be filled in.
    """
    there = [entity for place in made if (entity := state.get(*place)) is not None]
    for entity in sorted(there, key=lambda each: (-_depth(api, state, each), -each.ordinal)):
        for operation in _deletions(api):
            if operation.resource == entity.resource:
                step = _deletion(api, state, operation, entity)
                if step is not None:
                    yield (entity.resource, entity.key), step
                    break


def not_seen_gone(api: Api, state: State, made: Collection[Place]) -> dict[Place, None]:
    """Return what was made without what a list would show if it were still there."""
    listed = {each.resource for each in api.operations.values() if each.action == "list"}
    return {place: None for place in made if place in state.entities or place[0] not in listed}


def left_behind(api: Api, made: Collection[Place]) -> list[str]:
    """Return sentences on what was made and is still there; what is always there was not made."""
    counts = Counter(name for name, _ in made if not api.resources[name].singleton)
    told: list[str] = []
    for resource, count in counts.items():
        names = [str(key) for name, key in made if name == resource]
        some = ", ".join(names[:SHOWN]) + (", ..." if count > SHOWN else "")
        why = (
            "it could not be deleted"
            if resource in deletable(api)
            else "the document has no operation that deletes one"
        )
        told.append(f"Left on the server: {count} {resource} ({some}); {why}.")
    return told


def _deletions(api: Api) -> list[Operation]:
    """Return the operations that delete, those of one thing first."""
    found = [each for each in api.operations.values() if each.action == "delete"]
    return sorted(found, key=lambda each: bool(each.batch))


def _deletion(api: Api, state: State, operation: Operation, entity: Entity) -> Step | None:
    names = {each.name for each in operation.parameters if each.where == "path"}
    if operation.batch:
        if names or operation.item_path[-1:] != (EACH,):
            return None
        body: Any = entity.key
        for name in reversed(operation.item_path):
            body = [body] if name == EACH else {name: body}
        return Step(operation=operation.id, media_type="application/json", body=body)
    found = address(api, state, api.resources[entity.resource], entity)
    if not names <= found.keys():
        return None
    return Step(operation=operation.id, path={name: found[name] for name in sorted(names)})


def _depth(api: Api, state: State, entity: Entity) -> int:
    depth, above = 0, state.get(api.resources[entity.resource].parent, entity.parent)
    while above is not None and depth < len(state.entities):
        depth += 1
        above = state.get(api.resources[above.resource].parent, above.parent)
    return depth
