"""What the stranger in Closient's style does: who may, what is valid, what is answered."""

from __future__ import annotations

import asyncio
import re
from typing import Any
from uuid import UUID

import orjson
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from tests.strangers.closient_facts import ALPHABET, KEYS, OURS, lengthened, shortened
from tests.strangers.closient_store import TEXTS, Brands

Answer = tuple[int, Any]
LONG = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
SHORT = re.compile(f"[{ALPHABET}]{{22}}")
MAGIC = re.compile(rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|GIF8[79]a|BM|RIFF.{4}WEBP", re.DOTALL)
SVG = re.compile(rb"\s*<(\?xml|!--|!DOCTYPE svg|svg).*", re.DOTALL)
TYPES = {"image/jpeg", "image/png", "image/gif", "image/webp", "image/svg+xml", "image/bmp"}


class Refused(Exception):
    """A request that is not done, and why."""

    def __init__(self, status: int, message: str, field: str = "") -> None:
        self.status, self.message, self.field = status, message, field


class Desk(Brands):
    """The requests: who may, what is valid, what is answered."""

    def caller(self, request: Request, permission: str = "") -> str:
        key = request.headers.get("x-api-key")
        known = KEYS.get(key or "")
        if known is None and self.on("any-key" if key else "no-key"):
            known = OURS, True
        if known is None:
            raise Refused(401, "The API key is missing, expired or unknown.")
        if permission and not known[1] and not self.on(f"viewer-{permission}"):
            raise Refused(403, "Your role does not include contributing.")
        return known[0]

    def id_(self, text: str, field: str) -> str:
        if LONG.fullmatch(text):
            return text if self.on(f"{field}-uuid-unknown") else shortened(UUID(text))
        limit = 2**128 if self.on("undecodable-422") else 57**22
        if not SHORT.fullmatch(text) or lengthened(text) >= limit:
            raise Refused(422, "Neither a shortuuid nor a UUID.", f"{field}_id")
        return text

    def gtin(self, text: Any, loose: bool = False) -> str:
        if isinstance(text, str) and loose and self.on("separators"):
            text = re.sub("[ -]", "", text)
        number = isinstance(text, str) and re.fullmatch("[0-9]+", text)
        if not number and self.on("gtin-letters-500"):
            raise Refused(500, "Unexpected error.")
        lengths = {8, 12, 13, 14} | ({9, 10, 11} if self.on("gtin-as-published") else set())
        if not number or (len(text) not in lengths and not self.on("gtin-any-length")):
            raise Refused(422, "A GTIN has 8, 12, 13 or 14 digits.", "gtin")
        same = self.on("gtin-not-padded") or (self.on("gtin-eight-not-padded") and len(text) == 8)
        return str(text) if same else str(text).zfill(14)

    def entered(self, request: Request, permission: str = "") -> str:
        """Return the GTIN of the gallery that a request is about, if the caller may enter."""
        caller = self.caller(request, permission)
        organisation = self.id_(request.path_params["organization_id"], "organization")
        gtin = self.gtin(request.path_params["gtin"])
        self.member(caller, organisation, writes=bool(permission))
        request.state.organisation = organisation
        if self.on("existence-first"):
            self.owned(request, gtin)
        return gtin

    def member(self, caller: str, organisation: str, writes: bool = True) -> None:
        if caller != organisation and (writes or not self.on("stranger-lists")):
            status = 404 if self.on("non-member-404") else 403
            raise Refused(status, "You do not belong to this organisation.")

    def owned(self, request: Request, gtin: str) -> None:
        reads, product = request.method != "POST", self.products.get(gtin)
        if product is None:
            if not self.on("unknown-product-listed" if reads else "unknown-product-uploaded"):
                raise Refused(404, "We know no such product.")
        elif product["owner"] != request.state.organisation and not (
            reads and self.on("unowned-listed")
        ):
            raise Refused(403 if self.on("unowned-403") else 404, "No product of yours.")

    async def upload(self, request: Request) -> Answer:
        gtin = self.entered(request, "uploads")
        if not request.headers.get("content-type", "").startswith("multipart/form-data"):
            no_form = self.on("no-form-422")
            raise Refused(422 if no_form else 415, "Send multipart/form-data.", "image")
        try:
            async with request.form() as form:
                title, primary = await self.form(form)
            self.owned(request, gtin)
        except Refused as refusal:
            if refusal.status in (400, 415, 422) and gtin in self.products:
                if self.on("refused-upload-stored"):
                    self.add(gtin, "", False)
                if self.on("refused-upload-demotes"):
                    self.demote(gtin)
            raise
        if primary and self.on("race-two-primaries"):
            self.demote(gtin)
            await asyncio.sleep(0.005)
            image = self.add(gtin, title, False)
            image["is_primary"] = True
        else:
            image = self.add(gtin, title, primary)
        shown = self.shown(image)
        if self.on("upload-shown-wrong"):
            shown["is_primary"] = False
        return 200 if self.on("upload-200") else 201, shown

    async def form(self, form: FormData) -> tuple[str, bool]:
        image, title, flag = form.get("image"), form.get("title", ""), form.get("is_primary")
        bad = 400 if self.on("bad-input-400") else 422
        if isinstance(image, UploadFile):
            content = await image.read()
            good = bool(MAGIC.match(content) or (SVG.match(content) and b"<svg" in content))
            if self.on("declared-types"):
                good = good and image.content_type in TYPES
            if self.on("declaration-trusted"):
                good = image.content_type in TYPES
            if self.on("svg-refused") and SVG.match(content):
                good = False
            if not good and not self.on("any-file-accepted"):
                status = 415 if self.on("file-refused-415") else 422
                raise Refused(status, "Upload a JPEG, PNG, GIF, WebP, SVG or BMP.", "image")
        elif not self.on("file-not-needed"):
            status = 400 if self.on("file-missing-400") else 422
            raise Refused(status, "There is no file.", "image")
        if not isinstance(title, str) or (len(title) > 255 and not self.on("title-unlimited")):
            raise Refused(bad, "A title has at most 255 characters.", "title")
        if flag is None:
            flag = "true" if self.on("primary-by-default") else "false"
        if not isinstance(flag, str) or flag.lower() not in ("true", "false", "1", "0"):
            raise Refused(bad, "This is true or false.", "is_primary")
        primary = flag.lower() in ("true", "1") and not self.on("primary-ignored")
        return title[:64] if self.on("title-cut") else title, primary

    def number(self, request: Request, name: str, default: int, most: int) -> int:
        text = request.query_params.get(name, str(default))
        least = 0 if name == "page" and self.on("page-zero-accepted") else 1
        if not re.fullmatch("-?[0-9]{1,18}", text) or not least <= int(text) <= most:
            bad = 400 if self.on("bad-input-400") else 422
            raise Refused(bad, f"A number from 1 to {most}.", name)
        return int(text)

    async def listed(self, request: Request) -> Answer:
        gtin = self.entered(request)
        most = 10**6 if self.on("page-size-unlimited") else 100
        page = self.number(request, "page", 1, 10**18)
        usual = 10 if self.on("page-size-default-ten") else 25
        size = self.number(request, "page_size", usual, most)
        self.owned(request, gtin)
        if self.on("stale-list"):
            images = self.cached.setdefault(gtin, self.ordered(gtin))
        else:
            images = self.ordered(gtin)
        size = 25 if self.on("page-size-ignored") else size
        start = max(page - 1, 0) * size
        if page > 1:
            start += self.on("page-gap") - self.on("page-overlap")
        total, rows = len(images), images[start : start + size]
        if self.on("past-end-refused") and page > 1 and not rows:
            raise Refused(404, "There are not so many pages.")
        if self.on("total-of-page"):
            total = len(rows)
        if self.on("total-counts-deleted"):
            total += self.deleted.get(gtin, 0)
        pages = total // size if self.on("total-pages-floor") else -(-total // size)
        pagination = {"page": page, "page_size": size, "total_count": total, "total_pages": pages}
        pagination["has_next"] = page < pages or (page == pages and self.on("has-next-on-last"))
        if not self.on("has-previous-missing"):
            pagination["has_previous"] = page > 1
        return 200, {"data": [self.shown(image) for image in rows], "pagination": pagination}

    async def deleted_one(self, request: Request) -> Answer:
        gtin = self.entered(request, "deletes")
        wanted = self.id_(request.path_params["image_id"], "image")
        self.owned(request, gtin)
        within = [gtin]
        if self.on("deletes-under-other-product") or self.on("deletes-and-refuses"):
            within += self.galleries.keys() - {gtin}
        home = next((each for each in within if wanted in self.ids(each)), None)
        if home is None and self.on("delete-again-204") and wanted in self.gone:
            return 204, None
        if home is None:
            raise Refused(404, "We know no such image of this product.")
        if not self.on("deletion-ignored"):
            self.remove(home, wanted)
        if home != gtin and self.on("deletes-and-refuses"):
            raise Refused(404, "We know no such image of this product.")
        return (200, {"deleted": True}) if self.on("delete-200") else (204, None)

    async def body(self, request: Request, needed: bool = True) -> dict[str, Any]:
        """Return the JSON object that came, {} when none came and none is needed."""
        content = await request.body()
        if not content and not needed:
            return {}
        if not request.headers.get("content-type", "").startswith("application/json"):
            raise Refused(415, "Send application/json.")
        try:
            given = orjson.loads(content)
        except orjson.JSONDecodeError:
            raise Refused(400, "This is no JSON.") from None
        if not isinstance(given, dict):
            raise Refused(422, "Send an object.", "body")
        organisation = given.get("organization_id")
        if organisation is not None:
            text = organisation if isinstance(organisation, str) else ""
            given["organization_id"] = self.id_(text, "organization")
        return given

    async def created(self, request: Request) -> Answer:
        caller, given = self.caller(request, "creates"), await self.body(request)
        gtin, owner = self.gtin(given.get("gtin"), loose=True), given.get("organization_id")
        for name, most in TEXTS.items():
            text = given.get(name, "")
            if not isinstance(text, str) or len(text) > most:
                raise Refused(422, f"A text of at most {most} characters.", name)
        if not isinstance(given.get("metadata"), dict | None):
            raise Refused(422, "An object.", "metadata")
        if owner is not None:
            self.member(caller, owner)
        padded = given["gtin"] != gtin and self.on("gtin-taken-padded-accepted")
        if gtin in self.products and not padded and not self.on("gtin-taken-accepted"):
            raise Refused(409, "This GTIN is taken; claim it.", "gtin")
        if self.on("race-gtin-taken"):
            await asyncio.sleep(0.005)
        self.store(gtin, owner, given)
        shown = self.product(gtin)
        return 201, shown | ({"gtin": given["gtin"]} if self.on("gtin-as-sent") else {})

    async def claimed(self, request: Request) -> Answer:
        caller = self.caller(request, "claims")
        gtin = self.gtin(request.path_params["gtin"], loose=True)
        given = await self.body(request, needed=False)
        owner = given.get("organization_id", caller)
        if owner is None:
            raise Refused(422, "Neither a shortuuid nor a UUID.", "organization_id")
        self.member(caller, owner)
        product = self.products.get(gtin)
        if product is None:
            raise Refused(404, "We know no such product.")
        if product["owner"] is not None and not self.on("claim-twice"):
            raise Refused(409, "Somebody has claimed this product.")
        now = self.now()
        if not self.on("claim-not-kept"):
            product.update(owner=owner, claimed=now, changed=now)
        claim = {"gtin": gtin.zfill(14), "owner_id": owner, "claimed_at": self.when(now)}
        return 200, claim | {"claim_verification_status": "unverified", "message": "Welcome."}

    async def read(self, request: Request) -> Answer:
        self.caller(request)
        gtin = self.gtin(request.path_params["gtin"], loose=True)
        if gtin not in self.products:
            raise Refused(404, "We know no such product.")
        return 200, self.product(gtin)

    async def forgotten(self, request: Request) -> Answer:
        self.reset()
        return 204, None
