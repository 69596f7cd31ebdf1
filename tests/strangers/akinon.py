"""A stranger in the style of Akinon: what channels take over of a catalogue, from the facts alone.

`python -m tests.strangers.akinon --port 8090 --fault commit-replaces` serves it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from tests.strangers import serving
from tests.strangers.akinon_desk import Desk
from tests.strangers.akinon_downloads import Downloads
from tests.strangers.akinon_facts import FAULTS, FIXTURES, INFERRED, VARIANTS
from tests.strangers.akinon_gate import Answer, Refused
from tests.strangers.akinon_handover import HandOver
from tests.strangers.serving import NONE

__all__ = ["FAULTS", "FIXTURES", "INFERRED", "VARIANTS", "app"]


class Counter(Desk, Downloads, HandOver):
    """The way in and out: tokens, headers and errors."""

    def answered(self, ask: Callable[[Request], Awaitable[Answer]], free: bool = False) -> Any:
        """Return the endpoint that answers what is asked."""

        async def endpoint(request: Request) -> Response:
            try:
                if not free:
                    self.admit(request)
                status, body = await ask(request)
            except (Refused, HTTPException) as refusal:
                return self.refused(refusal)
            return self.reply(status, body)

        return endpoint

    async def unrouted(self, request: Request, error: Exception) -> Response:
        """Answer what has no endpoint."""
        assert isinstance(error, HTTPException)
        answer = self.refused(error)
        answer.headers.update(error.headers or {})
        return answer

    def refused(self, refusal: Refused | HTTPException) -> Response:
        field, text = "", "Nothing is done here."
        status = refusal.status if isinstance(refusal, Refused) else refusal.status_code
        if isinstance(refusal, Refused):
            field, text = refusal.field, refusal.message
        if self.on("own-texts"):
            text = f"Olmaz ({status})"
        return self.reply(status, {field: [text]} if field else {"detail": text})

    def reply(self, status: int, body: Any) -> Response:
        content = b"" if status == 204 else orjson.dumps(serving.mannered(body, self.switches))
        headers = dict(serving.headers(self.switches)) | {"Allow-Origin": "none", "Via": "1.1 gw"}
        if status != 204:
            headers["Content-Type"] = "application/json"
        if status == 401:
            headers["WWW-Authenticate"] = "Token"
        return Response(content, status, headers)

    async def forgotten(self, request: Request) -> Answer:
        self.reset()
        return 204, None


def app(faults: frozenset[str] = NONE, variants: frozenset[str] = NONE) -> Starlette:
    """Return a fresh server with faults and legal variants; unknown names are a ValueError."""
    it = Counter(serving.switched(faults, variants, (FAULTS, VARIANTS)))
    channel = "/api/v1/channel/{channel_id}"
    images, batch = f"{channel}/product_images", f"{channel}/batch_requests"
    actions, downloads = f"{channel}/integration_actions", "/api/i1/downloadable_image"
    asked = [
        ("GET", f"{images}/", it.list_images),
        ("GET", f"{images}/detailed/", it.list_detailed),
        ("GET", f"{images}/inserts/", it.list_inserts),
        ("GET", f"{images}/updates/", it.list_updates),
        ("GET", f"{images}/inserts_or_updates/", it.list_either),
        ("GET", f"{images}/{{id}}/", it.get_image),
        ("GET", f"{images}/{{id}}/detailed/", it.get_detailed),
        ("GET", "/api/v1/product_image/", it.list_media),
        ("POST", "/api/v1/product_image/", it.upload),
        ("GET", "/api/v1/product_image/{id}/", it.get_medium),
        ("PATCH", "/api/v1/product_image/{id}/", it.change),
        ("GET", f"{downloads}/", it.list_downloads),
        ("POST", f"{downloads}/", it.replace),
        ("GET", f"{channel}/products/", it.list_products),
        ("GET", f"{channel}/products/{{id}}/", it.get_product),
        ("GET", f"{batch}/", it.list_batches),
        ("POST", f"{batch}/", it.create_batch),
        ("GET", f"{batch}/{{id}}/", it.get_batch),
        ("PUT", f"{batch}/{{id}}/", it.change_batch),
        ("PATCH", f"{batch}/{{id}}/", it.change_batch),
        ("DELETE", f"{batch}/{{id}}/", it.delete_batch),
        ("GET", f"{actions}/", it.list_actions),
        ("GET", f"{actions}/{{id}}/", it.get_action),
        ("DELETE", f"{actions}/{{id}}/", it.delete_action),
    ]
    endpoints = [(method, path, it.answered(ask)) for method, path, ask in asked]
    return serving.routed(
        [*endpoints, ("POST", "/_reset", it.answered(it.forgotten, True))], it.unrouted
    )


if __name__ == "__main__":
    serving.main(app, FAULTS, VARIANTS, FIXTURES)
