"""docs/coverage.md says what is true."""

from __future__ import annotations

from tests.conftest import APIS
from tests.coverage import PAGE, VENDORS, page


def test_every_rule_that_was_read_is_in_a_document() -> None:
    read = {f"{vendor}-{n}" for vendor, count in VENDORS.items() for n in range(1, count + 1)}
    assert {id_ for api in APIS.values() for id_ in api.rules} == read


def test_the_page_is_as_the_documents_the_engine_and_the_tests_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "write it anew: python -m tests.coverage"
