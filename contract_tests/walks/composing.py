"""Composing: what directed walks are made of, for any document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from contract_tests.arguments import Wish
from contract_tests.arguments.values import Node
from contract_tests.requests import request_of
from contract_tests.script import Step, Upload
from contract_tests.walks.walk import Asked, Scene
from mockserver.engine.hole import Hole
from mockserver.engine.outcome import Outcome
from mockserver.engine.state import Entity
from mockserver.engine.step import step as outcomes_of
from mockserver.model.nothing import NOTHING
from mockserver.model.operation import Operation
from mockserver.model.property import ABSENT
from mockserver.model.reference import Path
from mockserver.model.resource import Resource

T = TypeVar("T")
Part = Generator[Step, Asked | None, T]
"""A part of a walk, which returns what it came to."""

TRIES = 25
"""So many requests are made up to find one that is as it should be."""

FEW = 6
"""Among so many known things one looks for one that fits."""

READING = ("list", "count", "read")


class Composer:
    """Composes requests on a scene. None of its parts raises, whatever is answered.

    It remembers which creations went wrong, so that no further walk begins with one of them.
    """

    def __init__(self, scene: Scene) -> None:
        self.scene, self.api = scene, scene.api
        self._headers = {each.role: each.headers for each in self.api.credentials}
        self._turn, self._turns = 0, Counter[str]()
        self._failing = set[str]()

    def operations(self, resource: str, *actions: str) -> list[Operation]:
        """Return the operations that may be sent which do one of these to a resource."""
        return [
            each
            for each in self.scene.operations
            if each.resource == resource and each.action in actions
        ]

    def creating(self, resource: str) -> list[Operation]:
        """Return the operations that make one entity of a resource."""
        found = self.operations(resource, "create", "upsert")
        return [each for each in found if not each.batch]

    def changing(self, resource: str) -> list[Operation]:
        """Return the operations that change one entity of a resource."""
        found = self.operations(resource, "update", "upsert")
        return [each for each in found if not each.batch]

    def deleting(self, resource: str) -> list[Operation]:
        """Return the operations that delete one entity of a resource."""
        return [each for each in self.operations(resource, "delete") if not each.batch]

    def members(self, operation: Operation) -> Mapping[str, Node]:
        """Return what the item in an operation's body may have, by name; of several media types
        the first counts.
        """
        for _, bodies in self.scene.arguments.sender(operation).bodies:
            node = bodies.node.at(operation.item_path)
            return node.members if node else {}
        return {}

    def outcomes(self, step: Step) -> Sequence[Outcome]:
        """Return what a step may lead to, as far as is known."""
        request = request_of(self.api, step, self._headers.get(step.role, {}))
        return outcomes_of(self.api, self.scene.state, request)

    def accepted(self, step: Step) -> bool:
        """Say whether a step is to be carried out."""
        return self.outcomes(step)[0].refusal is None

    def valid(
        self,
        operation: Operation,
        near: Entity | None = None,
        *,
        pinned: Mapping[Path, Any] = NOTHING,
        around: Mapping[Path, Any] = NOTHING,
        query: Sequence[tuple[str, Any]] = (),
        path: Mapping[str, Any] = NOTHING,
        role: str | None = None,
        density: float = 0.0,
        media_type: str = "",
        file: Upload | None = None,
        tries: int = TRIES,
    ) -> Step:
        """Return a request that is to be carried out, if one is found; else the last one tried."""
        scene = self.scene
        if scene.accepted.wants_more(operation.id):
            density = max(density, scene.random.uniform(0.6, 1.0))
        around = {**self._under(operation, near), **around}
        wish = Wish(pinned=pinned, around=around, density=density, media_type=media_type, file=file)
        for _ in range(tries):
            step = scene.arguments.valid(
                scene.state,
                scene.beginning,
                operation,
                role=role,
                near=near,
                path=path,
                query=query,
                wish=wish,
            )
            if self.accepted(step):
                break
            if operation.action not in READING and not wish.density and not pinned:
                wish = replace(wish, density=scene.random.random() / 2)
        return step

    def _under(self, operation: Operation, near: Entity | None) -> dict[Path, Any]:
        """Return what names the parent in a body that does so."""
        under, resource = operation.under, self.api.resources.get(operation.resource)
        if under is None or near is None or resource is None or near.resource != resource.parent:
            return {}
        named = near.fields.get(under.names[0]) if under.names else near.key
        return {} if named is None or isinstance(named, Hole) else {(under.member,): named}

    def current(self, entity: Entity | None) -> Entity | None:
        """Return an entity as it is now, None when it is not there."""
        return entity and self.scene.state.get(entity.resource, entity.key)

    def all(self, resource: str, parent: Entity | None = None) -> list[Entity]:
        """Return what there is of a resource, below a parent if it is given, by creation."""
        found = (
            each
            for each in self.scene.state.entities.values()
            if each.resource == resource and not isinstance(each.key, Hole)
            if parent is None or each.parent == parent.key
        )
        return sorted(found, key=lambda each: each.ordinal)

    def make(
        self,
        operation: Operation,
        near: Entity | None = None,
        *,
        pinned: Mapping[Path, Any] = NOTHING,
        density: float = 0.0,
    ) -> Part[Entity | None]:
        """Create something; return it, None when there is nothing new."""
        before = self.scene.state.serial
        for each in dict.fromkeys((density, 0.0)):
            if each and operation.id in self._failing:
                continue
            if each:
                self._failing.add(operation.id)  # and it stays there if that goes wrong
            yield self.valid(operation, near, pinned=pinned, density=each)
            made = self.all(operation.resource)
            if made and made[-1].ordinal > before:
                if each:
                    self._failing.discard(operation.id)
                return made[-1]
        return None

    def home(self, resource: Resource, but: Entity | None = None) -> Part[Entity | None]:
        """Return a parent for something of a resource: a new one, or else a known one `but` one;
        None when it needs none, or there is none.
        """
        if not resource.parent or resource.is_tree:
            return None
        for operation in self.creating(resource.parent)[:1]:
            if operation.id in self._failing:
                break
            self._failing.add(operation.id)  # and it stays there if that ends the walk
            made = yield from self.make(operation, pinned=self._as_member(operation))
            self._failing.discard(operation.id)
            if made is not None:
                return made
        known = [each for each in self.all(resource.parent) if not but or each.key != but.key]
        self.scene.random.shuffle(known)
        ways = self.operations(resource.name, "create", "list")[:1]
        for operation in ways:
            for each in known[:FEW]:
                if self.accepted(self.valid(operation, each, tries=3)):
                    return each
        return known[0] if known else None

    def found(self, operation: Operation) -> Entity | None:
        """Return something that is there for an operation to be about, None for nothing."""
        known = self.all(self.scene.arguments.sender(operation).paths.resource)
        for each in known[:FEW]:
            if self.accepted(self.valid(operation, each, tries=2)):
                return each
        return None

    def subject(self, operation: Operation) -> Part[Entity | None]:
        """Return something that an operation can be about, a new one if that is possible: for
        what is sent below something, that.
        """
        resource = self.api.resources.get(operation.resource)
        if resource is None:
            return None
        home = yield from self.home(resource)
        if operation.action in {"create", "list", "count", "replace-all"}:
            return home
        for creating in self.creating(resource.name)[:1]:
            made = yield from self.make(creating, home)
            if made is not None:
                return made
        known = self.all(resource.name, home) or self.all(resource.name)
        return known[-1] if known else None

    def _as_member(self, operation: Operation) -> dict[Path, Any]:
        """Return what says in a body for whom who may do an operation does it."""
        if operation.member not in self.members(operation):
            return {}
        able = self.scene.arguments.able(operation)
        for each in self.api.credentials:
            if each.role in able[:1] and (groups := each.member_of.get(operation.member)):
                return {(operation.member,): min(groups)}
        return {}

    def look(self, resource: Resource, near: Entity | None) -> Part[None]:
        """List what there is of a resource at or below an entity, every second time also in
        another way.
        """
        ways = self.operations(resource.name, "list", "count")
        above = self.api.resources.get(resource.parent)
        if above and above is not resource and above.embedded and near is not None:
            ways += self.operations(above.name, "read")
        self._turn += 1
        others = ways[1:]
        others = [others[self._turn // 2 % len(others)]] if others and self._turn % 2 else []
        for operation in (*ways[:1], *others):
            around = self._dead_too(resource, operation)
            yield self.valid(operation, near, query=self.whole(operation), around=around, tries=4)

    def _dead_too(self, resource: Resource, operation: Operation) -> dict[Path, Any]:
        """Return what asks in a body for what is deleted, too, two times of three."""
        flag = resource.tombstones.by if resource.tombstones else ""
        if flag not in self.members(operation):
            return {}
        return {(flag,): self.next_of((True, True, ABSENT))}

    def read(self, entity: Entity | None) -> Part[None]:
        """Read one entity, in another way each time."""
        ways = self.operations(entity.resource, "read") if entity else []
        ways = [each for each in ways if not each.batch]
        if ways:
            self._turn += 1
            operation = ways[self._turn % len(ways)]
            yield self.valid(operation, entity, query=self.whole(operation), tries=4)

    def whole(self, operation: Operation) -> tuple[tuple[str, Any], ...]:
        """Return the query that asks for what is not shown without being asked for."""
        show = operation.show
        if show is None or not show.include or not show.on_demand:
            return ()
        return ((show.include, ",".join(sorted(show.on_demand))),)

    def dates(self, operation: Operation) -> list[str]:
        """Return versions of the API that an operation's answers differ in, and one before and
        one after all.
        """
        return self.scene.arguments.sender(operation).queries.versions

    def dated(self, step: Step, date: str) -> Step:
        """Return a step that asks for a version of the API, "" for the newest."""
        header = self.api.version_header
        return replace(step, headers={**step.headers, header: date}) if header and date else step

    def delete(self, entity: Entity | None) -> Part[bool]:
        """Delete an entity; return whether it can be."""
        for operation in self.deleting(entity.resource)[:1] if entity else ():
            yield self.valid(operation, entity, tries=4)
            return True
        return False

    def next_of(self, values: Sequence[T]) -> T:
        """Return one of these values, the next one each time."""
        name = repr(values)
        self._turns[name] += 1
        return values[(self._turns[name] - 1) % len(values)]

    def resources(self) -> Iterator[Resource]:
        """Yield the resources, those with most rules on siblings first."""
        yield from sorted(
            self.api.resources.values(),
            key=lambda each: -bool(each.exclusive or each.position or each.sort_order),
        )
