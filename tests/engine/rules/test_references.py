"""References: what the state knows of them, whatever was done."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.engine.holders import meets, targets
from mockserver.engine.message import Json, Request
from mockserver.engine.state import Put, State
from mockserver.engine.step import step
from tests.walks import FILE, Walk

VARIATION = {"type": "ITEM_VARIATION", "id": "#v", "item_variation_data": {"name": "v"}}


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_both_sides_of_every_reference_agree(data: st.DataObject) -> None:
    walk = Walk("square")
    for _ in walk.wander(data, most=15):
        state = walk.state
        held: dict[Any, set[Any]] = {}
        for place, entity in state.entities.items():
            for target in targets(walk.api.resources[place[0]], entity):
                assert target in state.entities, "what is referred to is there"
                held.setdefault(target, set()).add(place)
        assert {key: set(each) for key, each in state.holders.items()} == held
        assert +Counter(dict(state.loose.items())) == loose(walk, state)


def loose(walk: Walk, state: State) -> Counter[str]:
    """How many of each resource count as ones that nothing refers to."""
    found: Counter[str] = Counter()
    for (name, key), entity in state.entities.items():
        word = walk.api.resources[name].unattached
        found[name] += bool(word and meets(entity, word.where) and (name, key) not in state.holders)
    return +found


def test_nothing_changes_in_holders_that_do_not_hold_it() -> None:
    walk = Walk("square")
    a, b = (image(walk) for _ in range(2))
    tea, cake = (item(walk, ids) for ids in ([a, b], [b]))
    before = walk.state.entities["CatalogObject", cake]
    walk.ask("DeleteCatalogObject", {"object_id": a})
    assert walk.state.entities["CatalogObject", cake] is before
    assert walk.state.entities["CatalogObject", tea].fields["item_data"]["image_ids"] == [b]


def test_a_batch_that_deletes_writes_each_holder_once() -> None:
    walk = Walk("square")
    ids = [image(walk) for _ in range(4)]
    tea, cake = item(walk, ids), item(walk, ids[:1])
    asked = Request(
        operation="BatchDeleteCatalogObjects",
        method="post",
        headers=walk.api.credentials[0].headers,
        media_type="application/json",
        body=Json({"object_ids": [*ids[:3], cake]}),
    )
    [outcome] = (each for each in step(walk.api, walk.state, asked) if not each.refusal)
    kept = [each.entity for each in outcome.changes if isinstance(each, Put) and not each.dead]
    assert [each.key for each in kept] == [tea], "what goes itself is not written"
    assert kept[0].fields["item_data"]["image_ids"] == ids[3:]


def test_a_deleted_holder_holds_nothing() -> None:
    walk = Walk("square")
    a = image(walk)
    tea = item(walk, [a])
    assert walk.state.loose.get("CatalogObject", 0) == 0
    walk.ask("DeleteCatalogObject", {"object_id": tea})
    assert ("CatalogObject", a) not in walk.state.holders
    assert walk.state.loose["CatalogObject"] == 1


def test_a_cleared_reference_is_as_if_never_sent() -> None:
    walk = Walk("square")
    drinks = upsert(walk, {"type": "CATEGORY", "id": "#c", "category_data": {"name": "c"}})
    tea = item(walk, [], category_id=drinks)
    walk.ask("DeleteCatalogObject", {"object_id": drinks})
    assert "category_id" not in walk.state.entities["CatalogObject", tea].fields["item_data"]


def upsert(walk: Walk, sent: Any) -> str:
    key = f"key {walk.state.serial}"
    body = {"idempotency_key": key, "object": sent}
    return str(walk.ask("UpsertCatalogObject", {}, body)["catalog_object"]["id"])


def item(walk: Walk, ids: list[str], **data: Any) -> str:
    data = {"name": "x", "variations": [VARIATION], "image_ids": ids, **data}
    return upsert(walk, {"type": "ITEM", "id": "#i", "item_data": data})


def image(walk: Walk) -> str:
    sent = (
        f'{{"idempotency_key": "k{walk.state.serial}", "image": {{"type": "IMAGE", "id": "#i"}}}}'
    )
    form = {"request": sent, "image_file": FILE}
    return str(walk.ask("CreateCatalogImage", {}, form=form)["image"]["id"])
