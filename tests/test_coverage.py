"""docs/coverage.md says what is true."""

from __future__ import annotations

from tests.coverage import PAGE, page


def test_the_page_is_as_the_documents_the_engine_and_the_tests_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "write it anew: python -m tests.coverage"
