"""Manners: on a server that nobody takes back to its beginning, others' things stay as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import Any

from contract_tests.script import Step
from contract_tests.target import Target
from mockserver.engine.call import ANYBODY, member_named
from mockserver.engine.message import Refusal, Request
from mockserver.engine.state import Entity, Key, State
from mockserver.engine.step import admitted
from mockserver.model.api import Api
from mockserver.model.operation import Operation


def foreign(api: Api, state: State, target: Target, made: set[Any]) -> frozenset[str]:
    """Return the identifiers, as texts, of what is there without being ours: neither given in
    the target's known identifiers nor `made` by the server for us, nor below what is, and only
    below that.
    """
    own = {str(value) for each in target.known for value in each.values()}
    own |= {str(value) for value in made}
    return frozenset(
        str(entity.key)
        for entity in state.entities.values()
        if not _is_ours(api, state, entity, own)
    )


def touches(operation: Operation, step: Step, identifiers: frozenset[str]) -> bool:
    """Return whether a step names one of these identifiers in its path, in whatever form, in its
    body, or in a part of a form that is JSON.
    """
    for text in (*_canonical(operation, step), *_texts(step.body)):
        if text in identifiers:
            return True
        if text.startswith(("{", "[")) and any(f'"{each}"' in text for each in identifiers):
            return True
    return False


def guesses(api: Api, request: Request) -> bool:
    """Return whether an answer depends on what a credential may be a member of, unknown to us:
    of others than those that stand for members of what is known.
    """
    call = admitted(api, request)
    if isinstance(call, Refusal) or not call.operation.member or call.principal is ANYBODY:
        return False
    name = call.operation.member
    if call.principal.member_of.get(name, frozenset()):
        return False
    known = {each for one in api.credentials for each in one.member_of.get(name, ())}
    return member_named(call) not in known


def _canonical(operation: Operation, step: Step) -> Iterator[str]:
    """Yield what a path names, in the form in which it is kept."""
    forms = {each.name: each.schema.canonical for each in operation.parameters}
    for name, value in step.path.items():
        form = forms.get(name)
        yield str((form(str(value)) if form else None) or value)


def _is_ours(
    api: Api,
    state: State,
    entity: Entity,
    own: Set[str],
    seen: frozenset[tuple[str, Key]] = frozenset(),
) -> bool:
    """Say whether an entity is one of our own, or all that it is below of is, however far above;
    what was `seen` on the way there is above nothing.
    """
    place = (entity.resource, entity.key)
    if str(entity.key) in own or place in seen:
        return place not in seen
    parent = api.resources[entity.resource].parent
    above = [state.get(parent, key) for key in (entity.parent, *entity.also)]
    return all(
        each is not None and _is_ours(api, state, each, own, seen | {place}) for each in above
    )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, str | int):
        yield str(value)
