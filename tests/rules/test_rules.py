from __future__ import annotations

import pytest

from tests.conftest import APIS, NAMES
from tests.coverage import named_after


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_has_a_test_of_its_name(name: str) -> None:
    assert set(APIS[name].rules) <= set(named_after())


def test_no_test_is_named_after_a_rule_that_is_not_there() -> None:
    known = {id_ for name in NAMES for id_ in APIS[name].rules}
    assert set(named_after()) <= known
