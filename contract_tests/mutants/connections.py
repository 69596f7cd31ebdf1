"""Broken rules between things: what refers to what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from contract_tests.mutants.effects import (
    altering,
    doing_more,
    every,
    forgetting,
    former,
    key_of,
    resource_of,
)
from contract_tests.mutants.fault import Fault, Scene
from contract_tests.mutants.sites import Site, with_property, with_resource
from contract_tests.mutants.ways import Way, Ways, acting, breaks, served_by, telling
from mockserver.engine.holders import named
from mockserver.engine.outcome import Outcome
from mockserver.engine.paths import value_at, with_value
from mockserver.engine.state import Change, Put
from mockserver.model.property import ABSENT


@breaks("references.on-delete")
def dangling(site: Site) -> Ways:
    """Who refers to what is deleted goes on doing so."""
    if site.resource is None:
        return
    name, path = site.owner.name, site.path

    def holder(scene: Scene, change: Change) -> bool:
        old = former(scene, change)
        if old is None or not isinstance(change, Put) or resource_of(change) != name or change.dead:
            return False
        return bool(value_at(old.fields, path) != value_at(change.entity.fields, path))

    deleting = tuple(e.id for e in site.api.operations.values() if e.action == "delete")
    yield Way(
        name="forgotten",
        says=f"{'.'.join(path)} goes on naming what was deleted",
        fault=forgetting(holder, *deleting),
    )

    def only_first(scene: Scene, right: Outcome) -> Outcome:
        found = [each for each in right.changes if holder(scene, each)]
        return replace(right, changes=tuple(e for e in right.changes if e not in found[1:]))

    yield Way(
        name="only the first",
        says=f"of several {'.'.join(path)} only the first loses what was deleted",
        fault=Fault(outcome=only_first, operations=frozenset(deleting)),
    )

    def emptied(scene: Scene, right: Outcome, put: Put) -> Change:
        value = value_at(put.entity.fields, path)
        if not holder(scene, put) or not isinstance(value, list):
            return put
        fields = with_value(put.entity.fields, path, value[1:])
        return Put(replace(put.entity, fields=fields))

    if "array" in (site.schema.types if site.schema else ()):
        yield Way(
            name="one too many",
            says=f"{'.'.join(path)} loses another one with what was deleted",
            fault=altering(emptied, *deleting),
        )


@breaks("references.exist", "references.distinct", "references.full")
def unsound(site: Site) -> Ways:
    """What is referred to need not exist, may be named twice, or too often."""
    if site.resource is None or site.schema is None or site.schema.references is None:
        return
    reference, clause = site.schema.references, site.clause.partition(".")[2]
    if clause == "exist":
        without = replace(reference, where={})
        yield Way(
            name="of any kind",
            says="anything may be referred to",
            fault=served_by(lambda: with_property(site, references=without)),
        )
        yield Way(
            name="not asked",
            says="what is referred to need not exist",
            fault=served_by(lambda: with_property(site, references=None)),
        )
    elif clause == "distinct":
        twice = replace(reference, distinct=False)
        yield Way(
            name="twice",
            says="the same may be referred to twice",
            fault=served_by(lambda: with_property(site, references=twice)),
        )
    else:
        for title, most in (
            ("no limit", 0),
            ("one more", reference.most + 1),
            ("one fewer", reference.most - 1),
        ):
            other = replace(reference, most=most)
            yield Way(
                name=title,
                says=f"at most {reference.most} references: {title}",
                fault=served_by(partial(with_property, site, references=other)),
                stateful=False,
                beyond=reference.most - (title == "one fewer"),
            )


@breaks("references.exact", "references.shared")
def inexact(site: Site) -> Ways:
    """A list that is sent is stored otherwise, or taken from others."""
    if site.resource is None:
        return
    name, path = site.owner.name, site.path
    writing = acting(site.api, name, "update", "upsert")

    def changed(how: str) -> Fault:
        def change(scene: Scene, right: Outcome, put: Put) -> Change:
            value, old = value_at(put.entity.fields, path), former(scene, put)
            before = value_at(old.fields, path) if old else ABSENT
            if not isinstance(value, list) or put.dead or resource_of(put) != name:
                return put
            if how == "added":
                kept = before if isinstance(before, list) else []
                value = [*kept, *(each for each in value if each not in kept)]
            else:
                value = value[::-1]
            return Put(replace(put.entity, fields=with_value(put.entity.fields, path, value)))

        return altering(change, *writing)

    if site.clause == "references.exact":
        yield Way(
            name="added",
            says=f"what is sent for {'.'.join(path)} is added to what is stored",
            fault=changed("added"),
        )
        yield Way(
            name="backwards",
            says=f"what is sent for {'.'.join(path)} is stored backwards",
            fault=changed("backwards"),
        )
        return

    def stolen(scene: Scene, right: Outcome) -> Iterator[Change]:
        puts = [c for c in right.changes if isinstance(c, Put) and resource_of(c) == name]
        taken = {k for c in puts for k in named(value_at(c.entity.fields, path))}
        own = {key_of(c) for c in puts}
        for each in every(scene.state, name):
            value = value_at(each.fields, path)
            if each.key not in own and isinstance(value, list) and taken & set(value):
                left = [key for key in value if key not in taken]
                yield Put(replace(each, fields=with_value(each.fields, path, left)))

    yield Way(
        name="taken from others",
        says=f"what one has in {'.'.join(path)} is taken from others",
        fault=doing_more(stolen, *writing),
    )


@breaks("unattached.full")
def loose(site: Site) -> Ways:
    """There may be more that nothing refers to, or fewer."""
    resource = site.owner
    word = resource.unattached
    assert word is not None
    for title, other in (("no limit", None), ("one fewer", replace(word, most=word.most - 1))):
        yield Way(
            name=title,
            says=f"at most {word.most} without a holder: {title}",
            fault=served_by(partial(with_resource, site.api, resource, unattached=other)),
            stateful=False,
            beyond=word.most - 1,
        )


@breaks("related.exact")
def unrelated(site: Site) -> Ways:
    """Related things are not shown, or not all."""
    yield Way(
        name="none",
        says="nothing related is shown",
        fault=telling(site, lambda v: {"related": []}),
    )
    yield Way(
        name="all but the last",
        says="the last related one is not shown",
        fault=telling(site, lambda v: {"related": list(v.get("related", ()))[:-1]}),
    )
    yield Way(
        name="one twice",
        says="the first related one is shown twice",
        fault=telling(
            site, lambda v: {"related": [*v.get("related", ()), *list(v.get("related", ()))[:1]]}
        ),
    )
