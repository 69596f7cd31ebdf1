import json
import re
from pathlib import Path

import pytest

from mockserver.engine.clause import KEPT
from mockserver.model.rulebook import KEYWORDS
from mockserver.model.words import vocabulary
from mockserver.rules import keeper, row, table
from mockserver.standin import StandIn, bundled, open_standin

ROOT = Path(__file__).parents[1]
CLAUSES = {
    f"{name}.{clause}"
    for words in vocabulary().values()
    for name, word in words.items()
    for clause in word.clauses
}


@pytest.fixture(params=bundled())
def standin(request: pytest.FixtureRequest) -> StandIn:
    return open_standin(bundled()[request.param])


def test_every_clause_is_kept_by_one_function_and_no_other_is() -> None:
    assert set(KEPT) == CLAUSES | KEYWORDS


def test_every_rule_leads_to_the_code_that_keeps_it(
    standin: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    for rule in standin.api.rules.values():
        told = row(standin.api, rule)
        for clause in (*rule.documented, *rule.inferred):
            assert keeper(clause) is not None, (rule.id, clause)
        for place in (*told["code"], told["document"]):
            file, _, line = place.rpartition(":")
            text = (ROOT / file).read_text().splitlines()[int(line) - 1]
            assert text.lstrip().startswith(("def ", f"{rule.id}:")), place
        assert told["code"]
        assert told["see"] or not rule.documented


def test_rules_are_in_natural_order_and_complete(standin: StandIn) -> None:
    rows = json.loads(table(standin, as_json=True))
    ids = [each["id"] for each in rows]
    assert set(ids) == set(standin.api.rules)
    assert ids == sorted(ids, key=lambda id_: [*id_.split("-")[:1], int(id_.split("-")[1])])
    text = table(standin, as_json=False)
    for each in rows:
        assert re.search(rf"^{each['id']}  {re.escape(each['says'][:20])}", text, re.MULTILINE)
        assert all(place in text for place in (each["document"], *each["code"]))
    assert text.endswith(f"{len(rows)} rules of {standin.api.title}")


def test_places_outside_the_working_directory_are_absolute(
    standin: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    [first, *_] = json.loads(table(standin, as_json=True))
    assert Path(first["document"].rpartition(":")[0]).is_absolute()
    assert Path(first["code"][0].rpartition(":")[0]).is_absolute()


def test_each_rule_stands_on_one_line_of_documents_and_code(standin: StandIn) -> None:
    files = [*(ROOT / "spec").glob("*.yaml"), *(ROOT / "mockserver").rglob("*.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    lines = text.splitlines()
    for id_ in standin.api.rules:
        found = [line for line in lines if re.search(rf"(?<!\w){id_}(?!\w)", line)]
        assert len(found) == 1, (id_, found)


def test_what_only_answers_show_is_kept_where_it_is_made(standin: StandIn) -> None:
    """Requests are not judged by it, so the judge of requests does not keep it."""
    made = {
        "CL-8": "fields.py",
        "CL-13": "fields.py",
        "SZ-1": "position.py",
        "CL-21": "validity.py",
    }
    for rule in standin.api.rules.values():
        if rule.id in made:
            assert any(made[rule.id] in place for place in row(standin.api, rule)["code"])
