"""What identifies a thing, where a document calls it by several names or shows it nowhere."""

from pathlib import Path
from typing import Any

import pytest

from tests.model.test_infer_forms import TEXT, asked, named, opened, sent, shown

COUNT = {"type": "integer", "format": "int64"}


def mails(of_one: Any, of_list: Any, key: Any = COUNT) -> dict[str, Any]:
    """The paths of mails, with the properties that one shows and those that a list shows."""
    by = [{**named("mail_id")[0], "schema": key}]
    one, item = ({"type": "object", "properties": each} for each in (of_one, of_list))
    new = {"type": "object", "properties": {"subject": TEXT}}
    return {
        "/mails": {
            "get": {"responses": shown({"type": "array", "items": item})},
            "post": {"requestBody": sent(new), "responses": shown(one)},
        },
        "/mails/{mail_id}": {
            "get": {"parameters": by, "responses": shown(one)},
            "delete": {"parameters": by, "responses": {"204": {"description": "Gone."}}},
        },
    }


def listed(folder: Path, paths: dict[str, Any]) -> tuple[Any, Any]:
    """Return what a list shows of the second thing, and what reading that shows."""
    standin = opened(folder, paths)
    for subject in ("a", "b"):
        asked(standin, "POST /mails", {"subject": subject})
    shown_there = asked(standin, "GET /mails").body[1]
    key = next(each for name, each in shown_there.items() if name.lower().endswith("id"))
    return shown_there, asked(standin, "GET /mails/{mail_id}", mail_id=str(key)).body


def test_a_list_may_show_what_one_does_not(tmp_path: Path) -> None:
    paths = mails({"subject": TEXT}, {"subject": TEXT, "mail_id": COUNT})
    told, one = listed(tmp_path, paths)
    assert told == {"subject": "b", "mail_id": 2}
    assert one["subject"] == "b"


def test_a_list_may_call_it_otherwise(tmp_path: Path) -> None:
    paths = mails({"id": COUNT, "subject": TEXT}, {"mailId": COUNT, "subject": TEXT})
    assert listed(tmp_path, paths) == ({"mailId": 2, "subject": "b"}, {"id": 2, "subject": "b"})


def test_a_list_that_shows_none_shows_it_where_it_may(tmp_path: Path) -> None:
    told, one = listed(tmp_path, mails({"id": COUNT, "subject": TEXT}, {"subject": TEXT}))
    assert (told, one) == ({"id": 2, "subject": "b"}, {"id": 2, "subject": "b"})


def test_a_list_of_something_else_shows_none(tmp_path: Path) -> None:
    standin = opened(tmp_path, mails({"id": COUNT, "subject": TEXT}, {"colour": TEXT}))
    asked(standin, "POST /mails", {"subject": "a"})
    assert asked(standin, "GET /mails").body == [{}]


def test_a_text_does_not_identify_what_a_number_names(tmp_path: Path) -> None:
    paths = mails({"slug": TEXT, "subject": TEXT}, {"slug": TEXT, "subject": TEXT})
    told, one = listed(tmp_path, paths)
    assert told["mail_id"] == 2 and one["subject"] == "b"


def test_a_text_may_be_named_by_a_parameter_of_another_kind(tmp_path: Path) -> None:
    own = {"id": COUNT, "subject": TEXT}
    assert listed(tmp_path, mails(own, own, {"type": "number"}))[1] == {"id": 2, "subject": "b"}


def test_what_shows_pages_of_a_list_is_no_reading_of_one(tmp_path: Path) -> None:
    one = {"type": "object", "properties": {"id": TEXT, "kind": TEXT}}
    pages = {"type": "object", "properties": {"results": {"type": "array", "items": one}}}
    limit = {"name": "limit", "in": "query", "schema": {"type": "integer"}}
    paths = {
        "/{project}": {
            "get": {"parameters": [*named("project"), limit], "responses": shown(pages)}
        },
        "/{project}/{kind}": {
            "get": {"parameters": [*named("project", "kind"), limit], "responses": shown(pages)}
        },
    }
    assert not opened(tmp_path, paths).api.resources


def test_errors_beside_a_payload_are_not_what_is_listed(tmp_path: Path) -> None:
    error = {"type": "object", "properties": {"code": TEXT, "message": TEXT}}
    own = {"type": "object", "properties": {"mail_id": TEXT, "subject": TEXT}}
    inside = {"type": "object", "properties": {"found": {"type": "array", "items": own}}}
    around = {"payload": inside, "errors": {"type": "array", "items": error}}
    paths = mails({"mail_id": TEXT, "subject": TEXT}, {}, TEXT)
    paths["/mails"]["get"]["responses"] = shown({"type": "object", "properties": around})
    standin = opened(tmp_path, paths)
    asked(standin, "POST /mails", {"subject": "a"})
    (only,) = asked(standin, "GET /mails").body["payload"]["found"]
    assert only["subject"] == "a"


def test_of_a_list_that_is_never_empty_nothing_is_promised(tmp_path: Path) -> None:
    own = {"mail_id": COUNT, "subject": TEXT}
    paths = mails(own, own)
    paths["/mails"]["get"]["parameters"] = [
        {"name": name, "in": "query", "schema": {"type": "integer"}} for name in ("page", "limit")
    ]
    assert {"MAIL-PAGED", "MAIL-LISTED"} <= {*opened(tmp_path, paths).api.rules}
    told = paths["/mails"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    told["minItems"] = 1
    assert {"MAIL-PAGED", "MAIL-LISTED"}.isdisjoint(opened(tmp_path, paths).api.rules)


def test_a_name_identifies_what_its_path_calls_by_its_noun(tmp_path: Path) -> None:
    branch = {"type": "object", "properties": {"name": TEXT, "base": TEXT}}
    closed = {**branch, "additionalProperties": False}
    new = sent({**branch, "required": ["name"]})
    paths = {
        "/branches": {"post": {"requestBody": new, "responses": shown(closed)}},
        "/branches/{branch}": {"get": {"parameters": named("branch"), "responses": shown(closed)}},
    }
    standin = opened(tmp_path, paths)
    asked(standin, "POST /branches", {"name": "next", "base": "main"})
    read = asked(standin, "GET /branches/{branch}", branch="next")
    assert read.body == {"name": "next", "base": "main"}


def test_what_only_one_kind_has_is_kept_and_told(tmp_path: Path) -> None:
    """The first of several kinds counts, also for what a list shows of it."""
    kinds = [{"properties": {"type": {"enum": [each]}, each: TEXT}} for each in ("mail", "fax")]
    one = {"type": "object", "allOf": [{"properties": {"id": TEXT}}, {"oneOf": kinds}]}
    item = {"type": "object", "properties": {"id": TEXT, "type": TEXT, "mail": TEXT}}
    paths = {
        "/parts": {
            "get": {"responses": shown({"type": "array", "items": item})},
            "post": {"requestBody": sent(one), "responses": shown(one)},
        },
        "/parts/{id}": {"get": {"parameters": named("id"), "responses": shown(one)}},
    }
    standin = opened(tmp_path, paths)
    made = asked(standin, "POST /parts", {"type": "mail", "mail": "a"}).body
    assert (made["type"], made["mail"]) == ("mail", "a")
    (told,) = asked(standin, "GET /parts").body
    assert (told["id"], told["mail"]) == (made["id"], "a")


def test_pages_may_be_asked_for_by_members_of_a_page(tmp_path: Path) -> None:
    own = {"mail_id": COUNT, "subject": TEXT}
    paths = mails(own, own)
    names, number = ("page[number]", "page[size]"), {"type": "integer"}
    paths["/mails"]["get"]["parameters"] = [
        {"name": name, "in": "query", "schema": number} for name in names
    ]
    standin = opened(tmp_path, paths)
    for subject in "abc":
        asked(standin, "POST /mails", {"subject": subject})
    query = (("page[number]", "2"), ("page[size]", "2"))
    assert [each["subject"] for each in asked(standin, "GET /mails", query=query).body] == ["c"]


@pytest.mark.parametrize("first", [True, False])
def test_what_stands_here_says_most_of_a_list(tmp_path: Path, first: bool) -> None:
    """As generators write pages of something: what all pages have, and what is in this one."""
    own = {"type": "object", "properties": {"mail_id": COUNT, "subject": TEXT}}
    anything = {"data": {"type": "array", "items": {}}, "total": COUNT}
    page = {"type": "object", "required": ["data"], "properties": anything}
    here = {"properties": {"data": {"type": "array", "items": own}}}
    paths = mails(own["properties"], {})
    paths["/pages"] = {"get": {"responses": shown(page)}}
    every = "#/paths/~1pages/get/responses/200/content/application~1json/schema"
    parts = [{"$ref": every}, here]
    paths["/mails"]["get"]["responses"] = shown({"allOf": [*reversed(parts)] if first else parts})
    standin = opened(tmp_path, paths)
    asked(standin, "POST /mails", {"subject": "a"})
    told = asked(standin, "GET /mails").body
    assert told == {"data": [{"mail_id": 1, "subject": "a"}], "total": 1}


def test_of_what_may_be_deleted_the_living_kind_is_kept(tmp_path: Path) -> None:
    own = {"id": TEXT, "email": TEXT, "created": COUNT}
    living = {"type": "object", "required": ["id", "created"], "properties": own}
    deleted = {"type": "object", "required": ["id", "deleted"], "properties": {"id": TEXT}}
    new = sent({"type": "object", "properties": {"email": TEXT}})
    paths = {
        "/customers": {"post": {"requestBody": new, "responses": shown(living)}},
        "/customers/{id}": {
            "get": {"parameters": named("id"), "responses": shown({"anyOf": [living, deleted]})}
        },
    }
    standin = opened(tmp_path, paths)
    made = asked(standin, "POST /customers", {"email": "a"}).body
    assert asked(standin, "GET /customers/{id}", id=made["id"]).body == made


def test_one_may_be_shown_in_a_list_that_is_called_like_it(tmp_path: Path) -> None:
    own = {"type": "object", "properties": {"mail_id": COUNT, "subject": TEXT}}
    around = {"mails": {"type": "array", "items": own}}
    whole = {"type": "object", "properties": {"data": {"type": "object", "properties": around}}}
    paths = mails({}, {})
    for path, method in (("/mails", "get"), ("/mails", "post"), ("/mails/{mail_id}", "get")):
        paths[path][method]["responses"] = shown(whole)
    standin = opened(tmp_path, paths)
    asked(standin, "POST /mails", {"subject": "a"})
    for title in ("GET /mails", "GET /mails/{mail_id}"):
        told = asked(standin, title, mail_id="1").body
        assert told == {"data": {"mails": [{"mail_id": 1, "subject": "a"}]}}
