"""What is done later than anybody waits for it is not held against a server."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from contract_tests import session
from contract_tests.examiner import Examiner
from contract_tests.seen import Plan
from contract_tests.session import Budget
from contract_tests.target import target_of
from mockserver.standin import bundled, open_standin
from tests.serving import serving_app, whole
from tests.strangers import closient

PATIENCE, LATE = 0.25, 0.3
"""Seconds that we wait for an answer, and by which a request is carried out late."""


def slow(app: Any) -> Any:
    """Return a server that carries out every fifteenth write when nobody waits any more."""
    writes: list[str] = []

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["method"] == "GET" or "_reset" in scope["path"]:
            await app(scope, receive, send)
            return
        writes.append(scope["path"])
        _, read = await whole(receive)
        await asyncio.sleep(LATE if len(writes) % 15 == 0 else 0)
        await app(scope, read, send)

    return answer


def test_behind_a_write_without_an_answer_nothing_is_certain(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(session, "TIMEOUT_SECONDS", PATIENCE)
    standin = open_standin(bundled()["closient"], seed=1)
    with serving_app(slow(closient.app(frozenset()))) as url:
        target = target_of(url, closient.FIXTURES, standin.api)
        budget = Budget(calls=700, deadline=time.monotonic() + 60)
        examiner = Examiner(standin.document, standin.api, target, budget, Plan(seed=1))
        report = examiner.examine()
    assert any(each.error for each in report.exchanges)
    assert report.broken == ()
