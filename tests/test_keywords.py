"""docs/keywords.md, the vocabulary and the code say the same."""

import re
from pathlib import Path
from typing import Any, cast, get_args

import pytest
import yaml

from mockserver.engine.message import Json, Request, Response
from mockserver.model.rulebook import KEYWORDS
from mockserver.model.words import KEY, Site, mistakes, vocabulary
from mockserver.standin import open_standin

PAGE = (Path(__file__).parents[1] / "docs" / "keywords.md").read_text(encoding="utf-8")
DESIGNED_TITLE, TABLE_TITLE, HOLES_TITLE = (
    "## Designed, not built yet",
    "## Every rule has a word",
    "## Holes",
)
BUILT, _, REST = PAGE.partition(DESIGNED_TITLE)
DESIGNED, _, TABLE = REST.partition(TABLE_TITLE)
TABLE, _, HOLES = TABLE.partition(HOLES_TITLE)

BLOCK = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
DESIGN = re.compile(
    r"^### `([\w-]+)` \(designed; (\w+)\)$(.*?)(?=^### |\Z)", re.DOTALL | re.MULTILINE
)
CLAUSE = re.compile(r"^\* `([\w-]+\.[\w-]+)`: ", re.MULTILINE)
COUNTS = {"CL": 32, "BC": 38, "AK": 33, "SZ": 28, "SQ": 42}


def sections() -> dict[tuple[Site, str], str]:
    """Return the text below each built word's heading."""
    found: dict[tuple[Site, str], str] = {}
    for part in BUILT.split("\n## Site: ")[1:]:
        site = cast(Site, part.splitlines()[0])
        for section in part.split("\n### ")[1:]:
            name = section.splitlines()[0].strip("`")
            found[site, name] = section
    return found


SECTIONS = sections()
WORDS = [(site, name) for site, words in vocabulary().items() for name in words]


def flat(text: str) -> str:
    return " ".join(text.split())


def test_the_page_has_every_word_and_no_other() -> None:
    assert list(SECTIONS) == WORDS
    assert {site for site, _ in SECTIONS} == set(get_args(Site))


@pytest.mark.parametrize(("site", "name"), WORDS)
def test_a_word_is_told_as_in_the_vocabulary(site: Site, name: str) -> None:
    word, section = vocabulary()[site][name], SECTIONS[site, name]
    assert flat(word.meaning) in flat(section)
    assert CLAUSE.findall(section) == [f"{name}.{clause}" for clause in word.clauses]
    for clause, sentence in word.clauses.items():
        assert f"`{name}.{clause}`: {flat(sentence)}" in flat(section)


@pytest.mark.parametrize(("site", "name"), WORDS)
def test_a_word_has_one_example_that_is_valid(site: Site, name: str) -> None:
    [example] = BLOCK.findall(SECTIONS[site, name])
    words = yaml.safe_load(example)[KEY]
    assert name in words
    assert list(mistakes(words, (site,))) == []


@pytest.mark.parametrize("found", list(DESIGN.finditer(DESIGNED)), ids=lambda found: found[1])
def test_a_designed_word_is_refused_today(found: re.Match[str]) -> None:
    name, site, section = found[1], cast(Site, found[2]), found[3]
    [example] = BLOCK.findall(section)
    wrong = list(mistakes(yaml.safe_load(example)[KEY], (site,)))
    assert {mistake.path[0] for mistake in wrong} == {name}
    assert CLAUSE.findall(section)
    assert all(clause.startswith(f"{name}.") for clause in CLAUSE.findall(section))


def expanded(text: str) -> list[str]:
    """Return the ids of `CL-1, CL-3 to CL-5`."""
    found = []
    for part in text.split(", "):
        first, _, last = part.partition(" to ")
        vendor, number = first.strip().split("-")
        until = int(last.split("-")[1]) if last else int(number)
        found += [f"{vendor}-{each}" for each in range(int(number), until + 1)]
    return found


ROWS = re.findall(r"^\| ([A-Z]{2}-[^|]*) \| (.*) \|$", TABLE, re.MULTILINE)


def test_each_of_the_173_rules_is_in_the_table_once() -> None:
    told = [id_ for ids, _ in ROWS for id_ in expanded(ids)]
    wanted = [f"{vendor}-{n}" for vendor, count in COUNTS.items() for n in range(1, count + 1)]
    assert len(wanted) == 173
    assert sorted(told) == sorted(wanted)


@pytest.mark.parametrize(("ids", "said"), ROWS)
def test_the_table_names_only_what_there_is(ids: str, said: str) -> None:
    built = {f"{name}.{clause}" for s, name in WORDS for clause in vocabulary()[s][name].clauses}
    designed = set(CLAUSE.findall(DESIGNED))
    names = {name for _, name in WORDS}
    cited = [each for each in re.findall(r"`([^`]+)`", said) if ":" not in each]
    assert cited or "edge" in said or "hole" in said
    for each in cited:
        assert each in built | designed | KEYWORDS | names, (ids, each)
    assert ("(designed)" in said) == bool(set(cited) & (designed - built)), ids


def test_the_first_document_is_served_and_remembers(tmp_path: Path) -> None:
    """It is all that a newcomer has."""
    page = (Path(__file__).parents[1] / "docs" / "keywords.md").read_text()
    text = page.split("## A first document")[1].split("```yaml\n")[1].split("```")[0]
    (tmp_path / "notes.yaml").write_text(text)
    standin = open_standin(tmp_path / "notes.yaml", seed=1)

    def ask(operation: str, body: Any = None, **path: str) -> Response:
        media = "application/json" if body is not None else None
        sent = Json(body) if body is not None else None
        return standin.respond(Request(operation=operation, path=path, media_type=media, body=sent))

    first, second = (ask("createNote", {"text": text}).body["id"] for text in "ab")
    assert ask("changeNote", {"pinned": True}, note_id=first).body["pinned"] is True
    assert ask("changeNote", {"pinned": True}, note_id=second).status == 200
    listed = ask("listNotes").body
    assert (listed["notes"][0]["id"], listed["notes"][0]["pinned"]) == (second, True)
    assert (listed["total"], listed["more"]) == (3, False)
    assert sum(each["pinned"] for each in listed["notes"]) == 1
    assert ask("deleteNote", note_id=second).status == 204
    assert ask("listNotes").body["total"] == 2
    assert ask("createNote", {"text": ""}).status == 400
