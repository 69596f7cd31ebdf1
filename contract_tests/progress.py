"""Progress: how far an examination is, as a line that changes, or as lines now and then."""

from __future__ import annotations

import threading
from collections.abc import Collection
from types import TracebackType
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.live import Live
from rich.spinner import Spinner

from contract_tests.session import Budget

if TYPE_CHECKING:
    from contract_tests.examiner import Examiner

SECONDS = 5.0
"""Between two lines, where no line can change."""


class Progress:
    """Tells on standard error how far an examination is while the `with` block runs.

    `rules` are the ids of those that count. `told` is what the examiner calls.
    """

    def __init__(self, budget: Budget, rules: Collection[str], seconds: float = SECONDS) -> None:
        self._budget, self._rules, self._seconds = budget, frozenset(rules), seconds
        self._phase = "beginning"
        self._examiner: Examiner | None = None
        self._console = Console(stderr=True)
        self._spinner = Spinner("dots")
        self._live: Live | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._tell, daemon=True)

    def told(self, phase: str, examiner: Examiner) -> None:
        """Take note of what an examiner does."""
        self._examiner = examiner
        if phase != "survey" or self._phase == "beginning":  # later ones are part of each script
            self._phase = phase

    def __enter__(self) -> Progress:
        if self._console.is_terminal:
            self._live = Live(
                get_renderable=self._turning,
                console=self._console,
                refresh_per_second=8,
                transient=True,
            )
            self._live.start()
        else:
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        if self._live is not None:
            self._live.stop()
        else:
            self._thread.join()

    def line(self) -> str:
        """Return how far it is: phase, calls, rules, findings, and the seconds that are left."""
        # Copied at once each: this runs beside the examiner, which goes on.
        seen = self._examiner.seen if self._examiner else None
        exercised = self._rules.intersection(list(seen.exercised)) if seen else ()
        findings = len(seen.findings) if seen else 0
        return (
            f"{self._phase}: {self._budget.spent:,} calls, "
            f"{len(exercised)}/{len(self._rules)} rules exercised, "
            f"{findings} finding{'' if findings == 1 else 's'}, {self._budget.left:.0f} s left"
        )

    def _turning(self) -> Spinner:
        self._spinner.update(text=self.line())
        return self._spinner

    def _tell(self) -> None:
        while not self._ended.wait(self._seconds):
            click.echo(self.line(), err=True)
