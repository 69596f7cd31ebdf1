"""The laws of the step, over every bundled API and random sequences of requests."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from mockserver.engine.bind import World, bind
from mockserver.engine.fill import Filled, fill
from mockserver.engine.message import Json, Malformed, Raw, Request, TooLarge
from mockserver.engine.outcome import Outcome
from mockserver.engine.state import State
from mockserver.engine.step import step
from mockserver.model.api import Api
from tests.conftest import APIS
from tests.strategies import ODD
from tests.walks import BEGINNINGS, Walk


def seen(state: State) -> Any:
    """Everything that can be read of a state, as a value of its own."""
    return copy.deepcopy(
        (
            {key: (each.fields, each.label) for key, each in state.entities.items()},
            {key: list(each) for key, each in state.siblings.items()},
            dict(state.flagged.items()),
            dict(state.owners.items()),
            dict(state.highest.items()),
            dict(state.gone.items()),
            {key: set(each) for key, each in state.holders.items()},
            {key: each.fields for key, each in state.dead.items()},
            dict(state.answers.items()),
            state.serial,
        )
    )


@pytest.mark.parametrize("name", APIS)
@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_every_request_of_every_sequence_keeps_the_laws(name: str, data: st.DataObject) -> None:
    walk = Walk(name)
    for state, request, _ in walk.wander(data):
        before = seen(state)
        outcomes = step(walk.api, state, request)
        assert outcomes, "total: something happens"
        assert outcomes == step(walk.api, state, request), "deterministic"
        for outcome in outcomes:
            filled = fill(walk.api, state, outcome, walk.chance())
            answers_as_documented(walk.api, request, filled)
            is_explained(walk.api, state, outcome, filled)
            if outcome.refusal is not None:
                assert filled.state is state, "a refused request changes nothing"
        assert seen(state) == before, "the input state is unchanged"


def answers_as_documented(api: Api, request: Request, filled: Filled) -> None:
    """The answer has a status of the document and a body that fits its schema."""
    operation = api.operations[request.operation or ""]
    response = filled.response
    status = str(response.status) if str(response.status) in operation.statuses else "default"
    assert status in operation.statuses, (response.status, operation.id)
    judge = operation.statuses[status]
    assert (
        judge is None or "json" not in (response.media_type or "") or judge.is_valid(response.body)
    )


def is_explained(api: Api, state: State, outcome: Outcome, filled: Filled) -> None:
    """`bind` accepts what `fill` made, and lands in the same state.

    What an answer did not show is still a hole in the bound state: filled alike, it is the same.
    """
    world = bind(api, state, outcome, filled.response)
    assert isinstance(world, World), world
    assert world.values.items() <= filled.values.items()
    hidden = {hole: value for hole, value in filled.values.items() if hole not in world.values}
    entities = {
        (name, hidden.get(key, key)): each.resolved(hidden)  # type: ignore[call-overload]
        for (name, key), each in world.state.entities.items()
    }
    assert entities == dict(filled.state.entities.items())
    if not hidden:
        assert seen(world.state) == seen(filled.state)


@pytest.mark.parametrize("name", APIS)
def test_the_walks_reach_a_success_of_every_operation(name: str) -> None:
    """Laws that only refusals have been held to would be empty."""
    reached: set[str | None] = set()

    def wander(data: st.DataObject) -> None:
        for _, request, filled in Walk(name).wander(data, most=20):
            if filled.response.status < 300:
                reached.add(request.operation)

    for number in range(6):
        if reached != set(APIS[name].operations):
            walks = settings(max_examples=150, deadline=None, database=None)(wander)
            seed(number)(given(data=st.data())(walks))()
    assert reached == set(APIS[name].operations)


WILD = st.builds(
    Request,
    operation=st.one_of(
        st.none(),
        st.text(),
        st.sampled_from([op for api in APIS.values() for op in api.operations]),
    ),
    method=st.sampled_from(["GET", "POST", "BREW"]),
    path=st.dictionaries(
        st.sampled_from(["organization_id", "gtin", "image_id", "product_id", "x"]), st.text()
    ),
    query=st.lists(
        st.tuples(st.sampled_from(["page", "page_size", "cursor", "ids", "q"]), st.text()),
        max_size=3,
    ).map(tuple),
    headers=st.sampled_from(
        [each.headers for api in APIS.values() for each in api.credentials] + [{}]
    ),
    media_type=st.sampled_from([None, "application/json", "multipart/form-data", "a/b", ""]),
    body=st.one_of(
        st.none(),
        st.builds(Json, ODD),
        st.builds(Raw, st.binary(max_size=5)),
        st.builds(Malformed, st.text()),
        st.builds(TooLarge, st.integers()),
    ),
    allowed=st.sampled_from([(), ("GET",)]),
)


@pytest.mark.parametrize("name", APIS)
@given(request=WILD)
def test_no_request_raises(name: str, request: Request) -> None:
    api, state = APIS[name], BEGINNINGS[name]
    for outcome in step(api, state, request):
        fill(api, state, outcome, Walk(name).chance())
