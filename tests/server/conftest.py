from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from mockserver.server.exchange import Exchange
from mockserver.server.front import Front
from mockserver.server.stack import Kind
from mockserver.standin import StandIn, bundled, open_standin

ROOT = "http://127.0.0.1:8080"
# The smallest GIF.
PIXEL = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,"
    b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
NAMES = ("closient", "shoplazza")


class Client:
    """Sends requests to a front in process, one event loop each."""

    def __init__(self, standins: list[StandIn], kind: Kind = "fast") -> None:
        self.seen: list[Exchange] = []
        self.standins = {each.api.name: each for each in standins}
        self.front = Front(standins, kind=kind, observe=self.seen.append)

    def __call__(self, method: str, path: str, **options: Any) -> httpx.Response:
        return asyncio.run(self._send(method, path, options))

    async def _send(self, method: str, path: str, options: dict[str, Any]) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.front)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url=ROOT) as client:
            return await client.request(method, path, **options)


def open_bundled(*names: str, **options: Any) -> list[StandIn]:
    standins = [open_standin(bundled()[name], **options) for name in names]
    for standin in standins:
        standin.origin = f"{ROOT}/{standin.api.name}"
    return standins


def credential(standin: StandIn, role: str = "full") -> dict[str, str]:
    return dict(standin.fixtures()["credentials"][role])


def known(standin: StandIn, *names: str) -> dict[str, str]:
    for maps in standin.fixtures()["known"].values():
        for each in maps:
            if set(names) <= set(each):
                return dict(each)
    raise LookupError(names)


class Places:
    """Paths and credentials of the two bundled APIs."""

    def __init__(self, standins: dict[str, StandIn]) -> None:
        closient, shoplazza = (standins[name] for name in NAMES)
        self.key = credential(closient)
        self.token = credential(shoplazza)
        self.owner = known(closient, "organization_id", "gtin")
        self.product = known(shoplazza, "product_id")
        self.uploads = (
            "/closient/dashboard/api/v1/trade-items/{organization_id}/{gtin}/images"
        ).format(**self.owner)
        self.bare = f"{shoplazza.api.server_path}/products/{self.product['product_id']}/images"
        self.images = f"/shoplazza{self.bare}"


@pytest.fixture(scope="session")
def _shared() -> Client:
    return Client(open_bundled(*NAMES, seed=1))


@pytest.fixture
def client(_shared: Client) -> Iterator[Client]:
    for standin in _shared.standins.values():
        standin.reset()
    _shared.seen.clear()
    yield _shared


@pytest.fixture(scope="session")
def places(_shared: Client) -> Places:
    return Places(_shared.standins)


@pytest.fixture(scope="session")
def open_client() -> Callable[..., Client]:
    return lambda *names, kind="fast": Client(open_bundled(*names, seed=1), kind)
