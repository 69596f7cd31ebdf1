"""Checks of what finds something related: the properties that are unique, and their sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mockserver.document import below
from mockserver.model.check_names import known_name
from mockserver.model.resource import Resource
from mockserver.model.rulebook import Rulebook
from mockserver.model.source import Source


def names_of_match(
    book: Rulebook, at: str, word: Mapping[str, Any], resources: Mapping[str, Resource]
) -> tuple[str, ...]:
    """Return the properties of `match` in the order in which the related resource says that they
    are unique together; note a problem when it does not say so.
    """
    member = "of" if "of" in word else "by"
    name, match = word.get(member), word.get("match", {})
    if name is None or not known_name(book, f"{at}/{member}", "resource", name, resources):
        return ()
    for names in resources[name].unique:
        if set(names) == set(match):
            return names
    book.problem(
        f"{at}/match",
        f"a match by {', '.join(match)}, which is not unique",
        f"properties that {name} says are `unique`",
        f"add them to `unique` of {name}, so that at most one matches",
    )
    return ()


def check_sources(
    book: Rulebook, at: str, sources: Mapping[str, Source], known: Mapping[str, Iterable[str]]
) -> None:
    """Note a problem for each source that names something which is not there."""
    for name, each in sources.items():
        place = below(at, name)
        if each.of and known_name(book, place, "variable", f"${each.of}", (f"${k}" for k in known)):
            known_name(book, place, f"member of ${each.of}", each.name, known[each.of])
