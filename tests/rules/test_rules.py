from __future__ import annotations

import re
from types import ModuleType

import pytest

from tests.conftest import APIS
from tests.rules import test_closient, test_shoplazza

LATER = {"SZ-24"}


@pytest.mark.parametrize(
    ("name", "module"), [("closient", test_closient), ("shoplazza", test_shoplazza)]
)
def test_every_rule_has_a_test_of_its_name(name: str, module: ModuleType) -> None:
    tests = "\n".join(each for each in vars(module) if each.startswith("test_"))
    tested = {"-".join(found) for found in re.findall(r"^test_([A-Z]+)_(\d+)_", tests, re.M)}
    assert set(APIS[name].rules) - tested - LATER == set()
    assert tested - set(APIS[name].rules) == set()
