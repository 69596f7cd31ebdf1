"""Broken rules of the flag that at most one sibling has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from contract_tests.mutants.effects import (
    altering,
    another,
    differs,
    doing_more,
    every,
    forgetting,
    former,
    is_sibling,
    is_target,
    set_in,
    siblings,
    with_field,
)
from contract_tests.mutants.fault import Scene
from contract_tests.mutants.sites import Site, with_resource
from contract_tests.mutants.ways import Way, Ways, acting, breaks, served_by
from mockserver.engine.outcome import Outcome
from mockserver.engine.state import Change, Put
from mockserver.model.resource import Resource


@breaks("exclusive.at-most-one", "exclusive.demotes")
def several_flagged(site: Site) -> Ways:
    """Nobody, or somebody else, loses the flag."""
    resource = site.owner
    exclusive = resource.exclusive
    assert exclusive is not None
    field, name = exclusive.field, resource.name
    for operation in acting(site.api, name, "create", "update", "upsert"):
        yield Way(
            name=f"forgotten by {operation}",
            says=f"{operation} leaves {field} with the sibling that has it",
            fault=forgetting(lambda s, c: is_sibling(s, c) and differs(s, c, field), operation),
        )

    def elsewhere(scene: Scene, right: Outcome) -> Iterator[Change]:
        if not any(
            isinstance(c, Put) and c.entity.fields.get(field) is True for c in right.changes
        ):
            return
        own = {str(each) for each in scene.request.path.values()}
        for each in every(scene.state, name):
            if each.fields.get(field) is True and str(each.parent) not in own:
                yield set_in(each, **{field: False})

    yield Way(
        name="of all parents",
        says=f"a new {field} takes the flag from everybody, under other parents, too",
        fault=doing_more(elsewhere),
    )


@breaks("exclusive.keeps-others")
def former_changed(site: Site) -> Ways:
    """Who loses the flag loses more."""
    resource = site.owner
    assert resource.exclusive is not None
    field = resource.exclusive.field
    for name in _plain(resource, field)[:2]:

        def changed(scene: Scene, right: Outcome, put: Put, name: str = name) -> Change:
            if not (is_sibling(scene, put) and differs(scene, put, field)):
                return put
            return with_field(put, name, another(put.entity.fields.get(name)))

        yield Way(
            name=f"also {name}",
            says=f"who loses {field} also gets another {name}",
            fault=altering(changed),
        )


@breaks("exclusive.unflagged")
def flag_lost(site: Site) -> Ways:
    """A write without the flag takes it from who has it, or gets it."""
    resource = site.owner
    assert resource.exclusive is not None
    field, name = resource.exclusive.field, resource.name

    def cleared(scene: Scene, right: Outcome) -> Iterator[Change]:
        written = [c.entity for c in right.changes if isinstance(c, Put) and is_target(right, c)]
        if not written or written[0].fields.get(field) is True:
            return
        for each in siblings(scene.state, name, written[0].parent):
            if each.fields.get(field) is True and each.key != written[0].key:
                yield set_in(each, **{field: False})

    def taken(scene: Scene, right: Outcome, put: Put) -> Change:
        new = former(scene, put) is None and put.entity.resource == name
        return with_field(put, field, True) if new else put

    for operation in acting(site.api, name, "create"):
        yield Way(
            name=f"cleared by {operation}",
            says=f"{operation} without {field} takes it from who has it",
            fault=doing_more(cleared, operation),
        )
        yield Way(
            name=f"set by {operation}",
            says=f"{operation} always gives {field}",
            fault=altering(taken, operation),
        )


@breaks("exclusive.first")
def first_flagged(site: Site) -> Ways:
    """The first one gets the flag unasked."""
    resource = site.owner
    assert resource.exclusive is not None
    field, name = resource.exclusive.field, resource.name

    def changed(scene: Scene, right: Outcome, put: Put) -> Change:
        if put.entity.resource != name or siblings(scene.state, name, put.entity.parent):
            return put
        return with_field(put, field, True)

    yield Way(name="first", says=f"the first one gets {field} unasked", fault=altering(changed))


@breaks("exclusive.on-delete")
def heir(site: Site) -> Ways:
    """The flag goes to somebody whom no document allows."""
    resource = site.owner
    exclusive = resource.exclusive
    assert exclusive is not None
    field, name = exclusive.field, resource.name
    wrong = ("last",) if "first" in exclusive.on_delete else ("first", "last")
    for which in wrong:

        def more(scene: Scene, right: Outcome, which: str = which) -> Iterator[Change]:
            gone = scene.state.get(name, scene.named(name))
            if gone is None or gone.fields.get(field) is not True:
                return
            left = [e for e in siblings(scene.state, name, gone.parent) if e.key != gone.key]
            if len(left) > (2 if which == "last" else 0):
                if which == "last":
                    yield from (set_in(e, **{field: False}) for e in left[:-1])
                yield set_in(left[0 if which == "first" else -1], **{field: True})

        yield Way(
            name=f"to the {which}",
            says=f"when who has {field} is deleted, the {which} one gets it",
            fault=doing_more(more, *acting(site.api, name, "delete")),
        )


@breaks("exclusive.sole")
def sole(site: Site) -> Ways:
    """Who is alone need not have the flag."""
    resource = site.owner
    exclusive = resource.exclusive
    assert exclusive is not None
    other = replace(exclusive, sole=False)
    yield Way(
        name="not always",
        says=f"who is alone has {exclusive.field} only if it was asked for",
        fault=served_by(lambda: with_resource(site.api, resource, exclusive=other)),
    )
    for action in ("create", "update", "delete"):
        operations = acting(site.api, resource.name, action)
        if operations:
            yield Way(
                name=f"not after {action}",
                says=f"{action} does not see to it that who is alone has {exclusive.field}",
                fault=served_by(
                    lambda: with_resource(site.api, resource, exclusive=other), *operations
                ),
            )


def _plain(resource: Resource, but: str) -> list[str]:
    """Return the properties that clients write and nothing else depends on."""
    return [
        each.name
        for each in resource.kept
        if each.plain and each.name != but and set(each.types) & {"string", "integer", "number"}
    ]
