"""The edge of a server in this process: the headers that every answer has."""

from __future__ import annotations

from mockserver.engine.admission import sender
from mockserver.engine.limits import Usage, relaxed, spend
from mockserver.engine.makers import Chance
from mockserver.engine.message import Request
from mockserver.model.api import Api

Headers = tuple[tuple[str, str], ...]


class Edge:
    """Makes the headers of an API's answers: its own, and those of limits that nobody reaches."""

    def __init__(self, api: Api) -> None:
        self._api, self._usage = api, dict[str, Usage]()
        told = api.limits is not None and bool(api.limits.headers)
        self._limits = relaxed(api.limits) if api.limits and told else None

    def headers(self, request: Request, chance: Chance) -> Headers:
        """Return the headers of the answer to one more request, their names lower-cased."""
        api = self._api
        found = [
            (name, chance.time() if maker == "clock" else chance.uuid())
            for name, maker in api.headers.items()
        ]
        if self._limits is not None:
            known = sender(api, request.headers)
            role = known.role if known else ""
            usage, now = self._usage.get(role, Usage()), chance.now.timestamp()
            self._usage[role], allowance = spend(self._limits, usage, now, ())
            found += allowance.headers
        return tuple((name.lower(), value) for name, value in found)
