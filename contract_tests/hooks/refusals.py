"""Refusals by state, which Schemathesis takes for the refusal of a valid request.

Its check `positive_data_acceptance` expects that what fits the schema is accepted, unless it is
told 401, 403, 404, 409 or 429. Where a document refuses what does not fit what is stored (a cursor
that is nobody's, a state that cannot follow) with another status, that is expected, too; whether
it was right to refuse, the rules say.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import schemathesis
from schemathesis import HookContext
from schemathesis.config import OperationConfig

from contract_tests.hooks.rules import rules_of
from mockserver.model.api import Api
from mockserver.model.operation import Operation

CHECK = "positive_data_acceptance"

BY_STATE = ("malformed", "invalid", "unreachable", "conflict", "full", "stale", "reused")
"""The kinds of refusals that depend on what is stored, or on what stands behind an address."""

ALWAYS = ("2xx", "3xx", "401", "403", "404", "409", "429", "5xx")
"""What Schemathesis expects by itself."""


_expecting: set[int] = set()
"""The schemas that expect refusals by state, by their identity (`rules_of` keeps them)."""


@schemathesis.hook
def before_init_operation(context: HookContext, operation: Any) -> None:
    """Expect refusals by state before the first operation is asked (while a schema is loaded, it
    does not know yet where it is from), except where `schemathesis.toml` says what to expect.
    """
    schema = operation.schema
    if id(schema) in _expecting or (read := rules_of(schema)) is None:
        return
    _expecting.add(id(schema))
    statuses = [*ALWAYS, *sorted({str(read.api.errors[kind].status) for kind in BY_STATE})]
    for id_ in refusing_by_state(read.api):
        said = {"include-operation-id": id_, "checks": {CHECK: {"expected-statuses": statuses}}}
        schema.config.operations.operations.append(OperationConfig.from_dict(said))


def refusing_by_state(api: Api) -> Iterator[str]:
    """Yield the operations that may refuse what fits their schema."""
    holding = {each.tracked.by for each in api.resources.values() if each.tracked}
    for each in api.operations.values():
        if (
            each.under
            or (each.page and each.page.cursor)
            or (each.action == "delete" and each.resource in holding)
            or _writes_by_state(api, each)
        ):
            yield each.id


def _writes_by_state(api: Api, operation: Operation) -> bool:
    resource = api.resources.get(operation.resource)
    if resource is None or operation.action not in {"create", "update", "upsert"}:
        return False
    moves = operation.action == "update" and bool(resource.states)
    return moves or bool(resource.checked or resource.tracked or resource.tombstones)
