"""Compiling operations: parameters, bodies, answers and what they do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from mockserver.document import below
from mockserver.model.compile_graph import attach_of
from mockserver.model.compile_list import BEYOND, filters, page
from mockserver.model.compile_schema import SchemaCompiler
from mockserver.model.compile_show import show_of
from mockserver.model.operation import (
    Idempotency,
    MediaType,
    Operation,
    Parameter,
    Replacement,
    Under,
)
from mockserver.model.property import NO_CLAUSES, Property
from mockserver.model.rule import Clauses
from mockserver.model.rulebook import joined, within
from mockserver.model.template import compiled, path_of, variables
from mockserver.model.wording import Wording
from mockserver.model.words import KEY

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
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
        "offset", "cursor", "next-cursor", "back-cursor", "related", *LINKS,
    },
}  # fmt: skip


class OperationCompiler:
    """Turns the operations of one document into values."""

    def __init__(self, schemas: SchemaCompiler, security: list[Any]) -> None:
        self._schemas, self._security = schemas, security
        self._document, self._book = schemas.document, schemas.book

    def operation(self, path: str, method: str, item: Mapping[str, Any], at: str) -> Operation:
        """Compile the operation of a path item (at location `at`) for a method."""
        node, here = item[method], f"{at}/{method}"
        id_ = node.get("operationId") or f"{method.upper()} {path}"
        words = self._words(node, here)
        rules = joined(
            self._book.site(words, here, ("operation",)) if "rules" in words else NO_CLAUSES,
            self._book.absolute.get(f"operations.{id_}", {}),
        )
        action = next((name for name in ACTIONS if name in words), "")
        status, media_type = self._success(node, here)
        answer = words.get("answer", ANSWERS.get(action)) if media_type else None
        known = set(MANY) if "batch" in words else VARIABLES.get(action, set())
        self._known_variables(answer, known, action, f"{here}/{KEY}/answer")
        body, required = self._body(node, here, rules)
        request, told = words.get("request", "$item"), set(variables(answer))
        telling = "batch" in words or not told.isdisjoint(TOLD)
        made = Operation(
            id=id_,
            method=method.upper(),
            path=path,
            action=action,
            resource=_resource(words.get(action, "")),
            parameters=self._parameters(item, node, at, here, rules),
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
            may_ignore=tuple(words.get("may-ignore", ())),
            when_empty=tuple(words.get("when-empty", ())),
            show=show_of(words.get("show")),
            idempotency=_idempotency(words.get("idempotency")),
            linked=not set(LINKS).isdisjoint(variables(answer)),
            under=_under(words.get("under")),
            replacement=_replacement(words.get("replace-all")),
            page_only=action == "list"
            and "cursor" in words.get("page", {})
            and not BEYOND & {*variables(answer)},
            filters=tuple(filters(words.get("filter", {}), body)),
            set=words.get("set", {}),
            only_if=words.get("only-if", {}),
            shape=self._shape(node, here),
            one_at_a_time="one-at-a-time" in words,
            attach=attach_of(words.get("attach")),
            temporary=words.get("temporary-ids", {}).get("prefix", ""),
            **_batch(words.get("batch", "")),
            related=words.get("related", {}).get("by", ""),
            told=frozenset(told if telling else ()),
            rules=rules,
            statuses=self._statuses(node, here),
        )
        for index, other in enumerate(others := words.get("may-show", ())):
            self._known_variables(other, known, action, f"{here}/{KEY}/may-show/{index}")
        otherwise = tuple(_showing(made, each) for each in others)
        linked = made.linked or any(each.linked for each in otherwise)
        return replace(made, otherwise=otherwise, linked=linked) if otherwise else made

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

    def _parameters(
        self, item: Mapping[str, Any], node: Mapping[str, Any], at: str, here: str, rules: Clauses
    ) -> tuple[Parameter, ...]:
        """Return the operation's parameters; they beat those of the path of the same name."""
        found: dict[tuple[str, str], Parameter] = {}
        for owner, place in ((item, at), (node, here)):
            for index, each in enumerate(owner.get("parameters", ())):
                each, where = self._document.follow(each, f"{place}/parameters/{index}")
                name, location = each["name"], each["in"]
                if location == "header":
                    name = name.lower()
                    if name in {"accept", "content-type", "authorization"}:
                        continue  # OpenAPI: such parameters have no meaning
                found[location, name] = self._parameter(each, where, name, location, rules)
        return tuple(found.values())

    def _parameter(
        self, node: Mapping[str, Any], at: str, name: str, location: str, rules: Clauses
    ) -> Parameter:
        schema_at = f"{at}/schema"
        schema = self._schemas.property(
            node.get("schema"),
            schema_at,
            name=name,
            required=node.get("required", False) or location == "path",
            rules=within(rules, f"parameters.{node['name']}"),
        )
        style = node.get("style", "form" if location in {"query", "cookie"} else "simple")
        exploded = node.get("explode", style == "form")
        repeated = exploded and style == "form" and location == "query"
        separators = {"spaceDelimited": " ", "pipeDelimited": "|"}
        return Parameter(
            where=location,
            schema=schema,
            validator=self._schemas.validator(schema_at, "request", "schema" in node),
            separator="" if repeated else separators.get(style, ","),
        )

    def _body(
        self, node: Mapping[str, Any], at: str, rules: Clauses
    ) -> tuple[dict[str, MediaType], bool]:
        if "requestBody" not in node:
            return {}, False
        body, here = self._document.follow(node["requestBody"], f"{at}/requestBody")
        found = {}
        for name, each in body.get("content", {}).items():
            schema_at = below(here, "content", name, "schema")
            found[name.partition(";")[0].strip().lower()] = MediaType(
                name=name,
                schema=self._schemas.property(
                    each.get("schema"), schema_at, name="", rules=_of_body(rules)
                ),
                validator=self._schemas.validator(schema_at, "request", "schema" in each),
            )
        return found, body.get("required", False)

    def _success(self, node: Mapping[str, Any], at: str) -> tuple[int, str | None]:
        """Return the status and media type of the first documented success."""
        for status, response in sorted(node.get("responses", {}).items()):
            if status.startswith("2"):
                response, _ = self._document.follow(response, below(at, "responses", status))
                code = int(status) if status.isdigit() else 200
                offered = list(response.get("content", {}))
                offered.sort(key=lambda each: "json" not in each)  # what clients can read best
                return code, offered[0] if offered else None
        return 200, None

    def _shape(self, node: Mapping[str, Any], at: str) -> Property | None:
        """Return the schema of the answer's body if versions of the API differ in it."""
        if "versions" not in self._book.words.get(f"#/{KEY}", {}):
            return None
        for status, response in node.get("responses", {}).items():
            response, where = self._document.follow(response, below(at, "responses", status))
            for name, each in response.get("content", {}).items():
                if status.startswith("2") and "json" in name and "schema" in each:
                    schema_at = below(where, "content", name, "schema")
                    shape = self._schemas.property(each["schema"], schema_at, name="")
                    return shape if shape.dated else None
        return None

    def _statuses(
        self, node: Mapping[str, Any], at: str
    ) -> dict[str, Callable[[Any], bool] | None]:
        found: dict[str, Callable[[Any], bool] | None] = {}
        for status, response in node.get("responses", {}).items():
            where = below(at, "responses", status)
            response, where = self._document.follow(response, where)
            found[status] = None
            for name, each in response.get("content", {}).items():
                if "json" in name and "schema" in each:
                    schema_at = below(where, "content", name, "schema")
                    found[status] = self._schemas.judge(schema_at, "response")
        return found


def _of_body(rules: Clauses) -> Clauses:
    """Turn `body.title.maxLength` into `properties.title.maxLength`, as a schema cites it."""
    return {f"properties.{name}": ids for name, ids in within(rules, "body").items()}


def _showing(operation: Operation, answer: Any) -> Operation:
    """Return an operation with another answer."""
    links = not set(LINKS).isdisjoint(variables(answer))
    page_only = operation.page_only and not BEYOND & {*variables(answer)}
    made, worded = compiled(answer), compiled(answer, Wording)
    return replace(operation, answer=made, wording=worded, linked=links, page_only=page_only)


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
