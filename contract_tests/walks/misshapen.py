"""Misshapen: right bodies that are sent as what they are not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from contract_tests.requests import text_of
from contract_tests.script import Step, Upload

Sound = Callable[[str], Step]
"""Makes a right request with a body of a media type."""

Change = Callable[[Sound], Step]
"""Makes a request whose body is what it should not be."""


def changes(names: Sequence[str]) -> Iterator[tuple[str, Change]]:
    """Yield ways to change the right bodies of these media types, with the one that is sent:
    several instead of one, in another media type than their own, and both at once.
    """
    for name in names:
        if "json" in name:
            yield name, partial(_several, name)
        for other in names:
            if other != name and not ("json" in name and "json" in other):
                yield name, partial(_crossed, name, other)
                yield name, partial(_both, name, other)


def _several(name: str, sound: Sound) -> Step:
    """Two bodies, where one is wanted."""
    return replace(sound(name), body=[sound(name).body, sound(name).body])


def _crossed(name: str, other: str, sound: Sound) -> Step:
    """What is right in another media type only."""
    right = replace(sound(name), media_type=name)
    return _with(right, _members(sound(other)))


def _both(name: str, other: str, sound: Sound) -> Step:
    """What is right in one media type with all that another one has beside it."""
    right = replace(sound(name), media_type=name)
    return _with(right, {**_members(sound(other)), **_members(right)})


def _members(step: Step) -> dict[str, Any]:
    """Return the members of a body by their names, {} of one that has none."""
    if isinstance(step.body, Mapping):
        return dict(step.body)
    return dict(step.body) if step.is_form and isinstance(step.body, list | tuple) else {}


def _with(step: Step, members: Mapping[str, Any]) -> Step:
    """Return a step with these members in its body: a file by its name where there are none, what
    is no text as the text of it where there is nothing else.
    """
    if not step.is_form:
        named = {n: each.name if isinstance(each, Upload) else each for n, each in members.items()}
        return replace(step, body=named)
    pairs = [
        (n, each if isinstance(each, Upload) else text_of(each))
        for n, each in members.items()
        if each is not None and not isinstance(each, Mapping | list)
    ]
    return replace(step, body=pairs)
