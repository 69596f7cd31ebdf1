"""What is to be refused is sent among siblings, where each has its place among them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from contract_tests.walks.composing import Composer
from contract_tests.walks.walk import Walk
from contract_tests.walks.watching import CROWD, crowded
from tests.contract_tests.walks.directed_runs import own


@pytest.mark.parametrize(
    ("name", "action"),
    [
        ("closient", "create"),
        ("closient", "delete"),
        ("bigcommerce", "update"),
        ("shoplazza", "create"),
        ("shoplazza", "update"),
    ],
)
def test_siblings_are_made_until_they_are_a_crowd(name: str, action: str) -> None:
    seen: list[int] = []

    def kind(composer: Composer) -> Iterator[Walk]:
        yield among_others(composer)

    def among_others(composer: Composer) -> Walk:
        operation = next(iter(composer.operations("ProductImage", action)))
        subject = yield from composer.subject(operation)
        assert subject is not None
        yield from crowded(composer, operation, subject)
        home = subject.key if action == "create" else subject.parent
        every = composer.all("ProductImage")
        seen.append(sum(each.parent == home for each in every))

    own(name, kind)
    assert seen == [CROWD]
