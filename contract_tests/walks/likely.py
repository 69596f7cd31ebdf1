"""Likely: requests that a server should carry out, as far as the model can tell."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any

from contract_tests.arguments.items import places
from contract_tests.requests import request_of, text_of
from contract_tests.script import Step, Upload
from contract_tests.walks.walk import Scene, Walk
from mockserver.engine.step import step as outcomes_of
from mockserver.model.operation import Operation

TRIES = 40
"""How many requests are made up before it is given up that one is as it should be."""


def likely(
    scene: Scene, operation: Operation, changed: Callable[[Step], Step] = lambda step: step
) -> Step | None:
    """Return a request for an operation that should be carried out after it was `changed`, None
    when none is found.
    """
    for _ in range(TRIES):
        step = changed(scene.arguments.step(scene.state, scene.beginning, operation))
        if is_likely(scene, step):
            return step
    return None


def is_likely(scene: Scene, step: Step) -> bool:
    """Say whether a request should be carried out."""
    headers = {each.role: each.headers for each in scene.api.credentials}.get(step.role, {})
    request = request_of(scene.api, step, headers)
    return next(iter(outcomes_of(scene.api, scene.state, request))).refusal is None


def placed(step: Step, path: tuple[str, ...], value: Any) -> Step:
    """Return a step with a value at a path into its body, whose elements are written "[]"; the
    same step where the body has no place for it. In a form the first name is that of a field.
    """
    if not step.is_form:
        body = deepcopy(step.body)
        _put(body, path, value)
        return replace(step, body=body)
    if len(path) == 1:
        pairs = [(name, each) for name, each in step.body or () if name != path[0]]
        return replace(step, body=[*pairs, (path[0], text_of(value))])
    pairs = []
    for name, each in step.body or ():
        if name == path[0] and not isinstance(each, Upload):
            each = _put_in_text(each, path[1:], value)
        pairs.append((name, each))
    return replace(step, body=pairs)


def _put_in_text(text: Any, path: tuple[str, ...], value: Any) -> Any:
    try:
        body = json.loads(text)
    except (TypeError, ValueError):
        return text
    _put(body, path, value)
    return json.dumps(body, ensure_ascii=False)


def _put(body: Any, path: tuple[str, ...], value: Any) -> None:
    """Put a value at a path of a JSON value, wherever the objects for it are there."""
    *above, name = path
    around = [body] if not above else [holder[key] for holder, key in places(body, tuple(above))]
    for each in around:
        if isinstance(each, dict):
            each[name] = value


def looking(scene: Scene, steps: Sequence[Step]) -> Walk:
    """Look at what writes were about: at lists of it, and at itself."""
    seen: list[Step] = []
    for step in steps:
        for look in _looks(scene, step):
            if look not in seen:
                seen.append(look)
                yield look


def _looks(scene: Scene, step: Step) -> Iterator[Step]:
    about = scene.api.operations[step.operation].resource
    for operation in scene.operations:
        if operation.method != "GET" or operation.resource != about or operation.view:
            continue
        names = [each.name for each in operation.parameters if each.where == "path"]
        if operation.action in {"list", "read", "count"} and {*names} <= step.path.keys():
            path: Mapping[str, Any] = {name: step.path[name] for name in names}
            yield Step(operation=operation.id, role=step.role, path=path)


def with_another_key(scene: Scene, operation: Operation, step: Step) -> Step:
    """Return a request with a key of idempotency that was never sent, where it has one."""
    word = operation.idempotency
    if word is None:
        return step
    key = scene.arguments.key(operation)
    if word.header:
        return replace(step, headers={**step.headers, word.header: key})
    return placed(step, word.key, key)
