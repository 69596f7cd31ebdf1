"""Conformity: an answer has a status of the document, and JSON in it fits its schema."""

from __future__ import annotations

from contract_tests.oracle.blame import documented, refuses
from contract_tests.oracle.worlds import Judgement
from mockserver.engine.difference import Mismatch
from mockserver.engine.message import Response
from mockserver.model.api import Api
from mockserver.model.operation import Operation


def malformed(api: Api, operation: Operation, response: Response) -> Judgement | None:
    """Return how an answer breaks the document's own schema, None when it does not.

    What is refused rightly may be refused with a status that no document tells, and in another
    form unless a rule is about that.
    """
    status = str(response.status)
    if status not in operation.statuses and "default" not in operation.statuses:
        wanted = f"a documented status ({', '.join(operation.statuses)})"
        seen = response.status
        mismatch = Mismatch(path="status", expected=wanted, seen=seen, about="status")
        return _broken(mismatch, response, ())
    judge = operation.statuses.get(status, operation.statuses.get("default"))
    is_json = "json" in (response.media_type or "")
    if judge is not None and is_json and not judge(response.body):
        wanted = "what fits the document's schema"
        mismatch = Mismatch(path="body", expected=wanted, seen=response.body)
        rules = api.clauses.get("errors.form", ()) if refuses(response) else ()
        return _broken(mismatch, response, rules)
    return None


def _broken(mismatch: Mismatch, response: Response, rules: tuple[str, ...]) -> Judgement:
    certain = not refuses(response) or documented(rules)
    return Judgement(verdict="violates", rules=rules, mismatch=mismatch, certain=certain)
