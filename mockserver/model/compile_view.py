"""Compiling views: which entities a list has beyond belonging to a parent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.document import below
from mockserver.model.check_match import check_sources, names_of_match
from mockserver.model.check_names import known_name
from mockserver.model.operation import Operation
from mockserver.model.resource import Resource
from mockserver.model.rulebook import Rulebook, words_at
from mockserver.model.source import Source, source
from mockserver.model.view import Alternative, Condition, View

REFERENCES = ("disjoint", "subset", "same")


def with_views(
    operations: Mapping[str, Operation], resources: Mapping[str, Resource], book: Rulebook
) -> dict[str, Operation]:
    """Return the operations with their views, those that they refer to built into them."""
    compiler = _Views(operations, resources, book)
    return {id_: each.changed(view=compiler.of(id_)) for id_, each in operations.items()}


class _Views:
    """Compiles the views of one document; `path` guards against circles."""

    def __init__(
        self,
        operations: Mapping[str, Operation],
        resources: Mapping[str, Resource],
        book: Rulebook,
    ) -> None:
        self._operations, self._resources, self._book = operations, resources, book

    def of(self, id_: str, path: tuple[str, ...] = ()) -> View | None:
        """Return the view of an operation, None when it has none."""
        at = words_at(self._operations[id_])
        word = self._book.words.get(at, {}).get("view")
        if word is None:
            return None
        if "same" in word and len(word) > 1:
            found = f"`same` with {', '.join(name for name in word if name != 'same')}"
            remedy = "a list that is narrower is not the same"
            self._book.problem(f"{at}/view/same", found, "`same` alone", remedy)
        path = (*path, id_)
        near = {
            name: self._other(word[name], f"{at}/view/{name}", path)
            for name in REFERENCES
            if name in word
        }
        match = {name: source(value) for name, value in word.get("match", {}).items()}
        alternatives = tuple(_alternative(each) for each in word.get("where", ()))
        self._known(word, match, alternatives, id_)
        return View(
            of=word.get("of", ""),
            match=match,
            names=names_of_match(self._book, f"{at}/view", word, self._resources),
            alternatives=alternatives,
            union=tuple(
                self._other(each, below(f"{at}/view/union", index), path)
                for index, each in enumerate(word.get("union", ()))
            ),
            outside=(near["disjoint"],) if "disjoint" in near else (),
            within=tuple(near[name] for name in ("subset", "same") if name in near),
        )

    def _other(self, name: str, place: str, path: tuple[str, ...]) -> View:
        """Return the view of another list; one without a view has everything."""
        if name in path:
            circle = f"a view that refers to itself: {' → '.join((*path, name))}"
            self._book.problem(place, circle, "references that end", "cut the circle")
            return View()
        of = self._operations[path[0]].resource
        lists = [
            each.id
            for each in self._operations.values()
            if (each.action, each.resource) == ("list", of)
        ]
        if not known_name(self._book, place, f"list of {of}", name, lists):
            return View()
        return self.of(name, path) or View()

    def _known(
        self,
        word: Mapping[str, Any],
        match: Mapping[str, Source],
        alternatives: tuple[Alternative, ...],
        id_: str,
    ) -> None:
        """Complain of what the words name and is not there."""
        operation = self._operations[id_]
        at, book = f"{words_at(operation)}/view", self._book
        listed = self._resources.get(operation.resource)
        related = self._resources.get(word.get("of", ""))
        if listed is None or related is None:
            return
        paths = [each.name for each in operation.parameters if each.where == "path"]
        check_sources(book, below(at, "match"), match, {"item": listed.properties, "path": paths})
        for index, alternative in enumerate(alternatives):
            for each in alternative or ():
                place = below(at, "where", index, each.field)
                known_name(book, place, "property", each.field, related.properties)
                if each.comparison == "before":
                    known_name(book, place, "property", each.value, listed.properties)


def _alternative(word: Any) -> Alternative:
    if word == "missing":
        return None
    return tuple(_condition(name, wanted) for name, wanted in word.items())


def _condition(name: str, wanted: Any) -> Condition:
    if isinstance(wanted, Mapping):
        [(comparison, value)] = wanted.items()
        return Condition(field=name, comparison=comparison, value=value)
    return Condition(field=name, comparison="equal", value=wanted)
