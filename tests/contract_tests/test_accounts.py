"""A credential may be of somebody who has other things; then nothing is known of what it may do."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from contract_tests.examiner import Examiner
from contract_tests.mutants.kill import Ground, Work, ground_of
from contract_tests.mutants.server import Server
from contract_tests.mutants.session import InProcess
from contract_tests.report import Report
from contract_tests.seen import Plan
from mockserver.engine.message import Request, Response
from mockserver.engine.state import State
from mockserver.standin import bundled, open_standin


class WithAnother(Server):
    """A server that lets the outsider do everything: `elsewhere`, or else with what there is."""

    def __init__(self, ground: Ground, elsewhere: Server | None) -> None:
        super().__init__(ground.api, ground.beginning)
        own = {each.role: each.headers for each in ground.api.credentials}
        self._full, self._outsider = own["full"], own["outsider"]
        self._elsewhere = elsewhere

    def respond(self, request: Request) -> Response:
        """Answer a request; who is no outsider is answered as always."""
        if not self._outsider.items() <= request.headers.items():
            return super().respond(request)
        request = replace(request, headers={**request.headers, **self._full})
        return self._elsewhere.respond(request) if self._elsewhere else super().respond(request)


def examined(ground: Ground, server: Server) -> Report:
    budget = Work(calls=600, deadline=1e9)
    make: Any = partial(InProcess, server)
    return Examiner(
        ground.document, ground.api, ground.target, budget, Plan(seed=1), lambda *_: None, make
    ).examine()


def ground(name: str) -> Ground:
    return ground_of(open_standin(bundled()[name], seed=1))


def is_left_out(report: Report) -> bool:
    return any("outsider" in note for note in report.notes)


@pytest.mark.parametrize("name", ["square", "shoplazza", "bigcommerce"])
def test_who_is_at_home_elsewhere_is_left_out_and_said_so(name: str) -> None:
    there = ground(name)
    report = examined(there, WithAnother(there, Server(there.api, State())))
    assert not report.broken
    assert is_left_out(report)


@pytest.mark.parametrize("name", ["square", "shoplazza", "bigcommerce"])
def test_who_sees_what_there_is_and_must_not_is_a_fault(name: str) -> None:
    there = ground(name)
    report = examined(there, WithAnother(there, None))
    assert report.broken
    assert not is_left_out(report)


def test_who_is_refused_is_as_described() -> None:
    there = ground("square")
    report = examined(there, Server(there.api, there.beginning))
    assert not report.findings
    assert not is_left_out(report)


def test_a_list_of_nothing_may_have_a_status_of_its_own() -> None:
    there = ground("bigcommerce")
    listing = replace(there.api.operations["listProducts"], when_empty=(204, 200))
    api = replace(there.api, operations={**there.api.operations, "listProducts": listing})
    there = replace(there, api=api)
    report = examined(there, WithAnother(there, Server(api, State())))
    assert not report.broken
    assert is_left_out(report)
