"""Listing: why a list shows other things than were expected, and what follows from that."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from contract_tests.oracle.dead import has_unknown_dead, on_deletion
from contract_tests.oracle.grouped import is_grouped, is_hollow, within_groups
from contract_tests.oracle.nearness import longer
from contract_tests.oracle.reading import key_of, objects, read, telling, within_item
from contract_tests.oracle.undecided import is_undecided, was_let_go
from mockserver.engine.difference import Mismatch
from mockserver.engine.hole import Hole
from mockserver.engine.message import Request, Response
from mockserver.engine.outcome import Outcome, Shown
from mockserver.engine.rules.page import page_shown
from mockserver.engine.state import Entity, Key, State
from mockserver.engine.validity import parameter_value
from mockserver.model.api import Api
from mockserver.model.operation import Operation
from mockserver.model.resource import Resource
from mockserver.model.rule import Inferred
from mockserver.model.view import View

LISTED = ("page.", "filter.", "view.", "count.", "list.")
"""How the clauses of operations begin that are about what a list has."""


def without_consequences(
    api: Api, state: State, outcome: Outcome, response: Response, told: tuple[Mismatch, ...]
) -> tuple[Mismatch, ...]:
    """Return the mismatches of an answer without those that follow from others: a list of other
    things has another length, and leads to other pages.
    """
    shown = outcome.shown
    resource = api.resources.get(shown.operation.resource) if shown else None
    if shown is None or resource is None or shown.operation.action != "list":
        return told
    if inner := within_groups(api, state, outcome, response, told):
        return inner
    if cause := _cause(api, state, resource, shown, response, told):
        return (cause,)
    lists = [each for each in told if _is_list(shown, each)]
    if not lists:
        return told
    more = longer(lists[0])
    return tuple(
        each
        for each in told
        if each in lists or within_item(shown.operation, each.path) or not _follows(each, more)
    )


def _cause(
    api: Api,
    state: State,
    resource: Resource,
    shown: Shown,
    response: Response,
    told: Sequence[Mismatch],
) -> Mismatch | None:
    """Return the mismatch that makes all of a list others than was expected: it shows what is
    elsewhere, or what may have come to be by itself, or leaves out what is empty.
    """
    expected, _ = page_shown(state, shown)
    items = [*read(shown.operation, response.body).items]
    keys = [key_of(resource, each) for each in items]
    if _is_of(is_undecided, api, state, shown, keys, expected):
        return replace(told[0], rules=(), about="open")
    if _is_of(was_let_go, api, state, shown, keys, expected):
        on = shown.operation.rules.get("view.where", ())
        doubted = tuple(id_ for id_ in on if isinstance(id_, Inferred))
        return replace(told[0], rules=doubted, about="elements" if doubted else "open")
    wrong = next((each for each in told if _is_list(shown, each)), told[0])
    if None in keys or not keys:
        hollow = sum(is_hollow(state, resource, each) for each in expected)
        left_out = is_grouped(shown.operation, resource) and len(keys) < len(expected)
        left_out = left_out and len(keys) == len(expected) - hollow
        return replace(wrong, about="open") if left_out and _is_list(shown, wrong) else None
    ours = {each.key for each in expected}
    extra = [key for key in keys if key not in ours]
    missing = ours - set(keys)
    if extra and (rules := _on_later_page(api, state, shown, keys, extra)):
        return replace(wrong, rules=rules, about="elements")
    if extra and has_unknown_dead(state, resource, items):
        return replace(wrong, rules=on_deletion(api, state, shown, items), about="open")
    if missing and not extra and _may_be_passed_over(resource, shown, missing):
        return replace(wrong, rules=(), about="open")
    if not extra or (missing and len(keys) != shown.size):
        return None
    rules = _on_families(resource)
    elsewhere = _elsewhere(state, resource, shown, extra)
    arisen = [key for key in extra if _may_arise(api, state, resource, key)]
    ruled = rules or not any(name.startswith(LISTED) for name in shown.operation.rules)
    if len(elsewhere) + len(arisen) < len(extra) or (elsewhere and not ruled):
        return None
    rules = rules if elsewhere else ()
    return replace(wrong, rules=rules, about="elements" if rules else "open")


def _may_be_passed_over(resource: Resource, shown: Shown, missing: Collection[Key]) -> bool:
    """Say whether no answer has shown any of what is missing, which was sent inside something else,
    and no rule tells what such a list has: then it need not have been made of that.
    """
    ruled = any(name.startswith(LISTED) for name in shown.operation.rules)
    return not ruled and not _on_families(resource) and all(isinstance(k, Hole) for k in missing)


def _is_of(
    kind: Callable[[Api, State, View, Entity, Mapping[str, Any]], bool],
    api: Api,
    state: State,
    shown: Shown,
    keys: Sequence[Key],
    expected: Sequence[Entity],
) -> bool:
    """Say whether a list shows more or less only of what is of a kind, as that nobody can tell if
    it is in there, or of what moves to other pages by that.
    """
    view, name = shown.operation.view, shown.operation.resource
    if view is None:
        return False
    whole = {each.key for each in page_shown(state, replace(shown, start=0, size=0))[0]}
    full = shown.start or len(keys) >= shown.size  # one that is not shows all that there is
    others = {*keys} ^ ({each.key for each in expected} if full else whole)
    others |= whole if shown.start else set()  # what stands before moves all that is behind it
    several = [state.get(name, key) for key in others]
    unsure = [each and kind(api, state, view, each, shown.path) for each in several]
    cut = shown.start or len(keys) == shown.size
    return any(unsure) and bool(cut or all(unsure))


def _on_later_page(
    api: Api, state: State, shown: Shown, keys: Sequence[Key], extra: Sequence[Key]
) -> tuple[str, ...]:
    """Return the rules on how a list is cut if a page behind the first, not too long, begins at
    another place of it.
    """
    if not shown.start or len(keys) > shown.size:
        return ()
    whole, _ = page_shown(state, replace(shown, start=0, size=0, page=1))
    known = {each.key for each in whole}
    cut = shown.operation.rules.get("page.cut", ()) if all(key in known for key in extra) else ()
    if shown.operation.view is not None:
        return tuple(cut)  # the order of what is put together may be another one
    return tuple(plainly(api, id_) for id_ in cut)


def plainly(api: Api, id_: str) -> str:
    """Return a rule's id without a doubt if some of the rule is documented: the names of totals
    and page counts say what they mean, even where no formula does.
    """
    return str(id_) if id_ in api.rules and api.rules[id_].documented else id_


def has_strangers(state: State, resource: Resource, seen: Any) -> bool:
    """Say whether a list shows what nobody has made: a server may make things by itself."""
    keys = [key_of(resource, each) for each in objects(seen)]
    if resource.properties[resource.identifier].write_only:
        keys = [key for key in keys if key is not None]  # none of its kind need show it
    places = [(resource.name, key) for key in keys]
    return any(each not in state.entities and each not in state.gone for each in places)


def _on_families(resource: Resource) -> tuple[str, ...]:
    """Return the rules on whose lists show something."""
    several = (resource.rules.get(f"parent.{name}", ()) for name in ("own-list", "scoped"))
    return tuple(id_ for rules in several for id_ in rules)


def _elsewhere(state: State, resource: Resource, shown: Shown, keys: Sequence[Key]) -> list[Key]:
    """Return those identifiers that are of known things outside the list that is shown."""
    family = state.children(resource.name, shown.parent)
    members = {state.child(resource.name, item).key for item in family}
    return [key for key in keys if state.get(resource.name, key) and key not in members]


def shared_in(api: Api, state: State, outcome: Outcome, response: Response) -> str:
    """Return the resource of which a list shows things that are elsewhere, too, "" for none."""
    shown = outcome.shown
    resource = api.resources.get(shown.operation.resource) if shown else None
    if shown is None or resource is None or shown.operation.action != "list":
        return ""
    keys = [key_of(resource, each) for each in read(shown.operation, response.body).items]
    return resource.name if _elsewhere(state, resource, shown, keys) else ""


def is_of_list(outcome: Outcome, mismatch: Mismatch, resource: Resource) -> bool:
    """Say whether a mismatch is one of what a list has, and not of what one of it is like."""
    shown = outcome.shown
    if shown is None or shown.operation.action != "list":
        return False
    return within_item(shown.operation, mismatch.path) in {(), (resource.identifier,)}


def is_elsewhere(api: Api, state: State, request: Request) -> bool:
    """Say whether a path names something that is known, but under something else."""
    operation = api.operations.get(request.operation or "")
    resource = api.resources.get(operation.resource) if operation else None
    for each in operation.parameters if operation else ():
        if resource is not None and each.where == "path" and each.name == resource.path:
            key, faults = parameter_value(each, request)
            return not faults and state.get(resource.name, key) is not None
    return False


def comes_with_others(api: Api, request: Request) -> bool:
    """Say whether what a request is about is of a kind that no operation makes, under something
    that one makes: it comes into being with that, and a server need not tell of it.
    """
    makers = {"create", "upsert", "replace-all"}
    made = {each.resource for each in api.operations.values() if each.action in makers}
    operation = api.operations.get(request.operation or "")
    resource = api.resources.get(operation.resource) if operation else None
    return resource is not None and resource.name not in made and resource.parent in made


def lists_nothing(operation: Operation | None, response: Response) -> bool:
    """Say whether an answer is a list without anything in it: under what is not there, nothing is,
    and only a rule says that a server has to refuse to tell so.
    """
    if operation is None or operation.action != "list" or not 200 <= response.status < 300:
        return False
    return not read(operation, response.body).items


def deletes_nothing(operation: Operation | None, response: Response) -> bool:
    """Say whether an answer tells that nothing was deleted: which is true of what is not there."""
    if operation is None or operation.action != "delete" or not 200 <= response.status < 300:
        return False
    told = telling(operation, "deleted")
    body = response.body if isinstance(response.body, Mapping) else {}
    return bool(told) and all(body.get(name) == [] for name in told)


def _is_list(shown: Shown, mismatch: Mismatch) -> bool:
    return mismatch.about == "elements" and not within_item(shown.operation, mismatch.path)


def _may_arise(api: Api, state: State, resource: Resource, key: Key) -> bool:
    """Say whether something that nobody made may have come from something else."""
    place = (resource.name, key)
    known = place in state.entities or place in state.gone
    return not known and any(each.may_become == resource.name for each in api.resources.values())


def is_behind_the_gone(state: State, outcome: Outcome) -> bool:
    """Say whether a page begins or ends at something that was deleted since its cursor was told."""
    shown = outcome.shown
    at = (shown.after or shown.before) if shown else None
    if shown is None or at is None:
        return False
    return at not in state.children(shown.operation.resource, shown.parent)


def is_past_the_end(state: State, outcome: Outcome, mismatch: Mismatch) -> bool:
    """Say whether a place is beside the elements of a page behind the last: where that lies, and
    what comes before it, each server may see in its own way.
    """
    shown = outcome.shown
    if shown is None or shown.operation.action != "list" or not shown.start:
        return False
    return mismatch.about != "elements" and not page_shown(state, shown)[0]


def tells_of_nothing(api: Api, outcome: Outcome, state: State, response: Response) -> bool:
    """Say whether a page without anything on it is answered as a list without anything in it is."""
    shown = outcome.shown
    if shown is None or shown.operation.action != "list":
        return False
    return response.status in shown.operation.when_empty and not page_shown(state, shown)[0]


def _follows(mismatch: Mismatch, more: int | None) -> bool:
    """Say whether a number is another one by just as many, or is no number at all."""
    expected, seen = mismatch.expected, mismatch.seen
    if not _is_number(expected) or not _is_number(seen):
        return True
    return more is not None and seen - expected == more


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def seeks_the_unknown(api: Api, state: State, outcome: Outcome) -> bool:
    """Say whether a list is narrowed to something that is not there, or to what is under that."""
    shown = outcome.shown
    resource = api.resources.get(shown.operation.resource) if shown else None
    if shown is None or resource is None:
        return False
    parents = {each.name for each in resource.properties.values() if each.made_by == "parent"}
    for each, values in shown.filters:
        of = resource.parent if each.field in parents else ""
        of = resource.name if each.field == resource.identifier else of
        if of and not each.of and any(state.get(of, value) is None for value in values):
            return True
    return False
