"""At most one sibling has the flag, after any sequence of requests."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.walks import FILE, Walk

PRODUCT = {"organization_id": "UnderstudyBrand2345678", "gtin": "00012345678905"}


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_at_most_one_sibling_has_the_flag(data: st.DataObject) -> None:
    walk = Walk("closient")
    for _ in walk.wander(data, most=20):
        flagged = Counter(
            each.parent
            for each in walk.state.entities.values()
            if each.resource == "ProductImage" and each.fields["is_primary"]
        )
        assert all(count == 1 for count in flagged.values())
        assert {parent for _, parent in walk.state.flagged} == set(flagged)


@given(flags=st.lists(st.booleans(), max_size=8))
def test_the_last_one_flagged_has_it_and_nothing_else_changed(flags: list[bool]) -> None:
    walk = Walk("closient")
    made = [
        walk.ask(
            "uploadProductImage",
            PRODUCT,
            form={"image": FILE, "is_primary": "true" if flag else "false"},
        )
        for flag in flags
    ]
    last = max((i for i, flag in enumerate(flags) if flag), default=None)
    listed = {each["id"]: each for each in walk.ask("listProductImages", PRODUCT)["data"]}
    for index, image in enumerate(made):
        assert listed[image["id"]] == {**image, "is_primary": index == last}


def test_the_first_sibling_inherits_the_flag_where_the_document_says_so() -> None:
    walk = Walk("library")
    one, two = (each["id"] for each in walk.ask("listBooks", {"id": "A-1"}))
    third = walk.ask("createBook", {"id": "A-1"}, {"title": "third", "best": True})["id"]
    walk.ask("deleteBook", {"id": third})
    assert [walk.ask("getBook", {"id": id_})["best"] for id_ in (one, two)] == [True, False]
