"""Findings: what is wrong with an answer, and whose fault that likelier is."""

from __future__ import annotations

from collections.abc import Sequence

from contract_tests.oracle import Judgement
from contract_tests.oracle.plain import plain
from contract_tests.report import Exchange, Finding
from contract_tests.script import Script


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
