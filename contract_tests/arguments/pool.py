"""A pool of bodies that Schemathesis makes up, drawn once before an examination."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import HypothesisException

Pool = Mapping[str, Mapping[str, Sequence[Any]]]
"""JSON values for bodies, by operationId and media type."""

A_TIME = 15
"""So many bodies are drawn of an operation before it is the next one's turn."""

ROUNDS = 3


def pool(document_path: Path, *, seconds: float, seed_: int = 0) -> Pool:
    """Return bodies that fit and bodies that do not, as Schemathesis draws them from a document.

    Drawing ends after so many `seconds`, at the latest with what is drawn then. What is no JSON
    value is left out, and the content of files: the name of one stands in its place.
    """
    import schemathesis
    from schemathesis.core.result import Ok
    from schemathesis.generation import GenerationMode

    end = time.monotonic() + seconds
    found: dict[str, dict[str, list[Any]]] = {}
    read = schemathesis.openapi.from_path(document_path).get_all_operations()
    operations = [each.ok() for each in read if isinstance(each, Ok)]
    for number in range(ROUNDS):
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            for operation in operations:
                if time.monotonic() > end:
                    return found
                if operation.body:
                    strategy = operation.as_strategy(generation_mode=mode)
                    bodies = found.setdefault(operation.definition.raw["operationId"], {})
                    _draw(strategy, bodies, seed_ + number, end)
    return found


def _draw(strategy: Any, bodies: dict[str, list[Any]], number: int, end: float) -> None:
    """Add some bodies of cases to those of their media types."""

    @seed(number)
    @settings(
        max_examples=A_TIME,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(case: Any) -> None:
        if time.monotonic() > end or not case.media_type:
            return
        form = "json" not in case.media_type
        body = _without_bytes(case.body) if form else case.body
        try:
            json.dumps(body, allow_nan=False).encode()
        except (TypeError, ValueError):
            return
        bodies.setdefault(case.media_type, []).append(body)

    try:
        collect()
    except HypothesisException:  # nothing can be drawn, as of what can never be wrong
        return


def _without_bytes(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: "a.png" if isinstance(each, bytes) else each for name, each in value.items()}
    return value
