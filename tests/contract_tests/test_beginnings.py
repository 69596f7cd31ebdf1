"""A beginning is known to be the same each time, unless its times may only look so."""

from __future__ import annotations

from contract_tests.beginnings import Beginnings
from mockserver.engine.instant import instant
from mockserver.engine.state import State
from tests.conftest import APIS
from tests.walks import Walk

API = APIS["shoplazza"]


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def with_an_image() -> State:
    walk = Walk("shoplazza")
    walk.add_image()
    return walk.state


def second_of(state: State) -> int:
    """Return the second in which the newest image was made."""
    images = (each for each in state.entities.values() if each.resource == "ProductImage")
    return int(max(instant(each.fields["created_at"]) or 0.0 for each in images))


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


def test_times_that_were_told_just_now_are_others_in_the_next_second() -> None:
    state = Walk("shoplazza").state  # made when this file was loaded, as the clock below says
    every = (each for entity in state.entities.values() for each in entity.fields.values())
    told = max(filter(None, (instant(each) for each in every if isinstance(each, str))))
    clock = Clock(int(told) + 0.5)
    beginnings = Beginnings(API, clock)
    for _ in range(3):
        beginnings.note(state)
    assert beginnings.is_same
    clock.now += 0.6
    assert not beginnings.is_same
    beginnings.note(state)
    assert beginnings.is_same
    clock.now += 1
    assert not beginnings.is_same
    beginnings.note(state)
    clock.now += 1
    assert beginnings.is_same


def test_what_begins_otherwise_is_not_the_same() -> None:
    beginnings = Beginnings(API, Clock(second_of(with_an_image()) + 100_000_000))
    for state in with_an_image(), Walk("shoplazza").state, with_an_image():
        beginnings.note(state)
        assert not beginnings.is_same
