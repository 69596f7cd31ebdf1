from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import PIXEL, ROOT, Client, Places

from mockserver.server.startpage import prefers_json
from mockserver.standin import open_standin

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"><rect width="1"/></svg>'
PAGE = {"origin": "http://localhost:3000"}


def upload(client: Client, places: Places, data: bytes, name: str = "a.gif") -> dict[str, Any]:
    answer = client("POST", places.uploads, headers=places.key, files={"image": (name, data)})
    assert answer.status_code == 201, answer.text
    value: dict[str, Any] = answer.json()
    return value


def test_a_create_is_remembered(client: Client, places: Places) -> None:
    body = {"image": {"src": "http://cdn.example.com/1.jpg"}}
    made = client("POST", places.images, headers=places.token, json=body)
    assert made.status_code == 200, made.text
    image = made.json()["image"]
    read = client("GET", f"{places.images}/{image['id']}", headers=places.token)
    assert (read.status_code, read.json()["image"]) == (200, image)


def test_a_chunked_body_is_a_body(client: Client, places: Places) -> None:
    async def chunks() -> Any:
        yield b'{"image": {"src": '
        yield b'"http://cdn.example.com/1.jpg"}}'

    headers = {**places.token, "content-type": "application/json"}
    assert client("POST", places.images, headers=headers, content=chunks()).status_code == 200


def test_an_uploaded_picture_comes_back_byte_for_byte(client: Client, places: Places) -> None:
    url = upload(client, places, PIXEL)["image_url"]
    assert url.startswith(f"{ROOT}/closient/_assets/")
    picture = client("GET", url)
    assert picture.content == PIXEL
    assert picture.headers["content-type"] == "image/gif"
    assert picture.headers["content-length"] == str(len(PIXEL))
    assert picture.headers["x-content-type-options"] == "nosniff"
    again = client("GET", url, headers={"if-none-match": picture.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_an_uploaded_svg_cannot_run_scripts(client: Client, places: Places) -> None:
    picture = client("GET", upload(client, places, SVG, "a.svg")["image_url"])
    assert picture.headers["content-type"] == "image/svg+xml"
    assert "sandbox" in picture.headers["content-security-policy"]
    assert picture.content == SVG


def test_assets_know_two_methods(client: Client) -> None:
    assert client("GET", "/closient/_assets/nothing.png").status_code == 404
    answer = client("POST", "/closient/_assets/nothing.png")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


def test_an_api_alone_is_served_at_the_root_too(
    open_client: Callable[..., Client], places: Places
) -> None:
    alone = open_client("shoplazza")
    for path in (places.bare, places.images):
        assert alone("GET", path, headers=places.token).status_code == 200
    assert alone("GET", "/nothing", headers=places.token).status_code == 404
    assert alone("GET", "/ui/").status_code == 200
    assert alone("GET", "/").headers["content-type"].startswith("text/html")


PETS = """
openapi: 3.0.3
info: {title: Pets, version: '1'}
x-behaviour: {headers: {X-Request-Id: uuid}}
paths:
  /pets: {get: {operationId: listPets, responses: {'202': {description: All}}}}
  /pets/{petId}:
    parameters: [{name: petId, in: path, required: true, schema: {type: string}}]
    get: {operationId: readPet, responses: {'203': {description: One}}}
"""


def test_an_api_named_like_its_first_segment_is_served_at_both(tmp_path: Path) -> None:
    file = tmp_path / "pets.yaml"
    file.write_text(PETS)
    alone = Client([open_standin(file, seed=1)])
    statuses = {
        path: alone("GET", path).status_code
        for path in ("/pets", "/pets/pets", "/pets/7", "/pets/pets/7", "/pets/ui/")
    }
    assert statuses == {
        "/pets": 202,
        "/pets/pets": 202,
        "/pets/7": 203,
        "/pets/pets/7": 203,
        "/pets/ui/": 200,
    }
    assert alone("GET", "/pets/openapi.json").json()["info"]["title"] == "Pets"


def test_a_client_that_can_only_set_the_host_is_served(client: Client, places: Places) -> None:
    assert client("GET", places.bare, headers=places.token).status_code == 200
    assert client("DELETE", places.bare, headers=places.token).status_code == 405
    unknown = client("GET", "/nothing/here")
    assert unknown.status_code == 404
    assert unknown.json()["apis"] == ["/closient", "/shoplazza"]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/closient/nothing", 404, "NOT_FOUND"),
        ("GET", "{uploads}/", 404, "NOT_FOUND"),
        ("PUT", "{uploads}", 405, None),
        ("HEAD", "{uploads}", 405, None),
        ("OPTIONS", "{uploads}", 405, None),
    ],
)
def test_edge_refusals_have_the_vendors_shape(
    client: Client, places: Places, method: str, path: str, status: int, code: str | None
) -> None:
    answer = client(method, path.format(uploads=places.uploads), headers=places.key)
    assert answer.status_code == status
    if status == 405:
        assert answer.headers["allow"] == "GET, POST"
    if method != "HEAD":
        error = answer.json()["error"]
        assert error["status"] == status
        assert code is None or error["code"] == code


def test_a_bad_body_has_the_vendors_shape(client: Client, places: Places) -> None:
    form = {**places.key, "content-type": "multipart/form-data; boundary=x"}
    answer = client("POST", places.uploads, headers=form, content=b"--x\r\nrubbish")
    assert answer.status_code in (400, 422)
    assert answer.json()["error"]["status"] == answer.status_code


def test_a_body_above_the_limit_is_not_read(client: Client, places: Places) -> None:
    length = client.standins["closient"].api.max_body + 1
    headers = {**places.key, "content-type": "application/json", "content-length": str(length)}
    answer = client("POST", places.uploads, headers=headers, content=b"")
    assert answer.status_code == 413
    assert answer.json()["error"]["status"] == 413


def test_a_fault_of_ours_is_told_in_the_vendors_shape(
    client: Client, places: Places, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    def broken(_call: object) -> None:
        raise RuntimeError("ours")

    monkeypatch.setattr(client.standins["closient"], "perform", broken, raising=True)
    answer = client("GET", places.uploads, headers={**places.key, **PAGE})
    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == "INTERNAL_ERROR"
    assert answer.headers["access-control-allow-origin"] == PAGE["origin"]
    assert "RuntimeError: ours" in caplog.text


@pytest.mark.parametrize(
    "path",
    [
        "{uploads}",
        "/closient/nothing",
        "/nothing",
        "/",
        "/closient/ui/",
        "/closient/openapi.json",
        "/closient/_assets/nothing",
        "/_understudy/state",
        "/_understudy/nothing",
    ],
)
def test_a_page_on_loopback_may_read_every_answer(
    client: Client, places: Places, path: str
) -> None:
    url = path.format(uploads=places.uploads)
    answer = client("GET", url, headers=PAGE)
    assert answer.headers["access-control-allow-origin"] == PAGE["origin"]
    assert answer.headers["access-control-allow-credentials"] == "true"
    assert "Origin" in answer.headers["vary"]
    stranger = client("GET", url, headers={"origin": "https://example.com"})
    assert "access-control-allow-origin" not in stranger.headers
    assert "Origin" in stranger.headers["vary"]


def test_a_preflight_is_granted_before_anything_is_checked(client: Client, places: Places) -> None:
    asked = {
        **PAGE,
        "access-control-request-method": "DELETE",
        "access-control-request-headers": "x-api-key",
    }
    answer = client("OPTIONS", places.uploads, headers=asked)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-methods"] == "DELETE"
    assert answer.headers["access-control-allow-headers"] == "x-api-key"


def test_custom_headers_are_exposed(client: Client, places: Places) -> None:
    answer = client("GET", places.images, headers={**places.token, **PAGE})
    assert "request-id" in answer.headers["access-control-expose-headers"].split(", ")


def test_the_start_page_leads_on(client: Client) -> None:
    answer = client("GET", "/")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    facts = client("GET", "/", headers={"accept": "application/json"}).json()
    for api in facts["apis"]:
        assert api["swagger_ui"] in answer.text
        assert client("GET", api["swagger_ui"]).status_code == 200
        assert client("GET", api["document"]).status_code == 200
        assert api["credentials"]
        assert api["first_request"].startswith("curl ")
        assert ROOT in api["first_request"]


@pytest.mark.parametrize(
    ("accept", "json_wins"),
    [
        ("application/json", True),
        ("application/json, text/html;q=0.5", True),
        ("text/html,application/xhtml+xml,*/*;q=0.8", False),
        ("*/*", False),
        ("", False),
        ("application/json;q=0", False),
        ("application/json;q=x", False),
    ],
)
def test_who_prefers_json_gets_json(accept: str, json_wins: bool) -> None:
    assert prefers_json(accept) is json_wins


def test_the_document_is_the_original_with_our_server(client: Client) -> None:
    standin = client.standins["shoplazza"]
    served = client("GET", "/shoplazza/openapi.json").json()
    original = json.loads(json.dumps(standin.document.content))
    assert served.pop("servers") == [{"url": f"{ROOT}/shoplazza{standin.api.server_path}"}]
    assert served == {name: value for name, value in original.items() if name != "servers"}
    text = client("GET", "/shoplazza/openapi.yaml").text
    assert yaml.safe_load(text)["paths"].keys() == original["paths"].keys()


def test_swagger_ui_reads_our_document(client: Client) -> None:
    assert "/closient/openapi.json" in client("GET", "/closient/ui/").text
    assert client("GET", "/closient/ui").headers["location"].endswith("/closient/ui/")
    assert client("GET", "/closient/ui/swagger-ui.css").status_code == 200
    assert client("GET", "/closient/ui/nothing").status_code == 404


def test_reset_goes_back_to_the_beginning(client: Client, places: Places) -> None:
    before = client("GET", "/_understudy/state").json()
    assert set(before) == {"closient", "shoplazza"}
    upload(client, places, PIXEL)
    changed = client("GET", "/_understudy/closient/state").json()
    assert changed != before["closient"]
    assert client("POST", "/_understudy/shoplazza/reset").json() == {"reset": ["shoplazza"]}
    assert client("GET", "/_understudy/closient/state").json() == changed
    assert client("POST", "/_understudy/reset").status_code == 200
    assert client("GET", "/_understudy/state").json() == before


def test_an_unknown_control_path_lists_the_known_ones(client: Client) -> None:
    for path in ("/_understudy", "/_understudy/x", "/_understudy/x/state", "/_understudy/a/b/c"):
        answer = client("GET", path)
        assert answer.status_code == 404
        assert "POST /_understudy/closient/reset" in answer.json()["paths"]
    wrong = client("GET", "/_understudy/reset")
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "POST")


def test_every_exchange_is_observed(client: Client, places: Places) -> None:
    client("GET", places.uploads, headers=places.key)
    client("GET", places.uploads)
    accepted, refused = client.seen
    assert (accepted.status, accepted.reason) == (200, "")
    assert refused.status == 401
    assert refused.reason


def test_a_page_of_another_machine_cannot_reset(client: Client, places: Places) -> None:
    """A browser sends a simple POST without asking first."""
    upload(client, places, PIXEL)
    foreign = client("POST", "/_understudy/reset", headers={"origin": "http://evil.example"})
    assert foreign.status_code == 403
    assert client("GET", "/_understudy/closient/state").json()["ProductImage"]
    assert client("POST", "/_understudy/reset", headers=PAGE).status_code == 200
    assert not client("GET", "/_understudy/closient/state").json()["ProductImage"]


def test_an_unknown_path_below_a_server_path_is_told_in_the_vendors_shape(client: Client) -> None:
    answer = client("GET", "/openapi/2022-01/nothing/here")
    assert (answer.status_code, answer.json()) == (404, {"errors": ["Not found"]})


NAMED = """
openapi: 3.0.3
info: {title: Things, version: '1'}
paths:
  /things: {get: {operationId: listThings, responses: {'204': {description: None.}}}}
  /: {get: {operationId: root, responses: {'204': {description: None.}}}}
"""


@pytest.mark.parametrize(
    ("file", "prefix"), [("things.yaml", "things"), ("my things (1).yaml", "my-things-1")]
)
def test_an_api_may_have_the_name_of_its_first_segment(
    tmp_path: Path, file: str, prefix: str
) -> None:
    (tmp_path / file).write_text(NAMED)
    alone = Client([open_standin(tmp_path / file)])
    for path in ("/things", f"/{prefix}/things", "/"):
        assert alone("GET", path).status_code == 204, path
    assert alone("GET", f"/{prefix}/ui/").status_code == 200
    assert alone("GET", f"/{prefix}").status_code in {200, 204}


def test_files_beyond_a_few_are_not_looked_at(client: Client, places: Places) -> None:
    many = [("image", (f"{number}.gif", PIXEL)) for number in range(17)]
    answer = client("POST", places.uploads, headers=places.key, files=many)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "BAD_REQUEST")


def test_a_post_to_the_interface_is_told_what_is_allowed(client: Client) -> None:
    answer = client("POST", "/closient/ui/")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


def test_the_start_page_varies_by_what_is_accepted(client: Client) -> None:
    assert "Accept" in client("GET", "/").headers.get_list("vary")
