"""A stranger in the style of Closient: the galleries of brands' products, from the facts alone.

`python -m tests.strangers.closient --port 8090 --fault demotion-forgotten` serves it.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from tests.strangers import serving
from tests.strangers.closient_desk import Answer, Desk, Refused
from tests.strangers.closient_facts import FAULTS, FIXTURES, INFERRED, RACES, VARIANTS
from tests.strangers.serving import NONE

__all__ = ["FAULTS", "FIXTURES", "INFERRED", "RACES", "VARIANTS", "app"]
CODES = {400: "BAD_REQUEST", 401: "UNAUTHORIZED", 403: "FORBIDDEN", 404: "NOT_FOUND"}
CODES |= {405: "METHOD_NOT_ALLOWED", 409: "CONFLICT", 415: "UNSUPPORTED_MEDIA_TYPE"}
CODES |= {422: "VALIDATION_ERROR", 429: "RATE_LIMITED", 500: "INTERNAL_ERROR"}


class Counter(Desk):
    """The way in and out: limits, headers and errors."""

    def answered(self, ask: Callable[[Request], Awaitable[Answer]]) -> Any:
        """Return the endpoint that answers what is asked."""

        async def endpoint(request: Request) -> Response:
            try:
                self.counted(request)
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

    def counted(self, request: Request) -> None:
        key, now = request.headers.get("x-api-key", ""), time.monotonic()
        begun, used = self.used.get(key, (now, 0))
        begun, used = (now, 0) if now - begun >= 60 else (begun, used)
        self.used[key] = begun, used + 1
        if used >= self.limit:
            raise Refused(429, "Slow down.")

    @property
    def limit(self) -> int:
        return 300 if self.on("published-limits") else 60_000

    def refused(self, request: Request, refusal: Refused | HTTPException) -> Response:
        field, text = "", "There is nothing here."
        status = refusal.status if isinstance(refusal, Refused) else refusal.status_code
        if isinstance(refusal, Refused):
            field, text = refusal.field, refusal.message
        if self.on("own-texts"):
            text = f"Nein ({status})"
        details: Any = [] if self.on("empty-details") else None
        if status == 422:
            details = [{"field": field, "message": text}]
        told = 400 if self.on("error-status-wrong") else status
        error = {"code": CODES.get(status, "BAD_REQUEST"), "message": text, "status": told}
        error["details"] = details
        return self.reply(request, status, error if self.on("error-bare") else {"error": error})

    def reply(self, request: Request, status: int, body: Any) -> Response:
        content = b"" if status == 204 else orjson.dumps(serving.mannered(body, self.switches))
        response = Response(content, status, dict(serving.headers(self.switches)))
        if status != 204:
            response.headers["Content-Type"] = "application/json"
        key = request.headers.get("x-api-key", "")
        begun, used = self.used.get(key, (time.monotonic(), 0))
        reset = max(0, round(begun + 60 - time.monotonic()))
        left = used if self.on("remaining-rises") else max(0, self.limit - used)
        if not self.on("limit-headers-missing"):
            response.headers["RateLimit-Policy"] = f"{self.limit};w=60"
            for prefix, until in ("", reset), ("X-", round(time.time()) + reset):
                response.headers[f"{prefix}RateLimit-Limit"] = str(self.limit)
                response.headers[f"{prefix}RateLimit-Remaining"] = str(left)
                response.headers[f"{prefix}RateLimit-Reset"] = str(until)
        if status == 429 or self.on("retry-after-always"):
            response.headers["Retry-After"] = str(reset)
        return response


def app(faults: frozenset[str] = NONE, variants: frozenset[str] = NONE) -> Starlette:
    """Return a fresh server with faults and legal variants; unknown names are a ValueError."""
    it = Counter(serving.switched(faults, variants, (FAULTS | RACES, VARIANTS)))
    gallery = "/dashboard/api/v1/trade-items/{organization_id}/{gtin}/images"
    products = "/products/api/v1"
    asked = [
        ("GET", gallery, it.listed),
        ("POST", gallery, it.upload),
        ("DELETE", gallery + "/{image_id}", it.deleted_one),
        ("POST", f"{products}/products", it.created),
        ("POST", f"{products}/products/{{gtin}}/claim", it.claimed),
        ("GET", f"{products}/trade-items/{{gtin}}", it.read),
        ("POST", "/_reset", it.forgotten),
    ]
    endpoints = [(method, path, it.answered(ask)) for method, path, ask in asked]
    return serving.routed(endpoints, it.unrouted)


if __name__ == "__main__":
    serving.main(app, FAULTS | RACES, VARIANTS, FIXTURES)
