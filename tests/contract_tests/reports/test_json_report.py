"""report.json has everything that the value has."""

from __future__ import annotations

import json
from base64 import b64decode
from datetime import datetime
from typing import Any

from hypothesis import given

from contract_tests.report import Exchange, Finding, Report, RuleResult
from contract_tests.reports.json_report import json_report
from contract_tests.script import from_plain, to_plain
from tests.contract_tests.reports.examined import curl, exchanged, report
from tests.contract_tests.reports.hostile import REPORTS, UNHURRIED


def seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def pairs(value: Any) -> tuple[tuple[str, str], ...]:
    return tuple((name, each) for name, each in value)


def content(value: Any) -> bytes:
    return b64decode(value["base64"]) if "base64" in value else value["text"].encode()


def exchange(value: Any) -> Exchange:
    request, response = value["request"], value["response"]
    return Exchange(
        step=value["step"],
        operation=value["operation"],
        method=request["method"],
        url=request["url"],
        request_headers=pairs(request["headers"]),
        request_body=content(request),
        status=response["status"],
        response_headers=pairs(response["headers"]),
        response_body=content(response),
        rules=tuple(value["rules"]),
        error=value["error"],
        started=seconds(value["started"]),
        seconds=value["seconds"],
    )


def read(value: Any) -> Report:
    """The report that a report.json was written from."""
    rule = ("id", "says", "source", "see", "exercised", "verdict", "excluded")
    finding = ("certain", "operation", "where", "expected", "seen", "phase", "seed", "blame")
    whole = ("api", "title", "url", "seconds", "seed", "calls", "phases", "reached", "strict")
    return Report(
        **{name: value[name] for name in whole},
        started=seconds(value["started"]),
        rules=tuple(RuleResult(**{name: each[name] for name in rule}) for each in value["rules"]),
        findings=tuple(
            Finding(
                **{name: each[name] for name in finding},
                rules=tuple(each["rules"]),
                script=from_plain(each["script"]),
                exchanges=tuple(map(exchange, each["exchanges"])),
            )
            for each in value["findings"]
        ),
        unreached={name: tuple(each) for name, each in value["unreached"].items()},
        exchanges=tuple(map(exchange, value["exchanges"])),
        notes=tuple(value["notes"]),
    )


def scripts(report: Report) -> list[Any]:
    return [to_plain(each.script) for each in report.findings]


@UNHURRIED
@given(REPORTS)
def test_the_value_can_be_read_back(report: Report) -> None:
    text = json_report(report, curl)
    back = read(json.loads(text))
    assert back == report
    assert json_report(back, curl) == text


def test_a_reader_finds_verdict_coverage_and_findings() -> None:
    value = json.loads(json_report(report(), curl))
    assert value["verdict"] == "violates"
    assert value["coverage"] == {
        "rules": 40,
        "exercised": 34,
        "violates": 2,
        "warning": 2,
        "conforms": 29,
        "unknown": 7,
    }
    by_id = {each["id"]: each for each in value["rules"]}
    assert (by_id["GA-6"]["fails"], by_id["GA-6"]["findings"]) == (True, [2])
    assert (by_id["GA-3"]["fails"], by_id["GA-3"]["verdict"]) == (False, "violates")
    assert [(each["number"], each["fails"]) for each in value["findings"]] == [
        (1, True),
        (2, True),
        (3, True),
        (4, False),
        (5, False),
    ]
    assert value["findings"][0]["curl"] == curl(report().findings[0])


def test_the_order_in_which_operations_were_met_makes_no_difference() -> None:
    whole = report()
    turned = report(
        reached={
            name: dict(reversed(each.items())) for name, each in reversed(whole.reached.items())
        },
        unreached=dict(reversed(whole.unreached.items())),
    )
    assert json_report(turned, curl) == json_report(whole, curl)


def test_of_a_very_long_body_the_first_bytes_are_kept_and_the_others_counted() -> None:
    sent = b"\x89PNG" + bytes(10**7)
    given = exchanged(0, "x", "POST", "/", 200, b"{}", request_body=sent)
    text = json_report(report(exchanges=(given,)), curl)
    (found,) = json.loads(text)["exchanges"]
    assert sent.startswith(content(found["request"]))
    assert found["request"]["cut"] == "cut: 262,144 of 10,000,004 bytes"
    assert found["response"] == {**found["response"], "text": "{}"}
    assert "cut" not in found["response"]
    assert len(text) < 10**6


def test_every_exchange_is_on_one_line() -> None:
    lines = json_report(report(), curl).decode().splitlines()
    begun = lines.index('  "exchanges": [')
    assert len(lines) - begun == 60 + 3
