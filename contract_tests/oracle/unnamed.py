"""Unnamed: a request may name by chance what is there under an identifier that nobody knows."""

from __future__ import annotations

from collections.abc import Iterator

from contract_tests.oracle.nearness import Found, Missed
from mockserver.engine.hole import Hole
from mockserver.engine.message import Request
from mockserver.engine.rules.identity import fresh
from mockserver.engine.state import State
from mockserver.engine.transition import with_values
from mockserver.engine.validity import parameter_value
from mockserver.model.api import Api
from mockserver.model.operation import Operation
from mockserver.model.resource import Resource

MOST = 4
"""How many things without a known identifier are thought of."""


def named(api: Api, state: State, request: Request) -> Iterator[State]:
    """Yield the states in which an identifier in a request's path, unknown so far, is that of a
    thing whose identifier no answer has shown; what something else has, or had, it cannot be.
    """
    operation = api.operations.get(request.operation or "")
    parameters = operation.parameters if operation else ()
    for parameter in (each for each in parameters if each.where == "path"):
        key, faults = parameter_value(parameter, request)
        for resource in _addressed(api, operation):
            if resource.path != parameter.name or faults or not fresh(state, resource, key):
                continue
            for hole in _unnamed(state, resource.name):
                if resource.properties[resource.identifier].valid(key):
                    yield with_values(api, state, {hole: key})


def _addressed(api: Api, operation: Operation | None) -> Iterator[Resource]:
    """Yield the resource that an operation is about, and those above it: its path names these."""
    resource = api.resources.get(operation.resource) if operation else None
    while resource is not None:
        yield resource
        resource = None if resource.is_tree else api.resources.get(resource.parent)


def _unnamed(state: State, resource: str) -> list[Hole]:
    found = (key for name, key in state.entities if name == resource)
    return [key for key in found if isinstance(key, Hole)][:MOST]


def with_named(
    found: list[Found], missed: list[Missed], by_name: tuple[list[Found], list[Missed]]
) -> tuple[list[Found], list[Missed]]:
    """Return what explains an answer, and what does not, with the worlds in which the request
    names what nobody knew. A refusal that needs no such name changes nothing, so it tells nothing
    of the name, which may still be thought of later.
    """
    others = [each for each in by_name[0] if not found or each[1].refusal is None]
    return [*found, *others], [*missed, *by_name[1]]
