"""What the examiner makes of each switch of a stranger when it is shown the switch's own requests.

`python -m tests.judging NAME [SWITCH...]` prints it; nothing depends on chance here.
"""

from __future__ import annotations

import asyncio
import re
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

import httpx

from contract_tests.examiner import Examiner
from contract_tests.oracle import Judgement
from contract_tests.report import Exchange
from contract_tests.requests import path_and_query, text_of
from contract_tests.script import Step, Upload
from contract_tests.seen import Plan
from contract_tests.session import Budget, encoded, response_of
from contract_tests.target import target_of
from mockserver.engine.message import Response
from mockserver.model.api import Api
from mockserver.pictures import draw, recognise
from mockserver.standin import StandIn, bundled, open_standin
from tests.strangers.asking import Ask

SIGNATURES = {
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"BM": "image/bmp",
    b"RIFF": "image/webp",
}


@dataclass
class InProcess:
    """A session with an application that runs here, without a network."""

    api: Api
    app: Any
    credentials: dict[str, dict[str, str]]

    def __post_init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        transport = httpx.ASGITransport(app=self.app)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://vendor.example")
        self.base = ""

    def now(self) -> float:
        return time.time()

    def send(self, number: int, step: Step) -> tuple[Exchange, Response | None]:
        operation = self.api.operations[step.operation]
        url = self.base + path_and_query(operation, step)
        kind, body = encoded(step)
        headers = {**self.credentials.get(step.role, {})}
        headers |= {name: text_of(value) for name, value in step.headers.items()}
        if kind:
            headers["Content-Type"] = kind
        request = self._client.build_request(operation.method, url, headers=headers, content=body)
        got = self._loop.run_until_complete(self._client.send(request))
        exchange = Exchange(
            step=number,
            operation=step.operation,
            method=operation.method,
            url=url,
            request_body=body,
            status=got.status_code,
            response_headers=tuple(got.headers.items()),
            response_body=got.content,
            started=self.now(),
        )
        return exchange, response_of(exchange)

    def reset(self) -> bool:
        self._loop.run_until_complete(self._client.post("/_reset"))
        return True

    def close(self) -> None:
        self._loop.run_until_complete(self._client.aclose())
        self._loop.close()


@dataclass
class Said:
    """What an answer said, as `Ask.after` reads it."""

    body: Any

    def json(self) -> Any:
        return self.body


def sent(
    examiner: Examiner, base: str, asks: Sequence[Ask], header: str, token: str
) -> Iterator[tuple[Exchange, Judgement]]:
    """Send requests one after the other; those of the "invented" role have a token that nobody
    knows.
    """
    known = {"invented": f"{token.rpartition(' ')[0]} invented".strip()}
    said: list[Said] = []
    for number, ask in enumerate(asks):
        step = _step(examiner.api, base, ask.after(said))  # type: ignore[arg-type]
        if step.role in known:
            step = replace(step, role="", headers={header: known[step.role]})
        [(_, (exchange, response, judgement))] = examiner._talk.ask(number, (step,))
        said.append(Said(response.body if response else None))
        yield exchange, judgement


def _step(api: Api, base: str, ask: Ask) -> Step:
    path = ask.path.removeprefix(base)
    for each in sorted(api.operations.values(), key=lambda each: each.path.count("{")):
        names = re.findall(r"\{(\w+)\}", each.path)
        found = re.fullmatch(re.sub(r"\{\w+\}", "([^/]+)", each.path), path)
        if each.method == ask.method and found:
            break
    else:
        raise LookupError(f"{ask.method} {ask.path}")
    media_type, body = "", ask.body
    if ask.files or ask.form:
        media_type = "multipart/form-data"
        body = [(name, value) for name, value in ask.form.items()]
        body += [
            (name, Upload(name=file[0], content=_real(file[1]), media_type=file[2]))
            for name, file in ask.files.items()
        ]
    elif isinstance(ask.body, bytes):
        media_type = "application/json"
        body = Upload(name="", media_type=media_type, content=ask.body)
    elif ask.body is not None:
        media_type = "application/json"
    query = [
        (name, one)
        for name, value in ask.query.items()
        if value is not None
        for one in (value if isinstance(value, list) else [value])
    ]
    return Step(
        operation=each.id,
        role="" if ask.role == "nobody" else ask.role,
        path=dict(zip(names, found.groups(), strict=True)),
        query=tuple(query),
        headers=ask.headers,
        media_type=media_type,
        body=body,
    )


def _real(content: bytes) -> bytes:
    """Return a whole picture for one that has nothing but the signature of its kind."""
    if len(content) > 200 or recognise(content):
        return content
    for begins, media_type in SIGNATURES.items():
        if content.startswith(begins):
            return draw(width=32, height=32, media_type=media_type, label="")
    return content


def judged(
    standin: StandIn,
    stranger: ModuleType,
    ordinary: Sequence[Ask],
    asks: Sequence[Ask],
    switch: str,
) -> list[tuple[Exchange, Judgement]]:
    """Return the answers of a stranger with a switch to requests, with what they mean."""
    on = frozenset({switch})
    app = stranger.app(on & stranger.FAULTS.keys(), on & stranger.VARIANTS.keys())
    target = target_of("http://vendor.example", stranger.FIXTURES, standin.api)
    budget = Budget(calls=10_000, deadline=time.monotonic() + 60)
    examiner = Examiner(standin.document, standin.api, target, budget, Plan())
    session = InProcess(standin.api, app, stranger.FIXTURES["credentials"])
    session.base = target.url.removeprefix("http://vendor.example")
    examiner._talk._session = session  # type: ignore[assignment]
    base = stranger.FIXTURES["base-path"]
    header, token = next(iter(stranger.FIXTURES["credentials"]["full"].items()))
    mild = [each for each in ordinary if each.role not in {"invented", "bearer"}]
    examiner._talk.begin()
    for _ in sent(examiner, base, mild, header, token):
        pass  # now the server has taken what it is usually sent
    session.reset()
    examiner._talk.begin()
    seen: list[tuple[Exchange, Judgement]] = []
    for exchange, judgement in sent(examiner, base, asks, header, token):
        seen.append((exchange, judgement))
        if judgement.certain or judgement.lost:
            break
    session.close()
    return seen


def verdicts(name: str, only: Sequence[str] = ()) -> Iterator[tuple[str, str, str, str]]:
    """Yield the kind of each switch (fault, inferred, variant), its name, the verdict (certain,
    weak, unknown, conforms, unsendable) and what was seen.
    """
    import importlib

    stranger = importlib.import_module(f"tests.strangers.{name}")
    asks = importlib.import_module(f"tests.strangers.{name}_asks")
    shown, ordinary = asks.SHOWN, asks.ORDINARY
    standin = open_standin(bundled()[name], seed=1)
    for switch in (*stranger.FAULTS, *stranger.VARIANTS):
        if only and switch not in only:
            continue
        kind = "variant" if switch in stranger.VARIANTS else "fault"
        kind = "inferred" if switch in stranger.INFERRED else kind
        found = ("unknown", "")
        # Most faults are seen without what was taken before, which takes longer.
        for before in (ordinary,) if kind == "variant" else ((), ordinary):
            try:
                found = _worst(judged(standin, stranger, before, shown[switch], switch))
            except (LookupError, TypeError) as error:
                found = ("unsendable", str(error))
            if found[0] in {"certain", "unsendable"}:
                break
        yield kind, switch, *found


def _worst(seen: Sequence[tuple[Exchange, Judgement]]) -> tuple[str, str]:
    for exchange, judgement in sorted(seen, key=lambda each: not each[1].certain):
        if judgement.verdict == "violates":
            assert judgement.mismatch is not None
            rules = [f"{id_}{'~' if type(id_) is not str else ''}" for id_ in judgement.rules[:4]]
            what = f"{rules} {exchange.method} {exchange.url[-60:]} {exchange.request_body[:100]!r}"
            wrong = judgement.mismatch
            expected, seen_there = str(wrong.expected)[:80], str(wrong.seen)[:80]
            what += f" {exchange.status} {wrong.path} EXP {expected} SEEN {seen_there}"
            return "certain" if judgement.certain else "weak", what
    last = seen[-1][1].verdict if seen else "unknown"
    return last, " ".join(each.verdict[0] for _, each in seen)


if __name__ == "__main__":
    for line in verdicts(sys.argv[1], sys.argv[2:]):
        bad = {"fault": "certain", "inferred": "certain weak"}.get(line[0], "conforms weak unknown")
        mark = "" if line[2] in bad.split() else "!! "
        sys.stdout.write(mark + " | ".join(line) + "\n")
        sys.stdout.flush()
