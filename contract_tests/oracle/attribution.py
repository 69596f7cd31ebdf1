"""Attribution: which rules are about the place in an answer that differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from contract_tests.oracle.along import on_staying, went_along
from contract_tests.oracle.dead import has_unknown_dead, is_of_dead, on_deletion
from contract_tests.oracle.echo import is_said_otherwise
from contract_tests.oracle.listing import LISTED, has_strangers, plainly
from contract_tests.oracle.nearness import has_more
from contract_tests.oracle.reading import key_of, objects, within_item
from contract_tests.oracle.replacing import tells_all
from contract_tests.oracle.tracking import entered_by, names_later, on_tracked
from contract_tests.oracle.unnamed import all_listed, has_unnamed
from mockserver.engine.difference import Mismatch
from mockserver.engine.outcome import Outcome, Shown
from mockserver.engine.rules.page import page_shown
from mockserver.engine.state import State
from mockserver.model.api import Api
from mockserver.model.operation import Operation
from mockserver.model.property import ABSENT, Property
from mockserver.model.resource import Resource
from mockserver.model.rule import Clauses
from mockserver.model.rulebook import KEYWORDS

REFUSING = frozenset(
    {"full", "refused", "unknown", "taken", "status", "types", "size", "stale", "missing"}
)
"""How clauses end that are about what is refused, not about what is shown."""

ORDERS = ("order.", "position.sorted")
TOLD = (
    ("mappings", {"temporary": "#", "real": "x"}, "temporary-ids.mapped"),
    ("deleted", "x", "delete.told"),
    ("related", "x", "related.exact"),
)
"""The variables that tell what a request did, what each is a list of, and the clause on it."""

BESIDE = ("page.arithmetic", "page.links", "page.ahead")
COUNT = ("count.equals-list",)
ATTACHED = ("attach.append", "attach.first", "attach.behind", "attach.early")


def attributed(api: Api, state: State, outcome: Outcome, mismatch: Mismatch) -> Mismatch:
    """Return a mismatch in a body with the rules that are about that place; one is `open` where
    the document only says what the stand-in shows.
    """
    return _attributed(api, state, outcome, _placed(api, state, outcome, mismatch))


def _placed(api: Api, state: State, outcome: Outcome, mismatch: Mismatch) -> Mismatch:
    """Return a mismatch in a list as one of its order if what is seen at a place is listed, too,
    but at another one: maybe on another page.
    """
    shown = outcome.shown
    if shown is None or shown.operation.action != "list":
        return mismatch
    resource = api.resources.get(shown.operation.resource)
    if resource is None or mismatch.path.split(".")[-1] != resource.identifier:
        return mismatch
    if mismatch.about == "made" and has_unnamed(state, outcome):
        return replace(mismatch, about="order")
    key = key_of(resource, {resource.identifier: mismatch.seen})
    if all(each.key != key for each in all_listed(state, shown)):
        return mismatch
    return replace(mismatch, about="order")


def _attributed(api: Api, state: State, outcome: Outcome, mismatch: Mismatch) -> Mismatch:
    """Return a mismatch in a body with the rules that are about that place, in a list or not."""
    shown = outcome.shown
    resource = api.resources.get(shown.operation.resource) if shown else None
    if shown is None or resource is None:
        return mismatch
    if mismatch.about == "order":
        return replace(mismatch, rules=_citing(resource.rules, ORDERS))
    cited = shown.operation.rules
    if clause := _of_what_was_done(shown.operation, mismatch):
        if went_along(api, state, outcome, mismatch.seen):
            return replace(mismatch, rules=on_staying(api, state, outcome), about="open")
        return replace(mismatch, rules=_citing(cited, (clause,)))
    parts = within_item(shown.operation, mismatch.path) or tuple(mismatch.path.split("."))
    holder, schema = _inmost(api, resource, parts)
    if schema is None and mismatch.about == "elements":
        if rules := on_deletion(api, state, shown, mismatch.seen):
            return replace(mismatch, rules=rules)
        if has_unknown_dead(state, resource, mismatch.seen):
            return replace(mismatch, about="open")
        if tells_all(api, state, outcome, mismatch.seen):
            return replace(mismatch, about="open")
        rules = _citing(cited, ("page.",))
        if rules and _is_cut_otherwise(state, shown, resource, mismatch.seen):
            return replace(mismatch, rules=rules)
        rules = (*_citing(cited, LISTED), *_citing(resource.rules, ("parent.own-list",)))
        rules = rules or entered_by(api, resource)
        if not rules and has_strangers(state, resource, mismatch.seen):
            return replace(mismatch, about="open")
        return replace(mismatch, rules=tuple(plainly(api, id_) for id_ in rules))
    if schema is None:
        rules = _citing(cited, COUNT if mismatch.expected == 0 else (*COUNT, *BESIDE))
        rules = tuple(plainly(api, id_) for id_ in rules)
        return replace(mismatch, rules=rules, about="open")
    if parts[0] in shown.hidden and mismatch.seen != "nothing":
        return replace(mismatch, rules=_citing(cited, ("show.chosen",)))
    if schema.name not in _stamped(resource) and is_of_dead(state, shown, mismatch.path):
        return replace(mismatch, about="open")
    same = _is_nothing(schema, mismatch) or is_said_otherwise(schema, mismatch)
    if same or names_later(api, state, outcome, schema):
        return replace(mismatch, about="open")
    if holder.tracks and not (set(parts) & {holder.identifier}):
        return on_tracked(api, state, holder, schema, mismatch)
    if schema.references and mismatch.path.split(".")[-1].isdigit():
        rules = _on_attaching(api, mismatch.path)
        return replace(mismatch, rules=(*rules, *_about(api, holder, schema, mismatch)))
    if mismatch.seen in ("nothing", []) and mismatch.expected and parts[-1:] == (schema.name,):
        show = shown.operation.show
        if show and schema.name in show.on_demand and (chosen := _citing(cited, ("show.chosen",))):
            return replace(mismatch, rules=chosen)
    rules = (
        *_about(api, holder, schema, mismatch),
        *_on_replacement(api, holder, schema, mismatch),
    )
    if shown.operation.action == "create":  # nothing is fixed before there is something
        fixed = _citing(resource.rules, ("states.fixed",))
        rules = tuple(id_ for id_ in rules if id_ not in fixed)
    if not rules and schema.children and outcome.changes and mismatch.about == "elements":
        return replace(mismatch, about="open" if has_more(mismatch) else "elements")
    if (not rules and _is_in_merged(resource, parts)) or _has_twice(state, shown, schema):
        return replace(mismatch, about="open")
    if not rules and (_is_own(api, holder) or _is_open(schema, mismatch.expected)):
        return replace(mismatch, about="open")
    return replace(mismatch, rules=rules)


def _of_what_was_done(operation: Operation, mismatch: Mismatch) -> str:
    """Return the clause on a place where an answer tells what a request did, "" for another."""
    seen, temporary = mismatch.seen, operation.temporary
    if temporary and isinstance(seen, str) and seen.startswith(temporary):
        return "temporary-ids.replaced"
    for variable, value, clause in TOLD:
        if clause not in operation.rules or operation.answer is None:
            continue
        shown, empty = operation.answer({variable: [value]}), operation.answer({})
        if isinstance(shown, Mapping) and isinstance(empty, Mapping):
            names = (name for name, each in shown.items() if each != empty.get(name))
            places = tuple(f"body.{name}" for name in names)
            inside = () if variable == "related" else tuple(f"{each}." for each in places)
            if mismatch.path in places or mismatch.path.startswith(inside):
                return clause
    return ""


def _on_attaching(api: Api, path: str) -> tuple[str, ...]:
    """Return the rules on where new things come in a list of identifiers at a path."""
    inner = tuple(path.split(".")[:-1])
    several = (
        _citing(each.rules, ATTACHED)
        for each in api.operations.values()
        if each.attach and any(inner[-len(within) :] == within for within in each.attach.within)
    )
    return tuple(dict.fromkeys(id_ for rules in several for id_ in rules))


def _is_cut_otherwise(state: State, shown: Shown, resource: Resource, seen: Any) -> bool:
    """Say whether a list shows just what it has to, but another number of it."""
    if shown.operation.action != "list" or not shown.size or not isinstance(seen, list):
        return False
    keys = [key_of(resource, each) for each in objects(seen)]
    expected, _ = page_shown(state, replace(shown, size=max(len(seen), shown.size)))
    return bool(keys) and keys == [each.key for each in expected[: len(keys)]]


def _stamped(resource: Resource) -> set[str]:
    """Return the names of what a deletion makes of a thing that it leaves to be shown."""
    flags = {resource.tombstones.flag} if resource.tombstones else set()
    return flags | {resource.identifier} | {each.name for each in resource.written}


def _is_nothing(schema: Property, mismatch: Mismatch) -> bool:
    """Say whether a place shows nothing, as it has to, but says so in another way."""
    if mismatch.expected == "0 elements":
        return mismatch.seen is None and schema.valid(None)
    return mismatch.expected is None and mismatch.seen in ([], {}, "")


def _on_replacement(
    api: Api, holder: Resource, schema: Property, mismatch: Mismatch
) -> tuple[str, ...]:
    """Return the rules on what a replacement leaves, if a place shows that: all that it was sent,
    or what is in one of those.
    """
    of = schema.children if mismatch.about == "elements" else holder.name
    if not of or (of == holder.name and schema.made_by):
        return ()
    several = (each for each in api.operations.values() if each.action == "replace-all")
    found = (each.rules.get("replace-all.exact", ()) for each in several if each.resource == of)
    return tuple(id_ for ids in found for id_ in ids)


def _is_in_merged(resource: Resource, parts: tuple[str, ...]) -> bool:
    """Say whether a place is inside an element of a list that requests add to: what an element
    keeps that is sent again, no document tells.
    """
    found = resource.properties.get(parts[0])
    return bool(found and found.merged_by and parts[2:])


def _has_twice(state: State, shown: Shown, schema: Property) -> bool:
    """Say whether a list that requests add to had several elements for one thing before: whether
    they become one then, no document tells.
    """
    entity = state.get(shown.operation.resource, shown.key) if schema.merged_by else None
    elements = objects(entity.fields.get(schema.name)) if entity else ()
    keys = [each.get(schema.merged_by) for each in elements]
    return any(key in keys[:place] for place, key in enumerate(keys))


def _inmost(
    api: Api, resource: Resource, parts: tuple[str, ...]
) -> tuple[Resource, Property | None]:
    """Return the property that a path through an answer ends in, as far as it is known, with the
    resource that it is of; None when the path leads to none.
    """
    found: Property | None = None
    for part in parts:
        if found and found.shows and not part.isdigit():
            resource, found = api.resources[found.shows], None
        within = found.items or found if found else None
        inner = within.properties.get(part) if within else None
        found = inner or resource.properties.get(part) or found
    return resource, found


def _about(api: Api, resource: Resource, schema: Property, mismatch: Mismatch) -> tuple[str, ...]:
    """Return the rules on a property: those on its form if the value has not that, else those on
    what it means, the resource's rules about it included; of a place that shows one of a resource
    those on which one it shows.
    """
    form = schema.items if schema.items and mismatch.path.split(".")[-1].isdigit() else schema
    if mismatch.seen != "nothing" and not form.valid(mismatch.seen):
        return tuple(id_ for word in KEYWORDS for id_ in schema.rules.get(word, ()))
    inner = api.resources[schema.shows].rules if schema.shows else {}
    meaning = {
        clause: ids
        for clause, ids in schema.rules.items()
        if clause not in inner
        if (clause not in KEYWORDS and clause.split(".")[-1] not in REFUSING)
        or clause == "readOnly"
        or (clause == "default" and mismatch.expected == schema.default)
    }
    about = {
        "identifier": resource.identifier,
        "position": resource.position,
        "sort-order": resource.sort_order,
        "exclusive": resource.exclusive.field if resource.exclusive else "",
        "version": resource.version.field if resource.version else "",
    }
    own = resource.properties.get(schema.name) is schema  # and no member of the same name
    words = tuple(f"{word}." for word, field in about.items() if own and field == schema.name)
    known = resource.states if mismatch.expected not in (None, "") else None
    fixed = known.fixed.values() if known else ()
    fixes = own and any(schema.name in names for names in fixed)
    words += ("states.fixed",) if fixes else ()
    shown = {c: ids for c, ids in resource.rules.items() if c.split(".")[-1] not in REFUSING}
    cited = _citing(shown, words) if words else ()
    return tuple(dict.fromkeys((*cited, *_citing(meaning, ("",)))))


def _citing(clauses: Clauses, prefixes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the rules that cite a clause which begins in one of these ways."""
    found = (ids for clause, ids in clauses.items() if clause.startswith(prefixes))
    return tuple(dict.fromkeys(id_ for ids in found for id_ in ids))


def _is_own(api: Api, resource: Resource) -> bool:
    """Say whether things of this kind are the server's own: nothing that is sent becomes one."""
    written = ("create", "update", "upsert", "replace-all")
    return not any(
        each.resource == resource.name and each.action in written
        for each in api.operations.values()
    )


def _is_open(schema: Property, expected: Any) -> bool:
    """Say whether a value is not what a client sent, so that only a rule can tell what it is."""
    chosen = schema.made_by or schema.derived or schema.read_only
    return (
        bool(chosen)
        or expected is None
        or (schema.default is not ABSENT and expected == schema.default)
    )
