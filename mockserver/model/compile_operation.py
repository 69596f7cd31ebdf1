"""Compiling operations: parameters, bodies, answers and what they do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mockserver.document import DocumentError, below
from mockserver.model.compile_answers import answered, shape_of, statuses_of, success
from mockserver.model.compile_graph import attach_of
from mockserver.model.compile_list import BEYOND, filters, page
from mockserver.model.compile_parameters import body_of, parameters_of
from mockserver.model.compile_schema import SchemaCompiler
from mockserver.model.compile_servers import bases
from mockserver.model.compile_show import show_of
from mockserver.model.compile_telling import Telling, telling
from mockserver.model.operation import Idempotency, Operation, Replacement, Under
from mockserver.model.property import NO_CLAUSES
from mockserver.model.rulebook import joined
from mockserver.model.sampler import Sampler
from mockserver.model.template import compiled, path_of, variables
from mockserver.model.wording import Wording
from mockserver.model.words import KEY

ACTIONS = ("create", "read", "list", "count", "update", "upsert", "delete", "replace-all")
ANSWERS = {"create": "$item", "read": "$item", "update": "$item", "list": "$items"}
ANSWERS["upsert"] = "$item"
LINKS = ("next-url", "previous-url", "current-query", "next-query", "previous-query")
TOLD = ("now", "temporary", "real", "deleted", "related")
MANY = ("items", "errors", *TOLD)
VARIABLES = {
    "create": {"item"},
    "read": {"item", "related"},
    "update": {"item"},
    "upsert": {"item", *TOLD},
    "delete": {"deleted", "now"},
    "count": {"count"},
    "replace-all": {"items", "added"},
    "list": {
        "items", "item", "count", "total", "page", "size", "pages", "has-next", "has-previous",
        "offset", "cursor", "cursor-or-null", "next-cursor", "back-cursor", "related", *LINKS,
    },
}  # fmt: skip


class OperationCompiler:
    """Turns the operations of one document into values."""

    def __init__(self, schemas: SchemaCompiler, security: list[Any], seed: int = 0) -> None:
        """Take the compiler of the document's schemas; `security` holds where nothing else does,
        `seed` chooses among the samples.
        """
        self._schemas, self._security = schemas, security
        self._document, self._book = schemas.document, schemas.book
        self._sampler = Sampler(schemas, seed)
        self._formless = "errors" not in self._document.content.get(KEY, {})

    def operation(self, path: str, method: str, item: Mapping[str, Any], at: str) -> Operation:
        """Compile the operation of a path item (at location `at`) for a method."""
        node, here = self._followed(item[method], f"{at}/{method}")
        id_ = node.get("operationId") or f"{method.upper()} {path}"
        words, place = self._said(path, method, item, at)
        rules = joined(
            self._book.site(words, place, ("operation",)) if "rules" in words else NO_CLAUSES,
            self._book.absolute.get(f"operations.{id_}", {}),
        )
        action = next((name for name in ACTIONS if name in words), "")
        found = success(self._document, node, here, words.get("may-answer", ()))
        status, media_type = answered(found, action) if self._document.foreign else found.told
        answer = words.get("answer", ANSWERS.get(action)) if media_type else None
        kept = "" if answer is None else media_type or ""
        known = set(MANY) if "batch" in words else VARIABLES.get(action, set())
        self._known_variables(answer, known, action, f"{here}/{KEY}/answer")
        body, required = body_of(self._schemas, node, here, rules)
        request, told = words.get("request", "$item"), set(variables(answer))
        telling = "batch" in words or not told.isdisjoint(TOLD)
        made = Operation(
            id=id_,
            method=method.upper(),
            path=path,
            action=action,
            resource=_resource(words.get(action, "")),
            parameters=parameters_of(self._schemas, item, node, at, here, rules),
            body=body,
            body_required=required,
            item_path=path_of(request, "item") or path_of(request, "key") or (),
            status=status,
            media_type=media_type,
            answer=None if answer is None else compiled(answer),
            wording=None if answer is None else compiled(answer, Wording),
            schemes=tuple(frozenset(each) for each in node.get("security", self._security)),
            requires=frozenset(words.get("requires", ())),
            member=words.get("member", ""),
            named_by=words.get("named-by", {}),
            page=page(words.get("page")),
            may_answer=tuple(words.get("may-answer", ())),
            may_lack="may-lack" in words,
            may_ignore=tuple(words.get("may-ignore", ())),
            when_empty=tuple(words.get("when-empty", ())),
            creates_missing="when-missing" in words,
            show=show_of(words.get("show")),
            idempotency=_idempotency(words.get("idempotency")),
            linked=not set(LINKS).isdisjoint(variables(answer)),
            under=_under(words.get("under")),
            replacement=_replacement(words.get("replace-all")),
            page_only=_page_only(action, words, answer),
            filters=tuple(filters(words.get("filter", {}), body)),
            set=words.get("set", {}),
            only_if=words.get("only-if", {}),
            shape=shape_of(self._schemas, node, here),
            one_at_a_time="one-at-a-time" in words,
            attach=attach_of(words.get("attach")),
            temporary=words.get("temporary-ids", {}).get("prefix", ""),
            **_batch(words.get("batch", "")),
            related=words.get("related", {}).get("by", ""),
            told=frozenset(told if telling else ()),
            rules=rules,
            statuses=statuses_of(self._schemas, node, here),
            bases=bases(node) or bases(item) if self._document.foreign else (),
            **self._telling(Telling(id_, method, action, node, here, found, status, kept)),
        )
        for index, other in enumerate(others := words.get("may-show", ())):
            self._known_variables(other, known, action, f"{here}/{KEY}/may-show/{index}")
        otherwise = tuple(_showing(made, each) for each in others)
        linked = made.linked or any(each.linked for each in otherwise)
        return replace(made, otherwise=otherwise, linked=linked) if otherwise else made

    def _telling(self, told: Telling) -> dict[str, Any]:
        return telling(self._schemas, self._sampler, told, formless=self._formless)

    def _said(
        self, path: str, method: str, item: Mapping[str, Any], at: str
    ) -> tuple[dict[str, Any], str]:
        """Return the words of an operation and where they stand, which may be beside a reference
        to it or to its path item.
        """
        own, place = self._document.content["paths"][path].get(method, {}), below("#/paths", path)
        for node, where in ((item[method], f"{at}/{method}"), (own, below(place, method))):
            if KEY in node:
                return self._words(node, where), where
        node, where = self._followed(item[method], f"{at}/{method}")
        return self._words(node, where), where

    def _followed(self, node: Mapping[str, Any], at: str) -> tuple[Mapping[str, Any], str]:
        """Return an operation behind its reference; one that leads nowhere says nothing."""
        try:
            return self._document.follow(node, at)
        except DocumentError as error:
            if not self._document.foreign:
                raise
            self._book.doubt(at, error.problems[0].found, "an operation", "Define it.")
            return node, at

    def _words(self, node: Mapping[str, Any], at: str) -> dict[str, Any]:
        words = dict(self._book.chosen(f"{at}/{KEY}", ("operation",), node.get(KEY, {})))
        actions = [name for name in ACTIONS if name in words]
        if len(actions) > 1:
            self._book.problem(
                f"{at}/{KEY}/{actions[1]}",
                f"{' and '.join(actions)} in one operation",
                "one action",
                "keep the word for what the operation does",
            )
        return words

    def _known_variables(self, answer: Any, known: set[str], action: str, at: str) -> None:
        for name in variables(answer):
            if name not in known:
                self._book.problem(
                    at,
                    f"the unknown variable ${name}",
                    f"one of: {', '.join('$' + each for each in sorted(known))}",
                    f"use what an operation that does {action or 'nothing'!r} has to show",
                )


def _showing(operation: Operation, answer: Any) -> Operation:
    """Return an operation with another answer."""
    links = not set(LINKS).isdisjoint(variables(answer))
    page_only = operation.page_only and not BEYOND & {*variables(answer)}
    made, worded = compiled(answer), compiled(answer, Wording)
    return replace(operation, answer=made, wording=worded, linked=links, page_only=page_only)


def _page_only(action: str, words: Mapping[str, Any], answer: Any) -> bool:
    """Return whether a list tells nothing of what lies beyond a page but where it goes on."""
    with_cursor = action == "list" and "cursor" in words.get("page", {})
    return with_cursor and not BEYOND & {*variables(answer)}


def _idempotency(word: Mapping[str, str] | None) -> Idempotency | None:
    if word is None:
        return None
    key = tuple(word["key"].split(".")) if "key" in word else ()
    return Idempotency(key=key, header=word.get("header", "").lower())


def _resource(word: str | Mapping[str, str]) -> str:
    return word if isinstance(word, str) else word["resource"]


def _batch(word: Any) -> dict[str, Any]:
    """Return the fields of an Operation that tell of a request on many."""
    if isinstance(word, str):
        return {"batch": word}
    return {"batch": word["as"], "batch_max": word.get("max", 0)}


def _under(word: Mapping[str, str] | None) -> Under | None:
    if word is None:
        return None
    names = (word["property"],) if "property" in word else ()
    return Under(member=word["member"], names=names, missing=word.get("missing", ""))


def _replacement(word: Mapping[str, str] | None) -> Replacement | None:
    return None if word is None else Replacement(list=word["list"], by=word["by"])
