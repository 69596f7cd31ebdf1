"""Leave: what no document tells, so that each server may do it in its own way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from contract_tests.oracle.accepted import Accepted
from contract_tests.oracle.blame import Blame
from contract_tests.oracle.gaps import Gaps
from contract_tests.oracle.keys import Keys
from contract_tests.oracle.listing import is_of_list, shared_in
from contract_tests.oracle.naming import Naming
from contract_tests.oracle.nearness import Missed
from contract_tests.oracle.relaxed import relaxed
from contract_tests.oracle.renewed import Renewed
from contract_tests.oracle.sharing import Sharing
from contract_tests.oracle.shifts import Shifts
from contract_tests.oracle.sizes import shortened
from contract_tests.oracle.steps import Steps
from contract_tests.oracle.ties import reordered
from contract_tests.oracle.told import Told
from contract_tests.oracle.unasked import Unasked
from contract_tests.oracle.unsettled import Unsettled
from mockserver.engine.message import Request, Response
from mockserver.engine.outcome import Outcome
from mockserver.engine.state import State
from mockserver.model.api import Api


class Leave:
    """What is known of one server beyond its states: the requests that it has `accepted`, the
    `keys` that came with them, the `steps` by which siblings make room, what its things were
    `naming`, what it keeps as one (`sharing`), of what it is `unsettled` how it is tracked, where
    there may be `gaps` and `shifts`, what it shows `unasked`, what tracks things that is `renewed`,
    and the resources of which things are in several lists (`shared`); and the API with its `checks`
    in other orders.
    """

    def __init__(self, api: Api) -> None:
        self._api = api
        self.accepted, self.keys, self.checks = Accepted(api), Keys(api), relaxed(api)
        self.steps, self.naming, self.sharing = Steps(api), Naming(api), Sharing(api)
        self.shared, self.unsettled, self.gaps = set[str](), Unsettled(api), Gaps(api)
        self.renewed, self.shifts, self.unasked = Renewed(api), Shifts(api), Unasked(api)

    def note(self, state: State, outcome: Outcome) -> None:
        """Note what has been done to a state."""
        self.gaps.note(state, outcome)
        self.shifts.note(state, outcome)
        self.renewed.note(state, outcome)

    def compare(self, before: State, after: State) -> None:
        """Note what has become of a state by something that was not to be carried out."""
        self.steps.compare(before, after)
        self.shifts.compare(before, after)

    def excuses(
        self, found: Blame, outcome: Outcome, state: State, request: Request, response: Response
    ) -> bool:
        """Return whether a list of things that may be in several lists has others than expected, or
        one is wider where nothing is asked, or what is kept as one with something else is as that
        was made, or only what is unsettled differs, or numbers that no document tells, or what
        tracks something is another one than before; note what the answer tells.
        """
        if self.sharing.excuses(outcome, found.mismatch):
            return True
        if self.unasked.excuses(state, outcome, request, response):
            return True
        if self.unsettled.excuses(state, outcome, response, found.mismatch):
            return True
        if self.gaps.excuses(state, outcome, response, found.mismatch):
            return True
        if self.shifts.excuses(state, outcome, response, found.mismatch):
            return True
        if self.renewed.excuses(outcome, response):
            return True
        if not found.certain and (name := shared_in(self._api, state, outcome, response)):
            self.shared.add(name)
        shown = outcome.shown
        if shown is None or shown.operation.resource not in self.shared:
            return False
        resource = self._api.resources[shown.operation.resource]
        return is_of_list(outcome, found.mismatch, resource)

    def others(self, missed: Sequence[Missed], response: Response, told: Told) -> Iterator[State]:
        """Yield the states in which a list stands, or is numbered, as an answer shows, if it may;
        what answers have `told` since the last write stays so.
        """
        for mismatch, outcome, state in missed:
            if mismatch.path.startswith("body"):
                shorter = shortened(outcome, response.body)
                other = reordered(self._api, state, shorter, response.body, told)
                if other is not None:
                    yield other
                yield from self.steps.taken(state, outcome, response.body)
