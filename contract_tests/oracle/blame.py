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

ORDERS = ("order.", "position.", "sort-order.")


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
    """Return what an answer breaks that differs from the likeliest outcome in this way."""
    if not mismatch.rules and mismatch.about != "status":
        mismatch = _attributed(api, outcome, mismatch)
    rules = mismatch.rules or _shaping(api, outcome)
    if mismatch.about == "status":
        certain = _is_certain_status(api, outcome, request, response, rules)
    elif mismatch.about in {"open", "error"}:
        certain = bool(mismatch.rules) and documented(mismatch.rules)
    elif mismatch.about == "order":
        certain = documented(rules)
    else:
        certain = (not rules or documented(rules)) and not is_odd(api, request)
    every = dict.fromkeys((*rules, *outcome.rules))
    first = sorted(every, key=lambda id_: (id_ not in rules, isinstance(id_, Inferred)))
    return Blame(
        mismatch=replace(mismatch, rules=rules),
        rules=tuple(first),
        certain=certain or response.status >= 500,
    )


def _is_certain_status(
    api: Api, outcome: Outcome, request: Request, response: Response, rules: tuple[str, ...]
) -> bool:
    """Say whether an answer of another kind than what is expected is wrong beyond doubt.

    A server may know faults that the document does not tell, in what is extreme or odd; and the
    status of a refusal counts only if a rule tells it.
    """
    refuses = 400 <= response.status < 500
    if is_odd(api, request) or (refuses and is_extreme(request)):
        return False
    operation = api.operations[request.operation or ""]
    if operation.batch and outcome.refusal is not None:
        return False  # of several elements each may have a fault, and how they add up is open
    if outcome.refusal is None:
        return not rules or documented(rules)
    if refuses:
        return any(not _has_inferred_status(api, id_) for id_ in rules if documented((id_,)))
    return documented(rules) if rules else outcome.refusal.kind in PLAIN


def documented(rules: Iterable[str]) -> bool:
    """Return whether one of these ids is that of a rule by a clause that is documented."""
    return any(not isinstance(id_, Inferred) for id_ in rules)


def _has_inferred_status(api: Api, id_: str) -> bool:
    rule = api.rules.get(id_)
    return rule is not None and any(each.split(".")[-1] == "status" for each in rule.inferred)


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
    names = [part for part in mismatch.path.split(".") if part in resource.properties]
    if not names and mismatch.about == "elements":
        return mismatch
    if not names:
        cited = _citing(shown.operation.rules, ("page.arithmetic", "page.links"))
        rules = tuple(_plainly(api, id_) for id_ in cited if mismatch.expected != 0)
        return replace(mismatch, rules=rules, about="open")
    schema = _inmost(resource, mismatch.path)
    rules = _about(resource, schema, mismatch.seen)
    if not rules and _is_open(schema, mismatch.expected):
        return replace(mismatch, about="open")
    return replace(mismatch, rules=rules)


def _inmost(resource: Resource, path: str) -> Property:
    """Return the property that a path through an answer ends in, as far as it is known."""
    found: Property | None = None
    for part in path.split("."):
        inner = found.properties.get(part) if found else None
        found = inner or resource.properties.get(part) or found
    assert found is not None  # the path names one of the resource's properties
    return found


def _plainly(api: Api, id_: str) -> str:
    """Return a rule's id without a doubt if some of the rule is documented: the names of totals
    and page counts say what they mean, even where no formula does.
    """
    return str(id_) if id_ in api.rules and api.rules[id_].documented else id_


def _about(resource: Resource, schema: Property, seen: Any) -> tuple[str, ...]:
    """Return the rules on a property: those on its form if the value has not that, else those on
    what it means, the resource's rules about it included.
    """
    if not schema.valid(seen):
        return tuple(id_ for word in KEYWORDS for id_ in schema.rules.get(word, ()))
    meaning = {
        clause: ids
        for clause, ids in schema.rules.items()
        if clause not in KEYWORDS or clause in {"default", "readOnly"}
    }
    about = {"identifier": resource.identifier, "position": resource.position}
    if resource.exclusive:
        about["exclusive"] = resource.exclusive.field
    if resource.version:
        about["version"] = resource.version.field
    words = tuple(f"{word}." for word, field in about.items() if field == schema.name)
    return tuple(
        dict.fromkeys((*_citing(resource.rules, words), *_citing(meaning, ("",))))
        if words
        else dict.fromkeys(_citing(meaning, ("",)))
    )


def _citing(clauses: Clauses, prefixes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the rules that cite a clause which begins in one of these ways."""
    return tuple(
        dict.fromkeys(
            id_ for clause, ids in clauses.items() if clause.startswith(prefixes) for id_ in ids
        )
    )


def _is_open(schema: Property, expected: Any) -> bool:
    """Say whether a value is not what a client sent, so that only a rule can tell what it is."""
    chosen = schema.made_by or schema.derived or schema.read_only
    return bool(chosen) or (schema.default is not ABSENT and expected == schema.default)
