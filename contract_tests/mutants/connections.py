"""Broken rules between things: references, what is attached, repeated and many at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from contract_tests.mutants.effects import (
    altering,
    doing_more,
    every,
    forgetting,
    former,
    is_target,
    key_of,
    resource_of,
)
from contract_tests.mutants.fault import Fault, Scene
from contract_tests.mutants.sites import Site, with_operation, with_property, with_resource
from contract_tests.mutants.ways import Variables, Way, Ways, acting, breaks, served_by, telling
from mockserver.engine.fill import Filled
from mockserver.engine.holders import named
from mockserver.engine.message import Refusal
from mockserver.engine.outcome import Outcome
from mockserver.engine.paths import value_at, with_value
from mockserver.engine.refuse import refused
from mockserver.engine.state import Change, Drop, Put, State
from mockserver.engine.step import step
from mockserver.engine.transition import applied
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
        return value_at(old.fields, path) != value_at(change.entity.fields, path)

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
                fault=served_by(lambda o=other: with_property(site, references=o)),
                stateful=False,
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
            fault=served_by(lambda o=other: with_resource(site.api, resource, unattached=o)),
            stateful=False,
        )


@breaks("attach.none", "attach.append", "attach.first", "attach.behind", "attach.early")
def attached_otherwise(site: Site) -> Ways:
    """A new one goes somewhere else in its holder's list, or into none."""
    assert site.operation is not None and site.operation.attach is not None
    word, clause = site.operation.attach, site.clause.partition(".")[2]
    operation = site.operation.id

    def listed(how: str) -> Fault:
        def change(scene: Scene, right: Outcome, put: Put) -> Change:
            if is_target(right, put) or right.shown is None or put.entity.resource != word.holder:
                return put
            fields, key = put.entity.fields, right.shown.key
            for path in word.within:
                keys = value_at(fields, path)
                if not isinstance(keys, list) or key not in keys:
                    continue
                others = [each for each in keys if each != key]
                first = keys[0] == key
                turned = {
                    "last": [*others, key],
                    "first": [key, *others],
                    "alone": [key],
                    "turned": [key, *others[::-1]] if first else [*others[::-1], key],
                    "second": [*others[:1], key, *others[1:]] if first else keys,
                }[how]
                fields = with_value(fields, path, turned)
            return Put(replace(put.entity, fields=fields))

        return altering(change, operation)

    if clause == "early":
        for title, date in (("never", ""), ("one day too early", "2021-12-14")):
            other = replace(word, first_before=date)
            yield Way(
                name=title,
                says=f"older versions put a new one first: {title}",
                fault=served_by(
                    lambda o=other: with_operation(site.api, site.operation, attach=o)  # type: ignore[arg-type]
                ),
            )
        return
    ways = {
        "append": ("first", "turned", "alone"),
        "first": ("last", "second"),
        "behind": ("turned", "alone"),
    }.get(clause, ())
    for how in ways:
        yield Way(
            name=how, says=f"{clause}: the new one is put {how} in the list", fault=listed(how)
        )
    if clause == "none":

        def somewhere(scene: Scene, right: Outcome) -> Iterator[Change]:
            if any(resource_of(c) == word.holder and not is_target(right, c) for c in right.changes):
                return
            for each in every(scene.state, word.holder):
                for path in word.within:
                    keys = value_at(each.fields, path)
                    if isinstance(keys, list) and right.shown is not None:
                        fields = with_value(each.fields, path, [*keys, right.shown.key])
                        yield Put(replace(each, fields=fields))
                        return

        yield Way(
            name="to the first",
            says="what is for nobody is attached to the first that can have it",
            fault=doing_more(somewhere, operation),
        )
    if clause == "append":

        def dropped(scene: Scene, change: Change) -> bool:
            return former(scene, change) is not None

        yield Way(
            name="forgotten", says="nothing is attached", fault=forgetting(dropped, operation)
        )


@breaks("attach.unknown", "attach.unfit")
def attached_anyway(site: Site) -> Ways:
    """A new one is created without the holder that it names."""
    assert site.operation is not None
    operation, clause = site.operation, site.clause
    kind = "not-found" if clause == "attach.unknown" else "invalid"

    def created(scene: Scene, right: Outcome) -> Outcome:
        refusal = right.refusal
        if refusal is None or refusal.kind != kind:
            return right
        alone = with_operation(scene.api, operation, attach=None)
        return step(alone, scene.state, scene.request)[0]

    yield Way(
        name="created anyway",
        says="what names a holder that it cannot have is created without one",
        fault=Fault(outcome=created, operations=frozenset({operation.id})),
    )


@breaks("idempotency.repeat", "idempotency.differs", "idempotency.fresh")
def repeated_otherwise(site: Site) -> Ways:
    """A repeated request is carried out again, or another one is not."""
    assert site.operation is not None
    operation, clause = site.operation, site.clause.partition(".")[2]
    own = frozenset({operation.id})
    if clause == "repeat":
        yield Way(
            name="carried out again",
            says="the same key does the same again",
            fault=served_by(
                lambda: with_operation(site.api, operation, idempotency=None), operation.id
            ),
        )

        def redone(scene: Scene, filled: Filled) -> Filled:
            known = scene.memory.last.get(operation.id)
            if filled.state is not scene.state or filled.response.status >= 400 or not known:
                return filled
            again = with_operation(scene.api, operation, idempotency=None)
            done = scene.carry_out(step(again, scene.state, scene.request)[0])
            return replace(filled, state=done.state)

        yield Way(
            name="answered alike, done again",
            says="the same key is answered alike, but what it did is done again",
            fault=Fault(answered=redone, operations=own),
        )
    elif clause == "differs":

        def first(scene: Scene, right: Outcome) -> Outcome:
            if right.refusal is None or right.refusal.kind != "reused":
                return right
            last = scene.memory.last.get(operation.id)
            if last is None:
                return right
            return Outcome(status=last[1].status, repeats=last[1], serial=right.serial)

        def done(scene: Scene, right: Outcome) -> Outcome:
            if right.refusal is None or right.refusal.kind != "reused":
                return right
            again = with_operation(scene.api, operation, idempotency=None)
            return step(again, scene.state, scene.request)[0]

        yield Way(
            name="answered as before",
            says="another request with a known key is answered as the last one",
            fault=Fault(outcome=first, operations=own),
        )
        yield Way(
            name="carried out",
            says="another request with a known key is carried out",
            fault=Fault(outcome=done, operations=own),
        )
    else:

        def alike(scene: Scene, right: Outcome) -> Outcome:
            last = scene.memory.last.get(operation.id)
            if right.refusal or right.repeats or last is None or not _same(last[0], scene):
                return right
            return Outcome(status=last[1].status, repeats=last[1], serial=right.serial)

        yield Way(
            name="taken for the last",
            says="a request like the last one is taken for it, whatever its key",
            fault=Fault(outcome=alike, operations=own),
        )


def _same(request: Any, scene: Scene) -> bool:
    """Say whether two requests differ in their key at most."""
    one, two = getattr(request.body, "value", None), getattr(scene.request.body, "value", None)
    if not isinstance(one, Mapping) or not isinstance(two, Mapping):
        return False
    word = scene.operation.idempotency
    keys = word.key[:1] if word else ()
    return {k: v for k, v in one.items() if k not in keys} == {
        k: v for k, v in two.items() if k not in keys
    }


@breaks("temporary-ids.mapped", "temporary-ids.replaced", "temporary-ids.local")
def misnamed(site: Site) -> Ways:
    """Temporary identifiers are not told, or not replaced."""
    if site.operation is None or site.operation.answer is None:
        return
    if site.clause == "temporary-ids.mapped":
        yield Way(
            name="none told",
            says="the answer tells no mapping",
            fault=telling(site, lambda v: {"mappings": type(v.get("mappings", []))()}),
        )

        def fewer(variables: Variables) -> Variables:
            rows = variables.get("mappings")
            return {"mappings": type(rows)(list(rows)[:-1])} if rows else {}

        yield Way(
            name="all but the last", says="the last mapping is not told", fault=telling(site, fewer)
        )
        yield Way(
            name="turned round",
            says="temporary and real identifiers are told the wrong way round",
            fault=telling(site, lambda v: {"mappings": _turned(v.get("mappings"))}),
        )


def _turned(rows: Any) -> Any:
    if not rows:
        return rows
    return type(rows)({"temporary": e["real"], "real": e["temporary"]} for e in rows)


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


@breaks("batch.all-or-nothing", "batch.ignored")
def half_done(site: Site) -> Ways:
    """A bad element voids too much, or a deletion minds what is not there."""
    assert site.operation is not None
    operation = site.operation
    if site.clause == "batch.ignored":

        def minds(scene: Scene, right: Outcome) -> Outcome:
            if right.refusal or right.changes:
                return right
            return refused(scene.api, scene.state, Refusal(kind="not-found"))[0]

        yield Way(
            name="minded",
            says="when nothing named is there, the request is refused",
            fault=Fault(outcome=minds, operations=frozenset({operation.id})),
        )
        return

    def all_void(scene: Scene, right: Outcome) -> Outcome:
        if right.shown is None or not right.shown.failed:
            return right
        return replace(right, changes=(), refusal=right.shown.failed[0], shown=None, status=400)

    yield Way(
        name="all void",
        says="a bad element voids all groups",
        fault=Fault(outcome=all_void, operations=frozenset({operation.id})),
    )

    def last_lost(scene: Scene, right: Outcome) -> Outcome:
        shown = right.shown
        if shown is None or len(right.changes) < 2 or not shown.keys[1:]:
            return right
        kept = tuple(each for each in right.changes if key_of(each) != shown.keys[-1])
        return replace(right, changes=kept, shown=replace(shown, keys=shown.keys[:-1]))

    yield Way(
        name="the last lost",
        says="of several the last one is not stored",
        fault=Fault(outcome=last_lost, operations=frozenset({operation.id})),
    )


@breaks("replace-all.exact", "replace-all.all-or-nothing")
def replaced_otherwise(site: Site) -> Ways:
    """What a replacement should remove stays, or half of it is done."""
    assert site.operation is not None
    operation = site.operation
    if site.clause == "replace-all.exact":

        def drop(scene: Scene, change: Change) -> bool:
            return isinstance(change, Drop)

        def fresh(scene: Scene, change: Change) -> bool:
            return isinstance(change, Put) and former(scene, change) is None

        yield Way(name="added", says="nothing is removed", fault=forgetting(drop, operation.id))
        yield Way(
            name="removed only", says="nothing is added", fault=forgetting(fresh, operation.id)
        )
        return
    name = site.owner.name

    def emptied(scene: Scene, state: State) -> Iterator[Change]:
        yield from (Drop(e.resource, e.key) for e in every(state, name))

    def answered(scene: Scene, filled: Filled) -> Filled:
        if filled.response.status < 400:
            return filled
        after = applied(scene.api, filled.state, [*emptied(scene, filled.state)], 0)
        return replace(filled, state=replace(after, serial=filled.state.serial))

    yield Way(
        name="emptied on failure",
        says="a refused replacement removes what was there",
        fault=Fault(answered=answered, operations=frozenset({operation.id})),
    )
