"""How the stranger in Square's style lists and searches, a page at a time."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime

from tests.strangers.square_desk import Answer, Asked, Desk
from tests.strangers.square_facts import DATA, DEFAULT_TYPES
from tests.strangers.square_gate import TYPES, Refused, invalid, member, needed, text
from tests.strangers.square_store import Object


class Lists(Desk):
    """The operations that answer with pages."""

    def page(self, some: list[Object], cursor: str | None, size: int) -> tuple[list[Object], str]:
        """Return a page and the cursor of the next one, empty if there is none."""
        if cursor:
            try:
                last = base64.urlsafe_b64decode(cursor).decode()
            except (binascii.Error, ValueError) as error:
                if self.on("bad-cursor-ignored"):
                    last = "@"
                elif self.on("bad-cursor-500"):
                    raise Refused(500, "INTERNAL_SERVER_ERROR", str(error)) from None
                else:
                    raise invalid("What cursor is this?", "cursor", "INVALID_CURSOR") from None
            if not last.startswith("@") and not self.on("bad-cursor-ignored"):
                raise invalid("What cursor is this?", "cursor", "INVALID_CURSOR")
            overlaps = self.on("page-overlaps")
            some = [
                it
                for it in some
                if self.place(it) > last[1:] or (overlaps and self.place(it) == last[1:])
            ]
            some = some[1:] if self.on("page-skips-one") else some
        page = some[:size]
        more = len(some) > size or (bool(page) and self.on("cursor-to-nowhere"))
        if self.on("cursor-missing") or not more:
            return page, ""
        return page, base64.urlsafe_b64encode(f"@{self.place(page[-1])}".encode()).decode()

    def full_page(self) -> int:
        """Return how many objects a page has if the request does not say it."""
        return 101 if self.on("page-of-101") else 60 if self.on("short-pages") else 100

    def list_(self, asked: Asked) -> Answer:
        said = asked.query.get("types")
        types = (said or "").split(",")
        if (
            said is None
            or (not said and self.on("no-types-are-default"))
            or self.on("types-ignored")
        ):
            types = list(DEFAULT_TYPES) + ["IMAGE"] * self.on("images-by-default")
        if [each for each in types if each not in DATA] and self.on("unknown-types-refused"):
            raise invalid("There are no objects of this type.", "types")
        some = self.listed(types, dead=self.on("deleted-listed"))
        page, cursor = self.page(some, asked.query.get("cursor"), self.full_page())
        body = self.lean({"objects": [self.shown(it) for it in page]})
        return 200, body | ({"cursor": cursor} if cursor else {})

    def search(self, asked: Asked) -> Answer:
        given = asked.body
        types = member(given, "object_types", list)
        if types is not None and [each for each in types if each not in TYPES]:
            raise invalid("There are no objects of this type.", "object_types")
        dead = member(given, "include_deleted_objects", bool) or self.on("deleted-always-found")
        related = member(given, "include_related_objects", bool)
        some = self.listed(types or list(DEFAULT_TYPES), dead=bool(dead))
        begin = self.begin(given)
        if begin is not None:
            inclusive = self.on("begin-included")
            some = [
                it for it in some if it["updated"] > begin or (inclusive and it["updated"] == begin)
            ]
        some = self.asked_for(some, member(given, "query", dict))
        page, cursor = self.page(some, text(given, "cursor"), self.limit(given))
        more = [it for it in self.related(page) if it not in page] if related else []
        body = self.lean({"objects": [self.shown(it) for it in page]})
        if related:
            body |= self.lean({"related_objects": [self.shown(it) for it in more]})
        body |= {"cursor": cursor} if cursor else {}
        return 200, body | {"latest_time": self.when(self.last)}

    def begin(self, given: Object) -> float | None:
        """Return the time in milliseconds behind which changes are searched for."""
        said = text(given, "begin_time")
        if said is None or self.on("begin-ignored"):
            return None
        try:
            then = datetime.fromisoformat(said)
        except ValueError:
            raise invalid("Which time is this?", "begin_time") from None
        if then.tzinfo is None or "T" not in said.upper():
            raise invalid("RFC 3339, please.", "begin_time")
        return round((then - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1000, 3)

    def limit(self, given: Object) -> int:
        limit: int | None = member(given, "limit", int)
        if limit is not None and not 1 <= limit <= 1000:
            if self.on("limit-out-of-range-refused"):
                raise invalid("1 to 1000.", "limit")
            limit = 1000 if self.on("limit-out-of-range-capped") else None
        if limit is None or self.on("limit-ignored"):
            return self.full_page()
        limit += self.on("limit-plus-one")
        return min(limit, self.full_page()) if self.on("short-pages") else limit

    def asked_for(self, some: list[Object], query: Object | None) -> list[Object]:
        """Return those objects that meet a query. Raises Refused."""
        kinds = {"exact_query", "prefix_query", "text_query"}
        if not query:
            return some
        if query.keys() - kinds:
            raise invalid("We cannot search in this way.", "query")

        def name(it: Object) -> str:
            return str(it["data"].get("name", "")).lower()

        for kind in query:
            how = member(query, kind, dict)
            needed(how, *(["keywords"] if kind == "text_query" else ["attribute_name"]))
            if kind == "text_query":
                words = member(how, "keywords", list)
                if not 1 <= len(words) <= 3 or not all(isinstance(each, str) for each in words):
                    raise invalid("One to three keywords.", "keywords")
                some = [it for it in some if all(word.lower() in name(it) for word in words)]
                continue
            value = "attribute_value" if kind == "exact_query" else "attribute_prefix"
            needed(how, value)
            said = (text(how, value) or "").lower()
            if member(how, "attribute_name", str) != "name":
                raise invalid("Only names can be searched.", "attribute_name")
            if kind == "exact_query":
                some = [it for it in some if name(it) == said]
            elif not said:
                raise invalid("How does it begin?", value, "VALUE_EMPTY")
            elif not self.on("prefix-ignored"):
                some = [it for it in some if name(it).startswith(said)]
        return some

    def info(self, asked: Asked) -> Answer:
        most = {"batch_upsert_max_objects_per_batch": 1000, "batch_upsert_max_total_objects": 10000}
        most |= {"batch_retrieve_max_object_ids": 1000, "search_max_page_limit": 1000}
        return 200, {"limits": most | {"batch_delete_max_object_ids": 200}}
