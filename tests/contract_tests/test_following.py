"""Following what others ask: faults are seen, and nothing else is called one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image

from contract_tests.following import Follower
from contract_tests.opening import Access, opened_by
from contract_tests.oracle import Judgement
from mockserver.engine.message import Response
from mockserver.standin import bundled, open_standin
from tests.serving import Served, serving


class Client:
    """Somebody who asks a server, and is followed."""

    def __init__(self, served: Served) -> None:
        self.served, standin = served, served.standin
        base = served.url + standin.fixtures()["base-path"]
        (header,) = standin.credentials[0].shown.items()
        self.client = httpx.Client(base_url=base, headers=dict([header]))
        way = Access(url=base, headers=(": ".join(header),))
        target = opened_by(standin.api, way).target
        self.follower = Follower(standin.document, standin.api, target)

    def ask(self, method: str, path: str, status: int | None = None, **more: Any) -> Judgement:
        """Ask, and judge the answer, or one with another status."""
        request = self.client.build_request(method, path, **more)
        request.read()
        answer = self.client.send(request)
        response = Response(
            status=status or answer.status_code,
            headers=tuple(answer.headers.items()),
            media_type="application/json",
            body=json.loads(answer.content),
        )
        return self.follower.judged(
            request.method, str(request.url), dict(request.headers), request.content, response
        )


@pytest.fixture
def client() -> Iterator[Client]:
    with serving(open_standin(bundled()["shoplazza"], seed=1)) as served:
        client = Client(served)
        with client.client:
            yield client


def product(client: Client) -> str:
    found = client.client.get("/products").json()["products"][0]["id"]
    return f"/products/{found}"


def test_a_right_server_is_followed(client: Client) -> None:
    path = product(client)
    assert client.ask("GET", path).verdict == "unknown", "the first answer is not judged"
    body = {"image": {"src": "http://cdn.example.com/1.jpg"}}
    seen = [client.ask("POST", f"{path}/images", json=body) for _ in range(3)]
    seen += [client.ask("GET", f"{path}/images"), client.ask("GET", f"{path}/images/count")]
    seen.append(client.ask("GET", f"{path}/images/no-uuid"))
    seen.append(client.ask("GET", path, headers={"access-token": "nobody"}))
    assert [each.verdict for each in seen] == ["conforms"] * 7


def test_an_answer_that_follows_from_nothing_breaks_a_rule(client: Client) -> None:
    path = product(client)
    client.ask("GET", path)
    body = {"image": {"src": "http://cdn.example.com/1.jpg"}}
    client.ask("POST", f"{path}/images", json=body)
    client.served.standin.reset()  # what was made is lost
    judgement = client.ask("GET", f"{path}/images/count")
    assert judgement.verdict == "violates"
    assert judgement.rules
    assert client.ask("GET", f"{path}/images/count").verdict == "conforms", "it was read anew"


def test_what_was_there_unseen_is_no_fault(client: Client) -> None:
    path = product(client)
    client.ask("GET", path)
    with httpx.Client(base_url=client.client.base_url, headers=client.client.headers) as other:
        body = {"product": {"title": "Tea", "has_only_default_variant": True, "variants": []}}
        made = other.post("/products", json=body)
        assert made.status_code == 200, made.text
        fresh = made.json()["product"]["id"]
    assert client.ask("GET", f"/products/{fresh}").verdict == "unknown"
    assert client.ask("GET", f"/products/{fresh}").verdict == "conforms"


def test_what_is_not_in_the_document_is_not_judged(client: Client) -> None:
    client.ask("GET", product(client))
    assert client.ask("GET", "/nothing").verdict == "unknown"


def test_a_key_of_the_answer_that_is_not_judged_is_one_that_was_used() -> None:
    body = {
        "idempotency_key": "one",
        "object": {"type": "ITEM", "id": "#tea", "item_data": {"name": "Tea"}},
    }
    with serving(open_standin(bundled()["square"], seed=1)) as served:
        client = Client(served)
        with client.client:
            seen = [client.ask("POST", "/v2/catalog/object", json=body) for _ in range(2)]
            other = {**body, "idempotency_key": "other"}
            seen += [client.ask("POST", "/v2/catalog/object", json=other) for _ in range(2)]
    assert [each.verdict for each in seen] == ["unknown", "unknown", "conforms", "conforms"]


def test_an_answer_told_again_says_nothing_of_what_is_there_now() -> None:
    def picture(key: str, color: str) -> dict[str, Any]:
        data = BytesIO()
        Image.new("RGB", (8, 8), color).save(data, "PNG")
        said = json.dumps({"idempotency_key": key, "image": {"type": "IMAGE", "id": "#tea"}})
        part = ("tea.png", data.getvalue(), "image/png")
        return {"files": {"request": (None, said, "application/json"), "image_file": part}}

    with serving(open_standin(bundled()["square"], seed=1)) as served:
        client, images = Client(served), "/v2/catalog/images"
        with client.client:
            made = client.client.post(images, **picture("made", "blue")).json()
            client.ask("GET", "/v2/catalog/list")
            place = f"{images}/{made['image']['id']}"
            asked = [client.ask("PUT", place, **picture("first", "red"))]
            asked.append(client.ask("PUT", place, **picture("second", "green")))
            client.ask("GET", "/v2/catalog/list", status=404)  # it reads again what is there
            asked.append(client.ask("PUT", place, **picture("first", "red")))
            asked.append(client.ask("GET", place.replace("images", "object")))
    assert [each.verdict for each in asked] == ["conforms", "conforms", "unknown", "conforms"]
