"""Resources: the things that an API keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mockserver.model.nothing import NOTHING
from mockserver.model.property import NO_CLAUSES, Property
from mockserver.model.rule import Clauses


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusive:
    """A boolean property that at most one sibling has set.

    `on_delete` lists what may happen to the flag when its bearer is deleted, the stand-in's
    choice first: "none" (nobody has it) or "first" (the first in list order gets it).
    """

    field: str
    on_delete: tuple[str, ...] = ("none",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One kind of thing that is kept, named after its schema.

    `identifier` is the property that identifies it and `path` the path parameter that carries
    it. `order` are the sort keys as (property, falling). `scope` maps path parameters to the
    properties that they must equal. `shown` are the properties of answers, in schema order;
    when all of them are `stored`, an answer shows the fields as they are. `read_rules` are the
    ids of the rules that derived properties keep.
    """

    name: str
    identifier: str
    path: str
    properties: Mapping[str, Property]
    shown: tuple[Property, ...]
    parent: str = ""
    on_parent_delete: str = "cascade"
    children: tuple[str, ...] = ()
    scope: Mapping[str, str] = NOTHING
    missing: str = ""
    taken: str = ""
    exclusive: Exclusive | None = None
    order: tuple[tuple[str, bool], ...] = ()
    position: str = ""
    rules: Clauses = NO_CLAUSES
    stored: bool = field(init=False)
    read_rules: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        stored = not self.position and not any(
            each.derived or each.write_only for each in self.properties.values()
        )
        cited = [ids for each in self.shown if each.derived for ids in each.rules.values()]
        read_rules = tuple(dict.fromkeys(id_ for ids in cited for id_ in ids))
        object.__setattr__(self, "stored", stored)  # frozen: only here, from the other fields
        object.__setattr__(self, "read_rules", read_rules)
