"""Whether a request's cost depends on what is stored: 100 against 100,000 images, in process.

`python -m benchmarks.engine [--large 100000]`. One product holds all images.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks.traffic import credential, known, picture
from mockserver.engine.message import File, Form, Json, Request, Response
from mockserver.pictures import recognise
from mockserver.standin import StandIn, bundled, open_standin

SMALL = 100
ROUNDS, BATCH = 15, 40

Requests = tuple[Request, dict[str, Request]]


def main() -> None:
    """Measure and print a Markdown table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--large", type=int, default=100_000)
    large = options.parse_args().large
    print(f"| request | µs at {SMALL:,} images | µs at {large:,} | ratio |")
    print("|---|---:|---:|---:|")
    for name, requests in {"closient": _closient, "shoplazza": _shoplazza}.items():
        small, big = (_costs(name, requests, size) for size in (SMALL, large))
        for title, cost in small.items():
            print(f"| {name}: {title} | {cost:.1f} | {big[title]:.1f} | {big[title] / cost:.2f} |")


def _costs(name: str, requests: Callable[[StandIn], Requests], size: int) -> dict[str, float]:
    standin = open_standin(bundled()[name])
    create, measured = requests(standin)
    for _ in range(size):
        _respond(standin, create)
    return {title: _cost(standin, request) for title, request in measured.items()}


def _cost(standin: StandIn, request: Request) -> float:
    """Return the median microseconds; every batch starts from the same state."""
    before = standin.snapshot()
    seconds = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        for _ in range(BATCH):
            standin.respond(request)
        seconds.append((time.perf_counter() - started) / BATCH)
        standin.restore(before)
    return statistics.median(seconds) * 1e6


def _respond(standin: StandIn, request: Request) -> Response:
    response = standin.respond(request)
    if response.status >= 300:
        sys.exit(f"{request.operation} answered {response.status}: {response.body!r}")
    return response


def _closient(standin: StandIn) -> Requests:
    path = known(standin, "organization_id", "gtin")
    data = picture()
    file = File(name="a.png", media_type="image/png", data=data, picture=recognise(data))
    upload = _request(
        standin,
        "POST",
        "/images",
        path=path,
        media_type="multipart/form-data",
        body=Form((("image", file), ("is_primary", "true"))),
    )
    page = _request(standin, "GET", "/images", path=path, query=(("page_size", "25"),))
    return upload, {"upload a picture": upload, "list a page of 25": page}


def _shoplazza(standin: StandIn) -> Requests:
    path = known(standin, "product_id")
    create = _request(
        standin,
        "POST",
        "/images",
        path=path,
        media_type="application/json",
        body=Json({"image": {"src": "http://cdn.example.com/1.jpg"}}),
    )
    image = _respond(standin, create).body["image"]["id"]
    read = _request(standin, "GET", "/images/{image_id}", path={**path, "image_id": image})
    return create, {"create from JSON": create, "read one image": read}


def _request(standin: StandIn, method: str, ending: str, **values: Any) -> Request:
    operation = next(
        each.id
        for each in standin.api.operations.values()
        if each.method == method and each.path.endswith(ending)
    )
    return Request(operation=operation, method=method, headers=_headers(standin), **values)


def _headers(standin: StandIn) -> dict[str, str]:
    return {name.lower(): value for name, value in credential(standin).items()}


if __name__ == "__main__":
    main()
