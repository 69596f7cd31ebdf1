"""Links: the addresses of the pages before and after one, made from the request's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from mockserver.engine.clause import keeps
from mockserver.engine.message import Request
from mockserver.engine.outcome import Shown


def address_of(request: Request) -> str:
    """Return the URL of a request without its query; without its host when it names none."""
    host, path = request.headers.get("host", ""), request.target.partition("?")[0]
    return f"http://{host}{path}" if host else path


@keeps("page.links")
def links(shown: Shown, numbers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the links of a numbered page. Where there is no such page, its URL is None and its
    query is missing.
    """
    has_next, has_previous = numbers["has-next"], numbers["has-previous"]
    here = _query(shown, numbers, 0)
    behind = _query(shown, numbers, 1) if has_next else None
    before = _query(shown, numbers, -1) if has_previous else None
    found: dict[str, Any] = {
        "next-url": behind and shown.address + behind,
        "previous-url": before and shown.address + before,
        "current-query": here,
    }
    if behind:
        found["next-query"] = behind
    if before:
        found["previous-query"] = before
    return found


def _query(shown: Shown, numbers: Mapping[str, Any], step: int) -> str:
    """Return the query that asks for a page so many further on, other parameters as they were."""
    page = shown.operation.page
    assert page is not None
    others = [pair for pair in shown.pairs if pair[0] not in (page.number, page.size)]
    own = [(page.number, str(numbers["page"] + step)), (page.size, str(numbers["size"]))]
    return "?" + urlencode([*own, *others])
