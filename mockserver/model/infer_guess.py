"""Guesses: what is read between the lines of a document, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from mockserver.document.pointer import tokens
from mockserver.model.words import KEY


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """One thing that a document does not say: what would stand at `pointer`, and why.

    `word` is a behaviour word, "" for a `value` that is laid over what stands there. `resource`
    is what it is a guess about. `reason` is a sentence for the author of the document.
    """

    pointer: str
    word: str
    value: Any
    reason: str
    resource: str = ""


def overlay(guesses: Iterable[Guess], title: str) -> dict[str, Any]:
    """Return the OpenAPI Overlay that writes guesses into the document they were made of."""
    targets: dict[str, dict[str, Any]] = {}
    for guess in guesses:
        path = tokens(guess.pointer)
        # What may not be there yet is written from what is sure to be there on.
        there = 2 if path[:1] == ["paths"] else 0
        update = targets.setdefault(_target(path[:there]), {})
        for name in path[there:]:
            update = update.setdefault(name, {})
        if guess.word:
            _lay(update.setdefault(KEY, {}), {guess.word: deepcopy(guess.value)})
        else:
            _lay(update, deepcopy(guess.value))
    return {
        "overlay": "1.0.0",
        "info": {"title": f"What was guessed of {title}", "version": "1"},
        "actions": [{"target": target, "update": update} for target, update in targets.items()],
    }


def _lay(target: dict[str, Any], update: dict[str, Any]) -> None:
    for name, value in update.items():
        present = target.get(name)
        if isinstance(present, dict) and isinstance(value, dict):
            _lay(present, value)
        elif isinstance(present, list) and isinstance(value, list):
            present.extend(value)
        else:
            target[name] = value


def _target(path: list[str]) -> str:
    """Return the JSONPath of a location."""
    quoted = (each.replace("\\", "\\\\").replace("'", "\\'") for each in path)
    return "$" + "".join(f"['{each}']" for each in quoted)
