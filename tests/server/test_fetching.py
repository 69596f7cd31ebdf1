"""`serve --fetch`: pictures behind addresses are fetched, and nothing else can be reached."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import Any

import pytest

from mockserver.document import load
from mockserver.engine.message import File
from mockserver.pictures import draw, recognise
from mockserver.server.fetching import Fetcher, is_public
from mockserver.server.front import Front
from mockserver.standin import StandIn, bundled
from tests.client import Client

PICTURE = draw(width=700, height=350)
# What answers has long, on a busy machine too; what is slow answers after the short time only.
SECONDS, SHORT = 60, 0.5
Address = Callable[[str], str]

# Connexion leaves the files of a form to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")


class Site(BaseHTTPRequestHandler):
    """A few pages of this machine."""

    asked: list[tuple[str, str]]

    def do_GET(self) -> None:
        type(self).asked.append((self.path, self.headers["Host"]))
        place, _, rest = self.path[1:].partition("/")
        if place == "hop" and rest != "0":
            place, rest = "to", f"/hop/{int(rest) - 1}"
        if place == "to":
            self.send_response(302)
            self.send_header("Location", rest)
            self.end_headers()
            return
        if place == "slow":
            time.sleep(SHORT * 3)
        self.send_response(404 if place == "missing" else 200)
        self.end_headers()
        body = b"no picture" if place == "text" else PICTURE
        self.wfile.write(body if place != "large" else PICTURE + bytes(9 * 1024 * 1024))

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def address() -> Iterator[Address]:
    Site.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.handle_error = lambda *args: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield lambda path: f"http://localhost:{server.server_port}/{path}"
    server.shutdown()
    server.server_close()
    thread.join()


def fetch(
    *addresses: str, loopback: bool = True, limit: int = 0, seconds: float = SECONDS
) -> list[File | str]:
    fetcher = Fetcher(seconds=seconds, loopback=loopback)
    return [*asyncio.run(fetcher.fetched(dict.fromkeys(addresses, limit))).values()]


def test_a_picture_is_fetched_with_the_name_that_was_asked_for(address: Address) -> None:
    (file,) = fetch(address("shop/a%20b.png"))
    assert isinstance(file, File)
    assert (file.data, file.name) == (PICTURE, "a b.png")
    assert file.picture == recognise(PICTURE)
    assert Site.asked[-1][1] == address("").split("/")[2]


def test_redirects_are_followed_three_times(address: Address) -> None:
    (found,) = fetch(address("hop/3"))
    assert isinstance(found, File), found
    assert fetch(address("hop/4")) == ["more than 3 redirects"]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("missing", "the answer is 404"),
        ("slow", "no answer within 0.5 seconds"),
        ("large", "more than 8388608 bytes"),
        ("to/http://10.0.0.1/a.png", "not an address of the public internet"),
        ("to/http://169.254.169.254/a.png", "not an address of the public internet"),
        ("to/http://[fd00::1]/a.png", "not an address of the public internet"),
        ("to/ftp://example.com/a.png", "neither http nor https"),
        ("to/file:///etc/passwd", "neither http nor https"),
    ],
)
def test_what_is_not_fetched_is_told_why(address: Address, path: str, reason: str) -> None:
    seconds = SHORT if path == "slow" else SECONDS
    assert fetch(address(path), limit=8 * 1024 * 1024, seconds=seconds) == [reason]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/a.png",
        "http://localhost:{port}/a.png",
        "http://[::1]:{port}/a.png",
        "http://[::ffff:127.0.0.1]:{port}/a.png",
        "http://0.0.0.0:{port}/a.png",
        "http://2130706433:{port}/a.png",
        "http://user:secret@127.0.0.1:{port}/a.png",
        "http://127.0.0.1:{port}@127.0.0.1:{port}/a.png",
        "https://127.0.0.1:{port}/a.png",
    ],
)
def test_this_machine_cannot_be_reached(address: Address, url: str) -> None:
    asked = len(Site.asked)
    (found,) = fetch(url.format(port=address("").split(":")[2].rstrip("/")), loopback=False)
    assert isinstance(found, str)
    assert len(Site.asked) == asked


@pytest.mark.parametrize(
    "url",
    [
        *("", "x", "http://", "http://[::1", "//a.b/c", "http://a b/", "http://xn--a/"),
        *("http://a.example:65536/", "https://127.0.0.1:99999/x", f"http://a:{10**30}/"),
    ],
)
def test_what_is_no_address_is_no_fault(url: str) -> None:
    (found,) = fetch(url)
    assert isinstance(found, str)


@pytest.mark.parametrize(
    ("text", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("127.0.0.53", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("255.255.255.255", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("::", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", False),
    ],
)
def test_which_addresses_are_public(text: str, public: bool) -> None:
    assert is_public(ip_address(text)) is public


def test_of_very_many_addresses_the_first_are_fetched(address: Address) -> None:
    found = fetch(*(address(f"{number}.png") for number in range(25)), seconds=SECONDS)
    assert [isinstance(each, File) for each in found] == [True] * 20 + [False] * 5


def fetching(name: str, kind: Any = "fast", seconds: float = SECONDS) -> Client:
    fetcher = Fetcher(seconds=seconds, loopback=True)
    front = Front([StandIn(load(bundled()[name]))], kind=kind, fetcher=fetcher)
    return Client(name, front=front)


@pytest.mark.parametrize("kind", ["fast", "plain"])
def test_an_answer_serves_what_was_fetched(address: Address, kind: Any) -> None:
    client = fetching("bigcommerce", kind)
    path = "/catalog/products/1/images"
    image = client.post(path, json={"image_url": address("a.png")}).json()["data"]
    assert client.get(image["url_zoom"]).content == PICTURE
    small = recognise(client.get(image["url_tiny"]).content)
    assert small is not None and (small.width, small.height) == (66, 33)
    for bad in ("missing", "text", "large", "to/http://10.0.0.1/"):
        refuses(client, f"{path}/{image['id']}", address(bad))
    other = draw(width=50, height=40)
    files = {"image_file": ("b.png", other)}
    changed = client.put(f"{path}/{image['id']}", files=files).json()["data"]
    assert client.get(changed["url_zoom"]).content == other
    back = {"image_url": address("c.png")}
    changed = client.put(f"{path}/{image['id']}", json=back).json()["data"]
    assert client.get(changed["url_zoom"]).content == PICTURE
    client.close()


@pytest.mark.parametrize("kind", ["fast", "plain"])
def test_what_answers_too_late_is_refused(address: Address, kind: Any) -> None:
    client = fetching("bigcommerce", kind, seconds=SHORT)
    path = "/catalog/products/1/images"
    files = {"image_file": ("a.png", PICTURE)}
    image = client.post(path, files=files).json()["data"]
    refuses(client, f"{path}/{image['id']}", address("slow"))
    client.close()


def refuses(client: Client, path: str, url: str) -> None:
    """Neither an image at this address is made, nor the one at this path becomes it."""
    with client.unchanged():
        for answer in (
            client.post(path.rpartition("/")[0], json={"image_url": url}),
            client.put(path, json={"image_url": url}),
        ):
            assert answer.status_code == 400
            assert list(answer.json()["errors"]) == ["image_url"]


def test_nested_pictures_are_fetched_too(address: Address) -> None:
    client = fetching("shoplazza")
    images = [{"src": address("a.png")}, {"src": address("b.png")}]
    product = {"title": "Mug", "has_only_default_variant": True, "images": images}
    made = client.post("/products", json={"product": product}).json()["product"]
    for image in made["images"]:
        assert client.get(f"http:{image['src']}").content == PICTURE
    with client.unchanged():
        product["images"] = [images[0], {"src": address("text")}]
        assert client.post("/products", json={"product": product}).status_code == 400
    client.close()


def test_who_may_not_write_makes_nobody_fetch(address: Address) -> None:
    client = fetching("bigcommerce")
    asked = len(Site.asked)
    body = {"image_url": address("a.png")}
    reader = client.acting("read-only")
    assert reader.post("/catalog/products/1/images", json=body).status_code == 403
    wrong = {**body, "sort_order": "x"}
    assert client.post("/catalog/products/1/images", json=wrong).status_code == 422
    assert len(Site.asked) == asked
    client.close()
