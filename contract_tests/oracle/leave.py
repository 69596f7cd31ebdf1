"""Leave: what no document tells, so that each server may do it in its own way."""

from __future__ import annotations

from contract_tests.oracle.accepted import Accepted
from contract_tests.oracle.keys import Keys
from contract_tests.oracle.relaxed import relaxed
from mockserver.model.api import Api


class Leave:
    """What is known of one server beyond its states: the requests that it has `accepted`, the
    `keys` that came with them; and the API with its `checks` in other orders.
    """

    def __init__(self, api: Api) -> None:
        self.accepted, self.keys, self.checks = Accepted(), Keys(api), relaxed(api)
