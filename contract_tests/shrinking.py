"""Shrinking: the shortest script that still fails, for as few requests as can be.

Every question is a replay on a real server and costs as many requests as the script that is asked
about has steps. So short scripts are asked about first: the last step alone, then with those
steps that have most to do with it, until it fails; then chunks are taken away, single steps, and
pairs of steps that cannot go alone. At last what is left is made simpler.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any, TypeVar

from contract_tests.oracle.unmoved import CALM
from contract_tests.pictures import plain
from contract_tests.script import Script, Step, Upload, without

T = TypeVar("T")


def shrunk(
    script: Script,
    fails: Callable[[Script], bool],
    budget: int,
    *,
    idle: Collection[str] = (),
) -> Script:
    """Return the shortest script found that fails in the same way as `script`, which does.

    `fails` replays a script and says so; it is never asked twice about equal scripts, nor about
    the one given. `budget` is the most requests that may be sent in all; a replay sends as many
    as there are steps. `idle` are the operations that only look: steps of them are the first to
    be done without. The same arguments give the same script, if `fails` gives the same answers.
    """
    search = _Search(script, fails, budget)
    _grow(search, idle)
    while True:
        before = search.best
        _cut(search)
        for number in range(len(search.best)):
            _simplify(search, number)
        if search.best == before or len(search.best) > search.left:
            return search.best


class _Search:
    """The shortest failing script so far, what was asked already, and what may still be sent."""

    def __init__(self, script: Script, fails: Callable[[Script], bool], budget: int) -> None:
        self.best = script
        self.left = budget
        self._fails = fails
        self._known: dict[Hashable, bool] = {_frozen(script): True, _frozen(()): False}

    def fails(self, candidate: Script) -> bool:
        """Say whether a script is known to fail, asking if that can still be paid; one that
        fails and is not longer than the best so far is the best from now on.
        """
        if len(candidate) > self.left:
            return False
        key = _frozen(candidate)
        if key in self._known:  # not the best again, or two that are alike would take turns
            return self._known[key]
        self.left -= len(candidate)
        self._known[key] = self._fails(candidate)
        if self._known[key] and len(candidate) <= len(self.best):
            self.best = candidate
        return self._known[key]


def _grow(search: _Search, idle: Collection[str]) -> None:
    """Find steps that fail together with the last one, trying few before many, likely ones first.

    Where n of them fail and n - 1 do not, the n-th is needed and those behind it are not: that
    is settled, and the search goes on among those before it.
    """
    script = search.best
    needed = _closed(script, range(len(script))[-1:])
    order = [number for number in _likeliest(script, idle) if number not in needed]

    def fails(count: int) -> bool:
        kept = _closed(script, [*needed, *order[:count]])
        return search.fails(without(script, sorted(set(range(len(script))) - kept)))

    while order and not fails(0):
        count = _least(len(order), fails)
        needed |= _closed(script, order[count - 1 : count])
        order = [number for number in order[: count - 1] if number not in needed]


def _least(most: int, fails: Callable[[int], bool]) -> int:
    """Return a number that fails whose predecessor does not, as doubling and halving find it; 0
    does not fail, `most` does.
    """
    low, high = 0, 1
    while high < most and not fails(high):
        low, high = high, high * 2
    high = min(high, most)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if fails(middle) else (middle, high)
    return high


def _likeliest(script: Script, idle: Collection[str]) -> list[int]:
    """Return the numbers of all steps but the last: first those that do something, and share much
    with the last; of these, the ones that send a body, and are late. Who looks at the same again
    may have to see what it was, and that it stays so: the first `CALM` steps that are the same as
    the last one come before all others.
    """
    last = _subjects(script[-1]) if script else frozenset()
    alike = [number for number, step in enumerate(script[:-1]) if step == script[-1]][:CALM]

    def unlikely(number: int) -> tuple[Any, ...]:
        step = script[number]
        shared = len(last & _subjects(step))
        looks = step.operation in idle
        return number not in alike, looks, -shared, not step.media_type, -number

    return sorted(range(len(script) - 1), key=unlikely)


def _subjects(step: Step) -> frozenset[Hashable]:
    """Return what a step is about: the identifiers in its path, and all that it takes."""
    named = ((name, _frozen(value)) for name, value in step.path.items())
    return frozenset(named) | frozenset(step.taken())


def _closed(script: Script, numbers: Collection[int]) -> set[int]:
    """Return numbers of steps with those of the steps that they take from, and so on."""
    found, new = set[int](), set(numbers)
    while new:
        found |= new
        new = {each.step for number in new for each in script[number].taken()} - found
    return found


def _cut(search: _Search) -> None:
    """Take steps away: chunks, single ones, and pairs as long as half of the requests are left."""
    while True:
        script = search.best
        numbers = range(len(script))

        def fails(kept: Sequence[int], script: Script = script) -> bool:
            dropped = sorted(set(range(len(script))) - set(kept))
            return search.fails(without(script, dropped))

        _fewest(numbers, fails)
        script, reserve = search.best, search.left // 2
        pairs = combinations(range(len(script)), 2)
        if not any(
            search.left - len(script) >= reserve and search.fails(without(script, pair))
            for pair in pairs
        ):
            return


def _simplify(search: _Search, number: int) -> None:
    """Make one step of the best script simpler: what need not be sent is left out, and what must
    be is made short.
    """
    step = search.best[number]

    def send(**changes: Any) -> bool:
        nonlocal step
        script, changed = search.best, replace(step, **changes)
        if not search.fails((*script[:number], changed, *script[number + 1 :])):
            return False
        step = changed
        return True

    headers = step.headers
    _fewest(list(headers), lambda kept: send(headers={name: headers[name] for name in kept}))
    _simplest_pairs(step.query, lambda pairs: send(query=tuple(pairs)))
    if step.is_form and isinstance(step.body, list | tuple):
        _simplest_pairs(step.body, lambda pairs: send(body=list(pairs)))
    else:
        _simplest(step.body, lambda body: send(body=body))


def _simplest_pairs(
    pairs: Sequence[tuple[T, Any]], fails: Callable[[Sequence[tuple[T, Any]]], bool]
) -> list[tuple[T, Any]]:
    """Return what is needed of pairs of names and values, the values as simple as can be."""
    left = list(_fewest(pairs, fails))
    for index, (name, value) in enumerate(left):

        def with_value(simpler: Any, index: int = index, name: T = name) -> bool:
            return fails([*left[:index], (name, simpler), *left[index + 1 :]])

        left[index] = (name, _simplest(value, with_value))
    return left


def _simplest(value: Any, fails: Callable[[Any], bool]) -> Any:
    """Return the simplest value found that fails like this one."""
    if isinstance(value, Mapping):
        return dict(_simplest_pairs([*value.items()], lambda pairs: fails(dict(pairs))))
    if isinstance(value, list | tuple):
        numbered = [*enumerate(value)]
        left = _simplest_pairs(numbered, lambda pairs: fails([each for _, each in pairs]))
        return [each for _, each in left]
    while True:
        found = next((each for each in _simpler(value) if fails(each)), None)
        if found is None:
            return value
        value = found


PLAIN = Upload(name="1.png", media_type="image/png", content=plain())
"""What takes the place of a picture of which nothing but that it is one matters."""


def _simpler(value: Any) -> Iterator[Any]:
    """Yield simpler values than a text, a number or a file, the simplest first."""
    if isinstance(value, Upload) and len(value.content) > len(PLAIN.content):
        yield PLAIN
    if isinstance(value, str):
        lengths = {each for each in (1, len(value) // 2) if 0 < each < len(value)}
        yield from (value[:length] for length in sorted(lengths))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        half = value // 2 if isinstance(value, int) else value / 2 // 1
        yield from (each for each in (0, 1, half) if abs(each) < abs(value))


def _fewest(items: Sequence[T], fails: Callable[[Sequence[T]], bool]) -> Sequence[T]:
    """Return a part of these items, in order, that fails and of which no single one can go;
    tried are none, then to go without large chunks, first those at both ends, then small ones.
    """
    left = items
    if not items or fails(items[:0]):
        return items[:0]
    size = (len(left) + 1) // 2
    while size:
        for start in _from_both_ends(len(left), size):
            fewer = [*left[:start], *left[start + size :]]
            if fails(fewer):
                left = fewer
                break
        else:
            size //= 2
        size = min(size, len(left) - 1)
    return left


def _from_both_ends(length: int, size: int) -> list[int]:
    """Return where the chunks of a size begin, alternately from the front and from the back."""
    starts = range(0, length, size)
    return sorted(starts, key=lambda start: min(2 * start, 2 * (length - start) - 1))


def _frozen(value: Any) -> Hashable:
    """Return a key that is equal for values that are the same when they are sent."""
    if isinstance(value, Step):
        parts = (value.path, value.query, value.headers, value.body)
        plain = (value.operation, value.role, value.media_type, value.together)
        return *plain, *map(_frozen, parts)
    if isinstance(value, Mapping):
        return "{", frozenset((name, _frozen(each)) for name, each in value.items())
    if isinstance(value, list | tuple):
        return "[", *map(_frozen, value)
    return type(value), value
