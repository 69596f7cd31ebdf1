"""Compiling states and tracking: what they name is there, and how trackers are found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from mockserver.document import below
from mockserver.model.check_match import check_sources, names_of_match
from mockserver.model.check_names import known_name
from mockserver.model.resource import Resource
from mockserver.model.rulebook import Rulebook
from mockserver.model.states import Choice, States, Tracked, reached
from mockserver.model.words import KEY


def with_trackers(resources: Mapping[str, Resource], book: Rulebook) -> dict[str, Resource]:
    """Return the resources with how their trackers are found; note what means nothing."""
    found = {}
    for name, each in resources.items():
        at = below("#/components/schemas", name, KEY)
        if each.states:
            _check_states(book, each, each.states, f"{at}/states")
        if each.tracked:
            _check_tracked(book, resources, each, each.tracked, f"{at}/tracked")
            word = {"by": each.tracked.by, "match": each.tracked.match}
            names = names_of_match(book, f"{at}/tracked", word, resources)
            moves = each.states.moves if each.states else {}
            running = frozenset(reached(moves, each.tracked.begin))
            each = replace(each, tracked=replace(each.tracked, names=names, running=running))
        found[name] = each
    return _with_holders(found)


def _with_holders(resources: dict[str, Resource]) -> dict[str, Resource]:
    """Return the resources with the names of those whose elements they track."""
    for name, each in resources.items():
        if each.tracked and each.tracked.by in resources:
            tracker = resources[each.tracked.by]
            resources[tracker.name] = replace(tracker, tracks=(*tracker.tracks, name))
    return resources


def _check_states(book: Rulebook, resource: Resource, states: States, at: str) -> None:
    properties = resource.properties
    if not known_name(book, f"{at}/field", "property", states.field, properties):
        return
    for state in sorted(states.names):
        if not properties[states.field].valid(state):
            book.problem(
                f"{at}/moves",
                f"the state {state!r}",
                f"a value that the schema of {states.field} allows",
                "correct one of them",
            )
    named = [(f"alone/{state}", state, [name]) for state, name in states.alone]
    named += [(f"fixed/{state}", state, list(names)) for state, names in states.fixed.items()]
    for place, state, names in named:
        known_name(book, f"{at}/{place}", "state", state, states.names)
        for name in names:
            known_name(book, f"{at}/{place}", "property", name, properties)


def _check_tracked(
    book: Rulebook,
    resources: Mapping[str, Resource],
    resource: Resource,
    tracked: Tracked,
    at: str,
) -> None:
    known_name(book, f"{at}/each", "property", tracked.each, resource.properties)
    tracker = resources.get(tracked.by)
    if tracker is None:
        return  # the match says so
    if tracker.parent != resource.parent:
        found = f"{tracker.name!r}, whose parent is {tracker.parent or 'nothing'}"
        expected = f"a resource with the parent of {resource.name}, {resource.parent or 'none'}"
        book.problem(f"{at}/by", found, expected, "name a sibling, or give it this parent")
    identifier = tracker.properties.get(tracker.identifier)
    if identifier is not None and not identifier.made_by:
        found = f"{tracker.name!r}, whose identifier nobody makes"
        book.problem(f"{at}/by", found, "an identifier with `made-by`", "say who makes it")
    if tracked.kind:
        known_name(book, f"{at}/target/by", "property", tracked.kind, resource.properties)
        for name, meant in tracked.resources.items():
            known_name(book, below(at, "target", "of", name), "resource", meant, resources)
    states = resource.states.names if resource.states else ()
    for place, state in _states(tracked):
        known_name(book, f"{at}/{place}", "state", state, states)
    known_name(book, f"{at}/begin", "state with something to set", tracked.begin, tracked.enter)
    members = _members(resources, resource, tracker, tracked)
    check_sources(book, below(at, "match"), tracked.match, members)
    check_sources(book, below(at, "under-way"), tracked.under_way, {"item": members["item"]})
    for name in tracked.under_way:
        known_name(book, below(at, "under-way", name), "property", name, tracker.properties)
    for place, choice in _choices(tracked):
        here = f"{at}/{place}"
        for name, sources in choice.values.items():
            known_name(book, below(here, "set", name), "property", name, tracker.properties)
            for each in sources:
                check_sources(book, below(here, "set"), {name: each}, members)
        for one, two in (*choice.conditions, *choice.earlier):
            told = f"${one.of}.{one.name}" if one.of else str(one.value)
            if not one.of:
                known = (f"${each}" for each in members)
                known_name(book, below(here, "if", told), "variable", told, known)
            check_sources(book, below(here, "if"), {told: one}, members)
            check_sources(book, below(here, "if"), {told: two}, members)


def _choices(tracked: Tracked) -> Iterator[tuple[str, Choice]]:
    """Yield all choices, each with its place."""
    for state, choices in tracked.enter.items():
        for index, each in enumerate(choices):
            yield below("enter", state, index), each
    for state, ways in tracked.may_enter.items():
        for number, choices in enumerate(ways):
            for index, each in enumerate(choices):
                yield below("may-enter", state, number, index), each


def _states(tracked: Tracked) -> Iterator[tuple[str, str]]:
    for state in tracked.enter:
        yield f"enter/{state}", state
    for state in tracked.may_enter:
        yield f"may-enter/{state}", state
    if tracked.on_delete:
        yield "on-delete", tracked.on_delete


def _members(
    resources: Mapping[str, Resource], resource: Resource, tracker: Resource, tracked: Tracked
) -> dict[str, Iterable[str]]:
    """Return the members that each variable has."""
    listed = resource.properties.get(tracked.each)
    items = listed.items if listed else None
    objects = [resources[name] for name in tracked.resources.values() if name in resources]
    return {
        "item": resource.properties,
        "each": items.properties if items else (),
        "former": items.properties if items else (),
        "tracker": tracker.properties,
        "object": [name for each in objects for name in each.properties],
    }
