"""Blame: which rules an answer breaks, and whether something that is documented forbids it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from contract_tests.oracle.odd import is_extreme, is_odd
from mockserver.engine.difference import Mismatch
from mockserver.engine.message import Request, Response
from mockserver.engine.outcome import Outcome
from mockserver.model.api import Api
from mockserver.model.property import ABSENT, Property
from mockserver.model.resource import Resource
from mockserver.model.rule import Clauses, Inferred
from mockserver.model.rulebook import KEYWORDS

PLAIN = frozenset({"unauthenticated", "forbidden", "not-found", "no-operation"})
"""What every server refuses, whether a rule says so or not."""

SAID = frozenset({"required", "enum", "maxLength", "maxItems", "minItems"})
"""The keywords by which a schema alone refuses; in the others servers are often generous."""

ORDERS = ("order.", "position.")
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
    api: Api, outcome: Outcome, request: Request, response: Response, mismatch: Mismatch
) -> Blame:
    """Return what an answer breaks that differs from the likeliest outcome in this way: of all
    differences the first that a document forbids for certain, else the first.
    """
    several = [_blame(api, outcome, request, response, each) for each in mismatch.every()]
    return next((each for each in several if each.certain), several[0])


def _blame(
    api: Api, outcome: Outcome, request: Request, response: Response, mismatch: Mismatch
) -> Blame:
    if mismatch.about == "status":
        rules = _shaping(api, outcome)
        certain = _is_certain_status(api, outcome, request, response, rules)
    else:
        mismatch = mismatch if mismatch.rules else _attributed(api, outcome, mismatch)
        rules = mismatch.rules
        known = mismatch.about not in {"open", "error", "order"}
        certain = documented(rules) if rules else known
        certain = certain and not is_odd(api, request)
    first = (*rules, *sorted(_shaping(api, outcome), key=lambda id_: isinstance(id_, Inferred)))
    failed = response.status >= 500 and not (outcome.refusal and response.status in {503, 507})
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
    refuses = 400 <= response.status < 500
    refusal = outcome.refusal
    if refusal and not refuses and refusal.kind in PLAIN:
        return documented(rules) or not rules or refusal.gone
    if is_odd(api, request) or (refuses and is_extreme(request)):
        return False
    if refusal is None:
        return not rules or documented(rules)
    if api.operations[request.operation or ""].batch:
        return False  # of several elements each may have a fault, and how they add up is open
    if refuses:
        return any(_tells(api, id_, outcome.status) for id_ in rules)
    said = {each.keyword for each in refusal.violations} <= SAID
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


def _attributed(api: Api, outcome: Outcome, mismatch: Mismatch) -> Mismatch:
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
        rules = (*_citing(cited, LISTED), *_citing(resource.rules, ("parent.own-list",)))
        return replace(mismatch, rules=tuple(_plainly(api, id_) for id_ in rules))
    if schema is None:
        rules = _citing(cited, ("page.arithmetic", "page.links")) if mismatch.expected != 0 else ()
        rules = tuple(_plainly(api, id_) for id_ in rules)
        return replace(mismatch, rules=rules, about="open")
    rules = _about(holder, schema, mismatch)
    if not rules and _is_open(schema, mismatch.expected):
        return replace(mismatch, about="open")
    return replace(mismatch, rules=rules)


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
        if clause not in KEYWORDS
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


def _is_open(schema: Property, expected: Any) -> bool:
    """Say whether a value is not what a client sent, so that only a rule can tell what it is."""
    if schema.flag_of:
        return False
    chosen = schema.made_by or schema.derived or schema.read_only
    return (
        bool(chosen)
        or expected is None
        or (schema.default is not ABSENT and expected == schema.default)
    )
