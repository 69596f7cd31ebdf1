"""What the stranger in Akinon's style keeps: catalogues, images, batches and their actions."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid4

from tests.strangers.akinon_facts import BATCHES, CHANNELS, FIRST, IMAGES, PRODUCTS, SHARED

ACTIVE = ("commit", "sent_to_remote", "ongoing")
ISTANBUL = timezone(timedelta(hours=3))
EPOCH = datetime.fromtimestamp(0, UTC)
Row = dict[str, Any]


class Warehouse:
    """All that there is; `on` tells whether a fault or variant is switched on. Times are whole
    milliseconds since 1970, no two of them the same.
    """

    def __init__(self, switches: frozenset[str]) -> None:
        self.switches, self.on = switches, switches.__contains__
        self.last = 0
        self.reset()

    def reset(self) -> None:
        self.numbers = dict[str, int]()
        self.images, self.batches = dict[int, Row](), dict[int, Row]()
        self.actions = dict[tuple[int, str, int], Row]()
        self.downloads = dict[int, list[Row]]()
        self.taken, self.remembered = set[int](), dict[int, list[Row]]()
        self.gone = list[int]()
        self.products = {each["pk"]: each | {"at": self.now()} for each in PRODUCTS}
        for pk, product, source, order in IMAGES:
            self.add(product, source, order, (800, 600, f"{pk:032x}"), pk=pk)
        for pk, channel, objects in BATCHES:
            batch = self.open_batch(channel, {"content_type": "productimage"}, pk=pk)
            if objects:
                batch |= {"objects": [dict(each) for each in objects], "status": "done"}
                self.handed(batch)

    def now(self) -> int:
        self.last = max(time.time_ns() // 10**6, self.last + 1)
        return self.last

    def when(self, instant: int | None) -> str | None:
        if instant is None:
            return None
        time_ = EPOCH + timedelta(milliseconds=instant)
        if self.on("times-with-offset"):
            return time_.astimezone(ISTANBUL).isoformat(timespec="milliseconds")
        precision = "microseconds" if self.on("times-with-microseconds") else "milliseconds"
        text = time_.isoformat(timespec=precision).removesuffix("+00:00")
        return text if self.on("times-without-zone") else text + "Z"

    def number(self, kind: str) -> int:
        count = self.numbers[kind] = self.numbers.get(kind, -1) + 1
        if self.on("ids-in-no-order"):
            count = count * 37 % 101 + count // 101 * 101
        return FIRST[kind] + count

    def add(
        self,
        product: int,
        source: str | None,
        order: int,
        measured: tuple[int | None, int | None, str | None],
        pk: int | None = None,
    ) -> Row:
        """Return the new image of a product."""
        made, (width, height, hash_) = self.now(), measured
        if self.on("size-unmeasured"):
            width = height = hash_ = None
        if self.on("sizes-swapped"):
            width, height = height, width
        image = {"pk": pk or self.number("image"), "product": product, "source": source}
        image |= {"order": order, "width": width, "height": height, "hash": hash_}
        image |= {"made": made, "changed": made - 5000 * self.on("modified-before-created")}
        self.images[image["pk"]] = image
        self.remembered.clear()
        return image

    def catalogue(self, channel: int) -> list[int]:
        found = [pk for pk, each in self.products.items() if each["channel"] == channel]
        if self.on("shared-product") and channel == CHANNELS[1]:
            found.append(SHARED)
        return list(self.products) if self.on("all-channels-listed") else found

    def of_channel(self, channel: int) -> list[Row]:
        """Return the images that a channel can see, in the order of lists."""
        products = self.catalogue(channel)
        found = [each for each in self.images.values() if each["product"] in products]
        return self.in_order(found)

    def in_order(self, rows: list[Row]) -> list[Row]:
        return sorted(rows, key=lambda row: row["pk"], reverse=self.on("newest-first"))

    def open_batch(self, channel: int, given: Row, pk: int | None = None) -> Row:
        early = pk is None and self.on("starts-in-commit")
        now, start = self.now(), "commit" if early else "initialized"
        if self.on("local-id-shared") and pk is None:
            local = str(UUID(int=0x5A5A << 64 | 4 << 76 | 8 << 60))
        else:
            local = str(uuid4())
        if pk is None and self.gone and self.on("pk-given-again"):
            pk = self.gone.pop()
        batch = {"pk": pk or self.number("batch"), "channel": channel, "status": start}
        batch |= {"local_batch_id": local, "made": now, "changed": now}
        batch |= {"remote_batch_id": given.get("remote_batch_id"), "named": ()}
        if self.on("remote-batch-id-lost"):
            batch["remote_batch_id"] = None
        batch |= {"content_type": given.get("content_type"), "objects": given.get("objects")}
        self.batches[batch["pk"]] = batch
        return batch

    def holder(self, channel: int, kind: str | None, pk: int) -> Row | None:
        """Return the batch that has something under way."""
        for batch in self.batches.values():
            if kind and (batch["channel"], batch["content_type"]) == (channel, kind):
                named = [each["pk"] for each in batch["objects"] or []]
                if batch["status"] in ACTIVE and pk in named:
                    return batch
        return None

    def held(self, channel: int, pk: int) -> bool:
        """Return whether an image is hidden from what is pending."""
        batch = self.holder(channel, "productimage", pk)
        if batch is None:
            return False
        named = [each["pk"] for each in batch["objects"]]
        if self.on("commit-hides-first-only"):
            return bool(named[0] == pk)
        if self.on("commit-hides-up-to-two") and len(named) > 2:
            return False
        return not (self.on("sent-shows-again") and batch["status"] != "commit")

    def fresh(self, channel: int, image: Row) -> bool:
        """Return whether an image is to be inserted."""
        action = self.actions.get((channel, "productimage", image["pk"]))
        if image["pk"] in self.taken:
            return False
        held = self.held(channel, image["pk"]) and not self.on("inserts-keep-committed")
        if action is None or held:
            return not held
        if action["status"] == "success":
            later = image["changed"] > action["version"]
            return self.on("done-still-inserted") or (later and self.on("changed-inserted"))
        hidden = action["status"] == "error" and self.on("failed-forgotten-for-good")
        return action["version"] is None and not hidden

    def changed(self, channel: int, image: Row) -> bool:
        """Return whether an image is to be updated."""
        action = self.actions.get((channel, "productimage", image["pk"]))
        if action is None or action["version"] is None:
            return False
        if self.held(channel, image["pk"]) and not self.on("updates-keep-committed"):
            return False
        if action["status"] == "error" and self.on("failed-forgotten-for-good"):
            return False
        if self.on("changed-inserted") and action["status"] == "success":
            return False
        if self.on("every-handed-over-updated"):
            return True
        return bool(image["changed"] > action["version"])

    def either(self, channel: int, image: Row) -> bool:
        """Return whether an image is to be inserted or updated."""
        if self.on("either-keeps-committed") and self.held(channel, image["pk"]):
            return True
        inserted = self.fresh(channel, image) and not self.on("either-lacks-inserts")
        return inserted or (self.changed(channel, image) and not self.on("either-lacks-updates"))

    def begun(self, batch: Row, each: Row) -> Row:
        """Return the action of an object that a batch takes under way."""
        kind, now = batch["content_type"], self.now()
        key = batch["channel"], kind, each["pk"]
        action = self.actions.get(key)
        if action is None:
            action = {"pk": self.number("action"), "channel": key[0], "kind": kind}
            action |= {"object_id": each["pk"], "remote_id": None, "version": None}
            self.actions[key] = action | {"status": "", "batch": None}
            action = self.actions[key]
        action["before"] = action["status"], action["batch"]
        if self.on("update-loses-remote-id"):
            action["remote_id"] = None
        changed = self.images.get(each["pk"], {}).get("changed", now)
        sent = instant(each["version_date"])
        if kind != "productimage" or (sent is not None and self.on("version-date-as-sent")):
            changed = sent or now
        elif sent is not None and not self.on("version-date-own"):
            changed = min(sent, changed)
        status = "success" if self.on("success-at-commit") else "processing"
        if status == "success":
            action["version"] = changed
        action |= {"status": status, "batch": batch["local_batch_id"], "handed": changed}
        return action

    def handed(self, batch: Row) -> None:
        """Bring the actions of a batch's objects to where the batch is."""
        for each in (batch["objects"] or []) if batch["content_type"] else []:
            action = self.actions.get((batch["channel"], batch["content_type"], each["pk"]))
            if action is None or action["batch"] != batch["local_batch_id"]:
                if batch["status"] in ("initialized", "fail"):
                    continue
                if self.on("actions-late") and batch["status"] in ACTIVE:
                    continue
                action = self.begun(batch, each)
            if batch["status"] in ("done", "fail"):
                unnamed = self.on("unnamed-fails") and batch["named"]
                unnamed = unnamed and each["pk"] not in batch["named"]
                lost = batch["status"] == "fail" or each["failed_reason_type"] or unnamed
                self.ended(action, each, bool(lost and not self.on("failure-is-success")))

    def ended(self, action: Row, each: Row, failed: bool) -> None:
        if failed:
            status, batch = action["before"]
            if not self.on("failed-forgotten"):
                action["status"] = "error"
            elif status:
                action |= {"status": status, "batch": batch}
            else:
                del self.actions[action["channel"], action["kind"], action["object_id"]]
            return
        sent = instant(each["version_date"])
        version = action["handed"]
        if sent is not None and self.on("version-date-as-sent"):
            version = sent
        elif sent is not None and not self.on("version-date-own"):
            version = min(version, sent)
        first = action["remote_id"] if self.on("remote-id-first") else None
        remote = None if self.on("remote-id-lost") else each["remote_id"] or action["remote_id"]
        action |= {"status": "success", "version": version, "remote_id": first or remote}
        if self.on("version-date-of-done"):
            action["version"] = self.now()
        if self.on("done-stays-processing"):
            action["status"] = "processing"

    def shown(self, image: Row, detailed: bool = False) -> Row:
        status = "enabled" if self.on("status-unknown") else "active"
        body = {name: image[name] for name in ("pk", "product", "source", "height", "width")}
        body |= {"hash": image["hash"], "status": status, "order": image["order"]}
        body |= {"is_active": not self.on("is-active-apart"), "object_id": image["product"]}
        body |= {"content_type": "product"}
        if self.on("object-is-the-image"):
            body |= {"object_id": image["pk"], "content_type": "productimage"}
        if self.on("hash-missing"):
            del body["hash"]
        if self.on("pk-as-text"):
            body["pk"] = str(image["pk"])
        if detailed and self.on("details-told"):
            body["product_details"] = {"sku": self.products[image["product"]]["sku"]}
        if detailed and self.on("detailed-without-source"):
            body["source"] = None
        return body | self.times(image)

    def times(self, row: Row) -> Row:
        return {"created_date": self.when(row["made"]), "modified_date": self.when(row["changed"])}

    def medium(self, image: Row) -> Row:
        body = {name: image[name] for name in ("pk", "product", "order", "source")}
        body["image"] = f"https://cdn.example.net/media/{image['pk']}.png"
        return body | self.times(image)

    def batch_shown(self, batch: Row) -> Row:
        body = {name: batch[name] for name in ("pk", "channel", "status", "content_type")}
        body |= {"local_batch_id": batch["local_batch_id"], "objects": batch["objects"]}
        body |= {"remote_batch_id": batch["remote_batch_id"]}
        if self.on("objects-empty-list"):
            body["objects"] = body["objects"] or []
        if self.on("objects-bare") and body["objects"]:
            body["objects"] = [
                {name: value for name, value in each.items() if value is not None}
                for each in body["objects"]
            ]
        return body | self.times(batch)

    def action_shown(self, action: Row) -> Row:
        body = {name: action[name] for name in ("pk", "object_id", "remote_id", "status")}
        body |= {"channel": {"pk": action["channel"], "name": "Channel"}, "state": None}
        body |= {"content_type": {"id": 41, "app_label": "pim", "model": action["kind"]}}
        body |= {"version_date": self.when(action["version"]), "local_batch_id": action["batch"]}
        return body | {"content_object": {"pk": action["object_id"]}}


def instant(text: str | None) -> int | None:
    """Return the milliseconds of a time that was sent."""
    if text is None:
        return None
    time_ = datetime.fromisoformat(text)
    time_ = time_ if time_.tzinfo else time_.replace(tzinfo=UTC)
    return (time_ - EPOCH) // timedelta(milliseconds=1)
