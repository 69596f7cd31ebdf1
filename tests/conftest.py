"""What all tests share: the bundled APIs, and stand-ins for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from mockserver.document import load
from mockserver.model.api import Api
from mockserver.model.compile import compiled
from mockserver.standin import StandIn, bundled, open_standin

settings.register_profile("untimed", deadline=None)  # a busy machine breaks no property
settings.load_profile("untimed")

NAMES = tuple(bundled())
DOCUMENTS: dict[str, Path] = {
    **bundled(),
    **{path.stem: path for path in sorted((Path(__file__).parent / "documents").glob("*.yaml"))},
}
"""The bundled documents, and those of the tests, which say what the bundled ones do not."""
APIS: dict[str, Api] = {name: compiled(load(path)) for name, path in DOCUMENTS.items()}


@pytest.fixture(params=NAMES)
def api(request: pytest.FixtureRequest) -> Api:
    """Each bundled API."""
    return APIS[request.param]


@pytest.fixture(params=NAMES)
def standin(request: pytest.FixtureRequest) -> StandIn:
    """A fresh stand-in for each bundled API, with repeatable ids."""
    return open_standin(bundled()[request.param], seed=1)
