"""What the stranger in Closient's style keeps: products, and their galleries."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from tests.strangers.closient_facts import CHOCOLATE, OURS, SOAP, SPARE, lengthened, shortened

TEXTS = {"product_name": 255, "description": 10**9, "country_of_origin": 2, "net_content": 100}


class Brands:
    """All products with their galleries; `on` tells whether a fault or variant is switched on."""

    def __init__(self, switches: frozenset[str]) -> None:
        self.switches, self.on = switches, switches.__contains__
        self.last, self.used = 0, dict[str, tuple[float, int]]()
        self.reset()

    def reset(self) -> None:
        self.products, self.galleries = dict[str, Any](), dict[str, list[dict[str, Any]]]()
        self.cached, self.gone = dict[str, list[dict[str, Any]]](), list[str]()
        self.deleted = dict[str, int]()
        self.store(CHOCOLATE, OURS, {"product_name": "Dark chocolate"})
        self.store(SOAP, OURS, {"product_name": "Soap"})
        self.store(SPARE, None, {"product_name": "Spare part"})
        for gtin, title, primary in (CHOCOLATE, "Bar", True), (CHOCOLATE, "", False), (SOAP, "", 0):
            self.add(gtin, title, bool(primary))

    def now(self) -> int:
        self.last = max(time.time_ns() // 1000, self.last + 1)
        return self.last // 10**6 * 10**6 if self.on("clock-in-seconds") else self.last

    def when(self, instant: int) -> str:
        text = datetime.fromtimestamp(instant / 10**6, UTC).isoformat(timespec="microseconds")
        if self.on("created-without-zone"):
            return text.removesuffix("+00:00")
        return text if self.on("times-with-offset") else text.replace("+00:00", "Z")

    def store(self, gtin: str, owner: str | None, given: dict[str, Any]) -> None:
        now, kept = self.now(), {name: given.get(name) or "" for name in TEXTS}
        if self.on("description-lost"):
            kept["description"] = ""
        kept |= {"id": shortened(uuid4()), "gtin": gtin, "metadata": given.get("metadata")}
        self.products[gtin] = kept | {"owner": owner, "made": now, "changed": now, "claimed": now}
        self.galleries[gtin] = []

    def add(self, gtin: str, title: str, primary: bool) -> dict[str, Any]:
        gallery = self.galleries.setdefault(gtin, [])
        if primary or self.on("plain-upload-demotes"):
            self.demote(gtin)
        id_ = self.gone.pop() if self.gone and self.on("id-given-again") else shortened(uuid4())
        primary = primary or (not gallery and self.on("first-is-primary"))
        rank = -1 if self.on("priority-negative") else self.on("priority-grows") * len(gallery)
        image = {"id": id_, "title": title, "is_primary": primary, "priority": rank}
        gallery.append(image | {"created": self.now()})
        self.cached.pop(gtin, None)
        return gallery[-1]

    def ids(self, gtin: str) -> list[str]:
        return [image["id"] for image in self.galleries.get(gtin, [])]

    def remove(self, gtin: str, id_: str) -> None:
        gallery = self.galleries[gtin]
        place = 0 if self.on("deletes-oldest") else self.ids(gtin).index(id_)
        removed = gallery.pop(place)
        self.gone.append(removed["id"])
        self.deleted[gtin] = self.deleted.get(gtin, 0) + 1
        if removed["is_primary"] and gallery and self.on("deletion-promotes"):
            gallery[-1]["is_primary"] = True

    def demote(self, gtin: str) -> None:
        gallery = self.galleries[gtin]
        if self.on("demotion-forgotten") or (
            self.on("demotion-forgotten-from-three") and len(gallery) > 1
        ):
            return
        everywhere = [each for other in self.galleries.values() for each in other]
        for image in everywhere if self.on("demotion-everywhere") else list(gallery):
            if image["is_primary"]:
                image["is_primary"] = False
                if self.on("demoted-loses-title"):
                    image["title"] = ""
                if self.on("demoted-created-renewed"):
                    image["created"] = self.now()
                if self.on("demoted-vanishes"):
                    gallery.remove(image)

    def ordered(self, gtin: str) -> list[dict[str, Any]]:
        every = [each for other in self.galleries.values() for each in other]
        gallery = every if self.on("foreign-images-listed") else self.galleries.get(gtin, [])
        flag, sign = not self.on("primary-not-first"), 1 if self.on("oldest-first") else -1
        return sorted(
            (dict(image) for image in gallery),
            key=lambda image: (
                flag and not image["is_primary"],
                image["priority"],
                sign * image["created"],
                image["id"],
            ),
        )

    def shown(self, image: dict[str, Any]) -> dict[str, Any]:
        body = image | {"created": self.when(image["created"])}
        if not self.on("image-url-missing"):
            body["image_url"] = f"https://img.example.net/g/{image['id']}"
        if self.on("id-as-uuid"):
            body["id"] = str(UUID(int=lengthened(image["id"])))
        if self.on("title-null"):
            body["title"] = image["title"] or None
        return body

    def product(self, gtin: str) -> dict[str, Any]:
        kept, gallery = self.products[gtin], [self.shown(image) for image in self.ordered(gtin)]
        picture = gallery[0].get("image_url") if gallery else None
        return {
            **{name: kept[name] for name in ("id", *TEXTS, "metadata")},
            "gtin": gtin.zfill(14),
            "brand": None,
            "image_url": None if self.on("product-without-picture") else picture,
            "is_claimed": kept["owner"] is not None,
            "owner_id": kept["owner"],
            "claimed_at": kept["owner"] and self.when(kept["claimed"]),
            "claim_verification_status": kept["owner"] and "unverified",
            "created": self.when(kept["made"]),
            "modified": self.when(kept["changed"]),
        }
