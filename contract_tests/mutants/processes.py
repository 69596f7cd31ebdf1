"""Broken rules of what goes through states, and of what follows it elsewhere."""

from __future__ import annotations

from dataclasses import replace

from contract_tests.mutants.effects import altering, forgetting, former, resource_of
from contract_tests.mutants.fault import Scene
from contract_tests.mutants.sites import Site, with_property, with_resource
from contract_tests.mutants.ways import Way, Ways, acting, breaks, served_by
from mockserver.engine.outcome import Outcome
from mockserver.engine.state import Change, Put
from mockserver.model.api import Api
from mockserver.model.states import Choice, States


@breaks("states.start", "states.moves", "states.final", "states.alone", "states.fixed")
def other_states(site: Site) -> Ways:
    """States that may not follow do, or those that may do not."""
    resource = site.owner
    states = resource.states
    assert states is not None
    found = {
        "start": _starts,
        "moves": _moves,
        "final": _final,
        "alone": lambda s: [("never", "several may be in it", replace(s, alone=()))],
        "fixed": lambda s: [("never", "nothing is fixed", replace(s, fixed={}))],
    }[site.clause.partition(".")[2]](states)
    for name, says, other in found:
        yield Way(
            name=name,
            says=f"{states.field}: {says}",
            fault=served_by(lambda o=other: with_resource(site.api, resource, states=o)),
        )


def _starts(states: States) -> list[tuple[str, str, States]]:
    others = sorted(states.names - {states.start})
    return [(f"at {each}", f"begins as {each}", replace(states, start=each)) for each in others]


def _moves(states: States) -> list[tuple[str, str, States]]:
    every_ = states.names
    found = [
        ("free", "any may follow any", replace(states, moves=dict.fromkeys(every_, every_)))
    ]
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
        (f"not {end}", f"{end} is not the end", replace(states, moves={**states.moves, end: states.names}))
        for end in ends
    ]


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


@breaks(
    "tracked.entered",
    "tracked.late",
    "tracked.exist",
    "tracked.kept",
    "tracked.busy",
    "tracked.earliest",
    "tracked.locked",
)
def untracked(site: Site) -> Ways:
    """What should follow the states does not, or otherwise."""
    resource = site.owner
    word, clause = resource.tracked, site.clause.partition(".")[2]
    assert word is not None
    writing = acting(site.api, resource.name, "create", "update")

    def tracker(scene: Scene, change: Change) -> bool:
        return resource_of(change) == word.by

    if clause == "entered":
        yield Way(name="forgotten", says="nothing follows", fault=forgetting(tracker, *writing))

        for state, choices in word.enter.items():
            fewer = {**word.enter, state: ()}
            yield Way(
                name=f"not {state}",
                says=f"{state} sets nothing",
                fault=served_by(
                    lambda e=fewer: with_resource(
                        site.api, resource, tracked=replace(word, enter=e)
                    )
                ),
            )
            for index, choice in enumerate(choices):
                for name in choice.values:
                    less = {n: v for n, v in choice.values.items() if n != name}
                    other: Choice = replace(choice, values=less)
                    changed = (*choices[:index], other, *choices[index + 1 :])
                    yield Way(
                        name=f"{state} {index + 1} without {name}",
                        says=f"{state} does not set {name}",
                        fault=served_by(
                            lambda e={**word.enter, state: changed}: with_resource(
                                site.api, resource, tracked=replace(word, enter=e)
                            )
                        ),
                    )
    elif clause == "kept":

        def fresh(scene: Scene, right: Outcome, put: Put) -> Change:
            old = former(scene, put)
            if old is None or put.entity.resource != word.by:
                return put
            lost = {n: v for n, v in put.entity.fields.items() if v != old.fields.get(n)}
            names = site.api.resources[word.by].properties
            kept = {
                n: v if n in lost or n in word.names or names[n].made_by else None
                for n, v in put.entity.fields.items()
            }
            return Put(replace(put.entity, fields=kept))

        yield Way(
            name="lost",
            says="what follows forgets what it had",
            fault=altering(fresh, *writing),
        )
        yield Way(
            name="made anew",
            says="what follows is given what it is given as if it were new",
            fault=served_by(lambda: _without_conditions(site)),
        )
    elif clause == "earliest":
        enter = {
            state: tuple(replace(each, earliest=frozenset()) for each in choices)
            for state, choices in word.enter.items()
        }
        yield Way(
            name="the first",
            says="not the earliest time counts but the first that is told",
            fault=served_by(
                lambda: with_resource(site.api, resource, tracked=replace(word, enter=enter))
            ),
        )
    elif clause == "exist":
        yield Way(
            name="not asked",
            says="what is named need not exist",
            fault=served_by(
                lambda: with_resource(site.api, resource, tracked=replace(word, resources={}))
            ),
        )
    elif clause == "late":
        other_begin = next((s for s in word.enter if s != word.begin), word.begin)
        yield Way(
            name="not begun",
            says="what is named late does not begin first",
            fault=served_by(
                lambda: with_resource(
                    site.api, resource, tracked=replace(word, begin=other_begin)
                )
            ),
        )
    elif clause == "busy":
        constants = {n: each for n, each in word.under_way.items() if not each.of}
        yield Way(
            name="for anybody",
            says="what is under way for one may be taken by another",
            fault=served_by(
                lambda: with_resource(site.api, resource, tracked=replace(word, under_way=constants))
            ),
        )
    else:
        tracking = site.api.resources[word.by]
        yield Way(
            name="deleted",
            says="what is under way may be deleted",
            fault=served_by(lambda: with_resource(site.api, tracking, tracks=())),
        )


def _without_conditions(site: Site) -> Api:
    resource = site.owner
    word = resource.tracked
    assert word is not None
    enter = {
        state: tuple(replace(each, conditions=()) for each in choices)
        for state, choices in word.enter.items()
    }
    return with_resource(site.api, resource, tracked=replace(word, enter=enter))
