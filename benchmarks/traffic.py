"""What is sent: one read, one page of ten, one JSON create, one picture upload."""

from __future__ import annotations

import json
import struct
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.load import Load
from benchmarks.servers import ask
from mockserver.standin import StandIn, bundled, open_standin

Send = Callable[[Load], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One kind of request; `prepare` fills a server that was just reset and names the request."""

    name: str
    prepare: Callable[[Send], Load]


def sender(port: int) -> Send:
    """Return a function that sends one request and gives back the JSON answer."""

    def send(load: Load) -> Any:
        status, body = ask(port, load.method, load.path, load.headers, load.body or None)
        if status >= 300:
            sys.exit(f"{load.method} {load.path} answered {status}: {body[:300]!r}")
        return json.loads(body)

    return send


class Closient:
    """Multipart uploads and pages, with API keys."""

    def __init__(self) -> None:
        standin = open_standin(bundled()["closient"])
        ids = known(standin, "organization_id", "gtin")
        self.headers = credential(standin)
        self.product = "/closient/products/api/v1/trade-items/" + ids["gtin"]
        self.images = (
            f"/closient/dashboard/api/v1/trade-items/{ids['organization_id']}/{ids['gtin']}/images"
        )

    def read(self, _send: Send) -> Load:
        """Read one product."""
        return Load(method="GET", path=self.product, headers=self.headers)

    def upload(self, _send: Send) -> Load:
        """Upload a small PNG with a title and the primary flag."""
        body = _multipart({"title": "front", "is_primary": "true"}, picture())
        kind = {"Content-Type": "multipart/form-data; boundary=benchmark"}
        return Load(method="POST", path=self.images, headers={**self.headers, **kind}, body=body)

    def page(self, send: Send) -> Load:
        """List ten images of twenty."""
        for _ in range(20):
            send(self.upload(send))
        return Load(method="GET", path=f"{self.images}?page_size=10", headers=self.headers)


class Shoplazza:
    """JSON bodies and positions, with an access token."""

    def __init__(self) -> None:
        standin = open_standin(bundled()["shoplazza"])
        ids = known(standin, "product_id")
        self.headers = credential(standin)
        path = f"{standin.api.server_path}/products/{ids['product_id']}/images"
        self.images = "/shoplazza" + path

    def create(self, _send: Send) -> Load:
        """Create an image from a URL, with everything that is validated."""
        image = {"src": "http://cdn.example.com/1.jpg", "alt": "front", "width": 9, "height": 9}
        kind = {"Content-Type": "application/json"}
        body = json.dumps({"image": image}).encode()
        return Load(method="POST", path=self.images, headers={**self.headers, **kind}, body=body)

    def read(self, send: Send) -> Load:
        """Read one image."""
        image = send(self.create(send))["image"]["id"]
        return Load(method="GET", path=f"{self.images}/{image}", headers=self.headers)

    def list(self, send: Send) -> Load:
        """List the ten images of a product."""
        count = send(Load(method="GET", path=f"{self.images}/count", headers=self.headers))
        for _ in range(10 - int(count["count"])):
            send(self.create(send))
        return Load(method="GET", path=self.images, headers=self.headers)


def scenarios() -> list[Scenario]:
    """Return every kind of request that is measured."""
    closient, shoplazza = Closient(), Shoplazza()
    return [
        Scenario(name="read one image", prepare=shoplazza.read),
        Scenario(name="list ten images", prepare=shoplazza.list),
        Scenario(name="list a page of ten", prepare=closient.page),
        Scenario(name="create from JSON", prepare=shoplazza.create),
        Scenario(name="upload a picture", prepare=closient.upload),
    ]


def picture() -> bytes:
    """Return a small PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\x00" + b"\x20\x80\xe0" * 8) * 8)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def _multipart(fields: dict[str, str], image: bytes) -> bytes:
    parts = [
        f'--benchmark\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = (
        b'--benchmark\r\nContent-Disposition: form-data; name="image"; filename="front.png"\r\n'
        b"Content-Type: image/png\r\n\r\n"
    )
    return b"".join([*parts, head, image, b"\r\n--benchmark--\r\n"])


def known(standin: StandIn, *names: str) -> dict[str, str]:
    """Return the first of the fixtures that has all these identifiers."""
    for maps in standin.fixtures()["known"].values():
        for each in maps:
            if set(names) <= set(each):
                return dict(each)
    sys.exit(f"the fixtures of {standin.api.name} know no {', '.join(names)}")


def credential(standin: StandIn) -> dict[str, str]:
    """Return the headers of the credential that may do everything."""
    return dict(standin.fixtures()["credentials"]["full"])
