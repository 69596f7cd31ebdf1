"""Untold: what no answer has told yet, so that nobody can say what an answer has to be."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import replace
from typing import Any

from contract_tests.oracle.asked import asked
from contract_tests.oracle.blame import USUAL, carries_something, refuses
from contract_tests.oracle.voided import voids_some
from mockserver.engine.bind import World, bind
from mockserver.engine.hole import Hole
from mockserver.engine.message import Refusal, Request, Response
from mockserver.engine.refuse import refused
from mockserver.engine.state import Entity, State
from mockserver.model.api import Api
from mockserver.model.operation import IN_BODY, Operation
from mockserver.model.resource import Resource

IN_PART = 207
"""The status of what was done in part: which one, the answer need not tell."""

CONFLICTS = frozenset({409, 412})
"""The statuses with which servers refuse what is out of date."""


def untold(api: Api, states: Iterable[State], request: Request, response: Response) -> bool:
    """Say whether an answer depends on what no answer has told yet: a time that is asked for,
    what a list is ordered by, or the version that a refused write had to know.
    """
    operation = api.operations.get(request.operation or "")
    if operation is None:
        return False
    later = _times(operation, request)
    writes = operation.action in {"update", "upsert"} and refuses(response)
    sent = f"{request.path} {request.body}" if writes else ""
    ordered = operation.resource if operation.action == "list" else ""
    dead = writes or _asks_for_deleted(api.resources.get(operation.resource), request)
    return any(
        isinstance(entity.fields.get(name), Hole)
        for state in states
        for every in ((state.entities, state.dead) if dead else (state.entities,))
        for entity in every.values()
        for name in (
            *later,
            *_version_of(api, entity, sent),
            *(_ordering(api, ordered) if entity.resource == ordered else ()),
        )
    )


def is_in_part(api: Api, request: Request, response: Response) -> bool:
    """Say whether an answer says, as the document allows, that something was done in part."""
    operation = api.operations.get(request.operation or "")
    declared = operation is not None and str(IN_PART) in operation.statuses
    return declared and response.status == IN_PART


def left_open(api: Api, expected: Iterable[Refusal], request: Request, response: Response) -> bool:
    """Say whether a document that was written for others leaves open what is answered to a request
    that is to be refused: any usual refusal is one, and which credentials are good is not said.
    """
    if not api.foreign:
        return False
    if response.status in USUAL:
        return True
    carried = carries_something(api, request)
    said = "credentials.missing" in api.clauses
    return carried and not said and all(each.kind == "unauthenticated" for each in expected)


def admitted(api: Api, request: Request) -> Request | None:
    """Return a request with a credential that is known to be good, None where none is."""
    operation = api.operations[request.operation or ""]
    for each in api.credentials:
        if not each.refused and each.satisfies(operation.schemes):
            return replace(request, headers={**request.headers, **each.headers})
    return None


def may_be_stale(
    api: Api, state: State, request: Request, response: Response, shown: Set[tuple[str, Any]]
) -> bool:
    """Say whether a write is refused for its version, and that may have changed unseen: `shown`
    are those, by resource and identifier, that answers have shown since the last write, which may
    have made new versions of other things, too.
    """
    if response.status not in CONFLICTS and not isinstance(
        bind(api, state, refused(api, state, Refusal(kind="stale"))[0], response), World
    ):
        return False
    return _names_unseen(api, state, request, shown)


def may_void(
    api: Api,
    states: Iterable[State],
    request: Request,
    response: Response,
    shown: Set[tuple[str, Any]],
) -> bool:
    """Say whether errors of parts of a batch may be about versions: it names things with versions
    that are not among those `shown`.
    """
    return voids_some(api, request, response) and any(
        _names_unseen(api, state, request, shown) for state in states
    )


def _names_unseen(api: Api, state: State, request: Request, shown: Set[tuple[str, Any]]) -> bool:
    """Say whether a request names something with versions that is not among those `shown`."""
    sent = f"{request.path} {request.body}"
    return any(
        _version_of(api, entity, sent) and place not in shown
        for place, entity in state.entities.items()
    )


def _times(operation: Operation, request: Request) -> tuple[str, ...]:
    """Return the names of the times by which a request narrows a list."""
    later = (each for each in operation.filters if each.by == "later")
    return tuple(each.field for each in later if asked(request, each.parameter) is not None)


def _asks_for_deleted(resource: Resource | None, request: Request) -> bool:
    """Say whether a request may ask for deleted things, too."""
    by = resource.tombstones.by if resource and resource.tombstones else ""
    return any(asked(request, each) for each in (by, f"{IN_BODY}{by}") if by)


def _ordering(api: Api, resource: str) -> tuple[str, ...]:
    """Return the names of the properties by which a list of a resource is ordered."""
    return tuple(name for name, _ in api.resources[resource].order)


def _version_of(api: Api, entity: Entity, sent: str) -> tuple[str, ...]:
    """Return the version's name of an entity that a request names, () of another one."""
    version = api.resources[entity.resource].version
    return (version.field,) if version and str(entity.key) in sent else ()
