"""A stranger in the style of Shoplazza: the galleries of a shop's products, from the facts alone.

`python -m tests.strangers.shoplazza --port 8090 --fault move-ignored` serves it.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from tests.strangers import serving
from tests.strangers.serving import NONE
from tests.strangers.shoplazza_desk import Answer, Desk
from tests.strangers.shoplazza_facts import FAULTS, FIXTURES, INFERRED, VARIANTS
from tests.strangers.shoplazza_gate import Refused

__all__ = ["FAULTS", "FIXTURES", "INFERRED", "VARIANTS", "app"]
BASE = "/openapi/2022-01"


class Counter(Desk):
    """The way in and out: limits, headers and errors."""

    level = (0.0, 0.0)

    def answered(self, scope: str, ask: Callable[[Request], Awaitable[Answer]]) -> Any:
        """Return the endpoint that answers what is asked to those who have a scope."""

        async def endpoint(request: Request) -> Response:
            try:
                self.counted()
                if scope:
                    self.admit(request, scope)
                status, body = await ask(request)
            except Refused as refusal:
                status, body = refusal.status, self.told(refusal)
            return self.reply(status, body)

        return endpoint

    async def unrouted(self, request: Request, error: Exception) -> Response:
        """Answer what has no endpoint; an empty id is no UUID, and not nothing."""
        assert isinstance(error, HTTPException)
        if request.url.path.startswith(f"{BASE}/products//"):
            return self.reply(422, {"errors": ["ProductId must be a valid UUID"]})
        answer = self.reply(error.status_code, {"errors": ["No such page"]})
        answer.headers.update(error.headers or {})
        return answer

    def counted(self) -> None:
        """Pour a request into the bucket, which leaks two a second."""
        if self.on("published-limits"):
            (level, then), now = self.level, time.monotonic()
            level = max(0.0, level - 2 * (now - then))
            if level > 39:
                raise Refused(429, ["Too many requests"])
            self.level = level + 1, now

    def told(self, refusal: Refused) -> Any:
        body = refusal.body
        if refusal.status == 400:
            return "Bad Request"
        if isinstance(body, str):
            fixed = refusal.status == 401
            body = "Nope" if self.on("own-texts") and not fixed else body
            return {"error": [body] if self.on("error-list") else body}
        own = self.on("own-texts") and refusal.status not in (404, 422)
        return {"errors": ["Nope"] if own else body}

    def reply(self, status: int, body: Any) -> Response:
        headers = dict(serving.headers(self.switches))
        if not self.on("request-id-missing"):
            headers["Request-Id"] = "r-1" if self.on("request-id-same") else uuid4().hex
        if status == 429:
            headers["Retry-After"] = "1"
        if status == 400 and self.on("bad-request-422"):
            status, body = 422, {"errors": ["Bad Request"]}
        if isinstance(body, str):
            return PlainTextResponse(body, status, headers)
        content = b"" if status == 204 else orjson.dumps(serving.mannered(body, self.switches))
        return Response(content, status, headers | {"Content-Type": "application/json"})


def app(
    faults: frozenset[str] = NONE,
    variants: frozenset[str] = NONE,
    clock: Callable[[], float] = time.time,
) -> Starlette:
    """Return a fresh server with faults and legal variants; unknown names are a ValueError."""
    it = Counter(serving.switched(faults, variants, (FAULTS, VARIANTS)), clock)
    product = f"{BASE}/products/{{product_id}}"
    asked: list[tuple[str, str, str, Callable[[Request], Awaitable[Answer]]]] = [
        ("GET", f"{BASE}/products", "read", it.list_products),
        ("POST", f"{BASE}/products", "write", it.create_product),
        ("GET", product, "read", it.get_product),
        ("DELETE", product, "write", it.delete_product),
        ("GET", f"{product}/images", "read", it.list_images),
        ("POST", f"{product}/images", "write", it.create_image),
        ("GET", f"{product}/images/count", "read", it.count_images),
        ("GET", f"{product}/images/{{image_id}}", "read", it.get_image),
        ("PUT", f"{product}/images/{{image_id}}", "write", it.update_image),
        ("DELETE", f"{product}/images/{{image_id}}", "write", it.delete_image),
        ("DELETE", f"{product}/variants/{{variant_id}}", "write", it.delete_variant),
        ("GET", f"{BASE}/variants/{{variant_id}}", "read", it.get_variant),
        ("PUT", f"{BASE}/variants/{{variant_id}}", "write", it.update_variant),
        ("POST", "/_reset", "", it.forgotten),
    ]
    endpoints = [(method, path, it.answered(scope, ask)) for method, path, scope, ask in asked]
    return serving.routed(endpoints, it.unrouted)


if __name__ == "__main__":
    serving.main(app, FAULTS, VARIANTS, FIXTURES)
