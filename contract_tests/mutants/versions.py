"""Broken rules of versions, and of what is shown of the deleted."""

from __future__ import annotations

from dataclasses import replace

from contract_tests.mutants.effects import (
    altering,
    former,
    is_target,
    with_field,
)
from contract_tests.mutants.fault import Fault, Scene
from contract_tests.mutants.sites import Site, with_resource
from contract_tests.mutants.ways import (
    Way,
    Ways,
    acting,
    breaks,
    served_by,
)
from mockserver.engine.outcome import Outcome
from mockserver.engine.state import Change, Put, State
from mockserver.engine.transition import applied, with_values


@breaks("version.stale", "version.missing")
def unversioned(site: Site) -> Ways:
    """Old versions are taken for new ones."""
    resource = site.owner
    word = resource.version
    assert word is not None
    if site.clause == "version.stale":
        yield Way(
            name="not asked",
            says="an update is carried out with any version",
            fault=served_by(lambda: with_resource(site.api, resource, version=None)),
        )
        return
    other = replace(word, missing=not word.missing)
    yield Way(
        name="missing taken",
        says="an update without a version is carried out",
        fault=served_by(lambda: with_resource(site.api, resource, version=other)),
    )


@breaks("version.raised")
def holder_untouched(site: Site) -> Ways:
    """Who gets something attached keeps the version."""
    resource = site.owner
    assert resource.version is not None
    field = resource.version.field

    def same(scene: Scene, right: Outcome, put: Put) -> Change:
        old = former(scene, put)
        if old is None or is_target(right, put):
            return put
        return with_field(put, field, old.fields.get(field))

    operations = [each.id for each in site.api.operations.values() if each.attach]
    yield Way(
        name="kept",
        says="what something is attached to keeps its version",
        fault=altering(same, *operations),
    )


@breaks("tombstones.shown", "tombstones.stamped", "tombstones.final")
def forgotten_dead(site: Site) -> Ways:
    """What is deleted leaves no trace, the wrong one, or comes back."""
    resource = site.owner
    word, name = resource.tombstones, resource.name
    assert word is not None
    if site.clause == "tombstones.shown":
        yield Way(
            name="none",
            says="nobody is shown what was deleted",
            fault=served_by(lambda: with_resource(site.api, resource, tombstones=None)),
        )
    elif site.clause == "tombstones.stamped":

        def unstamped(scene: Scene, right: Outcome, put: Put) -> Change:
            old = former(scene, put)
            return Put(old, dead=True) if put.dead and old else put

        yield Way(
            name="as it was",
            says="what was deleted is shown as it was before",
            fault=altering(unstamped),
        )
    else:

        def buried(scene: Scene) -> State:
            """Return the state without the dead that a request names."""
            sent, state = str(getattr(scene.request.body, "value", None)), scene.state
            dead, gone = state.dead, state.gone
            for place in list(dead):
                if place[0] == name and str(place[1]) in sent:
                    dead, gone = dead.remove(place), gone.discard(place)
            return with_values(scene.api, replace(state, dead=dead, gone=gone), {})

        def risen(scene: Scene) -> State:
            without, dead = buried(scene), scene.state.dead
            back = [each for place, each in dead.items() if place not in without.dead]
            puts = [Put(replace(e, fields={**e.fields, word.flag: False})) for e in back]
            return applied(scene.api, without, puts, scene.state.serial)

        writing = frozenset(acting(site.api, name, "upsert"))
        yield Way(
            name="written again",
            says="what was deleted can be written again",
            fault=Fault(state=risen, operations=writing),
        )
        yield Way(
            name="forgotten",
            says="what was deleted is taken for what never was",
            fault=Fault(state=buried, operations=writing),
            stateful=False,
        )
