"""Reading: what an answer shows of the entities, found by rendering its template backwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.engine.state import Key, State
from mockserver.model.canonical import canonical_uuid
from mockserver.model.operation import Operation, Page
from mockserver.model.resource import Resource

GONE = frozenset({404, 410})
"""The statuses that say that something is not there, or not any more."""

LONGEST_PLACE = 10
"""So many digits a place in a list has not."""

NEXT = ("next-cursor", "cursor-or-null", "cursor")


@dataclass(frozen=True, slots=True)
class _Part:
    """Stands in a rendered answer for a variable, or for a member of the item."""

    name: str
    of_item: bool = False


class _Item(dict[str, Any]):
    """Stands in a rendered answer for an item: each of its members is a `_Part`."""

    def get(self, name: str, default: Any = None) -> Any:
        """Return what stands for a member."""
        return _Part(name, of_item=True)


@dataclass(frozen=True, slots=True)
class Read:
    """What an answer shows: the items, each as far as it is shown, and the cursor of the next
    page ("" for none).
    """

    items: tuple[Mapping[str, Any], ...] = ()
    cursor: str = ""


def read(operation: Operation, body: Any) -> Read:
    """Return what the body of an operation's success shows of the entities that it is about."""
    for other in (operation, *operation.otherwise):
        found = _read(other, body)
        if found.items:
            return found
    return Read()


def _read(operation: Operation, body: Any) -> Read:
    if operation.answer is None:
        return Read()
    item = _Item()
    scope: dict[str, Any] = {name: _Part(name) for name in NEXT}
    scope |= {"items": [item]} if operation.action == "list" or operation.batch else {"item": item}
    items: list[Mapping[str, Any]] = []
    found: dict[str, Any] = {}
    _match(operation.answer(scope), body, items, found)
    cursor = next((found[name] for name in NEXT if isinstance(found.get(name), str)), "")
    return Read(tuple(items), cursor)


def told(operation: Operation, body: Any, names: Iterable[str]) -> dict[str, Any]:
    """Return what the body of a list's success tells beside the items, by the names of the
    variables.
    """
    found: dict[str, Any] = {}
    if operation.answer is not None:
        scope = {name: _Part(name) for name in names}
        _match(operation.answer({**scope, "items": []}), body, [], found)
    return found


def telling(operation: Operation, variable: str) -> list[str]:
    """Return the members of an operation's answers that tell a variable which is a list."""
    mark = ["some"]
    shown = operation.answer({variable: mark}) if operation.answer else None
    members = shown.items() if isinstance(shown, Mapping) else ()
    return [name for name, each in members if each is mark]


def within_item(operation: Operation, path: str) -> tuple[str, ...]:
    """Return the names of properties that a path through the body of a success leads to inside an
    item, () when it leads elsewhere: an answer may give a property another name.
    """
    items = operation.action == "list" or bool(operation.batch)
    scope: dict[str, Any] = {"items": [_Item()]} if items else {"item": _Item()}
    node = operation.answer(scope) if operation.answer else None
    first, *parts = path.split(".")
    while first == "body" and parts and isinstance(node, Mapping | list):
        part = parts.pop(0)
        if isinstance(node, _Item):
            return part, *parts
        node = node.get(part) if isinstance(node, Mapping) else next(iter(node), None)
    return (node.name, *parts) if isinstance(node, _Part) and node.of_item else ()


def place_of(path: str) -> int:
    """Return the place among the items that a path through the body of a list leads to."""
    return next(iter(places_in(path)), 0)


def places_in(path: str) -> list[int]:
    """Return the places in lists that a path leads through."""
    several = (place(part) for part in path.split("."))
    return [each for each in several if each is not None]


def place(part: str) -> int | None:
    """Return the place in a list that a part of a path stands for, None for the name of a member:
    a server may call one as it likes, also as what is a digit somewhere.
    """
    return int(part) if part.isascii() and part.isdigit() and len(part) < LONGEST_PLACE else None


def inside(value: Any, part: str) -> Any:
    """Return what a part of a path leads to, a member or an element, None for nothing."""
    if isinstance(value, list):
        number = place(part)
        return value[number] if number is not None and number < len(value) else None
    return value.get(part) if isinstance(value, Mapping) else None


def child_of(resource: Resource, names: tuple[str, ...]) -> str:
    """Return the resource of the children that names of properties lead to, "" for none."""
    return next((e.schema.children for e in resource.nests if names[: len(e.path)] == e.path), "")


def key_of(resource: Resource, item: Mapping[str, Any]) -> Key:
    """Return the identifier of something shown, in the form in which it is kept; None for what
    shows none that could be one.
    """
    key = item.get(resource.identifier)
    if not isinstance(key, str | int) or isinstance(key, bool):
        return None
    if resource.properties[resource.identifier].made_by == "uuid":
        return canonical_uuid(str(key)) or key
    return key


def mark_of(resource: Resource, item: Mapping[str, Any]) -> tuple[str, Any] | None:
    """Return what tells a thing that is shown from all others: the name and the value of its
    identifier, or else of something that is unique alone; None where none of that is shown.
    """
    alone = (names[0] for names in resource.unique if len(names) == 1)
    several = ((name, item.get(name)) for name in (resource.identifier, *alone))
    return next((each for each in several if isinstance(each[1], str | int)), None)


def key_in(state: State, resource: Resource, item: Mapping[str, Any]) -> Key:
    """Return the identifier of something shown, which shows it, or else what is unique alone and
    known; None where nothing tells it.
    """
    key, mark = key_of(resource, item), mark_of(resource, item)
    if key is not None or mark is None:
        return key
    return state.owner(resource.name, (mark[0],), (mark[1],))


def _match(meant: Any, seen: Any, items: list[Mapping[str, Any]], found: dict[str, Any]) -> None:
    if isinstance(meant, _Item):
        if isinstance(seen, Mapping):
            items.append(seen)
    elif isinstance(meant, _Part):
        if not meant.of_item:
            found[meant.name] = seen
    elif isinstance(meant, Mapping) and isinstance(seen, Mapping):
        if parts := dict(_members(meant, seen)):
            items.append(parts)
        for name, each in meant.items():
            if name in seen and not (parts and isinstance(each, Mapping)):
                _match(each, seen[name], items, found)
    elif isinstance(meant, list) and isinstance(seen, list) and len(meant) == 1:
        for each in seen:
            _match(meant[0], each, items, found)


def _members(meant: Mapping[str, Any], seen: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the item's own members where an answer shows them one by one, however deep."""
    for name, each in meant.items():
        if name not in seen or isinstance(each, _Item):
            continue
        if isinstance(each, _Part) and each.of_item:
            yield each.name, seen[name]
        elif isinstance(each, Mapping) and isinstance(seen[name], Mapping):
            yield from _members(each, seen[name])


def following(page: Page, number: int, seen: int, cursor: str) -> tuple[tuple[str, Any], ...]:
    """Return the pairs of a query that asks for what comes behind so many pages, on which so many
    things were seen; () where nothing says how.
    """
    if page.number:
        return ((page.number, page.first + number),)
    if page.offset:
        return ((page.offset, seen),)
    return ((page.cursor, cursor),) if page.cursor and cursor else ()


def objects(seen: Any) -> list[Mapping[str, Any]]:
    """Return the objects in what may be a list of them."""
    return [each for each in seen if isinstance(each, Mapping)] if isinstance(seen, list) else []


def all_objects(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the objects in a value, however deep."""
    left: list[Any] = [value]
    while left:
        each = left.pop()
        if isinstance(each, Mapping):
            yield each
            left += each.values()
        elif isinstance(each, list):
            left += each


def all_values(value: Any, but: str = "") -> Iterator[Any]:
    """Yield the plain values in a value, however deep, those of members named `but` left out."""
    left: list[Any] = [value]
    while left:
        each = left.pop()
        if isinstance(each, Mapping):
            left += (inner for name, inner in each.items() if name != but)
        elif isinstance(each, list | tuple):
            left += each
        else:
            yield each
