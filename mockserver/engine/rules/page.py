"""Pages: a list is cut by number or by cursor, and filters narrow it."""

from __future__ import annotations

import base64
import binascii
from dataclasses import replace
from typing import Any

import orjson

from mockserver.engine.call import Call
from mockserver.engine.clause import keeps
from mockserver.engine.message import Refusal, Violation
from mockserver.engine.outcome import Outcome, Shown
from mockserver.engine.refuse import refused
from mockserver.engine.rules.condition import in_view
from mockserver.engine.rules.filter import meets, sought
from mockserver.engine.rules.links import address_of, links
from mockserver.engine.rules.order import SortKey
from mockserver.engine.rules.sent import place_of, sent
from mockserver.engine.sequence import Sequence
from mockserver.engine.state import Entity, Family, State
from mockserver.model.api import Api
from mockserver.model.nothing import NOTHING
from mockserver.model.operation import Page
from mockserver.model.property import NO_CLAUSES
from mockserver.model.resource import Resource

LARGEST = 2**63 - 1


def asked(
    api: Api, state: State, resource: Resource, call: Call, parent: Family
) -> Shown | Refusal:
    """Return what a list request asks to see; a cursor that is none is refused."""
    operation, page = call.operation, call.operation.page
    filters = tuple(sought(api, resource, call)) if operation.filters else ()
    path = call.path if operation.view else NOTHING
    if page is None:
        return Shown(operation=operation, parent=parent, filters=filters, path=path)
    size = _size(page, call)
    if not page.cursor:
        start, number = _beginning(page, call, size)
        return Shown(
            operation=operation,
            parent=parent,
            start=start,
            size=size,
            page=number,
            filters=filters,
            path=path,
            address=address_of(call.request) if operation.linked else "",
            pairs=call.request.query if operation.linked else (),
        )
    keys: dict[str, SortKey | None] = {}
    for side, name in (("after", page.cursor), ("before", page.back)):
        text = sent(call, name) if name else ""
        keys[side] = _key(state.children(operation.resource, parent), text) if text else None
        if text and keys[side] is None:
            where, field = place_of(name)
            message = "The cursor is not valid."
            wrong = Violation(where=where, field=field, message=message, keyword="cursor")
            return Refusal(kind="invalid", violations=(wrong,))
    return Shown(
        operation=operation,
        parent=parent,
        size=size,
        filters=filters,
        path=path,
        **keys,  # type: ignore[arg-type]
    )


def _beginning(page: Page, call: Call, size: int) -> tuple[int, int]:
    """Return how many come before the page that is asked for, and its number."""
    if page.offset:
        start = _whole(call.query.get(page.offset), 0)
        return start, page.first + (start // size if size else 0)
    number = _whole(call.query.get(page.number), page.first, page.first) if page.number else 1
    return (number - page.first) * size, number


def _size(page: Page, call: Call) -> int:
    """Return how many a page has at most, 0 for no limit; a size beyond the most is ignored."""
    size = _whole(sent(call, page.size), page.otherwise) if page.size else page.otherwise
    return page.otherwise if page.most and size > page.most else size


def _whole(value: Any, otherwise: int, least: int = 1) -> int:
    """Return a whole number of at least so much; a document that admits others cannot mean them.
    What is larger than any list stands for the largest that can be told.
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return min(value, LARGEST) if isinstance(value, int) and value >= least else otherwise


def page_shown(state: State, shown: Shown) -> tuple[list[Entity], dict[str, Any]]:
    """Return the entities of the page that is asked for, and what is told beside them."""
    return ahead(state, shown) if shown.operation.page_only else cut(state, shown)


@keeps("page.ahead")
def ahead(state: State, shown: Shown) -> tuple[list[Entity], dict[str, Any]]:
    """Return the page behind a cursor without looking at what comes after it, as an answer that
    tells no totals allows: the cost is that of what is looked through to fill the page.
    """
    resource = shown.operation.resource
    items = state.children(resource, shown.parent)
    at = 0 if shown.after is None else items.bisect((*shown.after, ""))
    chosen: list[tuple[SortKey, Entity]] = []
    step = most = shown.size or len(items)
    while at < len(items) and len(chosen) <= most:
        for item in items.slice(at, at + step + 1):
            entity = state.child(resource, item)
            if _listed(state, shown, entity):
                chosen.append((item, entity))
        at, step = at + step + 1, step * 2
    numbers: dict[str, Any] = {"count": min(len(chosen), most), "size": most, "page": 1}
    further = len(chosen) > most
    numbers |= _following(cursor_at(chosen[most - 1][0]) if further else "")
    return [entity for _, entity in chosen[:most]], numbers


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
        "has-previous": shown.page > 1 or shown.start > 0,
        "offset": start,
        "back-cursor": cursor_at(chosen[0]) if start > 0 and chosen else "",
        **_following(cursor_at(chosen[-1]) if stop < total and chosen else ""),
    }
    if shown.operation.linked:
        numbers |= links(shown, numbers)
    return [state.child(resource, item) for item in chosen], numbers


def _following(cursor: str) -> dict[str, str | None]:
    """Return what tells where a list goes on; on the last page it is empty, null, or left out."""
    found: dict[str, str | None] = {"cursor": cursor, "cursor-or-null": cursor or None}
    return found | {"next-cursor": cursor} if cursor else found


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


def beyond(api: Api, state: State, page: Page, empty: Outcome) -> tuple[Outcome, ...]:
    """Return what a page past the end may be: empty, or not there."""
    clauses = empty.shown.operation.rules if empty.shown else NO_CLAUSES
    rules = clauses.get("page.past-end", ())
    refusal = Refusal(kind="not-found", message=page.missing, rules=rules)
    choices = {
        "empty": replace(empty, rules=tuple(dict.fromkeys((*empty.rules, *rules)))),
        "refuse": refused(api, state, refusal)[0],
    }
    return tuple(choices[each] for each in page.past_end)


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


def cursor_at(key: SortKey) -> str:
    """Return the cursor that stands for the place just at a sort key."""
    # An identifier that is not known yet stands in no answer of ours, but an examiner gets here.
    text = orjson.dumps(key, default=repr, option=orjson.OPT_PASSTHROUGH_DATACLASS)
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


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
