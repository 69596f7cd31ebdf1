"""Resources: the things that an API keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.model.nothing import NOTHING
from mockserver.model.property import NO_CLAUSES, Property
from mockserver.model.reference import (
    Nest,
    Path,
    Referring,
    linked_paths,
    made,
    nests,
    pictures,
    referring,
)
from mockserver.model.rule import Clauses
from mockserver.model.states import States, Tracked


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusive:
    """A boolean property that at most one sibling has set.

    `on_delete` lists what may happen to the flag when its bearer is deleted, the stand-in's
    choice first: "none" (nobody has it), "first" (the first in list order gets it) or "any" (some
    sibling does). With `sole` one without siblings has it always. `free` is set where a server may
    give it to one that is created without it while nobody has it, and may let it go on or stay
    when an update takes it away.
    """

    field: str
    on_delete: tuple[str, ...] = ("none",)
    sole: bool = False
    free: Property | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstones:
    """The flag of deleted ones, and the parameter or body member that asks for them."""

    flag: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """How many siblings there may be at most, and what one more is told."""

    most: int
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unattached:
    """How many there may be at most with these values that nothing refers to, and what one more
    is told.
    """

    most: int
    where: Mapping[str, Any] = NOTHING
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """The property that an update must carry with the stored value; `missing` says whether one
    without it is refused alike, `message` what is told then.
    """

    field: str
    missing: bool = False
    message: str = ""


UNLIKE = frozenset({"uuid", "shortuuid"})
"""What makes values so that nothing else has the same."""

CREATED = (
    "identifier.unique",
    "identifier.never-reused",
    "parent.own-list",
    "sort-order.create",
)
"""The clauses of a resource that each creation keeps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One kind of thing that is kept, named after its schema.

    `identifier` is the property that identifies it and `path` the path parameter that carries
    it. `order` are the sort keys as (property, falling). `scope` maps path parameters to the
    properties that they must equal. `shown` are the properties of answers, in schema order;
    when all of them are `stored`, an answer shows the fields as they are. `read_rules` are the
    ids of the rules that derived properties keep, `kept` the properties whose values are stored
    beside the identifier, `embedded` those that show children. `create_rules` are the ids of the
    rules that each creation keeps. `judges` say whether a value may be stored. `unique` are the
    properties that are unique together, `taken_messages` what a refusal says of each.
    `sort_order` is the number that sorts siblings with gaps and ties. `wider` are the ancestors
    beyond the parent whose lists have it, "" for lists of all. `counted` are the properties that
    count up, `unlike` those whose values nothing else has or had, `indexed` says that a state has
    further indexes of these, `sources` are the groups of which one is the picture of an address,
    `pictured` the names in them and in groups of one.

    A `singleton` is one, or one under each parent, that is there without being created. What is
    `shared` may be under several parents.
    `may_become` is another resource of which a server may make one out of each of these.

    `deep` says that words stand inside objects, `veiled` are those that do not show all inside.
    `references` are the properties that refer, `nests` those that show children, `linked` the
    ways to the parent's identifier, all three wherever they stand; `pictures` are the made
    addresses, `written` the properties that each write makes anew. `referred` says that some
    property refers to this resource, `encloses` names what may be sent inside it and must be
    `checked`: what is stored must fit what is stored beside it.
    """

    name: str
    identifier: str
    path: str
    properties: Mapping[str, Property]
    shown: tuple[Property, ...]
    parent: str = ""
    on_parent_delete: str = "cascade"
    shared: bool = False
    children: tuple[str, ...] = ()
    scope: Mapping[str, str] = NOTHING
    missing: str = ""
    may_become: str = ""
    singleton: bool = False
    taken: str = ""
    exclusive: Exclusive | None = None
    order: tuple[tuple[str, bool], ...] = ()
    position: str = ""
    sort_order: str = ""
    capacity: Capacity | None = None
    tombstones: Tombstones | None = None
    unique: tuple[tuple[str, ...], ...] = ()
    taken_messages: Mapping[tuple[str, ...], str] = NOTHING
    wider: tuple[str, ...] = ()
    version: Version | None = None
    unattached: Unattached | None = None
    referred: bool = False
    encloses: tuple[str, ...] = ()
    states: States | None = None
    tracked: Tracked | None = None
    tracks: tuple[str, ...] = ()
    rules: Clauses = NO_CLAUSES
    stored: bool = field(init=False)
    counted: tuple[str, ...] = field(init=False)
    indexed: bool = field(init=False)
    veiled: tuple[Property, ...] = field(init=False)
    sources: tuple[tuple[str, ...], ...] = field(init=False)
    pictured: tuple[str, ...] = field(init=False)
    read_rules: tuple[str, ...] = field(init=False)
    kept: tuple[Property, ...] = field(init=False)
    embedded: tuple[Property, ...] = field(init=False)
    create_rules: tuple[str, ...] = field(init=False)
    judges: Mapping[str, Callable[[Any], bool]] = field(init=False, compare=False)
    deep: bool = field(init=False)
    references: tuple[Referring, ...] = field(init=False)
    nests: tuple[Nest, ...] = field(init=False)
    linked: tuple[Path, ...] = field(init=False)
    written: tuple[Property, ...] = field(init=False)
    unlike: tuple[str, ...] = field(init=False)
    checked: bool = field(init=False)
    pictures: tuple[tuple[Path, Property], ...] = field(init=False)

    def _is_indexed(self) -> bool:
        """Say whether a state has an index of these beyond the families that list them."""
        own = self.exclusive or self.unique or self.states or self.tombstones or self.unattached
        made = any(each.made_by == "integer" for each in self.properties.values())
        return bool(own or made or any(referring(self.properties)))

    @property
    def is_tree(self) -> bool:
        """Whether parents are of the same kind; those at the top have none."""
        return self.parent == self.name

    def __post_init__(self) -> None:
        every = tuple(self.properties.values())
        kept = [
            each
            for each in every
            if not each.derived and each.name not in (self.position, self.identifier)
        ]
        for name, value in (
            ("sources", tuple({each.of: None for each in every if len(each.of) > 1})),
            ("pictured", tuple({name: None for each in every for name in each.of})),
            ("unlike", tuple(p.name for p in kept if p.made_by in UNLIKE)),
            ("counted", tuple(each.name for each in every if each.made_by == "integer")),
            ("indexed", self._is_indexed()),
            ("veiled", tuple(each for each in self.shown if each.veiled)),
            (
                "stored",
                not self.position and not any(p.derived or p.write_only or p.veiled for p in every),
            ),
            ("kept", tuple(kept)),
            ("embedded", tuple(each for each in every if each.children)),
            ("read_rules", _cited(each for each in self.shown if each.derived)),
            (
                "judges",
                {
                    each.name: each.valid
                    for each in every
                    if not (each.read_only or each.binary or each.derived or each.made_by)
                    and not (each.deep or each.references)
                },
            ),
            (
                "deep",
                any(p.deep and not p.derived for p in every)
                or any("array" in link.schema.types for link in referring(self.properties)),
            ),
            ("references", tuple(referring(self.properties))),
            ("nests", tuple(nests(self.properties))),
            ("linked", linked_paths(self.properties)),
            (
                "checked",
                bool(self.unattached or self.encloses or [*referring(self.properties)]),
            ),
            ("pictures", tuple(pictures(self.properties))),
            ("written", tuple(p for p in kept if p.made_by and p.when == "write")),
            (
                "create_rules",
                (
                    *(id_ for clause in CREATED for id_ in self.rules.get(clause, ())),
                    *_cited(made(self.properties), "made-by."),
                ),
            ),
        ):
            object.__setattr__(self, name, value)  # frozen: only here, from the other fields


def _cited(properties: Iterable[Property], prefix: str = "") -> tuple[str, ...]:
    """Return the rules that cite the properties' clauses which begin with a prefix."""
    return tuple(
        dict.fromkeys(
            id_
            for each in properties
            for clause, ids in each.rules.items()
            if clause.startswith(prefix)
            for id_ in ids
        )
    )
