"""Unnamed: a request may name by chance what is there under an identifier that nobody knows."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.engine.hole import Hole
from mockserver.engine.message import Request
from mockserver.engine.state import State
from mockserver.engine.transition import with_values
from mockserver.model.api import Api

MOST = 4
"""How many things without a known identifier are thought of."""


def named(api: Api, state: State, request: Request) -> Iterator[State]:
    """Yield the states in which an identifier in a request's path, unknown so far, is that of a
    thing whose identifier no answer has shown.
    """
    for resource in api.resources.values():
        text = request.path.get(resource.path) if resource.path else None
        if text is None:
            continue
        schema = resource.properties[resource.identifier]
        key = int(text) if "integer" in schema.types and text.isdigit() else text
        if state.get(resource.name, key) is not None:
            continue
        for hole in _unnamed(state, resource.name):
            if schema.valid(key):
                yield with_values(api, state, {hole: key})


def _unnamed(state: State, resource: str) -> list[Hole]:
    found = (key for name, key in state.entities if name == resource)
    return [key for key in found if isinstance(key, Hole)][:MOST]
