"""A stranger in the style of BigCommerce: galleries of a store's products, from the facts alone.

`python -m tests.strangers.bigcommerce --port 8090 --fault shift-forgotten` serves it.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from tests.strangers import serving
from tests.strangers.bigcommerce_desk import Answer, Desk
from tests.strangers.bigcommerce_facts import BASE, FAULTS, FIXTURES, INFERRED, VARIANTS
from tests.strangers.bigcommerce_gate import BY_ADDRESS, Refused
from tests.strangers.serving import NONE

__all__ = ["FAULTS", "FIXTURES", "INFERRED", "VARIANTS", "app"]
PAGE = "https://developer.bigcommerce.com/api-docs/getting-started/api-status-codes"
WINDOW = 30.0


class Counter(Desk):
    """The way in and out: limits, headers and errors."""

    def answered(self, scope: str, ask: Callable[[Request], Awaitable[Answer]]) -> Any:
        """Return the endpoint that answers what is asked to those who have a scope."""

        async def endpoint(request: Request) -> Response:
            try:
                self.counted(request)
                if scope:
                    self.admit(request, scope)
                status, body = await ask(request)
            except (Refused, HTTPException) as refusal:
                return self.refused(request, refusal)
            return self.reply(request, status, body)

        return endpoint

    async def unrouted(self, request: Request, error: Exception) -> Response:
        """Answer what has no endpoint."""
        assert isinstance(error, HTTPException)
        answer = self.refused(request, error)
        answer.headers.update(error.headers or {})
        return answer

    @property
    def quota(self) -> int:
        return 150 if self.on("published-limits") or self.on("window-endless") else 60_000

    def counted(self, request: Request) -> None:
        """Take one request from what the window of a token has left."""
        token, now = request.headers.get("x-auth-token", ""), time.monotonic()
        begun, used = self.used.get(token, (now, 0))
        begun, used = (now, 0) if now - begun >= WINDOW else (begun, used)
        self.used[token] = begun, used + 1
        if used >= self.quota and not self.on("window-endless"):
            raise Refused(429, "This was too much. Wait a little.")

    def refused(self, request: Request, refusal: Refused | HTTPException) -> Response:
        if isinstance(refusal, HTTPException):
            refusal = Refused(refusal.status_code, "This is not offered.")
        status, title = refusal.status, refusal.title
        published = title == "Missing Required Fields" or title.endswith("a duplicate")
        if self.on("own-texts") and not published and title != BY_ADDRESS:
            title = f"Nein ({status})"
        if status == 401:
            text = "Nein" if self.on("own-texts") else "No access with this token."
            return self.headed(request, PlainTextResponse(text, 401))
        if status == 415:
            return self.headed(request, HTMLResponse("<p>Unsupported media type</p>", 415))
        body: dict[str, Any] = {"status": status, "title": title, "type": PAGE}
        if status == 404:
            body["instance"] = request.url.path
            body = {"status": 404, "instance": body["instance"]} if self.on("error-bare") else body
        if status == 405:
            body["detail"] = f"There is no {request.method} here."
        if self.on("error-status-wrong"):
            body["status"] = 400 if status != 400 else 422
        if refusal.errors and not (self.on("errors-absent") and not published):
            body["errors"] = refusal.errors
        return self.reply(request, status, body)

    def reply(self, request: Request, status: int, body: Any) -> Response:
        content = b"" if status == 204 else orjson.dumps(serving.mannered(body, self.switches))
        answer = Response(content, status)
        if status != 204:
            answer.headers["Content-Type"] = "application/json"
        return self.headed(request, answer)

    def headed(self, request: Request, answer: Response) -> Response:
        """Return an answer with the headers of every answer."""
        answer.headers.update(dict(serving.headers(self.switches)))
        answer.headers["X-Bc-Store-Version"] = "8.7"
        begun, used = self.used.get(request.headers.get("x-auth-token", ""), (time.monotonic(), 0))
        reset = max(0.0, begun + WINDOW - time.monotonic())
        left = used if self.on("left-rises") else max(0, self.quota - used)
        if not self.on("limit-headers-missing"):
            answer.headers["X-Rate-Limit-Time-Window-Ms"] = "30000"
            answer.headers["X-Rate-Limit-Time-Reset-Ms"] = str(round(reset * 1000))
            answer.headers["X-Rate-Limit-Requests-Quota"] = str(self.quota)
            answer.headers["X-Rate-Limit-Requests-Left"] = str(left)
        if answer.status_code == 429:
            answer.headers["X-Retry-After"] = str(round(reset) + 1)
        return answer


def app(
    faults: frozenset[str] = NONE,
    variants: frozenset[str] = NONE,
    clock: Callable[[], float] = time.time,
) -> Starlette:
    """Return a fresh server with faults and legal variants; unknown names are a ValueError."""
    it = Counter(serving.switched(faults, variants, (FAULTS, VARIANTS)), clock)
    products = f"{BASE}/catalog/products"
    product = f"{products}/{{product_id}}"
    image, variant = f"{product}/images/{{image_id}}", f"{product}/variants/{{variant_id}}"
    asked: list[tuple[str, str, str, Callable[[Request], Awaitable[Answer]]]] = [
        ("GET", products, "read", it.list_products),
        ("POST", products, "write", it.create_product),
        ("GET", product, "read", it.get_product),
        ("DELETE", product, "write", it.delete_product),
        ("GET", f"{product}/images", "read", it.list_images),
        ("POST", f"{product}/images", "write", it.create_image),
        ("GET", image, "read", it.get_image),
        ("PUT", image, "write", it.update_image),
        ("DELETE", image, "write", it.delete_image),
        ("GET", f"{product}/variants", "read", it.list_variants),
        ("GET", variant, "read", it.get_variant),
        ("POST", f"{variant}/image", "write", it.variant_image),
        ("POST", "/_reset", "", it.forgotten),
    ]
    endpoints = [(method, path, it.answered(scope, ask)) for method, path, scope, ask in asked]
    return serving.routed(endpoints, it.unrouted)


if __name__ == "__main__":
    serving.main(app, FAULTS, VARIANTS, FIXTURES)
