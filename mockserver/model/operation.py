"""Operations: what a client can ask, with what is needed to judge and answer it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from mockserver.model.nothing import NOTHING
from mockserver.model.property import ABSENT, NO_CLAUSES, Property
from mockserver.model.reference import Path
from mockserver.model.resource import Resource
from mockserver.model.rule import Clauses
from mockserver.model.sample import Failure, Rendition, Sample
from mockserver.model.template import Render
from mockserver.model.view import View

IN_BODY = "body."
"""What stands before the name of a member of the body where a parameter could be named."""


class Validator(Protocol):
    """A compiled schema (jsonschema-rs has the only implementation)."""

    def is_valid(self, instance: Any) -> bool:
        """Return whether the instance fits."""

    def iter_errors(self, instance: Any) -> Any:
        """Yield what does not fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of an operation; `where` is path, query, header or cookie.

    `name` is lower-cased for headers. `separator` splits the text of an array, "" when it is sent
    as repeated pairs. `style` says what else is special in how it is written: `deep`
    (`name[key]=value`), `members` (each of an object on its own), `assigned` (`a=1,b=2`), `paired`
    (`a,1,b,2`), `label`, `matrix` or `json`. One that `may_be_empty` says nothing then.
    """

    where: str
    schema: Property
    validator: Validator = field(compare=False)
    separator: str = ","
    style: str = ""
    may_be_empty: bool = False
    name: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", self.schema.name)  # frozen: only here


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaType:
    """One media type that a request body may have, with its compiled schema."""

    name: str
    schema: Property
    validator: Validator = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """How a list is cut: by page number (of which `first` is the first), by offset or by cursor,
    with the parameters' names (those of body members behind `body.`). `otherwise` is the size when
    none is asked for, 0 for all; one above `most` counts as none, 0 for any, and what is asked for
    is mere advice if it is `advisory`: an examiner takes any. `past_end` is what a page past the
    end is, `empty` or to `refuse`; the first is what is preferred.
    """

    number: str = ""
    first: int = 1
    offset: str = ""
    cursor: str = ""
    back: str = ""
    size: str = ""
    otherwise: int = 0
    most: int = 0
    advisory: bool = False
    past_end: tuple[str, ...] = ("empty",)
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One query parameter, or body member behind `body.`, that narrows a list.

    `by` is how the property is compared. `field` names one whose stored value is equal to what
    was asked for; where several are named, parts of objects or another comparison, `paths` lead
    to them. `otherwise` is what counts when nothing is sent.

    `of` is the parent when the property is the parent's. With `wanted` the parameter is a flag:
    whether the property has that value. Texts with fewer letters and digits than the `shortest`
    are not sought.
    """

    parameter: str
    field: str
    by: str
    paths: tuple[tuple[str, ...], ...] = ()
    otherwise: Any = None
    of: str = ""
    wanted: Any = ABSENT
    shortest: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Under:
    """The body member that names the parent, by its identifier or by the unique `names`; what a
    refusal says when there is none.
    """

    member: str
    names: tuple[str, ...] = ()
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """The member with the list that takes the place of what is stored, matched by a property."""

    list: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Idempotency:
    """Where a request carries the key that makes its repetition harmless: a path into the body,
    or a header's lower-cased name.
    """

    key: tuple[str, ...] = ()
    header: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """Which query parameters choose what is shown: `include` names more, `only` names all,
    `excluded` names what is left out ("" for no such parameter). `on_demand` are the properties
    that nobody sees without asking.
    """

    include: str = ""
    only: str = ""
    excluded: str = ""
    on_demand: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attach:
    """The holder into one of whose lists (`within`) a new identifier goes: `to` leads to the
    holder's identifier in the body, `first_if` to the flag that puts the new one first. Of requests
    of a version older than `first_before` it comes first unless the flag is false. Elsewhere one
    that comes first `may_displace` the former first one.
    """

    to: Path
    holder: str
    within: tuple[Path, ...]
    first_if: Path = ()
    first_before: str = ""
    may_displace: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation.

    `action` is create, read, list, count, update, upsert, delete or replace-all, "" when the
    document does not say what the operation does; `resource` is what it does it to. `status` and
    `media_type` are of the answer to a request that is carried out; `answer` makes its body,
    None for no body, and `wording` the same with `Wording`s in it.
    `item_path` leads to the representation in the request body. `schemes` are the
    security alternatives, each a set of scheme names to be met together; an empty tuple or an
    empty alternative needs no credential. `family` is the ancestor beyond the parent whose list
    an operation shows, "" for all there are, None for the parent's own. `otherwise` is the
    operation with the other answers that a server may give, `may_answer` are other
    statuses of the same success, `may_lack` says that a server need not have it, `may_ignore` are
    the statuses of one that does not mind that the thing is not there, and `when_empty` those of a
    list without anything, preferred first, with a body if it is `status`; an update
    `creates_missing` things; `linked` says that the answer names the addresses of pages.
    `page_only` says that it tells nothing of what lies beyond a page but the next cursor.
    `shape` is the schema of the answer if versions of the API differ in it.
    `temporary` begins identifiers that hold within the request, `batch` says what a request on
    many does about bad ones and `batch_max` how many they may be (0 for any number), `related`
    names the flag that also shows what is referred to, `told` are the variables of the answer.
    `named_by` has the path parameters of resources that their `path` does not name here.
    `elaborate` says that not only the action shapes the outcomes. `sample` makes an answer that
    the document allows, for an operation of which it does not say what is shown, and `failure`
    says how it tells what is usually refused with a status, None for how all do; `renditions` are
    the forms of an answer with a status, None where none has more than one, and `amend` makes an
    answer fit its schema, None where nothing else can come of the words. Under each of
    `bases` the operation is found, too; there may be placeholders in them.
    """

    id: str
    method: str
    path: str
    action: str = ""
    resource: str = ""
    parameters: tuple[Parameter, ...] = ()
    body: Mapping[str, MediaType] = NOTHING
    body_required: bool = False
    item_path: tuple[str, ...] = ()
    status: int = 200
    media_type: str | None = None
    answer: Render | None = field(default=None, compare=False)
    wording: Render | None = field(default=None, compare=False)
    schemes: tuple[frozenset[str], ...] = ()
    public: bool = field(init=False)
    requires: frozenset[str] = frozenset()
    member: str = ""
    named_by: Mapping[str, str] = NOTHING
    family: str | None = None
    otherwise: tuple[Operation, ...] = ()
    may_answer: tuple[int, ...] = ()
    may_lack: bool = False
    may_ignore: tuple[int, ...] = ()
    when_empty: tuple[int, ...] = ()
    creates_missing: bool = False
    show: Show | None = None
    idempotency: Idempotency | None = None
    linked: bool = False
    page_only: bool = False
    page: Page | None = None
    under: Under | None = None
    replacement: Replacement | None = None
    view: View | None = None
    filters: tuple[Filter, ...] = ()
    set: Mapping[str, Any] = NOTHING
    only_if: Mapping[str, Any] = NOTHING
    shape: Property | None = None
    one_at_a_time: bool = False
    attach: Attach | None = None
    temporary: str = ""
    batch: str = ""
    batch_max: int = 0
    related: str = ""
    told: frozenset[str] = frozenset()
    rules: Clauses = NO_CLAUSES
    read_rules: tuple[str, ...] = field(init=False)
    bases: tuple[str, ...] = ()
    statuses: Mapping[str, Validator | None] = field(default=NOTHING, compare=False)
    sample: Callable[[], Sample] | None = field(default=None, compare=False)
    failure: Callable[[int], Failure] | None = field(default=None, compare=False)
    amend: Callable[[Any], Any] | None = field(default=None, compare=False)
    renditions: Callable[[int], tuple[Rendition, ...]] | None = field(default=None, compare=False)
    elaborate: bool = field(init=False)

    def __post_init__(self) -> None:
        asked = self.related or self.show or self.shape or self.idempotency
        elaborate = bool(asked or self.may_answer or self.otherwise or self.one_at_a_time)
        object.__setattr__(self, "elaborate", elaborate)
        public = not self.schemes or frozenset() in self.schemes
        object.__setattr__(self, "public", public)  # frozen: only here, from another field
        read = (id_ for name in ("same", "unchanged") for id_ in self.rules.get(f"read.{name}", ()))
        object.__setattr__(self, "read_rules", tuple(dict.fromkeys(read)))

    def changed(self, **changes: Any) -> Operation:
        """Return this operation with changes, which are made to it with its other answers, too."""
        others = tuple(each.changed(**changes) for each in self.otherwise)
        return replace(self, **changes, otherwise=others)

    def parameter_of(self, resource: Resource) -> str:
        """Return the path parameter that names one of a resource in this operation's path; behind
        `body.` it is a member of the body.
        """
        return self.named_by.get(resource.name, resource.path)

    def names(self, resource: Resource) -> bool:
        """Return whether this operation's path, or a member of its body, names one."""
        name = self.parameter_of(resource)
        return name.startswith(IN_BODY) or (bool(name) and f"{{{name}}}" in self.path)

    def media_type_of(self, name: str | None) -> MediaType | None:
        """Return what the document says of a request body of a media type, None for nothing."""
        name = name or ""
        for candidate in (name, f"{name.partition('/')[0]}/*", "*/*"):
            if candidate in self.body:
                return self.body[candidate]
        return None
