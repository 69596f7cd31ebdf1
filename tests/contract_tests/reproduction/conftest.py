"""Two served stand-ins for the whole folder, as they were at start for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mockserver.standin import bundled, open_standin
from tests.serving import Served, serving


@pytest.fixture(scope="session")
def shop_server() -> Iterator[Served]:
    with serving(open_standin(bundled()["shoplazza"], seed=1)) as served:
        yield served


@pytest.fixture(scope="session")
def gallery_server() -> Iterator[Served]:
    with serving(open_standin(bundled()["closient"], seed=1)) as served:
        yield served


@pytest.fixture
def shop(shop_server: Served) -> Served:
    """A stand-in that takes JSON."""
    shop_server.standin.reset()
    shop_server.seen.clear()
    return shop_server


@pytest.fixture
def gallery(gallery_server: Served) -> Served:
    """A stand-in that takes uploads."""
    gallery_server.standin.reset()
    gallery_server.seen.clear()
    return gallery_server
