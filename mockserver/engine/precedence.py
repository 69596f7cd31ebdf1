"""Precedence: of several faults of one request a server may tell any. Which one comes first is
its own choice; the stand-in's is the order in which `step` looks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from mockserver.engine.admission import authenticated, membership
from mockserver.engine.call import Call
from mockserver.engine.message import Json, Malformed, Refusal, Request
from mockserver.engine.outcome import Outcome
from mockserver.engine.refuse import as_told, refused
from mockserver.engine.rules.scope import family_of, found_in_path, parent_of
from mockserver.engine.state import State
from mockserver.engine.validity import parameter_value, validated
from mockserver.model.api import Api, Credential
from mockserver.model.operation import Operation
from mockserver.model.resource import Resource

UNREADABLE = ("malformed", "unsupported-media-type", "invalid")
"""What a body that is missing, or is not what was announced, may be called."""


def refusals(api: Api, state: State, request: Request) -> Iterator[Outcome]:
    """Yield every refusal of a request that one of its faults deserves, whatever the others."""
    operation = api.operations.get(request.operation or "")
    if operation is None:
        return
    for refusal in _every(api, state, operation, request):
        yield from as_told(operation, refused(api, state, refusal))


def _every(api: Api, state: State, operation: Operation, request: Request) -> Iterator[Refusal]:
    principal = authenticated(api, operation, request)
    if isinstance(principal, Refusal):
        yield principal
        principal = next(iter(api.credentials), Credential(role="", headers={}))
    # What is wrong with parameters keeps a body from being looked at, which others look at first.
    for looked in (operation, replace(operation, parameters=())):
        judged = validated(looked, request, principal)
        if not isinstance(judged, Refusal):
            continue
        yield judged
        if judged.kind in UNREADABLE and operation.body and not isinstance(request.body, Json):
            yield from (replace(judged, kind=kind) for kind in UNREADABLE)  # type: ignore[arg-type]
        yield from _one_by_one(judged)
    call = _as_far_as_valid(operation, request, principal)
    if operation.member and (outsider := membership(api, call)):
        yield outsider
    if missing := _missing(api, state, call):
        yield missing


def _one_by_one(refusal: Refusal) -> Iterator[Refusal]:
    """Yield the refusals of each fault alone: where they lie decides the form of some."""
    for each in refusal.violations[1:]:
        yield replace(refusal, violations=(each,), rules=each.rules)


def _as_far_as_valid(operation: Operation, request: Request, principal: Credential) -> Call:
    """Return the call as far as its parameters can be read, with its body unread."""
    values: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}, "cookie": {}}
    for parameter in operation.parameters:
        value, faults = parameter_value(parameter, request)
        if not faults:
            values[parameter.where][parameter.name] = value
    body = request.body.value if isinstance(request.body, Json) else None
    return Call(
        operation=operation,
        request=request,
        principal=principal,
        path=values["path"],
        query=values["query"],
        body=body if not isinstance(request.body, Malformed) else None,
    )


def _missing(api: Api, state: State, call: Call) -> Refusal | None:
    """Return the refusal of a path that leads to nothing, None when it leads somewhere."""
    operation = call.operation
    resource = api.resources.get(operation.resource)
    if resource is None or operation.batch or operation.under:
        return None
    found: Any = None
    named = {each.name for each in operation.parameters if each.where == "path"}
    if unread := named - call.path.keys():
        # What is no identifier names nothing that could be missing, but what it is in may be.
        above = _above(api, call, resource, unread)
        found = found_in_path(api, state, call, above) if above else None
    elif operation.action in {"list", "count", "replace-all"}:
        found = family_of(api, state, call, resource)
    elif operation.action == "create":
        found = parent_of(api, state, call, resource)
    elif operation.names(resource):
        found = found_in_path(api, state, call, resource)
    return found if isinstance(found, Refusal) else None


def _above(api: Api, call: Call, resource: Resource, unread: set[str]) -> Resource | None:
    """Return the nearest resource above what a path is about that it names by an identifier."""
    own = call.operation.parameter_of(resource)
    about = own in {*call.path, *unread} and call.operation.action != "create"
    above = resource if about else api.resources.get(resource.parent)
    while above is not None and call.operation.parameter_of(above) not in call.path:
        above = None if above.is_tree else api.resources.get(above.parent)
    return above
