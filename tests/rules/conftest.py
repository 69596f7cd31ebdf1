from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.client import Client
from tests.conftest import NAMES
from tests.rules.bigcommerce import BigCommerceGallery
from tests.rules.square import SquareCatalog
from tests.rules.vendors import ClosientGallery, ShoplazzaGallery


class Clock:
    """A clock that goes on by a second whenever it is read."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture(scope="session")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def _clients(clock: Clock) -> Iterator[dict[str, Client]]:
    clients = {name: Client(name, clock=clock) for name in NAMES}
    yield clients
    for each in clients.values():
        each.close()


@pytest.fixture
def closient(_clients: dict[str, Client]) -> Client:
    _clients["closient"].standin.reset()
    return _clients["closient"]


@pytest.fixture
def shoplazza(_clients: dict[str, Client]) -> Client:
    _clients["shoplazza"].standin.reset()
    return _clients["shoplazza"]


@pytest.fixture
def akinon(_clients: dict[str, Client]) -> Client:
    _clients["akinon"].standin.reset()
    return _clients["akinon"]


@pytest.fixture(params=("closient", "shoplazza"))
def client(request: pytest.FixtureRequest, _clients: dict[str, Client]) -> Client:
    _clients[request.param].standin.reset()
    return _clients[request.param]


@pytest.fixture
def galleries(closient: Client) -> list[ClosientGallery]:
    known = [each for each in closient.facts["known"]["Product"] if "organization_id" in each]
    return [ClosientGallery(closient, **each) for each in known]


@pytest.fixture
def gallery(galleries: list[ClosientGallery]) -> ClosientGallery:
    return galleries[0]


@pytest.fixture
def products(shoplazza: Client) -> list[ShoplazzaGallery]:
    return [ShoplazzaGallery(shoplazza, **each) for each in shoplazza.facts["known"]["Product"]]


@pytest.fixture
def product(products: list[ShoplazzaGallery]) -> ShoplazzaGallery:
    return products[0]


@pytest.fixture
def bigcommerce(_clients: dict[str, Client]) -> Client:
    _clients["bigcommerce"].standin.reset()
    return _clients["bigcommerce"]


@pytest.fixture
def pair(bigcommerce: Client) -> list[BigCommerceGallery]:
    return [
        BigCommerceGallery(bigcommerce, **each) for each in bigcommerce.facts["known"]["Product"]
    ]


@pytest.fixture
def store(pair: list[BigCommerceGallery]) -> BigCommerceGallery:
    return pair[0]


@pytest.fixture
def square(_clients: dict[str, Client]) -> SquareCatalog:
    _clients["square"].standin.reset()
    return SquareCatalog(_clients["square"])
