"""Schemathesis beside us: what it finds in a mutant is told by check and operation."""

from __future__ import annotations

import pytest

from benchmarks.schemathesis import failures
from contract_tests.mutants.catalogue import catalogue
from contract_tests.mutants.kill import Ground, ground_of
from mockserver.standin import bundled, open_standin

SECONDS = 12.0
"""Long enough for a machine that does other things, too."""


@pytest.fixture(scope="module")
def shoplazza() -> Ground:
    return ground_of(open_standin(bundled()["shoplazza"], seed=1))


def test_what_schemathesis_has_a_rule_for_it_finds(shoplazza: Ground) -> None:
    ways = {each.id: each for each in catalogue(shoplazza.document, shoplazza.api)}
    unasked = ways["shoplazza//credentials.missing/not asked by listProducts/always"]
    assert ("ignored_auth", "GET /products") in failures(shoplazza, unasked, SECONDS, linked=False)
