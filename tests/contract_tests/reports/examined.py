"""An invented examination of a server that keeps most of its rules, as a value."""

from __future__ import annotations

import json
from typing import Any

from contract_tests.report import Exchange, Finding, Report
from contract_tests.script import Script, Step, Taken, Upload
from mockserver.pictures import draw
from tests.contract_tests.reports.invented_rules import rules

URL = "https://api.gallery.example/v1"
BEGUN = 1_790_000_000.25
PICTURE = draw(width=8, height=8, media_type="image/png", label="a")
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&\u202e\0"


def image(number: int, *, primary: bool, title: str = "") -> dict[str, Any]:
    return {
        "id": f"vytxeTZskVKR7C7WgdSP3{number}",
        "url": f"https://cdn.gallery.example/{number}a7f3c1.png",
        "title": title or f"Front {number}",
        "is_primary": primary,
        "priority": number,
        "width": 8,
        "height": 8,
        "created": f"2026-09-21T16:53:2{number}.031Z",
    }


def upload(number: int, *, primary: bool) -> Step:
    form = [
        ("image", Upload(name="a.png", media_type="image/png", content=PICTURE)),
        ("is_primary", "true" if primary else "false"),
        ("title", f"Front {number}"),
    ]
    path = {"gtin": "4006381333931"}
    return Step(
        operation="uploadImage",
        role="contributor",
        path=path,
        media_type="multipart/form-data",
        body=form,
    )


def exchanged(
    step: int,
    operation: str,
    method: str,
    path: str,
    status: int,
    answer: Any = None,
    **members: Any,
) -> Exchange:
    """One exchange; an answer that is no bytes is JSON."""
    content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    content = b"" if answer is None else content
    headers = (("content-type", "application/json"), ("x-request-id", f"7f3a-{step}"))
    given = {
        "request_headers": (("accept", "application/json"), ("user-agent", "understudy/0.1.0")),
        "response_headers": headers if content else headers[1:],
        "response_body": content,
        "started": BEGUN + step,
        "seconds": 0.012 + step / 1000,
        **members,
    }
    return Exchange(
        step=step, operation=operation, method=method, url=URL + path, status=status, **given
    )


def uploaded(step: int, *, primary: bool) -> Exchange:
    bound = b"--6a1f0c\r\ncontent-disposition: form-data; name="
    body = (
        bound
        + b'"image"; filename="a.png"\r\ncontent-type: image/png\r\n\r\n'
        + PICTURE
        + b"\r\n"
        + bound
        + b'"is_primary"\r\n\r\n'
        + str(primary).lower().encode()
        + b"\r\n--6a1f0c--\r\n"
    )
    headers = (
        ("accept", "application/json"),
        ("content-type", "multipart/form-data; boundary=6a1f0c"),
    )
    return exchanged(
        step,
        "uploadImage",
        "POST",
        "/products/4006381333931/images",
        201,
        image(step, primary=primary),
        request_headers=headers,
        request_body=body,
        rules=("GA-1", "GA-2", "GA-26"),
    )


def listed(step: int, *images: dict[str, Any]) -> Exchange:
    page = {"data": list(images), "page": 1, "page_size": 25, "count": len(images), "next": None}
    path = "/products/4006381333931/images?page=1&page_size=25&note="
    return exchanged(step, "listImages", "GET", path, 200, page, rules=("GA-1", "GA-6", "GA-22"))


def findings() -> tuple[Finding, ...]:
    """Three that count, one of them of no rule, and two that were only inferred."""
    listing = Step(operation="listImages", role="reader", path={"gtin": "4006381333931"})
    deletion = Step(operation="deleteImage", role="contributor", path={"image": Taken(1, ("id",))})
    script: Script = (upload(0, primary=True), upload(1, primary=False), upload(2, primary=True))
    uploads = (uploaded(0, primary=True), uploaded(1, primary=False), uploaded(2, primary=True))
    both = listed(3, image(2, primary=True), image(0, primary=True), image(1, primary=False))
    late = listed(3, image(1, primary=False), image(2, primary=True), image(0, primary=False))
    gone = exchanged(3, "deleteImage", "DELETE", "/images/vytxeTZskVKR7C7WgdSP32", 204)
    trace = f"Traceback (most recent call last):\n{HOSTILE}\n".encode() + b"at Handler\n" * 900
    crash = exchanged(
        0,
        "createProduct",
        "POST",
        "/products",
        500,
        trace,
        request_headers=(("content-type", "application/json"),),
        request_body=b'{"gtin":"\\u0000","name":"\xc5\x81\xc3\xb3d\xc5\xba","price":1e2}',
        response_headers=(("content-type", "text/html"),),
    )
    mute = exchanged(1, "listImages", "GET", "/products/1/images", 0, error="no answer within 10 s")
    return (
        Finding(
            rules=("GA-2", "GA-1"),
            certain=True,
            operation="listImages",
            where="body.data.1.is_primary",
            expected=False,
            seen=True,
            script=(*script, listing),
            exchanges=(*uploads, both),
            phase="explored",
            seed=4711,
        ),
        Finding(
            rules=("GA-6",),
            certain=True,
            operation="listImages",
            where="body.data",
            expected=[image(2, primary=True), image(1, primary=False), image(0, primary=False)],
            seen=[image(1, primary=False), image(2, primary=True), image(0, primary=False)],
            script=(*script, listing),
            exchanges=(*uploads, late),
            phase="directed",
            seed=4711,
            blame="document",
        ),
        Finding(
            rules=(),
            certain=True,
            operation="createProduct",
            where="status",
            expected=[201, 400, 409],
            seen=500,
            script=(Step(operation="createProduct", body={"gtin": "\0"}),),
            exchanges=(crash, mute),
            phase="schemathesis",
            seed=4711,
        ),
        Finding(
            rules=("GA-20",),
            certain=False,
            operation="listImages",
            where="body.data.0.is_primary",
            expected=False,
            seen=True,
            script=(*script, deletion, listing),
            exchanges=(*uploads, gone, listed(4, image(1, primary=True), image(0, primary=False))),
            phase="explored",
            seed=4711,
        ),
        Finding(
            rules=("GA-3",),
            certain=False,
            operation="getImage",
            where="body.title",
            expected="Front 0",
            seen=HOSTILE,
            script=script,
            exchanges=uploads,
            phase="directed",
            seed=4711,
        ),
    )


def report(**members: Any) -> Report:
    """The whole examination, with other members if they are given."""
    found = findings()
    traffic = [each for finding in found for each in finding.exchanges]
    traffic += [listed(step, image(step % 9, primary=False)) for step in range(60 - len(traffic))]
    given: dict[str, Any] = {
        "api": "gallery",
        "title": "Gallery Product Images",
        "url": URL,
        "started": BEGUN,
        "seconds": 47.3,
        "seed": 4711,
        "calls": 1842,
        "rules": rules(),
        "findings": found,
        "phases": {
            "examples": 24,
            "schemathesis": 611,
            "directed": 388,
            "explored": 747,
            "concurrent": 72,
        },
        "reached": {
            "uploadImage": {"201": 512, "400": 61, "401": 4, "404": 33, "409": 12, "413": 1},
            "listImages": {"0": 1, "200": 701, "401": 4, "404": 20},
            "getImage": {"200": 188, "404": 15},
            "deleteImage": {"204": 96, "401": 4, "404": 41},
            "createProduct": {"201": 70, "400": 38, "409": 9, "500": 2},
            "moveImage": {"200": 30},
        },
        "unreached": {
            "uploadImage": ("429",),
            "listImages": ("403", "429"),
            "createProduct": ("403",),
            "archiveProduct": ("200", "404"),
        },
        "exchanges": tuple(traffic),
        "notes": (
            "Nothing was cleaned up under product 4006381333931, which was given, not created.",
            "The set of possible worlds reached its cap of 64 in the phase concurrent, and 3 calls "
            "were not judged.",
        ),
    }
    return Report(**{**given, **members})


def curl(finding: Finding) -> str:
    """Lines in the form that the page gets them in."""
    lines = [f"# {len(finding.script)} calls with seed {finding.seed}", f'URL="{URL}"']
    for number, step in enumerate(finding.script, 1):
        lines.append(
            f'IMAGE_{number}=$(curl -sS -X POST "$URL/products/4006381333931/images" '
            f"-H \"Authorization: Bearer $TOKEN\" -F 'image=@a.png;type=image/png' "
            f"-F 'is_primary=true' | jq -r .id)  # {step.operation}"
        )
    return "\n".join(lines)
