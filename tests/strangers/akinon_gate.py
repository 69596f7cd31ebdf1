"""What the stranger in Akinon's style asks of every request: a token, filters, pages."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import orjson
from starlette.requests import Request

from tests.strangers.akinon_facts import CHANNELS, KEYS
from tests.strangers.akinon_store import Row, Warehouse

Answer = tuple[int, Any]
ADDRESS = re.compile(r"https?://[^\s/?#]+([/?#]\S*)?", re.IGNORECASE)


class Refused(Exception):
    """A request that is not done, and why; with a field the answer tells it by field."""

    def __init__(self, status: int, message: str, field: str = "") -> None:
        self.status, self.message, self.field = status, message, field


class Gate(Warehouse):
    """Who may, what is valid, and what a page of it is."""

    def admit(self, request: Request) -> None:
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        wrong = 403 if self.on("missing-401-as-403") else 401
        if scheme.lower() != "token":
            delta = re.search("/(inserts|updates|inserts_or_updates)/$", request.url.path)
            if self.on("no-token") or (delta and self.on("no-token-reads")):
                return
            raise Refused(wrong, "Credentials are needed here.")
        active = KEYS.get(key)
        if active is None and not self.on("any-token"):
            raise Refused(401, "This token is not known.")
        if active is False and not self.on("inactive-token"):
            raise Refused(401, "This user has been shut out.")

    def absent(self, request: Request, known: bool = False) -> Refused:
        """Return why nothing is there; what is `known` is there, but elsewhere."""
        return Refused(403 if known and self.on("foreign-403") else 404, "Nothing is here.")

    def path_number(self, request: Request, name: str = "id") -> int:
        text = request.path_params[name]
        if not re.fullmatch("[0-9]{1,18}", text):
            raise self.absent(request)
        return int(text)

    def channel(self, request: Request) -> int:
        number = self.path_number(request, "channel_id")
        if number not in CHANNELS:
            raise self.absent(request, known=True)
        return number

    def count(self, request: Request, name: str, usual: int) -> int:
        text = request.query_params.get(name, str(usual))
        number = int(text) if re.fullmatch("-?[0-9]{1,18}", text) else None
        if name == "page" and number == 0 and self.on("page-zero-accepted"):
            return 0
        if number is not None and number < 1 and self.on("small-numbers-default"):
            return usual
        if number is None or number < 1:
            if name == "page" and self.on("bad-page-404"):
                raise Refused(404, "There is no such page.")
            raise Refused(400, "A whole number from 1 on.", name)
        return min(number, 100) if name == "limit" and self.on("limit-capped") else number

    def numbers_of(self, request: Request, name: str) -> set[int] | None:
        """Return the numbers that a filter lists, None when it narrows nothing."""
        given = request.query_params.getlist(name)
        text = ",".join(given if self.on("lists-repeated") else given[-1:])
        if not text:
            return set() if given and self.on("empty-filter-empty") else None
        if not re.fullmatch(r"-?\d{1,18}(,-?\d{1,18})*", text, re.ASCII):
            if name == "id__in" and self.on("odd-filter-500"):
                raise Refused(500, "Server error.")
            raise Refused(400, "Whole numbers, separated by commas.", name)
        found = [int(each) for each in text.split(",")]
        return set(found[:1] if name == "id__in" and self.on("ids-first-only") else found)

    def sliced(self, request: Request, rows: list[Row], bare: bool = False) -> list[Row]:
        """Return the elements of the page that is asked for."""
        usual = 25 if self.on("limit-default-25") else 10
        page, limit = self.count(request, "page", 1), self.count(request, "limit", usual)
        if self.on("limit-ignored"):
            limit = 10
        request.state.page, request.state.limit = page, limit
        if bare and self.on("delta-limit-ignored"):
            return rows
        start = max(page - 1, 0) * limit
        if page > 1:
            start += self.on("page-gap") - self.on("page-overlap")
            if start >= len(rows) and not self.on("past-end-empty"):
                raise Refused(404, "There is no such page.")
        return rows[start : start + limit + self.on("limit-one-more")]

    def enveloped(self, request: Request, rows: list[Row], everything: int = -1) -> Row:
        """Return a page with its envelope; `everything` counts what no filter narrows."""
        shown = self.sliced(request, rows)
        page, limit, count = request.state.page, request.state.limit, len(rows)
        after = page * limit < count or self.on("next-on-last")
        before = page > 1 or page == 0 or self.on("previous-on-first")
        if self.on("count-of-page"):
            count = len(shown)
        if self.on("count-unfiltered") and everything >= 0:
            count = everything
        following = page if self.on("next-is-this") else page + 1
        after = after and not self.on("next-never")
        envelope = {"count": count, "next": self.link(request, following) if after else None}
        if not self.on("previous-missing"):
            envelope["previous"] = self.link(request, page - 1) if before else None
        return envelope | {"results": shown}

    def link(self, request: Request, page: int) -> str:
        url = request.url.include_query_params(page=page)
        if page == 1 and self.on("first-page-unnumbered"):
            url = request.url.remove_query_params("page")
        if self.on("next-loses-filter"):
            kept = {name: request.query_params.get(name) for name in ("limit",)}
            kept = {name: text for name, text in kept.items() if text is not None}
            url = request.url.replace(query="").include_query_params(**kept, page=page)
        if self.on("relative-links"):
            return f"{url.path}?{url.query}" if url.query else url.path
        return str(url)

    async def body(self, request: Request, needed: bool = True) -> Row:
        content = await request.body()
        if not content and not needed:
            return {}
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            raise Refused(415, "Send application/json.")
        try:
            given = orjson.loads(content)
        except orjson.JSONDecodeError:
            raise Refused(400, "This is no JSON.") from None
        if not isinstance(given, dict):
            raise Refused(400, "Send an object.", "non_field_errors")
        return given

    def order(self, value: Any) -> Any:
        if self.on("order-of-any-type") and isinstance(value, str | float):
            return 1
        least = -(2**31) if self.on("order-below-zero") else 0
        number = self.whole(value, "order")
        if not least <= number < 2**31:
            raise Refused(400, "This number is out of range.", "order")
        return number

    @staticmethod
    def whole(value: Any, field: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int | float) or value % 1:
            raise Refused(400, "A whole number is needed.", field)
        return int(value)

    @staticmethod
    def text(value: Any, field: str, most: int = 255) -> str | None:
        if value is not None and (not isinstance(value, str) or len(value) > most):
            raise Refused(400, f"A text of at most {most} characters.", field)
        return value

    @staticmethod
    def moment(value: Any, field: str) -> str | None:
        try:
            if value is not None:
                datetime.fromisoformat(value)
        except (TypeError, ValueError):
            raise Refused(400, "This is no time.", field) from None
        return value if value is None else str(value)
