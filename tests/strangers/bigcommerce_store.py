"""What the stranger in BigCommerce's style keeps: products, their galleries and their variants."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from tests.strangers.bigcommerce_facts import CARD, LARGE, MUG, SHIRT, SMALL

PRODUCT_TEXTS = ("sku", "description")
PRODUCT_NUMBERS = ("brand_id", "inventory_level")
PRODUCT_FIELDS: dict[str, Any] = {
    **{"name": "", "type": "physical", "sku": "", "description": "", "weight": 0, "price": 0},
    **{"categories": [], "brand_id": 0, "inventory_level": 0, "is_visible": True},
    **{"is_featured": False, "sort_order": 0, "condition": "New", "availability": "available"},
}
VARIANT_FIELDS = {"sku": "", "price": None, "weight": None, "upc": "", "inventory_level": 0}
SIZES = {"zoom": "1280.1280", "standard": "560.850", "thumbnail": "330.500", "tiny": "66.100"}
MOST, CDN = 2**31 - 1, "https://cdn11.storefront.example"

Row = dict[str, Any]


class Store:
    """All products; `on` tells whether a fault or variant is switched on."""

    def __init__(self, switches: frozenset[str], clock: Callable[[], float]) -> None:
        self.switches, self.on, self.clock = switches, switches.__contains__, clock
        self.used = dict[str, tuple[float, int]]()
        self.reset()

    def reset(self) -> None:
        self.products, self.buried = dict[int, Row](), dict[int, Row]()
        self.last, self.product_ids, self.variant_ids = 480, 200, 400
        self.gone, self.freed = list[Row](), list[int]()
        shirt = {"name": "Knitted shirt", "sku": "KS-1", "weight": 0.3, "price": 59}
        shirt["variants"] = [
            {
                "sku": f"KS-1-{size}",
                "option_values": [{"option_display_name": "Size", "label": size}],
            }
            for size in "SL"
        ]
        self.add_product({"name": "Tin mug", "sku": "TM-7", "weight": 0.2, "price": 8.5}, MUG)
        made = self.add_product(shirt, SHIRT)
        made["variants"][0]["id"], made["variants"][1]["id"] = SMALL, LARGE
        self.add_product({"name": "Gift card", "type": "digital", "price": 25}, CARD)
        for id_, name in (MUG, "mug-front"), (MUG, "mug-side"), (SHIRT, "shirt"):
            self.add_image(
                self.products[id_], {"image_url": f"https://pictures.example.com/{name}.jpg"}
            )

    def when(self, instant: float) -> str:
        zone = timezone(timedelta(hours=-5)) if self.on("times-with-offset") else UTC
        spec = "microseconds" if self.on("times-with-fractions") else "seconds"
        text = datetime.fromtimestamp(instant, zone).isoformat(timespec=spec)
        if self.on("date-without-zone"):
            return text[:19]
        return text.replace("+00:00", "Z") if self.on("times-with-z") else text

    def add_product(self, given: Row, id_: int = 0) -> Row:
        self.product_ids += not id_
        now = self.clock()
        product: Row = {"id": id_ or self.product_ids, "created": now, "modified": now}
        product |= {name: given.get(name, usual) for name, usual in PRODUCT_FIELDS.items()}
        product |= {"images": [], "variants": [], "stale": None, "deleted": 0}
        self.products[product["id"]] = product
        flagged = False
        for image in [] if self.on("nested-forgotten") else given.get("images", []):
            if flagged and self.on("first-flag-wins"):
                image = image | {"is_thumbnail": False}
            flagged = flagged or bool(image.get("is_thumbnail"))
            self.add_image(product, image, nested=True)
        variants = given.get("variants", [])
        if not variants and self.on("base-variant"):
            variants = [{"sku": product["sku"], "option_values": []}]
        for variant in variants:
            self.variant_ids += 1
            kept = {name: variant.get(name, usual) for name, usual in VARIANT_FIELDS.items()}
            kept |= {"option_values": variant["option_values"], "image_url": None, "revision": 0}
            product["variants"].append(
                {"id": self.variant_ids, "product_id": product["id"], **kept}
            )
        return product

    def next_id(self, product: Row) -> int:
        if self.on("id-given-again") and self.freed:
            return self.freed.pop()
        if self.on("ids-by-product"):
            return len(product["images"]) + int(product["deleted"]) + 1
        self.last += 3 if self.on("ids-in-steps") else 1
        return 5000 - self.last if self.on("ids-fall") else self.last

    def add_image(self, product: Row, given: Row, nested: bool = False) -> Row:
        gallery, name = product["images"], given.get("image_url", given.get("file_name", "")) or "x"
        image = {"id": self.next_id(product), "product_id": product["id"], "revision": 1}
        image |= {"is_thumbnail": False, "modified": self.clock()}
        image |= {"description": given.get("description", ""), "name": slug(name)}
        image |= {"image_url": given.get("image_url", ""), "path": image["name"]}
        last = max([each["sort_order"] + 1 for each in gallery], default=0)
        usual = last if self.on("sort-order-last") else 0
        image["sort_order"] = given.get("sort_order", usual)
        if self.on("shift-on-create"):
            for each in gallery:
                if each["sort_order"] >= image["sort_order"]:
                    each["sort_order"] = min(MOST, each["sort_order"] + 1)
        gallery.append(image)
        product["stale"] = None
        self.flag_new(product, image, bool(given.get("is_thumbnail")), nested)
        return image

    def flag_new(self, product: Row, image: Row, wanted: bool, nested: bool) -> None:
        gallery = product["images"]
        many = len(gallery) > 1
        if self.on("newest-is-thumbnail"):
            wanted = True
        if wanted and many and self.on("flag-ignored-on-create"):
            wanted = False
        if not wanted and many and self.on("plain-create-demotes"):
            for each in gallery:
                each["is_thumbnail"] = False
        forgotten = self.on("demotion-forgotten") or (nested and self.on("nested-flags-kept"))
        forgotten = forgotten or (len(gallery) >= 3 and self.on("demotion-forgotten-from-three"))
        if wanted:
            self.promote(product, image, forgotten)
        elif not many and not self.on("sole-not-thumbnail"):
            image["is_thumbnail"] = True

    def promote(self, product: Row, image: Row, forgotten: bool) -> None:
        """Make an image the thumbnail of its product."""
        forgotten = forgotten or (bool(product["deleted"]) and self.on("demotion-after-delete"))
        everywhere = self.on("demotion-everywhere")
        for each in list(self.products.values()) if everywhere else [product]:
            for other in list(each["images"]):
                if other is not image and other["is_thumbnail"] and not forgotten:
                    self.demote(each, other)
        image["is_thumbnail"] = True

    def demote(self, product: Row, image: Row) -> None:
        image["is_thumbnail"] = False
        if self.on("moved-is-changed"):
            image["modified"] = self.clock()
        if self.on("demoted-loses-text"):
            image["description"] = ""
        if self.on("demoted-vanishes"):
            product["images"].remove(image)

    def unflag(self, product: Row, image: Row) -> None:
        sole = len(product["images"]) == 1
        if (sole and not self.on("sole-unflagged")) or self.on("unflagging-ignored"):
            return
        if image["is_thumbnail"] and self.on("unflagging-promotes") and not sole:
            self.promote(
                product, next(e for e in ordered(product["images"]) if e is not image), False
            )
        image["is_thumbnail"] = False

    def change_image(self, product: Row, image: Row, given: Row) -> None:
        if self.on("update-loses-text"):
            image["description"] = ""
        if self.on("update-loses-flag") and len(product["images"]) > 1:
            image["is_thumbnail"] = False
        if self.on("update-loses-sort-order"):
            image["sort_order"] = given.get("sort_order", 0)
        if "description" in given and not self.on("update-ignored"):
            image["description"] = given["description"]
        if given.get("image_url") or given.get("file_name"):
            image["name"] = slug(given.get("image_url") or given["file_name"])
            image["revision"] += 1
            image["image_url"] = given.get("image_url", "")
            if self.on("image-file-follows"):
                image["path"] = image["name"]
        if "sort_order" in given and not self.on("move-ignored"):
            self.move(product["images"], image, given["sort_order"])
        if "is_thumbnail" in given and not self.on("flag-ignored-on-update"):
            if given["is_thumbnail"]:
                self.promote(product, image, self.on("demotion-forgotten-on-update"))
            else:
                self.unflag(product, image)
        if self.on("update-new-id"):
            image["id"] = self.next_id(product)
        if not self.on("date-kept"):
            image["modified"] = self.clock() - 7200 * self.on("date-falls")

    def move(self, gallery: list[Row], image: Row, wanted: int) -> None:
        """Set the sort order of an image; one that rises makes room for itself."""
        old, image["sort_order"] = image["sort_order"], wanted
        if wanted < old and not self.on("shift-on-lower"):
            return
        forgotten = self.on("shift-forgotten")
        forgotten = forgotten or (len(gallery) >= 3 and self.on("shift-from-three"))
        if wanted == old or forgotten:
            return
        least = wanted + self.on("shift-leaves-equal")
        moved = [each for each in ordered(gallery) if each is not image]
        if not self.on("shift-below"):
            moved = [each for each in moved if each["sort_order"] >= least]
        numbers = [each["sort_order"] + 1 for each in moved]
        if self.on("shift-dense"):
            numbers = [wanted + place for place in range(1, len(moved) + 1)]
        if self.on("shift-as-needed"):
            numbers = as_needed([each["sort_order"] for each in moved], wanted)
        if self.on("shift-reverses"):
            numbers.reverse()
        for each, number in zip(moved, numbers, strict=True):
            each["sort_order"] = min(MOST, number)
            if self.on("moved-is-changed"):
                each["modified"] = self.clock()
        if self.on("move-off-by-one"):
            image["sort_order"] = min(MOST, wanted + 1)

    def remove_image(self, product: Row, image: Row) -> None:
        gallery = product["images"]
        product["stale"] = product["stale"] or [dict(each) for each in ordered(gallery)]
        place = -1 if self.on("deletes-last") else gallery.index(image)
        gone = gallery.pop(place)
        self.gone.append(gone)
        self.freed.append(gone["id"])
        product["deleted"] += 1
        if self.on("gap-closed"):
            for each in gallery:
                each["sort_order"] -= each["sort_order"] > gone["sort_order"]
        if len(gallery) == 1:
            gallery[0]["is_thumbnail"] = not self.on("sole-after-delete")
        elif gallery and gone["is_thumbnail"] and not self.on("delete-promotes-none"):
            newest = self.on("delete-promotes-newest")
            (gallery[-1] if newest else ordered(gallery)[0])["is_thumbnail"] = True

    def image_shown(self, image: Row) -> Row:
        whose, id_ = image["product_id"], image["id"]
        body = {name: image[name] for name in ("id", "product_id", "is_thumbnail", "sort_order")}
        body["description"] = image["description"]
        if self.on("ids-as-text"):
            body["id"] = str(id_)
        if self.on("product-id-wrong"):
            body["product_id"] = id_
        stem, _, ending = image["name"].rpartition(".")
        if not self.on("image-file-missing"):
            head, _, tail = image["path"].rpartition(".")
            body["image_file"] = f"{head[:1]}/{id_ % 1000:03}/{head}__{id_:05}.{tail}"
        number = whose if self.on("addresses-of-product") else id_
        for name, size in SIZES.items():
            path = f"s-k3x9wq/products/{whose}/images/{number}/{stem}.{image['revision']}"
            body[f"url_{name}"] = f"{CDN}/{path}.{size}.{ending}?c=1"
        if self.on("zoom-missing"):
            del body["url_zoom"]
        if self.on("image-url-shown"):
            body["image_url"] = image["image_url"]
        return body | {"date_modified": self.when(image["modified"])}

    @staticmethod
    def variant_shown(variant: Row) -> Row:
        return {name: value for name, value in variant.items() if name != "revision"}

    def product_shown(self, product: Row, included: set[str]) -> Row:
        body = {"id": product["id"], **{name: product[name] for name in PRODUCT_FIELDS}}
        body |= {f"date_{name}": self.when(product[name]) for name in ("created", "modified")}
        gallery = ordered(product["images"])
        if self.on("embedded-late") and gallery:
            gallery.remove(max(gallery, key=lambda image: int(image["id"])))
        if self.on("include-ignored"):
            included = set()
        if "images" in included:
            body["images"] = [self.image_shown(image) for image in gallery]
        if "variants" in included:
            body["variants"] = [self.variant_shown(each) for each in product["variants"]]
        if "primary_image" in included:
            any_ = self.on("primary-image-first")
            main = [e for e in ordered(product["images"]) if any_ or e["is_thumbnail"]]
            if main or not self.on("primary-image-absent"):
                body["primary_image"] = self.image_shown(main[0]) if main else None
        return body


def ordered(gallery: list[Row]) -> list[Row]:
    return sorted(gallery, key=lambda image: (image["sort_order"], image["id"]))


def as_needed(numbers: list[int], taken: int) -> list[int]:
    """Return rising numbers moved up only where one is taken; equal ones stay equal."""
    moved = dict[int, int]()
    for number in numbers:
        if number not in moved:
            taken = moved[number] = max(number, taken + 1)
    return [moved[number] for number in numbers]


def slug(name: str) -> str:
    """Return the file name that an address or a file's name gives."""
    last = name.partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in last)
    return plain if plain.strip("._") and "." in plain.strip(".") else "picture.jpg"
