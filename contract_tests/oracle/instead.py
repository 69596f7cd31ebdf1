"""Instead: what is shown in the place of another thing is not held against that."""

from __future__ import annotations

from collections.abc import Iterator

from contract_tests.oracle.grouped import is_grouped
from contract_tests.oracle.own_way import property_of
from contract_tests.oracle.reading import key_of, place_of, read, within_item
from mockserver.engine.bind import MOST
from mockserver.engine.difference import Mismatch
from mockserver.engine.hole import Hole
from mockserver.engine.message import Response
from mockserver.engine.outcome import Outcome, Shown
from mockserver.engine.rules.page import page_shown
from mockserver.engine.state import State
from mockserver.model.api import Api
from mockserver.model.resource import Resource


def of_the_same(
    api: Api, state: State, outcome: Outcome, response: Response, several: tuple[Mismatch, ...]
) -> tuple[Mismatch, ...]:
    """Return the mismatches without those inside what is another thing than was expected there.

    Of many mismatches not all are told, so that the one that tells it may be missing.
    """
    shown = outcome.shown
    resource = api.resources.get(shown.operation.resource) if shown else None
    if shown is None or resource is None:
        return several
    telling = [each for each in several if each.path.endswith(f".{resource.identifier}")]
    if shown.operation.action == "list" and is_grouped(shown.operation, resource):
        alone = {names[0] for names in resource.unique if len(names) == 1}
        telling += [each for each in several if property_of(shown.operation, each) in alone]
    others = {each.path: f"{each.path.rpartition('.')[0]}." for each in telling}
    left = tuple(
        each
        for each in several
        if not any(each.path.startswith(o) for path, o in others.items() if path != each.path)
    )
    if len(several) < MOST:
        return left
    places = {*_others(state, resource, shown, response)}
    return tuple(e for e in left if e in telling or not _is_at(shown, e, places)) or left


def _is_at(shown: Shown, mismatch: Mismatch, places: set[int]) -> bool:
    """Say whether a mismatch is inside one of the items at these places."""
    return bool(within_item(shown.operation, mismatch.path)) and place_of(mismatch.path) in places


def _others(state: State, resource: Resource, shown: Shown, response: Response) -> Iterator[int]:
    """Yield the places of a list at which something else is shown than what we know there."""
    if shown.operation.action != "list":
        return
    expected, items = page_shown(state, shown)[0], read(shown.operation, response.body).items
    for place, (ours, item) in enumerate(zip(expected, items, strict=False)):
        if not isinstance(ours.key, Hole) and key_of(resource, item) not in (ours.key, None):
            yield place
