"""Directed: the shortest sequences that provoke each kind of rule, composed from the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest

from contract_tests.walks.admission import admission
from contract_tests.walks.batches import batches
from contract_tests.walks.capacity import capacity
from contract_tests.walks.composing import Composer
from contract_tests.walks.limits import limits
from contract_tests.walks.lives import lives
from contract_tests.walks.pages import pages
from contract_tests.walks.presuming import presuming
from contract_tests.walks.rare import rare
from contract_tests.walks.references import references
from contract_tests.walks.repeats import repeats
from contract_tests.walks.siblings import siblings
from contract_tests.walks.states import states
from contract_tests.walks.tracking import tracking
from contract_tests.walks.versions import versions
from contract_tests.walks.walk import Asked, Scene, Walk

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
    presuming,
    limits,
    capacity,
)
"""The kinds of walks, those first that find most."""


def directed(scene: Scene, joined: int = 1) -> Iterator[Walk]:
    """Yield one walk for each thing that a rule is about: those about siblings by turns with those
    of the other kinds, each time of one that has sent the fewest requests so far; so many of them
    `joined` to one, in any order and after something was deleted, as some faults show only then.
    """
    composer = Composer(scene)
    walks = _by_turns(composer)
    if joined > 1:
        several = list(walks)
        scene.random.shuffle(several)
        walks = iter(several)
    while group := list(islice(walks, joined)):
        yield _one_after_another([_ended(composer), *group] if joined > 1 else group)


def _by_turns(composer: Composer) -> Iterator[Walk]:
    first, *rest = (kind(composer) for kind in KINDS)
    for several in zip_longest(first, _fairly(rest)):
        yield from (each for each in several if each is not None)


def _fairly(rest: list[Iterator[Walk]]) -> Iterator[Walk]:
    sent = Counter[Iterator[Walk]]()
    while rest:
        kind = min(rest, key=sent.__getitem__)
        walk = next(kind, None)
        if walk is None:
            rest.remove(kind)
        else:
            yield _counted(walk, kind, sent)


def _counted(walk: Walk, kind: Iterator[Walk], sent: Counter[Iterator[Walk]]) -> Walk:
    """Follow a walk, and count what it sends; one that sends nothing has had its turn, too."""
    sent[kind] += 1
    asked: Asked | None = None
    while True:
        try:
            given = walk.send(asked)
        except StopIteration:
            return
        sent[kind] += 1
        asked = yield given


def _ended(composer: Composer) -> Walk:
    """Something is made, and deleted."""
    able = [each for each in composer.resources() if composer.deleting(each.name)]
    for resource in composer.scene.random.sample(able, min(1, len(able))):
        home = yield from composer.home(resource)
        for creating in composer.creating(resource.name)[:1]:
            made = yield from composer.make(creating, home)
            yield from composer.delete(made)


def _one_after_another(walks: Sequence[Walk]) -> Walk:
    for walk in walks:
        yield from walk
