"""Fixtures: what is there at the beginning of what nobody can create."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from mockserver.model.infer_guess import Guess
from mockserver.model.infer_resource import Resource
from mockserver.model.infer_values import value_of

EACH = 2
"""How many there are of each."""


def fixtures(found: Iterable[Resource]) -> Guess | None:
    """Return the guess of what there is at the beginning: two of each resource that no operation
    creates, and one of each that they lie in; None where all can be created.
    """
    known = {each.name: each for each in found}
    wanted = {name: EACH for name, each in known.items() if not each.creatable}
    for name in list(wanted):
        above = known[name].lines.parent
        while above in known:
            wanted.setdefault(above, 1)
            above = known[above].lines.parent
    keys: dict[str, Any] = {}
    entries = []
    for name, each in known.items():  # parents come before what lies in them
        for number in range(1, wanted.get(name, 0) + 1):
            entry = _entry(each, number, keys)
            keys.setdefault(name, entry["body"][each.identifier.field])
            entries.append(entry)
    if not entries:
        return None
    reason = f"No operation creates {', '.join(n for n in wanted if not known[n].creatable)}."
    return Guess(pointer="", word="fixtures", value=entries, reason=reason)


def _entry(resource: Resource, number: int, keys: Mapping[str, Any]) -> dict[str, Any]:
    body = {resource.identifier.field: _key(resource, number)}
    for name, part in resource.shape.properties.items():
        shape = resource.shapes.shape(part)
        told = not {"example", "default", "enum"}.isdisjoint(shape.keywords)
        told = told or name in resource.shape.required
        if name not in body and name not in resource.worded and told:
            body[name] = value_of(resource.shapes, part, name)
    entry: dict[str, Any] = {"create": resource.name, "body": body}
    return {**entry, "under": keys[resource.lines.parent]} if resource.lines.parent else entry


def _key(resource: Resource, number: int) -> Any:
    """Return an identifier that fits: the one of the examples first."""
    shapes = resource.shapes
    own = resource.kept.properties.get(resource.identifier.field)
    for part in (resource.parameter, own):
        keywords = shapes.shape(part).keywords
        for each in (keywords.get("example"), *_listed(keywords.get("enum"))[number - 1 :]):
            if number == 1 and isinstance(each, str | int) and not isinstance(each, bool):
                return each
    if resource.identifier.maker == "integer":
        return number
    digest = hashlib.sha256(f"{resource.name} {number}".encode()).hexdigest()
    if resource.identifier.maker == "uuid":
        return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}"
    return f"{resource.pair.noun}-{number}"


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []

