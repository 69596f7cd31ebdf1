"""Broken rules of what goes through states, and of what follows it elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from contract_tests.mutants.effects import altering, forgetting, former, resource_of
from contract_tests.mutants.fault import Scene
from contract_tests.mutants.sites import Site, with_property, with_resource
from contract_tests.mutants.ways import Way, Ways, acting, breaks, served_by
from mockserver.engine.outcome import Outcome
from mockserver.engine.state import Change, Put
from mockserver.model.states import Choice, States, Tracked

HIDDEN = "what is set is not shown, and counts only by what may be seen of it much later"
UNDER_WAY = "what is under way for the same has it already"
WORKED_OUT = "what a server works out from several times it may work out otherwise: a warning"


@breaks("states.start", "states.moves", "states.final", "states.alone", "states.fixed")
def other_states(site: Site) -> Ways:
    """States that may not follow do, or those that may do not."""
    resource = site.owner
    states = resource.states
    assert states is not None
    for name, says, other in OTHERS[site.clause.partition(".")[2]](states):
        yield Way(
            name=name,
            says=f"{states.field}: {says}",
            fault=served_by(partial(with_resource, site.api, resource, states=other)),
        )


def _starts(states: States) -> list[tuple[str, str, States]]:
    others = sorted(states.names - {states.start})
    return [(f"at {each}", f"begins as {each}", replace(states, start=each)) for each in others]


def _moves(states: States) -> list[tuple[str, str, States]]:
    every_ = states.names
    found = [("free", "any may follow any", replace(states, moves=dict.fromkeys(every_, every_)))]
    for state, after in states.moves.items():
        for each in sorted(after):
            fewer = {**states.moves, state: after - {each}}
            if fewer[state]:  # without any it were final, which is another rule
                name = f"not from {state} to {each}"
                found.append((name, name, replace(states, moves=fewer)))
        for each in sorted(every_ - after - {state}):
            more = {**states.moves, state: after | {each}}
            name = f"from {state} to {each}"
            found.append((name, name, replace(states, moves=more)))
    return found


def _final(states: States) -> list[tuple[str, str, States]]:
    ends = [state for state in sorted(states.names) if not states.moves.get(state)]
    return [
        (
            f"not {end}",
            f"{end} is not the end",
            replace(states, moves={**states.moves, end: states.names}),
        )
        for end in ends
    ]


OTHERS: Mapping[str, Callable[[States], list[tuple[str, str, States]]]] = {
    "start": _starts,
    "moves": _moves,
    "final": _final,
    "alone": lambda s: [("never", "several may be in it", replace(s, alone=()))],
    "fixed": lambda s: [("never", "nothing is fixed", replace(s, fixed={}))],
}


@breaks("merged-by.added")
def replaced(site: Site) -> Ways:
    """What is sent takes the place of what is stored."""
    yield Way(
        name="replaced",
        says=f"what is sent for {'.'.join(site.path)} takes the place of what is stored",
        fault=served_by(lambda: with_property(site, merged_by="")),
    )

    def fewer(scene: Scene, right: Outcome, put: Put) -> Change:
        name, old = site.path[0], former(scene, put)
        value = put.entity.fields.get(name)
        if old is None or not isinstance(value, list) or len(value) < 2:
            return put
        fields = {**put.entity.fields, name: value[1:]}
        return Put(replace(put.entity, fields=fields))

    yield Way(
        name="the first lost",
        says=f"an update with several in {'.'.join(site.path)} loses the first",
        fault=altering(fewer, *acting(site.api, site.owner.name, "update")),
    )


@breaks("tracked.entered")
def unfollowed(site: Site) -> Ways:
    """A state sets nothing, or not all that it should."""
    word = _tracked(site)

    def tracker(scene: Scene, change: Change) -> bool:
        return resource_of(change) == word.by

    writing = acting(site.api, site.owner.name, "create", "update")
    yield Way(name="forgotten", says="nothing follows", fault=forgetting(tracker, *writing))
    for state, choices in word.enter.items():
        yield _otherwise(site, f"not {state}", f"{state} sets nothing", enter=_set(word, state, ()))
        for index, choice in enumerate(choices):
            for name in choice.values:
                left = {n: v for n, v in choice.values.items() if n != name}
                hidden = name not in {each.name for each in site.api.resources[word.by].shown}
                changed = (*choices[:index], replace(choice, values=left), *choices[index + 1 :])
                yield _otherwise(
                    site,
                    f"{state} {index + 1} without {name}",
                    f"{state} does not set {name}",
                    excuse=_excuse(word, choice, name, hidden),
                    enter=_set(word, state, changed),
                )


def _excuse(word: Tracked, choice: Choice, name: str, hidden: bool) -> str:
    if hidden:
        return HIDDEN
    if name in choice.earliest:
        return WORKED_OUT
    return UNDER_WAY if _has(word, choice, name) else ""


@breaks("tracked.kept")
def unkept(site: Site) -> Ways:
    """What follows forgets what it had, or is given it anew."""
    word = _tracked(site)
    properties = site.api.resources[word.by].properties

    def forgetful(scene: Scene, right: Outcome, put: Put) -> Change:
        old = former(scene, put)
        if old is None or put.entity.resource != word.by:
            return put
        kept = {
            name: value
            if value != old.fields.get(name) or name in word.names or properties[name].made_by
            else None
            for name, value in put.entity.fields.items()
        }
        return Put(replace(put.entity, fields=kept))

    writing = acting(site.api, site.owner.name, "create", "update")
    yield Way(
        name="lost", says="what follows forgets what it had", fault=altering(forgetful, *writing)
    )
    anew = {
        state: tuple(replace(each, conditions=()) for each in choices)
        for state, choices in word.enter.items()
    }
    yield _otherwise(site, "made anew", "what follows is set as if it were new", enter=anew)


@breaks("tracked.late", "tracked.exist", "tracked.busy", "tracked.earliest")
def followed_otherwise(site: Site) -> Ways:
    """What follows is begun, judged, taken or dated otherwise."""
    word = _tracked(site)
    clause = site.clause.partition(".")[2]
    if clause == "earliest":
        enter = {
            state: tuple(replace(each, earliest=frozenset()) for each in choices)
            for state, choices in word.enter.items()
        }
        yield _otherwise(site, "the first", "not the earliest time counts", enter=enter)
    elif clause == "exist":
        yield _otherwise(site, "not asked", "what is named need not exist", resources={})
    elif clause == "late":
        begin = next((each for each in word.enter if each != word.begin), word.begin)
        yield _otherwise(site, "not begun", "what is named late does not begin", begin=begin)
    else:
        mine = {name: each for name, each in word.under_way.items() if not each.of}
        yield _otherwise(site, "for anybody", "another may take what is under way", under_way=mine)


@breaks("tracked.locked")
def unlocked(site: Site) -> Ways:
    """What is under way may be deleted."""
    tracking = site.api.resources[_tracked(site).by]
    yield Way(
        name="deleted",
        says="what is under way may be deleted",
        fault=served_by(partial(with_resource, site.api, tracking, tracks=())),
    )


def _tracked(site: Site) -> Tracked:
    assert site.owner.tracked is not None
    return site.owner.tracked


def _set(
    word: Tracked, state: str, choices: tuple[Choice, ...]
) -> Mapping[str, tuple[Choice, ...]]:
    return {**word.enter, state: choices}


def _has(word: Tracked, choice: Choice, name: str) -> bool:
    """Say whether what is set is what everything has that is under way for the same."""
    met = {source for _, source in choice.conditions}
    way = word.under_way
    same = any(source in met for other, source in way.items() if other != name)
    return same and choice.values[name] == (way.get(name),)


def _otherwise(site: Site, name: str, says: str, excuse: str = "", **changes: Any) -> Way:
    other = replace(_tracked(site), **changes)
    return Way(
        name=name,
        says=says,
        excuse=excuse,
        fault=served_by(partial(with_resource, site.api, site.owner, tracked=other)),
    )
