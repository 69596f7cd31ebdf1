"""Dated shapes: requests of an older version of the API are answered the older way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mockserver.engine.call import Call
from mockserver.engine.clause import keeps
from mockserver.engine.loose import Unshown
from mockserver.engine.outcome import Outcome
from mockserver.model.api import Api
from mockserver.model.property import Property

DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def version_of(api: Api, call: Call) -> str:
    """Return the version that a request asks for, "" for the newest one."""
    if not api.version_header:
        return ""
    sent = call.request.headers.get(api.version_header, "")
    return sent if DATE.fullmatch(sent) else ""


def is_older(version: str, date: str) -> bool:
    """Return whether a version is one from before a date; the newest is not."""
    return bool(version) and version < date


@keeps("since.hidden", "until.shown")
def as_of(shape: Property, value: Any, version: str, *, loose: bool = False) -> Any:
    """Return a value of an answer as a version shows it; a new value where something differs. In
    a `loose` one stands what the version must not show.
    """
    if not shape.dated:
        return value
    if isinstance(value, list) and shape.items is not None:
        return type(value)(as_of(shape.items, each, version, loose=loose) for each in value)
    if not isinstance(value, Mapping):
        return value
    found = {}
    for name, each in value.items():
        part = shape.properties.get(name)
        if part is None:
            found[name] = each
        elif not is_older(version, part.since):
            found[name] = as_of(part, each, version, loose=loose)
        elif loose:
            found[name] = Unshown(part.rules.get("since.hidden", ()))
    for part in shape.properties.values():
        if part.until and is_older(version, part.until.version):
            elements = value.get(part.until.first_of)
            if isinstance(elements, list) and elements:
                found[part.name] = elements[0]
        elif part.until and loose and part.name not in found:
            found[part.name] = Unshown(part.rules.get("until.shown", ()))
    return found


def dated(shape: Property, version: str, outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """Return the outcomes as a version shows them; most know of all that has changed."""
    if not is_older(version, shape.dated):
        return outcomes
    rules = dated_rules(shape, version)
    return tuple(
        replace(each, version=version, rules=(*each.rules, *rules)) if each.shown else each
        for each in outcomes
    )


def dated_rules(shape: Property, version: str) -> tuple[str, ...]:
    """Return the rules that say what a version shows otherwise than the newest one."""
    if not shape.dated:
        return ()
    found: list[str] = []
    if shape.since and is_older(version, shape.since):
        found += shape.rules.get("since.hidden", ())
    if shape.until and is_older(version, shape.until.version):
        found += shape.rules.get("until.shown", ())
    for part in (*shape.properties.values(), *([shape.items] if shape.items else [])):
        found += dated_rules(part, version)
    return tuple(dict.fromkeys(found))
