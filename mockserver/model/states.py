"""States: the states that an entity goes through, and what follows them elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.model.nothing import NOTHING
from mockserver.model.source import Source, source


@dataclass(frozen=True, slots=True, kw_only=True)
class States:
    """The states of a property: the first one, the moves from each, and in which states what
    properties have become `fixed`. `alone` pairs a state with the property whose value only one
    sibling in that state may have. `refused` is what a refusal says.
    """

    field: str
    start: str
    moves: Mapping[str, frozenset[str]]
    alone: tuple[tuple[str, str], ...] = ()
    fixed: Mapping[str, tuple[str, ...]] = NOTHING
    refused: str = ""

    @property
    def names(self) -> frozenset[str]:
        """All states that are named."""
        return frozenset(self.moves).union(*self.moves.values(), (self.start,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is set when all conditions hold: pairs of what is equal, `earlier` those of a time
    that is before another, and of a property with the sources of its value, the first that has
    one, or the `earliest` time of them. With `forget` nothing is set, and what tracks the element
    is gone; with `refuse` the element is refused.
    """

    conditions: tuple[tuple[Source, Source], ...] = ()
    earlier: tuple[tuple[Source, Source], ...] = ()
    values: Mapping[str, tuple[Source, ...]] = NOTHING
    earliest: frozenset[str] = frozenset()
    forget: bool = False
    refuse: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """How the elements of the list `each` are tracked by entities of the resource `by`.

    `match` finds the tracker of an element: its unique properties with where their values come
    from. The member `key` of an element identifies the entity it means, which is of the resource
    that `resources` has for the value of `kind` (none: it is not known what it means).
    `enter` has the choices of each state, `may_enter` other choices that a server may make in
    their place, `begin` is the state in which tracking begins, `on_delete` the one that a deletion
    counts as, which a server may also refuse (`may_refuse`) while elements are under way.
    `under_way` are the values of a tracker whose element is under way: constants say that it is,
    members of the holder for whom.
    `names` are the properties of `match` in the order in which they are indexed, `running` the
    states that can follow `begin`, itself included.
    """

    each: str
    by: str
    match: Mapping[str, Source]
    enter: Mapping[str, tuple[Choice, ...]]
    begin: str
    under_way: Mapping[str, Source]
    kind: str = ""
    key: str = ""
    resources: Mapping[str, str] = NOTHING
    on_delete: str = ""
    may_enter: Mapping[str, tuple[tuple[Choice, ...], ...]] = NOTHING
    may_refuse: bool = False
    names: tuple[str, ...] = ()
    running: frozenset[str] = frozenset()

    @property
    def keyed(self) -> tuple[str, ...]:
        """The properties of a tracker that tell which element it is of."""
        own = ("each", self.key)
        return tuple(name for name, each in self.match.items() if (each.of, each.name) == own)


def states_of(word: Mapping[str, Any] | None) -> States | None:
    """Compile the word `states`. What is fixed in a state is so in all that can follow it."""
    if word is None:
        return None
    moves = {state: frozenset(after) for state, after in word["moves"].items()}
    fixed: dict[str, tuple[str, ...]] = {}
    for state, properties in word.get("fixed", {}).items():
        for later in reached(moves, state):
            fixed[later] = tuple(dict.fromkeys((*fixed.get(later, ()), *properties)))
    return States(
        field=word["field"],
        start=word["start"],
        moves=moves,
        alone=tuple(word.get("alone", {}).items()),
        fixed=fixed,
        refused=word.get("refused", ""),
    )


def reached(moves: Mapping[str, frozenset[str]], state: str) -> set[str]:
    """Return the states that can follow a state, itself included."""
    found, ahead = set(), {state}
    while ahead:
        here = ahead.pop()
        found.add(here)
        ahead |= moves.get(here, frozenset()) - found
    return found


def tracked_of(word: Mapping[str, Any] | None) -> Tracked | None:
    """Compile the word `tracked`."""
    if word is None:
        return None
    target = word.get("target", {})
    return Tracked(
        each=word["each"],
        by=word["by"],
        match={name: source(value) for name, value in word["match"].items()},
        enter={
            state: tuple(_choice(each) for each in choices)
            for state, choices in word["enter"].items()
        },
        begin=word["begin"],
        under_way={name: source(value) for name, value in word["under-way"].items()},
        kind=target.get("by", ""),
        key=target.get("key", ""),
        resources=target.get("of", {}),
        on_delete=word.get("on-delete", ""),
        may_refuse=word.get("may") == "refuse",
        may_enter={
            state: tuple(tuple(_choice(each) for each in choices) for choices in ways)
            for state, ways in word.get("may-enter", {}).items()
        },
    )


def _choice(word: Mapping[str, Any]) -> Choice:
    conditions = word.get("if", {})
    earlier = {
        name: each["before"] for name, each in conditions.items() if isinstance(each, Mapping)
    }
    equal = {name: each for name, each in conditions.items() if name not in earlier}
    values = {
        name: value["earliest"] if isinstance(value, Mapping) else value
        for name, value in word.get("set", {}).items()
    }
    return Choice(
        conditions=_pairs(equal),
        earlier=_pairs(earlier),
        values={
            name: tuple(source(each) for each in (value if isinstance(value, list) else [value]))
            for name, value in values.items()
        },
        earliest=frozenset(
            name for name, value in word.get("set", {}).items() if isinstance(value, Mapping)
        ),
        forget="forget" in word,
        refuse="refuse" in word,
    )


def _pairs(compared: Mapping[str, Any]) -> tuple[tuple[Source, Source], ...]:
    return tuple((source(one), source(two)) for one, two in compared.items())
