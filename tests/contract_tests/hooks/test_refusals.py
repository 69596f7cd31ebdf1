"""Refusals by state are expected, where the document has them; users' own settings come first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from schemathesis.config import OperationConfig

from contract_tests.hooks.refusals import ALWAYS, CHECK, refusing_by_state
from mockserver.standin import bundled
from tests.conftest import APIS, NAMES


def loaded(path: Path, *settings: dict[str, Any]) -> Any:
    """A document as Schemathesis has it, with the settings of a user."""
    schema = schemathesis.openapi.from_path(str(path))
    schema.config.operations.operations[:] = [OperationConfig.from_dict(each) for each in settings]
    return schema


def expected(schema: Any, id_: str) -> list[str]:
    operation = schema.find_operation_by_id(id_)
    checks = schema.config.checks_config_for(operation=operation)
    return list(checks.get_by_name(name=CHECK).expected_statuses)


@pytest.mark.parametrize(
    ("name", "refusing", "other", "status"),
    [
        ("square", "ListCatalog", "DeleteCatalogObject", "400"),
        ("shoplazza", "listProducts", "listProductImages", "400"),
    ],
)
def test_a_refusal_by_state_is_expected_where_there_may_be_one(
    name: str, refusing: str, other: str, status: str
) -> None:
    schema = loaded(bundled()[name])
    assert status in expected(schema, refusing)
    assert status not in expected(schema, other)


def test_what_a_user_expects_is_left_alone() -> None:
    said = {
        "include-operation-id": "ListCatalog",
        "checks": {CHECK: {"expected-statuses": ["2xx"]}},
    }
    schema = loaded(bundled()["square"], said)
    assert expected(schema, "ListCatalog") == ["2xx"]
    assert "400" in expected(schema, "SearchCatalogObjects")


def test_a_document_without_rules_expects_what_schemathesis_does(tmp_path: Path) -> None:
    path = tmp_path / "plain.yaml"
    path.write_text(
        "openapi: 3.0.3\ninfo: {title: Plain, version: '1'}\n"
        "paths: {/teas: {get: {operationId: teas, responses: {'200': {description: Teas}}}}}\n"
    )
    assert expected(loaded(path), "teas") == [*ALWAYS]


@pytest.mark.parametrize("name", NAMES)
def test_only_operations_of_the_document_are_told(name: str) -> None:
    api = APIS[name]
    assert set(refusing_by_state(api)) <= set(api.operations)
