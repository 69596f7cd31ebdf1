"""What was typed becomes a target, and what cannot be used of it is told."""

from __future__ import annotations

from pathlib import Path

import yaml

from contract_tests.opening import Access, opened_by
from tests.conftest import APIS


def test_a_role_that_the_document_has_not_is_told_and_hidden_and_not_used(tmp_path: Path) -> None:
    own = {"full": {"Authorization": "Token one-of-ours"}}
    other = {"nobody": {"Authorization": "Token some-other-secret"}}
    for credentials in ({**own, **other}, {**other, **own}):
        path = tmp_path / "fixtures.yaml"
        path.write_text(yaml.safe_dump({"credentials": credentials}, sort_keys=False))
        way = Access(url="http://127.0.0.1:1", fixtures=str(path))
        opened = opened_by(APIS["akinon"], way)
        assert (opened.unused, [*opened.target.credentials]) == (("nobody",), ["full"])
        assert any("some-other-secret" in each for each in opened.secrets)
