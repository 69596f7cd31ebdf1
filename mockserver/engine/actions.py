"""Actions: what an operation does, one function each, in the order in which it happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import product

from mockserver.engine.arising import arisen, untouched
from mockserver.engine.call import Call
from mockserver.engine.clause import keeps
from mockserver.engine.creation import Outcomes, create
from mockserver.engine.message import Refusal
from mockserver.engine.outcome import Draft, Outcome, Shown
from mockserver.engine.refuse import refused
from mockserver.engine.rules.entering import unreleased, ways_to_enter
from mockserver.engine.rules.exclusive import after_deletion
from mockserver.engine.rules.page import asked, beyond, is_past_end
from mockserver.engine.rules.scope import drop_with_children, family_of, found_in_path, parent_of
from mockserver.engine.rules.tombstones import shown_family
from mockserver.engine.rules.tracked import locked, released
from mockserver.engine.state import State
from mockserver.model.api import Api
from mockserver.model.nothing import NOTHING
from mockserver.model.resource import Resource

LISTED = ("list.unchanged", "page.cut", "page.arithmetic", "page.ahead", "count.equals-list")
FILTERED = ("filter.narrows", "filter.unknown", "filter.later", "filter.text")
VIEWED = ("view.where", "view.union", "view.disjoint", "view.subset", "view.same")
SORTED = ("order.sorted", "position.sorted", "position.dense", "parent.own-list")


@keeps("read.unchanged")
def read(api: Api, state: State, call: Call) -> Outcomes:
    """Show the entity in the path."""
    resource = api.resources[call.operation.resource]
    entity = found_in_path(api, state, call, resource)
    if isinstance(entity, Refusal):
        if resource.singleton:
            return arisen(api, state, call, resource, NOTHING, entity)
        return refused(api, state, entity)
    shown = Shown(operation=call.operation, key=entity.key)
    rules, status = (*resource.read_rules, *call.operation.read_rules), call.operation.status
    return (Outcome(status=status, shown=shown, rules=rules, serial=state.serial),)


@keeps("list.unchanged")
def show_list(api: Api, state: State, call: Call) -> Outcomes:
    """List or count the entities under the parent in the path."""
    resource = api.resources[call.operation.resource]
    family = family_of(api, state, call, resource)
    if isinstance(family, Refusal):
        return refused(api, state, family)
    draft = Draft(api, state)
    if resource.tombstones:
        family = shown_family(draft, resource, call, family)
    shown = asked(api, state, resource, call, family)
    if isinstance(shown, Refusal):
        return refused(api, state, shown)
    draft.cite(resource.rules, *SORTED)
    draft.cite(call.operation.rules, *LISTED)
    if shown.filters:
        draft.cite(call.operation.rules, *FILTERED)
        draft.cite(call.operation.rules, *(("filter.together",) if shown.filters[1:] else ()))
    if call.operation.view:
        draft.cite(call.operation.rules, *VIEWED)
    if call.operation.when_empty and not state.children(resource.name, family):
        return _empty(draft, call, shown)
    done = draft.done(call.operation, shown)
    page = call.operation.page
    return beyond(api, state, page, done) if page and is_past_end(state, shown) else (done,)


@keeps("when-empty.told")
def _empty(draft: Draft, call: Call, shown: Shown) -> Outcomes:
    """Return how a list without anything may be answered: with the list, or without a body."""
    operation = call.operation
    draft.cite(operation.rules, "when-empty.told")
    return tuple(
        replace(draft.done(operation, shown if status == operation.status else None), status=status)
        for status in operation.when_empty
    )


@keeps("delete.gone", "delete.unreadable", "delete.again", "sort-order.gaps")
def delete(api: Api, state: State, call: Call) -> Outcomes:
    """Delete the entity in the path."""
    resource = api.resources[call.operation.resource]
    entity = found_in_path(api, state, call, resource)
    if isinstance(entity, Refusal) and resource.singleton:
        return untouched(api, state, call, resource)
    if isinstance(entity, Refusal):
        again = call.operation.rules.get("delete.again", ())
        outcomes = refused(api, state, replace(entity, rules=(*entity.rules, *again)))
        return (*outcomes, *_ignored(api, state, call, resource))
    if resource.tracks and (wrong := locked(api, resource, entity)):
        return refused(api, state, wrong)
    found = list[Outcome]()
    ways = ways_to_enter(resource, entity.fields, gone=True)
    for (heir, clause), way in product(after_deletion(state, resource, entity), ways):
        draft = Draft(api, state, way=way)
        draft.cite(call.operation.rules, "delete.gone", "delete.unreadable")
        draft.cite(resource.rules, "position.dense", "position.close")
        draft.cite(resource.rules, "sort-order.gaps")
        draft.cite(resource.rules, clause)
        drop_with_children(api, draft, entity)
        if resource.tracked:
            released(api, draft, resource, entity)
        if heir is not None:
            draft.put(heir)
        found.append(draft.done(call.operation, Shown(operation=call.operation)))
        if not call.every:
            return tuple(found)
    busy = unreleased(resource, entity)
    return (*found, *(refused(api, state, busy) if busy else ()))


@keeps("may-ignore.unchanged")
def _ignored(api: Api, state: State, call: Call, resource: Resource) -> Iterator[Outcome]:
    """Yield the answers of a server that does not mind that a thing is not there; under a parent
    that is not there either, it does.
    """
    if isinstance(parent_of(api, state, call, resource), Refusal):
        return
    rules = call.operation.rules.get("may-ignore.unchanged", ())
    for status in call.operation.may_ignore:
        yield Outcome(status=status, rules=rules, serial=state.serial)


ACTIONS: Mapping[str, Callable[[Api, State, Call], Outcomes]] = {
    "create": create,
    "read": read,
    "list": show_list,
    "count": show_list,
    "delete": delete,
}
