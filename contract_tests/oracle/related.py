"""Related: where nobody can tell what is related to the things that an answer shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contract_tests.oracle.reading import all_objects, all_values, key_of, objects, read, telling
from mockserver.engine.message import Request, Response
from mockserver.engine.outcome import Outcome
from mockserver.engine.rules.page import page_shown
from mockserver.engine.state import State
from mockserver.model.api import Api
from mockserver.model.resource import Resource


def may_relate_others(
    api: Api, state: State, outcome: Outcome, request: Request, response: Response, path: str
) -> bool:
    """Say whether a path leads to what is related, and something else may be so than expected: a
    list shows other things than expected, one of those that are shown is deleted, or the version
    asked for does not show what they name. Nobody may relate one thing twice.
    """
    shown = outcome.shown
    places = telling(shown.operation, "related")[:1] if shown else []
    if shown is None or not places or path.split(".")[1:2] != places:
        return False
    resource, body = api.resources[shown.operation.resource], response.body
    items = [*read(shown.operation, body).items]
    related = body.get(places[0]) if isinstance(body, Mapping) else None
    told = [key_of(resource, each) for each in objects(related)]
    if len({*told}) < len(told):
        return False  # nothing is related twice
    keys = {shown.key, *shown.keys}
    if shown.operation.action == "list":
        keys = {each.key for each in page_shown(state, shown)[0]}
        if keys != {key_of(resource, each) for each in items}:
            return True
    if any((resource.name, key) in state.dead for key in keys):
        return True
    if not api.version_header or api.version_header not in request.headers:
        return False
    return path == f"body.{places[0]}" and _has_all_named(resource, state, items, related)


def _has_all_named(resource: Resource, state: State, items: list[Any], related: Any) -> bool:
    """Say whether all that things name themselves, not what is inside them, is shown beside them
    or among them.
    """
    told = {key_of(resource, each) for each in (*objects(related), *all_objects(items))}
    inside = [nest.path[-1] for nest in resource.nests] or [""]
    named = set.intersection(*(set(all_values(items, but=name)) for name in inside))
    return all(kind != resource.name or key in told for kind, key in state.entities if key in named)
