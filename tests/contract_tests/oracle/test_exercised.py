"""Which rules on forms an answer has shown to be kept."""

from __future__ import annotations

import pytest

from contract_tests.oracle.exercised import Forms
from mockserver.engine.message import Response
from tests.contract_tests.oracle.exchanges import PRODUCT, UPLOAD, answered, otherwise, request
from tests.walks import Walk

LIST = "listProductImages"


def kept(walk: Walk, path: dict[str, str], status: int = 200, **query: str) -> set[str]:
    sent = request(walk, LIST, path, **query)
    answer = answered(walk, sent)
    assert answer.status == status
    return set(Forms(walk.api).kept(sent, answer))


def test_limits_count_when_something_is_sent_and_defaults_when_nothing_is() -> None:
    walk = Walk("closient")
    assert "CL-21" in kept(walk, PRODUCT), "its default is met"
    assert not kept(walk, PRODUCT, status=422, page="0"), "a refusal shows no form"


def test_forms_are_one_only_if_another_one_was_sent() -> None:
    walk = Walk("closient")
    assert "CL-10" not in kept(walk, PRODUCT)
    assert "CL-10" in kept(walk, {**PRODUCT, "gtin": "012345678905"})


@pytest.mark.parametrize("value", ["x", None])
def test_the_form_of_what_is_shown_counts_when_it_is_shown(value: str | None) -> None:
    walk = Walk("closient")
    sent = request(walk, LIST, PRODUCT)
    assert "CL-13" not in set(Forms(walk.api).kept(sent, answered(walk, sent))), "no image is there"
    walk.ask("uploadProductImage", PRODUCT, **UPLOAD)
    shown = otherwise(answered(walk, sent), "data", 0, "id", value=value)
    assert ("CL-13" in set(Forms(walk.api).kept(sent, shown))) is (value is not None)


def test_nothing_is_known_of_what_no_operation_takes() -> None:
    walk = Walk("library")
    sent = request(walk, "listShelves", {})
    assert not list(Forms(walk.api).kept(sent, Response(status=204)))
