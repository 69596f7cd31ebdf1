"""Unnamed: a request may name by chance what is there under an identifier that nobody knows."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.engine.hole import Hole
from mockserver.engine.message import Request
from mockserver.engine.rules.identity import fresh
from mockserver.engine.state import State
from mockserver.engine.transition import with_values
from mockserver.engine.validity import parameter_value
from mockserver.model.api import Api

MOST = 4
"""How many things without a known identifier are thought of."""


def named(api: Api, state: State, request: Request) -> Iterator[State]:
    """Yield the states in which an identifier in a request's path, unknown so far, is that of a
    thing whose identifier no answer has shown; what something else has, or had, it cannot be.
    """
    operation = api.operations.get(request.operation or "")
    parameters = operation.parameters if operation else ()
    own = api.resources.get(operation.resource) if operation else None
    for parameter in (each for each in parameters if each.where == "path"):
        key, faults = parameter_value(parameter, request)
        among = [each for each in api.resources.values() if each.path == parameter.name]
        for resource in [own] if own in among else among:
            if resource is None or faults or not fresh(state, resource, key):
                continue
            for hole in _unnamed(state, resource.name):
                if resource.properties[resource.identifier].valid(key):
                    yield with_values(api, state, {hole: key})


def _unnamed(state: State, resource: str) -> list[Hole]:
    found = (key for name, key in state.entities if name == resource)
    return [key for key in found if isinstance(key, Hole)][:MOST]
