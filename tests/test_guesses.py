"""`understudy check --explain` says what is guessed, and `--write-overlay` keeps it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from mockserver.cli import main
from mockserver.standin import open_standin

NOTES = """
openapi: 3.0.3
info: {title: Notes, version: '1'}
paths:
  /notes:
    get:
      parameters:
        - {name: offset, in: query, schema: {type: integer}}
        - {name: limit, in: query, schema: {type: integer, default: 7}}
      responses:
        '200':
          description: Notes.
          content:
            application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Note'}}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}
      responses:
        '201':
          description: A note.
          content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}
  /notes/{note_id}:
    delete:
      parameters: [{name: note_id, in: path, required: true, schema: {type: string}}]
      responses: {'204': {description: Gone.}}
components:
  schemas:
    Note: {type: object, properties: {id: {type: string, readOnly: true}, text: {type: string}}}
"""


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "notes.yaml"
    path.write_text(NOTES)
    return path


def test_each_guess_is_told_with_its_reason(notes: Path) -> None:
    done = CliRunner().invoke(main, ["check", str(notes), "--explain"])
    assert done.exit_code == 0
    assert 'DELETE /notes/{note_id}\n    delete: "KeptNote"\n      DELETE /notes/' in done.output
    assert 'KeptNote.id\n    made-by: "uuid"\n' in done.output
    assert "`offset`, `limit`" in done.output


def test_the_overlay_that_is_written_is_served_instead(notes: Path) -> None:
    file = notes.with_name("guesses.yaml")
    done = CliRunner().invoke(main, ["check", str(notes), "--write-overlay", str(file)])
    assert done.exit_code == 0
    file.write_text(file.read_text().replace("otherwise: 7", "otherwise: 3"))
    page = open_standin(notes, overlays=[file]).api.operations["GET /notes"].page
    assert page is not None
    assert page.otherwise == 3
    assert open_standin(notes).api.operations["GET /notes"].page != page


def test_a_document_with_words_has_nothing_to_explain() -> None:
    document = str(Path(__file__).parent / "documents" / "library.yaml")
    done = CliRunner().invoke(main, ["check", document, "--explain"])
    assert done.exit_code == 0
    assert done.output.startswith("Nothing is guessed")


def test_an_overlay_is_of_one_document(notes: Path) -> None:
    done = CliRunner().invoke(main, ["check", str(notes), str(notes), "--write-overlay", "a.yaml"])
    assert done.exit_code == 2
    assert "one document" in done.output
