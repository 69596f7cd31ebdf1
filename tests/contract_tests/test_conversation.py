"""A server that can be taken back is looked at until its beginning is known to be the same."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

from contract_tests.examiner import Examiner
from contract_tests.mutants.kill import Ground, Work, ground_of
from contract_tests.mutants.server import Server
from contract_tests.mutants.session import InProcess
from contract_tests.seen import Plan
from mockserver.standin import bundled, open_standin
from tests.walks import Walk

CALLS = 400


class Forgetful(Server):
    """A server whose every beginning has one image more."""

    def reset(self) -> None:
        """Go back to the beginning, or nearly."""
        super().reset()
        walk = Walk("shoplazza")
        walk.state = self._state
        self.times = getattr(self, "times", 0) + 1
        for _ in range(self.times):
            walk.add_image()
        self._state = walk.state


def surveys(ground: Ground, server: Server) -> tuple[int, int]:
    """Return how many requests looked at what is there, and how many walks began."""
    counts, begun = Counter[str](), Counter[str]()

    def told(phase: str, examiner: Examiner) -> None:
        counts[phase] += 1

    class Counting(InProcess):
        def reset(self) -> bool:
            begun["reset"] += 1
            return super().reset()

    budget = Work(calls=CALLS, deadline=1e9)
    make: Any = partial(Counting, server)
    examiner = Examiner(
        ground.document, ground.api, ground.target, budget, Plan(seed=1), told, make
    )
    report = examiner.examine()
    assert not report.findings
    return counts["survey"], begun["reset"]


def test_what_begins_in_the_same_way_is_looked_at_twice() -> None:
    ground = ground_of(open_standin(bundled()["shoplazza"], seed=1))
    asked, begun = surveys(ground, Server(ground.api, ground.beginning))
    assert begun > 5
    assert 0 < asked < 3 * begun


def test_what_begins_otherwise_each_time_is_looked_at_each_time() -> None:
    ground = ground_of(open_standin(bundled()["shoplazza"], seed=1))
    same, _ = surveys(ground, Server(ground.api, ground.beginning))
    asked, begun = surveys(ground, Forgetful(ground.api, ground.beginning))
    assert begun > 5
    assert asked > same
    assert asked >= begun
