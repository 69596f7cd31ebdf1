"""What the stranger in Akinon's style does with images and products."""

from __future__ import annotations

import hashlib
import io
import re
from typing import Any

from PIL import Image
from starlette.datastructures import UploadFile
from starlette.requests import Request

from tests.strangers.akinon_gate import Answer, Gate, Refused
from tests.strangers.akinon_store import Row

SOURCES = ("integration", "unified")


class Desk(Gate):
    """The requests about images, where they are written, and products."""

    def narrowed(self, request: Request, images: list[Row]) -> list[Row]:
        """Return the images that the filters of a request leave."""
        ids = self.numbers_of(request, "id__in")
        several = self.numbers_of(request, "product__pk__in")
        types = self.numbers_of(request, "product_type")
        single = self.one_number(request, "product")
        seller = request.query_params.get("is_seller_product", "").lower()
        if seller not in ("", "true", "false"):
            raise Refused(400, "True or false.", "is_seller_product")
        if types is not None and not types <= set(range(6)):
            raise Refused(400, "There is no such type.", "product_type")
        if ids and self.on("unknown-id-404") and not ids <= self.images.keys():
            raise Refused(404, "Nothing is here.")
        wanted = (seller == "true") != self.on("seller-its-own-way")
        tests: list[Any] = []
        if ids is not None and not self.on("ids-ignored"):
            tests.append(lambda each: each["pk"] in ids)
        if several is not None and not self.on("products-ignored"):
            tests.append(lambda each: each["product"] in several)
        if single is not None and not self.on("product-ignored"):
            tests.append(lambda each: each["product"] == single)
        if seller:
            tests.append(lambda each: (each["source"] == "seller_center") == wanted)
        if types is not None and not self.on("type-ignored"):
            tests.append(lambda each: self.products[each["product"]]["product_type"] in types)
        enough = any if tests and self.on("filters-widen") else all
        return [each for each in images if enough(test(each) for test in tests)]

    def one_number(self, request: Request, name: str) -> int | None:
        text = request.query_params.get(name, "")
        if text and not re.fullmatch(r"-?[0-9]{1,18}", text):
            raise Refused(400, "A whole number is needed.", name)
        if text and int(text) not in self.products and self.on("unknown-product-400"):
            raise Refused(400, "There is no such product.", name)
        return int(text) if text else None

    async def list_images(self, request: Request) -> Answer:
        channel = self.channel(request)
        images = self.of_channel(channel)
        if self.on("list-stale"):
            images = self.remembered.setdefault(-channel, [dict(each) for each in images])
        found = [self.shown(each) for each in self.narrowed(request, images)]
        return 200, self.enveloped(request, found, len(images))

    async def list_detailed(self, request: Request) -> Answer:
        found = [self.shown(each, True) for each in self.of_channel(self.channel(request))]
        return 200, self.enveloped(request, found[self.on("detailed-lacks-first") :])

    def pending(self, request: Request, rows: list[Row]) -> Answer:
        shown = [self.shown(each) for each in rows]
        if self.on("delta-envelope"):
            return 200, self.enveloped(request, shown)
        return 200, self.sliced(request, shown, bare=True)

    async def list_inserts(self, request: Request) -> Answer:
        channel = self.channel(request)
        rows = [each for each in self.of_channel(channel) if self.fresh(channel, each)]
        if self.on("inserts-stale"):
            rows = self.remembered.setdefault(channel, rows)
        answer = self.pending(request, rows)
        if self.on("inserts-taken"):
            self.taken.update(each["pk"] for each in answer[1])
        return answer

    async def list_updates(self, request: Request) -> Answer:
        channel = self.channel(request)
        images = self.of_channel(channel)
        return self.pending(request, [each for each in images if self.changed(channel, each)])

    async def list_either(self, request: Request) -> Answer:
        channel = self.channel(request)
        rows = [each for each in self.of_channel(channel) if self.either(channel, each)]
        if self.on("either-shows-twice"):
            rows = [each for each in rows for _ in range(2)]
        return self.pending(request, rows)

    def image(self, request: Request, channel: int | None) -> Row:
        pk = self.path_number(request)
        image = self.images.get(pk)
        if image is None:
            raise self.absent(request)
        anywhere = channel is None or self.on("foreign-image-readable")
        if not anywhere and image["product"] not in self.catalogue(channel or 0):
            raise self.absent(request, known=True)
        return image

    async def get_image(self, request: Request) -> Answer:
        image = self.image(request, self.channel(request))
        shown = self.shown(image)
        if self.on("reads-old-order"):
            shown["order"] = image.get("first", image["order"])
        return 200, shown

    async def get_detailed(self, request: Request) -> Answer:
        return 200, self.shown(self.image(request, self.channel(request)), True)

    async def list_media(self, request: Request) -> Answer:
        product = self.one_number(request, "product")
        images = self.in_order(list(self.images.values()))
        if self.on("product-ignored"):
            product = None
        found = [each for each in images if product in (None, each["product"])]
        return 200, self.enveloped(request, [self.medium(each) for each in found], len(images))

    async def get_medium(self, request: Request) -> Answer:
        return 200, self.medium(self.image(request, None))

    async def upload(self, request: Request) -> Answer:
        if not request.headers.get("content-type", "").startswith("multipart/form-data"):
            raise Refused(415, "Send multipart/form-data.")
        async with request.form() as form:
            file, source, product = form.get("image"), form.get("source"), form.get("product")
            if not isinstance(product, str) or not re.fullmatch("[0-9]{1,18}", product):
                raise Refused(400, "The number of a product is needed.", "product")
            number = int(product)
            if number not in self.products and self.on("upload-of-any-product"):
                number = 301
            if number not in self.products:
                raise Refused(400, "There is no such product.", "product")
            if source is None and self.on("source-unified"):
                source = "unified"
            if source is None and self.on("source-needed"):
                raise Refused(400, "This is needed.", "source")
            any_source = self.on("source-of-any-text")
            if not isinstance(source, str | None) or (
                source is not None and source not in SOURCES and not any_source
            ):
                raise Refused(400, "Integration or unified.", "source")
            if not isinstance(file, UploadFile):
                raise Refused(400, "There is no picture.", "image")
            try:
                measured = self.measured(file.filename or "", await file.read())
            except Refused:
                if self.on("refused-upload-stored"):
                    self.add(number, source, 0, (None, None, None))
                raise
        orders = [each["order"] for each in self.images.values() if each["product"] == number]
        order = max(orders, default=-1) + 1 if self.on("order-counts-on") else 0
        kept = None if self.on("source-lost") else source
        return self.made, self.medium(self.add(number, kept, order, measured))

    @property
    def made(self) -> int:
        return 200 if self.on("created-200") else 201

    def measured(self, name: str, content: bytes) -> tuple[int, int, str]:
        """Return width, height and hash of a picture. Raises Refused."""
        try:
            with Image.open(io.BytesIO(content)) as picture:
                (width, height), kind = picture.size, picture.format
                if not self.on("only-headers-read"):
                    picture.load()
        except Exception:
            (width, height), kind = (1, 1), None
        if kind not in ("PNG", "JPEG", "MPO") and not self.on("any-file"):
            raise Refused(400, "A PNG or JPEG is needed.", "image")
        if kind == "JPEG" and self.on("jpeg-refused"):
            raise Refused(400, "A PNG or JPEG is needed.", "image")
        if name.lower().endswith(".jpg") and self.on("jpg-name-refused"):
            raise Refused(400, "Name the file .png or .jpeg.", "image")
        most = 1999 if self.on("size-2000-refused") else 2000
        high = height > most and not self.on("size-limit-of-width")
        if (width > most or high) and not self.on("size-unlimited"):
            raise Refused(400, "At most 2000 by 2000 pixels.", "image")
        return width, height, hashlib.md5(content, usedforsecurity=False).hexdigest()

    async def change(self, request: Request) -> Answer:
        image, given = self.image(request, None), await self.body(request)
        try:
            order = self.order(given.get("order", image["order"]))
        except Refused:
            if self.on("refused-patch-touches"):
                image["changed"] = self.now()
            raise
        if self.on("patch-ignored"):
            return 200, self.medium(image | {"order": order})
        image.setdefault("first", image["order"])
        same = order == image["order"]
        others = [each for each in self.images.values() if each["product"] == image["product"]]
        for each in others if self.on("patch-moves-all") else [image]:
            each["order"] = order
        if not self.on("patch-keeps-modified") and not (same and self.on("unchanged-untouched")):
            image["changed"] = self.now() - 5000 * self.on("modified-before-created")
        if self.on("patch-loses-source"):
            image["source"] = None
        if self.on("patch-renews-created"):
            image["made"] = image["changed"]
        if self.on("patch-renumbers"):
            del self.images[image["pk"]]
            image["pk"] = self.number("image")
            self.images[image["pk"]] = image
        return 200, self.medium(image)

    async def list_products(self, request: Request) -> Answer:
        channel, wanted = self.channel(request), self.numbers_of(request, "pk__in")
        rows = [self.products[pk] for pk in self.catalogue(channel)]
        found = [each for each in self.in_order(rows) if wanted is None or each["pk"] in wanted]
        shown = [self.product_shown(each) for each in found]
        return 200, self.enveloped(request, shown, len(rows))

    async def get_product(self, request: Request) -> Answer:
        channel, pk = self.channel(request), self.path_number(request)
        if pk not in self.catalogue(channel):
            raise self.absent(request, known=pk in self.products)
        return 200, self.product_shown(self.products[pk])

    def product_shown(self, product: Row) -> Row:
        body = {name: product[name] for name in ("pk", "sku", "name", "product_type")}
        return body | self.times({"made": product["at"], "changed": product["at"]})
