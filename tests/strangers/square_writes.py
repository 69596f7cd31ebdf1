"""How the stranger in Square's style creates and replaces objects, all of a batch or none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.strangers.square_facts import LIMIT_OF_IMAGES, LIMIT_UNATTACHED, WITH_IMAGES
from tests.strangers.square_gate import Refused, fields, invalid, kept, nested
from tests.strangers.square_store import Object, Store


@dataclass(slots=True)
class Plan:
    """One object that is to be written: as it was sent, and what becomes of it."""

    given: Object
    sent: Object
    id: str
    stored: Object | None
    parent: str = ""
    children: list[str] | None = None
    data: Object = field(default_factory=dict)

    @property
    def type(self) -> str:
        return str(self.given["type"])


class Writes(Store):
    """What a batch of objects does to the catalog."""

    def carried_out(self, batch: list[Object]) -> tuple[list[Object], list[Object]]:
        """Return the objects of a batch as they are now and the names they had. Raises Refused,
        and nothing is changed then.
        """
        names, plans, top = dict[str, str](), list[Plan](), list[Plan]()
        dead = [given.get("id") for given in batch if given.get("is_deleted") is True]
        new = [id_ for id_ in dead if isinstance(id_, str) and id_ not in self.objects]
        if new and not self.on("existence-first") and not self.on("created-deleted"):
            raise invalid("What is new cannot be deleted already.", "is_deleted")
        for given in batch:
            top.append(self.planned(given, names))
            plans.append(top[-1])
            if given["type"] == "ITEM":
                inner = nested(top[-1].sent, self.switches)
                children = [self.planned(each, names, top[-1].id) for each in inner]
                if "variations" in top[-1].sent or self.on("omitted-variations-lost"):
                    top[-1].children = [each.id for each in children]
                plans += [] if self.on("nested-forgotten") else children
        types = {plan.id: plan.type for plan in plans}
        if len(types) < len(plans) and not self.on("twice-in-a-batch"):
            raise invalid("An object is named twice.", "id")
        for plan in plans:
            plan.data = self.resolved(plan, types, names)
        self.spacious(plans)
        now = self.tick()
        for plan in plans:
            self.write(plan, now)
        for plan in plans:
            self.related_written(plan, now)
        self.remembered |= names if self.on("temporary-remembered") else {}
        told = [{"client_object_id": name, "object_id": id_} for name, id_ in names.items()]
        told = told[: len(top)] if self.on("mapping-of-nested-missing") else told
        told += told[:1] if self.on("mapping-twice") else []
        return [self.objects[plan.id] for plan in top], told

    def planned(self, given: Object, names: dict[str, str], parent: str = "") -> Plan:
        sent, id_, stored = fields(given, self.switches), str(given["id"]), None
        if id_.startswith("#"):
            if id_ in names:
                raise invalid(f"{id_} stands for two objects.", "id")
            if given.get("is_deleted") and not self.on("created-deleted"):
                raise invalid("What is new cannot be deleted already.", "is_deleted")
            if "version" in given and self.on("version-of-new-refused"):
                raise invalid("What is new has no version.", "version")
            stored = self.living(self.remembered.get(id_))
            names[id_] = stored["id"] if stored else self.id_()
            return Plan(given, sent, names[id_], stored, parent)
        stored = self.objects.get(id_)
        other = self.on("other-statuses")
        if not stored and not self.on("own-id-taken"):
            status, code = (400, "INVALID_VALUE") if other else (404, "NOT_FOUND")
            raise Refused(status, code, "Nothing has this id; new ones begin with a #.", "id")
        if stored and stored["dead"] and not self.on("deleted-written"):
            status, code = (404, "NOT_FOUND") if other else (400, "INVALID_VALUE")
            raise Refused(status, code, "This was deleted and stays so.", "id")
        typed = not stored or stored["type"] == given["type"]
        if stored and (typed or not self.on("type-before-version")):
            self.current(given, sent, stored)
        if not typed:
            raise invalid("The type of an object is for ever.", "type")
        if given.get("is_deleted") and self.on("is-deleted-refused"):
            raise invalid("Use DeleteCatalogObject.", "is_deleted")
        return Plan(given, sent, id_, stored, parent)

    def current(self, given: Object, sent: Object, stored: Object) -> None:
        """Raise Refused unless an update names the version that is stored."""
        version = given.get("version")
        if version is None and self.on("version-not-needed"):
            return
        newer = version is not None and version > stored["version"] and self.on("newer-taken")
        stale = version is not None and self.on("stale-taken")
        if version == stored["version"] or newer or stale:
            return
        if self.on("stale-done"):
            stored["data"] |= kept(sent, stored["type"])
        status = 409 if self.on("mismatch-409") else 400
        raise Refused(status, "VERSION_MISMATCH", "Somebody was faster than you.", "version")

    def resolved(self, plan: Plan, types: dict[str, str], names: dict[str, str]) -> Object:
        """Return the data that a plan leaves, with ids in place of names. Raises Refused."""
        sent, old = plan.sent, plan.stored["data"] if plan.stored else {}
        keep = self.on("omitted-kept")
        data = {**(old if keep else {}), **kept(sent, plan.type)}
        if plan.stored and self.on("update-ignored"):
            data |= kept(old, plan.type)

        def known(id_: str, type_: str) -> bool:
            it = self.living(id_)
            return types.get(id_, it["type"] if it else "") == type_

        if plan.type == "IMAGE":
            if "url" in sent and sent["url"] != old.get("url") and self.on("url-refused"):
                raise invalid("We alone say where pictures are.", "url")
            data["url"] = sent.get("url") if self.on("url-of-client") else old.get("url")
        if plan.type == "ITEM_VARIATION":
            data["item_id"] = self.item_of(plan, known, names) or None
        if sent.get("category_id") == "" and not self.on("empty-category-refused"):
            data["category_id"] = None
        elif "category_id" in sent:
            data["category_id"] = names.get(sent["category_id"], sent["category_id"])
            unchecked = self.on("category-unchecked") and data["category_id"][:1] != "#"
            if not known(data["category_id"], "CATEGORY") and not unchecked:
                raise invalid("There is no such category.", "category_id")
            later = [*types][[*types].index(plan.id) :]
            if data["category_id"] in later and self.on("name-ahead-left"):
                data["category_id"] = sent["category_id"]
        if plan.type in WITH_IMAGES:
            images = list(old.get("image_ids", []))
            if not self.early and ("image_ids" in sent or not keep):
                images = self.images_of(sent, images, names)
                bad = [id_ for id_ in images if not known(id_, "IMAGE")]
                if bad and not self.on("unknown-image-listed"):
                    raise invalid("There is no such image.", "image_ids")
            data["image_ids"] = images
        return data

    def item_of(self, plan: Plan, known: Any, names: dict[str, str]) -> str:
        raw = plan.sent.get("item_id", "")
        item = names.get(raw, raw)
        own = plan.stored["data"].get("item_id") if plan.stored else plan.parent
        if item and ((own and item != own) or (plan.parent and item != plan.parent)):
            raise invalid("A variation stays with its item.", "item_id")
        item = item or own
        bare = "item_variation_data" not in plan.given and not self.on("item-needed")
        if not item and (bare or self.on("item-optional")):
            return ""
        if not item:
            code = "MISSING_REQUIRED_PARAMETER"
            raise invalid("Of which item is it a variation?", "item_id", code)
        if plan.parent not in ("", item) or not known(item, "ITEM"):
            raise invalid("There is no such item.", "item_id")
        return raw if self.on("item-id-left") and raw else item

    def images_of(self, sent: Object, old: list[str], names: dict[str, str]) -> list[str]:
        """Return the images that an object is to have. Raises Refused."""
        ids = [names.get(id_, id_) for id_ in sent.get("image_ids", [])]
        if len(set(ids)) < len(ids):
            if not self.on("duplicates-collapsed"):
                raise invalid("An image is named twice.", "image_ids")
            ids = list(dict.fromkeys(ids))
        if len(ids) > LIMIT_OF_IMAGES and not self.on("image-251-listed"):
            detail = f"{LIMIT_OF_IMAGES} images, not more."
            raise invalid(detail, "image_ids", "ARRAY_LENGTH_TOO_LONG")
        if self.on("list-sorted"):
            ids = sorted(ids)
        if self.on("list-merged"):
            ids += [id_ for id_ in old if id_ not in ids]
        if self.on("list-of-two-kept") and len(old) >= 2 and sorted(ids) == sorted(old):
            ids = old
        return ids

    def spacious(self, plans: list[Plan]) -> None:
        """Raise Refused if too many images would belong to nothing."""
        attached = {id_ for plan in plans for id_ in plan.data.get("image_ids", [])}
        images = [plan for plan in plans if plan.type == "IMAGE" and not plan.stored]
        count = len([plan for plan in images if plan.id not in attached])
        many = count and len(self.objects) + count > LIMIT_UNATTACHED
        if many and self.unattached() + count > LIMIT_UNATTACHED:
            raise invalid("Too many pictures belong to nothing.")

    def write(self, plan: Plan, now: int) -> None:
        if not plan.stored:
            it = self.add(plan.type, plan.data, now, plan.id)
            it["everywhere"] = plan.given.get("present_at_all_locations", it["everywhere"])
            return
        it, old = plan.stored, plan.stored["data"]
        it["dead"] = False
        removed = set(old.get("image_ids", [])) - set(plan.data.get("image_ids", []))
        children = old.get("variations", [])
        it["data"] = plan.data | ({"variations": list(children)} if children else {})
        it["everywhere"] = plan.given.get("present_at_all_locations", True)
        self.stamp(it, now)
        for id_ in removed:
            if self.on("detached-everywhere"):
                for holder in list(self.holders(id_)):
                    holder["data"]["image_ids"].remove(id_)
            if self.on("detached-deleted") and (image := self.living(id_)):
                self.delete(image, now)

    def related_written(self, plan: Plan, now: int) -> None:
        """Bring together an item and its variations once all are written."""
        it = self.objects[plan.id]
        if plan.children is not None:
            for id_ in list(it["data"].get("variations", [])):
                child = self.living(id_)
                if child and id_ not in plan.children:
                    self.delete(child, now)
            there = [id_ for id_ in plan.children if id_ in self.objects]
            it["data"]["variations"] = there
        elif plan.type == "ITEM_VARIATION" and not plan.parent and not plan.stored:
            item = self.living(it["data"].get("item_id"))
            if item and it["id"] not in item["data"].get("variations", []):
                self.adopt(item, it)
                if self.on("variation-raises-item"):
                    self.stamp(item, now)
