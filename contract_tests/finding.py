"""Findings: what is wrong with an answer, and whose fault that likelier is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from contract_tests.answers import response_of
from contract_tests.oracle import Judgement
from contract_tests.oracle.conformity import malformed
from contract_tests.oracle.plain import plain
from contract_tests.report import Exchange, Finding
from contract_tests.script import Script
from mockserver.model.api import Api


def finding_of(
    script: Script,
    judgement: Judgement,
    exchanges: Sequence[Exchange],
    phase: str = "",
    seed: int = 0,
) -> Finding:
    """Return the finding that the last answer to a script is, which violates."""
    assert judgement.mismatch is not None
    return Finding(
        rules=judgement.rules,
        certain=judgement.certain,
        operation=script[-1].operation,
        where=judgement.mismatch.path,
        expected=plain(judgement.mismatch.expected),
        seen=plain(judgement.mismatch.seen),
        script=script,
        exchanges=tuple(exchanges),
        phase=phase,
        seed=seed,
    )


def is_narrower(one: Finding, other: Finding) -> bool:
    """Say whether one finding is the other with fewer rules that may be broken: of several requests
    that may have done it, some are left out.
    """
    same = (one.certain, one.operation) == (other.certain, other.operation)
    same = same and place_of(one.where) == place_of(other.where)
    return same and bool(one.rules) and {*one.rules} <= {*other.rules}


def place_of(where: str) -> tuple[str, ...]:
    """Return a place in an answer, whichever element it is about."""
    return tuple(part for part in where.split(".") if not part.isdigit())


OFTEN, NEARLY_ALL = 5, 0.9
"""Of so many answers this part has to be wrong in the same way before the document is blamed."""


def blamed(api: Api, finding: Finding, times: int, answers: int) -> Literal["server", "document"]:
    """Return which of both is likelier wrong.

    The document is when nearly all `answers` of the operation with this status are wrong in the
    same way, so many `times`: whatever is sent, the server does otherwise than is written. It is
    also when only our own reading forbids what the document's schema allows.
    """
    if times >= OFTEN and times >= NEARLY_ALL * answers:
        return "document"
    last = finding.exchanges[-1] if finding.exchanges else None
    if finding.certain or last is None or not last.status:
        return "server"
    return (
        "server"
        if malformed(api, api.operations[finding.operation], response_of(last))
        else "document"
    )
