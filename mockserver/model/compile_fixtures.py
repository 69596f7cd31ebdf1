"""Compiling fixtures: what is there before the first client comes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mockserver.document import below
from mockserver.model.api import Fixture
from mockserver.model.check_names import known_name
from mockserver.model.operation import Operation
from mockserver.model.resource import Resource
from mockserver.model.rulebook import Rulebook
from mockserver.model.words import KEY


def fixtures(
    words: Sequence[Mapping[str, Any]],
    operations: Mapping[str, Operation],
    resources: Mapping[str, Resource],
    book: Rulebook,
) -> Iterator[Fixture]:
    """Yield the fixtures; note a problem for each that names what is not there."""
    for index, word in enumerate(words):
        at = below(f"#/{KEY}/fixtures", index)
        if "create" in word:
            if known_name(book, f"{at}/create", "resource", word["create"], resources):
                yield _put(word, resources[word["create"]], book, at)
        elif word["operation"] not in operations:
            book.problem(
                f"{at}/operation",
                f"the unknown operation {word['operation']!r}",
                f"one of: {', '.join(operations)}",
                "name an operationId of this document",
            )
        else:
            yield Fixture(
                operation=word["operation"],
                path={name: str(value) for name, value in word.get("path", {}).items()},
                body=word.get("body"),
                role=word.get("as", "full"),
            )


def _put(word: Mapping[str, Any], resource: Resource, book: Rulebook, at: str) -> Fixture:
    body = word.get("body", {})
    for name, value in body.items():
        place = below(at, "body", name)
        if not known_name(book, place, "property", name, resource.properties):
            continue
        schema = resource.properties[name]
        if schema.derived or name == resource.position:
            expected = "a property that is stored"
            book.problem(place, f"the property {name!r}", expected, "remove it; it is worked out")
        elif not (schema.valid(value) or schema.binary):
            expected = "a value that the property's schema allows"
            book.problem(place, f"the value {value!r}", expected, "correct one of them")
    if bool(resource.parent) != ("under" in word) and not resource.is_tree:
        found = "no `under`" if resource.parent else f"`under`, but {resource.name} has no parent"
        expected = f"the identifier of its {resource.parent}" if resource.parent else "none"
        book.problem(at, found, expected, "add it" if resource.parent else "remove it")
    under = word.get("under")
    others = under[1:] if isinstance(under, list) else []
    if others and not resource.shared:
        found = f"{len(others) + 1} parents, but {resource.name} is not `shared`"
        remedy = "leave one of them, or say `shared: true`"
        book.problem(below(at, "under"), found, "one identifier", remedy)
    first = under[0] if isinstance(under, list) else under
    return Fixture(resource=resource.name, parent=first, also=tuple(others), body=body)
