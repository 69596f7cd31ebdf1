"""Broken rules of what becomes of single things: created, read, updated, deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from contract_tests.mutants.effects import (
    altering,
    another,
    every,
    former,
    in_vain,
    is_target,
    key_of,
    resource_of,
    set_in,
    settled,
    siblings,
    where_refused,
    with_field,
)
from contract_tests.mutants.fault import Fault, Scene
from contract_tests.mutants.identities import told_item
from contract_tests.mutants.sites import Site, operation_of
from contract_tests.mutants.ways import (
    Variables,
    Way,
    Ways,
    acting,
    breaks,
    telling,
)
from mockserver.engine.fill import Filled
from mockserver.engine.message import Request
from mockserver.engine.outcome import Outcome
from mockserver.engine.state import Change, Drop, Key, Put, State
from mockserver.model.property import ABSENT

Picked = Callable[[list[Key]], list[Key]]


@breaks("update.merged", "update.identity")
def lost_by_update(site: Site) -> Ways:
    """An update changes what was not sent, or who it is."""
    resource, operation = site.owner, operation_of(site).id
    if site.clause == "update.identity":
        yield Way(
            name="another identifier",
            says="the answer to an update tells another identifier",
            fault=telling(site, lambda v: told_item(v, (resource.identifier,), another)),
        )
        names = [e.name for e in resource.kept if e.made_by == "clock" and e.when == "create"][:1]
    else:
        shown = {each.name for each in resource.shown if not each.write_only}
        kept = [each for each in resource.kept if each.plain and "object" not in each.types]
        plain = (each.name for each in kept if each.name in shown)
        flag = resource.tombstones.flag if resource.tombstones else ""
        names = [name for name in plain if name not in (resource.identifier, flag)][:4]
    for name in names:

        def lost(scene: Scene, right: Outcome, put: Put, name: str = name) -> Change:
            old = former(scene, put)
            if old is None or not is_target(right, put) or _sends(scene.request, name):
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


def _sends(request: Request, name: str) -> bool:
    """Say whether a member of a request's body has a name, however deep."""
    text = str(request.body)
    return f"'{name}'" in text or f'"{name}"' in text


@breaks("create.shown", "read.same")
def shown_otherwise(site: Site) -> Ways:
    """An answer shows something else than the others do."""
    resource = site.owner
    names = [each.name for each in resource.shown if each.plain][:2]
    for name in names:
        yield Way(
            name=f"another {name}",
            says=f"the answer shows another {name} than is stored",
            fault=telling(site, partial(told_item, path=(name,), change=another)),
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
    operation = operation_of(site)

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
    name, operation = site.owner.name, operation_of(site).id
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
            fault=where_refused("not-found", in_vain, operation),
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


@breaks("parent.cascade")
def orphans(site: Site) -> Ways:
    """Children stay when the parent goes, all or some; where they can still be asked for."""
    name, parent = site.owner.name, site.api.resources[site.owner.parent]
    about = [each for each in site.api.operations.values() if each.resource == name]
    if not site.owner.is_tree and all(f"{{{parent.path}}}" in each.path for each in about):
        return

    def child(scene: Scene, change: Change) -> bool:
        old = former(scene, change)
        gone = isinstance(change, Drop) or change.dead
        return bool(old and gone and resource_of(change) == name and old.key != scene.named(name))

    def staying(scene: Scene, right: Outcome, stay: Picked) -> Outcome:
        kept = stay([key_of(each) for each in right.changes if child(scene, each)])
        return replace(right, changes=tuple(e for e in right.changes if key_of(e) not in kept))

    deleting = frozenset(e.id for e in site.api.operations.values() if e.action == "delete")
    ways: tuple[tuple[str, Picked], ...] = (
        ("stay", lambda children: children),
        ("the last stays", lambda children: children[1:][-1:]),
        ("all but two stay", lambda children: children[2:]),
    )
    for title, stay in ways:
        yield Way(
            name=title,
            says=f"when the parent is deleted, of the children {title}",
            fault=Fault(outcome=partial(staying, stay=stay), operations=deleting),
        )
