"""What the stranger in BigCommerce's style does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from tests.strangers.bigcommerce_gate import PLAIN, Gate, Refused
from tests.strangers.bigcommerce_store import CDN, PRODUCT_FIELDS, Row, ordered

Answer = tuple[int, Any]
NUMBERS = ("page", "limit")
INCLUDED = {"images", "primary_image", "variants"}
OF_IMAGES = {"id", "product_id", "is_thumbnail", "sort_order", "description", "image_file"}
OF_IMAGES |= {"image_url", "url_zoom", "url_standard", "url_thumbnail", "url_tiny", "date_modified"}


class Desk(Gate):
    """What each operation does."""

    def number(self, request: Request, name: str, usual: int) -> int:
        text = request.query_params.get(name, str(usual))
        if not re.fullmatch("[0-9]{1,10}", text) or not 1 <= int(text) < 2**31:
            if self.on("loose-pages"):
                return usual
            raise Refused(422, f"There is no such {name}.", **{name: "A number from 1."})
        return int(text)

    def paged(self, request: Request, rows: Sequence[Row], extra: int = 0) -> Answer:
        """Return a page of rows, which are shown already."""
        page, usual = self.number(request, "page", 1), 10 if self.on("limit-default-ten") else 50
        size = self.number(request, "limit", usual)
        if size > 250 and not self.on("limit-unlimited"):
            if not self.on("limit-clamped"):
                status = 413 if self.on("limit-413") else 422
                raise Refused(status, "At most 250 at once.", limit="Too large.")
            size = 250
        size = 50 if self.on("limit-ignored") else size
        start = 0 if self.on("page-ignored") else (page - 1) * size
        if page > 1:
            start += self.on("page-gap") - self.on("page-overlap")
        data = list(rows[start : start + size])
        if self.on("sorted-by-page"):
            data = list(sorted(rows, key=lambda row: int(row["id"]))[start : start + size])
            data.sort(key=lambda row: (row.get("sort_order", 0), row["id"]))
        total = len(data) if self.on("total-of-page") else len(rows) + extra
        pages = total // size if self.on("total-pages-floor") else -(-total // size)
        links = {"current": self.link(request, page, size)}
        if page > 1 and not self.on("previous-missing"):
            links["previous"] = self.link(request, page - 1, size)
        if page < pages or (page == pages and self.on("next-on-last")):
            links["next"] = self.link(request, page + 1, size)
        count = size if self.on("count-is-limit") else len(data)
        pagination: Row = {"total": total, "count": count, "per_page": size, "current_page": page}
        pagination |= {"total_pages": pages, "links": links}
        data = [self.chosen(request, row) for row in data]
        return 200, {"data": data, "meta": {"pagination": pagination}}

    def link(self, request: Request, page: int, size: int) -> str:
        """Return the query of another page of what a request asks for."""
        more = [each for each in request.query_params.multi_items() if each[0] not in NUMBERS]
        more = [] if self.on("links-bare") else more
        numbers = list(zip(NUMBERS, (str(page), str(size)), strict=True))
        return "?" + urlencode(more + numbers if self.on("links-reordered") else numbers + more)

    def chosen(self, request: Request, row: Row) -> Row:
        """Return what a request wants to see of an object."""
        only, never = listed(request, "include_fields"), listed(request, "exclude_fields")
        if self.on("fields-ignored"):
            never = set()
        kept = {"id"} - (never if self.on("id-excluded") else set())
        if only and self.on("id-not-included"):
            kept = set()
        if only:
            only |= INCLUDED
        return {
            name: value
            for name, value in row.items()
            if name in kept or (name not in never and (not only or name in only))
        }

    def one(self, request: Request, row: Row) -> Answer:
        return 200, {"data": self.chosen(request, row), "meta": {}}

    def included(self, request: Request) -> set[str]:
        wanted = listed(request, "include")
        if wanted - INCLUDED and not self.on("unknown-include-ignored"):
            raise Refused(422, "This cannot be included.", include="Not known.")
        return wanted

    async def list_products(self, request: Request) -> Answer:
        asked, included = request.query_params, self.included(request)
        found = sorted(self.products.values(), key=lambda product: int(product["id"]))
        if "id:in" in asked:
            ids = asked["id:in"].split(",")
            if not all(re.fullmatch("[0-9]{1,15}", each) for each in ids):
                raise Refused(422, "Send numbers.", **{"id:in": "Not numbers."})
            found = [each for each in found if each["id"] in set(map(int, ids))]
        for name in {"name", "sku"} & asked.keys():
            found = [each for each in found if each[name] == asked[name]]
        return self.paged(request, [self.product_shown(each, included) for each in found])

    async def create_product(self, request: Request) -> Answer:
        given = await self.json(request)
        self.valid_product(given)
        self.free(given)
        product = self.add_product(given)
        shown = INCLUDED if self.on("created-shows-all") else set[str]()
        status = 201 if self.on("create-201") else 200
        return status, {"data": self.product_shown(product, shown), "meta": {}}

    async def get_product(self, request: Request) -> Answer:
        included, id_ = self.included(request), self.id_(request, "product_id")
        kept = self.buried.get(id_) if self.on("product-kept") else None
        return self.one(request, self.product_shown(kept or self.product(request), included))

    async def delete_product(self, request: Request) -> Answer:
        product = self.product(request)
        self.buried[product["id"]] = self.products.pop(product["id"])
        return 204, None

    async def list_images(self, request: Request) -> Answer:
        id_ = self.id_(request, "product_id")
        if id_ not in self.products and self.on("unknown-product-listed"):
            return self.paged(request, [])
        kept = self.buried.get(id_) if self.on("product-images-kept") else None
        product = kept or self.product(request)
        strange = {"include_fields", "exclude_fields"} if self.on("unknown-fields-422") else set()
        for name in sorted(strange):
            if listed(request, name) - OF_IMAGES - PRODUCT_FIELDS.keys():
                raise Refused(422, "There is no such field.", **{name: "Not known."})
        images = ordered(product["images"])
        if self.on("stale-list"):
            images = product["stale"] or images
        if self.on("list-by-id") or self.on("newest-first"):
            images.sort(key=lambda image: int(image["id"]), reverse=self.on("newest-first"))
        extra = product["deleted"] if self.on("total-counts-deleted") else 0
        answer = self.paged(request, [self.image_shown(image) for image in images], extra)
        return answer if images or self.on("empty-list-200") else (204, None)

    async def create_image(self, request: Request) -> Answer:
        id_ = self.id_(request, "product_id")
        if id_ not in self.products and self.on("unknown-product-created"):
            self.add_product({"name": f"Product {id_}"}, id_)
        product = None if self.on("validation-first") else self.product(request)
        body = await request.body()
        try:
            given = await self.sent_image(request, new=True)
            product = self.product(request)
            self.room(product, given)
        except Refused as refusal:
            if product and refusal.status in (400, 413, 422):
                self.half_done(product, refusal, body)
            raise
        image = self.add_image(product, given)
        shown = self.image_shown(image)
        if self.on("create-shown-wrong"):
            shown["is_thumbnail"] = not image["is_thumbnail"]
        status = 201 if self.on("create-201") else 202 if self.on("create-202") else 200
        return status, {"data": shown, "meta": {}}

    def room(self, product: Row, given: Row) -> None:
        """Raise Refused if a product cannot have one more image, or not this one."""
        most = 1001 if self.on("capacity-off-by-one") else 1000
        if len(product["images"]) >= most and not self.on("capacity-missing"):
            full = [status for status in (403, 507) if self.on(f"full-{status}")]
            raise Refused(full[0] if full else 422, "The gallery is full: 1000 images.")
        taken = {each["sort_order"] for each in product["images"]}
        if given.get("sort_order", None) in taken and self.on("ties-refused"):
            raise Refused(422, "Another image has this sort order.", sort_order="Taken.")

    def half_done(self, product: Row, refusal: Refused, body: bytes) -> None:
        """Do what a refused creation does if it does anything."""
        stored = self.on("refused-create-stored")
        if stored or (refusal.status == 400 and self.on("unreachable-stored")):
            self.add_image(product, {"image_url": "https://pictures.example.com/lost.jpg"})
        if b"is_thumbnail" in body and self.on("refused-create-demotes"):
            for each in product["images"]:
                each["is_thumbnail"] = False

    async def get_image(self, request: Request) -> Answer:
        product = self.product(request)
        try:
            image = self.image(request, product, "wrong-parent-read")
        except Refused:
            wanted = self.id_(request, "image_id"), product["id"]
            gone = [each for each in self.gone if (each["id"], each["product_id"]) == wanted]
            if not gone or not self.on("deleted-readable"):
                raise
            image = gone[0]
        return self.one(request, self.image_shown(image))

    async def update_image(self, request: Request) -> Answer:
        first = not self.on("validation-first")
        image = self.image(request, self.product(request), "wrong-parent-update") if first else {}
        try:
            given = await self.sent_image(request, new=False)
        except Refused as refusal:
            if image and refusal.status == 422 and self.on("refused-update-done"):
                image |= {"description": "?", "sort_order": 7}
            raise
        image = self.image(request, self.product(request), "wrong-parent-update")
        self.change_image(self.products[image["product_id"]], image, given)
        if self.on("update-204"):
            return 204, None
        status = 201 if self.on("update-201") else 200
        return status, {"data": self.image_shown(image), "meta": {}}

    async def delete_image(self, request: Request) -> Answer:
        product = self.product(request)
        fault = "deletes-and-refuses" if self.on("deletes-and-refuses") else "wrong-parent-delete"
        try:
            image = self.image(request, product, fault)
        except Refused:
            gone = any(each["id"] == self.id_(request, "image_id") for each in self.gone)
            if gone and self.on("delete-again-500"):
                raise Refused(500, "Something went wrong.") from None
            if self.on("delete-again-204"):
                return 204, None
            raise
        home = self.products[image["product_id"]]
        if not self.on("deletion-ignored"):
            self.remove_image(home, image)
        if home is not product and self.on("deletes-and-refuses"):
            raise Refused(404, "This product has no image with this number.")
        return (200, {"data": {}, "meta": {}}) if self.on("delete-200") else (204, None)

    def variant(self, request: Request, fault: str = "") -> Row:
        product, wanted = self.product(request), self.id_(request, "variant_id")
        every = list(self.products.values()) if self.on(fault) else [product]
        variants: list[Row] = [variant for home in every for variant in home["variants"]]
        for each in variants:
            if each["id"] == wanted:
                return each
        raise Refused(404, "This product has no variant with this number.")

    async def list_variants(self, request: Request) -> Answer:
        variants = self.product(request)["variants"]
        return self.paged(request, [self.variant_shown(each) for each in variants])

    async def get_variant(self, request: Request) -> Answer:
        return self.one(request, self.variant_shown(self.variant(request)))

    async def variant_image(self, request: Request) -> Answer:
        if not self.on("validation-first"):
            self.variant(request, "wrong-parent-variant")
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "multipart/form-data":
            async with request.form() as form:
                files = form.getlist("image_file")
                if not files or (form.get("image_url") and not self.on("both-accepted")):
                    raise Refused(422, "Send a file and no address.", image_file="One file.")
                await self.file(files, PLAIN, 1)
        else:
            given = await self.json(request)
            if not isinstance(given, dict) or "image_file" in given:
                bad = self.on("array-400") and not isinstance(given, dict)
                raise Refused(400 if bad else 422, "Send one address.", image_url="One address.")
            self.address(given.get("image_url"), 2048)
        variant = self.variant(request, "wrong-parent-variant")
        product = self.products[variant["product_id"]]
        variant["revision"] += 1
        if not (variant["image_url"] and self.on("variant-keeps-image")):
            path = f"{variant['id']}_{variant['revision']}_source.png"
            variant["image_url"] = f"{CDN}/s-k3x9wq/product_images/attribute_rule_images/{path}"
        for other in product["variants"] if self.on("variant-shares-image") else []:
            other["image_url"] = variant["image_url"]
        return 200, {"data": {"image_url": variant["image_url"]}, "meta": {}}

    async def forgotten(self, request: Request) -> Answer:
        self.reset()
        return 204, None


def listed(request: Request, name: str) -> set[str]:
    """Return the words of a query's list, which commas separate; a name may come again."""
    words = ",".join(request.query_params.getlist(name)).split(",")
    return {word.strip() for word in words} - {""}
