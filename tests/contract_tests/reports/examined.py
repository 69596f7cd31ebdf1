"""An invented examination of a server that keeps most of its rules, as a value."""

from __future__ import annotations

import json
from typing import Any

from contract_tests.report import Exchange, Finding, Report, RuleResult
from contract_tests.script import Script, Step, Taken, Upload
from mockserver.pictures import draw

URL = "https://api.gallery.example/v1"
SEE = "https://www.gallery.example/docs/"
BEGUN = 1_790_000_000.25
PICTURE = draw(width=8, height=8, media_type="image/png", label="a")
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&\u202e\0"

SENTENCES = """\
D At most one image of a product is primary.
D Uploading a primary image takes the flag from the one that had it.
I The image that lost the flag stays as it was otherwise.
I Uploading an image that is not primary does not change which one is.
D+I An image is not primary unless it was asked for, not even the first one.
D The primary image is listed first, then by priority, then the newest first.
D+I The pages one after the other are the whole list, without gap or duplicate.
D A priority is an integer of at least 0.
D+I A title has at most 255 characters and is empty by default, never null.
D All forms of a GTIN that differ in leading zeros are one product.
D A GTIN of another length than 8, 12, 13 or 14 digits is refused.
D What is no number of 8 to 14 digits is refused as a GTIN.
D Ids in answers are 22 letters of the shortuuid alphabet.
D An image may be addressed as shortuuid and as UUID, and both are the same image.
D An organisation may be addressed as shortuuid and as UUID.
D+I Ids are unique and are not given a second time.
D A deletion is answered 204 without a body, and the list is one shorter.
D Deleting an image under another product is answered 404 and deletes nothing.
D Deleting an image a second time is answered 404.
I Deleting the primary image promotes no other one.
D+I The page is at least 1, its size 1 to 100, by default page 1 of 25.
D+I Page counts and what lies before and after agree with the number of images.
D A page past the end is empty and no error.
D+I Only JPEG, PNG, GIF, WebP, SVG and BMP are accepted, judged by content.
D The file is required.
D An upload is answered with the object that the list shows.
I Images belong to one product, and no other product's list shows them.
D Without a key the answer is 401, without the permission to contribute 403.
D Who is no member of the organisation cannot list its images.
D Every response tells the rate limit, what remains of it and when it is renewed.
D Creating a product whose GTIN exists in any form is a conflict.
D+I The time of creation is in UTC, set once and never changed.
D A product has at most 1,000 images; the next upload is refused and leaves nothing.
D A request that repeats an idempotency key is answered as it was the first time.
D An idempotency key that comes with another body is refused with 409.
D+I An idempotency key is forgotten after 24 hours.
D Moving an image to a place keeps the order of all others.
I A failed upload does not use up a place in the order.
D An archived product shows its images, and takes no new ones.
D A list can be filtered by the role of its images, and the count is that of the filter."""

SOURCES = {"D": "documented", "I": "inferred", "D+I": "documented, partly inferred"}
VIOLATED = {"GA-2", "GA-3", "GA-6", "GA-20"}
EXCLUDED = {
    "GA-30": "the server told no rate limit in 214 answers, and --max-calls left no call to wait",
    "GA-33": "filling a product to 1,000 images costs more than the budget of 600 calls",
    "GA-36": "a day would have to pass",
    "GA-39": "no operation of the document archives a product",
}
UNSEEN = {"GA-15", "GA-29"}


def rules() -> tuple[RuleResult, ...]:
    """Forty rules: most conform, some are broken, some could not be exercised or judged."""
    made = []
    for number, each in enumerate(SENTENCES.splitlines(), 1):
        kind, _, says = each.partition(" ")
        name = f"GA-{number}"
        gone = name in EXCLUDED or name in UNSEEN
        judged = "unknown" if gone or name == "GA-16" else "conforms"
        made.append(
            RuleResult(
                id=name,
                says=says,
                source=SOURCES[kind],
                see="" if kind == "I" else f"{SEE}{('images', 'products', 'errors')[number % 3]}",
                exercised=0 if gone else 3 + number * 7 % 61,
                verdict="violates" if name in VIOLATED else judged,
                excluded=EXCLUDED.get(name, ""),
            )
        )
    return tuple(made)


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
