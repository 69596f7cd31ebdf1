"""Clients generated from the bundled documents speak to the stand-ins, in types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO

import pytest

from mockserver.pictures import draw
from mockserver.standin import bundled, open_standin
from tests.clients.generated import Generated, squeezed
from tests.conftest import APIS, NAMES
from tests.serving import Served, serving

Made = Callable[[str], tuple[Generated, Served]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """Make the client of a document, once, and serve what it speaks to."""
    folder = tmp_path_factory.mktemp("generated")
    clients: dict[str, Generated] = {}

    def client_and_server(name: str) -> tuple[Generated, Served]:
        if name not in clients:
            clients[name] = Generated(name, folder)
        served.standin = standins[name]
        served.standin.reset()
        return clients[name], served

    standins = {name: open_standin(path) for name, path in bundled().items()}
    with pytest.MonkeyPatch.context() as patch, serving(*standins.values()) as served:
        patch.syspath_prepend(folder)
        yield client_and_server


@pytest.mark.parametrize("name", NAMES)
def test_every_operation_has_a_function(made: Made, name: str) -> None:
    client, _ = made(name)
    assert set(client.operations) == {squeezed(each) for each in APIS[name].operations}


@pytest.mark.parametrize("name", NAMES)
def test_what_is_known_is_read_in_types(made: Made, name: str) -> None:
    client, served = made(name)
    known = served.standin.fixtures()["known"]
    everything = [each for some in known.values() for each in some]
    seen = 0
    with client.speaking(served) as call:
        for operation in APIS[name].operations.values():
            if operation.method != "GET":
                continue
            wanted = {each.name for each in operation.parameters if each.where == "path"}
            told = known.get(operation.resource, ()) if operation.action == "read" else everything
            for path in [each for each in told if set(each) == wanted] if wanted else [{}]:
                status, parsed = call(operation.id, **path)
                assert status == 204 or (status == 200 and parsed is not None), operation.id
                seen += 1
    assert seen, "the stand-in names something to read"


def test_a_gallery_in_types(made: Made) -> None:
    client, served = made("bigcommerce")
    models, picture = client.package.models, BytesIO(draw(width=9, height=9))
    with client.speaking(served) as call:
        mug = {"name": "Tin mug", "type": "physical", "weight": 0.4, "price": 12.5}
        status, product = call("createProduct", body=models.ProductInput.from_dict(mug))
        assert (status, product.data.name, product.data.price) == (200, "Tin mug", 12.5)
        place = {"product_id": product.data.id}

        address = models.ImageByAddress(image_url="https://cdn.example.com/mug.png")
        _, first = call("createProductImage", **place, body=address)
        assert (first.data.is_thumbnail, first.data.sort_order) == (True, 0)
        file = client.package.types.File(picture, "a.png", "image/png")
        upload = models.ImageUpload(file, sort_order=4, is_thumbnail=True)
        _, second = call("createProductImage", **place, body=upload)
        assert (second.data.is_thumbnail, second.data.sort_order) == (True, 4)

        image = {**place, "image_id": first.data.id}
        _, moved = call("updateProductImage", **image, body=models.ImageChange(sort_order=4))
        assert (moved.data.is_thumbnail, moved.data.sort_order) == (False, 4)
        _, listed = call("listProductImages", **place, limit=1)
        page = listed.meta.pagination
        assert [each.id for each in listed.data] == [first.data.id]
        assert (page.total, page.links.next_) == (2, "?page=2&limit=1")
        assert call("deleteProductImage", **image)[0] == 204
        status, error = call("getProductImage", **image)
        assert (status, error.status) == (404, 404)


@pytest.mark.parametrize(("role", "code"), [("full", 400), ("read-only", 403), (None, 401)])
def test_refusals_in_types(made: Made, role: str | None, code: int) -> None:
    client, served = made("bigcommerce")
    address = client.package.models.ImageByAddress("https://cdn.example.invalid/mug.png")
    with client.speaking(served, role) as call:
        status, error = call("createProductImage", product_id=1, body=address)
    assert status == code
    assert isinstance(error, str) if code == 401 else error.status == code
