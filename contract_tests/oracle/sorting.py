"""Sorting: whether a list stands in the order that the values ask for which it shows itself, and
whether its positions only have gaps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from contract_tests.oracle.reading import key_of, objects, read
from mockserver.engine.difference import Mismatch
from mockserver.engine.message import Response
from mockserver.engine.outcome import Outcome
from mockserver.engine.rules.order import sort_key
from mockserver.engine.state import State
from mockserver.model.api import Api
from mockserver.model.rule import Inferred

DENSE = ("position.dense", "position.close", "position.append")
"""The clauses by which positions have no gap."""


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


def leaves_gaps(api: Api, response: Response, mismatch: Mismatch) -> bool:
    """Say whether a position is higher than expected, in a list in which they rise, where no
    document tells that there is no gap.
    """
    parts, expected, seen = mismatch.path.split("."), mismatch.expected, mismatch.seen
    resource = next((e for e in api.resources.values() if e.position == parts[-1]), None)
    if resource is None or not isinstance(seen, int) or not isinstance(expected, int):
        return False
    told = [id_ for name in DENSE for id_ in resource.rules.get(name, ())]
    if any(not isinstance(id_, Inferred) for id_ in told) or expected >= seen:
        return False
    around: Any = response.body
    for part in parts[1:-2]:
        around = around.get(part) if isinstance(around, Mapping) else around[int(part)]
    if not isinstance(around, list):
        return expected > 1
    every = [each.get(resource.position) for each in objects(around)]
    return every == sorted({each for each in every if isinstance(each, int)})
