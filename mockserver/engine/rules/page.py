"""Pages: a list is cut by number or by cursor, and filters narrow it."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import orjson

from mockserver.engine.call import Call
from mockserver.engine.clause import keeps
from mockserver.engine.message import Refusal, Violation
from mockserver.engine.outcome import Shown
from mockserver.engine.rules.condition import in_view
from mockserver.engine.rules.filter import meets, sought
from mockserver.engine.rules.links import address_of, links
from mockserver.engine.rules.order import SortKey
from mockserver.engine.sequence import Sequence
from mockserver.engine.state import Entity, Family, State
from mockserver.model.api import Api
from mockserver.model.nothing import NOTHING
from mockserver.model.resource import Resource


def asked(
    api: Api, state: State, resource: Resource, call: Call, parent: Family
) -> Shown | Refusal:
    """Return what a list request asks to see; a cursor that is none is refused."""
    operation, page = call.operation, call.operation.page
    filters = tuple(sought(api, resource, call)) if operation.filters else ()
    path = call.path if operation.view else NOTHING
    if page is None:
        return Shown(operation=operation, parent=parent, filters=filters, path=path)
    size = _whole(call.query.get(page.size), 0)
    if page.number:
        number = _whole(call.query.get(page.number), 1)
        return Shown(
            operation=operation,
            parent=parent,
            start=(number - 1) * size,
            size=size,
            page=number,
            filters=filters,
            path=path,
            address=address_of(call.request) if operation.linked else "",
            pairs=call.request.query if operation.linked else (),
        )
    keys: dict[str, SortKey | None] = {}
    for side, name in (("after", page.cursor), ("before", page.back)):
        text = call.query.get(name) or ""
        keys[side] = _key(state.children(operation.resource, parent), text) if text else None
        if text and keys[side] is None:
            wrong = Violation(where="query", field=name, message="The cursor is not valid.")
            return Refusal(kind="invalid", violations=(wrong,))
    return Shown(
        operation=operation,
        parent=parent,
        size=size,
        filters=filters,
        path=path,
        **keys,  # type: ignore[arg-type]
    )


def _whole(value: Any, otherwise: int) -> int:
    """Return a number of at least 1; a document that admits others cannot mean them."""
    return value if isinstance(value, int) and value >= 1 else otherwise


@keeps("page.cut", "page.arithmetic", "page.past-end", "count.equals-list", "parent.own-list")
def cut(state: State, shown: Shown) -> tuple[list[Entity], dict[str, Any]]:
    """Return the entities of the page that is asked for, and the numbers that describe it.

    A page past the end is empty. Without filters the cost does not depend on how long the
    list is.
    """
    resource = shown.operation.resource
    items: Sequence[SortKey] | list[SortKey] = state.children(resource, shown.parent)
    if shown.filters or shown.operation.view:
        items = [item for item in items if _listed(state, shown, state.child(resource, item))]
    total = len(items)
    start, stop = _bounds(items, shown, total)
    chosen = items[start:stop] if isinstance(items, list) else items.slice(start, stop)
    size = shown.size or max(total, 1)
    numbers = {
        "count": len(chosen),
        "total": total,
        "page": shown.page,
        "size": size,
        "pages": -(-total // size),
        "has-next": stop < total,
        "has-previous": shown.page > 1,
        "cursor": _cursor(chosen[-1]) if stop < total and chosen else "",
        "back-cursor": _cursor(chosen[0]) if start > 0 and chosen else "",
    }
    if shown.operation.linked:
        numbers |= links(shown, numbers)
    return [state.child(resource, item) for item in chosen], numbers


def _listed(state: State, shown: Shown, entity: Entity) -> bool:
    view = shown.operation.view
    return meets(state, entity, shown.filters) and (
        view is None or in_view(state, view, entity, shown.path)
    )


def is_past_end(state: State, shown: Shown) -> bool:
    """Return whether a numbered page begins behind the end of the list; the first never does."""
    if not shown.start:
        return False
    if shown.filters or shown.operation.view:
        return shown.start >= int(cut(state, shown)[1]["total"])
    return shown.start >= len(state.children(shown.operation.resource, shown.parent))


def _bounds(items: Any, shown: Shown, total: int) -> tuple[int, int]:
    if shown.before is not None:
        stop = _rank(items, shown.before)
        return max(0, stop - shown.size), stop
    start = (
        shown.start if shown.after is None else _rank(items, (*shown.after, ""))
    )  # just behind it
    start = min(start, total)
    return start, min(start + shown.size, total) if shown.size else total


def _rank(items: Any, key: SortKey) -> int:
    """Return how many items come before a key that may have been deleted meanwhile."""
    return sum(item < key for item in items) if isinstance(items, list) else items.bisect(key)


def _cursor(key: SortKey) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(key)).decode().rstrip("=")


def _key(items: Sequence[SortKey], text: str) -> SortKey | None:
    """Return the sort key that a cursor stands for, None when it is not one for this list."""
    try:
        value = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        key = tuple(tuple(each) if isinstance(each, list) else each for each in value)
        if not isinstance(value, list) or (items and len(key) != len(items[0])):
            return None
        items.bisect(key)  # what cannot be compared with the list's own keys is none of them
    except (ValueError, TypeError, binascii.Error):
        return None
    return key
