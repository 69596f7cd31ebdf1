"""The round trips of the benchmark tell what holds and what does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.round_trips import round_trips
from mockserver.standin import open_standin

NOTES = """
openapi: 3.1.0
info: {title: Notes, version: '1'}
paths:
  /notes:
    post:
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/N'}}}
      responses:
        '201':
          description: A note.
          content: {application/json: {schema: {$ref: '#/components/schemas/N'}}}
  /notes/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string, maxLength: 40}}]
    get: {responses: {'200': {description: A note.}}}
    delete: {responses: {'204': {description: Gone.}}}
components:
  schemas:
    N: {type: object, required: [text], properties: {id: {type: string}, text: {type: string}}}
"""


@pytest.mark.parametrize(("found", "held"), [("maxLength: 40", 1), ("maxLength: 1", 0)])
def test_only_what_paths_can_name_is_a_pair_and_its_trip_holds(
    tmp_path: Path, found: str, held: int
) -> None:
    path = tmp_path / "notes.yaml"
    path.write_text(NOTES.replace("maxLength: 40", found))
    trips = round_trips(open_standin(path, seed=1))
    assert (trips.pairs, trips.held) == (held, held)
    assert trips.failed == []
