import json
from pathlib import Path

from benchmarks.corpus import main, summary

DOCUMENT = """\
openapi: 3.0.3
info: {title: A, version: '1'}
paths:
  /a/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        '200':
          description: It.
          content: {application/json: {schema: {type: array, items: {type: string}}}}
"""


def test_each_document_is_served_and_asked(tmp_path: Path) -> None:
    (tmp_path / "right.yaml").write_text(DOCUMENT)
    (tmp_path / "wrong.yaml").write_text("openapi: 3.0.3\npaths: [\n")
    report = tmp_path / "report.txt"
    main([str(tmp_path), "--seconds", "5", "--report", str(report)])
    right, wrong = json.loads(report.read_text())
    assert (right["name"], right["loaded"], right["asked"], right["good"]) == (
        "right.yaml",
        True,
        1,
        1,
    )
    assert right["accepted"] == 1
    assert right["requests"] > 1
    assert (wrong["name"], wrong["loaded"]) == ("wrong.yaml", False)
    assert "1 of 2 documents loaded" in summary([right, wrong])
