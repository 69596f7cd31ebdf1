"""Headers: what the answers of a server tell beside their bodies, one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from contract_tests.oracle.blame import documented
from contract_tests.oracle.judgement import Judgement
from mockserver.engine.difference import Mismatch
from mockserver.engine.message import Response
from mockserver.model.api import Api
from mockserver.model.rule import Inferred

MARGIN_SECONDS = 2.0
"""Servers round the time until a window is renewed."""

OVERDRAWN = 4
"""So many answers more with nothing left are no miscount of what was asked at the same time."""

UNCHANGED = 3
"""So often, within a part of a window, no less may be left than before: a window may have begun."""

COUNTED = frozenset({400, 404, 409, 422})
"""The statuses of refusals that are calls like others."""

KNOWN = frozenset({409})
"""The statuses of refusals by which it is known who asks: others may come before that."""

LONGEST_SECONDS = 10**8
"""Three years: no window is as long, and all moments of these days are later than 1970 and that."""

SPANS = {"$reset": (1, True), "$reset-ms": (1000, True), "$reset-at": (1, False)}
"""How many of each variable are a second, and whether it is a span of time or a moment."""

Left = tuple[float | None, float, float]
"""The limit, what is left of it, and until when it can only become less."""


class Headers:
    """Holds the headers of a server's answers against those that its document promises."""

    def __init__(self, api: Api) -> None:
        self._api, self._limits = api, api.limits
        self._counted = api.clauses.get("limits.counted", ())
        self._seen: dict[str, set[str]] = {name.lower(): set() for name in api.headers}
        self._left: dict[str, Left] = {}
        self._empty = Counter[str]()
        self._unchanged: dict[str, tuple[float, list[float]]] = {}
        self._ends: dict[str, tuple[float, float]] = {}
        self._tells_ends = False

    def forget(self) -> None:
        """Forget what one server has told that is at its beginning again, though not what it means
        by the headers that it has.
        """
        for known in self._seen.values():
            known.clear()
        self._left.clear()
        self._empty.clear()
        self._unchanged.clear()

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
            if name.lower() not in headers and (status < 400 or status in KNOWN):
                yield _mismatch(name, "a header on every answer", "nothing", self._counted)
        refused = self._api.clauses.get("limits.refused", ())
        for name in self._limits.refused_headers:
            if name.lower() in headers and status not in {429, 503}:
                yield _mismatch(name, "nothing but on a 429", headers[name.lower()], refused)
        yield from self._above(headers)
        yield from self._mistimed(headers)
        if role:  # of all who are nobody each may have a window of their own
            yield from self._overdrawn(status, headers, role, refused)
            yield from self._uncounted(status, headers, role, now)
            yield from self._risen(headers, role, now)

    def _above(self, headers: Mapping[str, str]) -> Iterator[Mismatch]:
        """Yield that more is left than there may be, though no document says what that means."""
        told = self._told(headers)
        limit, left = told.get("$limit"), told.get("$remaining")
        if limit is not None and left is not None and left > limit:
            rules = tuple(map(Inferred, self._counted))
            yield _mismatch("remaining", f"at most {limit:.0f} left", left, rules)

    def _mistimed(self, headers: Mapping[str, str]) -> Iterator[Mismatch]:
        """Yield that a moment is told where there should be a span of time, or a span for one."""
        told = self._told(headers)
        for name, (unit, is_span) in SPANS.items():
            if name in told and (told[name] / unit < LONGEST_SECONDS) is not is_span:
                expected = "how long it takes" if is_span else "seconds since 1970"
                yield _mismatch("reset", expected, told[name], self._counted)

    def _overdrawn(
        self, status: int, headers: Mapping[str, str], role: str, rules: tuple[str, ...]
    ) -> Iterator[Mismatch]:
        """Yield that requests are carried out again and again although nothing is left."""
        told = self._told(headers)
        if told.get("$remaining") != 0 or told.get("$limit", 2) < 2 or status == 429:
            self._empty[role] = 0
        elif 200 <= status < 300:
            self._empty[role] += 1
            if self._empty[role] > OVERDRAWN:
                yield _mismatch("remaining", "429 with nothing left", f"{status} again", rules)

    def _uncounted(
        self, status: int, headers: Mapping[str, str], role: str, now: float
    ) -> Iterator[Mismatch]:
        """Yield that several calls in a row, in less time than a window has, have taken nothing
        from what is left: others who call can only make it less.
        """
        assert self._limits is not None
        left = self._told(headers).get("$remaining")
        if left is None or not (200 <= status < 300 or status in COUNTED):
            return
        before, idle = self._unchanged.get(role, (left + 1, []))
        idle = [*idle, now] if left >= before and left else []
        self._unchanged[role] = left, idle
        shortest = min((seconds for _, seconds in self._limits.windows), default=0)
        if len(idle) > UNCHANGED and now - idle[0] < shortest / 2:
            yield _mismatch("remaining", f"less than {before:.0f} left", left, self._counted)

    def _risen(self, headers: Mapping[str, str], role: str, now: float) -> Iterator[Mismatch]:
        """Yield that more is left than before although the window has not been renewed."""
        told = self._told(headers)
        limit, left, reset = told.get("$limit"), told.get("$remaining"), told.get("$reset")
        if reset is None and "$reset-ms" in told:
            reset = told["$reset-ms"] / 1000
        if left is None or reset is None:
            return
        before, end = self._left.get(role), now + reset
        # Some tell how long a window is, and not when it ends: their ends move with the time.
        known = self._ends.get(role)
        if known is None or abs(end - known[0]) >= MARGIN_SECONDS:
            self._ends[role] = (end, now)
        elif now - known[1] > 2 * MARGIN_SECONDS:
            self._tells_ends = True
        if before is None or before[0] != limit or abs(end - before[2]) >= MARGIN_SECONDS:
            self._left[role] = (limit, left, end)
            return
        if self._tells_ends and left > before[1]:
            yield _mismatch("remaining", f"at most {before[1]:.0f} left", left, self._counted)
        self._left[role] = (limit, left, before[2])

    def _told(self, headers: Mapping[str, str]) -> dict[str, float]:
        """Return the numbers that the headers tell, by the variables of the document."""
        assert self._limits is not None
        found: dict[str, float] = {}
        for name, variable in self._limits.headers.items():
            text = headers.get(name.lower(), "")
            if text.isascii() and text.isdigit():
                found.setdefault(variable, float(text))
        return found


def _mismatch(name: str, expected: str, seen: object, rules: tuple[str, ...]) -> Mismatch:
    return Mismatch(path=f"headers.{name}", expected=expected, seen=seen, rules=rules)
