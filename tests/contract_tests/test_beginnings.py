"""A beginning is known to be the same each time, unless its times may only look so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contract_tests.beginnings import Beginnings
from mockserver.engine.hole import Hole
from mockserver.engine.instant import instant
from mockserver.engine.state import Put, State
from mockserver.engine.transition import applied
from tests.conftest import APIS
from tests.walks import Walk

API = APIS["bigcommerce"]


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def with_an_image() -> State:
    walk = Walk("bigcommerce")
    walk.add_image()
    return walk.state


def second_of(state: State) -> int:
    """Return the second in which the newest image was made."""
    images = (each for each in state.entities.values() if each.resource == "ProductImage")
    return int(max(instant(each.fields["date_modified"]) or 0.0 for each in images))


def test_two_beginnings_that_are_alike_are_the_same_when_their_times_are_old() -> None:
    state = with_an_image()
    clock = Clock(second_of(state) + 100_000_000)
    beginnings = Beginnings(API, clock)
    beginnings.note(state)
    assert not beginnings.is_same
    beginnings.note(state)
    assert beginnings.is_same
    clock.now += 1000
    assert beginnings.is_same
    assert beginnings.state == state


def at(state: State, told: str) -> State:
    """Return a state in which everything was made and changed at one time."""
    every = [
        {name: told if name.startswith("date_") else value for name, value in each.fields.items()}
        for each in state.entities.values()
    ]
    puts = [Put(replace(e, fields=f)) for e, f in zip(state.entities.values(), every, strict=True)]
    return applied(API, state, puts, state.serial)


def test_times_that_are_told_anew_each_time_are_left_open() -> None:
    state, clock = with_an_image(), Clock(0.0)
    beginnings = Beginnings(API, clock)
    for told in "2026-11-01T00:00:00Z", "2026-11-01T00:00:00Z", "2026-11-01T00:00:01Z":
        clock.now = instant(told) or 0.0
        beginnings.note(at(state, told))
    assert beginnings.is_same
    [image, *_] = (e for e in beginnings.state.entities.values() if e.resource == "ProductImage")
    assert isinstance(image.fields["date_modified"], Hole)
    assert image.fields["sort_order"] == 0


def moved(state: State, stamp: str) -> State:
    """Return a state in which the addresses of all pictures end in a stamp."""
    every = [
        {
            name: f"{value}&{stamp}" if name == "url_zoom" else value
            for name, value in e.fields.items()
        }
        for e in state.entities.values()
    ]
    puts = [Put(replace(e, fields=f)) for e, f in zip(state.entities.values(), every, strict=True)]
    return applied(API, state, puts, state.serial)


def test_addresses_that_are_made_anew_each_time_are_left_open() -> None:
    state = with_an_image()
    beginnings = Beginnings(API, Clock(second_of(state) + 100_000_000))
    for stamp in "123":
        beginnings.note(moved(state, stamp))
    assert beginnings.is_same
    every = [e for e in beginnings.state.entities.values() if e.resource == "ProductImage"]
    assert every
    assert all(isinstance(each.fields["url_zoom"], Hole) for each in every)
    assert not any(isinstance(each.fields["url_tiny"], Hole) for each in every)


def test_addresses_inside_objects_that_are_made_anew_are_left_open_alone() -> None:
    walk = Walk("square")
    api, (first, *_) = walk.api, walk.state.entities.values()
    beginnings = Beginnings(api, Clock(10.0**10))
    for stamp in "123":
        data = {"name": "Coffee", "url": f"https://example.com/{stamp}.png"}
        image = replace(first, fields={**first.fields, "type": "IMAGE", "image_data": data})
        beginnings.note(applied(api, walk.state, [Put(image)], walk.state.serial))
    assert beginnings.is_same
    shown = beginnings.state.entities[first.resource, first.key].fields["image_data"]
    assert isinstance(shown["url"], Hole)
    assert shown["name"] == "Coffee"


def test_a_time_of_the_second_that_is_not_over_is_left_open() -> None:
    told = "2026-11-01T00:00:00Z"
    beginnings = Beginnings(API, Clock((instant(told) or 0.0) + 0.5))
    for _ in range(2):
        beginnings.note(at(with_an_image(), told))
    assert beginnings.is_same
    every = [each for each in beginnings.state.entities.values() if each.resource == "ProductImage"]
    assert every
    assert all(isinstance(each.fields["date_modified"], Hole) for each in every)


def test_times_by_which_a_list_is_ordered_are_the_same_until_the_second_is_over() -> None:
    api = APIS["closient"]
    walk = Walk("closient")
    walk.add_image()
    images = [e for e in walk.state.entities.values() if e.resource == "ProductImage"]
    clock = Clock(max(int(instant(each.fields["created"]) or 0.0) for each in images) + 0.5)
    beginnings = Beginnings(api, clock)
    beginnings.note(walk.state)
    assert not beginnings.is_same
    beginnings.note(walk.state)
    assert beginnings.is_same
    clock.now += 0.6
    assert not beginnings.is_same
    clock.now += 100
    beginnings.note(walk.state)
    clock.now += 1
    assert beginnings.is_same


@pytest.mark.parametrize("told_anew", [True, False])
def test_young_times_are_the_same_once_they_were_so_in_another_second(told_anew: bool) -> None:
    old, new = "2026-11-01T00:00:00Z", "2026-11-01T00:00:02Z"
    clock = Clock((instant(old) or 0.0) + 3600.5)
    beginnings = Beginnings(API, clock)
    for _ in range(2):
        beginnings.note(at(with_an_image(), old))
    assert beginnings.is_same
    clock.now += 2
    assert not beginnings.is_same
    beginnings.note(at(with_an_image(), new if told_anew else old))
    clock.now += 1
    assert beginnings.is_same
    images = (e for e in beginnings.state.entities.values() if e.resource == "ProductImage")
    assert all(isinstance(each.fields["date_modified"], Hole) is told_anew for each in images)


def test_what_begins_otherwise_is_not_the_same() -> None:
    beginnings = Beginnings(API, Clock(second_of(with_an_image()) + 100_000_000))
    for state in with_an_image(), Walk("bigcommerce").state, with_an_image():
        beginnings.note(state)
        assert not beginnings.is_same


def test_no_time_is_left_open_where_views_compare_times() -> None:
    walk = Walk("akinon")
    dates = (each.fields.get("modified_date") for each in walk.state.entities.values())
    now = max(filter(None, map(instant, dates)))
    beginnings = Beginnings(walk.api, Clock(now))
    for _ in range(2):
        beginnings.note(walk.state)
    assert beginnings.is_same
    assert beginnings.state == walk.state
    beginnings = Beginnings(API, Clock(second_of(with_an_image())))
    beginnings.note(with_an_image())
    assert beginnings.state != with_an_image()
