"""A stranger in the style of Square: one seller's catalog and its images, from the facts alone.

`python -m tests.strangers.square --port 8090 --fault primary-ignored` serves it.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from copy import deepcopy
from datetime import date
from hashlib import sha1
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from tests.strangers import serving
from tests.strangers.serving import NONE
from tests.strangers.square_desk import Answer, Asked
from tests.strangers.square_facts import BASE, FAULTS, FIXTURES, INFERRED, TOKENS, TURN, VARIANTS
from tests.strangers.square_gate import OTHERS, Refused, invalid, key
from tests.strangers.square_lists import Lists
from tests.strangers.square_store import Object

__all__ = ["FAULTS", "FIXTURES", "INFERRED", "VARIANTS", "app"]
Ask = Callable[[Asked], Answer]


class Counter(Lists):
    """The way in and out: credentials, bodies, repeated requests, errors."""

    def reset(self) -> None:
        super().reset()
        self.done, self.contents = dict[str, tuple[Any, Answer]](), dict[Any, Answer]()
        self.busy, self.writes = False, 0

    def answered(self, scope: str, ask: Ask, form: bool = False) -> Any:
        """Return the endpoint that answers what is asked to those who have a scope."""

        async def endpoint(request: Request) -> Response:
            try:
                self.admit(request, scope)
                early = self.early_version(request)
                asked = await self.asked(request, form)
                self.early = early
                status, body = self.answer(request, asked, scope, ask)
            except Refused as refusal:
                status, body = refusal.status, {"errors": self.errors(refusal)}
            return self.reply(status, body)

        return endpoint

    def answer(self, request: Request, asked: Asked, scope: str, ask: Ask) -> Answer:
        writes = scope == "ITEMS_WRITE"
        self.writes += writes
        if writes and self.on("now-and-then-429") and self.writes % 20 == 0:
            raise Refused(429, "RATE_LIMITED", "One by one.", category="RATE_LIMIT_ERROR")
        if not writes or request.method == "DELETE" or ask == self.batch_delete:
            return ask(asked)
        return self.once(f"{request.method} {request.url.path.split('/')[-2:]}", asked, ask)

    def once(self, operation: str, asked: Asked, ask: Ask) -> Answer:
        """Answer a request that has a key; an equal one is answered as it was."""
        if "unknown-members-refused" in self.switches and asked.body.keys() - OTHERS:
            raise invalid("We do not know all of this.")
        if self.on("existence-first") and "object_id" in asked.path:
            self.found(asked.path["object_id"])
        name = key(asked.body, self.switches)
        name = name[:4] if self.on("keys-shortened") else name
        operation = "" if self.on("keys-of-all-operations") else operation.partition(" ")[0]
        operation += "" if self.on("keys-of-all-operations") else ask.__name__
        told = deepcopy(asked.body)
        if self.on("holder-not-compared"):
            told.pop("object_id", None)
        bytes_ = sha1(asked.file or b"").hexdigest() if self.on("bytes-compared") else ""
        request = told, asked.path, bytes_, ask.__name__
        content = {n: v for n, v in asked.body.items() if n != "idempotency_key"}
        digest = orjson.dumps([ask.__name__, content, asked.path], option=orjson.OPT_SORT_KEYS)
        known = self.done.get(operation + name)
        if self.on("key-ignored") or (self.on("key-ignored-for-images") and asked.file):
            known = None
        if not known and self.on("content-is-key") and digest in self.contents:
            return self.contents[digest]
        if known:
            if known[0] == request or self.on("reused-key-replays"):
                return self.repeated(*known[1], asked, ask)
            if not self.on("reused-key-carried-out"):
                if self.on("reused-key-done"):
                    ask(asked)
                detail = "This key belongs to another request."
                raise invalid(detail, "idempotency_key", "IDEMPOTENCY_KEY_REUSED")
        try:
            status, body = ask(asked)
        except Refused:
            if self.on("refusals-have-keys"):
                self.done.pop(operation + name, None)
                self.done[operation + name] = request, (400, None)
            raise
        if name or not self.on("key-not-needed"):
            self.done[operation + name] = request, (status, deepcopy(body))
        self.contents[digest] = status, deepcopy(body)
        return status, body

    def repeated(self, status: int, body: Any, asked: Asked, ask: Ask) -> Answer:
        if body is None:
            return ask(asked)
        shown = body.get("image") or body.get("catalog_object") or {}
        it = self.living(shown.get("id"))
        if it and self.on("repeat-attaches-again") and "object_id" in asked.body:
            holder = self.living(asked.body["object_id"])
            if holder:
                self.attach(holder, it["id"], asked.body.get("is_primary"), self.tick())
        if it and "catalog_object" in body and self.on("repeat-shows-now"):
            return status, body | {"catalog_object": self.shown(it)}
        if self.on("repeat-409"):
            raise Refused(409, "CONFLICT", "You said that already.")
        return status, body

    def admit(self, request: Request, scope: str) -> None:
        sent = request.headers.get("authorization", "")
        scopes = TOKENS.get(sent.removeprefix("Bearer "))
        category = "AUTHENTICATION_ERROR"
        if not scope or (not sent and self.on("no-token")) or (sent and self.on("any-token")):
            return
        if scopes is None or not sent.startswith("Bearer "):
            raise Refused(401, "UNAUTHORIZED", "Who are you?", category=category)
        anyone = {"ITEMS_WRITE": "reader-writes", "ITEMS_READ": "anyone-reads"}[scope]
        if scope == "ITEMS_READ" and self.on("reading-needs-writing"):
            scope = "ITEMS_WRITE"
        if scope not in scopes and not self.on(anyone):
            status = 401 if self.on("scope-401") else 403
            raise Refused(status, "INSUFFICIENT_SCOPES", f"{scope}?", category=category)

    def early_version(self, request: Request) -> bool:
        """Return whether a request is of a version in which objects had one image."""
        said = request.headers.get("square-version", "")
        try:
            version = date.fromisoformat(said) if len(said) == 10 else None
        except ValueError:
            version = None
        if said and version is None and self.on("bad-version-refused"):
            raise invalid("There is no such version.", "Square-Version")
        turn = date(2021, 12, 16) if self.on("turn-a-day-late") else TURN
        return version is not None and version < turn

    async def asked(self, request: Request, form: bool) -> Asked:
        asked = Asked(dict(request.path_params), dict(request.query_params), {})
        if request.method in ("GET", "DELETE"):
            return asked
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if form and not (self.on("json-taken-for-form") and kind == "application/json"):
            await self.form(request, asked, kind)
        else:
            if kind != "application/json" and self.on("content-type-checked"):
                raise invalid("application/json, please.", code="INVALID_CONTENT_TYPE")
            asked.body = self.parsed(await request.body())
        return asked

    async def form(self, request: Request, asked: Asked, kind: str) -> None:
        if kind != "multipart/form-data":
            status = 415 if self.on("other-statuses") else 400
            raise Refused(status, "INVALID_CONTENT_TYPE", "A form in parts, please.")
        try:
            async with request.form() as parts:
                text, file = parts.get("request"), parts.get("image_file")
                if file is None and self.on("part-named-file"):
                    file = parts.get("file")
                if isinstance(text, UploadFile):
                    text = (await text.read()).decode(errors="replace")
                if isinstance(file, UploadFile):
                    asked.file, asked.media = await file.read(), file.content_type or ""
        except HTTPException:
            raise invalid("This is no form.", code="BAD_REQUEST") from None
        if text is None:
            raise invalid("Where is the request?", "request", "MISSING_REQUIRED_PARAMETER")
        asked.body = self.parsed(text)

    def parsed(self, content: str | bytes) -> Any:
        try:
            body = orjson.loads(content)
        except orjson.JSONDecodeError as error:
            if self.on("no-json-500"):
                raise Refused(500, "INTERNAL_SERVER_ERROR", str(error)) from None
            raise invalid("This is no JSON.", code="BAD_REQUEST") from None
        if not isinstance(body, dict):
            raise invalid("An object, please.", code="BAD_REQUEST")
        return body

    def error(self, refusal: Refused) -> Object:
        it = {"category": refusal.category, "code": refusal.code, "detail": refusal.detail}
        if refusal.field or not self.on("field-of-some"):
            it["field"] = refusal.field
        if self.on("category-missing"):
            del it["category"]
        if self.on("code-missing"):
            del it["code"]
        if self.on("errors-lean"):
            it = {name: value for name, value in it.items() if name in ("category", "code")}
        plain = ("NOT_FOUND", "VERSION_MISMATCH", "IDEMPOTENCY_KEY_REUSED", "RATE_LIMITED")
        if self.on("other-codes") and it["code"] not in plain and "AUTH" not in refusal.category:
            it["code"] = "BAD_REQUEST"
        return it

    def errors(self, refusal: Refused) -> Any:
        if self.on("errors-empty"):
            return []
        second = {"category": "INVALID_REQUEST_ERROR", "code": "BAD_REQUEST"}
        more = [second] if self.on("two-errors") and refusal.status == 400 else []
        return [self.error(refusal), *more]

    async def unrouted(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        code = "METHOD_NOT_ALLOWED" if error.status_code == 405 else "NOT_FOUND"
        refusal = Refused(error.status_code, code, "Nothing here.")
        answer = self.reply(error.status_code, {"errors": self.errors(refusal)})
        answer.headers.update(error.headers or {})
        return answer

    async def forgotten(self, request: Request) -> Response:
        self.reset()
        return self.reply(200, {})

    def reply(self, status: int, body: Any) -> Response:
        headers = dict(serving.headers(self.switches))
        headers |= {"Square-Version": "2025-08-20", "X-Speleo-Trace": "b1"}
        if status >= 400 and self.on("errors-200"):
            status = 200
        content = b"" if status == 204 else orjson.dumps(serving.mannered(body, self.switches))
        return Response(content, status, headers | {"Content-Type": "application/json"})


def app(
    faults: frozenset[str] = NONE,
    variants: frozenset[str] = NONE,
    clock: Callable[[], float] = time.time,
) -> Starlette:
    """Return a fresh server with faults and legal variants; unknown names are a ValueError."""
    it = Counter(serving.switched(faults, variants, (FAULTS, VARIANTS)), clock)
    one, image = f"{BASE}/v2/catalog/object", f"{BASE}/v2/catalog/images"
    asked: list[tuple[str, str, str, Ask]] = [
        ("POST", one, "ITEMS_WRITE", it.upsert),
        ("GET", f"{one}/{{object_id}}", "ITEMS_READ", it.retrieve),
        ("DELETE", f"{one}/{{object_id}}", "ITEMS_WRITE", it.delete_one),
        ("GET", f"{BASE}/v2/catalog/list", "ITEMS_READ", it.list_),
        ("POST", f"{BASE}/v2/catalog/search", "ITEMS_READ", it.search),
        ("POST", f"{BASE}/v2/catalog/batch-upsert", "ITEMS_WRITE", it.batch_upsert),
        ("POST", f"{BASE}/v2/catalog/batch-retrieve", "ITEMS_READ", it.batch_retrieve),
        ("POST", f"{BASE}/v2/catalog/batch-delete", "ITEMS_WRITE", it.batch_delete),
        ("GET", f"{BASE}/v2/catalog/info", "ITEMS_READ", it.info),
    ]
    endpoints: list[tuple[str, str, Callable[[Request], Awaitable[Response]]]] = [
        (method, path, it.answered(scope, ask)) for method, path, scope, ask in asked
    ]
    forms = [("POST", image, it.create_image), ("PUT", f"{image}/{{object_id}}", it.update_image)]
    endpoints += [(how, at, it.answered("ITEMS_WRITE", ask, form=True)) for how, at, ask in forms]
    return serving.routed([*endpoints, ("POST", "/_reset", it.forgotten)], it.unrouted)


if __name__ == "__main__":
    serving.main(app, FAULTS, VARIANTS, FIXTURES)
