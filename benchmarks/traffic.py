"""What is sent: the scenarios of traffic.yaml, as HTTP and as values for the engine."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import Any

import httpx
import yaml

from mockserver.engine.message import Request
from mockserver.model.nothing import NOTHING
from mockserver.pictures import draw
from mockserver.server.wire import media_type_of, parse, query_pairs
from mockserver.standin import StandIn


@dataclass(frozen=True, slots=True)
class Sent:
    """One request in both forms."""

    http: httpx.Request
    request: Request


Send = Callable[[Sent], Any]  # returns the JSON of the answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One kind of request; traffic.yaml explains its words."""

    name: str
    api: str
    operation: str
    known: int = 0
    query: Mapping[str, Any] | None = None
    json: Any = None
    form: Mapping[str, str] | None = None
    pictures: Mapping[str, str] = NOTHING
    before: Mapping[str, int] = NOTHING
    take: Mapping[str, str] = NOTHING

    def prepare(self, standin: StandIn, send: Send) -> Sent:
        """Send what comes before, from the fixtures on; return the request."""
        parameters = standin.api.operations[self.operation].parameters
        needed = {each.name for each in parameters if each.where == "path"} - set(self.take)
        known = standin.fixtures()["known"].values()
        path = dict([each for maps in known for each in maps if needed <= set(each)][self.known])
        answer: Any = None
        for name, times in self.before.items():
            earlier = SCENARIOS[name].sent(standin, path)
            for _ in range(times):
                answer = send(earlier)
        for name, place in self.take.items():
            path[name] = str(reduce(getitem, place.split("."), answer))
        return self.sent(standin, path)

    def sent(self, standin: StandIn, path: Mapping[str, str]) -> Sent:
        """Return the request with these path parameters, to the stand-in's address."""
        operation = standin.api.operations[self.operation]
        png = draw(width=8, height=8)
        http = httpx.Request(
            operation.method,
            standin.origin + standin.api.server_path + operation.path.format_map(path),
            params=self.query,
            headers=standin.fixtures()["credentials"]["full"],
            json=self.json,
            data=self.form,
            files={field: (name, png, "image/png") for field, name in self.pictures.items()},
        )
        data, kind = http.read(), http.headers.get("content-type", "")
        request = Request(
            operation=operation.id,
            method=operation.method,
            path=path,
            query=query_pairs(http.url.query),
            headers=dict(http.headers),
            media_type=media_type_of(http.headers),
            body=asyncio.run(parse(data, kind)) if data else None,
        )
        return Sent(http, request)


SCENARIOS = {
    each["name"]: Scenario(**each)
    for each in yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text())
}


def in_process(standin: StandIn) -> Send:
    """Return what sends to a stand-in."""

    def send(sent: Sent) -> Any:
        response = standin.respond(sent.request)
        _check(sent, response.status, response.body)
        return response.body

    return send


def over_http(client: httpx.Client) -> Send:
    """Return what sends to a server."""

    def send(sent: Sent) -> Any:
        response = client.send(sent.http)
        _check(sent, response.status_code, response.text)
        return response.json()

    return send


def _check(sent: Sent, status: int, answer: Any) -> None:
    if not 200 <= status < 300:
        sys.exit(f"{sent.http.method} {sent.http.url} was answered {status}: {answer!r:.300}")
