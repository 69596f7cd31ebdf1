"""Paths: identifiers for an operation's path, known ones mostly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import shortuuid

from contract_tests.arguments.faults import faulty
from contract_tests.arguments.known import TRIES, Known
from contract_tests.arguments.values import Draw, Node
from mockserver.engine.known import Identifiers
from mockserver.engine.state import Entity
from mockserver.model.api import Api, Credential
from mockserver.model.canonical import Canonical
from mockserver.model.operation import Operation, Parameter

ODD = ("0", "-1", "odd", "99999999999999999999", "%", "a b", "null", "é")
FAVOURITE = 0.3
DEEPEST = 6
"""So many ancestors are looked at."""
SENT_BELOW = ("create", "list", "count", "replace-all")


class Paths:
    """The path of one operation; `nodes` are the schemas of its parameters by name."""

    def __init__(self, api: Api, operation: Operation, nodes: Mapping[str, Node]) -> None:
        self._operation, self._nodes = operation, nodes
        self._parameters = {
            each.name: each for each in operation.parameters if each.where == "path"
        }
        self.resource = _addressed(api, operation, list(self._parameters))
        self._others = [
            name for name, each in api.resources.items() if each.path and name != self.resource
        ]
        resource = api.resources.get(self.resource)
        self._moves = resource.states if resource and operation.action == "update" else None
        # What is below one of them should become many, so one of them is met often.
        self._first = FAVOURITE if operation.action in SENT_BELOW else 0.0
        self._own = api.resources[self.resource].path if self.resource else ""

    def chosen(
        self, known: Known, draw: Draw, principal: Credential | None
    ) -> tuple[dict[str, Any], Entity | None]:
        """Return values for the parameters, and what they address if it is known."""
        if not self._parameters:
            return {}, None
        number, entity = draw.random.random(), None
        found: Identifiers | None = None
        if self._operation.action == "delete" and number < 0.8 * known.spared(self.resource):
            number = 0.8 + number / 4  # something strange is deleted instead
        if number < 0.8:
            found, entity = self._known(known, draw, principal)
        elif self.resource and number < 0.95:
            found = self._strange(known, draw, (number - 0.8) / 0.15)
        found = found or (known.unknown(self.resource) if self.resource else {})
        values = {name: self._value(name, found, draw) for name in self._parameters}
        if number > 0.95:
            name = draw.random.choice(list(values))
            values[name] = self._odd(name, values[name], draw)
            entity = None
        return {name: self._form(name, each, draw) for name, each in values.items()}, entity

    def about(
        self, known: Known, draw: Draw, near: Entity | None, principal: Credential | None
    ) -> tuple[dict[str, Any], Entity | None]:
        """Return values for the parameters that address `near`, what that is below, or what is
        below it; else anything that is as the operation wants it. And what they address.
        """
        entity = self._near(known, near) if near is not None else None
        found: Identifiers | None = known.address(entity) if entity else None
        if entity is None and self.resource:
            found, entity = self._known(known, draw, principal)
            if near is not None and found is not None:
                found = {**found, **known.address(near)}
        found = found or (known.unknown(self.resource) if self.resource else {})
        if self._operation.member in self._parameters:
            member = self._operation.member
            allowed = sorted(principal.member_of.get(member, ())) if principal else []
            if allowed and member not in found:
                found = {**found, member: allowed[0]}
        return {name: self._value(name, found, draw) for name in self._parameters}, entity

    def _near(self, known: Known, near: Entity) -> Entity | None:
        """Return what is of the kind that the path addresses, at, above or below an entity; of
        what is below the newest.
        """
        above: Entity | None = near
        for _ in range(DEEPEST):
            if above is None or above.resource == self.resource:
                break
            above = known.above(above)
        if above is not None and above.resource == self.resource:
            return above
        return known.newest(self.resource, near) if self.resource else None

    @property
    def nodes(self) -> Mapping[str, Node]:
        """The schemas of the parameters by name."""
        return self._nodes

    def _known(
        self, known: Known, draw: Draw, principal: Credential | None
    ) -> tuple[Identifiers | None, Entity | None]:
        """Return what addresses something that is as the operation wants it, if there is one."""
        member = self._operation.member
        allowed = principal.member_of.get(member) if principal and member else None
        only_if = self._operation.only_if if self._operation.resource == self.resource else {}
        where = only_if if draw.random.random() < 0.9 else None
        found: Identifiers | None = None
        entity: Entity | None = None
        for _ in range(TRIES):
            entity = (
                known.one(self.resource, draw, where, first=self._first) if self.resource else None
            )
            if entity is None:
                return None, None
            found = known.address(entity)
            right = allowed is None or member not in found or found[member] in allowed
            right = right and found.keys() >= self._parameters.keys()
            if right and (not self._moves or draw.random.random() < 0.2 or self._can_move(entity)):
                break
        return found, entity

    def _can_move(self, entity: Entity) -> bool:
        """Say whether another state can follow that of an entity."""
        assert self._moves is not None
        current = entity.fields.get(self._moves.field)
        return isinstance(current, str) and bool(self._moves.moves.get(current))

    def _strange(self, known: Known, draw: Draw, part: float) -> Identifiers | None:
        """Return what addresses something deleted, something of another parent, of another kind,
        or nothing.
        """
        if part < 0.35:
            return known.deleted(self.resource, draw)
        first = known.one(self.resource, draw)
        if part < 0.65 and first is not None:
            others = [known.one(self.resource, draw) for _ in range(2)]
            other = next((each for each in others if each and each.parent != first.parent), None)
            foreign = known.address(other) if other else self._above(known, draw)
            return {**foreign, self._own: first.key}
        if part < 0.75 and self._others:
            other = known.one(draw.random.choice(self._others), draw)
            around = known.address(first) if first else {}
            return {**around, self._own: other.key} if other else None
        return known.unknown(self.resource)

    def _above(self, known: Known, draw: Draw) -> Identifiers:
        """Return the address of anything that has some of the parameters."""
        for name in self._others:
            entity = known.one(name, draw)
            found = known.address(entity) if entity else {}
            if found.keys() & self._parameters.keys():
                return found
        return {}

    def _value(self, name: str, found: Identifiers, draw: Draw) -> Any:
        value = found.get(name)
        if value is None:
            node = self._nodes.get(name)
            value = node.make(draw) if node else "1"
            value = value if _is_segment(value) else "1"
        return value

    def _odd(self, name: str, value: Any, draw: Draw) -> Any:
        node = self._nodes.get(name)
        if node and node.wrong and draw.random.random() < 0.6:
            found = faulty(node, value, draw)
            return found if _is_segment(found) else "odd"
        return draw.random.choice(ODD)

    def _form(self, name: str, value: Any, draw: Draw) -> Any:
        """Return a value in another form now and then, where several mean the same."""
        parameter = self._parameters[name]
        if parameter.schema.canonical is None or draw.random.random() < 0.75:
            return value
        others = forms(parameter, str(value))
        return draw.random.choice(others) if others else value


def _is_segment(value: Any) -> bool:
    """Say whether a value can stand in a path: a slash, dots alone or nothing would make it another
    path on the way.
    """
    text = str(value)
    known = isinstance(value, str | int | float) and text.strip("./") == text
    return known and text != "" and "/" not in text


def forms(parameter: Parameter, text: str) -> list[str]:
    """Return the other texts that mean the same to a parameter."""
    canonical = parameter.schema.canonical
    assert canonical is not None
    return [each for each in same(canonical, text) if parameter.validator.is_valid(each)]


def same(canonical: Canonical, text: str) -> list[str]:
    """Return other texts that have the canonical form of a text."""
    meant, bare = canonical(text), text.lstrip("0")
    guesses = [text.upper(), text.lower(), bare, *(bare.zfill(width) for width in range(6, 15))]
    try:
        uuid = UUID(text) if "-" in text or len(text) == 32 else shortuuid.decode(text)
        guesses += [str(uuid), str(uuid).upper(), uuid.hex, shortuuid.encode(uuid)]
    except ValueError:
        pass
    found = dict.fromkeys(each for each in guesses if each and each != text)
    return [each for each in found if canonical(each) == meant]


def _addressed(api: Api, operation: Operation, names: list[str]) -> str:
    """Return the resource that a path addresses, "" for none that is known."""
    if not names:
        return ""
    resource = api.resources.get(operation.resource)
    if operation.family:
        return operation.family
    if resource and operation.action in SENT_BELOW and not operation.under:
        return resource.parent
    if resource:
        return resource.name
    return next((each.name for each in api.resources.values() if each.path == names[-1]), "")
