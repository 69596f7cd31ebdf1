"""A server may answer anything: the examiner says what is wrong with it, and does not fail."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from contract_tests.answers import response_of, unreadable
from contract_tests.examiner import Examiner
from contract_tests.mutants.kill import Work, ground_of
from contract_tests.mutants.server import Server
from contract_tests.mutants.session import InProcess
from contract_tests.report import Exchange
from contract_tests.seen import Plan
from mockserver.engine.message import Request, Response
from mockserver.standin import bundled, open_standin
from tests.conftest import NAMES

JSON = (("Content-Type", "application/json"),)

NONSENSE: tuple[Any, ...] = (
    None, True, -1, 0, 2**62, 1e300, 0.5, "", "²", "7", "soon", "x" * 5000, "9" * 5000, "a.b",
    "2026-02-30T25:00:00Z", "http://[?page=2", "\x00", [], [[]], [None, {}], {}, {"²": 1},
    {"7": {"a.b": []}}, {"id": {"id": []}},
)  # fmt: skip


class Talking(Server):
    """A server that is right, but for one part of an answer now and then."""

    def __init__(self, *args: Any, luck: random.Random, share: float) -> None:
        super().__init__(*args)
        self._luck, self._share = luck, share

    def respond(self, request: Request) -> Response:
        response = super().respond(request)
        return replace(response, body=self._nonsense(response.body))

    def _nonsense(self, value: Any) -> Any:
        if self._luck.random() < self._share:
            return self._luck.choice(NONSENSE)
        if isinstance(value, dict):
            return {name: self._nonsense(each) for name, each in value.items()}
        if isinstance(value, list):
            several = [self._nonsense(each) for each in value]
            return several * 2 if self._luck.random() < self._share else several
        return value


@pytest.mark.parametrize("share", [0.002, 0.02, 0.2])
@pytest.mark.parametrize("name", NAMES)
def test_whatever_is_answered_the_examiner_goes_on(name: str, share: float) -> None:
    ground = ground_of(open_standin(bundled()[name], seed=1))
    server = Talking(ground.api, ground.beginning, luck=random.Random(share), share=share)
    connect: Any = partial(InProcess, server)
    budget = Work(calls=600, deadline=1e9)
    plan = Plan(seed=3)
    report = Examiner(
        ground.document, ground.api, ground.target, budget, plan, connect=connect
    ).examine()
    assert report.findings
    assert not server.crashes


def exchange(body: bytes) -> Exchange:
    return Exchange(
        step=0,
        operation="",
        method="GET",
        url="",
        status=200,
        response_headers=JSON,
        response_body=body,
    )


@pytest.mark.parametrize("depth", [500, 100_000])
@pytest.mark.parametrize(("begin", "end"), [("[", "]"), ('{"a":', "}"), ('[{"]":', "}]")])
def test_what_goes_too_deep_is_no_answer(begin: str, end: str, depth: int) -> None:
    body = f"{begin * depth}1.0{end * depth}".encode()
    assert unreadable(JSON, body)
    assert not unreadable((("Content-Type", "image/png"),), body)


@pytest.mark.parametrize(
    "body", ["[" + "{}," * 500 + "1]", '{"a": "' + "[{" * 500 + '"}', "[" * 90]
)
def test_what_is_long_only_can_be_read(body: str) -> None:
    assert not unreadable(JSON, body.encode())


def test_a_number_that_cannot_be_sent_is_no_whole_one() -> None:
    body: Any = response_of(exchange(b'{"a": 3e30, "b": 7.0, "c": -9223372036854775808.0}')).body
    assert [type(each) for each in body.values()] == [float, int, float]


class Failing(Examiner):
    """An examiner with a fault of its own, which shows three times."""

    left = 3

    def _follow(self, phase: str, walk: Any) -> None:
        super()._follow(phase, walk)
        self._fail()

    def _fail(self) -> None:
        if self.left:
            self.left -= 1
            raise LookupError("what nobody foresaw")


class Uninspired(Failing):
    """One that fails at making walks up."""

    def _follow(self, phase: str, walk: Any) -> None:
        Examiner._follow(self, phase, walk)

    def _made(self, phase: str, walks: Iterable[Any]) -> Iterator[tuple[str, Any]]:
        return super()._made(phase, self._broken_off(walks))

    def _broken_off(self, walks: Iterable[Any]) -> Iterator[Any]:
        for walk in walks:
            yield walk
            self._fail()


class Blind(Failing):
    """One that fails at what it reads first."""

    def _observe(self, exchange: Exchange) -> None:
        super()._observe(exchange)
        self._fail()


@pytest.mark.parametrize(("kind", "most"), [(Failing, 201), (Uninspired, 201), (Blind, 1)])
@pytest.mark.parametrize("keep_going", [True, False])
def test_a_failure_of_the_examiner_is_noted_once_or_raised(
    kind: type[Failing], most: int, keep_going: bool
) -> None:
    ground = ground_of(open_standin(bundled()["closient"], seed=1))
    connect: Any = partial(InProcess, Server(ground.api, ground.beginning))
    plan, budget = Plan(seed=3, keep_going=keep_going), Work(calls=200, deadline=1e9)
    examiner = kind(ground.document, ground.api, ground.target, budget, plan, connect=connect)
    if not keep_going:
        with pytest.raises(LookupError):
            examiner.examine()
        return
    report = examiner.examine()
    assert len([each for each in report.notes if "LookupError: what nobody foresaw" in each]) == 1
    assert not report.findings
    assert 0.75 * most < report.calls <= most
