"""What a fixtures file tells of a server, and how the document's credentials stand for its own."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.target import WrongFixtures, adjusted, target_of, unused
from tests.conftest import APIS


def test_the_labels_below_known_are_free() -> None:
    facts = {"known": {"anything": [{"product_id": 1}], "else": {"image_id": "a"}}}
    target = target_of("http://h:1/", facts, APIS["shoplazza"])
    assert target.known == ({"product_id": 1}, {"image_id": "a"})
    assert target_of("http://h:1", {"known": [{"x": 1}]}, APIS["shoplazza"]).known == ({"x": 1},)


@pytest.mark.parametrize(
    ("url", "facts", "base"),
    [
        ("http://h:1", {"base-path": "/shop/v1"}, "http://h:1/shop/v1"),
        ("http://h:1/own/", {"base-path": "/shop/v1"}, "http://h:1/own"),
        ("https://h", {}, "https://h/openapi/2022-01"),
    ],
)
def test_the_base_is_the_urls_path_or_the_facts_or_the_documents(
    url: str, facts: dict[str, Any], base: str
) -> None:
    assert target_of(url, facts, APIS["shoplazza"]).url == base


@pytest.mark.parametrize("facts", [{"credentials": {"full": "secret"}}, {"known": {"a": ["x"]}}])
def test_facts_of_another_shape_are_refused(facts: dict[str, Any]) -> None:
    with pytest.raises(WrongFixtures):
        target_of("http://h", facts, APIS["shoplazza"])


def test_a_reset_is_a_method_and_an_address() -> None:
    facts = {"reset": "PUT /begin"}
    assert target_of("http://h:1/v", facts, APIS["square"]).reset == ("PUT", "http://h:1/begin")


def test_a_role_that_the_document_has_not_is_not_used() -> None:
    assert unused(APIS["akinon"], ["nobody", "full", "inactive", "read-only"]) == [
        "nobody",
        "read-only",
    ]


def test_who_may_do_everything_is_a_member_of_what_is_known() -> None:
    facts = {
        "credentials": {"full": {"X-API-Key": "mine"}, "outsider": {"X-API-Key": "other"}},
        "known": {"Product": [{"organization_id": "TheirBrand", "gtin": "1"}]},
    }
    api = APIS["closient"]
    full, outsider = adjusted(api, target_of("http://h", facts, api)).credentials
    assert full.member_of["organization_id"] == {"TheirBrand"}
    assert "TheirBrand" not in outsider.member_of.get("organization_id", ())
    assert full.headers == api.credentials[0].headers, "the model keeps its own secrets"
