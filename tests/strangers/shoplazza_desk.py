"""What the stranger in Shoplazza's style does."""

from __future__ import annotations

import re
from typing import Any

from starlette.requests import Request

from tests.strangers.shoplazza_gate import Gate, Refused

Answer = tuple[int, Any]


class Desk(Gate):
    """What each operation does."""

    async def list_products(self, request: Request) -> Answer:
        asked = request.query_params
        most = "1" if self.on("one-a-page") else "50"
        size, ids = asked.get("per_page", most), asked.get("ids", "")
        marks = [asked.get(name, "") for name in ("cursor", "pre_cursor")]
        good = re.fullmatch("[0-9]{1,3}", size) and 1 <= int(size) <= 250
        if not good or not all(re.fullmatch("(p[0-9]{1,9})?", mark) for mark in marks):
            raise Refused(400)
        number = 50 if self.on("per-page-ignored") else int(size)
        found = list(enumerate(self.listed))
        found = found if self.on("oldest-first") else found[::-1]
        if ids and not self.on("ids-ignored"):
            found = [each for each in found if each[1]["id"] in ids.lower().split(",")]
        if "title" in asked:
            found = [each for each in found if each[1]["title"] == asked["title"]]
        found = [each for each in found if not each[1].get("hidden")]
        sign = 1 if self.on("oldest-first") else -1
        start, end = 0, number
        if marks[0]:
            before = [each for each in found if sign * each[0] <= sign * int(marks[0][1:])]
            start = max(0, len(before) - self.on("cursor-overlaps"))
            end = start + number
        elif marks[1]:
            end = sum(sign * each[0] < sign * int(marks[1][1:]) for each in found)
            start = max(0, end - number)
        page = found[start:end]
        body = {"cursor": f"p{page[-1][0]}" if page and end < len(found) else ""}
        body["pre_cursor"] = f"p{page[0][0]}" if page and start else ""
        if self.on("cursors-left-out"):
            body = {name: mark for name, mark in body.items() if mark}
        return 200, body | {"products": [self.product_shown(each) for _, each in page]}

    async def create_product(self, request: Request) -> Answer:
        given = await self.body(request, "product")
        self.valid_product(given)
        return 200, {"product": self.product_shown(self.add_product(given))}

    async def get_product(self, request: Request) -> Answer:
        id_ = self.id_(request, "Product")
        if id_ in self.buried and self.on("product-kept"):
            return 200, {"product": self.product_shown(self.buried[id_])}
        return 200, {"product": self.product_shown(self.product(id_))}

    async def delete_product(self, request: Request) -> Answer:
        product = self.product(self.id_(request, "Product"))
        self.buried[product["id"]] = self.products.pop(product["id"])
        product["hidden"] = not self.on("product-still-listed")
        return 200, {}

    async def list_images(self, request: Request) -> Answer:
        id_ = self.id_(request, "Product")
        if id_ not in self.products and self.on("unknown-product-listed"):
            return 200, {"images": []}
        kept = self.buried.get(id_) if self.on("product-images-kept") else None
        product = kept or self.product(id_)
        images = self.ordered(product)
        if self.on("stale-list"):
            images = product.get("stale") or images
        return 200, {"images": [self.image_shown(product, image) for image in images]}

    async def count_images(self, request: Request) -> Answer:
        id_ = self.id_(request, "Product")
        if id_ not in self.products and self.on("unknown-product-counted"):
            return 200, {"count": 0}
        count = len(self.product(id_)["images"])
        if self.on("count-stale"):
            count += sum(image["product_id"] == id_ for image in self.gone)
        return 200, {"count": count - (count >= 3 and self.on("count-from-three"))}

    async def create_image(self, request: Request) -> Answer:
        id_ = self.id_(request, "Product")
        if self.on("existence-first"):
            self.product(id_)
        given = await self.body(request, "image")
        try:
            self.valid_image(given, new=True)
        except Refused:
            if self.on("refused-create-stored"):
                self.add_image(self.product(id_), {"src": "http://pictures.example.com/0.jpg"})
            raise
        if id_ not in self.products and self.on("unknown-product-created"):
            self.add_product({"title": "Untitled"}, id_)
        product = self.product(id_)
        shown = self.image_shown(product, self.add_image(product, given))
        if self.on("create-shown-wrong"):
            shown["position"] = 1
        if self.on("product-as-sent"):
            shown["product_id"] = given.get("product_id", shown["product_id"])
        return 201 if self.on("create-201") else 200, {"image": shown}

    def at(self, request: Request, fault: str) -> tuple[dict[str, Any], str]:
        """Return the product and the id of the image that a request is about."""
        ids = self.id_(request, "Product"), self.id_(request, "Image")
        return self.home(self.product(ids[0]), ids[1], fault), ids[1]

    async def get_image(self, request: Request) -> Answer:
        try:
            product, id_ = self.at(request, "wrong-parent-read")
        except Refused:
            gone = [each for each in self.gone if each["id"] == self.id_(request, "Image")]
            if not gone or not self.on("deleted-readable"):
                raise
            return 200, {"image": self.image_shown({"id": gone[0]["product_id"]}, gone[0])}
        image = next(each for each in product["images"] if each["id"] == id_)
        return 200, {"image": self.image_shown(product, image)}

    async def update_image(self, request: Request) -> Answer:
        ids = self.id_(request, "Product"), self.id_(request, "Image")
        if self.on("existence-first"):
            self.home(self.product(ids[0]), ids[1], "wrong-parent-update")
        given = await self.body(request, "image")
        try:
            self.valid_image(given, new=False)
        except Refused:
            if self.on("refused-update-done") and isinstance(given.get("alt"), str):
                product = self.home(self.product(ids[0]), ids[1], "")
                self.change_image(product, ids[1], {"alt": given["alt"]})
            raise
        product = self.home(self.product(ids[0]), ids[1], "wrong-parent-update")
        image = self.change_image(product, ids[1], given)
        return 200, {"image": self.image_shown(product, image)}

    async def delete_image(self, request: Request) -> Answer:
        try:
            product, id_ = self.at(request, "wrong-parent-delete")
        except Refused as refusal:
            again = any(each["id"] == self.id_(request, "Image") for each in self.gone)
            if refusal.status == 404 and again and self.on("delete-again-200"):
                return 200, {}
            raise
        image = next(each for each in product["images"] if each["id"] == id_)
        if not self.on("deletion-ignored"):
            self.remove_image(product, id_)
        if self.on("delete-shows-image"):
            return 200, {"image": self.image_shown(product, image)}
        return (204, None) if self.on("delete-204") else (200, {})

    def variant(self, id_: str) -> tuple[dict[str, Any], dict[str, Any]]:
        for product in self.products.values():
            for variant in product["variants"]:
                if variant["id"] == id_:
                    return product, variant
        raise Refused(404, ["Record not found"])

    async def get_variant(self, request: Request) -> Answer:
        product, variant = self.variant(self.id_(request, "Variant"))
        return 200, {"variant": self.variant_shown(product, variant)}

    async def update_variant(self, request: Request) -> Answer:
        id_, given = self.id_(request, "Variant"), await self.body(request, "variant")
        product, variant = self.variant(id_)
        self.valid_variant(given, product)
        self.change_variant(variant, given)
        return 200, {"variant": self.variant_shown(product, variant)}

    async def delete_variant(self, request: Request) -> Answer:
        ids = self.id_(request, "Product"), self.id_(request, "Variant")
        product, variant = self.variant(ids[1]) if self.product(ids[0]) else ({}, {})
        if product["id"] != ids[0]:
            raise Refused(404, ["Record not found"])
        if len(product["variants"]) == 1 and self.on("last-variant-stays"):
            raise Refused(422, ["A product has at least one variant."])
        product["variants"].remove(variant)
        return 200, {}

    async def forgotten(self, request: Request) -> Answer:
        self.reset()
        return 200, {}
