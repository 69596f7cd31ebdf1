"""Keywords that rules cite are found wherever they stand, and say something else when edited."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.mutants.keywords import Edit, edited, edits, with_content
from mockserver.document import Document, load
from mockserver.engine.message import Json, Refusal, Request
from mockserver.engine.step import admitted
from mockserver.model.api import Api
from mockserver.model.compile import compiled
from mockserver.standin import bundled
from tests.conftest import NAMES

CLOSIENT = load(bundled()["closient"])


def found(document: Document, at: str, keyword: str) -> dict[str, Edit]:
    return {
        each.way: each
        for each in edits(document)
        if at in each.cited.at and each.cited.keyword == keyword
    }


def accepts(api: Api, operation: str, **query: Any) -> bool:
    role = next(each for each in api.credentials if not each.refused)
    path = {"organization_id": "96884e3a-57ee-b36f-f8ca-e29821492ce2", "gtin": "00012345678905"}
    request = Request(
        operation=operation,
        path=path,
        query=tuple(query.items()),
        headers=role.headers,
    )
    return not isinstance(admitted(api, request), Refusal)


def test_limits_are_moved_in_both_directions_and_removed() -> None:
    ways = found(CLOSIENT, "parameters", "maximum")
    assert set(ways) == {"no limit", "one more", "one less"}
    by = {way: edited(CLOSIENT, edit) for way, edit in ways.items()}
    right = compiled(CLOSIENT)
    sizes = ("99", "100", "101", "1000")
    taken = {
        way: [accepts(api, "listProductImages", page_size=size) for size in sizes]
        for way, api in {**by, "right": right}.items()
    }
    assert taken == {
        "right": [True, True, False, False],
        "one more": [True, True, True, False],
        "one less": [True, False, False, False],
        "no limit": [True, True, True, True],
    }


def test_the_document_itself_stays_as_it_is() -> None:
    before = repr(CLOSIENT.content)
    for each in list(edits(CLOSIENT))[:3]:
        edited(CLOSIENT, each)
    assert repr(CLOSIENT.content) == before


@pytest.mark.parametrize("name", NAMES)
def test_every_edit_makes_an_api(name: str) -> None:
    document = load(bundled()[name])
    several = list(edits(document))
    assert several
    right = compiled(document)
    for each in several[::12]:
        other = edited(document, each)
        assert set(other.operations) == set(right.operations)
        assert set(other.resources) == set(right.resources)


def test_references_lead_into_the_new_content() -> None:
    content = {
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1"},
        "paths": {
            "/things": {
                "post": {
                    "operationId": "make",
                    "requestBody": {
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}
                        }
                    },
                    "responses": {"200": {"description": "made"}},
                }
            }
        },
        "components": {"schemas": {"Thing": {"type": "object", "required": ["name"]}}},
    }
    api = compiled(with_content(CLOSIENT, content))
    request = Request(operation="make", method="POST", media_type="application/json", body=Json({}))
    assert isinstance(admitted(api, request), Refusal)


def test_a_limit_that_its_format_has_too_is_only_narrowed() -> None:
    document = load(bundled()["bigcommerce"])
    for keyword, value in ("maximum", 2**31 - 2), ("minimum", 1 - 2**31):
        assert {w: e.value for w, e in found(document, "/SortOrder", keyword).items()} == {
            "narrower": value
        }
