"""OpenAPI Links made from the declaration: which answer leads to which further requests.

A document says what its operations create, show and address. So the answer of `createNote` has
what the path of `/notes/{note_id}` needs, and a tool that follows links, as Schemathesis' stateful
phase does, need not guess it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from mockserver.document.pointer import child, joined, tokens
from mockserver.model.api import Api
from mockserver.model.operation import Operation
from mockserver.model.resource import Resource

SHOWING = frozenset({"create", "read", "update", "upsert", "list", "replace-all"})
"""The actions whose answers show what is there afterwards."""
BELOW = frozenset({"create", "list", "count", "replace-all"})
"""The actions whose path names what the thing is below of, and not the thing itself."""
NO_NAME = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Fact:
    """What a path parameter carries: a property of an entity, mostly the identifier."""

    resource: str
    field: str


Given = dict[Fact | None, str]
"""The runtime expression that gives each fact; nothing gives None."""


def with_links(content: Mapping[str, Any], api: Api) -> dict[str, Any]:
    """Return the content of the document that `api` was compiled from, with links.

    The success of an operation that shows something has a link to every other operation whose path
    parameters it gives together with its request. Links that are there already stay. A success
    that stands in another file has none, and `content` is not changed.
    """
    paths = dict(content["paths"])
    for source in api.operations.values():
        made = dict(_links(api, source))
        item = _followed(content, paths[source.path])
        if not made or item is None or "$ref" in item:
            continue
        operation = item[source.method.lower()]
        status = next((each for each in sorted(operation["responses"]) if each[:1] == "2"), "")
        response = _followed(content, operation["responses"].get(status))
        if response is None:
            continue
        # A response that several operations refer to would have the links of all of them.
        response = {**response, "links": {**made, **response.get("links", {})}}
        responses = {**operation["responses"], status: response}
        paths[source.path] = {
            **item,
            source.method.lower(): {**operation, "responses": responses},
        }
    return {**content, "paths": paths}


def _links(api: Api, source: Operation) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the links of an operation's success, each with its name."""
    given = _given(api, source)
    for target in api.operations.values() if given else ():
        expressions = {name: given.get(fact) for name, fact in meanings(api, target).items()}
        if target is source or not expressions or None in expressions.values():
            continue
        twice = {each.name for each in target.parameters if each.where != "path"}
        yield (
            NO_NAME.sub("-", target.id).strip("-"),
            {
                **_address(target),
                "parameters": {
                    f"path.{name}" if name in twice else name: expression
                    for name, expression in expressions.items()
                },
            },
        )


def _address(operation: Operation) -> dict[str, str]:
    """Return the member of a link that says where it leads."""
    if operation.id != f"{operation.method} {operation.path}":
        return {"operationId": operation.id}
    pointer = joined(["paths", operation.path, operation.method.lower()])
    return {"operationRef": f"#{pointer}"}


def meanings(api: Api, operation: Operation) -> dict[str, Fact | None]:
    """Return what each path parameter of an operation carries, None where nothing says it."""
    resource = api.resources.get(operation.resource)
    if resource and operation.action in BELOW:
        resource = api.resources.get(resource.parent)
    names = [each.name for each in operation.parameters if each.where == "path"]
    found: dict[str, Fact | None] = dict.fromkeys(names)
    for each in _upwards(api, resource):
        carried = {each.path: each.identifier, **each.scope}
        for name, field in carried.items():
            if name in found and found[name] is None:
                found[name] = Fact(each.name, field)
    return found


def _upwards(api: Api, resource: Resource | None) -> Iterator[Resource]:
    """Yield a resource, then what it is below of, generation by generation."""
    while resource is not None:
        yield resource
        resource = None if resource.is_tree else api.resources.get(resource.parent)


def _given(api: Api, operation: Operation) -> Given:
    """Return what an operation's request and its answer give, {} when it shows nothing.

    Where both give the same, it is the answer for what the answer is about, which in a tree may
    have been addressed by its parent, and the request for all above that.
    """
    resource = api.resources.get(operation.resource)
    json = "json" in (operation.media_type or "")
    if resource is None or operation.action not in SHOWING or not (operation.answer and json):
        return {}
    shown = _shown_by(api, operation, resource)
    if not shown:
        return {}
    own = Fact(resource.name, resource.identifier)
    asked: Given = {
        fact: f"$request.path.{name}" for name, fact in meanings(api, operation).items() if fact
    }
    answered: Given = {fact: f"$response.body#{pointer}" for fact, pointer in shown.items()}
    first: Given = {own: answered[own]} if own in answered else {}
    return {**answered, **asked, **first}


def _shown_by(api: Api, operation: Operation, resource: Resource) -> dict[Fact, str]:
    """Return where the body of an answer has each fact: the answer is made of facts."""
    assert operation.answer is not None
    hidden = operation.show.on_demand if operation.show else frozenset()
    item = {name: each for name, each in _facts(api, resource).items() if name not in hidden}
    many = operation.batch or operation.action in {"list", "replace-all"}
    body = operation.answer({"items": [item], "added": [item]} if many else {"item": item})
    found: dict[Fact, str] = {}
    for fact, pointer in _leaves(body, ""):
        # What stands less deep is what the answer is about, not what is inside it.
        if fact not in found or pointer.count("/") < found[fact].count("/"):
            found[fact] = pointer
    return found


def _facts(api: Api, resource: Resource) -> dict[str, Any]:
    """Return a representation of a resource with facts for values, and its children inside."""
    parent = api.resources.get(resource.parent)
    item: dict[str, Any] = {
        each.name: Fact(resource.name, each.name) for each in resource.shown if not each.derived
    }
    for nest in resource.nests:
        inner = api.resources[nest.schema.children]
        if inner is not resource:
            _put(item, nest.path, [_facts(api, inner)])
    if parent and not resource.is_tree:
        for path in resource.linked:
            _put(item, path, Fact(parent.name, parent.identifier))
    return item


def _put(item: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Set what a path leads to, in objects that are made on the way."""
    for name in path[:-1]:
        if not isinstance(item.get(name), dict):
            item[name] = {}
        item = item[name]
    item[path[-1]] = value


def _leaves(value: Any, pointer: str) -> Iterator[tuple[Fact, str]]:
    """Yield every fact in a body with its pointer."""
    if isinstance(value, Fact):
        yield value, pointer
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from _leaves(each, child(pointer, name))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _leaves(each, child(pointer, index))


def _followed(content: Mapping[str, Any], node: Any) -> dict[str, Any] | None:
    """Return what a node's references lead to in this document, a copy where it had one; None
    when they lead elsewhere.
    """
    copied = False
    while isinstance(node, Mapping) and "$ref" in node:
        reference = node["$ref"]
        if not reference.startswith("#/"):
            return None
        node, copied = content, True
        for name in tokens(reference[1:]):
            node = node[name]
    if not isinstance(node, Mapping):
        return None
    return deepcopy(dict(node)) if copied else dict(node)
