"""What the stranger in Square's style keeps: the objects of one seller's catalog."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from tests.strangers.square_facts import (
    DATA,
    KNOWN,
    LIMIT_OF_IMAGES,
    LIMIT_UNATTACHED,
    WITH_IMAGES,
    token,
)

Object = dict[str, Any]


class Full(Exception):
    """There is no place for another image."""


class Store:
    """All objects, dead ones too; `on` tells whether a fault or variant is switched on."""

    def __init__(self, switches: frozenset[str], clock: Callable[[], float]) -> None:
        self.switches, self.on, self.clock = switches, switches.__contains__, clock
        self.early = False
        self.reset()

    def reset(self) -> None:
        self.objects, self.gone = dict[str, Object](), list[str]()
        self.lingering, self.remembered = set[str](), dict[str, str]()
        self.made = self.added = self.written = self.uploads = 0
        self.last = int(self.clock() * 1000)
        now = self.tick()
        cake = self.add("ITEM", {"name": "Cake", "description": "By the slice."}, now)
        for name in "Slice", "Whole":
            data = {"item_id": cake["id"], "name": name, "pricing_type": "VARIABLE_PRICING"}
            self.adopt(cake, self.add("ITEM_VARIATION", data, now))
        self.add("CATEGORY", {"name": "Bakery"}, now)
        self.add("TAX", {"name": "City tax", "percentage": "3.5"}, now)
        picture = self.add("IMAGE", {"name": "cake", "caption": "A cake"}, now)
        picture["data"]["url"] = self.address()
        cake["data"]["image_ids"] = [picture["id"]]

    def tick(self) -> int:
        """Return the time of a write in milliseconds, which is never that of another."""
        self.last = max(int(self.clock() * 1000), self.last + 1)
        return self.last

    def id_(self) -> str:
        if self.on("id-given-again") and self.gone:
            return self.gone.pop()
        self.made += 1
        if self.made <= len(KNOWN):
            return KNOWN[self.made - 1]
        id_ = token(self.made, 26 if self.on("longer-ids") else 24)
        return id_.lower() if self.on("lowercase-ids") else id_

    def address(self) -> str:
        self.uploads += 1
        return f"https://pictures.bakery.example/{self.uploads:05}/original.jpeg"

    def add(self, type_: str, data: Object, now: int, id_: str = "") -> Object:
        made: Object = {"id": id_ or self.id_(), "type": type_, "data": data, "everywhere": True}
        made |= {"dead": False, "serial": self.added, "version": 0}
        if self.on("present-default-false"):
            made["everywhere"] = False
        self.added += 1
        self.objects[made["id"]] = made
        self.lingering.clear()
        self.stamp(made, now)
        return made

    def stamp(self, it: Object, now: int) -> None:
        """Give an object a new version and time."""
        self.written += 1
        version = self.written if self.on("version-counts") else now
        version = now * 1000 + self.written % 1000 if self.on("version-microseconds") else version
        old = it["version"]
        if old and self.on("version-falls"):
            version = old - 1
        if not (old and self.on("version-kept")):
            it["version"] = version
        if not (old and self.on("time-kept")):
            it["updated"] = now // 1000 * 1000 if self.on("times-in-seconds") else now
        if old and self.on("time-falls"):
            it["updated"] = now - 3_600_000

    def living(self, id_: Any) -> Object | None:
        it = self.objects.get(id_) if isinstance(id_, str) else None
        return it if it and not it["dead"] else None

    def adopt(self, item: Object, variation: Object) -> None:
        item["data"].setdefault("variations", []).append(variation["id"])

    def holders(self, image_id: str) -> Iterator[Object]:
        for it in self.objects.values():
            if image_id in it["data"].get("image_ids", []):
                yield it

    def unattached(self) -> int:
        attached = {id_ for it in self.objects.values() for id_ in it["data"].get("image_ids", [])}
        images = [it for it in self.objects.values() if it["type"] == "IMAGE" and not it["dead"]]
        return len([it for it in images if it["id"] not in attached])

    def room(self, holder: Object | None) -> None:
        """Raise Full unless another image may be created."""
        if holder:
            limit = LIMIT_OF_IMAGES - self.on("image-250-refused")
            full = len(holder["data"].get("image_ids", [])) >= limit
            if full and not self.on("image-251-attached"):
                raise Full(f"An object can have {LIMIT_OF_IMAGES} images.")
        elif len(self.objects) > LIMIT_UNATTACHED and self.unattached() >= LIMIT_UNATTACHED:
            raise Full("Too many pictures belong to nothing.")

    def attach(self, holder: Object, image_id: str, primary: bool | None, now: int) -> None:
        """Put an image into the list of its holder, first or last as the request says."""
        ids = holder["data"].setdefault("image_ids", [])
        first = primary
        if primary is None:
            first = self.early and not self.on("early-appends")
            first = first or self.on("appended-first")
        if self.on("primary-ignored") or (self.on("primary-until-two") and len(ids) >= 2):
            first = self.early
        if self.on("attach-forgotten"):
            return
        if first:
            rest = ids[1:] if self.on("primary-displaces") else list(ids)
            rest = rest[::-1] if self.on("primary-reverses") else rest
            ids[:] = [image_id, *([] if self.on("primary-empties") else rest)]
        elif self.on("appended-before-last") and len(ids) >= 2:
            ids.insert(-1, image_id)
        else:
            ids.append(image_id)
        if not self.on("attach-unversioned"):
            self.stamp(holder, now)

    def delete(self, it: Object, now: int) -> list[str]:
        """Delete an object with its children and what names it; return the identifiers."""
        ids = [it["id"]]
        if it["type"] == "ITEM" and not self.on("variations-survive"):
            for id_ in list(it["data"].get("variations", [])):
                child = self.living(id_)
                ids += self.delete(child, now) if child else []
        if it["type"] == "ITEM" and self.on("images-go-too"):
            for id_ in list(it["data"].get("image_ids", [])):
                child = self.living(id_)
                ids += self.delete(child, now) if child else []
        if self.on("variations-untold"):
            ids = ids[:1]
        self.gone.append(it["id"])
        if self.on("stale-list"):
            self.lingering.add(it["id"])
        if not self.on("deletion-ignored"):
            old = it["updated"]
            it["dead"] = True
            self.stamp(it, now)
            if self.on("deletion-untimed"):
                it["updated"] = old
            self.forget(it, now)
        return ids

    def forget(self, gone: Object, now: int) -> None:
        """Take a deleted object out of what names it."""
        if gone["type"] == "ITEM_VARIATION":
            parent = self.living(gone["data"].get("item_id"))
            if parent and gone["id"] in parent["data"].get("variations", []):
                parent["data"]["variations"].remove(gone["id"])
        if gone["type"] == "CATEGORY" and not self.on("category-stays"):
            for it in self.objects.values():
                if it["data"].get("category_id") == gone["id"]:
                    del it["data"]["category_id"]
                    self.stamp(it, now)
        if self.on("deleted-still-attached"):
            return
        for holder in list(self.holders(gone["id"])):
            ids = holder["data"]["image_ids"]
            ids.remove(gone["id"])
            if self.on("detach-reverses"):
                ids.reverse()
            if not self.on("detach-unversioned"):
                self.stamp(holder, now)
            if self.on("detached-from-one"):
                return

    def listed(self, types: list[str], dead: bool = False) -> list[Object]:
        """Return the objects of some types in the order of lists."""
        if self.on("first-type-only"):
            types = types[:1]
        shown = self.lingering if not dead else set()
        dead = dead and not self.on("deleted-not-found")
        some = [
            it
            for it in self.objects.values()
            if it["type"] in types and (not it["dead"] or dead or it["id"] in shown)
        ]
        return sorted(some, key=self.place)

    def place(self, it: Object) -> str:
        """Return where an object stands in lists."""
        if self.on("sorted-by-id"):
            return str(it["id"])
        return f"{999_999 - it['serial'] if self.on('newest-first') else it['serial']:06}"

    def related(self, some: list[Object]) -> list[Object]:
        """Return what objects name, each once and none that they show themselves."""
        ids = list[str]()
        for it in some:
            data = it["data"]
            images = list(data.get("image_ids", []))
            images = images[:1] if self.on("related-first-only") else images
            names = [data.get("category_id"), data.get("item_id"), *images]
            ids += [id_ for id_ in names if id_]
        found = [each for id_ in dict.fromkeys(ids) if (each := self.living(id_))]
        if self.on("related-all-images"):
            every = [it for it in self.objects.values() if it["type"] == "IMAGE"]
            found += [it for it in every if not it["dead"] and it not in found]
        if self.on("related-images-only"):
            found = [it for it in found if it["type"] == "IMAGE"]
        return [] if self.on("related-missing") else found

    def when(self, ms: int) -> str:
        zone = timezone(timedelta(hours=-7)) if self.on("times-with-offset") else UTC
        spec = "microseconds" if self.on("times-with-microseconds") else "milliseconds"
        spec = "seconds" if self.on("times-in-seconds") else spec
        return (
            datetime.fromtimestamp(ms / 1000, zone).isoformat(timespec=spec).replace("+00:00", "Z")
        )

    def shown(self, it: Object) -> Object:
        """Return an object as answers have it."""
        data = {name: value for name, value in it["data"].items() if value is not None}
        if it["type"] == "ITEM":
            children = [self.objects[id_] for id_ in data.get("variations", [])]
            data["variations"] = [self.shown(child) for child in children]
            data.setdefault("product_type", "REGULAR")
        if it["type"] in WITH_IMAGES:
            ids = list(data.pop("image_ids", []))
            if not self.early or self.on("early-shows-list"):
                data["image_ids"] = ids
            if self.early and ids:
                data["image_id"] = ids[-1] if self.on("early-shows-oldest") else ids[0]
        if self.on("empty-lists-hidden"):
            data = {name: value for name, value in data.items() if value != []}
        flag = it["dead"] and not self.on("deleted-unflagged")
        body: Object = {"type": it["type"], "id": it["id"], "version": it["version"]}
        body |= {"updated_at": self.when(it["updated"]), "is_deleted": flag}
        body["present_at_all_locations"] = it["everywhere"]
        if data or not self.on("empty-data-hidden"):
            body[DATA[it["type"]]] = data
        if self.on("defaults-hidden"):
            plain = {"is_deleted": False, "present_at_all_locations": True}
            body = {n: v for n, v in body.items() if n not in plain or v is not plain[n]}
        return body
