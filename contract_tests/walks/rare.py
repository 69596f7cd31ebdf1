"""Rare: of several requests made up by chance always the one that is to be met most rarely."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator

from contract_tests.script import SAFE, Step
from contract_tests.walks.composing import Composer
from contract_tests.walks.walk import Walk
from mockserver.engine.outcome import Outcome

WALKS = 8
LENGTH = 30
CHOICE = 12
"""So many requests are made up for each that is sent."""


def rare(composer: Composer) -> Iterator[Walk]:
    """Yield walks after what no other walk has met: whatever a document has that no walk is for."""
    met = Counter[Hashable]()
    for _ in range(WALKS):
        yield _walk(composer, met)


def _walk(composer: Composer, met: Counter[Hashable]) -> Walk:
    scene = composer.scene
    for _ in range(LENGTH):
        operations = [scene.random.choice(scene.operations) for _ in range(CHOICE)]
        steps = [
            scene.arguments.step(scene.state, scene.beginning, each, role=_role(composer))
            for each in operations
        ]
        told = [_told(composer, step) for step in steps]
        rarity = [min((met[each] for each in every), default=0) for every in told]
        chosen = rarity.index(min(rarity))
        met.update(told[chosen])
        yield steps[chosen]


def _role(composer: Composer) -> str | None:
    return None if composer.scene.random.random() < 0.9 else ""


def _told(composer: Composer, step: Step) -> set[Hashable]:
    """Return what a request is about: the rules, and how it is answered."""
    outcome: Outcome = composer.outcomes(step)[0]
    operation = composer.api.operations[step.operation]
    refusal = outcome.refusal
    words = [each.keyword for each in refusal.violations] if refusal else []
    kind = (refusal.kind, *words[:1]) if refusal else ("carried out",)
    found: set[Hashable] = {(step.operation, outcome.status, *kind)}
    found |= {(rule, step.operation) for rule in outcome.rules}
    if operation.method not in SAFE and not refusal:
        found.add((step.operation, len(outcome.changes)))
    return found
