"""Directed: the shortest sequences that provoke each kind of rule, composed from the model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest

from contract_tests.walks.admission import admission
from contract_tests.walks.batches import batches
from contract_tests.walks.capacity import capacity
from contract_tests.walks.composing import Composer
from contract_tests.walks.limits import limits
from contract_tests.walks.lives import lives
from contract_tests.walks.pages import pages
from contract_tests.walks.rare import rare
from contract_tests.walks.references import references
from contract_tests.walks.repeats import repeats
from contract_tests.walks.siblings import siblings
from contract_tests.walks.states import states
from contract_tests.walks.tracking import tracking
from contract_tests.walks.versions import versions
from contract_tests.walks.walk import Scene, Walk

KINDS = (
    siblings,
    admission,
    lives,
    pages,
    references,
    states,
    tracking,
    versions,
    rare,
    batches,
    repeats,
    limits,
    capacity,
)
"""The kinds of walks, those first that find most."""


def directed(scene: Scene, joined: int = 1) -> Iterator[Walk]:
    """Yield one walk for each thing that a rule is about: those about siblings by turns with those
    of the other kinds, of which each has its turn; so many of them `joined` to one, in any order,
    as some faults show only after something else was done.
    """
    walks = _by_turns(Composer(scene))
    if joined > 1:
        several = list(walks)
        scene.random.shuffle(several)
        walks = iter(several)
    while group := list(islice(walks, joined)):
        yield _one_after_another(group)


def _by_turns(composer: Composer) -> Iterator[Walk]:
    first, *rest = (kind(composer) for kind in KINDS)
    for several in zip_longest(first, _in_turn(rest)):
        yield from (each for each in several if each is not None)


def _in_turn(rest: list[Iterator[Walk]]) -> Iterator[Walk]:
    while rest:
        for kind in tuple(rest):
            walk = next(kind, None)
            if walk is None:
                rest.remove(kind)
            else:
                yield walk


def _one_after_another(walks: Sequence[Walk]) -> Walk:
    for walk in walks:
        yield from walk
