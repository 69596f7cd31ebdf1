"""Fixtures: what is there at the beginning of what nobody can create."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mockserver.document.structure import elements
from mockserver.model.infer_guess import Guess
from mockserver.model.infer_resource import Resource
from mockserver.model.infer_shapes import Part
from mockserver.model.infer_values import value_of
from mockserver.model.infer_words import Words
from mockserver.model.sample_patterns import matching

EACH = 2
"""How many there are of each."""


def fixtures(found: Iterable[Resource]) -> Iterator[Guess]:
    """Yield the guesses of what there is at the beginning: two of each resource that no operation
    creates, and one of each that they lie in.
    """
    known = {each.name: each for each in found}
    wanted = {name: EACH for name, each in known.items() if not (each.creatable or each.pair.sole)}
    for name in list(wanted):
        above = known[name].lines.parent
        while above in known:
            wanted.setdefault(above, 1)
            above = known[above].lines.parent
    keys: dict[str, Any] = {}
    for name, each in known.items():  # parents come before what lies in them
        for number in range(1, wanted.get(name, 0) + 1):
            entry = _entry(each, number, keys)
            if entry is None:
                continue
            keys.setdefault(name, entry["body"][each.identifier.field])
            noun = each.pair.noun
            reason = f"No operation creates a {noun}, so one is there."
            if each.creatable:
                reason = f"What nobody creates lies in a {noun}, so one is there."
            yield Guess(pointer="", word="fixtures", value=[entry], reason=reason, resource=name)


def _entry(resource: Resource, number: int, keys: Mapping[str, Any]) -> dict[str, Any] | None:
    key, above = _key(resource, number), resource.lines.parent
    if key is None or (above and above not in keys):
        return None
    body = {resource.identifier.field: key}
    worded = Words(resource).worded
    for name, part in resource.shape.properties.items():
        shape = resource.shapes.shape(part)
        told = not {"example", "default", "enum"}.isdisjoint(shape.keywords)
        told = told or name in resource.shape.required
        if name not in body and name not in worded and told:
            value = value_of(resource.shapes, part)
            if resource.shapes.admits(part, value):
                body[name] = value
    entry: dict[str, Any] = {"create": resource.name, "body": body}
    return {**entry, "under": keys[above]} if above else entry


def _key(resource: Resource, number: int) -> Any:
    """Return an identifier that fits, None where none is known: first those of the examples."""
    shapes = resource.shapes
    own = resource.kept.properties.get(resource.identifier.field)
    for each in _candidates(resource, own, number):
        known = isinstance(each, str | int) and not isinstance(each, bool)
        if known and all(shapes.admits(part, each) for part in (own, *resource.identifying)):
            return each
    return None


def _candidates(resource: Resource, own: Part | None, number: int) -> Iterator[Any]:
    for part in (resource.parameter, own):
        keywords = resource.shapes.shape(part).keywords
        yield from elements(keywords.get("enum"))[number - 1 : number]
        if number == 1:
            yield keywords.get("example")
    if resource.identifier.maker == "integer":
        yield number
    digest = hashlib.sha256(f"{resource.name} {number}".encode()).hexdigest()
    if resource.identifier.maker == "uuid":
        yield f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}"
    yield f"{resource.pair.noun}-{number}"
    if resource.identifier.pattern:
        yield matching(resource.identifier.pattern, random.Random(digest))
    yield from (number, digest[:32], digest[:24], digest[:8], digest[:24].upper())
