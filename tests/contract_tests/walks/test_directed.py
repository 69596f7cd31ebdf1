"""Each kind of directed walks reaches what it is for, accuses no stand-in, and finds faults."""

from __future__ import annotations

import re
from typing import Any

import pytest

from contract_tests.walks.admission import admission
from contract_tests.walks.batches import batches
from contract_tests.walks.directed import KINDS, directed
from contract_tests.walks.limits import limits
from contract_tests.walks.lives import lives
from contract_tests.walks.pages import pages
from contract_tests.walks.presuming import presuming
from contract_tests.walks.rare import rare
from contract_tests.walks.references import references
from contract_tests.walks.repeats import repeats
from contract_tests.walks.siblings import siblings
from contract_tests.walks.states import states
from contract_tests.walks.tracking import tracking
from contract_tests.walks.versions import versions
from mockserver.standin import bundled, open_standin
from tests.conftest import NAMES
from tests.contract_tests.walks.directed_runs import Kind, own, run, strange, words
from tests.serving import serving_app
from tests.strangers import akinon, bigcommerce, closient, shoplazza, square

REACHED: list[tuple[Kind, str, set[str]]] = [
    (siblings, "bigcommerce", {"exclusive.demotes", "exclusive.on-delete", "sort-order.create"}),
    (siblings, "shoplazza", {"position.append", "position.insert", "position.move"}),
    (siblings, "shoplazza", {"position.close", "count.equals-list"}),
    (lives, "shoplazza", {"update.merged", "delete.gone", "delete.again", "missing.refused"}),
    (pages, "closient", {"page.cut", "page.arithmetic", "page.past-end", "page_size.maximum"}),
    (pages, "square", {"page.ahead", "filter.narrows"}),
    (references, "square", {"references.on-delete", "attach.append", "attach.first"}),
    (references, "square", {"references.distinct", "attach.unknown"}),
    (states, "akinon", {"states.moves", "states.final", "tracked.entered", "tracked.locked"}),
    (tracking, "akinon", {"tracked.entered", "tracked.kept", "tracked.busy", "tracked.earliest"}),
    (batches, "square", {"batch.all-or-nothing", "batch.ignored"}),
    (batches, "akinon", {"replace-all.exact"}),
    (repeats, "square", {"idempotency.repeat", "idempotency.differs", "version.stale"}),
    (repeats, "bigcommerce", {"unique.taken"}),
    (admission, "closient", {"credentials.missing", "credentials.lacking", "scope.matched"}),
    (limits, "bigcommerce", {"maxLength", "picture.size", "image_file.required"}),
    (versions, "square", {"since.hidden", "until.shown"}),
    (rare, "square", {"attach.early", "references.exist"}),
]


@pytest.mark.parametrize(
    ("kind", "name", "expected"), REACHED, ids=[f"{k.__name__}-{n}" for k, n, _ in REACHED]
)
def test_a_kind_of_walks_reaches_what_it_is_for(kind: Kind, name: str, expected: set[str]) -> None:
    report = own(name, kind)
    assert report.findings == ()
    assert expected <= words(name, report)


@pytest.mark.parametrize("name", NAMES)
def test_directed_walks_alone_exercise_nearly_every_rule(name: str) -> None:
    def all_kinds(composer: Any) -> Any:
        for kind in KINDS:
            yield from kind(composer)

    report = own(name, all_kinds)
    assert report.findings == ()
    assert report.exercised >= 0.9 * len(report.rules)


@pytest.mark.parametrize("name", NAMES)
def test_members_that_are_the_servers_own_are_sent_and_accuse_nobody(name: str) -> None:
    report = own(name, presuming)
    assert report.findings == ()
    members = {
        "closient": "image_url",
        "bigcommerce": "url_zoom",
        "square": "updated_at",
        "akinon": "modified_date",
    }
    member = members.get(name, "product_id").encode()
    sent = [each for each in report.exchanges if each.method != "GET"]
    assert any(member in each.request_body for each in sent)


def test_what_names_others_is_found_and_shown_with_those() -> None:
    report = own("square", references)
    assert report.findings == ()
    searches = [each for each in report.exchanges if each.url.endswith("/catalog/search")]
    with_related = [each for each in searches if b'"related_objects":[{' in each.response_body]
    assert len(with_related) >= 3


@pytest.mark.parametrize("name", ["closient", "shoplazza"])
def test_joined_walks_ask_as_much_and_accuse_nobody(name: str) -> None:
    alone, joined = (
        own(name, lambda composer, several=several: directed(composer.scene, several))  # type: ignore[misc]
        for several in (1, 5)
    )
    assert joined.findings == ()
    assert joined.exercised >= 0.9 * alone.exercised
    assert joined.calls >= 0.7 * alone.calls


# A fault that no rule is about has none.
FAULTS: list[tuple[Kind, Any, str, str, str]] = [
    (siblings, closient, "closient", "demotion-forgotten-from-three", "CL-1"),
    (siblings, closient, "closient", "demotion-everywhere", "CL-1"),
    (siblings, closient, "closient", "total-counts-deleted", "CL-6"),
    (siblings, closient, "closient", "refused-upload-demotes", "CL-1"),
    (siblings, shoplazza, "shoplazza", "move-without-shift", "SZ-14"),
    (siblings, bigcommerce, "bigcommerce", "nested-flags-kept", "BC-1"),
    (lives, closient, "closient", "delete-again-204", "CL-19"),
    (lives, shoplazza, "shoplazza", "product-kept", "SZ-8"),
    (pages, closient, "closient", "page-overlap", "CL-6"),
    (pages, closient, "closient", "total-of-page", "CL-6"),
    (batches, square, "square", "deleted-retrieved", "SQ-7"),
    (batches, square, "square", "batch-voids-next", "SQ-36"),
    (batches, square, "square", "name-ahead-left", "SQ-12"),
    (batches, square, "square", "cursor-missing", "SQ-33"),
    (lives, square, "square", "variations-untold", "SQ-8"),
    (repeats, bigcommerce, "bigcommerce", "sku-taken-accepted", "BC-37"),
    (repeats, square, "square", "newer-taken", "SQ-16"),
    (repeats, square, "square", "stale-done", ""),
    (repeats, closient, "closient", "gtin-taken-padded-accepted", "CL-31"),
    (admission, closient, "closient", "organization-uuid-unknown", "CL-6"),
    (admission, closient, "closient", "deletes-and-refuses", "CL-6"),
    (admission, closient, "closient", "viewer-deletes", "CL-28"),
    (presuming, shoplazza, "shoplazza", "product-as-sent", "SZ-5"),
    (limits, closient, "closient", "refused-upload-demotes", "CL-1"),
    (limits, closient, "closient", "title-unlimited", "CL-9"),
]


@pytest.mark.parametrize(
    ("kind", "stranger", "name", "fault", "rule"), FAULTS, ids=[each[3] for each in FAULTS]
)
def test_a_planted_fault_is_found_by_the_kind_for_it(
    kind: Kind, stranger: Any, name: str, fault: str, rule: str
) -> None:
    report = strange(stranger, name, kind, fault)
    found = [each for each in report.broken if not rule or rule in each.rules]
    assert found, [(each.certain, each.rules, each.where) for each in report.findings]
    assert min(len(each.script) for each in found) <= 8


def test_a_gap_is_found_and_fails_nobody() -> None:
    """That a deletion closes the gap is inferred, whoever was moved to the first place before."""
    report = strange(shoplazza, "shoplazza", siblings, "gap-after-first")
    found = [each for each in report.findings if "SZ-15" in each.rules]
    assert [(each.where, each.certain) for each in found] == [("body.images.0.position", False)]


def test_each_member_is_told_otherwise_once_with_a_used_key() -> None:
    """The rule is inferred: this is what it tells of a vendor, and fails nobody."""
    report = strange(square, "square", repeats, "holder-not-compared")
    found = [each for each in report.findings if "SQ-20" in each.rules]
    assert [each.operation for each in found] == ["CreateCatalogImage"]


@pytest.mark.parametrize(
    ("fault", "shown", "certain"),
    [("primary-until-two", "image_ids", True), ("early-shows-oldest", "image_id", False)],
)
def test_what_only_one_walk_can_show_is_found_early(fault: str, shown: str, certain: bool) -> None:
    def all_kinds(composer: Any) -> Any:
        yield from directed(composer.scene)

    report = strange(square, "square", all_kinds, fault, calls=1000)
    found = [each for each in report.findings if shown in each.where.split(".")]
    assert found
    assert any(each.certain for each in found) is certain


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("two-in-commit", "AK-12"),
        ("one-in-commit", "AK-12"),
        ("one-under-way", "AK-12"),
        ("commit-once", "AK-11"),
        ("type-changes-when-sent", "AK-14"),
    ],
)
def test_what_begins_beside_another_one_is_tried(fault: str, rule: str) -> None:
    broken = strange(akinon, "akinon", tracking, fault).broken
    assert any(rule in each.rules for each in broken)


def test_a_list_of_what_nobody_can_make_is_narrowed_where_some_is() -> None:
    broken = strange(akinon, "akinon", pages, "action-filter-ignored").broken
    assert any("IntegrationActions" in each.operation for each in broken)


def test_what_is_replaced_is_sent_otherwise_too() -> None:
    broken = strange(akinon, "akinon", batches, "download-order-kept").broken
    assert any("AK-30" in each.rules for each in broken)


EARLY = ("any-key", "no-key", "viewer-uploads", "viewer-deletes", "refused-upload-demotes")


@pytest.mark.parametrize("fault", EARLY)
def test_who_may_do_what_and_what_is_refused_is_asked_early(fault: str) -> None:
    def all_kinds(composer: Any) -> Any:
        yield from directed(composer.scene)

    assert strange(closient, "closient", all_kinds, fault, calls=300).broken


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        (admission, rb"/1[0-9]{14}/images"),
        (limits, b"\xc3\xa9" * 255),
        (limits, rb"image/tiff\r\n\r\nII\*"),
        (siblings, rb"notes\.txt"),
    ],
)
def test_what_is_wrong_in_one_thing_only_is_sent(kind: Kind, sent: bytes) -> None:
    exchanges = own("closient", kind).exchanges
    assert any(re.search(sent, e.url.encode() + e.request_body, re.DOTALL) for e in exchanges)


def test_what_is_there_already_is_made_again_and_read() -> None:
    exchanges = own("closient", repeats).exchanges
    made = [place for place, each in enumerate(exchanges) if each.operation == "createProduct"]
    assert [exchanges[place].status for place in made[:2]] == [409, 409]
    assert exchanges[made[1] + 1].operation == "getTradeItem"


def test_what_is_deleted_is_written_again_as_it_is_shown() -> None:
    assert strange(square, "square", lives, "deleted-written").broken


def test_a_filter_inside_another_member_is_asked_with_what_that_needs() -> None:
    assert strange(square, "square", pages, "prefix-ignored").broken


def test_a_server_that_needs_to_know_what_begins_goes_through_all_states() -> None:
    app = akinon.app(frozenset(), frozenset({"commit-needs-type", "objects-needed"}))
    with serving_app(app) as url:
        standin = open_standin(bundled()["akinon"], seed=1)
        report = run(standin, states, url, akinon.FIXTURES)
    seen = {str(each.response_body) for each in report.exchanges if each.status == 200}
    assert not report.broken
    for state in ("sent_to_remote", "ongoing", "done", "fail"):
        assert any(f'"status":"{state}"' in each.replace(" ", "") for each in seen), state


def test_a_cursor_is_taken_from_the_page_that_gave_it() -> None:
    """So a finding on a later page can be sent again, also where every cursor is a new one."""
    broken = strange(shoplazza, "shoplazza", pages, "cursor-overlaps").broken
    taken = [each for found in broken for step in found.script for each in step.taken()]
    assert any(each.path == ("cursor",) for each in taken)
    assert min(len(each.script) for each in broken) <= 4
