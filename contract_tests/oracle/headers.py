"""Headers: what the answers of a server tell beside their bodies, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from contract_tests.oracle.blame import documented
from contract_tests.oracle.worlds import Judgement
from mockserver.engine.difference import Mismatch
from mockserver.engine.message import Response
from mockserver.model.api import Api

MARGIN_SECONDS = 2.0
"""Servers round the time until a window is renewed."""

Left = tuple[str, float, float]
"""The limit, what is left of it, and until when it can only become less."""


class Headers:
    """Holds the headers of a server's answers against those that its document promises."""

    def __init__(self, api: Api) -> None:
        self._api, self._limits = api, api.limits
        self._counted = api.clauses.get("limits.counted", ())
        self._seen: dict[str, set[str]] = {name.lower(): set() for name in api.headers}
        self._left: dict[str, Left] = {}
        self._ends: dict[str, float] = {}
        self._at: dict[str, float] = {}

    def judge(self, response: Response, role: str, now: float) -> Judgement | None:
        """Return how an answer breaks what is promised of headers, None when it does not; `now`
        are the seconds of a clock that only goes forward.
        """
        headers = dict(response.headers)
        found = next(self._wrong(response.status, headers, role, now), None)
        if found is None:
            return None
        certain = documented(found.rules)
        return Judgement(verdict="violates", rules=found.rules, mismatch=found, certain=certain)

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that every answer keeps which is not found wrong."""
        fresh = self._api.clauses.get("headers.fresh", ()) if self._seen else ()
        return (*fresh, *(self._counted if self._limits and self._limits.headers else ()))

    def _wrong(
        self, status: int, headers: Mapping[str, str], role: str, now: float
    ) -> Iterator[Mismatch]:
        fresh = self._api.clauses.get("headers.fresh", ())
        for name, known in self._seen.items():
            value = headers.get(name)
            if value is None or value in known:
                seen = "nothing" if value is None else f"{value!r} again"
                yield _mismatch(name, "a value of its own", seen, fresh)
            known.add(value or "")
        if self._limits is None:
            return
        for name in self._limits.headers:
            if name.lower() not in headers:
                yield _mismatch(name, "a header on every answer", "nothing", self._counted)
        refused = self._api.clauses.get("limits.refused", ())
        for name in self._limits.refused_headers:
            if name.lower() in headers and status not in {429, 503}:
                yield _mismatch(name, "nothing but on a 429", headers[name.lower()], refused)
        yield from self._risen(headers, role, now)

    def _risen(self, headers: Mapping[str, str], role: str, now: float) -> Iterator[Mismatch]:
        """Yield that more is left than before although the window has not been renewed."""
        told = self._told(headers)
        limit, left, reset = told.get("$limit"), told.get("$remaining"), told.get("$reset")
        if reset is None and "$reset-ms" in told:
            reset = told["$reset-ms"] / 1000
        if left is None or reset is None:
            return
        before = self._left.get(role)
        self._left[role] = (str(limit), left, now + reset)
        if before is None or before[0] != str(limit):
            return
        # Some tell how long a window is, and not when it ends: their ends move with the time.
        same = abs(now + reset - before[2]) < MARGIN_SECONDS
        self._ends[role] = self._ends.get(role, 0.0) + (now - self._at.get(role, now)) * same
        self._at[role] = now
        if same and self._ends[role] > 2 * MARGIN_SECONDS and left > before[1]:
            yield _mismatch("remaining", f"at most {before[1]:.0f} left", left, self._counted)

    def _told(self, headers: Mapping[str, str]) -> dict[str, float]:
        """Return the numbers that the headers tell, by the variables of the document."""
        assert self._limits is not None
        found: dict[str, float] = {}
        for name, variable in self._limits.headers.items():
            text = headers.get(name.lower(), "")
            if text.isdigit():
                found.setdefault(variable, float(text))
        return found


def _mismatch(name: str, expected: str, seen: object, rules: tuple[str, ...]) -> Mismatch:
    return Mismatch(path=f"headers.{name}", expected=expected, seen=seen, rules=rules)
