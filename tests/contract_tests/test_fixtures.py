"""Fixtures files: those that we print are taken, and wrong ones are explained."""

from __future__ import annotations

import pytest
import yaml

from contract_tests.fixtures import facts_in
from contract_tests.target import WrongFixtures
from mockserver.standin import bundled, open_standin
from tests.conftest import APIS, NAMES

HEAD = "base-path: /v1\ncredentials:\n  full: {X-API-Key: k-secret}\n"


@pytest.mark.parametrize("name", NAMES)
def test_what_we_print_is_taken(name: str) -> None:
    facts = open_standin(bundled()[name]).fixtures()
    assert facts_in(yaml.safe_dump(facts), "f.yaml", APIS[name]) == facts


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("3", "f.yaml:1: error: found `3`; expected a mapping"),
        (f"{HEAD}knwon: []", "f.yaml:4 (/knwon): error: found `knwon`; expected one of"),
        ("credentials:\n  ful: {a: b}", "f.yaml:2 (/credentials/ful): error: found the role `ful`"),
        (f"{HEAD}  read-only: k-secret", "f.yaml:4 (/credentials/read-only): error: found no head"),
        (f"{HEAD}  outsider: {{a: [k-secret]}}", "f.yaml:4 (/credentials/outsider/a)"),
        (f"{HEAD}  outsider: {{a: 'k-secreté'}}", "(/credentials/outsider/a)"),
        (f"{HEAD}known:\n  Product:\n  - 3", "f.yaml:6 (/known/Product/0): error: found `3`"),
        (f"{HEAD}known: [{{gtin: true}}]", "f.yaml:4 (/known/0/gtin): error: found `true`"),
        (f"{HEAD}unknown: {{a: {{gtin: null}}}}", "(/unknown/a/gtin): error: found `null`"),
        (f"{HEAD}reset: [POST, /]", "f.yaml:4 (/reset): error: found a list of 2"),
        (f"{HEAD}  full: {{a: b}}", "f.yaml:"),
        ("credentials:\n  full: {a: !!int k-secret}", "f.yaml:2 (/credentials/full/a)"),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_without_credentials(text: str, said: str) -> None:
    with pytest.raises(WrongFixtures) as caught:
        facts_in(text, "f.yaml", APIS["closient"])
    assert said in str(caught.value)
    assert "expected" in str(caught.value)
    assert "k-secret" not in str(caught.value)


def test_a_shell_of_labels_is_free() -> None:
    text = "known:\n- {gtin: 1}\nunknown:\n  anything: {gtin: '2'}"
    assert facts_in(text, "f.yaml", APIS["closient"])["unknown"]["anything"] == {"gtin": "2"}


@pytest.mark.parametrize("written", ["00012345678905", "0123", "1e3", "1.50", "0x1F", "yes", "1_0"])
def test_identifiers_are_read_as_they_are_written(written: str) -> None:
    facts = facts_in(f"known: [{{gtin: {written}}}]", "f.yaml", APIS["closient"])
    assert facts["known"] == [{"gtin": written}]
