"""What a server has before we come is found, and known as it is there."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from contract_tests.choices import choices_of
from contract_tests.oracle.adoption import adopted
from contract_tests.script import Step, Upload
from contract_tests.session import Budget, Session
from contract_tests.survey import surveyed
from contract_tests.target import target_of
from mockserver.engine.message import Response
from mockserver.engine.state import State
from mockserver.pictures import draw
from mockserver.standin import StandIn, bundled, open_standin
from tests.conftest import NAMES
from tests.serving import serving

UNSEEN = {
    ("Channel", "name"),
    *(
        ("IntegrationAction", f"{name}")
        for name in ("taken_date", "handed_date", "former_batch_id")
    ),
}
"""What no answer shows."""


def survey(
    standin: StandIn,
    facts: dict[str, Any],
    *before: Step,
    status: int = 200,
    sent: list[Step] | None = None,
) -> State:
    with serving(standin) as served:
        target = target_of(f"{served.url}", facts, standin.api)
        deadline = time.monotonic() + 30
        session = Session(standin.api, target, Budget(calls=1000, deadline=deadline))

        for each in before:
            assert session.send(0, each)[0].status == status

        def ask(step: Step) -> Response | None:
            if sent is not None:
                sent.append(step)
            return session.send(0, step)[1]

        choices = choices_of(standin.api, standin.document)
        found = surveyed(standin.api, target, ask, next(iter(target.credentials)), choices)
        session.close()
        assert not found.notes
        return found.state


@pytest.mark.parametrize("name", NAMES)
def test_a_survey_finds_what_is_there(name: str) -> None:
    standin = open_standin(bundled()[name], seed=1)
    found = survey(standin, standin.fixtures())
    there = standin.snapshot().entities
    assert set(found.entities) == set(there)
    for place, entity in there.items():
        seen = found.entities[place]
        assert seen.parent == entity.parent
        for field, value in entity.fields.items():
            if (place[0], field) not in UNSEEN:
                assert seen.fields.get(field) == value, (place, field)


def test_what_is_known_in_another_form_is_what_the_lists_show() -> None:
    standin = open_standin(bundled()["closient"], seed=1)
    facts, there = standin.fixtures(), standin.snapshot().entities
    facts["known"] = {
        name: [
            {**each, "gtin": each["gtin"].lstrip("0").zfill(12)}
            for each in several
            if "gtin" in each
        ]
        for name, several in facts["known"].items()
    }
    assert set(survey(standin, facts).entities) == set(there)


def test_nothing_is_read_that_a_list_has_shown() -> None:
    standin = open_standin(bundled()["akinon"], seed=1)
    sent: list[Step] = []
    survey(standin, standin.fixtures(), sent=sent)
    assert {standin.api.operations[each.operation].action for each in sent} == {"list"}
    assert not any(each.query for each in sent), "the totals tell that there is one page only"


def test_what_is_below_headings_is_found_where_it_shows_no_identifier() -> None:
    standin = open_standin(bundled()["akinon"], seed=1)
    images = [{"url": f"https://cdn.example.com/{each}.png"} for each in (1, 2)]
    body = {"product_sku": "MUG-1", "images": images}
    name, media = "replaceDownloadableImages", "application/json"
    sent = Step(operation=name, role="full", media_type=media, body=body)
    found = survey(standin, standin.fixtures(), sent)
    several = [each for each in found.entities.values() if each.resource == "DownloadableImage"]
    assert {each.fields["url"] for each in several} == {each["url"] for each in images}


def test_what_no_list_shows_is_read_where_it_is_known() -> None:
    standin = open_standin(bundled()["bigcommerce"], seed=1)
    facts = standin.fixtures()
    sent: list[Step] = []
    lists = {id_ for id_, each in standin.api.operations.items() if each.action == "list"}

    def unlisted(step: Step) -> bool:
        return step.operation not in lists

    with_lists = survey(standin, facts, sent=sent)
    assert not any(map(unlisted, sent))
    others = {id_: each for id_, each in standin.api.operations.items() if id_ not in lists}
    standin.api = replace(standin.api, operations=others)
    without = survey(standin, facts, sent=sent)
    assert any(map(unlisted, sent))
    assert without.entities.keys() <= with_lists.entities.keys() and without.entities


def test_what_was_known_once_may_be_gone() -> None:
    standin = open_standin(bundled()["bigcommerce"], seed=1)
    facts = standin.fixtures()
    key = facts["known"]["ProductVariant"][0]["product_id"]
    gone = Step(operation="deleteProduct", role="full", path={"product_id": key})
    found = survey(standin, facts, gone, status=204)
    assert ("Product", key) not in found.entities
    assert not any(each.parent == key for each in found.entities.values())


def test_a_list_is_asked_for_what_it_leaves_out() -> None:
    standin = open_standin(bundled()["square"], seed=1)
    picture = Upload(name="a.png", media_type="image/png", content=draw(width=3, height=2))
    request = {"idempotency_key": "k", "image": {"type": "IMAGE", "id": "#a", "image_data": {}}}
    image = Step(
        operation="CreateCatalogImage",
        role="full",
        media_type="multipart/form-data",
        body=[("request", request), ("image_file", picture)],
    )
    found = survey(standin, standin.fixtures() | {"known": {}}, image)
    kinds = {each.fields.get("type") for each in found.entities.values()}
    assert {"IMAGE", "ITEM", "ITEM_VARIATION"} <= kinds, "a list without types shows no images"


def test_what_is_known_already_learns_only_what_was_not_known() -> None:
    api = open_standin(bundled()["shoplazza"], seed=1).api
    resource = api.resources["Product"]
    state = adopted(api, State(), resource, {}, None, {"product_id": "p"})
    state = adopted(api, state, resource, {"id": "p", "title": "Mug"})
    state = adopted(api, state, resource, {"id": "p", "title": "Cup", "brief": "Blue"})
    product = state.get("Product", "p")
    assert product is not None
    assert (product.fields["title"], product.fields["brief"]) == ("Mug", "Blue")
