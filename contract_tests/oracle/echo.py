"""Echoes: what a server has to make itself, and has taken from the request instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contract_tests.oracle.accepted import told
from contract_tests.oracle.reading import all_objects
from mockserver.engine.difference import Mismatch
from mockserver.engine.hole import Hole
from mockserver.engine.message import File, Form, Json, Request
from mockserver.engine.state import State
from mockserver.model.canonical import canonical_number
from mockserver.model.property import Property

MADE = frozenset({"url", "token", "uuid", "shortuuid"})
"""How values are made that are nobody's but the server's."""

CHOSEN = frozenset({"uuid", "shortuuid", "token", "pattern", "integer"})
"""How values are made that tell things apart."""


def made_by_server(values: Mapping[Hole, Any]) -> tuple[Any, ...]:
    """Return those of the values by which a server tells things apart."""
    return tuple(value for hole, value in values.items() if hole.property.made_by in CHOSEN)


def new_between(before: State, after: State) -> tuple[Any, ...]:
    """Return the identifiers of what is there now and was not before."""
    new = (key for place, key in after.entities if (place, key) not in before.entities)
    return tuple(key for key in new if not isinstance(key, Hole))


def echoed(values: Mapping[Hole, Any], request: Request) -> Mismatch | None:
    """Return that a value which by a rule clients cannot set is what the client sent for it."""
    for hole, value in values.items():
        schema = hole.property
        if schema.read_only and schema.made_by in MADE and (schema.name, value) in _sent(request):
            wanted, path = f"a {schema.made_by} of the server's own", f"body.{schema.name}"
            rules = schema.rules.get("readOnly", ())
            if rules:
                return Mismatch(path=path, expected=wanted, seen=value, rules=rules, about="made")
    return None


def is_said_otherwise(schema: Property, mismatch: Mismatch) -> bool:
    """Return whether a value is the expected one in other words: an address that the server made is
    another one in its query only, as many are signed anew each time they are shown, or a number
    in a text has other zeros at its end.
    """
    several = [each for each in (mismatch.expected, mismatch.seen) if isinstance(each, str)]
    if len(several) < 2:
        return False
    alike = len({each.partition("?")[0] for each in several}) == 1
    return (schema.made_by == "url" and alike) or len({*map(_amount, several)}) == 1


def _amount(text: str) -> str:
    """Return a number in a text without the zeros behind its point, any other text as it is."""
    if "." not in text or canonical_number(text) is None:
        return text
    return text.rstrip("0").rstrip(".")


def _sent(request: Request) -> list[tuple[str, Any]]:
    """Return the names and values of all members that are sent, however deep."""
    body: Any = None
    if isinstance(request.body, Json):
        body = request.body.value
    elif isinstance(request.body, Form):
        body = {name: each for name, each in told(request.body) if not isinstance(each, File)}
    return [member for each in all_objects(body) for member in each.items()]
