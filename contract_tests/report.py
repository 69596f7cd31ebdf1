"""What an examination found, as values: every report is written from these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from contract_tests.script import Script

Verdict = Literal["conforms", "violates", "unknown"]
"""Of a rule or of a run. What was not seen, or could not be judged, is unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request as it was sent and what came back, without any credential.

    `step` is its number in its script and `operation` the operationId. `url` is whole. `status`
    is 0 when no answer came, and `error` says why. `rules` are the ids of the rules that the answer
    was judged by. `started` are seconds since 1970, `seconds` how long the answer took.
    """

    step: int
    operation: str
    method: str
    url: str
    request_headers: tuple[tuple[str, str], ...] = ()
    request_body: bytes = b""
    status: int = 0
    response_headers: tuple[tuple[str, str], ...] = ()
    response_body: bytes = b""
    rules: tuple[str, ...] = ()
    error: str = ""
    started: float = 0.0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One way in which a server does not do what its document says.

    `rules` are the ids of the rules that are broken, the first the likeliest; () when it is the
    schema, or an answer of 500. `certain` says that something documented is broken, not only
    something inferred. `where` is the place in the answer (`status`, `body.data.0.is_primary`),
    `expected` and `seen` are JSON values. `script` provokes it and is the shortest that is known;
    `exchanges` are what it sent and got. `phase` found it; `blame` is "server" or "document", which
    of both is likelier wrong. `key` is equal for findings with the same cause.
    """

    rules: tuple[str, ...]
    certain: bool
    operation: str
    where: str
    expected: Any
    seen: Any
    script: Script
    exchanges: tuple[Exchange, ...] = ()
    phase: str = ""
    seed: int = 0
    blame: Literal["server", "document"] = "server"

    @property
    def key(self) -> tuple[Any, ...]:
        """What findings with the same cause have in common."""
        place = tuple(part for part in self.where.split(".") if not part.isdigit())
        return self.certain, *(self.rules[:1] or (self.operation, place))


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResult:
    """One rule: its sentence, its source (see `Rule.source`), where it was read, how often it was
    exercised, and the verdict; `excluded` says why it could not be exercised ("" for no reason).
    """

    id: str
    says: str
    source: str
    see: str = ""
    exercised: int = 0
    verdict: Verdict = "unknown"
    excluded: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole examination of one server.

    `phases` tell the calls per phase, `reached` how often each operation gave each status, as
    `operation: {status: count}`, `unreached` the documented statuses that were never seen.
    `notes` are sentences on what was not or could not be done. `strict` says that inferred rules
    count, too.
    """

    api: str
    title: str
    url: str
    started: float
    seconds: float
    seed: int
    calls: int
    rules: tuple[RuleResult, ...]
    findings: tuple[Finding, ...]
    phases: Mapping[str, int]
    reached: Mapping[str, Mapping[str, int]]
    unreached: Mapping[str, tuple[str, ...]]
    exchanges: tuple[Exchange, ...] = ()
    notes: tuple[str, ...] = ()
    strict: bool = False

    @property
    def exercised(self) -> int:
        """How many rules were exercised."""
        return sum(each.exercised > 0 for each in self.rules)

    @property
    def broken(self) -> tuple[Finding, ...]:
        """The findings that fail the run."""
        return tuple(each for each in self.findings if self.fails(each))

    def fails(self, finding: Finding) -> bool:
        """Return whether a finding fails the run."""
        return finding.certain or self.strict

    @property
    def verdict(self) -> Verdict:
        """Whether the server conforms; one of which nothing was exercised is unknown."""
        if self.broken:
            return "violates"
        return "conforms" if self.exercised else "unknown"
