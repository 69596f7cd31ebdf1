"""Positions behave as a Python list does."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.walks import Walk

SRC = "http://cdn.example.com/1.jpg"
MOVES = st.one_of(
    st.tuples(st.just("insert"), st.none() | st.integers(1, 8)),
    st.tuples(st.just("move"), st.integers(0, 9), st.integers(1, 9)),
    st.tuples(st.just("delete"), st.integers(0, 9)),
)


class Gallery:
    """A product's images and, beside them, the list that they must be like."""

    def __init__(self) -> None:
        self.walk = Walk("shoplazza")
        product = self.walk.ask("createProduct", {}, {"product": {**TITLE}})["product"]
        self.path = {"product_id": product["id"]}
        self.model: list[str] = []

    def insert(self, position: int | None) -> None:
        image: dict[str, Any] = {"src": SRC} | ({"position": position} if position else {})
        made = self.walk.ask("createProductImage", self.path, {"image": image})["image"]
        index = len(self.model) if position is None else position - 1
        self.model.insert(index, made["id"])
        assert made["position"] == self.model.index(made["id"]) + 1

    def move(self, which: int, position: int) -> None:
        if self.model:
            chosen = self.model.pop(which % len(self.model))
            self.model.insert(position - 1, chosen)
            path = {**self.path, "image_id": chosen}
            self.walk.ask("updateProductImage", path, {"image": {"position": position}})

    def delete(self, which: int) -> None:
        if self.model:
            chosen = self.model.pop(which % len(self.model))
            self.walk.ask("deleteProductImage", {**self.path, "image_id": chosen})

    def is_as_it_must_be(self) -> None:
        images = self.walk.ask("listProductImages", self.path)["images"]
        assert [each["id"] for each in images] == self.model
        assert [each["position"] for each in images] == list(range(1, len(images) + 1))


TITLE = {"title": "x", "has_only_default_variant": True}


@settings(max_examples=150, deadline=None)
@given(moves=st.lists(MOVES, max_size=25))
def test_insert_move_and_delete(moves: list[tuple[Any, ...]]) -> None:
    gallery = Gallery()
    for name, *arguments in moves:
        getattr(gallery, name)(*arguments)
        gallery.is_as_it_must_be()


def test_insertions_at_one_place_never_run_out_of_room() -> None:
    gallery = Gallery()
    gallery.insert(None)
    gallery.insert(None)
    for _ in range(130):  # halving a distance of 1 runs out after about 50
        gallery.insert(2)
    gallery.is_as_it_must_be()
    for _ in range(130):
        gallery.move(len(gallery.model) - 1, 3)
    gallery.is_as_it_must_be()
