"""Checks of what concerns versions of the API and writes that overlap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.document.pointer import tokens
from mockserver.model.check_names import known_name
from mockserver.model.operation import Operation
from mockserver.model.rulebook import Rulebook
from mockserver.model.words import KEY

READING = ("read", "list", "count")


def check_versions(book: Rulebook) -> None:
    """Note a problem where a version means nothing, and where a list is named that is not there."""
    named = "versions" in book.words.get(f"#/{KEY}", {})
    for at, words in list(book.words.items()):
        for word in ("since", "until"):
            if word in words and not named:
                book.problem(
                    f"{at}/{word}",
                    f"the word {word!r} in a document whose requests name no version",
                    "`versions: {header: ...}` at the root",
                    "name the header, or remove the word",
                )
        if "until" in words:
            lists = [name for name, each in _beside(book, at).items() if _is_list(book, each)]
            known_name(book, f"{at}/until/first-of", "list", words["until"]["first-of"], lists)


def _beside(book: Rulebook, at: str) -> Mapping[str, Any]:
    """Return the properties beside the one whose words are at a location of the document."""
    node: Any = book.document.content
    for token in tokens(at.partition("#")[2])[:-2]:
        node = node.get(token) if isinstance(node, Mapping) else None
    return node if isinstance(node, Mapping) else {}


def _is_list(book: Rulebook, node: Any) -> bool:
    if isinstance(node, Mapping):
        node, _ = book.document.follow(node, "#")
    return isinstance(node, Mapping) and node.get("type") == "array"


def check_overlapping(book: Rulebook, operation: Operation, at: str) -> None:
    """Only writes can be one at a time."""
    if operation.one_at_a_time and operation.action in READING:
        book.problem(
            f"{at}/one-at-a-time",
            f"'one-at-a-time' on an operation that does {operation.action!r}",
            "an operation that writes",
            "remove it, reading changes nothing",
        )
