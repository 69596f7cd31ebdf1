"""Compiling the word `show`, and the checks of what it names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.model.check_names import known_name
from mockserver.model.operation import Operation, Show
from mockserver.model.resource import Resource
from mockserver.model.rulebook import Rulebook

PARAMETERS = {"include": "include", "only": "only", "except": "excluded"}


def show_of(word: Mapping[str, Any] | None) -> Show | None:
    """Return the value of a `show` word, None when there is none."""
    if word is None:
        return None
    chosen = {field: word[name] for name, field in PARAMETERS.items() if name in word}
    return Show(**chosen, on_demand=frozenset(word.get("on-demand", ())))


def check_show(book: Rulebook, operation: Operation, resource: Resource, at: str) -> None:
    """The parameters are there, and so are the properties that must be asked for."""
    show = operation.show
    if show is None:
        return
    query = [each.name for each in operation.parameters if each.where == "query"]
    for name, field in PARAMETERS.items():
        if parameter := getattr(show, field):
            known_name(book, f"{at}/show/{name}", "query parameter", parameter, query)
    for name in sorted(show.on_demand):
        known_name(book, f"{at}/show/on-demand", "property", name, resource.properties)
