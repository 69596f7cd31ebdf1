"""Items: representations in bodies that are about what there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.arguments.known import Known
from contract_tests.arguments.values import Draw, Node
from contract_tests.arguments.wishes import told
from mockserver.engine.hole import Hole
from mockserver.engine.paths import value_at
from mockserver.engine.state import Entity
from mockserver.engine.view import representation
from mockserver.model.api import Api
from mockserver.model.operation import IN_BODY, Operation
from mockserver.model.property import ABSENT
from mockserver.model.reference import Path, Referring
from mockserver.model.resource import Resource
from mockserver.model.template import EACH

LETTERS = "abcdefgh"


class Items:
    """The items in the bodies of one operation; `node` is the schema of one, if it is known."""

    def __init__(self, api: Api, operation: Operation, resource: Resource, node: Node) -> None:
        self._api, self._operation, self._resource = api, operation, resource
        self._node = node
        self._members = node.members
        self._named = self._operation.action == "upsert"

    def sent_back(self, known: Known, entity: Entity, made: Any, draw: Draw) -> dict[str, Any]:
        """Return what is stored, as far as it may be sent, with one member of what was made."""
        shown = representation(self._api, known.state, self._resource, entity)
        found: dict[str, Any] = sendable(self._node, shown)
        if self._node.shape.alternatives:
            made = self._alike(entity, draw)
        if isinstance(made, dict) and made:
            name = draw.random.choice(list(made))
            if name != self._resource.identifier:
                found[name] = made[name]
        for version in [self._resource.version] if self._resource.version else ():
            number = draw.random.random()
            if version.field in found and number < 0.08 and isinstance(found[version.field], int):
                found[version.field] -= 1
            elif number < 0.12:
                found.pop(version.field, None)
        return found

    def _alike(self, entity: Entity, draw: Draw) -> Any:
        """Return an item of the kind that an entity has to stay."""
        fixed = (name for name, each in self._resource.properties.items() if each.fixed)
        before, draw.wanted = draw.wanted, told({name: entity.fields.get(name) for name in fixed})
        made = self._node.make(draw)
        draw.wanted = before
        return made

    def settle(self, item: dict[str, Any], known: Known, entity: Entity | None, draw: Draw) -> None:
        """Change an item so that what it names is there, mostly."""
        resource = self._resource
        if self._named:
            self._name(item, resource, known, draw)
        name = self._operation.parameter_of(resource)
        if name.startswith(IN_BODY) and draw.random.random() < 0.9:
            found = known.one(resource.name, draw)
            if found is not None and not isinstance(found.key, Hole):
                item[name.rpartition(".")[2]] = found.key
        self._refer(item, resource, known, entity, draw)
        for nest in resource.nests:
            children = value_at(item, nest.path)
            child = self._api.resources[nest.schema.children]
            for each in children if isinstance(children, list) and child is not resource else ():
                if isinstance(each, dict):
                    self._refer(each, child, known, None, draw)
        tombstones = resource.tombstones
        if tombstones and item.get(tombstones.flag) and draw.random.random() < 0.9:
            item[tombstones.flag] = False
        if resource.states and resource.states.field in item:
            self._move(item, entity, draw)
        if resource.tracked:
            self._track(item, known, draw)
        if entity is None and draw.random.random() < 0.12:
            _repeat(item, known.one(resource.name, draw), self._members, draw)

    def _name(self, item: dict[str, Any], resource: Resource, known: Known, draw: Draw) -> None:
        """Give a new item, and the new ones inside, temporary identifiers; what refers to what is
        around it names that.
        """
        own, temporary = resource.identifier, self._operation.temporary
        if own in self._members and not _is_stored(item, resource, known):
            if temporary:
                item[own] = temporary + draw.random.choice(LETTERS)
            if resource.version and draw.random.random() < 0.9:
                item.pop(resource.version.field, None)
        for nest in resource.nests:
            children = value_at(item, nest.path)
            if not isinstance(children, list):
                continue
            child = self._api.resources[nest.schema.children]
            for number, each in enumerate(children):
                if not isinstance(each, dict) or _is_stored(each, child, known):
                    continue
                if temporary:
                    each[child.identifier] = f"{item.get(own)}-{number}"
                if child.version:
                    each.pop(child.version.field, None)
                for path in child.linked:
                    put(each, path, item.get(own) if draw.random.random() < 0.95 else "none")

    def _refer(
        self,
        item: dict[str, Any],
        resource: Resource,
        known: Known,
        entity: Entity | None,
        draw: Draw,
    ) -> None:
        for link in resource.references:
            around = value_at(item, link.path[:-1])
            if not isinstance(around, dict) or link.path[-1] not in around:
                continue
            if link.reference.siblings and entity is None and draw.random.random() < 0.9:
                del around[link.path[-1]]  # what is new has no siblings yet
            elif draw.random.random() < 0.9:
                around[link.path[-1]] = self._referred(link, known, entity, draw)

    def _referred(self, link: Referring, known: Known, entity: Entity | None, draw: Draw) -> Any:
        reference, temporary = link.reference, self._operation.temporary
        several = "array" in link.schema.types
        keys: list[Any] = []
        for _ in range(draw.random.choice((0, 1, 1, 2, 3)) if several else 1):
            key = known.key(reference.to, draw, reference.where)
            if reference.siblings and entity is not None and draw.random.random() < 0.8:
                siblings = known.state.children(reference.to, entity.parent)
                key = siblings[draw.random.randrange(len(siblings))][-1] if siblings else None
                key = None if isinstance(key, Hole) else key
            if temporary and draw.random.random() < 0.08:
                key = temporary + draw.random.choice(LETTERS)
            keys += [key] if key is not None else []
        if several:
            if draw.random.random() < 0.9:
                keys = list(dict.fromkeys(keys))
            return keys
        return keys[0] if keys else ""

    def _move(self, item: dict[str, Any], entity: Entity | None, draw: Draw) -> None:
        """Mostly name a state that can follow."""
        states = self._resource.states
        assert states is not None
        current = entity.fields.get(states.field, states.start) if entity else states.start
        after = sorted(states.moves.get(current, ())) if isinstance(current, str) else []
        if after and draw.random.random() < 0.75:
            item[states.field] = draw.random.choice(after)

    def _track(self, item: dict[str, Any], known: Known, draw: Draw) -> None:
        """Mostly name elements that there are, of a kind that is known."""
        tracked = self._resource.tracked
        assert tracked is not None
        elements = item.get(tracked.each)
        if tracked.kind in item and tracked.resources and draw.random.random() < 0.85:
            item[tracked.kind] = draw.random.choice(list(tracked.resources))
        kind = tracked.resources.get(str(item.get(tracked.kind, "")))
        kind = kind or next(iter(tracked.resources.values()), None)
        for each in elements if isinstance(elements, list) and kind else ():
            if isinstance(each, dict) and tracked.key in each:
                key = known.key(str(kind), draw)
                each[tracked.key] = each[tracked.key] if key is None else key


def _is_stored(item: dict[str, Any], resource: Resource, known: Known) -> bool:
    """Say whether an item is one that is there, by its identifier."""
    key = item.get(resource.identifier)
    return isinstance(key, str | int) and known.state.get(resource.name, key) is not None


def _repeat(
    item: dict[str, Any], other: Entity | None, members: Mapping[str, Node], draw: Draw
) -> None:
    """Give one member the value that another entity has."""
    fields = other.fields if other else {}
    names = [
        name
        for name in item
        if name in members and _is_plain(fields.get(name)) and members[name].valid(fields[name])
    ]
    if names:
        name = draw.random.choice(names)
        item[name] = fields[name]


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def sendable(node: Node, value: Any) -> Any:
    """Return a value of an answer as far as the schema of a request has a place for it; what is
    not known yet is left out.
    """
    if isinstance(value, Mapping) and node.members:
        members = node.members
        found = {
            name: sendable(members[name], each)
            for name, each in value.items()
            if name in members and not isinstance(each, Hole)
        }
        return {name: each for name, each in found.items() if members[name].valid(each)}
    if isinstance(value, list) and node.items is not None:
        items = node.items
        return [sendable(items, each) for each in value if not isinstance(each, Hole)]
    return None if isinstance(value, Hole) else value


def put(value: Any, path: Path, new: Any) -> None:
    """Put a value at a path whose objects are there; otherwise leave all as it is."""
    around = value_at(value, path[:-1])
    if isinstance(around, dict) and path and value_at(value, path) is not ABSENT:
        around[path[-1]] = new


def places(value: Any, path: Path) -> Iterator[tuple[Any, Any]]:
    """Yield where a path with elements ("[]") leads to: the object or list, and the name or
    number in it.
    """
    if not path:
        return
    name, rest = path[0], path[1:]
    keys: list[Any] = []
    if name == EACH and isinstance(value, list):
        keys = list(range(len(value)))
    elif isinstance(value, dict) and name in value:
        keys = [name]
    for key in keys:
        if rest:
            yield from places(value[key], rest)
        else:
            yield value, key
