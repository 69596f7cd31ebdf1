"""Scripts for the bundled APIs, hostile texts, and what runs what is written of them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from contract_tests.script import Script, Step, Taken, Upload, at_once
from mockserver.pictures import draw
from mockserver.standin import StandIn
from tests.serving import Served

JSON = "application/json"
HOSTILE = [
    "it's",
    '"quoted" \\ back\\\\slash\\',
    "$HOME ${HOME} $(id) `id` $((1+1))",
    "; rm -rf x & | > y < z # no comment",
    "!history !! *? [a-z] {a,b} ~",
    "line\nline\r\nEND\nline\ttab",
    "'; exit 1; '",
    "@file",
    "<file",
    "é ü 日本 \U0001f600 \u2028",
    "%s %d %n %41",
    "-n --data x",
    "a=b;type=text/html",
    '"""',
    "{id} {{x}} {answer_1}",
    "\\(1 + 1) \\u0041",
]
PICTURE = Upload(
    name='a "b"; c\\d.png',
    media_type="image/png",
    content=draw(width=3, height=3, media_type="image/png", label="a"),
)


def product(standin: StandIn) -> dict[str, str]:
    """The path parameters of the first product that is known at start."""
    return {"product_id": standin.fixtures()["known"]["Product"][0]["product_id"]}


def images(path: Mapping[str, str], alt: str = "one") -> Script:
    """Make an image, change it by its id in path and body, and list it."""
    image = Taken(0, ("image", "id"))
    body = {"image": {"src": "http://cdn.example.com/1.jpg", "alt": alt, "position": 1}}
    change = {"image": {"id": image, "alt": "changed"}}
    return (
        Step(operation="createProductImage", role="full", path=path, media_type=JSON, body=body),
        Step(
            operation="updateProductImage",
            role="full",
            path={**path, "image_id": image},
            media_type=JSON,
            body=change,
        ),
        Step(operation="listProductImages", role="read-only", path=path, query=(("x y", "&="),)),
    )


TRADE_ITEM = {"organization_id": "UnderstudyBrand2345678", "gtin": "00012345678905"}


def uploads(*titles: str) -> Script:
    """Upload a primary picture for each title, delete the first, and list what there is."""
    sent = tuple(
        Step(
            operation="uploadProductImage",
            role="full",
            path=TRADE_ITEM,
            media_type="multipart/form-data",
            body=[("image", PICTURE), ("title", title), ("is_primary", True)],
        )
        for title in titles
    )
    path = {**TRADE_ITEM, "image_id": Taken(0, ("id",))}
    return (
        *sent,
        Step(operation="deleteProductImage", role="full", path=path),
        Step(operation="listProductImages", role="full", path=TRADE_ITEM),
    )


def tokens(standin: StandIn) -> dict[str, str]:
    """The environment variables with the credentials of the roles."""
    return {
        f"TOKEN_{each.role.upper().replace('-', '_')}": next(iter(each.headers.values()))
        for each in standin.api.credentials
    }


def base_url(served: Served) -> str:
    api = served.standin.api
    return f"{served.url}/{api.name}{api.server_path}"


def bash(lines: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run shell lines without anything of the environment but what finds the commands."""
    return subprocess.run(
        ["bash"],
        input=lines,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def pytest(
    text: str, folder: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run the text of a test file from an empty folder."""
    (folder / "test_case.py").write_text(text, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_case.py"],
        env={"PATH": os.environ["PATH"], "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **environment},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def beside(path: Mapping[str, str]) -> Script:
    """Make two images at the same time, and read one and all of them."""
    first, second, *_ = (images(path, alt)[0] for alt in ("one", "two"))
    image = Taken(1, ("image", "id"))
    read = Step(operation="getProductImage", role="full", path={**path, "image_id": image})
    return (*at_once([first, second]), read, images(path)[-1])
