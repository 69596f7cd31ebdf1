"""A list that replaces what is stored, and parents that the body names."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.walks import Walk

ELEMENT = st.fixed_dictionaries(
    {"url": st.sampled_from([f"https://cdn.example.com/{letter}.jpg" for letter in "abcd"])},
    optional={"order": st.integers(0, 3), "image_type": st.sampled_from(["default", "swatch"])},
)


def stored(walk: Walk) -> list[dict[str, Any]]:
    found = walk.ask("listDownloadableImages", {}, product_sku="MUG-1")["results"]
    images: list[dict[str, Any]] = found[0]["images"]
    return images


def numbers(walk: Walk) -> dict[str, Any]:
    """Return the identifiers, which are not shown, of what is stored."""
    entities = walk.state.entities.values()
    return {
        each.fields["url"]: each.key for each in entities if each.resource == "DownloadableImage"
    }


def send(walk: Walk, images: Any, sku: str = "MUG-1") -> Any:
    return walk.ask("replaceDownloadableImages", {}, {"product_sku": sku, "images": images})


@settings(max_examples=60, deadline=None)
@given(sent=st.lists(st.lists(ELEMENT, max_size=5), min_size=1, max_size=4))
def test_afterwards_there_is_what_was_sent(sent: list[list[dict[str, Any]]]) -> None:
    walk = Walk("akinon")
    for images in sent:
        before = numbers(walk)
        added = send(walk, images)
        wanted = {
            each["url"]: {"order": 0, "image_type": "default", **each} for each in images
        }  # the last of several alike
        after = stored(walk)
        assert [each["order"] for each in after] == sorted(each["order"] for each in after)
        assert {each["url"]: {**each} for each in after} == {
            each["url"]: wanted[each["url"]] for each in after
        }
        assert {each["url"] for each in after} == set(wanted)
        assert {each["url"] for each in added} == set(wanted) - set(before)
        assert all(before.get(url, key) == key for url, key in numbers(walk).items())


def test_a_refusal_leaves_the_state_as_it_is() -> None:
    walk = Walk("akinon")
    send(walk, [{"url": "https://cdn.example.com/a.jpg"}])
    state = walk.state
    assert "images.0.url" in send(walk, [{"url": "x"}])
    assert "product_sku" in send(walk, [], sku="NONE-1")
    assert walk.state is state


def test_a_parent_is_named_by_its_identifier_too() -> None:
    walk = Walk("akinon")
    state = walk.state
    wrong = walk.ask("createMedia", {}, form={"product": "99", "image": "x"})
    assert walk.state is state and "image" in wrong
    walk.add_image()
    assert walk.ask("listMedia", {}, product="1")["count"] == 3
