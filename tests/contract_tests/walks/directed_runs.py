"""Runs of one kind of directed walks, against servers on loopback."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from contract_tests.examiner import Examiner
from contract_tests.report import Report
from contract_tests.seen import Plan
from contract_tests.session import Budget
from contract_tests.target import target_of
from contract_tests.walks import Walk
from contract_tests.walks.composing import Composer
from mockserver.standin import StandIn, bundled, open_standin
from tests.serving import serving, serving_app

Kind = Callable[[Composer], Iterator[Walk]]

CALLS = 4000
LONGEST_STEPS = 60
"""No walk is longer; most are much shorter, and a finding shrinks."""


def run(
    standin: StandIn, kind: Kind, url: str, facts: dict[str, Any], calls: int = CALLS
) -> Report:
    """Return the report of an examination that consists of one kind of walks."""

    class OneKind(Examiner):
        def _phases(self) -> Iterator[tuple[str, Walk]]:
            for walk in kind(Composer(self.scene)):
                yield "directed", walk

    target = target_of(url, facts, standin.api)
    budget = Budget(calls=calls, deadline=time.monotonic() + 120)
    return OneKind(standin.document, standin.api, target, budget, Plan(seed=1)).examine()


def own(name: str, kind: Kind, standin: StandIn | None = None) -> Report:
    """Return what a kind of walks says of one of our own stand-ins."""
    standin = standin or open_standin(bundled()[name], seed=1)
    with serving(standin) as served:
        return run(standin, kind, served.url, standin.fixtures())


def strange(stranger: Any, name: str, kind: Kind, fault: str, calls: int = CALLS) -> Report:
    """Return what a kind of walks says of a stranger with a fault."""
    standin = open_standin(bundled()[name], seed=1)
    with serving_app(stranger.app(frozenset({fault}))) as url:
        return run(standin, kind, url, stranger.FIXTURES, calls)


def words(standin_name: str, report: Report) -> set[str]:
    """Return the last two words of each clause that an exercised rule cites."""
    api = open_standin(bundled()[standin_name]).api
    return {
        ".".join(clause.split(".")[-2:])
        for each in report.rules
        if each.exercised
        for clause in (*api.rules[each.id].documented, *api.rules[each.id].inferred)
    }
