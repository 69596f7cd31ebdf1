"""Conformity: an answer has a status of the document, and JSON in it fits its schema."""

from __future__ import annotations

from contract_tests.oracle.worlds import Judgement
from mockserver.engine.difference import Mismatch
from mockserver.engine.message import Response
from mockserver.model.operation import Operation


def malformed(operation: Operation, response: Response) -> Judgement | None:
    """Return how an answer breaks the document's own schema, None when it does not."""
    status = str(response.status)
    if status not in operation.statuses and "default" not in operation.statuses:
        documented = ", ".join(operation.statuses)
        return _broken("status", f"a documented status ({documented})", response.status)
    judge = operation.statuses.get(status, operation.statuses.get("default"))
    is_json = "json" in (response.media_type or "")
    if judge is not None and is_json and not judge(response.body):
        return _broken("body", "what fits the document's schema", response.body)
    return None


def _broken(where: str, expected: str, seen: object) -> Judgement:
    mismatch = Mismatch(path=where, expected=expected, seen=seen)
    return Judgement(verdict="violates", mismatch=mismatch, certain=True)
