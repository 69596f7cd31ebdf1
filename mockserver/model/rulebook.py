"""The rulebook: the rules of a document, gathered while it is compiled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mockserver.document.document import Document
from mockserver.document.place import Place, Problem
from mockserver.document.pointer import below
from mockserver.document.structure import objects
from mockserver.model.operation import Operation
from mockserver.model.rule import Clauses, Inferred, Rule
from mockserver.model.words import KEY, Site, mistakes, words_of

BASES = ("documented", "inferred")
ABSOLUTE = ("schemas.", "operations.")

KEYWORDS = frozenset(
    {
        *("type", "enum", "format", "pattern", "minLength", "maxLength", "multipleOf"),
        *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems"),
        *("uniqueItems", "items", "required", "default", "readOnly", "nullable", "oneOf"),
        *("anyOf", "allOf", "not", "additionalProperties", "status"),
    }
)
"""OpenAPI's own keywords that a rule may cite; `status` is the code of a refusal by them."""


class Rulebook:
    """Collects words, rules and problems; `words` are the valid ones by their location."""

    def __init__(self, document: Document) -> None:
        """Take the document; what rules cite by `schemas.X` or `operations.x` is gathered at
        once, as it concerns places that may be compiled before the one where the rule stands.
        """
        self.document = document
        self.rules: dict[str, Rule] = {}
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.absolute: dict[str, dict[str, tuple[str, ...]]] = {}
        self.words: dict[str, Mapping[str, Any]] = {}
        self._gather()
        self._sources = _mapping(_mapping(document.content.get(KEY)).get("sources"))

    def problem(self, at: str, found: str, expected: str, remedy: str) -> None:
        """Note one error of the document."""
        problem = Problem(
            place=self.document.place(at), found=found, expected=expected, remedy=remedy
        )
        if problem not in self.problems:
            self.problems.append(problem)

    def doubt(self, at: str, found: str, expected: str, remedy: str) -> None:
        """Note what is wrong with the OpenAPI of the document: an error, or in one that was
        written for others a warning.
        """
        if not self.document.foreign:
            self.problem(at, found, expected, remedy)
            return
        place = self.document.place(at)
        problem = Problem(
            place=place, found=found, expected=expected, remedy=remedy, severity="warning"
        )
        if problem not in self.warnings:
            self.warnings.append(problem)

    def miscited(self, id_: str, part: str, known: Iterable[str]) -> None:
        """Note that a rule cites a part of the document which is not there."""
        rule = self.rules[id_]
        file, _, line = rule.place.rpartition(":")
        problem = Problem(
            place=Place(file=file, line=int(line)),
            found=f"the rule {id_}, which cites the unknown {part!r}",
            expected=f"one of: {', '.join(known) or '(there is none)'}",
            remedy="cite a part that is there, or else nothing keeps the rule",
        )
        if problem not in self.problems:
            self.problems.append(problem)

    def chosen(self, at: str, sites: tuple[Site, ...], value: Any) -> Mapping[str, Any]:
        """Return the valid words of the `x-behaviour` object at `at`; note what is wrong."""
        if at in self.words:
            return self.words[at]
        wrong = set()
        for mistake in mistakes(value, sites):
            wrong.add(mistake.path[:1])
            self.problem(below(at, *mistake.path), mistake.found, mistake.expected, mistake.remedy)
        words = _mapping(value)
        self.words[at] = {name: word for name, word in words.items() if (name,) not in wrong}
        return self.words[at]

    def site(self, node: Any, at: str, sites: tuple[Site, ...]) -> Clauses:
        """Keep the rules of an `x-behaviour` object at `at`; return who cites which clause.

        The keys are `exclusive.demotes` for a word here, `maxLength` for a keyword of the
        schema here, and `properties.title.maxLength` or `parameters.page.minimum` for a part.
        """
        clauses: dict[str, tuple[str, ...]] = {}
        for id_, entry in _mapping(_mapping(node).get("rules")).items():
            place = below(at, KEY, "rules", id_)
            known: dict[str, list[str]] = {basis: [] for basis in BASES}
            for basis, cited in known.items():
                for text in _cited(entry, basis):
                    word = text.partition(".")[0]
                    if word in words_of(sites) and word not in node:
                        self.problem(
                            f"{place}/{basis}",
                            f"the clause {text!r} of a word that is not here",
                            f"the word {word!r} beside the rules",
                            "add the word, or cite what keeps the rule",
                        )
                    clause = self._clause(text, f"{place}/{basis}", sites)
                    if clause is None:
                        continue
                    cited.append(clause)
                    if not text.startswith(ABSOLUTE):
                        _add(clauses, clause, _marked(id_, basis))
            self._keep(id_, entry, place, known)
        return clauses

    def _gather(self) -> None:
        for pointer, node in objects(self.document.content):
            for id_, entry in _mapping(_mapping(node.get(KEY)).get("rules")).items():
                place = f"#{pointer}/{KEY}/rules/{id_}"
                for basis, text in [(b, each) for b in BASES for each in _cited(entry, b)]:
                    if not text.startswith(ABSOLUTE):
                        continue
                    if clause := self._clause(text, place, ()):
                        kind, name, rest = clause.split(".", 2)
                        known = self.absolute.setdefault(f"{kind}.{name}", {})
                        _add(known, rest, _marked(id_, basis))

    def _keep(
        self, id_: str, entry: Mapping[str, Any], place: str, known: Mapping[str, list[str]]
    ) -> None:
        where = self.document.place(place)
        rule = Rule(
            id=id_,
            says=str(entry.get("says", "")),
            documented=tuple(known["documented"]),
            inferred=tuple(known["inferred"]),
            see=str(self._sources.get(entry.get("see", ""), "")),
            place=f"{where.file}:{where.line}",
        )
        if "see" in entry and entry["see"] not in self._sources:
            self.problem(
                f"{place}/see",
                f"the unknown source {entry['see']!r}",
                f"one of: {', '.join(self._sources) or '(no sources)'}",
                "name the page under `sources` in the document's root `x-behaviour`",
            )
        if self.rules.setdefault(id_, rule) != rule:
            self.problem(
                place,
                f"a second rule {id_}",
                f"one, as at {self.rules[id_].place}",
                "give this rule an id of its own, or cite more clauses in the first",
            )

    def _clause(self, text: str, at: str, sites: tuple[Site, ...]) -> str | None:
        """Return the full name of a cited clause, None (and a problem) when there is none."""
        first, _, rest = text.partition(".")
        words = words_of(sites)
        if first in {"schemas", "operations"} and rest:
            inner: tuple[Site, ...] = (
                ("schema", "property") if first == "schemas" else ("operation",)
            )
            return self._within(text, 2, at, inner)
        if first in {"properties", "parameters", "body"} and rest:
            return self._within(text, 1 if first == "body" and "." not in rest else 2, at, sites)
        if first in words:
            clauses = words[first].clauses
            if rest in clauses:
                return text
            if not rest and len(clauses) == 1:
                return f"{first}.{next(iter(clauses))}"
            return self._unknown(text, at, [f"{first}.{name}" for name in clauses])
        if text in KEYWORDS:
            return text
        return self._unknown(text, at, [*sorted(words), "or a keyword of the schema"])

    def _within(self, text: str, depth: int, at: str, sites: tuple[Site, ...]) -> str | None:
        parts = text.split(".")
        prefix, rest = ".".join(parts[:depth]), ".".join(parts[depth:])
        within: tuple[Site, ...] = sites
        if parts[0] in {"properties", "parameters", "body"}:
            within = ("schema", "property")
        clause = self._clause(rest, at, within) if rest else self._unknown(text, at, ["a clause"])
        return clause and f"{prefix}.{clause}"

    def _unknown(self, text: str, at: str, known: Iterable[str]) -> str | None:
        self.problem(
            at,
            f"the unknown clause {text!r}",
            f"one of: {', '.join(known)}",
            "cite what keeps the rule here; docs/keywords.md lists each word's clauses",
        )
        return None


def within(clauses: Clauses, *prefixes: str) -> Clauses:
    """Return the clauses of one part, `title.maxLength` → `maxLength` for `properties.title`."""
    found: dict[str, tuple[str, ...]] = {}
    for prefix in prefixes:
        for clause, ids in clauses.items():
            if clause.startswith(f"{prefix}."):
                name = clause[len(prefix) + 1 :]
                found[name] = (*found.get(name, ()), *ids)
    return found


def joined(*several: Clauses) -> Clauses:
    """Return all clauses of several places as one."""
    found: dict[str, tuple[str, ...]] = {}
    for clauses in several:
        for clause, ids in clauses.items():
            found[clause] = tuple(dict.fromkeys((*found.get(clause, ()), *ids)))
    return found


def _marked(id_: str, basis: str) -> str:
    """Return a rule's id so that whoever cites it knows whether the clause is documented."""
    return Inferred(id_) if basis == "inferred" else id_


def _add(clauses: dict[str, tuple[str, ...]], clause: str, id_: str) -> None:
    if id_ not in clauses.get(clause, ()):
        clauses[clause] = (*clauses.get(clause, ()), id_)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _cited(entry: Any, basis: str) -> list[str]:
    value = _mapping(entry).get(basis, ())
    if not isinstance(value, str | list):
        return []
    return [value] if isinstance(value, str) else [v for v in value if isinstance(v, str)]


def words_at(operation: Operation) -> str:
    """Return the location of an operation's words."""
    return below("#/paths", operation.path, operation.method.lower(), KEY)
