"""Templates: JSON values with `$name` in them, which say where the parts of a body stand.

`{image: $item}` makes `{"image": {...}}` from the item, and read the other way round it says
that a request's item stands under `/image`. `$item.gtin` takes one member.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

VARIABLE = re.compile(r"^\$([a-z][a-z-]*)((?:\.[A-Za-z_][\w-]*)*)$")
KEY_OF_FIELD = re.compile(r"^\$field(?:\|(\w+))?$")

EACH = "[]"
"""Stands in a path for each element of a list."""

Scope = Mapping[str, Any]
Render = Callable[[Scope], Any]
Text = Callable[[str], str]


def variables(template: Any) -> Iterator[str]:
    """Yield the variables' names that a template uses, `item` for `$item.gtin`."""
    if isinstance(template, str):
        if found := VARIABLE.match(template):
            yield found[1]
    elif isinstance(template, Mapping):
        for name, value in template.items():
            yield from variables(str(name))
            yield from variables(value)
    elif isinstance(template, list):
        for value in template:
            yield from variables(value)


def members(template: Any, variable: str) -> Iterator[str]:
    """Yield the first member that each use of a variable takes, `gtin` for `$item.gtin`."""
    if isinstance(template, str):
        found = VARIABLE.match(template)
        if found and found[1] == variable and found[2]:
            yield found[2].split(".")[1]
    elif isinstance(template, Mapping | list):
        for value in template.values() if isinstance(template, Mapping) else template:
            yield from members(value, variable)


def path_of(template: Any, variable: str) -> tuple[str, ...] | None:
    """Return the member names that lead to `$variable`, None when it is not in the template.

    >>> path_of({"data": {"image": "$item"}}, "item")
    ('data', 'image')
    >>> path_of({"ids": ["$key"]}, "key")
    ('ids', '[]')
    """
    if template == f"${variable}":
        return ()
    if isinstance(template, list) and len(template) == 1:
        inner = path_of(template[0], variable)
        return None if inner is None else (EACH, *inner)
    if isinstance(template, Mapping):
        for name, value in template.items():
            inner = path_of(value, variable)
            if inner is not None:
                return (name, *inner)
    return None


def compiled(template: Any, text: Text = str) -> Render:
    """Return the function that renders a template in a scope.

    A list with one element that uses `$field` or `$message` is repeated for each of the scope's
    `violations`, one that uses `$item` for each of its `items`, and one that uses `$temporary` or
    `$real` for each of its `mappings`; without any it is left out. An object whose one member is
    called `$field` has a member for each field that is wrong; `$field|name` says what a fault
    without a field is called. A member of an object whose variable is not in the scope is left
    out, any other unknown variable is None; `$name` outside the form above is plain text. `text`
    makes what is shown of plain text of several words; a single word is a code.
    """
    part = _part(template, text)

    def render(scope: Scope) -> Any:
        value = part(scope)
        return None if value is ABSENT else value

    return render


def _part(template: Any, text: Text) -> Render:
    if isinstance(template, str):
        return _text(template, text)
    if isinstance(template, Mapping):
        name = next(iter(template), "") if len(template) == 1 else ""
        if found := KEY_OF_FIELD.match(name):
            return _by_field(_part(template[name], text), found[1] or "")
        return _object({name: _part(value, text) for name, value in template.items()})
    if isinstance(template, list):
        return _list(template, text)
    return lambda scope: template


class _Absent:
    """What a variable renders to that the scope does not have."""


ABSENT = _Absent()


def _text(template: str, text: Text) -> Render:
    found = VARIABLE.match(template)
    if not found:
        plain = text(template) if " " in template else template
        return lambda scope: plain
    name, members = found[1], tuple(found[2].split(".")[1:])
    if not members:
        return lambda scope: scope.get(name, ABSENT)

    def member(scope: Scope) -> Any:
        value = scope.get(name, ABSENT)
        for part in members:
            if not isinstance(value, Mapping):
                return ABSENT
            value = value.get(part, ABSENT)
        return value

    return member


def _object(members: Mapping[str, Render]) -> Render:
    pairs = tuple(members.items())

    def render(scope: Scope) -> dict[str, Any]:
        return {name: value for name, part in pairs if (value := part(scope)) is not ABSENT}

    return render


def _by_field(each: Render, otherwise: str) -> Render:
    """Return what renders an object with a member for each field that is wrong, the first word
    on it, or all where a list is wanted; it is absent when no field is.
    """

    def render(scope: Scope) -> Any:
        found: dict[str, list[Mapping[str, Any]]] = {}
        for row in scope.get("violations") or ():
            if name := row["field"] or otherwise:
                found.setdefault(name, []).append(row)
        if otherwise and not found:
            return {otherwise: each(scope)}
        return {
            name: each({**scope, **rows[0], "violations": rows}) for name, rows in found.items()
        } or ABSENT

    return render


def _list(template: list[Any], text: Text) -> Render:
    parts = [_part(value, text) for value in template]
    if len(parts) == 1 and "item" in set(variables(template)):
        return _per_item(parts[0])
    if len(parts) == 1 and {"temporary", "real"} & set(variables(template)):
        return _per_mapping(parts[0])
    if len(parts) == 1 and {"field", "message"} & set(variables(template)):
        each = parts[0]

        def repeated(scope: Scope) -> list[Any]:
            rows = scope.get("violations") or ()
            return [each({**scope, **row}) for row in rows] or [each(scope)]

        return repeated
    return lambda scope: [None if (value := part(scope)) is ABSENT else value for part in parts]


def _per_item(part: Render) -> Render:
    """Return what renders a list with an element for each item, of one where there is one only."""

    def render(scope: Scope) -> list[Any]:
        if "items" in scope:
            outer = {name: value for name, value in scope.items() if name != "items"}
            return [part({**outer, "item": item}) for item in scope["items"]]
        return [None if (value := part(scope)) is ABSENT else value]

    return render


def _per_mapping(part: Render) -> Render:
    """Return what renders a list with an element for each mapping, as the list that it is."""

    def render(scope: Scope) -> Any:
        rows = scope.get("mappings")
        return type(rows)(part({**scope, **row}) for row in rows) if rows else ABSENT

    return render
