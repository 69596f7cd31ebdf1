"""What the stranger in BigCommerce's style lets in: who may, what exists, what is valid."""

from __future__ import annotations

import re
from typing import Any

import orjson
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from tests.strangers.bigcommerce_facts import TOKENS
from tests.strangers.bigcommerce_store import PRODUCT_NUMBERS, PRODUCT_TEXTS, Row, Store

ADDRESS = re.compile(r"(https?)://([a-z0-9.-]+)(:[0-9]{1,5})?([/?#]\S*)?", re.IGNORECASE)
NUMBER, AMOUNT = re.compile("-?[0-9]{1,10}"), re.compile(r"[0-9]{1,12}([.][0-9]{1,6})?")
MAGIC = re.compile(rb"BM|GIF8[79]a|\xff\xd8\xff|\x89PNG\r\n\x1a\n|RIFF.{4}WEBP", re.DOTALL)
XBM = re.compile(rb"\s*(/\*.*?\*/\s*)*#define\s+\w*width\s+[0-9]+\s", re.DOTALL)
TYPES = {f"image/{kind}" for kind in ("bmp", "gif", "jpeg", "png", "webp", "vnd.wap.wbmp")}
TYPES |= {"image/x-xbitmap", "image/x-xbm", "image/xbm", "image/x-ms-bmp", "image/wbmp"}
PLAIN = {"image/gif", "image/jpeg", "image/png"}
BY_ADDRESS = "image_url must be present if uploading by url"
TYPES_OF_PRODUCTS = ("physical", "digital")


class Refused(Exception):
    """A request that is not done, and why; `errors` says it of each field."""

    def __init__(self, status: int, title: str = "", **errors: str) -> None:
        self.status, self.title, self.errors = status, title, errors


class Gate(Store):
    """What is asked of every request."""

    def admit(self, request: Request, scope: str) -> None:
        """Raise Refused unless the token of a request has a scope."""
        token = request.headers.get("x-auth-token")
        if token not in TOKENS:
            if not self.on("any-token" if token else "no-token"):
                raise Refused(403 if self.on("missing-token-403") else 401)
            return
        deletes = request.method == "DELETE"
        free = self.on("anyone-reads")
        if scope == "write":
            free = self.on("reader-deletes" if deletes else "reader-writes")
        if scope not in TOKENS[token] and not free:
            raise Refused(403, "The token has not the scope that this needs.")

    def id_(self, request: Request, name: str) -> int:
        text = request.path_params[name]
        return int(text) if re.fullmatch("[0-9]{1,15}", text) else 0

    def product(self, request: Request) -> Row:
        found = self.products.get(self.id_(request, "product_id"))
        if found is None:
            status = 422 if self.on("unknown-product-422") else 404
            raise Refused(status, "We have no product with this number.")
        return found

    def image(self, request: Request, product: Row, fault: str = "") -> Row:
        every = list(self.products.values()) if self.on(fault) else [product]
        wanted = self.id_(request, "image_id")
        every_image: list[Row] = [image for home in every for image in home["images"]]
        for each in every_image:
            if int(each["id"]) == wanted:
                return each
        raise Refused(404, "This product has no image with this number.")

    async def json(self, request: Request) -> Any:
        kind = request.headers.get("content-type", "application/json").partition(";")[0].strip()
        content = await request.body()
        if kind.lower() != "application/json":
            raise Refused(415)
        try:
            return orjson.loads(content) if content else {}
        except orjson.JSONDecodeError:
            status = 500 if self.on("unreadable-500") else 400
            raise Refused(status, "The body cannot be read as JSON.") from None

    async def sent_image(self, request: Request, new: bool) -> Row:
        """Return what a request says of an image, as far as it is valid."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "multipart/form-data" and not (self.on("update-json-only") and not new):
            async with request.form() as form:
                return await self.form_image(form, new)
        given = await self.json(request)
        if isinstance(given, list) and given and self.on("array-500"):
            raise Refused(500, "Something went wrong.")
        if isinstance(given, list) and given and self.on("array-accepted"):
            given = given[0]
        return self.valid_image(given, new)

    def valid_image(self, given: Any, new: bool) -> Row:
        if not isinstance(given, dict):
            raise Refused(400 if self.on("array-400") else 422, "Send one object.")
        kept = self.plain_fields(given)
        both = "image_file" in given and not self.on("both-accepted")
        if both and "image_url" in given:
            status = 400 if self.on("both-400") else 422
            raise Refused(status, "Send either.", image_file="Not together with image_url.")
        if both:
            raise Refused(422, "Files come in forms.", image_file="Send multipart/form-data.")
        if "image_url" in given:
            kept["image_url"] = self.address(given["image_url"])
        elif new and not self.on("address-not-needed"):
            raise Refused(422, "There is no image.", image_url="Send an address or a file.")
        return kept

    def plain_fields(self, given: Row) -> Row:
        kept = Row()
        if "is_thumbnail" in given:
            flag = given["is_thumbnail"]
            if not isinstance(flag, bool) and not self.on("flag-text-accepted"):
                raise Refused(422, "A flag is true or false.", is_thumbnail="No boolean.")
            kept["is_thumbnail"] = bool(flag)
        if "description" in given:
            if not isinstance(given["description"], str):
                raise Refused(422, "A description is a text.", description="No text.")
            kept["description"] = given["description"]
        if "sort_order" in given:
            kept["sort_order"] = self.order(given["sort_order"])
        if not self.on("unread-fields"):
            if type(given.get("product_id", 0)) not in (int, float):
                raise Refused(422, "A product has a number.", product_id="No integer.")
            if not isinstance(given.get("date_modified", ""), str):
                raise Refused(422, "A date is a text.", date_modified="No date.")
        return kept

    def order(self, value: Any) -> int:
        if isinstance(value, str) and self.on("sort-order-text-accepted"):
            value = int(value) if NUMBER.fullmatch(value) else value
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number and self.on("sort-order-text-500"):
            raise Refused(500, "Something went wrong.")
        whole = number and (value == value // 1 or self.on("sort-order-cut"))
        most = 2**31 - 2 if self.on("sort-order-largest-refused") else 2**31 - 1
        within = whole and -(2**31) <= value <= most
        if not within and not (whole and self.on("sort-order-over-32-bits")):
            raise Refused(422, "A sort order has 32 bits.", sort_order="No such integer.")
        return int(value)

    def address(self, value: Any, most: int = 255) -> str:
        if not isinstance(value, str) or not value:
            raise Refused(422, BY_ADDRESS, image_url="No address.")
        most = 10**6 if self.on("long-address-accepted") else most
        if len(value) > most - self.on("address-limit-low"):
            raise Refused(422, f"An address has at most {most} characters.", image_url="Too long.")
        parts = ADDRESS.fullmatch(value)
        if not parts:
            raise Refused(400 if self.on("odd-address-400") else 422, "No address.", image_url="?")
        if parts[2].lower().endswith(".invalid") and not self.on("unreachable-accepted"):
            status = 422 if self.on("unreachable-422") else 400
            raise Refused(status, "Nothing could be downloaded.", image_url="Leads nowhere.")
        return value

    async def form_image(self, form: FormData, new: bool) -> Row:
        given: Row = {name: text for name, text in form.items() if isinstance(text, str)}
        flag, number = given.get("is_thumbnail"), given.get("sort_order")
        if flag in ("true", "false", "1", "0"):
            given["is_thumbnail"] = flag in ("true", "1")
        for name, text in ("sort_order", number), ("product_id", given.get("product_id")):
            if isinstance(text, str) and NUMBER.fullmatch(text):
                given[name] = int(text)
        kept, files = self.plain_fields(given), form.getlist("image_file")
        if files and given.get("image_url") and not self.on("both-accepted"):
            status = 400 if self.on("both-400") else 422
            raise Refused(status, "Send either.", image_url="Not together with image_file.")
        if files:
            kept["file_name"] = await self.file(files, TYPES)
        elif given.get("image_url") and self.on("form-address-accepted"):
            kept["image_url"] = self.address(given["image_url"])
        elif given.get("image_url") or (new and not self.on("address-not-needed")):
            told = "No file." if self.on("form-address-untold") else BY_ADDRESS
            raise Refused(422, told, image_url=told)
        return kept

    async def file(self, files: list[Any], types: set[str], most: int = 8) -> str:
        """Return the name of the one file that came, if it is a picture."""
        file = files[0]
        if len(files) > 1 or not isinstance(file, UploadFile):
            raise Refused(422, "Send one file.", image_file="One file.")
        content, kind = await file.read(), (file.content_type or "").partition(";")[0].lower()
        if len(content) > most * (10**6 if self.on("decimal-megabytes") else 2**20):
            if most == 1 and self.on("variant-file-500"):
                raise Refused(500, "Something went wrong.")
            if not self.on("big-file-accepted"):
                status = 413 if self.on("too-large-413") else 422
                raise Refused(status, "The file is too large.", image_file="Too large.")
        good = bool(MAGIC.match(content))
        if types is PLAIN:
            good = good and not re.match(rb"BM|RIFF", content)
        else:
            good = good or bool(XBM.match(content)) or wireless(content)
        if self.on("declared-types"):
            good = good and kind in types
        webp = self.on("webp-refused") and content.startswith(b"RIFF")
        wbmp = self.on("wbmp-refused") and wireless(content)
        if (not good and not self.on("any-file-accepted")) or webp or wbmp:
            raise Refused(422, "This is no picture that we know.", image_file="Another type.")
        return file.filename or "picture.jpg"

    def valid_product(self, given: Any) -> None:
        if not isinstance(given, dict):
            raise Refused(400 if self.on("array-400") else 422, "Send one object.")
        needed = {"name", "type", "weight", "price"}
        if self.on("digital-weightless") and given.get("type") == "digital":
            needed.remove("weight")
        if self.on("price-not-needed"):
            needed.remove("price")
        missing = {name: f"Please provide a {name}." for name in sorted(needed - given.keys())}
        if missing:
            raise Refused(422, "Missing Required Fields", **missing)
        most = 10**6 if self.on("name-unlimited") else 250
        wrong = [] if text(given["name"], 1, most) else ["name"]
        wrong += [name for name in PRODUCT_TEXTS if not text(given.get(name, ""), 0, 10**9)]
        wrong += ["sku"] if not text(given.get("sku", ""), 0, 255) else []
        wrong += [name for name in PRODUCT_NUMBERS if not whole(given.get(name, 0), 0)]
        wrong += ["sort_order"] if not whole(given.get("sort_order", 0), -(2**31)) else []
        flags = [each for each in ("is_visible", "is_featured") if each in given]
        wrong += [name for name in flags if not isinstance(given[name], bool)]
        numbers = given.get("categories", [])
        known = isinstance(numbers, list) and all(whole(each, 1) for each in numbers)
        wrong += [] if known else ["categories"]
        wrong += [] if given["type"] in TYPES_OF_PRODUCTS else ["type"]
        conditions = ("New", "Used", "Refurbished")
        wrong += [] if given.get("condition", "New") in conditions else ["condition"]
        available = given.get("availability", "available") in ("available", "disabled", "preorder")
        wrong += [] if available else ["availability"]
        for name in {"weight", "price"} & given.keys():
            texts = not (name == "weight" and self.on("weight-text-refused"))
            heavy = name == "weight" and amount(given[name], texts) and float(given[name]) >= 1e10
            if heavy or not amount(given[name], texts):
                wrong.append(name)
            else:
                given[name] = float(given[name]) if isinstance(given[name], str) else given[name]
        wrong += [name for name in ("images", "variants") if not rows(given.get(name, []))]
        if wrong:
            raise Refused(422, "Some fields are not valid.", **dict.fromkeys(wrong, "Not valid."))
        if len(given.get("images", [])) > 1000:
            raise Refused(422, "Too many images.", images="At most 1000.")
        given["images"] = [self.valid_image(each, True) for each in given.get("images", [])]
        for variant in given.get("variants", []):
            valid_variant(variant)

    def free(self, given: Row) -> None:
        """Raise Refused if another product has the name or the sku."""
        for name in "name", "sku":
            taken = {each[name] for each in self.products.values() if each[name]}
            if given.get(name) in taken and not self.on(f"{name}-taken-accepted"):
                told = f"The product {name} is a duplicate"
                raise Refused(422 if self.on("taken-422") else 409, told, **{name: told})


def valid_variant(given: Row) -> None:
    options = given.get("option_values")
    good = text(given.get("sku"), 1, 255) and text(given.get("upc", ""), 0, 10**9)
    good = good and whole(given.get("inventory_level", 0), 0) and rows(options)
    for name in "price", "weight":
        good = good and (given.get(name) is None or amount(given[name], False))
    labels = ("option_display_name", "label")
    for option in options if isinstance(options, list) and good else []:
        good = good and all(text(option.get(name), 1, 10**9) for name in labels)
    if not good:
        raise Refused(422, "A variant is not valid.", variants="Not valid.")


def text(value: Any, least: int, most: int) -> bool:
    return isinstance(value, str) and least <= len(value) <= most


def whole(value: Any, least: int) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and value == value // 1 and least <= value < 2**31


def amount(value: Any, texts: bool) -> bool:
    if isinstance(value, str):
        return texts and bool(AMOUNT.fullmatch(value))
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def rows(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def wireless(content: bytes) -> bool:
    """Return whether a content is a WBMP: two zeros, two sizes of 7 bits a byte, and its rows."""
    place, sizes = 2, list[int]()
    while content[:2] == b"\0\0" and len(sizes) < 2:
        size, more = 0, True
        while more and place < min(len(content), 12):
            size, more = size << 7 | content[place] & 127, content[place] > 127
            place += 1
        if more or not size:
            return False
        sizes.append(size)
    return len(sizes) == 2 and len(content) - place >= -(-sizes[0] // 8) * sizes[1]
