"""What is null or empty where it may be left out is a fault that nobody is accused of."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.oracle.conformity import malformed
from tests.contract_tests.oracle.exchanges import answered, otherwise, request
from tests.walks import Walk

GTIN = {"gtin": "00012345678905"}


@pytest.mark.parametrize(
    ("changes", "certain"),
    [
        ({"country_of_origin": None}, False),
        ({"country_of_origin": None, "description": None}, False),
        ({"net_content": []}, False),
        ({"created": ""}, True),
        ({"country_of_origin": None, "image_url": None}, False),
        ({"created": None}, True),
        ({"country_of_origin": 7}, True),
        ({"country_of_origin": None, "net_content": 7}, True),
        ({"country_of_origin": None, "created": None}, True),
    ],
)
def test_nothing_in_place_of_an_optional_member_is_a_warning(
    changes: dict[str, Any], certain: bool
) -> None:
    walk = Walk("closient")
    sent = request(walk, "getTradeItem", GTIN)
    response = answered(walk, sent)
    for name, value in changes.items():
        response = otherwise(response, name, value=value)
    found = malformed(walk.api, walk.api.operations["getTradeItem"], response)
    assert found is not None
    assert (found.verdict, found.certain) == ("violates", certain)


def test_it_is_told_which_member_does_not_fit_and_why() -> None:
    walk = Walk("closient")
    response = answered(walk, request(walk, "getTradeItem", GTIN))
    for name, value in {"country_of_origin": None, "net_content": 7}.items():
        response = otherwise(response, name, value=value)
    found = malformed(walk.api, walk.api.operations["getTradeItem"], response)
    assert found is not None
    assert found.mismatch is not None
    assert (found.mismatch.path, found.mismatch.seen) == ("body.net_content", 7)
    assert "7 is not of type" in found.mismatch.expected


@pytest.mark.parametrize(("price", "certain"), [("", False), (None, False), ("much", True)])
def test_an_empty_text_is_nothing_whatever_pattern_it_should_have(
    price: str | None, certain: bool
) -> None:
    walk = Walk("shoplazza")
    shown = answered(walk, request(walk, "listProducts", {}))
    response = otherwise(shown, "products", 0, "variants", 0, "compare_at_price", value=price)
    found = malformed(walk.api, walk.api.operations["listProducts"], response)
    assert found is not None
    assert found.certain is certain


def test_an_answer_that_fits_its_schema_is_no_finding() -> None:
    walk = Walk("closient")
    response = answered(walk, request(walk, "getTradeItem", GTIN))
    assert malformed(walk.api, walk.api.operations["getTradeItem"], response) is None


def test_bytes_in_place_of_json_are_no_optional_member() -> None:
    walk = Walk("closient")
    response = otherwise(answered(walk, request(walk, "getTradeItem", GTIN)), value=b"{")
    found = malformed(walk.api, walk.api.operations["getTradeItem"], response)
    assert found is not None
    assert found.certain


def test_an_envelope_may_have_members_of_a_servers_own() -> None:
    walk = Walk("bigcommerce")
    sent = request(walk, "getProduct", {"product_id": 2})
    shown = otherwise(answered(walk, sent), "meta", value={"request_ms": 3})
    assert malformed(walk.api, walk.api.operations["getProduct"], shown) is None
