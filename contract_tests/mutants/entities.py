"""Broken rules of single things: who they are, what the server makes of them, what becomes of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from contract_tests.mutants.effects import (
    altering,
    another,
    every,
    former,
    is_target,
    key_of,
    resource_of,
    set_in,
    settled,
    siblings,
    with_field,
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
from mockserver.engine.message import Request
from mockserver.engine.outcome import Outcome
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
            fault=telling(site, lambda v: _item(v, path, another), *creating),
        )
    if schema.made_by in {"uuid", "shortuuid", "token"}:
        other = "token" if schema.made_by != "token" else "uuid"
        if len(path) == 1:
            yield Way(
                name="another form",
                says=f"{path[0]} is made in another form",
                fault=served_by(lambda: with_property(replace_path(site, path), made_by=other)),
            )
    reading = acting(site.api, resource.name, "read", "list")
    yield Way(
        name="another each time",
        says=f"reading tells another {'.'.join(path)} than was made",
        fault=telling(site, lambda v: _each(v, path, another), *reading),
    )


def replace_path(site: Site, path: tuple[str, ...]) -> Site:
    """Return the site of another property of the same resource."""
    return replace(site, path=path)


def _item(variables: Variables, path: tuple[str, ...], change: Any) -> Variables:
    item = variables.get("item")
    return {"item": _otherwise(item, path, change)} if isinstance(item, Mapping) else {}


def _each(variables: Variables, path: tuple[str, ...], change: Any) -> Variables:
    found = _item(variables, path, change)
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

    def forgetful(scene: Scene) -> State:
        return replace(scene.state, gone=EMPTY, highest=EMPTY)

    def counted(scene: Scene) -> State:
        numbers = [each.key for each in every(scene.state, name) if isinstance(each.key, int)]
        highest = scene.state.highest
        for place in highest:
            highest = highest.insert(place, max(numbers, default=0))
        return replace(scene.state, gone=EMPTY, highest=highest)

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
            fault=served_by(lambda o=others: with_resource(site.api, resource, unique=o)),
        )
        extra = next((p.name for p in resource.kept if p.plain and (p.name,) != names), "")
        if extra:
            fewer = (*others, (*names, extra))
            yield Way(
                name=f"{'+'.join(names)} only with {extra}",
                says=f"{' and '.join(names)} may be the same if {extra} differs",
                fault=served_by(lambda o=fewer: with_resource(site.api, resource, unique=o)),
            )
            more = (*resource.unique, (extra,))
            yield Way(
                name=f"also {extra}",
                says=f"two may not have the same {extra} either",
                fault=served_by(lambda o=more: with_resource(site.api, resource, unique=o)),
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
            fault=served_by(lambda o=other: with_resource(site.api, resource, capacity=o)),
            stateful=False,
        )


@breaks("made-by.once")
def made_again(site: Site) -> Ways:
    """What is made once is made again by each write."""
    path = ".".join(site.path)
    if site.path != (site.owner.identifier,):
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
            fault=telling(site, lambda v: _item(v, site.path, another), *updating),
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
                fault=telling(site, lambda v: _each(v, path, another), *operations),
            )


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

        def alive(scene: Scene) -> State:
            return replace(scene.state, dead=EMPTY, gone=EMPTY)

        def risen(scene: Scene) -> State:
            back = [Put(replace(e, fields={**e.fields, word.flag: False})) for e in _dead(scene)]
            changes = (*back,)
            without = replace(scene.state, dead=EMPTY, gone=EMPTY)
            return applied(scene.api, without, changes, scene.state.serial)

        def _dead(scene: Scene) -> Iterator[Any]:
            sent = str(getattr(scene.request.body, "value", None))
            return (e for (n, key), e in scene.state.dead.items() if n == name and str(key) in sent)

        writing = frozenset(acting(site.api, name, "upsert"))
        yield Way(
            name="written again",
            says="what was deleted can be written again",
            fault=Fault(state=risen, operations=writing),
        )
        yield Way(
            name="forgotten",
            says="what was deleted is taken for what never was",
            fault=Fault(state=alive, operations=writing),
            stateful=False,
        )


@breaks("update.merged", "update.identity")
def lost_by_update(site: Site) -> Ways:
    """An update changes what was not sent, or who it is."""
    assert site.operation is not None
    resource, operation = site.owner, site.operation.id
    if site.clause == "update.identity":
        yield Way(
            name="another identifier",
            says="the answer to an update tells another identifier",
            fault=telling(site, lambda v: _item(v, (resource.identifier,), another)),
        )
        names = [each.name for each in resource.kept if each.made_by == "clock"][:1]
    else:
        names = [each.name for each in resource.kept if each.plain and each.name != "id"][:4]
    for name in names:

        def lost(scene: Scene, right: Outcome, put: Put, name: str = name) -> Change:
            old = former(scene, put)
            if old is None or not is_target(right, put) or name in _sent(scene.request):
                return put
            default = resource.properties[name].default
            if default is ABSENT:
                default = another(put.entity.fields.get(name))
            return with_field(put, name, default)

        yield Way(
            name=f"loses {name}",
            says=f"an update without {name} does not keep it",
            fault=altering(lost, operation),
        )


def _sent(request: Request) -> str:
    return str(request.body)


@breaks("create.shown", "read.same")
def shown_otherwise(site: Site) -> Ways:
    """An answer shows something else than the others do."""
    resource = site.owner
    names = [each.name for each in resource.shown if each.plain][:2]
    for name in names:
        yield Way(
            name=f"another {name}",
            says=f"the answer shows another {name} than is stored",
            fault=telling(site, lambda v, n=name: _item(v, (n,), another)),
        )
    if names:

        def less(variables: Variables) -> Variables:
            item = variables.get("item")
            if not isinstance(item, Mapping):
                return {}
            return {"item": {n: each for n, each in item.items() if n != names[-1]}}

        yield Way(
            name=f"without {names[-1]}",
            says=f"the answer leaves out {names[-1]}",
            fault=telling(site, less),
        )


@breaks("create.again")
def not_again(site: Site) -> Ways:
    """The same creation a second time makes nothing."""
    assert site.operation is not None
    operation = site.operation

    def answered(scene: Scene, filled: Filled) -> Filled:
        last = scene.memory.last.get(operation.id)
        if last is None or last[0].body != scene.request.body or filled.response.status >= 400:
            return filled
        return Filled(response=last[1], state=scene.state, values={})

    yield Way(
        name="once",
        says="the same creation sent twice makes one",
        fault=Fault(answered=answered, operations=frozenset({operation.id})),
    )


@breaks("read.unchanged", "list.unchanged")
def changed_by_reading(site: Site) -> Ways:
    """Reading changes something."""
    assert site.operation is not None
    name = site.owner.name
    field = next((e.name for e in site.owner.kept if e.plain and set(e.types) & {"string"}), "")

    def changed(scene: Scene, state: State) -> Iterator[Change]:
        named = state.get(name, scene.named(name))
        found = [named] if named else every(state, name)[:1]
        yield from (set_in(e, **{field: another(e.fields.get(field))}) for e in found if field)

    def fewer(scene: Scene, state: State) -> Iterator[Change]:
        yield from (Drop(e.resource, e.key) for e in every(state, name)[-1:])

    yield Way(
        name="changes",
        says=f"reading changes {field or 'nothing'}",
        fault=settled(changed, site.operation.id),
    )
    yield Way(
        name="removes",
        says="reading removes the last one",
        fault=settled(fewer, site.operation.id),
    )


@breaks("delete.gone", "delete.unreadable", "delete.again", "delete.told")
def not_gone(site: Site) -> Ways:
    """What is deleted is still there, somewhere."""
    assert site.operation is not None
    name, operation = site.owner.name, site.operation.id
    clause = site.clause.partition(".")[2]
    if clause == "gone":

        def nothing(scene: Scene, right: Outcome) -> Outcome:
            return right if right.refusal else replace(right, changes=())

        yield Way(
            name="stays",
            says="a deletion is answered as usual and nothing happens",
            fault=Fault(outcome=nothing, operations=frozenset({operation})),
        )

        def too_much(scene: Scene, right: Outcome) -> Outcome:
            gone = [each for each in right.changes if isinstance(each, Drop) or each.dead]
            old = former(scene, gone[-1]) if gone else None
            others = siblings(scene.state, name, old.parent) if old else []
            next_ = [e for e in others if old and e.label >= old.label and e.key != old.key][:1]
            return replace(
                right, changes=(*right.changes, *(Drop(e.resource, e.key) for e in next_))
            )

        yield Way(
            name="one more",
            says="a deletion takes the next sibling with it",
            fault=Fault(outcome=too_much, operations=frozenset({operation})),
        )
    if clause in {"gone", "unreadable"}:
        reading = acting(site.api, name, "read" if clause == "unreadable" else "list")

        def stale(scene: Scene) -> State:
            return scene.memory.former if scene.memory.deletions else scene.state

        yield Way(
            name="still " + ("read" if clause == "unreadable" else "listed"),
            says="after a deletion answers come from the state before the last write",
            fault=Fault(state=stale, operations=frozenset(reading)),
        )
    if clause in {"again", "gone"}:
        yield Way(
            name="again",
            says="deleting what is not there is a success",
            fault=Fault(outcome=_success, operations=frozenset({operation})),
            stateful=False,
        )
    if clause == "told":
        yield Way(
            name="all but the last",
            says="of what was deleted the last one is not told",
            fault=telling(site, lambda v: {"deleted": list(v.get("deleted", ()))[:-1]}),
        )
        yield Way(
            name="something else",
            says="the answer tells another identifier than was deleted",
            fault=telling(site, lambda v: {"deleted": [another(e) for e in v.get("deleted", ())]}),
        )


def _success(scene: Scene, right: Outcome) -> Outcome:
    if right.refusal is None or right.refusal.kind != "not-found":
        return right
    return Outcome(status=scene.operation.status, serial=right.serial)


@breaks("parent.cascade")
def orphans(site: Site) -> Ways:
    """Children stay when the parent goes, or only the first goes; where they can still be asked
    for.
    """
    name, parent = site.owner.name, site.api.resources[site.owner.parent]
    about = [each for each in site.api.operations.values() if each.resource == name]
    if not site.owner.is_tree and all(f"{{{parent.path}}}" in each.path for each in about):
        return

    def child(scene: Scene, change: Change) -> bool:
        old = former(scene, change)
        gone = isinstance(change, Drop) or change.dead
        return bool(old and gone and resource_of(change) == name and old.key != scene.named(name))

    def stay(scene: Scene, right: Outcome) -> Outcome:
        kept = tuple(each for each in right.changes if not child(scene, each))
        return replace(right, changes=kept)

    def last_stays(scene: Scene, right: Outcome) -> Outcome:
        found = [key_of(each) for each in right.changes if child(scene, each)]
        kept = tuple(e for e in right.changes if not (found[1:] and key_of(e) == found[-1]))
        return replace(right, changes=kept)

    deleting = frozenset(e.id for e in site.api.operations.values() if e.action == "delete")
    for title, outcome in (("stay", stay), ("the last stays", last_stays)):
        yield Way(
            name=title,
            says=f"when the parent is deleted, of the children {title}",
            fault=Fault(outcome=outcome, operations=deleting),
        )


