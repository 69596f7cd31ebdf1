"""Broken rules of who something is, and of what the server makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from contract_tests.mutants.effects import (
    another,
    every,
)
from contract_tests.mutants.fault import Fault, Scene
from contract_tests.mutants.sites import Site, with_property, with_resource
from contract_tests.mutants.ways import (
    Variables,
    Way,
    Ways,
    acting,
    breaks,
    served_by,
    telling,
)
from mockserver.engine.fill import Filled
from mockserver.engine.paths import value_at, with_value
from mockserver.engine.state import EMPTY, Change, Drop, Put, State
from mockserver.engine.transition import applied
from mockserver.model.property import ABSENT
from mockserver.model.resource import Capacity


@breaks("identifier.unique", "made-by.made")
def another_identifier(site: Site) -> Ways:
    """What is made is not told as it is, or has another form."""
    resource = site.owner
    if site.operation is not None:
        return
    path = site.path or (resource.identifier,)
    schema = resource.properties[path[0]]
    creating = acting(site.api, resource.name, "create", "upsert")
    if path == (resource.identifier,):
        yield Way(
            name="wrong in the answer",
            says=f"the answer to a creation tells another {path[0]}",
            fault=telling(site, lambda v: told_item(v, path, another), *creating),
        )
    if schema.made_by in {"uuid", "shortuuid"} and len(path) == 1:  # a token has any form
        yield Way(
            name="another form",
            says=f"{path[0]} is made in another form",
            fault=served_by(lambda: with_property(replace_path(site, path), made_by="token")),
        )
    reading = acting(site.api, resource.name, "read", "list")
    yield Way(
        name="another each time",
        says=f"reading tells another {'.'.join(path)} than was made",
        fault=telling(site, lambda v: told_each(v, path, another), *reading),
    )


def replace_path(site: Site, path: tuple[str, ...]) -> Site:
    """Return the site of another property of the same resource."""
    return replace(site, path=path)


def told_item(variables: Variables, path: tuple[str, ...], change: Any) -> Variables:
    """Return the item of an answer with another value, nothing when it has no item."""
    item = variables.get("item")
    return {"item": _otherwise(item, path, change)} if isinstance(item, Mapping) else {}


def told_each(variables: Variables, path: tuple[str, ...], change: Any) -> Variables:
    """Return the item, or the items, of an answer with another value each."""
    found = told_item(variables, path, change)
    if isinstance(items := variables.get("items"), list):
        found["items"] = [_otherwise(each, path, change) for each in items]
    return found


def _otherwise(item: Mapping[str, Any], path: tuple[str, ...], change: Any) -> Mapping[str, Any]:
    value = value_at(item, path)
    if value is ABSENT or value is None:
        return item
    return with_value(item, path, change(value))


@breaks("identifier.never-reused", "made-by.rising")
def given_again(site: Site) -> Ways:
    """Identifiers of what is deleted are given again."""
    name = site.owner.name

    place = (name, site.owner.identifier)

    def up_to(scene: Scene, number: int) -> State:
        # Nothing may have the next number: who makes identifiers tries until one is free.
        highest = scene.state.highest.insert(place, number)
        return replace(scene.state, gone=EMPTY, highest=highest)

    def numbers(scene: Scene) -> set[int]:
        return {each.key for each in every(scene.state, name) if isinstance(each.key, int)}

    def counted(scene: Scene) -> State:
        return up_to(scene, max(numbers(scene), default=0))

    def forgetful(scene: Scene) -> State:
        taken = numbers(scene)
        return up_to(scene, next(n for n in range(len(taken) + 1) if n + 1 not in taken))

    made_by = site.owner.properties[site.owner.identifier].made_by
    if made_by == "integer":
        creating = frozenset(acting(site.api, name, "create"))
        yield Way(
            name="given again",
            says="the number of the last one is given again when that is deleted",
            fault=Fault(state=counted, operations=creating),
        )
        yield Way(
            name="the first free number",
            says="a new one gets the first number that is free",
            fault=Fault(state=forgetful, operations=creating),
        )


@breaks("identifier.taken")
def taken_again(site: Site) -> Ways:
    """What exists is created again over what is there."""
    resource = site.owner
    creating = acting(site.api, resource.name, "create")

    def without(scene: Scene) -> State:
        sent = getattr(scene.request.body, "value", None)
        text = str(sent.get(resource.identifier)) if isinstance(sent, Mapping) else ""
        taken = [e for e in every(scene.state, resource.name) if str(e.key).endswith(text[-8:])]
        drops: list[Change] = [Drop(e.resource, e.key) for e in taken if text]
        return applied(scene.api, scene.state, drops, scene.state.serial)

    yield Way(
        name="created again",
        says="what exists is created again, over what is there",
        fault=Fault(state=without, operations=frozenset(creating)),
    )


@breaks("unique.taken")
def taken_values(site: Site) -> Ways:
    """Values that must be unique are not, or others are, too."""
    resource = site.owner
    for names in resource.unique:
        others = tuple(each for each in resource.unique if each != names)
        yield Way(
            name=f"not {'+'.join(names)}",
            says=f"two may have the same {' and '.join(names)}",
            fault=served_by(partial(with_resource, site.api, resource, unique=others)),
        )
        free = (p.name for p in resource.kept if p.plain and (p.name,) not in resource.unique)
        extra = next(free, "")
        if extra:
            fewer = (*others, (*names, extra))
            yield Way(
                name=f"{'+'.join(names)} only with {extra}",
                says=f"{' and '.join(names)} may be the same if {extra} differs",
                fault=served_by(partial(with_resource, site.api, resource, unique=fewer)),
            )
            more = (*resource.unique, (extra,))
            yield Way(
                name=f"also {extra}",
                says=f"two may not have the same {extra} either",
                fault=served_by(partial(with_resource, site.api, resource, unique=more)),
            )


@breaks("capacity.full")
def capacity(site: Site) -> Ways:
    """There may be more, or fewer."""
    resource = site.owner
    word = resource.capacity
    assert word is not None
    others: tuple[tuple[str, Capacity | None], ...] = (
        ("no limit", None),
        ("one more", replace(word, most=word.most + 1)),
        ("one fewer", replace(word, most=word.most - 1)),
    )
    for name, other in others:
        yield Way(
            name=name,
            says=f"capacity {word.most}: {name}",
            fault=served_by(partial(with_resource, site.api, resource, capacity=other)),
            stateful=False,
            beyond=word.most - 1,
        )


@breaks("made-by.once")
def made_again(site: Site) -> Ways:
    """What is made once is made again by each write."""
    path = ".".join(site.path)
    again = acting(site.api, site.owner.name, "update", "upsert", "replace-all")
    if site.path != (site.owner.identifier,) and (again or site.owner.tracks):
        yield Way(
            name="made again",
            says=f"each write makes a new {path}",
            fault=served_by(lambda: with_property(site, when="write")),
        )
    updating = acting(site.api, site.owner.name, "update")
    if updating:
        yield Way(
            name="told otherwise after an update",
            says=f"the answer to an update tells another {path}",
            fault=telling(site, lambda v: told_item(v, site.path, another), *updating),
        )


@breaks("made-by.refreshed")
def not_made_again(site: Site) -> Ways:
    """What each write makes anew stays, or goes back."""
    if site.schema is None or site.resource is None:
        return
    path, name = ".".join(site.path), site.owner.name
    yield Way(
        name="kept",
        says=f"a write keeps the former {path}",
        fault=served_by(lambda: with_property(site, when="create")),
    )
    if site.schema.made_by == "clock" and "string" in site.schema.types:

        def back(scene: Scene, filled: Filled) -> Filled:
            return _filled_otherwise(scene, filled, name, site.path, "2001-01-01T00:00:00Z")

        yield Way(
            name="back in time",
            says=f"an update sets {path} back",
            fault=Fault(answered=back, operations=frozenset(acting(site.api, name, "update"))),
        )


def _filled_otherwise(
    scene: Scene, filled: Filled, name: str, path: tuple[str, ...], value: Any
) -> Filled:
    """Return what was carried out with another value in what the path names."""
    entity = filled.state.get(name, scene.named(name))
    if entity is None or filled.response.status >= 400:
        return filled
    put = Put(replace(entity, fields=with_value(entity.fields, path, value)))
    return replace(filled, state=applied(scene.api, filled.state, [put], filled.state.serial))


@breaks("made-by.grows")
def shrinking(site: Site) -> Ways:
    """A version is not larger than the one before."""
    name, path = site.owner.name, site.path

    def less(scene: Scene, filled: Filled) -> Filled:
        changes: list[Change] = []
        for key, entity in filled.state.entities.items():
            old = scene.state.entities.get(key)
            if old is None or entity is old or key[0] != name:
                continue
            number = value_at(old.fields, path)
            if isinstance(number, int) and value_at(entity.fields, path) != number:
                fields = with_value(entity.fields, path, number - 1)
                changes.append(Put(replace(entity, fields=fields)))
        after = applied(scene.api, filled.state, changes, filled.state.serial)
        return replace(filled, state=after)

    yield Way(
        name="smaller",
        says=f"a write stores a smaller {'.'.join(path)} than before",
        fault=Fault(answered=less),
    )


@breaks("made-by.linked")
def another_parent(site: Site) -> Ways:
    """The parent that is shown is another one."""
    name, path = site.owner.name, site.path
    for actions in (("create",), ("read", "list"), ("update",)):
        operations = acting(site.api, name, *actions)
        if operations:
            yield Way(
                name=f"another by {actions[0]}",
                says=f"answers to {actions[0]} tell another {'.'.join(path)}",
                fault=telling(site, lambda v: told_each(v, path, another), *operations),
            )
