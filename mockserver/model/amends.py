"""Amends: an answer that its schema does not allow, changed as little as will make it fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any

from mockserver.model.operation import Validator
from mockserver.model.property import ABSENT

Where = tuple[str | int, ...]

ROUNDS = 12
MOST_ERRORS = 40
MOST_MEMBERS = 60
SURPLUS = ("additionalProperties", "unevaluatedProperties")


def amending(judge: Validator, model: Callable[[], Any]) -> Callable[[Any], Any]:
    """Return the function that returns an answer as it is if its schema allows it, and else with
    what is wrong in it as it is in a `model` of such answers. It never raises.
    """

    def amend(body: Any) -> Any:
        try:
            return body if judge.is_valid(body) else _amended(judge, body, model())
        except Exception:  # what nobody thought of must not keep it from being answered
            return body

    return amend


def _amended(judge: Validator, body: Any, model: Any) -> Any:
    """Return the answer with what is wrong in it as in the model; what is still wrong then, with
    all around it, until nothing is. Where the model does not fit either, nothing may.
    """
    tried: set[Where] = set()
    for _ in range(ROUNDS):
        errors = [*islice(judge.iter_errors(body), MOST_ERRORS)]
        if not errors:
            return body
        for error in errors:
            body = _mended(judge, body, model, error, tried)
    return body if judge.is_valid(body) or not judge.is_valid(model) else model


def _mended(judge: Validator, body: Any, model: Any, error: Any, tried: set[Where]) -> Any:
    path: Where = tuple(error.instance_path)
    if path not in tried and error.kind.name in SURPLUS:
        for name in error.kind.unexpected:
            body = _put(body, (*path, name), ABSENT)
        tried.add(path)
        return body
    if path not in tried and error.kind.name == "required":
        name = error.kind.property
        value = _at(model, (*path, name))
        if value is not ABSENT:
            return _put(body, (*path, name), value)
    while path in tried and path:
        path = path[:-1]
    tried.add(path)
    value, own = _at(model, path), _at(body, path)
    if isinstance(value, Mapping) and isinstance(own, Mapping):
        return _laid(judge, body, path, value, own)
    return _put(body, path, value)


def _laid(
    judge: Validator, body: Any, path: Where, value: Mapping[str, Any], own: Mapping[str, Any]
) -> Any:
    """Return the answer with a value where there was another one, of which as much is left as the
    schema allows.
    """

    def wrong(trial: Mapping[str, Any]) -> int:
        errors = judge.iter_errors(_put(body, path, trial))
        return sum(tuple(each.instance_path)[: len(path)] == path for each in errors)

    kept = dict(value)
    least = wrong(kept)  # the model itself may not fit, where nothing does
    for name in islice(own, MOST_MEMBERS):
        trial = {**kept, name: own[name]}
        if wrong(trial) <= least:
            kept = trial
    return _put(body, path, kept)


def _at(value: Any, path: Where) -> Any:
    """Return what is at a place, ABSENT for nothing; each item of a list is like the first."""
    for key in path:
        if isinstance(value, list) and value:
            value = value[key if isinstance(key, int) and key < len(value) else 0]
        elif isinstance(value, Mapping) and key in value:
            value = value[str(key)]
        else:
            return ABSENT
    return value


def _put(value: Any, path: Where, new: Any) -> Any:
    """Return a copy of a value with something else at a place, ABSENT for nothing there."""
    if not path:
        return value if new is ABSENT else new
    key, rest = path[0], path[1:]
    if isinstance(value, list) and isinstance(key, int) and key < len(value):
        inner = _put(value[key], rest, new)
        left = [] if not rest and new is ABSENT else [inner]
        return [*value[:key], *left, *value[key + 1 :]]
    if not isinstance(value, Mapping):
        return value
    if not rest and new is ABSENT:
        return {name: each for name, each in value.items() if name != key}
    return {**value, key: _put(value.get(key), rest, new) if rest else new}
