from __future__ import annotations

from contract_tests.arguments.paths import forms
from tests.conftest import APIS


def parameter(operation: str, name: str, api: str):  # type: ignore[no-untyped-def]
    return next(each for each in APIS[api].operations[operation].parameters if each.name == name)


def test_digits_come_with_and_without_zeros_in_front() -> None:
    gtin = parameter("getTradeItem", "gtin", "closient")
    assert sorted(forms(gtin, "00000076543210"), key=len) == [
        "76543210",
        "000076543210",
        "0000076543210",
    ]


def test_a_uuid_comes_in_capitals_and_as_a_shortuuid() -> None:
    image = parameter("deleteProductImage", "image_id", "closient")
    uuid = "e3e70682-c209-4cac-a29f-6fbed82c07cd"
    found = forms(image, uuid)
    assert uuid.upper() in found
    short = next(each for each in found if len(each) == 22)
    assert uuid in forms(image, short)


def test_what_means_nothing_has_no_other_form() -> None:
    assert forms(parameter("getTradeItem", "gtin", "closient"), "none") == []
