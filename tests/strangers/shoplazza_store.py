"""What the stranger in Shoplazza's style keeps: products, their images and their variants."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from hashlib import md5
from typing import Any
from uuid import uuid4

from tests.strangers.shoplazza_facts import GREEN, MUG, SHIRT, WHITE

PRODUCT_TEXTS = ("brief", "description", "tags", "vendor", "vendor_url", "note", "handle", "spu")
PRODUCT_FLAGS = (
    *("published", "requires_shipping", "taxable", "inventory_tracking"),
    *("has_only_default_variant", "need_variant_image"),
)
VARIANT_TEXTS = dict.fromkeys(("title", "sku", "barcode", "note", "cost_price", "weight"), "")
VARIANT_TEXTS |= {"option1": "", "option2": "", "option3": "", "weight_unit": "kg"}
VARIANT_TEXTS |= {"price": "0.00", "compare_at_price": "0.00", "image_id": ""}


class Store:
    """All products; `on` tells whether a fault or variant is switched on."""

    def __init__(self, switches: frozenset[str], clock: Callable[[], float]) -> None:
        self.switches, self.on, self.clock = switches, switches.__contains__, clock
        self.reset()

    def reset(self) -> None:
        self.products, self.listed = dict[str, dict[str, Any]](), list[dict[str, Any]]()
        self.gone, self.buried = list[dict[str, Any]](), dict[str, dict[str, Any]]()
        options = [{"option1": "White", "price": "12.00"}, {"option1": "Green", "price": "14.00"}]
        mug = self.add_product({"title": "Mug", "variants": options}, MUG)
        mug["variants"][0]["id"], mug["variants"][1]["id"] = WHITE, GREEN
        shirt = self.add_product({"title": "Shirt", "has_only_default_variant": True}, SHIRT)
        for product, name in (mug, "1"), (mug, "2"), (shirt, "3"):
            self.add_image(product, {"src": f"http://pictures.example.com/{name}.jpg"})
        mug["variants"][1]["image_id"] = mug["images"][1]["id"]

    def when(self, instant: float) -> str:
        zone = timezone(timedelta(hours=-4)) if self.on("times-with-offset") else UTC
        spec = "microseconds" if self.on("times-with-fractions") else "seconds"
        return datetime.fromtimestamp(instant, zone).isoformat(timespec=spec).replace("+00:00", "Z")

    def add_product(self, given: dict[str, Any], id_: str = "") -> dict[str, Any]:
        now = self.clock()
        product: dict[str, Any] = {"id": id_ or str(uuid4()), "title": given.get("title", "")}
        product |= {name: given.get(name, "") for name in PRODUCT_TEXTS}
        product |= {name: given.get(name, False) for name in PRODUCT_FLAGS}
        product |= {"inventory_policy": given.get("inventory_policy", "continue")}
        product |= {"created_at": now, "updated_at": now, "images": [], "variants": []}
        self.products[product["id"]] = product
        self.listed.append(product)
        images = given.get("images", [])[:: -1 if self.on("nested-reversed") else 1]
        for image in [] if self.on("nested-forgotten") else images:
            self.add_image(product, image)
        variants = given.get("variants", [])
        if not variants and self.on("default-variant"):
            variants = [{"title": "Default", "price": "0.00"}]
        for variant in variants:
            made = {"id": str(uuid4()), "created_at": now, "inventory_quantity": 0, **VARIANT_TEXTS}
            product["variants"].append(made | {"updated_at": now})
            self.change_variant(product["variants"][-1], variant)
        return product

    def change_variant(self, variant: dict[str, Any], given: dict[str, Any]) -> None:
        if self.on("variant-loses-price"):
            variant["price"] = "0.00"
        known = {*VARIANT_TEXTS, "inventory_quantity"}
        variant |= {name: value for name, value in given.items() if name in known}
        variant["image_id"] = variant["image_id"].lower()
        variant["updated_at"] = self.clock()

    def add_image(self, product: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
        now, images, src = self.clock(), product["images"], given.get("src", "")
        if self.on("create-once"):
            for image in images:
                if image["src"] == address(src):
                    return dict(image)
        image = {"id": str(uuid4()), "created_at": now, "updated_at": now, "alt": ""}
        image |= {"width": 800, "height": 600, "src": address(src)}
        if self.on("id-given-again") and self.gone:
            image["id"] = self.gone.pop()["id"]
        if self.on("id-twice") and len(images) == 1:
            image["id"] = images[0]["id"]
        self.fill(image, given)
        end = len(images) + 1
        wanted = given.get("position") or (1 if self.on("append-first") else end)
        wanted = wanted if self.on("beyond-end-kept") else min(wanted, end)
        if not self.on("insert-without-shift"):
            self.shift(images, wanted, 1)
        images.append(image | {"position": wanted})
        product["stale"] = None
        return dict(images[-1])

    def fill(self, image: dict[str, Any], given: dict[str, Any]) -> None:
        if not self.on("size-measured"):
            image |= {name: given[name] for name in ("width", "height", "alt") if name in given}

    @staticmethod
    def shift(images: list[dict[str, Any]], start: int, by: int) -> None:
        for image in images:
            if image["position"] >= start:
                image["position"] += by

    def move(self, images: list[dict[str, Any]], image: dict[str, Any], wanted: int) -> None:
        old, wanted = image["position"], min(wanted, len(images))
        if self.on("move-ignored"):
            return
        if wanted == 1 and self.on("move-to-second"):
            wanted = min(2, len(images))
        others = [each for each in images if each is not image]
        if self.on("move-swaps"):
            for each in others:
                if each["position"] == wanted:
                    each["position"] = old
        elif not self.on("move-without-shift"):
            self.shift(others, old, -1)
            self.shift(others, wanted, 1)
        image["position"] = wanted

    def change_image(self, product: dict[str, Any], id_: str, given: dict[str, Any]) -> Any:
        image = next(each for each in product["images"] if each["id"] == id_)
        if self.on("update-loses-text"):
            image["alt"] = ""
        if self.on("update-loses-address"):
            image["src"] = ""
        if not self.on("update-ignored"):
            if "src" in given:
                image["src"] = address(given["src"])
            if not self.on("update-of-two"):
                self.fill(image, given)
        if "position" in given:
            self.move(product["images"], image, given["position"])
        image["updated_at"] = self.clock() - 3600 * self.on("updated-falls")
        if self.on("created-renewed"):
            image["created_at"] = self.clock()
        if self.on("update-new-id"):
            image["id"] = str(uuid4())
        return image

    def remove_image(self, product: dict[str, Any], id_: str) -> None:
        images = product["images"]
        product["stale"] = product.get("stale") or self.ordered(product)
        place = next(number for number, each in enumerate(images) if each["id"] == id_)
        gone = images.pop(-1 if self.on("deletes-last") else place)
        self.gone.append(gone | {"product_id": product["id"]})
        gap = self.on("gap-after-delete") or (self.on("gap-from-four") and len(images) >= 3)
        if not gap and not (gone["position"] == 1 and self.on("gap-after-first")):
            self.shift(images, gone["position"], -1)
        for variant in product["variants"]:
            if variant["image_id"] == gone["id"] and not self.on("variant-keeps-image"):
                variant["image_id"] = ""

    def ordered(self, product: dict[str, Any]) -> list[dict[str, Any]]:
        images = [dict(image) for image in product["images"]]
        return images if self.on("list-by-age") else sorted(images, key=lambda it: it["position"])

    def image_shown(self, product: dict[str, Any], image: dict[str, Any]) -> dict[str, Any]:
        body = image | {"product_id": self.cased(product["id"]), "id": self.cased(image["id"])}
        if self.on("product-id-wrong"):
            body["product_id"] = body["id"]
        if self.on("ids-numbered"):
            body["id"] = int(image["id"][:6], 16)
        body |= {name: self.when(image[name]) for name in ("created_at", "updated_at")}
        body["position"] -= self.on("positions-from-zero")
        if self.on("updated-missing"):
            del body["updated_at"]
        return body

    def variant_shown(self, product: dict[str, Any], variant: dict[str, Any]) -> dict[str, Any]:
        body = variant | {"product_id": self.cased(product["id"]), "id": self.cased(variant["id"])}
        body["image_id"] = self.cased(variant["image_id"])
        if self.on("titles-from-options"):
            body["title"] = " / ".join(filter(None, (variant["option1"], variant["option2"])))
        if self.on("cents"):
            body |= {name: f"{float(body[name]):.2f}" for name in ("price", "compare_at_price")}
        return body | {name: self.when(variant[name]) for name in ("created_at", "updated_at")}

    def product_shown(self, product: dict[str, Any]) -> dict[str, Any]:
        images, main = self.ordered(product), self.ordered(product)
        if self.on("main-image-stale"):
            main = sorted(images, key=lambda image: float(image["created_at"]))
        if self.on("main-image-last"):
            main.reverse()
        first = (
            {name: main[0][name] for name in ("src", "width", "height", "alt")} if main else None
        )
        first = first or ({} if self.on("no-main-empty") else None)
        if self.on("product-images-late"):
            images = [each for each in images if each["id"] != product["images"][-1]["id"]]
        body = {name: value for name, value in product.items() if name not in ("stale", "hidden")}
        body |= {name: self.when(product[name]) for name in ("created_at", "updated_at")}
        body |= {"id": self.cased(product["id"]), "image": first}
        body["images"] = [self.image_shown(product, image) for image in images]
        body["variants"] = [self.variant_shown(product, each) for each in product["variants"]]
        return body

    def cased(self, id_: str) -> str:
        return id_.upper() if self.on("uppercase-ids") else id_


def address(src: str) -> str:
    """Return where the picture of an address is served."""
    return f"//cdn.shop-images.example/{md5(src.encode()).hexdigest()}.jpg"
