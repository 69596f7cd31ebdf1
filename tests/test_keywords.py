"""docs/keywords.md, the vocabulary and the code say the same."""

import re
from pathlib import Path
from typing import Any, cast, get_args

import pytest
import yaml

from mockserver.engine.message import Json, Request, Response
from mockserver.model.words import KEY, Site, mistakes, vocabulary
from mockserver.standin import open_standin

PAGE = (Path(__file__).parents[1] / "docs" / "keywords.md").read_text(encoding="utf-8")
BUILT, _, _ = PAGE.partition("## Holes")

BLOCK = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
CLAUSE = re.compile(r"^\* `([\w-]+\.[\w-]+)`: ", re.MULTILINE)


def sections() -> dict[tuple[Site, str], str]:
    """Return the text below each word's heading."""
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
