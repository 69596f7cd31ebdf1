"""The indexes of a state agree with its entities, and an old state stays as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.engine.fill import fill
from mockserver.engine.rules.order import sort_key
from mockserver.engine.state import WITH_DEAD, Entity, Put, State
from mockserver.engine.step import step
from mockserver.engine.transition import ALL, applied, values_of, with_values
from mockserver.model.api import Api
from tests.conftest import APIS
from tests.walks import Walk


def agrees(api: Api, state: State) -> None:
    families: dict[tuple[str, object], list[tuple[object, ...]]] = {}
    for (name, key), entity in state.entities.items():
        assert (entity.resource, entity.key) == (name, key)
        item = sort_key(api.resources[name], entity)
        for family in (entity.parent, *above(api, state, entity)):
            families.setdefault((name, family), []).append(item)
        for names in api.resources[name].unique:
            if (values := values_of(names, entity)) is not None:
                assert state.owner(name, names, values) == key
        if api.resources[name].tombstones:
            for family in (entity.parent, *above(api, state, entity)):
                families.setdefault((name, (WITH_DEAD, family)), []).append(item)
    for (name, key), entity in state.dead.items():
        assert (name, key) in state.gone and (name, key) not in state.entities
        item = sort_key(api.resources[name], entity)
        for family in (entity.parent, *above(api, state, entity)):
            families.setdefault((name, (WITH_DEAD, family)), []).append(item)
    assert {family: sorted(items) for family, items in families.items()} == {
        family: list(order) for family, order in state.siblings.items()
    }
    for (name, parent), key in state.flagged.items():
        bearer = state.entities[name, key]
        flag = api.resources[name].exclusive
        assert flag and bearer.parent == parent and bearer.fields[flag.field] is True


def above(api: Api, state: State, entity: Entity) -> list[object]:
    """What else an entity is listed under beside its first parent, found the slow way."""
    wider = api.resources[entity.resource].wider
    found: list[object] = [*entity.also, *([ALL] if "" in wider else [])]
    line = [entity]
    for up in line:
        if up.resource in wider and (up.resource, up.key) not in found:
            found.append((up.resource, up.key))
        parents = (
            state.get(api.resources[up.resource].parent, key) for key in (up.parent, *up.also)
        )
        line += [each for each in parents if each is not None]
    return found


@pytest.mark.parametrize("name", APIS)
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_indexes_agree_with_entities_and_history_is_kept(name: str, data: st.DataObject) -> None:
    walk = Walk(name)
    history = []
    for before, _, filled in walk.wander(data, most=15):
        agrees(walk.api, filled.state)
        history.append((before, dict(before.entities.items())))
    for state, entities in history:
        assert dict(state.entities.items()) == entities


def test_deleting_a_parent_deletes_its_children_and_no_others() -> None:
    walk = Walk("shoplazza")
    before = {each.parent for each in walk.state.entities.values() if each.parent}
    new = {"product": {"title": "x", "has_only_default_variant": True, "images": [SENT, SENT]}}
    one, two = (walk.ask("createProduct", {}, new)["product"]["id"] for _ in range(2))
    walk.ask("deleteProduct", {"product_id": one})
    left = {each.parent for each in walk.state.entities.values() if each.parent}
    assert left == {*before, two}
    assert walk.ask("listProductImages", {"product_id": one}) == {"errors": ["Product not found"]}


def test_what_is_deleted_is_listed_once_with_the_deleted_however_often_that_is_told() -> None:
    walk = Walk("square")
    tax = {"type": "TAX", "id": "#t", "tax_data": {"name": "VAT"}}
    body = {"idempotency_key": "k", "object": tax}
    made = walk.ask("UpsertCatalogObject", {}, body)["catalog_object"]["id"]
    alive = walk.state
    walk.ask("DeleteCatalogObject", {"object_id": made})
    [dead] = [each for each in walk.state.dead.values() if each.key == made]
    [before] = [each for each in alive.entities.values() if each.key == made]
    again = replace(dead, fields={**dead.fields, "updated_at": "2026-01-02T03:04:05.678Z"})
    state = walk.state
    for change in (Put(again, dead=True), Put(before), Put(again, dead=True)):
        state = applied(walk.api, state, [change], state.serial)
        listed = state.children("CatalogObject", (WITH_DEAD, None))
        assert [item[-1] for item in listed].count(made) == 1
        assert ((dead.resource, made) in state.dead) is change.dead


SENT = {"src": "http://cdn.example.com/1.jpg"}


@pytest.mark.parametrize("name", APIS)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_what_turns_out_to_be_a_value_is_so_in_every_index(name: str, data: st.DataObject) -> None:
    """As it would be if all had been made anew with these values."""
    walk = Walk(name)
    for before, request, _ in walk.wander(data, most=12):
        for outcome in step(walk.api, before, request):
            after = applied(walk.api, before, outcome.changes, outcome.serial)
            values = fill(walk.api, before, outcome, walk.chance()).values
            told = with_values(walk.api, after, values)
            anew = with_values(walk.api, told, {})
            agrees(walk.api, told)
            for index in ("siblings", "flagged", "owners", "highest", "dead", "holders", "loose"):
                ours, theirs = (
                    {name: each for name, each in getattr(one, index).items() if each != 0}
                    for one in (told, anew)
                )
                assert ours == theirs, index
            assert not any(each.tells_of(values) for each in told.entities.values())
