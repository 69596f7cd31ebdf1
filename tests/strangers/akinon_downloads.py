"""What the stranger in Akinon's style does with the addresses of a product's pictures."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from tests.strangers.akinon_gate import ADDRESS, Answer, Gate, Refused
from tests.strangers.akinon_store import Row


class Downloads(Gate):
    """The requests about addresses, of which a product has a whole set at a time."""

    async def list_downloads(self, request: Request) -> Answer:
        sku = request.query_params.get("product_sku", "")
        rows = [
            {"product_sku": each["sku"], "images": self.told(self.downloads_of(pk))}
            for pk, each in self.products.items()
            if sku in ("", each["sku"])
        ]
        if self.on("headings-of-no-channel") and not sku:
            rows.insert(1, {"product_sku": "LAMP-9", "images": []})
        if self.on("empty-groups-left-out"):
            rows = [each for each in rows if each["images"]]
        return 200, self.enveloped(request, rows)

    def downloads_of(self, pk: int) -> list[Row]:
        return sorted(self.downloads.get(pk, []), key=lambda each: each["order"])

    async def replace(self, request: Request) -> Answer:
        given = await self.body(request)
        sku, images = given.get("product_sku"), given.get("images")
        if not isinstance(sku, str):
            raise Refused(400, "A SKU is needed.", "product_sku")
        pk = next((pk for pk, each in self.products.items() if each["sku"] == sku), None)
        if pk is None and self.on("unknown-sku-404"):
            raise Refused(404, "There is no such product.")
        if pk is None:
            raise Refused(400, "There is no such product.", "product_sku")
        if not isinstance(images, list):
            raise Refused(400, "A list is needed.", "images")
        wanted = dict[str, Row]()
        for each in images:
            try:
                one = self.download(each)
                if one["url"] in wanted and self.on("address-twice-refused"):
                    raise Refused(400, "An address is there twice.", "images")
            except Refused:
                if self.on("bad-download-left-out"):
                    continue
                if self.on("refused-downloads-cleared"):
                    self.downloads[pk] = []
                raise
            wanted[one["url"]] = one
        ignored = not wanted and self.on("no-downloads-ignored")
        added = [] if ignored else self.replaced(pk, wanted)
        if self.on("downloads-all-told"):
            added = self.downloads_of(pk)
        return 201 if self.on("downloads-201") else 200, self.told(added)

    def told(self, images: list[Row]) -> list[Row]:
        hidden = {"pk"} if self.on("downloads-unnumbered") else set[str]()
        return [{name: each[name] for name in each if name not in hidden} for each in images]

    def replaced(self, pk: int, wanted: dict[str, Row]) -> list[Row]:
        """Store the addresses of a product, and return those that are new."""
        before = {each["url"]: each for each in self.downloads.get(pk, [])}
        few = len(before) < 3 or not self.on("downloads-kept-from-three")
        stay = before.keys() if self.on("downloads-added") or not few else wanted.keys()
        kept = [each for url, each in before.items() if url in stay]
        for each in kept:
            sent = {**wanted.get(each["url"], {})}
            if self.on("download-order-kept"):
                sent.clear()
            if self.on("download-type-kept"):
                sent.pop("image_type", None)
            each.update(sent)
        new = [each for url, each in wanted.items() if url not in before]
        added = [{"pk": self.number("download"), **each} for each in new]
        self.downloads[pk] = kept + added
        if not self.on("added-as-sent"):
            added = sorted(added, key=lambda each: each["order"])
        if self.on("downloads-become-images"):
            for each in added:
                self.add(pk, "integration", each["order"], (None, None, None))
        return added

    def download(self, given: Any) -> Row:
        if not isinstance(given, dict):
            raise Refused(400, "An object is needed.", "images")
        url, kind = given.get("url"), given.get("image_type", "default")
        if not isinstance(url, str) or not 0 < len(url) <= 2048:
            raise Refused(400, "An address is needed.", "images")
        if not ADDRESS.fullmatch(url) and not self.on("download-of-any-scheme"):
            raise Refused(400, "This is no address.", "images")
        if kind not in ("default", "swatch"):
            raise Refused(400, "Default or swatch.", "images")
        if "image_type" not in given and self.on("download-type-swatch"):
            kind = "swatch"
        order = self.order(given.get("order", int(self.on("download-order-one"))))
        return {"url": url, "order": order, "image_type": kind}
