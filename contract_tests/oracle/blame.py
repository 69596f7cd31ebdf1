"""Blame: which rules an answer breaks, and whether something that is documented forbids it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from contract_tests.oracle.odd import is_extreme, is_odd
from contract_tests.oracle.reading import key_of
from mockserver.engine.difference import Mismatch
from mockserver.engine.message import Request, Response
from mockserver.engine.outcome import Outcome
from mockserver.engine.rules.page import page_shown
from mockserver.engine.state import State
from mockserver.model.api import Api
from mockserver.model.property import ABSENT, Property
from mockserver.model.resource import Resource
from mockserver.model.rule import Clauses, Inferred
from mockserver.model.rulebook import KEYWORDS

PLAIN = frozenset({"unauthenticated", "forbidden", "not-found", "no-operation"})
"""What every server refuses, whether a rule says so or not."""

ACCESS = frozenset({"unauthenticated", "forbidden"})
"""What is refused before anything that is sent is looked at."""

SAID = frozenset({"enum", "maxLength", "maxItems", "minItems"})
"""The keywords by which a schema alone refuses; in the others servers are often generous."""

OVERLOADED = frozenset({503, 507})
"""The statuses beyond 500 that are a refusal, and no failure."""

REFUSING = frozenset({"full", "refused", "unknown", "taken", "status", "types", "size"})
"""How clauses end that are about what is refused, not about what is shown."""

VOIDED = ["some"]
"""Stands for the errors of the parts of a batch."""

ORDERS = ("order.", "position.sorted")
LISTED = ("page.", "filter.", "view.", "count.", "list.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Blame:
    """The mismatch with the rules that are about it, all `rules` that were broken or shaped what
    was expected, the likeliest first, and whether a document forbids the answer for `certain`.
    """

    mismatch: Mismatch
    rules: tuple[str, ...]
    certain: bool


def blame(
    api: Api,
    state: State,
    outcome: Outcome,
    request: Request,
    response: Response,
    mismatch: Mismatch,
) -> Blame:
    """Return what an answer breaks that differs from the likeliest outcome in this way: of all
    differences the first that a document forbids for certain, else the first.
    """
    told = _of_the_same(api, outcome, mismatch.every())
    several = [_blame(api, state, outcome, request, response, each) for each in told]
    return next((each for each in several if each.certain), several[0])


def _voids_some(api: Api, request: Request, response: Response) -> bool:
    """Say whether the answer to a batch tells errors of parts of it: they may be its own."""
    operation = api.operations.get(request.operation or "")
    if operation is None or not operation.batch or not isinstance(response.body, Mapping):
        return False
    shown = operation.answer({"errors": VOIDED}) if operation.answer else None
    names = [name for name, each in shown.items() if each is VOIDED] if shown else []
    return any(response.body.get(name) for name in names)


def _of_the_same(api: Api, outcome: Outcome, several: tuple[Mismatch, ...]) -> tuple[Mismatch, ...]:
    """Return the mismatches without those inside what is another thing than was expected there."""
    operation = outcome.shown.operation if outcome.shown else None
    resource = api.resources.get(operation.resource) if operation else None
    name = f".{resource.identifier}" if resource else ""
    others = [each.path.removesuffix(name) for each in several if each.path.endswith(name or "!")]
    return tuple(
        each
        for each in several
        if each.path.endswith(name or "!")
        or not any(each.path.startswith(f"{other}.") for other in others)
    )


def _blame(
    api: Api,
    state: State,
    outcome: Outcome,
    request: Request,
    response: Response,
    mismatch: Mismatch,
) -> Blame:
    if mismatch.about == "status":
        rules = _shaping(api, outcome)
        certain = _is_certain_status(api, outcome, request, response, rules)
    else:
        if not mismatch.rules:
            mismatch = _attributed(api, state, outcome, _placed(api, state, outcome, mismatch))
        rules = mismatch.rules
        known = mismatch.about not in {"open", "error", "order"}
        certain = documented(rules) if rules else known
        certain = certain and not (is_odd(api, request) or _voids_some(api, request, response))
    first = (*rules, *sorted(_shaping(api, outcome), key=lambda id_: isinstance(id_, Inferred)))
    failed = response.status >= 500 and response.status not in OVERLOADED
    return Blame(
        mismatch=replace(mismatch, rules=rules, others=()),
        rules=tuple(dict.fromkeys(first)),
        certain=certain or failed,
    )


def _is_certain_status(
    api: Api, outcome: Outcome, request: Request, response: Response, rules: tuple[str, ...]
) -> bool:
    """Say whether an answer of another kind than what is expected is wrong beyond doubt.

    A server may know faults that the document does not tell, in what is extreme or odd; and the
    status of a refusal counts only if a rule tells it in so many words.
    """
    refuses = 400 <= response.status < 500 or response.status in OVERLOADED
    refusal = outcome.refusal
    operation = api.operations.get(request.operation or "")
    if operation and operation.batch and refusal and refusal.kind not in ACCESS:
        return False  # of several elements each may have a fault, and how they add up is open
    if refusal and not refuses and refusal.kind in PLAIN:
        return documented(rules) or not rules or refusal.gone
    if is_odd(api, request) or (refuses and is_extreme(request)):
        return False
    if refusal is None:
        return not rules or documented(rules)
    if refuses:
        return any(_tells(api, id_, outcome.status) for id_ in rules)
    said = all(each.keyword in SAID and each.where == "body" for each in refusal.violations)
    return documented(rules) if rules else bool(refusal.violations) and said


def _tells(api: Api, id_: str, status: int) -> bool:
    """Say whether a rule tells the status of a refusal in its sentence."""
    rule = api.rules.get(id_)
    if rule is None or isinstance(id_, Inferred) or str(status) not in rule.says:
        return False
    return not any(each.split(".")[-1] == "status" for each in rule.inferred)


def documented(rules: Iterable[str]) -> bool:
    """Return whether one of these ids is that of a rule by a clause that is documented."""
    return any(not isinstance(id_, Inferred) for id_ in rules)


def _shaping(api: Api, outcome: Outcome) -> tuple[str, ...]:
    """Return the rules that shaped an outcome, without those on the form of errors if others
    are left.
    """
    form = api.clauses.get("errors.form", ())
    return tuple(id_ for id_ in outcome.rules if id_ not in form) or outcome.rules


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
    key = key_of(resource, {resource.identifier: mismatch.seen})
    every, _ = page_shown(state, replace(shown, start=0, size=0, after=None, before=None))
    if all(each.key != key for each in every):
        return mismatch
    return replace(mismatch, about="order")


def _attributed(api: Api, state: State, outcome: Outcome, mismatch: Mismatch) -> Mismatch:
    """Return a mismatch in a body with the rules that are about that place; one is `open` where
    the document only says what the stand-in shows.
    """
    shown = outcome.shown
    resource = api.resources.get(shown.operation.resource) if shown else None
    if shown is None or resource is None:
        return mismatch
    if mismatch.about == "order":
        return replace(mismatch, rules=_citing(resource.rules, ORDERS))
    cited = shown.operation.rules
    holder, schema = _inmost(api, resource, mismatch.path)
    if schema is None and mismatch.about == "elements":
        if rules := _on_deletion(api, state, resource, mismatch.seen):
            return replace(mismatch, rules=rules)
        rules = (*_citing(cited, LISTED), *_citing(resource.rules, ("parent.own-list",)))
        if not rules and _has_strangers(state, resource, mismatch.seen):
            return replace(mismatch, about="open")
        return replace(mismatch, rules=tuple(_plainly(api, id_) for id_ in rules))
    if schema is None:
        rules = _citing(cited, ("page.arithmetic", "page.links")) if mismatch.expected != 0 else ()
        rules = tuple(_plainly(api, id_) for id_ in rules)
        return replace(mismatch, rules=rules, about="open")
    rules = _about(holder, schema, mismatch)
    if not rules and (_is_own(api, holder) or _is_open(schema, mismatch.expected)):
        return replace(mismatch, about="open")
    return replace(mismatch, rules=rules)


def _has_strangers(state: State, resource: Resource, seen: Any) -> bool:
    """Say whether a list shows what nobody has made: a server may make things by itself."""
    shown = [each for each in seen if isinstance(each, Mapping)] if isinstance(seen, list) else []
    keys = [(resource.name, key_of(resource, each)) for each in shown]
    return any(each not in state.entities and each not in state.gone for each in keys)


def _on_deletion(api: Api, state: State, resource: Resource, seen: Any) -> tuple[str, ...]:
    """Return the rules on what a deletion leaves, if a list shows what has been deleted."""
    shown = [each for each in seen if isinstance(each, Mapping)] if isinstance(seen, list) else []
    if not any((resource.name, key_of(resource, each)) in state.gone for each in shown):
        return ()
    deletions = (each for each in api.operations.values() if each.action == "delete")
    several = (each.rules for each in deletions if each.resource == resource.name)
    return tuple(id_ for rules in several for id_ in rules.get("delete.gone", ()))


def _inmost(api: Api, resource: Resource, path: str) -> tuple[Resource, Property | None]:
    """Return the property that a path through an answer ends in, as far as it is known, with the
    resource that it is of; None when the path leads to none.
    """
    found: Property | None = None
    for part in path.split("."):
        if found and found.shows and not part.isdigit():
            resource, found = api.resources[found.shows], None
        within = found.items or found if found else None
        inner = within.properties.get(part) if within else None
        found = inner or resource.properties.get(part) or found
    return resource, found


def _plainly(api: Api, id_: str) -> str:
    """Return a rule's id without a doubt if some of the rule is documented: the names of totals
    and page counts say what they mean, even where no formula does.
    """
    return str(id_) if id_ in api.rules and api.rules[id_].documented else id_


def _about(resource: Resource, schema: Property, mismatch: Mismatch) -> tuple[str, ...]:
    """Return the rules on a property: those on its form if the value has not that, else those on
    what it means, the resource's rules about it included.
    """
    if mismatch.seen != "nothing" and not schema.valid(mismatch.seen):
        return tuple(id_ for word in KEYWORDS for id_ in schema.rules.get(word, ()))
    meaning = {
        clause: ids
        for clause, ids in schema.rules.items()
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
    words = tuple(f"{word}." for word, field in about.items() if field == schema.name)
    cited = _citing(resource.rules, words) if words else ()
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
