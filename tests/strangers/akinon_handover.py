"""How the stranger in Akinon's style hands things over to a channel: batches and actions."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from tests.strangers.akinon_gate import Answer, Gate, Refused
from tests.strangers.akinon_store import ACTIVE, Row

STATUSES = ("initialized", *ACTIVE, "done", "fail")
MOVES = {
    "initialized": {"commit"},
    "commit": {"commit", "sent_to_remote", "done", "fail"},
    "sent_to_remote": {"ongoing", "done", "fail"},
    "ongoing": {"ongoing", "done", "fail"},
    "done": set[str](),
    "fail": set[str](),
}
KINDS = ("product", "productimage", "productprice", "productstock", "batchrequest")
REASONS = ("mapping", "remote", "channel_app", None)
TYPE = "content_type"
UNSAID = {"failed_reason_type": None, "remote_id": None, "version_date": None, TYPE: None}


class HandOver(Gate):
    """The requests about batches and actions."""

    def conflict(self, message: str = "Batch request cannot be updated") -> Refused:
        """Return why a batch cannot do what is asked."""
        return Refused(409 if self.on("conflict-409") else 400, message)

    async def batch_body(self, request: Request, needed: bool = True) -> Row:
        given = await self.body(request, needed)
        most = 10**6 if self.on("long-remote-batch-id") else 255
        found: Row = {
            name: self.text(given[name], name, most if name == "remote_batch_id" else 255)
            for name in ("remote_batch_id", TYPE)
            if name in given
        }
        if found.get(TYPE) not in (None, *KINDS) and self.on("type-known"):
            raise Refused(400, "There is no such content type.", TYPE)
        if "channel" in given:
            self.whole(given["channel"], "channel")
        if "objects" in given:
            objects = given["objects"]
            if not isinstance(objects, list | None):
                raise Refused(400, "A list is needed.", "objects")
            found["objects"] = None if objects is None else [self.object(each) for each in objects]
        return found | ({"status": self.status(given)} if needed and "status" in given else {})

    def status(self, given: Row) -> str:
        status = given["status"]
        if status not in STATUSES and not (
            isinstance(status, str) and self.on("status-of-any-text")
        ):
            raise Refused(400, "There is no such status.", "status")
        return str(status)

    def object(self, given: Any) -> Row:
        if not isinstance(given, dict) or "pk" not in given:
            raise Refused(400, "An object with its number is needed.", "objects")
        if given.get("failed_reason_type") not in REASONS:
            raise Refused(400, "There is no such reason.", "objects")
        checks = {"remote_id": self.text, "version_date": self.moment, TYPE: self.text}
        whole = UNSAID if self.on("object-sent-again-whole") else {}
        sent = whole | {name: given[name] for name in UNSAID if name in given}
        for name, check in checks.items():
            check(given.get(name), "objects")
        return sent | {"pk": self.whole(given["pk"], "objects")}

    def batch(self, request: Request) -> Row:
        channel, pk = self.channel(request), self.path_number(request)
        batch = self.batches.get(pk)
        if batch is None:
            raise Refused(404, "Batch request not found")
        foreign = batch["channel"] != channel
        if foreign and not (self.on("foreign-batch-readable") and request.method == "GET"):
            raise self.absent(request, known=True)
        return batch

    async def list_batches(self, request: Request) -> Answer:
        channel, status = self.channel(request), request.query_params.get("status", "")
        kind = request.query_params.get(TYPE, "")
        if status and status not in STATUSES:
            raise Refused(400, "There is no such status.", "status")
        if self.on("batch-filter-ignored"):
            status = ""
        rows = [each for each in self.batches.values() if each["channel"] == channel]
        found = [
            self.batch_shown(each)
            for each in self.in_order(rows)
            if status in ("", each["status"]) and kind in ("", each[TYPE])
        ]
        return 200, self.enveloped(request, found, len(rows))

    async def create_batch(self, request: Request) -> Answer:
        channel, given = self.channel(request), await self.batch_body(request, needed=False)
        if not self.on("objects-checked-late"):
            unmade = {"channel": channel, "status": "initialized", "objects": None}
            self.judge_objects(unmade, given, given.get(TYPE))
        batch = self.open_batch(channel, given)
        if given.get("objects") is not None:
            batch["objects"] = [UNSAID | each for each in given["objects"]]
        if batch["objects"] and self.on("duplicates-merged"):
            batch["objects"] = self.merged(batch | {"objects": []}, batch)
        batch = self.batch_shown(batch)
        return 200 if self.on("created-200") else 201, batch

    async def get_batch(self, request: Request) -> Answer:
        return 200, self.batch_shown(self.batch(request))

    async def change_batch(self, request: Request) -> Answer:
        batch, given = self.batch(request), await self.batch_body(request)
        if request.method == "PUT" and self.on("put-replaces"):
            given.setdefault("remote_batch_id", None)
        try:
            self.judge(batch, given)
        except Refused:
            if self.on("refused-commit-kept") and given.get("objects"):
                batch["objects"] = self.merged(batch, given)
            raise
        self.move(batch, given)
        return 200, self.batch_shown(batch)

    def judge(self, batch: Row, given: Row) -> None:
        """Raise Refused unless a batch can do what is asked; drop what is passed over."""
        now, status = batch["status"], given.get("status", batch["status"])
        self.judge_move(now, given)
        fixed = now != "initialized" and not self.on("type-changes")
        if now in ("sent_to_remote", "ongoing") and self.on("type-changes-when-sent"):
            fixed = False
        if fixed and given.get(TYPE, batch[TYPE]) != batch[TYPE]:
            if not self.on("type-change-ignored"):
                raise self.conflict()
            del given[TYPE]
        kind = given.get(TYPE, batch[TYPE])
        if status == "initialized":
            if not self.on("objects-checked-late"):
                self.judge_objects(batch, given, kind)
            return
        if kind is None and self.on("commit-without-type"):
            kind = given[TYPE] = "productimage"
        if kind is None and self.on("commit-needs-type"):
            raise Refused(400, "A commit needs a content type.", TYPE)
        told = kind if now == "initialized" else batch[TYPE]
        self.judge_objects(batch, given, told)
        if (
            kind is not None
            and given.get("status") == "commit"
            and any(self.excludes(each, batch, given, kind) for each in self.batches.values())
        ):
            raise self.conflict()

    def judge_move(self, now: str, given: Row) -> None:
        if now in ("done", "fail"):
            label = given.keys() == {"remote_batch_id"} and self.on("ended-still-labelled")
            if not label and not (self.on("done-reopened") or self.on("any-move")):
                raise self.conflict()
        if "status" not in given or self.on("any-move"):
            return
        status, legal = given["status"], set(MOVES.get(now, ()))
        if self.on("commit-skipped") and now == "initialized":
            legal |= {"done", "fail"}
        if self.on("back-to-commit") and now in ACTIVE:
            legal.add("commit")
        if self.on("done-reopened") and now == "done":
            legal |= {"commit", "ongoing"}
        if self.on("same-status-kept") and now not in ("done", "fail"):
            legal.add(now)
        if (self.on("ongoing-once") and now == "ongoing") or (
            self.on("commit-once") and now == "commit"
        ):
            legal.discard(now)
        if self.on("fail-refused") and now == "commit":
            legal.discard("fail")
        if status not in legal and not (status not in STATUSES and self.on("status-of-any-text")):
            raise self.conflict()

    def judge_objects(self, batch: Row, given: Row, kind: str | None) -> None:
        channel, status = batch["channel"], given.get("status", batch["status"])
        known: dict[str | None, set[int]] = {"product": set(self.catalogue(channel))}
        known["productimage"] = {each["pk"] for each in self.of_channel(channel)}
        before = {each["pk"] for each in batch["objects"] or []}
        if kind in known and self.on("unknown-objects-ignored") and given.get("objects"):
            given["objects"] = [each for each in given["objects"] if each["pk"] in known[kind]]
        merged = self.merged(batch, given)
        for each in merged:
            if kind in known and each["pk"] not in known[kind]:
                raise Refused(400, "There is no such object.", "objects")
            holder = self.holder(channel, kind, each["pk"]) if status != "initialized" else None
            if holder not in (None, batch) and not self.on("busy-taken-over"):
                raise self.conflict("Another batch has this under way.")
            late = each["pk"] not in before and status in ("done", "fail")
            if late and self.on("late-objects-refused"):
                raise self.conflict()
            told = each["remote_id"] or each["failed_reason_type"]
            if status == "done" and not told and self.on("remote-id-needed"):
                raise Refused(400, "A remote id or a reason is needed.", "objects")
        if not merged and status == "commit" and self.on("objects-needed"):
            raise Refused(400, "Objects are needed.", "objects")
        failed = merged and all(each["failed_reason_type"] for each in merged)
        if status == "done" and failed and self.on("all-failed-refused"):
            raise self.conflict()

    def excludes(self, other: Row, batch: Row, given: Row, kind: str) -> bool:
        """Return whether another batch keeps one from entering commit."""
        if other is batch or other["channel"] != batch["channel"] or self.on("two-in-commit"):
            return False
        if TYPE in given and self.on("two-in-commit-by-change"):
            return False
        there = ACTIVE if self.on("one-under-way") else ("commit",)
        same = other[TYPE] == kind or self.on("one-in-commit")
        return other["status"] in there and same

    def merged(self, batch: Row, given: Row) -> list[Row]:
        """Return the objects of a batch with those that are sent."""
        before = batch["objects"] or []
        if given.get("objects") is None:
            return list(before)
        if self.on("commit-replaces") and given["objects"] and batch["status"] == "commit":
            before = []
        merged: dict[int, Row] = {}
        for each in (*before, *given["objects"]):
            merged[each["pk"]] = UNSAID | merged.get(each["pk"], {}) | each
        return list(merged.values())

    def move(self, batch: Row, given: Row) -> None:
        merged = self.merged(batch, given)
        if batch["objects"] is not None or given.get("objects") is not None:
            batch["objects"] = merged
        batch["named"] = [each["pk"] for each in given.get("objects") or []]
        if self.on("busy-taken-over") and given.get("status") == "commit":
            self.take_over(batch, given.get(TYPE, batch[TYPE]))
        if "remote_batch_id" in given and not self.on("remote-batch-id-lost"):
            batch["remote_batch_id"] = given["remote_batch_id"]
        batch |= {name: given[name] for name in ("status", TYPE) if name in given}
        batch["changed"] = self.now()
        if given.keys() - {"remote_batch_id"}:
            self.handed(batch)

    def take_over(self, batch: Row, kind: str) -> None:
        for each in batch["objects"] or []:
            holder = self.holder(batch["channel"], kind, each["pk"])
            if holder is not None and holder is not batch:
                holder["objects"] = [one for one in holder["objects"] if one["pk"] != each["pk"]]

    async def delete_batch(self, request: Request) -> Answer:
        pk = self.path_number(request)
        if pk in self.gone and self.on("batch-deletion-again-204"):
            return 204, None
        batch = self.batch(request)
        if batch["status"] in ACTIVE and self.on("deletion-refused"):
            raise self.conflict()
        if batch["status"] in ACTIVE:
            self.handed(batch | {"status": "fail"})
        if not self.on("batch-deletion-ignored"):
            del self.batches[pk]
            self.gone.append(pk)
        return (200, {}) if self.on("batch-deletion-200") else (204, None)

    async def list_actions(self, request: Request) -> Answer:
        channel, query = self.channel(request), request.query_params
        objects, status = self.numbers_of(request, "object_id__in"), query.get("status", "")
        if status not in ("", "processing", "success", "error"):
            raise Refused(400, "There is no such status.", "status")
        local, kind = query.get("local_batch_id", ""), query.get("content_type_name", "")
        remote = [each for each in query.get("remote_id__in", "").split(",") if each]
        if self.on("action-filter-ignored"):
            local = ""
        rows = [each for each in self.actions.values() if each["channel"] == channel]
        found = [
            self.action_shown(each)
            for each in self.in_order(rows)
            if (objects is None or each["object_id"] in objects)
            and status in ("", each["status"])
            and local in ("", each["batch"])
            and kind in ("", each["kind"])
            and (not remote or each["remote_id"] in remote)
        ]
        return 200, self.enveloped(request, found, len(rows))

    def action(self, request: Request) -> Row:
        channel, pk = self.channel(request), self.path_number(request)
        found = [each for each in self.actions.values() if each["pk"] == pk]
        if not found or found[0]["channel"] != channel:
            raise self.absent(request, known=bool(found))
        return found[0]

    async def get_action(self, request: Request) -> Answer:
        return 200, self.action_shown(self.action(request))

    async def delete_action(self, request: Request) -> Answer:
        action = self.action(request)
        if action["status"] == "processing" and not self.on("action-deletable"):
            raise Refused(400, "This is under way.")
        del self.actions[action["channel"], action["kind"], action["object_id"]]
        return 204, None
