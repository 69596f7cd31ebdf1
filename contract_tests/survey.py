"""Surveys: what a server has before we begin is read, and enters the model as it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contract_tests.choices import Choices, Pairs
from contract_tests.oracle.adoption import adopted
from contract_tests.oracle.grouped import is_grouped
from contract_tests.oracle.reading import GONE, Read, following, key_of, mark_of, read, told
from contract_tests.script import Step
from contract_tests.target import Target
from mockserver.engine.known import identifiers
from mockserver.engine.message import Request, Response
from mockserver.engine.paths import value_at
from mockserver.engine.state import Entity, Key, State
from mockserver.engine.validity import parameter_value
from mockserver.model.api import Api
from mockserver.model.operation import Operation
from mockserver.model.resource import Resource

MOST_PAGES = 20
ROUNDS = 2
"""What is found in one round may be the parent of what is found in the next."""

Ask = Callable[[Step], Response | None]
"""Sends a step whose values are all known; None when no answer came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What a server showed: the state, and sentences on what may be there unseen."""

    state: State
    notes: tuple[str, ...] = ()


def surveyed(
    api: Api, target: Target, ask: Ask, role: str, choices: Choices | None = None
) -> Survey:
    """Read what the target's known identifiers address, and all lists below it; lists that leave
    something out unless they are asked for it (`choices`), once for each choice too.
    """
    state, notes, asked = State(), list[str](), set[tuple[Any, ...]]()
    known = [_canonical(api, each) for each in sorted(target.known, key=len)]
    for address in known:
        state = _trusted(api, state, address)
    for addresses in ((), known):
        for address in addresses:
            state = _visited(api, state, address, ask, role)
        for operation in ROUNDS * _lists(api):
            for path in list(_parents(api, state, operation)):
                if (operation.id, *path.values()) in asked or _is_too_early(api, state, operation):
                    continue
                asked.add((operation.id, *path.values()))
                for chosen in ((), *(choices or {}).get(operation.id, ())):
                    state, whole = _listed(api, state, operation, path, chosen, ask, role)
                    if not whole:
                        notes.append(f"{operation.id} has more than {MOST_PAGES} pages.")
    return Survey(state=state, notes=tuple(dict.fromkeys(notes)))


def _canonical(api: Api, address: Mapping[str, Any]) -> dict[str, Any]:
    """Return an address in the forms in which what is found is kept."""
    found = dict(address)
    texts = {name: each for name, each in address.items() if isinstance(each, str)}
    for each in (one for operation in api.operations.values() for one in operation.parameters):
        if each.where == "path" and each.name in texts:
            value, faults = parameter_value(each, Request(operation=None, path=texts))
            found[each.name] = found[each.name] if faults else value
    return found


def _lists(api: Api, resource: str = "") -> tuple[Operation, ...]:
    """Return the operations that list all there is, of one resource or of every."""
    return tuple(
        each
        for each in api.operations.values()
        if each.action == "list" and each.method == "GET" and not each.view
        if resource in ("", each.resource)
    )


def _is_too_early(api: Api, state: State, operation: Operation) -> bool:
    """Say whether a list shows only headings of things, none of which is known yet."""
    known = any(name == operation.resource for name, _ in state.entities)
    return not known and is_grouped(operation, api.resources[operation.resource])


def _trusted(api: Api, state: State, address: Mapping[str, Any]) -> State:
    """Return the state with what an address names if nothing can tell whether it is there."""
    for resource in _named(api, address):
        if not resource.parent and not _reads(api, resource.name):
            state = adopted(api, state, resource, {}, None, address)
    return state


def _named(api: Api, address: Mapping[str, Any]) -> list[Resource]:
    """Return the resources of which an address may name one."""
    return [
        each
        for each in api.resources.values()
        if each.path and each.path in address and names_of(api, each) >= set(address)
    ]


def _visited(api: Api, state: State, address: Mapping[str, Any], ask: Ask, role: str) -> State:
    """Return the state with what an address names: as it is shown where it can be read, else
    only with its identifier. Nothing is read that lists have shown, nor sought where a list would
    have shown it if lists show something else that has this address.
    """
    several = _named(api, address)
    known = {each.name for each in several if state.get(each.name, _key(each, address))}
    for resource in several:
        if known - {resource.name} and resource.name not in known and _lists(api, resource.name):
            continue
        reads, parent = _reads(api, resource.name), _named_parent(api, resource, address)
        if parent is not None:
            above = _with_parent(api, state, resource, address, ask, role)
            if above is None:
                continue
            state = above
        if not reads:
            state = adopted(api, state, resource, {}, parent, address)
        for operation in reads:
            if _path_names(operation) <= set(address) and not _shows_nothing_new(
                api, operation, state.get(resource.name, _key(resource, address))
            ):
                state = _read(api, state, operation, address, parent, ask, role)[0]
    return state


def _key(resource: Resource, address: Mapping[str, Any]) -> Key:
    return key_of(resource, {resource.identifier: address.get(resource.path)})


def _shows_nothing_new(api: Api, operation: Operation, entity: Entity | None) -> bool:
    """Say whether all that an operation shows of something is known, or shown in lists."""
    if entity is None:
        return False
    resource = api.resources[entity.resource]
    shown, kept = _names_shown(operation, resource), {each.name for each in resource.kept}
    lists = [_names_shown(each, resource) for each in _lists(api, resource.name)]
    return shown & kept <= entity.fields.keys() and shown - kept <= set[str]().union(*lists)


def _names_shown(operation: Operation, resource: Resource) -> set[str]:
    """Return the names of the properties that an operation shows."""
    sample = {each.name: each.name for each in resource.shown}
    scope = {"items": [sample]} if operation.action == "list" else {"item": sample}
    body = operation.answer(scope) if operation.answer else None
    return {name for item in read(operation, body).items for name in item}


def _reads(api: Api, resource: str) -> list[Operation]:
    return [
        each
        for each in api.operations.values()
        if each.action == "read" and each.resource == resource
    ]


def names_of(api: Api, resource: Resource) -> set[str]:
    """Return the path parameters that may address a resource, its ancestors' included."""
    found = {resource.path, *resource.scope}
    while resource.parent and not resource.is_tree:
        resource = api.resources[resource.parent]
        found |= {resource.path, *resource.scope}
    return found - {""}


def _named_parent(api: Api, resource: Resource, address: Mapping[str, Any]) -> Key:
    """Return the identifier of the parent that an address names, None when it names none."""
    above = api.resources.get(resource.parent)
    return None if above is None or above.path == resource.path else _key(above, address)


def _with_parent(
    api: Api,
    state: State,
    resource: Resource,
    address: Mapping[str, Any],
    ask: Ask,
    role: str,
) -> State | None:
    """Return the state with the parent that an address names, taken on trust unless the server
    says that it is not there (any more): None then.
    """
    above = api.resources[resource.parent]
    key = _named_parent(api, resource, address)
    for operation in _reads(api, above.name):
        if state.get(above.name, key) is None and _path_names(operation) <= set(address):
            state, status = _read(api, state, operation, address, None, ask, role)
            if status in GONE:
                return None
    return adopted(api, state, above, {}, None, address)


def _read(
    api: Api,
    state: State,
    operation: Operation,
    address: Mapping[str, Any],
    parent: Key,
    ask: Ask,
    role: str,
) -> tuple[State, int]:
    """Return the state with what is shown of an address, and the status of the answer."""
    names = _path_names(operation)
    path = {name: value for name, value in address.items() if name in names}
    response = ask(Step(operation=operation.id, role=role, path=path))
    if response is None or response.status != operation.status:
        return state, response.status if response else 0
    resource = api.resources[operation.resource]
    for item in read(operation, response.body).items:
        state = adopted(api, state, resource, item, _parent(resource, item, parent), address)
    return state, response.status


def _listed(
    api: Api,
    state: State,
    operation: Operation,
    path: Mapping[str, Any],
    chosen: Pairs,
    ask: Ask,
    role: str,
) -> tuple[State, bool]:
    """Return the state with all that a list shows, and whether it was seen to its end."""
    resource = api.resources[operation.resource]
    parent = _named_parent(api, resource, path)
    items, whole = _pages(operation, path, chosen, ask, role, resource)
    if resource.order and resource.order[-1][1]:
        items.reverse()  # the newest first: of two that are alike the later one was made later
    for item in items:
        state = adopted(api, state, resource, item, _parent(resource, item, parent), path)
    return state, whole


def _pages(
    operation: Operation,
    path: Mapping[str, Any],
    chosen: Pairs,
    ask: Ask,
    role: str,
    resource: Resource,
) -> tuple[list[Mapping[str, Any]], bool]:
    """Return the items of all pages of a list, and whether it was seen to its end."""
    page, query = operation.page, chosen
    found: dict[Any, Mapping[str, Any]] = {}
    for number in range(1, MOST_PAGES + 1):
        response = ask(Step(operation=operation.id, role=role, path=path, query=query))
        if response is None or response.status != operation.status:
            break
        shown: Read = read(operation, response.body)
        fresh = {mark: each for each in shown.items if (mark := mark_of(resource, each))}
        if not fresh or fresh.keys() & found.keys():
            break
        found |= fresh
        total = told(operation, response.body, ("total",)).get("total")
        if isinstance(total, int) and len(found) >= total:
            break
        further = following(page, number, len(found), shown.cursor) if page else ()
        if not further or "." in further[0][0]:
            break
        query = (*chosen, *further)
    else:
        return [*found.values()], False
    return [*found.values()], True


def _parent(resource: Resource, item: Mapping[str, Any], parent: Key) -> Key:
    """Return the parent of an item: the one whose list it is in, else the one that it shows."""
    if parent is not None:
        return parent
    made = [(each.name,) for each in resource.kept if each.made_by == "parent"]
    shown = (value_at(item, path) for path in (*made, *resource.linked))
    return next((key for key in shown if isinstance(key, str | int)), None)


def _parents(api: Api, state: State, operation: Operation) -> Iterator[Mapping[str, Any]]:
    """Yield the paths of an operation's lists, as far as what is known gives them."""
    names = _path_names(operation)
    if not names:
        yield {}
        return
    seen = set()
    for several in identifiers(api, state).values():
        for address in several:
            if names <= set(address):
                path = {name: address[name] for name in sorted(names)}
                if tuple(path.values()) not in seen:
                    seen.add(tuple(path.values()))
                    yield path


def _path_names(operation: Operation) -> set[str]:
    return {each.name for each in operation.parameters if each.where == "path"}
