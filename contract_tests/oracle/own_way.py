"""What a server shows in its own way, where rules are told and none is about that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from contract_tests.oracle.accepted import WORD
from contract_tests.oracle.reading import child_of, place, read, within_item
from mockserver.engine.difference import NOTHING, Mismatch
from mockserver.engine.message import Form, Json, Refusal, Request, Response
from mockserver.engine.outcome import Outcome
from mockserver.engine.paths import value_at
from mockserver.engine.state import State
from mockserver.model.api import Api
from mockserver.model.operation import Operation
from mockserver.model.resource import Resource
from mockserver.model.rule import Inferred
from mockserver.model.template import EACH


def is_shown_its_way(
    api: Api, state: State, request: Request, outcome: Outcome, mismatch: Mismatch
) -> bool:
    """Say whether no document forbids what a place shows that no rule is about: what a PUT has left
    out, what something new is made of, children that came with it, and what was asked to be hidden.
    """
    return (
        _is_left_out(request, outcome, mismatch)
        or _is_hidden(api, outcome, mismatch)
        or _is_of_a_child(api, outcome, mismatch)
        or _is_made_its_way(api, state, request, outcome, mismatch)
    )


def _is_left_out(request: Request, outcome: Outcome, mismatch: Mismatch) -> bool:
    """Say whether a place shows what a PUT has not sent: a server may take that for nothing."""
    operation = outcome.shown.operation if outcome.shown else None
    if operation is None or operation.action != "update" or request.method != "PUT":
        return False
    sent, name = _sent(operation, request), property_of(operation, mismatch)
    if isinstance(request.body, Form):
        body, sent = operation.media_type_of(request.media_type), dict(request.body.fields)
        if body is None or name not in body.schema.properties:
            return False
    return isinstance(sent, Mapping) and bool(name) and name not in sent


def _is_hidden(api: Api, outcome: Outcome, mismatch: Mismatch) -> bool:
    """Say whether a place shows what the request has left out, where rules are told and none is
    about that: a server may do so for some operations only.
    """
    shown = outcome.shown
    return bool(api.rules and shown and property_of(shown.operation, mismatch) in shown.hidden)


def _is_of_a_child(api: Api, outcome: Outcome, mismatch: Mismatch) -> bool:
    """Say whether a place is in the children that something shows, or shows what was only sent with
    their parent: where rules are told and none is about that, a server may make of children that
    came with it what it likes.
    """
    operation = outcome.shown.operation if outcome.shown else None
    resource = api.resources.get(operation.resource) if operation else None
    if operation is None or resource is None or not api.rules:
        return False
    if child_of(resource, within_item(operation, mismatch.path)) not in ("", resource.name):
        return True
    name, parent = property_of(operation, mismatch), api.resources.get(resource.parent)
    if not name or parent is None or _is_sent(api, resource, (name,)):
        return False
    inside = [each.path for each in parent.nests if each.schema.children == resource.name]
    return any(_is_sent(api, parent, (*path, 0, name)) for path in inside)


def _is_sent(api: Api, resource: Resource, place: tuple[str | int, ...]) -> bool:
    """Say whether some operation on a resource sends what is at a place in it."""
    for each in api.operations.values():
        path = tuple(0 if part == EACH else part for part in each.item_path)
        bodies = each.body.values() if each.resource == resource.name else ()
        if any(body.schema.at((*path, *place)) is not None for body in bodies):
            return True
    return False


def _is_made_its_way(
    api: Api, state: State, request: Request, outcome: Outcome, mismatch: Mismatch
) -> bool:
    """Say whether a place shows what was sent of something new in the server's own way, or not at
    all: where rules are told and none is about that, a server may work out a property from others.
    """
    operation = outcome.shown.operation if outcome.shown else None
    resource = api.resources.get(operation.resource) if operation else None
    if operation is None or resource is None or not api.rules:
        return False
    key = outcome.shown.key if outcome.shown else None
    sent, name = _sent(operation, request), property_of(operation, mismatch)
    if name in ("", resource.identifier) or (resource.name, key) in state.entities:
        return False
    if resource.states and name == resource.states.field:
        return all(isinstance(each, Inferred) for each in resource.rules.get("states.start", ()))
    return mismatch.seen == "nothing" or (isinstance(sent, Mapping) and name in sent)


def is_for_good(api: Api, state: State, outcome: Outcome, mismatch: Mismatch) -> bool:
    """Say whether a place shows a choice as it was before an update, of which no rule tells and
    which there is without being made: what kind of thing something is may be settled at first.
    """
    shown = outcome.shown
    resource = api.resources.get(shown.operation.resource) if shown else None
    entity = state.get(resource.name, shown.key) if shown and resource and shown.key else None
    if shown is None or resource is None or entity is None:
        return False
    path = within_item(shown.operation, mismatch.path)
    schema = resource.properties.get(path[0]) if path else None
    for name in path[1:]:
        schema = schema.properties.get(name) if schema else None
    if schema is None or schema.rules or value_at(entity.fields, path) != mismatch.seen:
        return False
    chosen = schema.default if isinstance(schema.default, str) else ""
    return bool(chosen and WORD.fullmatch(chosen))


def gives_way(api: Api, state: State, outcome: Outcome, mismatch: Mismatch) -> bool:
    """Say whether a place shows another number than one that a sibling has, too, of which no rule
    tells: a server may see to it that each has its own.
    """
    shown, name = outcome.shown, mismatch.path.split(".")[-1]
    resource = api.resources.get(shown.operation.resource) if shown else None
    schema = resource.properties.get(name) if resource else None
    if resource is None or schema is None or schema.rules or schema.types != ("integer",):
        return False
    ordering = {each for each, _ in resource.order} | {resource.position, resource.sort_order}
    if name in ordering | {resource.identifier} or schema.made_by:
        return False
    if not isinstance(mismatch.seen, int) or not isinstance(mismatch.expected, int):
        return False
    homes = Counter(
        each.parent
        for (kind, _), each in state.entities.items()
        if kind == resource.name and each.fields.get(name) == mismatch.expected
    )
    return any(number > 1 for number in homes.values())


def _sent(operation: Operation, request: Request) -> Any:
    body = request.body.value if isinstance(request.body, Json) else None
    return value_at(body, operation.item_path)


def is_passed_over(
    operation: Operation, refusal: Refusal, request: Request, response: Response
) -> bool:
    """Say whether an answer shows that nothing was made of the members for which a request should
    have been refused: a server need not look at what it does not keep.
    """
    depth, sent = len(operation.item_path), _sent(operation, request)
    inside = [each.field.split(".")[depth:] for each in refusal.violations]
    items = read(operation, response.body).items
    said = sent if isinstance(sent, Mapping) else {}
    known = bool(items) and all(inside)
    return known and all(
        _is_otherwise(item.get(name), said.get(name), names)
        for item in items
        for name, *names in inside
    )


def _is_otherwise(shown: Any, sent: Any, names: list[str]) -> bool:
    """Say whether a place inside a property shows nothing of what was sent there; in a list, in
    no element.
    """
    number = place(names[0]) or 0 if names else 0
    if not isinstance(shown, list) or not isinstance(sent, list) or number >= len(sent):
        return _is_other(shown, sent)
    path = tuple(names[1:])
    return all(_is_other(value_at(each, path), value_at(sent[number], path)) for each in shown)


def _is_other(shown: Any, sent: Any) -> bool:
    """Say whether nothing is shown, or a plain value that is not the one that was sent."""
    is_plain = isinstance(shown, str | int | float) and isinstance(sent, str | int | float)
    return shown in NOTHING or (is_plain and str(shown) != str(sent))


def property_of(operation: Operation, mismatch: Mismatch) -> str:
    """Return the property of an item that a mismatch is about, "" for none."""
    return next(iter(within_item(operation, mismatch.path)), "")
