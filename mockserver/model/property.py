"""Properties: one node of a schema, with what the engine needs to know of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mockserver.model.canonical import Canonical
from mockserver.model.nothing import NOTHING
from mockserver.model.reference import Reference
from mockserver.model.rule import Clauses

NO_CLAUSES: Clauses = NOTHING


class Absent:
    """The type of ABSENT, the default of a property that has none (None may be a default)."""


ABSENT = Absent()


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureLimits:
    """What a file must be: a picture of one of these media types, of at most so many bytes (0 for
    any number), and of at most so many pixels across and down (none for any number).
    """

    types: tuple[str, ...]
    max_bytes: int = 0
    max_pixels: tuple[int, ...] = ()


MADE_ALONE = frozenset({"uuid", "shortuuid", "token", "pattern", "clock", "server"})
"""The makers that need nothing to be sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Until:
    """The version that took a property away, and the list whose first element it was."""

    version: str
    first_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """One property (or parameter, or item) as compiled from its schema.

    `types` are its JSON types, empty when it may have any. `valid` judges a value in a
    response. `rules` gives the ids by OpenAPI keyword or behaviour word. The behaviour words
    are described in docs/keywords.md. `derived` says that the value is worked out when shown
    and never stored, `normalised` and `fetching` that something in it has a canonical form or
    is an address to fetch; `to_normalise` and `to_fetch` are the parts of an object that have,
    `nested` those that have parts themselves, and if it is `branched` the document has further ones
    in alternatives. `message` is what a refusal says, `messages` what
    it says by the keyword or clause that was violated. `dated` is the newest version of
    the API that changed something in it, "" for none. `deep` says that words stand on parts
    inside (on what is made, referred to, worked out or has a default there), `veiled` that not
    everything inside is shown as it is stored, `plain` that what is sent is what is stored,
    `made_alone` that the server makes it whatever is sent; `kept` are the parts that are stored.
    """

    name: str
    types: tuple[str, ...] = ()
    required: bool = False
    read_only: bool = False
    write_only: bool = False
    binary: bool = False
    default: Any = ABSENT
    format: str = ""
    valid: Callable[[Any], bool] = field(default=lambda value: True, compare=False)
    properties: Mapping[str, Property] = NOTHING
    items: Property | None = None
    made_by: str = ""
    when: str = "create"
    of: tuple[str, ...] = ()
    sized: tuple[int, int] | None = None
    like_sent: bool = False
    stand_in: Any = ABSENT
    measure: str = ""
    flag_of: str = ""
    flag_is: Any = ABSENT
    merged_by: str = ""
    children: str = ""
    first: str = ""
    flagged: str = ""
    canonical: Canonical | None = None
    message: str = ""
    messages: Mapping[str, str] = NOTHING
    fetched: bool = False
    drawn: Mapping[str, str] = NOTHING
    picture: PictureLimits | None = None
    since: str = ""
    until: Until | None = None
    references: Reference | None = None
    fixed: bool = False
    branched: bool = False
    rules: Clauses = NO_CLAUSES
    derived: bool = field(init=False)
    dated: str = field(init=False)
    normalised: bool = field(init=False)
    fetching: bool = field(init=False)
    to_normalise: tuple[Property, ...] = field(init=False)
    to_fetch: tuple[Property, ...] = field(init=False)
    nested: tuple[Property, ...] = field(init=False)
    deep: bool = field(init=False)
    plain: bool = field(init=False)
    made_alone: bool = field(init=False)
    veiled: bool = field(init=False)
    kept: tuple[Property, ...] = field(init=False)

    def __post_init__(self) -> None:
        items = self.items
        to_normalise = tuple(each for each in self.properties.values() if each.normalised)
        to_fetch = tuple(each for each in self.properties.values() if each.fetching)
        for name, value in (
            ("deep", any(each.worded or each.deep for each in self.properties.values())),
            ("plain", self._is_plain()),
            ("made_alone", self.made_by in MADE_ALONE and not self.like_sent),
            (
                "veiled",
                any(p.derived or p.write_only or p.veiled for p in self.properties.values()),
            ),
            ("kept", tuple(each for each in self.properties.values() if not each.derived)),
            ("derived", bool(self.shows or self.flag_of)),
            (
                "dated",
                max(
                    self.since,
                    self.until.version if self.until else "",
                    items.dated if items else "",
                    *(each.dated for each in self.properties.values()),
                ),
            ),
            ("to_normalise", to_normalise),
            ("to_fetch", to_fetch),
            ("nested", tuple(p for p in self.properties.values() if p.properties or p.items)),
            ("normalised", self._has_forms() or bool(to_normalise or (items and items.normalised))),
            ("fetching", self.fetched or bool(to_fetch or (items and items.fetching))),
        ):
            object.__setattr__(self, name, value)  # frozen: only here, from the other fields

    @property
    def worded(self) -> bool:
        """Whether the value may be another than what was sent."""
        return bool(
            self.made_by
            or self.references
            or self.derived
            or self.read_only
            or self.default is not ABSENT
        )

    def _is_plain(self) -> bool:
        """Say whether what is sent is what is stored."""
        made = self.made_by or self.references or self.read_only or self.shows or self.flag_of
        return not made and not any(p.worded or p.deep for p in self.properties.values())

    def _has_forms(self) -> bool:
        return bool(self.canonical) or ("integer" in self.types and "number" not in self.types)

    @property
    def shows(self) -> str:
        """The resource whose children the value shows, "" for none."""
        return self.children or self.first or self.flagged

    def complaint(self, keyword: str, otherwise: str) -> str:
        """Return what a refusal says of a value that violates a keyword or clause."""
        return self.messages.get(keyword) or self.message or otherwise

    def at(self, path: tuple[str | int, ...]) -> Property | None:
        """Return the property that a path into a value leads to, None when unknown."""
        node: Property | None = self
        for part in path:
            if node is None:
                return None
            node = node.items if isinstance(part, int) else node.properties.get(part)
        return node
