"""What the stranger in Shoplazza's style lets in: who may, what exists, what is valid."""

from __future__ import annotations

import re
from typing import Any

import orjson
from starlette.requests import Request

from tests.strangers.shoplazza_facts import TOKENS
from tests.strangers.shoplazza_store import PRODUCT_FLAGS, PRODUCT_TEXTS, VARIANT_TEXTS, Store

UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
LONGEST = 2048
ADDRESS = r"{}//[A-Za-z0-9.-]+(:[0-9]{{1,5}})?([/?#][^ \t\r\n\f\v]*)?"
MONEY = re.compile(r"[0-9]{1,9}([.][0-9]{1,3})?")
POLICIES = ("continue", "deny", "auto_unpublished")


class Refused(Exception):
    """A request that is not done; a text for `error` alone is a str, one for `errors` a list."""

    def __init__(self, status: int, body: str | list[str] = "") -> None:
        self.status, self.body = status, body


class Gate(Store):
    """What is asked of every request."""

    def admit(self, request: Request, scope: str) -> None:
        """Raise Refused unless the token of a request has a scope."""
        token = request.headers.get("access-token")
        if token is None and self.on("bearer-tokens"):
            token = request.headers.get("authorization", "").removeprefix("Bearer ") or None
        if token not in TOKENS:
            if not self.on("no-token" if token is None else "any-token"):
                early = token is None and self.on("missing-token-400")
                raise Refused(400) if early else Refused(401, "Unauthorized")
            return
        scopes = TOKENS[token]
        if scopes is None and not self.on("closed-store-open"):
            told = "Unauthorized" if self.on("closed-store-untold") else "store is not active"
            raise Refused(401, told)
        free = self.on("reader-writes") if scope == "write" else self.on("anyone-reads")
        free = free or (request.method == "DELETE" and self.on("reader-deletes"))
        if scopes is not None and scope not in scopes and not free:
            raise Refused(403, f"This app was not granted {scope}_product.")

    def id_(self, request: Request, name: str) -> str:
        text = str(request.path_params[f"{name.lower()}_id"])
        if UUID.fullmatch(text):
            return text.lower()
        if self.on("no-uuid-500"):
            raise Refused(500, ["internal error"])
        if self.on("no-uuid-404"):
            raise Refused(404, ["record not found"])
        name = "Product" if self.on("no-uuid-names-product") else name
        raise Refused(422, [f"{name}Id must be a valid UUID"])

    def product(self, id_: str) -> dict[str, Any]:
        if id_ not in self.products:
            text = "record not found" if self.on("unknown-product-text") else "Product not found"
            raise Refused(404, [text])
        return self.products[id_]

    def home(self, product: dict[str, Any], id_: str, fault: str) -> dict[str, Any]:
        """Return the product that an image belongs to, if it is the one in the path."""
        every = self.products.values() if self.on(fault) else [product]
        for each in every:
            if any(image["id"] == id_ for image in each["images"]):
                return each
        named = self.on("image-unknown-named")
        raise Refused(404, ["Image not found" if named else "record not found"])

    async def body(self, request: Request, name: str) -> dict[str, Any]:
        try:
            whole = orjson.loads(await request.body())
        except orjson.JSONDecodeError:
            raise Refused(400) from None
        given = whole.get(name) if isinstance(whole, dict) else None
        if not isinstance(given, dict):
            raise Refused(400)
        return given

    def valid_image(self, given: Any, new: bool) -> None:
        """Raise Refused unless an image is valid; write its numbers as whole ones."""
        if not isinstance(given, dict) or not isinstance(given.get("alt", ""), str):
            raise Refused(400)
        scheme = "(https?:)?"
        scheme = "https?:" if self.on("relative-address-refused") else scheme
        scheme = "([a-z]+:)?" if self.on("any-scheme") else scheme
        src = given.get("src")
        missing = "src" not in given and (not new or self.on("src-not-needed"))
        loose = (src == "" and self.on("src-empty-accepted")) or self.on("src-any-text")
        good = isinstance(src, str) and (loose or re.fullmatch(ADDRESS.format(scheme), src))
        good = good and (len(str(src)) <= LONGEST or self.on("long-addresses"))
        if good and self.on("strict-addresses"):
            good = str(src).isascii() and str(src).isprintable()
        if not missing and not good:
            raise Refused(400)
        for name, fault in (
            ("position", "position-zero-accepted"),
            ("width", "width-zero-accepted"),
            ("height", "height-negative-accepted"),
        ):
            if name in given:
                given[name] = self.number(name, given[name], self.on(fault))

    def number(self, name: str, value: Any, loose: bool) -> int:
        if name == "position" and self.on("position-digits") and str(value).isdigit():
            value = int(value)
        if not isinstance(value, int | float) and name == "position":
            raise Refused(500, ["internal error"]) if self.on("position-text-500") else Refused(400)
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
            raise Refused(400)
        long = name == "position" and self.on("position-over-32-bits")
        if (value < 1 and not loose) or (value >= 2**31 and not long):
            raise Refused(400)
        return int(value)

    def valid_variant(self, given: Any, product: dict[str, Any] | None) -> None:
        if not isinstance(given, dict):
            raise Refused(400)
        texts = [given[name] for name in VARIANT_TEXTS if name in given]
        texts += ["0"] if self.on("price-not-needed") or product or given.get("price") else [None]
        moneys = [given[name] for name in ("price", "compare_at_price") if name in given]
        quantity, image_id = given.get("inventory_quantity", 0), given.get("image_id", "")
        if not all(isinstance(text, str) for text in texts) or type(quantity) is not int:
            raise Refused(400)
        known = product["images"] if product else []
        if self.on("variant-image-foreign"):
            known = [each for other in self.products.values() for each in other["images"]]
        known_ids = {"", *(image["id"] for image in known)}
        if not all(map(MONEY.fullmatch, moneys)) or image_id.lower() not in known_ids:
            raise Refused(400)

    def valid_product(self, given: dict[str, Any]) -> None:
        title = given.get("title", "Untitled" if self.on("title-not-needed") else "")
        texts = [title, *(given.get(name, "") for name in PRODUCT_TEXTS)]
        flags = [given.get(name, False) for name in PRODUCT_FLAGS]
        policy, only = given.get("inventory_policy", "deny"), given.get("has_only_default_variant")
        lists = [given.get("images", []), given.get("variants", [])]
        good = isinstance(only, bool) and bool(title) and policy in POLICIES
        good = good and all(isinstance(each, str) for each in texts)
        good = good and all(isinstance(each, bool) for each in flags)
        if self.on("conditions-required"):
            good = good and (only or "need_variant_image" in given)
            tracked = given.get("inventory_tracking", False)
            good = good and (not tracked or "inventory_policy" in given)
        if not good or not all(isinstance(each, list) for each in lists):
            raise Refused(400)
        for image in lists[0]:
            self.valid_image(image, new=True)
            image.pop("position", None)
        for variant in lists[1]:
            self.valid_variant(variant, None)
