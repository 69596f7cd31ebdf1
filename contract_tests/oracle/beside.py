"""Beside: what an answer may tell beyond what is known of the things that it is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from contract_tests.oracle.naming import Naming
from contract_tests.oracle.reading import all_values, key_of, objects, read, telling
from contract_tests.oracle.sizes import shortened
from mockserver.engine.bind import World, bind
from mockserver.engine.difference import Mismatch
from mockserver.engine.fill import answer
from mockserver.engine.holders import targets
from mockserver.engine.hole import Hole
from mockserver.engine.message import Json, Request, Response
from mockserver.engine.outcome import Draft, Outcome, Shown
from mockserver.engine.paths import value_at
from mockserver.engine.rules.page import page_shown
from mockserver.engine.rules.scope import drop_with_children
from mockserver.engine.state import Drop, Key, State
from mockserver.engine.step import step
from mockserver.engine.transition import applied
from mockserver.model.api import Api
from mockserver.model.operation import Operation
from mockserver.model.resource import Resource


def bound_freely(
    api: Api,
    state: State,
    outcome: Outcome,
    request: Request,
    response: Response,
    naming: Naming,
) -> World | Mismatch | None:
    """Return the state in which an answer leaves the server whose page may have another size, or
    which tells more beside the things than is known, or keeps the last child of a thing; if that
    explains it neither, what is wrong with the rest where it tells more, else None.
    """
    shorter = shortened(outcome, response.body)
    below = naming.also_deleted(state, outcome, response)
    keys = [each.key for each in below]
    less = without_unknown(api, state, shorter, request, response, keys)
    if shorter is outcome and less is response:
        return _with_last_children(api, state, outcome, request, response)
    bound = bind(api, state, shorter, less)
    if not isinstance(bound, World):
        kept = _with_last_children(api, state, outcome, request, less)
        if kept is None:
            return None if less is response else bound
        bound = kept
    draft = Draft(api, bound.state)
    drop_with_children(api, draft, *below)
    return replace(bound, state=draft.state) if below else bound


def _with_last_children(
    api: Api, state: State, outcome: Outcome, request: Request, response: Response
) -> World | None:
    """Return the state in which an answer to the deletion of several leaves the server if it keeps
    the last child of a thing: a server may want that each has one.
    """
    shown = outcome.shown
    if shown is None or not shown.operation.batch or shown.operation.action != "delete":
        return None
    places = telling(shown.operation, "deleted")
    if not places or not isinstance(response.body, Mapping):
        return None
    told = response.body.get(places[0], [])  # what is empty may be left out
    if not isinstance(told, list):
        return None
    gone = {each for each in shown.deleted if not isinstance(each, Hole)}
    of = shown.operation.resource
    left = {each for each in gone if each not in told and _is_last(state, of, each, gone)}
    if not left or not isinstance(request.body, Json):
        return None
    fewer = replace(request, body=Json(_without(request.body.value, left)))
    several = (bind(api, state, each, response) for each in step(api, state, fewer))
    return next((each for each in several if isinstance(each, World)), None)


def takes_the_last(state: State, outcome: Outcome) -> bool:
    """Say whether the last child of something that stays is deleted: it may have to have one."""
    drops = [each for each in outcome.changes if isinstance(each, Drop)]
    gone = {each.key for each in drops}
    return any(_is_last(state, each.resource, each.key, gone) for each in drops)


def _is_last(state: State, resource: str, key: Key, gone: Collection[Key]) -> bool:
    """Say whether all children of what something is under are to go, and that is to stay."""
    entity = state.get(resource, key)
    if entity is None or entity.parent is None or entity.parent in gone:
        return False
    siblings = state.children(resource, entity.parent)
    return all(state.child(resource, each).key in gone for each in siblings)


def _without(value: Any, keys: Collection[Key]) -> Any:
    """Return a value without these in its lists, however deep."""
    if isinstance(value, Mapping):
        return {name: _without(each, keys) for name, each in value.items()}
    if isinstance(value, list):
        kept = (each for each in value if not isinstance(each, str | int) or each not in keys)
        return [_without(each, keys) for each in kept]
    return value


def without_unknown(
    api: Api,
    state: State,
    outcome: Outcome,
    request: Request,
    response: Response,
    below: Collection[Key] = (),
) -> Response:
    """Return an answer without the related things that those which it shows name where the document
    describes nothing, and without the deleted ones that no answer has shown and no request named,
    or that may have been `below` what was to be deleted.
    """
    shown, body = outcome.shown, response.body
    resource = api.resources.get(shown.operation.resource) if shown else None
    if shown is None or resource is None or not isinstance(body, Mapping) or outcome.repeats:
        return response
    places = {
        variable: place
        for variable in ("related", "deleted")
        for place in telling(shown.operation, variable)[:1]
        if isinstance(body.get(place), list)
    }
    if not places:
        return response
    guessed = applied(api, state, outcome.changes, outcome.serial)
    expected = answer(api, guessed, outcome, {}, loose=True).body
    if not isinstance(expected, Mapping):
        return response
    less: dict[str, Any] = {}
    for variable, place in places.items():
        ours, seen = expected.get(place, []), body[place]
        if any(isinstance(each, Hole) for each in ours):
            continue
        if variable == "related":
            named = _named(shown.operation, resource, body) | _referred(api, guessed, shown)
            keys = {key_of(resource, each) for each in objects(ours)}
            kept = [
                each
                for each in seen
                if not isinstance(each, Mapping)
                or (key := key_of(resource, each)) in keys
                or key not in named
            ]
        else:
            known = [each for each in seen if _is_known(state, request, each)]
            kept = [each for each in seen if each in ours or (each in known and each not in below)]
        if len(kept) < len(seen):
            less[place] = kept
    return replace(response, body={**body, **less}) if less else response


def _named(operation: Operation, resource: Resource, body: Any) -> set[Any]:
    """Return all values in the things that an answer shows, but for their own identifiers and those
    of the children inside them.
    """
    items = read(operation, body).items
    return set(Counter(all_values(items)) - Counter(_own(resource, items)))


def _referred(api: Api, state: State, shown: Shown) -> set[Key]:
    """Return the identifiers to which the things of a list refer, whether they show that or not."""
    several = page_shown(state, shown)[0] if shown.operation.action == "list" else ()
    return {key for e in several for _, key in targets(api.resources[e.resource], e)}


def _own(resource: Resource, items: Iterable[Any]) -> Iterator[Any]:
    for item in items:
        yield key_of(resource, item)
        for nest in resource.nests:
            for each in objects(value_at(item, nest.path)):
                yield each.get(resource.identifier)


def _is_known(state: State, request: Request, key: Any) -> bool:
    """Say whether something has been shown or is named by a request."""
    sent = [*request.path.values(), *(value for _, value in request.query)]
    sent += all_values(request.body.value) if isinstance(request.body, Json) else ()
    known = (state.entities, state.dead, state.gone)
    return key in sent or any(place[1] == key for several in known for place in several)
