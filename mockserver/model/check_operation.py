"""Checks of compiled operations: what their words name is there."""

from __future__ import annotations

from mockserver.document import below
from mockserver.model.api import Api
from mockserver.model.check_graph import check_writing
from mockserver.model.check_list import check_filtered, check_list
from mockserver.model.check_names import body_members, cited_parts, known_name
from mockserver.model.check_values import check_page, check_stored
from mockserver.model.check_versions import check_overlapping
from mockserver.model.compile_list import member_of
from mockserver.model.compile_show import check_show
from mockserver.model.operation import IN_BODY, Operation, Replacement, Under
from mockserver.model.resource import Resource
from mockserver.model.rulebook import Rulebook, words_at
from mockserver.model.template import members, variables

AT_ODDS = {
    "upsert": ("states", "tracked", "sort-order"),
    "replace-all": ("states", "tracked", "exclusive", "position"),
}
"""The words of a resource that a replacement of what is stored would not keep."""


WRITING = ("create", "update", "upsert", "delete", "replace-all")
FITTING = {
    "page": ("list", "count"),
    "filter": ("list", "count"),
    "view": ("list", "count"),
    "when-empty": ("list",),
    "may-ignore": ("delete",),
    "under": ("create", "replace-all"),
    "idempotency": WRITING,
    "when-missing": ("update",),
    "set": ("create", "update"),
    "only-if": ("update",),
}
"""The actions on which a word means something."""


def check_operation(api: Api, book: Rulebook, operation: Operation) -> None:
    """Note a problem for each name in an operation's words that means nothing."""
    at = words_at(operation)
    if book.document.foreign and not book.words.get(at):
        return  # nothing is said of it, and its body need not be compiled yet
    _check_fitting(book, operation, at)
    _check_addressed(api, book, operation, at)
    _check_parameters(book, operation, at)
    _check_security(book, operation)
    resource = api.resources.get(operation.resource)
    if resource is not None:
        _check_fields(api, book, operation, resource, at)
        _check_templates(book, operation, resource, at)
        _check_replacing(book, operation, resource, at)
        check_stored(book, operation, resource, at)
        check_show(book, operation, resource, at)
        if operation.replacement:
            _check_replacement(book, operation, operation.replacement, resource, at)
    _check_statuses(book, operation, at)
    check_writing(api, book, operation, at)
    check_page(book, operation, at)
    _check_answers(book, operation, at)
    check_overlapping(book, operation, at)
    parts = {
        "parameters": [each.name for each in operation.parameters],
        "body": body_members(operation),
    }
    for part, known in parts.items():
        cited_parts(book, operation.rules, part, known)


def _check_fitting(book: Rulebook, operation: Operation, at: str) -> None:
    """Words stand where something comes of them."""
    words = book.words.get(at, {})
    for word, actions in FITTING.items():
        if word in words and operation.action not in actions:
            book.problem(
                f"{at}/{word}",
                f"{word!r} on an operation that does {operation.action!r}",
                f"an operation that does {' or '.join(actions)}",
                "remove it, nothing would come of it",
            )


def _check_addressed(api: Api, book: Rulebook, operation: Operation, at: str) -> None:
    """An operation on one thing names it in its path, one that creates names the parent."""
    if operation.action in {"list", "count"}:
        return  # what it does not name it is not narrowed to
    if operation.batch or operation.action == "upsert":
        return  # the body names them
    target = api.resources.get(operation.resource)
    if target is not None and target.singleton:
        target = api.resources.get(target.parent)
    elif target is not None and operation.action in {"create", "replace-all"}:
        own = target.parent == target.name  # what is sent names a parent of its own kind
        target = None if own else api.resources.get(target.parent)
        if operation.under and target:
            _check_under(book, operation, operation.under, target, at)
            return
    for name in (each for each in operation.named_by.values() if each.startswith(IN_BODY)):
        if member_of(operation.body, name) is None:
            known = [f"{IN_BODY}{each}" for each in body_members(operation)]
            known_name(book, f"{at}/named-by", "body member", name, known)
    if target is None or operation.names(target):
        return
    book.problem(
        f"{at}/{operation.action}",
        f"the path {operation.path}, which names no {target.name}",
        f"the path parameter {target.path or '(none: identifier.path)'!r} of {target.name}",
        f"write it into the path, or as `identifier: {{path: ...}}` of {target.name}",
    )


def _check_statuses(book: Rulebook, operation: Operation, at: str) -> None:
    """What a server may answer is among the responses."""
    for word in ("may-answer", "may-ignore", "when-empty"):
        for index, status in enumerate(getattr(operation, word.replace("-", "_"))):
            place = below(at, word, index)
            known_name(book, place, "response", str(status), operation.statuses)


def _check_under(
    book: Rulebook, operation: Operation, under: Under, parent: Resource, at: str
) -> None:
    """The parent is named by a member of the body and found by what is unique."""
    known_name(book, f"{at}/under/member", "body member", under.member, body_members(operation))
    groups = [each[0] for each in parent.unique if len(each) == 1]
    for name in under.names:
        known_name(book, f"{at}/under/property", f"unique property of {parent.name}", name, groups)


def _check_replacement(
    book: Rulebook, operation: Operation, word: Replacement, resource: Resource, at: str
) -> None:
    known_name(book, f"{at}/replace-all/list", "body member", word.list, body_members(operation))
    known_name(book, f"{at}/replace-all/by", "property", word.by, resource.properties)


def _check_replacing(book: Rulebook, operation: Operation, resource: Resource, at: str) -> None:
    """Representations do not replace what goes through states or makes siblings move."""
    for word in AT_ODDS.get(operation.action, ()):
        if getattr(resource, word.replace("-", "_")):
            book.problem(
                f"{at}/{operation.action}",
                f"{operation.action!r} of {resource.name}, which has the word {word!r}",
                f"a resource without {word!r}, or `create` and `update`",
                "say it with the other words, or else the word would not be kept",
            )


def _check_parameters(book: Rulebook, operation: Operation, at: str) -> None:
    check_list(book, operation, at)
    if operation.member:
        paths = [each.name for each in operation.parameters if each.where == "path"]
        known = [*paths, *body_members(operation)]
        known_name(book, f"{at}/member", "path parameter or body member", operation.member, known)


def _check_security(book: Rulebook, operation: Operation) -> None:
    content = book.document.content
    known = (content.get("components") or {}).get("securitySchemes") or {}
    node = content["paths"][operation.path]
    own = "security" in (node.get(operation.method.lower()) or {})
    at = below("#/paths", operation.path, operation.method.lower(), "security") if own else ""
    for name in sorted({name for each in operation.schemes for name in each}):
        known_name(book, at or "#/security", "security scheme", name, known)


def _check_answers(book: Rulebook, operation: Operation, at: str) -> None:
    for index, status in enumerate(operation.may_answer):
        place = f"{at}/may-answer/{index}"
        known_name(book, place, "documented status", str(status), operation.statuses)
    if (word := operation.idempotency) is None:
        return
    if word.header:
        headers = [each.name for each in operation.parameters if each.where == "header"]
        known_name(book, f"{at}/idempotency/header", "header parameter", word.header, headers)
    else:
        place = f"{at}/idempotency/key"
        known_name(book, place, "body member", word.key[0], body_members(operation))


def _check_fields(
    api: Api, book: Rulebook, operation: Operation, resource: Resource, at: str
) -> None:
    check_filtered(api, book, operation, resource, at)
    for word, values in (("set", operation.set), ("only-if", operation.only_if)):
        for name, value in values.items():
            place = below(at, word, name)
            if not known_name(book, place, "property", name, resource.properties):
                continue
            if word == "set" and isinstance(value, str) and value.startswith("$"):
                sent = (f"$body.{each}" for each in body_members(operation))
                known_name(book, place, "variable", value, ["$now", "$member", *sent])
            elif not resource.properties[name].valid(value):
                expected = "a value that the property's schema allows"
                book.problem(place, f"the value {value!r}", expected, "correct one of them")


def _check_templates(book: Rulebook, operation: Operation, resource: Resource, at: str) -> None:
    words = book.words.get(at, {})
    name = "key" if operation.batch and operation.action != "upsert" else "item"
    if "request" in words and name not in variables(words["request"]):
        expected = f"${name} where the {'identifier' if name == 'key' else 'representation'} stands"
        book.problem(f"{at}/request", f"a template without ${name}", expected, "write it there")
    for name in members(words.get("answer"), "item"):
        known_name(book, f"{at}/answer", "property", name, resource.properties)
