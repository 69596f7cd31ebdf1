"""What the project's documents say of the form of answers, read without the project's code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import yaml

SPEC = Path(__file__).parents[2] / "spec"


@cache
def document(name: str) -> dict[str, Any]:
    def with_null(value: Any) -> Any:
        if isinstance(value, list):
            return [with_null(each) for each in value]
        if not isinstance(value, dict):
            return value
        schema = {key: with_null(each) for key, each in value.items()}
        return {"anyOf": [schema, {"type": "null"}]} if schema.get("nullable") is True else schema

    text = (SPEC / f"{name}.yaml").read_text()
    return dict(with_null(yaml.safe_load(text)))


@cache
def schema(name: str, method: str, path: str, status: int) -> tuple[str, Any]:
    """Return media type and schema of an answer that the document knows, else fail."""
    whole = document(name)
    templates = sorted(whole["paths"], key=lambda each: each.count("{"))
    found = next(t for t in templates if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", t), path))
    answer = whole["paths"][found][method.lower()]["responses"][str(status)]
    if "$ref" in answer:
        answer = whole["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    content: dict[str, Any] = answer.get("content", {})
    kind = next(iter(content), "")
    root = {"components": whole["components"], **content.get(kind, {}).get("schema", {})}
    return kind, jsonschema_rs.validator_for(root, validate_formats=True) if kind else None


def misshapen(name: str, base: str, got: Sequence[httpx.Response]) -> Iterator[str]:
    """Yield what is wrong with the form of answers of a server whose paths begin with `base`."""
    for answer in got:
        method, path = answer.request.method, answer.request.url.path.removeprefix(base)
        kind, valid = schema(name, method, path, answer.status_code)
        if kind != answer.headers.get("content-type", "").partition(";")[0]:
            yield f"{method} {path}: {answer.headers}"
        elif valid and kind.endswith("json"):
            yield from (f"{method} {path}: {e}" for e in valid.iter_errors(answer.json()))
