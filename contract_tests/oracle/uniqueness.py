"""Uniqueness: what a server may take for the same, though a document does not say so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Set
from typing import Any

from contract_tests.oracle.reading import all_objects
from mockserver.engine.message import Json, Request, Response
from mockserver.engine.state import State
from mockserver.model.api import Api

CONFLICT = 409


def may_be_taken(api: Api, states: Iterable[State], request: Request, response: Response) -> bool:
    """Say whether a request is refused for a conflict, and names what is unique as something else
    is named but for case and spaces, be it of another kind.
    """
    names = {name for each in api.resources.values() for group in each.unique for name in group}
    if response.status != CONFLICT or not isinstance(request.body, Json) or not names:
        return False
    sent = Counter(_texts(request.body.value, names))
    if any(count > 1 for count in sent.values()):
        return True
    return any(
        text in sent
        for state in states
        for entity in state.entities.values()
        for text in _texts(entity.fields, names)
    )


def _texts(value: Any, names: Set[str]) -> Iterator[tuple[str, str]]:
    """Yield the texts of members with these names, however deep, as those compare them who do not
    mind case or spaces.
    """
    for each in all_objects(value):
        for name in names & each.keys():
            if isinstance(text := each[name], str) and text.strip():
                yield name, text.strip().casefold()
