"""Sorting: whether a list stands in the order that the values ask for which it shows itself."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from contract_tests.oracle.reading import key_of, read
from mockserver.engine.message import Response
from mockserver.engine.outcome import Outcome
from mockserver.engine.rules.order import sort_key
from mockserver.engine.state import State
from mockserver.model.api import Api


def is_sorted_as_shown(api: Api, state: State, outcome: Outcome, response: Response) -> bool:
    """Say whether a list shows other values than were known of what it is ordered by, and stands
    in the order that these ask for: then only the values can be wrong.
    """
    shown = outcome.shown
    resource = api.resources.get(shown.operation.resource) if shown else None
    if shown is None or resource is None or shown.operation.action != "list":
        return False
    if resource.position or not resource.order:
        return False
    known, seen = [], []
    for item in read(shown.operation, response.body).items:
        entity = state.get(resource.name, key_of(resource, item))
        if entity is None:
            return False
        known.append(sort_key(resource, entity)[:-2])
        fields = {name: item[name] for name, _ in resource.order if name in item}
        seen.append(sort_key(resource, replace(entity, fields={**entity.fields, **fields}))[:-2])
    return known != seen and all(one <= other for one, other in pairwise(seen))
