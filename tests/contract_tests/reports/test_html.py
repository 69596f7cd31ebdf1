"""index.html says everything, asks nobody, and can be read by everyone."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given

import contract_tests.reports
from contract_tests.report import Report
from contract_tests.reports.html import page
from contract_tests.reports.plain import visible
from tests.contract_tests.reports.examined import HOSTILE, curl, exchanged, report
from tests.contract_tests.reports.hostile import REPORTS, UNHURRIED

VOID = {"meta", "link", "br", "input", "rect"}
STYLE = Path(contract_tests.reports.__file__).with_name("page.css").read_text()


class Read(HTMLParser):
    """A page as its elements, its texts, and what is left open."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(content.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def rows(read: Read) -> dict[str, str]:
    return {
        str(each["id"]): str(each["data-verdict"])
        for each in read.all("tr")
        if "data-verdict" in each
    }


@UNHURRIED
@given(REPORTS)
def test_no_report_breaks_out_of_the_page(report: Report) -> None:
    read = Read(page(report, lambda finding: HOSTILE))
    assert read.open == []
    assert len(read.all("script")) == len(read.all("style")) == len(read.all("main")) == 1
    tags = {tag for tag, _ in read.elements}
    assert not tags & {"img", "iframe", "object", "embed", "base", "form", "audio", "video"}
    ids = [each["id"] for _, each in read.elements if "id" in each]
    assert len(ids) == len(set(ids))
    for tag, attributes in read.elements:
        assert not any(name.startswith("on") or name in ("src", "style") for name in attributes)
        target = attributes.get("href") or ""
        if target.startswith("#"):
            assert target[1:] in ids, (tag, target)
        elif tag == "a":
            assert re.match(r"https?://|(report\.json|junit\.xml|traffic\.har)$", target)


@UNHURRIED
@given(REPORTS)
def test_everything_that_a_reader_needs_is_on_it(report: Report) -> None:
    read = Read(page(report, lambda finding: f"curl {finding.operation}"))
    text = read.text
    for rule in report.rules:
        assert visible(rule.says).strip() in text
    for finding in report.findings:
        assert visible(f"curl {finding.operation}") in text
        assert visible(finding.where) in text or finding.where == "status"
    for note in (*report.notes, report.title, report.url, *report.reached, *report.unreached):
        assert visible(note) in text
    assert len(rows(read)) == len(report.rules)


def test_nothing_but_its_own_script_and_style_may_run() -> None:
    content = page(report(), curl).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', content)
    assert policy is not None
    assert "default-src 'none'" in policy[1]
    assert "unsafe" not in policy[1]
    for tag in ("script", "style"):
        inline = re.search(rf"<{tag}>(.*?)</{tag}>", content, re.DOTALL)
        assert inline is not None
        digest = b64encode(sha256(inline[1].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy[1]


def test_the_verdict_is_said_in_words() -> None:
    text = Read(page(report(), curl)).text
    for each in (
        "Does not conform",
        "2 of 40 rules are broken. One answer is not as the document describes. "
        "2 inferred rules are not kept: a warning only. 7 rules could not be judged.",
        "34 of 40 rules exercised",
        "47.3 s",
        "1,842",
        "4711",
        "20 outcomes were reached; 6 more that the document describes were never seen.",
    ):
        assert each in text


def test_a_server_that_conforms_is_said_to_as_far_as_examined() -> None:
    kept = tuple(each for each in report().rules if each.verdict != "violates")
    text = Read(page(report(rules=kept, findings=()), curl)).text
    assert "Conforms, as far as examined" in text
    assert "None of the 30 rules exercised is broken. 7 rules could not be judged." in text
    assert "Nothing was found that breaks a rule." in text


def test_a_server_of_which_nothing_was_seen_does_not_conform() -> None:
    rules = tuple(replace(each, exercised=0, verdict="unknown") for each in report().rules)
    text = Read(page(report(rules=rules, findings=()), curl)).text
    assert "Nothing can be said" in text
    assert "No rule could be exercised" in text
    assert "Conforms, as far" not in text


def test_rules_are_told_apart_by_their_verdict() -> None:
    found = rows(Read(page(report(), curl)))
    names = ("rule-GA-2", "rule-GA-3", "rule-GA-1", "rule-GA-36")
    assert [found[name] for name in names] == ["violates", "warning", "conforms", "unknown"]


def test_the_controls_are_shown_by_the_script_only() -> None:
    read = Read(page(report(), curl))
    (controls,) = [each for each in read.all("div") if each.get("class") == "controls"]
    assert "hidden" in controls
    assert not any("hidden" in each for each in read.all("tr"))
    pressed = [each["value"] for each in read.all("button") if each.get("aria-pressed") == "true"]
    assert pressed == [""]


def test_a_long_body_is_cut_and_says_so() -> None:
    long = exchanged(0, "x", "GET", "/", 200, b"a" * 1_000_000)
    finding = replace(report().findings[0], exchanges=(long,), seen="b" * 1_000_000)
    content = page(report(findings=(finding,)), curl)
    assert content.count(b"... 996,000 more bytes") == 1
    assert content.count(b"... 996,002 more bytes") == 1
    assert len(content) < 100_000


def test_a_finding_whose_rule_is_not_in_the_report_is_told() -> None:
    finding = replace(report().findings[0], rules=("XX-1", "XX-2"))
    text = Read(page(report(findings=(finding,)), curl)).text
    assert "The rule XX-1 is broken." in text
    assert "Possibly another rule: XX-2" in text


def test_several_other_rules_are_folded() -> None:
    finding = replace(report().findings[0], rules=("GA-2", "GA-1", "XX-2"))
    read = Read(page(report(findings=(finding,)), curl))
    assert "Possibly one of 2 other rules" in read.text
    single = Read(page(report(findings=(replace(finding, rules=("GA-2",)),)), curl))
    assert len(read.all("li")) == len(single.all("li")) + 2


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#\w+)", block))


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(each * 2 for each in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_text_can_be_told_from_its_ground(scheme: int) -> None:
    found = colours(re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[scheme])
    grounds = [("ink", each) for each in ("paper", "card", "soft", "warning-soft")]
    grounds += [(each, ground) for each in ("dim", "link") for ground in ("paper", "card")]
    grounds += [(each, f"{each}-soft") for each in ("violates", "warning", "conforms", "unknown")]
    grounds += [("warning", "paper"), ("violates", "paper")]
    for text, ground in grounds:
        high, low = sorted((luminance(found[text]), luminance(found[ground])), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5, (text, ground)
