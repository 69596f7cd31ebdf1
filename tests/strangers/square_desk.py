"""What the stranger in Square's style does when it is asked: one method for each operation."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

from tests.strangers.square_facts import DATA, MEGABYTE, WITH_IMAGES
from tests.strangers.square_gate import Refused, fields, ids, invalid, member, needed, text
from tests.strangers.square_store import Full, Object
from tests.strangers.square_writes import Writes

Answer = tuple[int, Any]
MAGIC = re.compile(rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|GIF8[79]a", re.DOTALL)
ENDS = (b"\xff\xd9", b"IEND\xaeB`\x82", b";")
MEDIA = {"image/jpeg", "image/pjpeg", "image/png", "image/gif"}


@dataclass(slots=True)
class Asked:
    """A request whose body is read."""

    path: dict[str, Any]
    query: dict[str, str]
    body: Any
    file: bytes | None = None
    media: str = ""


class Desk(Writes, ABC):
    """The operations; each returns a status and a body."""

    def found(self, id_: str) -> Object:
        it = self.living(id_)
        if not it and self.on("deleted-readable"):
            it = self.objects.get(id_)
        if not it:
            if self.on("unknown-500"):
                raise Refused(500, "INTERNAL_SERVER_ERROR", "Oops.", category="API_ERROR")
            status = 400 if self.on("not-found-400") else 404
            raise Refused(status, "NOT_FOUND", f"{id_}? Never heard of it.")
        return it

    def picture(self, asked: Asked) -> None:
        """Raise Refused unless a request brings a picture that is accepted."""
        content = asked.file
        if content is None:
            if self.on("file-not-needed"):
                return
            raise invalid("Where is the picture?", "image_file", "MISSING_REQUIRED_PARAMETER")
        most = 15_000_000 if self.on("megabytes-decimal") else 15 * MEGABYTE
        if len(content) > most and not self.on("any-size"):
            status = 413 if self.on("other-statuses") else 400
            raise Refused(status, "REQUEST_ENTITY_TOO_LARGE", "15 MB are enough.", "image_file")
        good = bool(MAGIC.match(content))
        good = good and (asked.media in MEDIA or not self.on("declared-types"))
        good = good and not (self.on("gif-refused") and content.startswith(b"GIF"))
        if self.on("whole-pictures"):
            good = good and content.rstrip(b"\0\r\n").endswith(ENDS)
        if not good and not self.on("any-file"):
            status = 415 if self.on("other-statuses") else 400
            detail = "JPEG, PNG or GIF."
            raise Refused(status, "UNSUPPORTED_MEDIA_TYPE", detail, "image_file")

    def holder(self, given: Object) -> Object | None:
        """Return the object that an image is for, if one is named. Raises Refused."""
        if text(given, "object_id") is None:
            if given.get("is_primary") and self.on("primary-of-nothing-refused"):
                raise invalid("Primary of what?", "is_primary")
            return None
        if self.on("unknown-holder-taken") and not self.living(given["object_id"]):
            return None
        holder = self.found(given["object_id"])
        if holder["type"] not in WITH_IMAGES and not self.on("tax-has-images"):
            raise invalid(f"{holder['type']} has no pictures.", "object_id")
        return holder

    def create_image(self, asked: Asked) -> Answer:
        given = asked.body
        holder = self.holder(given) if self.on("existence-first") else None
        needed(given, "image")
        image: Object = member(given, "image", dict)
        needed(image, "type", "id")
        if image["type"] != "IMAGE" and not self.on("any-type-is-image"):
            raise invalid("This makes images.", "image.type")
        sent = fields(image | {"type": "IMAGE"}, self.switches)
        if not image["id"].startswith("#") and not self.on("own-image-id-taken"):
            raise invalid("A new image is called #something.", "image.id")
        if image.get("is_deleted") and not self.on("created-deleted"):
            raise invalid("What is new cannot be deleted already.", "image.is_deleted")
        if "version" in image and self.on("version-of-new-refused"):
            raise invalid("What is new has no version.", "version")
        if "url" in sent and self.on("url-refused"):
            raise invalid("We alone say where pictures are.", "url")
        primary = member(given, "is_primary", bool)
        self.picture(asked)
        try:
            holder = self.holder(given)
        except Refused:
            if self.on("refused-image-stored"):
                self.add("IMAGE", {"name": "lost"}, self.tick())
            raise
        try:
            self.room(holder)
        except Full as full:
            raise invalid(str(full), code="BAD_REQUEST") from None
        return 201 if self.on("created-201") else 200, {
            "image": self.made_of(image, holder, primary)
        }

    def made_of(self, image: Object, holder: Object | None, primary: bool | None) -> Object:
        now, sent = self.tick(), image.get(DATA["IMAGE"], {})
        data = {name: value for name, value in sent.items() if name in ("name", "caption")}
        if "photo_studio_order_id" in sent:
            data["photo_studio_order_id"] = sent["photo_studio_order_id"]
        if self.on("caption-forgotten"):
            data.pop("caption", None)
        data["url"] = self.address()
        if self.on("url-of-client"):
            data["url"] = sent.get("url", data["url"])
        it = self.add("IMAGE", data, now)
        it["everywhere"] = image.get("present_at_all_locations", it["everywhere"])
        if holder is None and self.on("unattached-attached"):
            items = [each for each in self.listed(["ITEM"]) if not each["dead"]]
            holder = items[0] if items else None
        if holder:
            self.attach(holder, it["id"], primary, now)
        return self.shown(it)

    def update_image(self, asked: Asked) -> Answer:
        id_ = asked.path["object_id"]
        if self.on("existence-first"):
            self.found(id_)
        self.picture(asked)
        it, now = self.found(id_), self.tick()
        if it["type"] != "IMAGE":
            if self.on("other-statuses"):
                raise Refused(404, "NOT_FOUND", "There is no image of this id.")
            code = "INVALID_VALUE" if self.on("no-image-invalid") else "BAD_REQUEST"
            raise invalid("This is no image.", "image_id", code)
        if self.on("replaced-anew"):
            old, it = it, self.add("IMAGE", dict(it["data"]), now)
            self.delete(old, now)
        if not self.on("address-stays") or not it["data"].get("url"):
            it["data"]["url"] = self.address()
        if self.on("replaced-loses-caption"):
            it["data"].pop("caption", None)
        if self.on("replaced-detached"):
            for holder in list(self.holders(it["id"])):
                holder["data"]["image_ids"].remove(it["id"])
        if not self.on("replaced-unversioned"):
            self.stamp(it, now)
        return 200, {"image": self.shown(it)}

    def upsert(self, asked: Asked) -> Answer:
        needed(asked.body, "object")
        (it,), told = self.carried_out([member(asked.body, "object", dict)])
        body = {"catalog_object": self.shown(it), "id_mappings": told}
        return 200, self.lean(body)

    def batch_upsert(self, asked: Asked) -> Answer:
        needed(asked.body, "batches")
        batches = member(asked.body, "batches", list)
        if not batches:
            raise invalid("A batch at least.", "batches", "ARRAY_LENGTH_TOO_SHORT")
        objects = list[list[Object]]()
        for batch in batches:
            if not isinstance(batch, dict):
                raise invalid("A batch is an object.", "batches")
            needed(batch, "objects")
            some = member(batch, "objects", list)
            if not some or not all(isinstance(each, dict) for each in some):
                raise invalid("A batch has objects.", "objects")
            if len(some) > 1000 and not self.on("batch-of-1001-taken"):
                raise invalid("1000 a batch.", "objects", "ARRAY_LENGTH_TOO_LONG")
            objects.append(some)
        if sum(map(len, objects)) > 10_000:
            raise invalid("10,000 altogether.", "batches", "ARRAY_LENGTH_TOO_LONG")
        return self.batches_done(objects)

    def batches_done(self, batches: list[list[Object]]) -> Answer:
        done, told, refused = list[Object](), list[Object](), list[Refused]()
        for batch in batches:
            parts = [[each] for each in batch] if self.on("batch-in-part") else [batch]
            for part in parts:
                try:
                    some, names = self.carried_out(part)
                except Refused as refusal:
                    refused.append(refusal)
                    if self.on("batch-voids-next"):
                        break
                else:
                    done, told = done + some, told + names
            if refused and self.on("batch-voids-next"):
                break
        if refused and not done and not self.on("all-voided-200"):
            raise refused[0]
        errors = [] if self.on("voided-untold") else [self.error(each) for each in refused]
        shown = [self.shown(it) for it in done]
        now = self.when(done[0]["updated"] if done else self.last)
        body = {"objects": shown, "updated_at": now, "id_mappings": told}
        return 200, self.lean(body) | ({"errors": errors} if errors else {})

    @abstractmethod
    def error(self, refusal: Refused) -> Object:
        """Return the error that a refusal is told as."""

    def lean(self, body: Object) -> Object:
        """Return a body without empty lists, as proto3 writes it."""
        if not self.on("empty-lists-hidden"):
            return body
        return {name: value for name, value in body.items() if value != []}

    def retrieve(self, asked: Asked) -> Answer:
        wanted = asked.query.get("include_related_objects", "false")
        if wanted not in ("true", "false"):
            raise invalid("true or false.", "include_related_objects")
        it = self.found(asked.path["object_id"])
        related = self.related([it]) if wanted == "true" else []
        body: Object = {"object": self.shown(it)}
        if wanted == "false":
            return 200, body
        return 200, self.lean(body | {"related_objects": [self.shown(each) for each in related]})

    def batch_retrieve(self, asked: Asked) -> Answer:
        needed(asked.body, "object_ids")
        wanted = ids(asked.body, "object_ids")
        dead = member(asked.body, "include_deleted_objects", bool) or self.on("deleted-retrieved")
        related = member(asked.body, "include_related_objects", bool)
        if len(wanted) > 1000:
            raise invalid("1000 at once.", "object_ids", "ARRAY_LENGTH_TOO_LONG")
        some = [self.objects[id_] for id_ in dict.fromkeys(wanted) if id_ in self.objects]
        some = [it for it in some if dead or not it["dead"]]
        if len(some) < len(set(wanted)) and self.on("retrieve-all-or-none"):
            raise Refused(404, "NOT_FOUND", "One of them is missing.")
        more = [it for it in self.related(some) if it not in some] if related else []
        body = {"objects": [self.shown(it) for it in some]}
        body |= {"related_objects": [self.shown(it) for it in more]} if related else {}
        return 200, self.lean(body)

    def delete_one(self, asked: Asked) -> Answer:
        id_ = asked.path["object_id"]
        again = self.objects.get(id_)
        if again and again["dead"] and self.on("deleted-again-200"):
            return 200, {"deleted_object_ids": [id_], "deleted_at": self.when(self.last)}
        it, now = self.found(id_), self.tick()
        gone = self.delete(it, now)
        if self.on("delete-204"):
            return 204, None
        return 200, {"deleted_object_ids": gone, "deleted_at": self.when(now)}

    def batch_delete(self, asked: Asked) -> Answer:
        needed(asked.body, "object_ids")
        wanted, gone, now = ids(asked.body, "object_ids"), list[str](), self.tick()
        if len(wanted) > 200:
            raise invalid("200 at once.", "object_ids", "ARRAY_LENGTH_TOO_LONG")
        if self.on("batch-delete-strict") and not all(map(self.living, wanted)):
            raise Refused(404, "NOT_FOUND", "One of them is missing.")
        for id_ in wanted:
            it = self.living(id_)
            gone += self.delete(it, now) if it else []
        if self.on("batch-delete-names-all"):
            gone = list(dict.fromkeys([*wanted, *gone]))
        return 200, self.lean({"deleted_object_ids": gone, "deleted_at": self.when(now)})
