"""traffic.har is HAR 1.2 and has what was sent and received, and nothing else."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import Any

from hypothesis import given

from contract_tests.report import Report
from contract_tests.reports.har import har
from tests.contract_tests.reports.examined import exchanged, report
from tests.contract_tests.reports.hostile import REPORTS, UNHURRIED

ENTRY = {"startedDateTime": str, "time": (int, float), "cache": dict}
REQUEST = {
    "method": str,
    "url": str,
    "httpVersion": str,
    "cookies": list,
    "headers": list,
    "queryString": list,
    "headersSize": int,
    "bodySize": int,
}
RESPONSE = {
    "status": int,
    "statusText": str,
    "httpVersion": str,
    "cookies": list,
    "headers": list,
    "redirectURL": str,
    "headersSize": int,
    "bodySize": int,
}
CONTENT = {"size": int, "mimeType": str, "text": str}
TIMINGS = dict.fromkeys(("send", "wait", "receive"), (int, float))
"""The members that HAR 1.2 demands, with their types."""


def log(report: Report) -> Any:
    return json.loads(har(report))["log"]


def pairs(headers: Any) -> tuple[tuple[str, str], ...]:
    return tuple((each["name"], each["value"]) for each in headers)


@UNHURRIED
@given(REPORTS)
def test_every_member_that_is_demanded_is_there(report: Report) -> None:
    found = log(report)
    assert found["version"] == "1.2"
    assert found["creator"].keys() >= {"name", "version"}
    for entry in found["entries"]:
        for value, members in (
            (entry, ENTRY),
            (entry["request"], REQUEST),
            (entry["response"], RESPONSE),
            (entry["response"]["content"], CONTENT),
            (entry["timings"], TIMINGS),
        ):
            for name, kind in members.items():
                assert isinstance(value[name], kind), name
        assert entry["time"] == sum(entry["timings"].values())


@UNHURRIED
@given(REPORTS)
def test_no_header_and_no_body_is_added_or_lost(report: Report) -> None:
    entries = log(report)["entries"]
    assert len(entries) == len(report.exchanges)
    for entry, each in zip(entries, report.exchanges, strict=True):
        request, response = entry["request"], entry["response"]
        assert pairs(request["headers"]) == each.request_headers
        assert pairs(response["headers"]) == each.response_headers
        posted = request.get("postData", {"text": ""})
        assert read(posted["text"], posted.get("_encoding")) == each.request_body
        content = response["content"]
        assert read(content["text"], content.get("encoding")) == each.response_body
        assert request["bodySize"] == len(each.request_body)
        assert response["bodySize"] == content["size"] == len(each.response_body)


def read(text: str, encoding: str | None) -> bytes:
    return b64decode(text) if encoding else text.encode()


def test_no_credential_comes_from_anywhere_but_the_value() -> None:
    plain = har(report()).lower()
    for name in (b"authorization", b"cookie:", b"x-auth", b"api-key", b"bearer"):
        assert name not in plain
    given = exchanged(0, "x", "GET", "/", 200, request_headers=(("Authorization", "[left out]"),))
    (entry,) = log(report(exchanges=(given,)))["entries"]
    assert pairs(entry["request"]["headers"]) == (("Authorization", "[left out]"),)


def test_an_exchange_is_told_in_the_words_of_HAR() -> None:
    entry = next(each for each in log(report())["entries"] if each["_step"] == 3)
    assert entry["startedDateTime"] == "2026-09-21T14:13:23.250Z"
    assert entry["time"] == 15
    assert entry["request"]["queryString"] == [
        {"name": "page", "value": "1"},
        {"name": "page_size", "value": "25"},
        {"name": "note", "value": ""},
    ]
    assert entry["response"]["statusText"] == "OK"
    assert entry["response"]["content"]["mimeType"] == "application/json"
    assert entry["_rules"] == ["GA-1", "GA-6", "GA-22"]


def test_a_call_without_an_answer_says_why() -> None:
    (entry,) = [each for each in log(report())["entries"] if each["response"]["status"] == 0]
    assert entry["comment"] == entry["_error"] == "no answer within 10 s"


def test_an_upload_is_in_base64() -> None:
    entry = log(report())["entries"][0]
    posted = entry["request"]["postData"]
    assert posted["_encoding"] == "base64"
    assert posted["mimeType"].startswith("multipart/form-data")
    assert entry["response"]["content"]["text"].startswith("{")


def test_of_a_very_long_body_the_first_bytes_are_kept_and_the_others_counted() -> None:
    sent, answer = b"\x89PNG" + bytes(10**7), "é".encode() * 200_000
    given = exchanged(0, "x", "POST", "/", 200, answer, request_body=sent)
    text = har(report(exchanges=(given,)))
    (entry,) = json.loads(text)["log"]["entries"]
    posted, content = entry["request"]["postData"], entry["response"]["content"]
    assert len(text) < 10**6
    assert sent.startswith(b64decode(posted["text"]))
    assert posted["comment"] == "cut: 262,144 of 10,000,004 bytes"
    assert entry["request"]["bodySize"] == 10_000_004
    assert content["text"] == "é" * 131_072
    assert content["comment"] == "cut: 262,144 of 400,000 bytes"
    assert content["size"] == 400_000
