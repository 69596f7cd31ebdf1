"""Reachable: addresses that a server has shown, for one that fetches what is behind an address.

An examiner makes addresses up. A server that looks behind them finds nothing and refuses all, so
that nothing can be made by address there. What it serves itself it can fetch.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from contract_tests.oracle.accepted import MADE_UP
from contract_tests.script import Step
from contract_tests.walks.walk import Scene
from mockserver.engine.state import Entity
from mockserver.pictures import media_type_of

MOST = 5
"""So many addresses are tried."""


class Reachable:
    """The addresses of pictures that a server showed at the beginning."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._turn = 0

    def instead(self, step: Step) -> Step:
        """Return a step with addresses that the server has shown in the place of those made up, if
        it takes none of these: the first times every second one, then all.
        """
        accepted = self._scene.accepted
        if not accepted.minds_addresses(step.operation):
            return step
        self._turn += 1
        if self._turn % 2 and not accepted.reached(step.operation):
            return step
        shown = self._shown()
        return replace(step, body=_with(step.body, shown, {})) if shown else step

    def _shown(self) -> Sequence[str]:
        """Return addresses of what was there at the beginning that are still shown."""
        state, found = self._scene.state, dict[str, None]()
        for entity in self._scene.beginning.entities.values():
            now = state.get(entity.resource, entity.key)
            still = now.fields if now else {}
            found |= {each: None for name, each in _pictures(entity) if still.get(name) == each}
            if len(found) >= MOST:
                break
        return [*found][:MOST]


def _pictures(entity: Entity) -> Iterator[tuple[str, str]]:
    """Yield the addresses of pictures that something has, with the names of its members."""
    for name, each in entity.fields.items():
        if isinstance(each, str) and each.startswith(("http://", "https://")):
            path = each.partition("?")[0]
            yield from [(name, each)] if media_type_of(path) else []


def _with(value: Any, shown: Sequence[str], chosen: dict[str, str]) -> Any:
    """Return a value with addresses for those made up, always the same one for the same."""
    if isinstance(value, str) and MADE_UP.fullmatch(value):
        return chosen.setdefault(value, shown[len(chosen) % len(shown)])
    if isinstance(value, Mapping):
        return {name: _with(each, shown, chosen) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_with(each, shown, chosen) for each in value)
    return value
