"""Walks: random sequences of requests through the engine, and short ways to ask one thing."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from mockserver.engine.fill import Filled, fill
from mockserver.engine.known import identifiers
from mockserver.engine.makers import Chance
from mockserver.engine.message import File, Form, Json, Request
from mockserver.engine.state import State
from mockserver.engine.step import step
from mockserver.model.api import Api
from mockserver.pictures import Picture
from mockserver.standin import open_standin
from tests.conftest import APIS, DOCUMENTS
from tests.strategies import requests

BEGINNINGS: dict[str, State] = {
    name: open_standin(path).snapshot() for name, path in DOCUMENTS.items()
}
START = datetime(2026, 1, 1, tzinfo=UTC)
FILE = File(
    name="a.png",
    media_type="image/png",
    data=b"not looked at",
    picture=Picture(media_type="image/png", width=64, height=48),
)


SOURCE = "http://cdn.example.com/1.jpg"
REQUEST = '{"idempotency_key": "k", "image": {"type": "IMAGE", "id": "#a"}}'
IMAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "closient": ("uploadProductImage", {"form": {"image": FILE}}),
    "shoplazza": ("createProductImage", {"body": {"image": {"src": SOURCE}}}),
    "bigcommerce": ("createProductImage", {"body": {"image_url": SOURCE}}),
    "square": ("CreateCatalogImage", {"form": {"request": REQUEST, "image_file": FILE}}),
    "akinon": ("createMedia", {"form": {"product": "1", "image": FILE}}),
}
"""How an image is added at each vendor: the operation, and the body or form that it takes."""


class Walk:
    """One API and its state, which requests move on; time goes on by itself."""

    def __init__(self, name: str, seed: int = 7) -> None:
        self.api: Api = APIS[name]
        self.state = self.beginning = BEGINNINGS[name]
        self.random, self.now = random.Random(seed), START

    def chance(self) -> Chance:
        drawn = random.Random(self.random.random())
        return Chance(random=drawn, now=self.now, origin="http://host/x")

    def send(self, request: Request) -> Filled:
        """Let the preferred outcome of a request happen."""
        filled = fill(self.api, self.state, step(self.api, self.state, request)[0], self.chance())
        self.state = filled.state
        self.now += timedelta(milliseconds=self.random.randrange(900))
        return filled

    def ask(
        self,
        operation: str,
        path: Mapping[str, Any],
        body: Any = None,
        form: Mapping[str, Any] | None = None,
        role: int = 0,
        **query: str,
    ) -> Any:
        """Send a request for an operation and return the body of the answer."""
        media = "application/json" if form is None else "multipart/form-data"
        sent = Form(tuple(form.items())) if form is not None else body and Json(body)
        request = Request(
            operation=operation,
            method=self.api.operations[operation].method,
            path={name: str(value) for name, value in path.items()},
            query=tuple(query.items()),
            headers=self.api.credentials[role].headers if self.api.credentials else {},
            media_type=media if sent else None,
            body=sent or None,
        )
        return self.send(request).response.body

    def add_image(self) -> None:
        """Add an image to the first product, in the vendor's own way."""
        product = identifiers(self.api, self.state).get("Product", [{}])[0]
        operation, sent = IMAGES[self.api.name]
        self.ask(operation, product, **sent)

    def wander(
        self, data: st.DataObject, most: int = 12
    ) -> Iterator[tuple[State, Request, Filled]]:
        """Send random requests; yield the state before each, the request, what happened."""
        names = list(self.api.operations)
        for _ in range(data.draw(st.integers(1, most))):
            operation = self.api.operations[data.draw(st.sampled_from(names))]
            request = data.draw(requests(self.api, self.state, operation, self.beginning))
            before = self.state
            yield before, request, self.send(request)
