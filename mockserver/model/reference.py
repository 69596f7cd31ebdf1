"""References: properties that name entities, and where in a resource they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mockserver.model.nothing import NOTHING

if TYPE_CHECKING:
    from mockserver.model.property import Property

Path = tuple[str, ...]
"""The names that lead from an entity's fields to a value below them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What a property names: entities of the resource `to` whose fields have the values of
    `where`, each once when `distinct`, `most` of them (0 for any number). `siblings` have the
    parent of who names them.

    `on_delete` says what the deletion of a target does: `remove` takes it out of a list, `clear`
    gives a single one its default, `keep` does nothing.
    """

    to: str
    where: Mapping[str, Any] = NOTHING
    distinct: bool = False
    on_delete: str = "remove"
    most: int = 0
    siblings: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Referring:
    """A property of a resource that refers, with the way to it."""

    path: Path
    schema: Property
    reference: Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Nest:
    """A list of a resource that shows children, with the way to it."""

    path: Path
    schema: Property


def referring(properties: Mapping[str, Property]) -> Iterator[Referring]:
    """Yield the properties that refer, those inside objects included."""
    for path, schema in _below(properties, lambda each: each.references is not None):
        assert schema.references is not None
        yield Referring(path=path, schema=schema, reference=schema.references)


def nests(properties: Mapping[str, Property]) -> Iterator[Nest]:
    """Yield the properties that show children, those inside objects included."""
    for path, schema in _below(properties, lambda each: bool(each.children)):
        yield Nest(path=path, schema=schema)


def linked_paths(properties: Mapping[str, Property]) -> tuple[Path, ...]:
    """Return the ways to the properties that have the parent's identifier."""
    return tuple(path for path, _ in _below(properties, lambda each: each.made_by == "parent"))


def pictures(properties: Mapping[str, Property]) -> Iterator[tuple[Path, Property]]:
    """Yield the properties with made addresses of pictures, those inside objects included."""
    return _below(properties, lambda each: each.made_by == "url")


def made(properties: Mapping[str, Property]) -> Iterator[Property]:
    """Yield the properties whose values are made, those inside objects included."""
    return (schema for _, schema in _below(properties, lambda each: bool(each.made_by)))


def _below(
    properties: Mapping[str, Property], wanted: Callable[[Property], bool], path: Path = ()
) -> Iterator[tuple[Path, Property]]:
    for name, schema in properties.items():
        if wanted(schema):
            yield (*path, name), schema
        elif not schema.derived:
            yield from _below(schema.properties, wanted, (*path, name))
