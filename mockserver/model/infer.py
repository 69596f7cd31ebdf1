"""Inference: what a document without behaviour words leaves to be guessed.

The guesses are an overlay of the document, which is laid over it before it is compiled: there is
one way from words to behaviour, and the author may write the overlay out, correct it and keep it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from mockserver.document import EXTENSION, Document
from mockserver.document.structure import objects
from mockserver.model.infer_deeds import deeds, with_verbs
from mockserver.model.infer_envelopes import way_to_list
from mockserver.model.infer_fixtures import fixtures
from mockserver.model.infer_guess import Guess
from mockserver.model.infer_lines import Lines
from mockserver.model.infer_operations import Asked, operations_of
from mockserver.model.infer_paths import METHODS, Pair, pairs, titled
from mockserver.model.infer_resource import Resource
from mockserver.model.infer_shapes import Part, Shapes
from mockserver.model.infer_words import Words


def silent(document: Document) -> bool:
    """Return whether a document has no behaviour words at all, so that they may be guessed."""
    return not any(EXTENSION in node for _, node in objects(document.content))


def inferred(shapes: Shapes, without: frozenset[str] = frozenset()) -> tuple[Guess, ...]:
    """Return all guesses about the document of some shapes, of what others lie in before them.

    `without` names resources of which nothing is to be guessed. Equal documents give equal
    guesses, and a document that speaks of no collections gives none.
    """
    document = shapes.document
    found = [*resources(shapes, without)]
    taken = {asked.at for resource in found for _, asked in resource.operations()}
    verbs = with_verbs(document.content.get("paths") or {})
    guesses: list[Guess] = []
    for resource in found:
        done = [deed for deed in deeds(resource, verbs) if deed.asked.at not in taken]
        taken |= {deed.asked.at for deed in done}
        guesses += Words(resource, done).guesses()
    return (*guesses, *fixtures(found))


def resources(shapes: Shapes, without: frozenset[str] = frozenset()) -> Iterator[Resource]:
    """Yield the resources that a document speaks of, parents first where paths come in order."""
    content = shapes.document.content
    paths = content.get("paths")
    if not isinstance(paths, Mapping):
        return
    known: dict[str, Resource] = {}
    used: set[str] = set()
    for pair in _named([*pairs(paths)], content):
        if pair.name in without:
            continue
        lines = _lines(pair, known)
        there = _free(_at_collection(shapes, pair), used)
        item = _free(operations_of(shapes, pair.item, METHODS), used) if pair.item else {}
        found = Resource(shapes, lines, *(({}, there) if pair.sole else (there, item)))
        if any(True for _ in found.operations()) and _usable(found):
            if pair.item:
                known[pair.item] = found
            used |= {each.at for _, each in found.operations()}
            yield found


def _at_collection(shapes: Shapes, pair: Pair) -> dict[str, Asked]:
    """Return the operations on a collection, wherever its paths are."""
    found: dict[str, Asked] = {}
    for path in (*reversed(pair.others), pair.collection):
        found |= operations_of(shapes, path, METHODS)
    return found


def _free(operations: dict[str, Asked], used: set[str]) -> dict[str, Asked]:
    """Return the operations of which nothing is guessed yet: an item may hold a collection."""
    return {method: each for method, each in operations.items() if each.at not in used}


def _usable(resource: Resource) -> bool:
    """Return whether paths can name one, and each creation knows the new one's identifier and
    something shows it; or else whether the same things are listed and created.
    """
    if resource.pair.sole:
        return _is_one(resource)
    known = resource.identifier.maker or resource.identifier.sendable or not resource.creatable
    if not resource.pair.item:
        return bool(known) and resource.lists_what_it_creates
    named = resource.parameter is not None and resource.shapes.shape(resource.parameter)
    told = not resource.creatable or not resource.identifier.added or resource.may_show_more
    return bool(known and told and named and named.allows("string", "integer", "number"))


def _is_one(resource: Resource) -> bool:
    """Return whether there is one of it, of which requests carry what it shows."""
    shapes, shape = resource.shapes, resource.shape
    read = [each for _, each in resource.operations("read")]
    sent = [shapes.shape(resource.bodies[each.at]) for _, each in resource.operations("update")]
    asks = any(each.required & {*each.parameters["query"]} for _, each in resource.operations())
    if asks or not read or not sent or shapes.shape(read[0].answer).is_list:
        return False
    if way_to_list(shapes, read[0].answer, resource.pair.noun) is not None:
        return all(each.at == shape.at for each in sent)
    known = {*shape.properties}
    return all(len(known & {*each.properties}) * 2 > len(each.properties) for each in sent)


def _named(found: list[Pair], content: Mapping[str, Any]) -> Iterator[Pair]:
    """Yield the pairs with the names of their resources: those of their nouns, longer ones where a
    schema or another resource has that name.
    """
    components = content.get("components")
    schemas = components.get("schemas") if isinstance(components, Mapping) else None
    taken = {*(schemas if isinstance(schemas, Mapping) else ())}
    by_item: dict[str, str] = {}
    for pair in sorted(found, key=lambda each: len(each.above)):
        above = by_item.get(pair.above[0][0], "") if pair.above else ""
        noun = titled(pair.noun)
        choices = [noun, f"Kept{noun}", f"{above}{noun}", f"Kept{above}{noun}"]
        name = next((each for each in choices if each not in taken), "")
        number = 2
        while not name:
            name = f"Kept{noun}{number}" if f"Kept{noun}{number}" not in taken else ""
            number += 1
        taken.add(name)
        by_item |= {pair.item: name} if pair.item else {}
        yield replace(pair, name=name)


def _lines(pair: Pair, known: Mapping[str, Resource]) -> Lines:
    """Return what is above a pair: the nearest item that is a resource is its parent."""
    above = [(known[item], called) for item, called in pair.above if item in known]
    renamed = {each.name: called for each, called in above if called != each.pair.parameter}
    if not above:
        return Lines(pair=pair, renamed=renamed)
    parent, called = above[0]
    own: Part | None = parent.kept.properties.get(parent.identifier.field)
    return Lines(
        pair=pair,
        parent=parent.name,
        parent_identifier=own,
        parent_parameter=called,
        renamed=renamed,
    )
