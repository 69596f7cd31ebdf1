"""Blame: which rules an answer breaks, and whether something that is documented forbids it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from contract_tests.oracle.attribution import attributed
from contract_tests.oracle.beside import takes_the_last
from contract_tests.oracle.dead import may_be_read
from contract_tests.oracle.firsts import may_be_newest
from contract_tests.oracle.grouped import is_beyond_the_filled
from contract_tests.oracle.instead import of_the_same
from contract_tests.oracle.lenient import forbids_nothing
from contract_tests.oracle.listing import (
    comes_with_others,
    deletes_nothing,
    is_behind_the_gone,
    is_elsewhere,
    is_past_the_end,
    lists_nothing,
    seeks_the_unknown,
    tells_of_nothing,
    without_consequences,
)
from contract_tests.oracle.nearness import has_more
from contract_tests.oracle.odd import is_extreme, is_odd
from contract_tests.oracle.own_way import gives_way, is_for_good, is_passed_over, is_shown_its_way
from contract_tests.oracle.reading import read
from contract_tests.oracle.related import may_relate_others
from contract_tests.oracle.replacing import taken_in_part
from contract_tests.oracle.seeking import is_found_by_time
from contract_tests.oracle.sizes import is_capped
from contract_tests.oracle.sorting import is_sorted_as_shown
from contract_tests.oracle.tracking import passes_over_elements
from contract_tests.oracle.unasked import beyond_default
from contract_tests.oracle.unnamed import is_among_unnamed, was_there_unseen
from contract_tests.oracle.voided import each_alone, is_silent_on_some, tells_errors, voids_some
from mockserver.engine.admission import sender
from mockserver.engine.difference import Mismatch
from mockserver.engine.message import Request, Response, Violation
from mockserver.engine.outcome import Outcome
from mockserver.engine.state import Put, State
from mockserver.model.api import Api
from mockserver.model.operation import Operation
from mockserver.model.property import Property
from mockserver.model.resource import Resource
from mockserver.model.rule import Inferred

PLAIN = frozenset({"unauthenticated", "forbidden", "not-found", "no-operation"})
"""What every server refuses, whether a rule says so or not."""

ACCESS = frozenset({"unauthenticated", "forbidden"})
"""What is refused before anything that is sent is looked at."""

SAID = frozenset({"enum", "maxLength", "maxItems", "minItems"})
"""The keywords by which a schema alone refuses; in the others servers are often generous."""

USUAL = frozenset({400, 401, 403, 404, 405, 406, 409, 410, 413, 415, 422, 429})
"""The statuses of refusals that many documents do not care to tell."""

MANY = 10
"""Where so many are, a server may want no more of them."""

OVERLOADED = frozenset({503, 507})
"""The statuses beyond 500 that are a refusal, and no failure."""


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
    told = of_the_same(api, state, outcome, response, mismatch.every())
    told = without_consequences(api, state, outcome, response, told)
    several = [_blame(api, state, outcome, request, response, each) for each in told]
    return next((each for each in several if each.certain), several[0])


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
        certain = _is_certain_status(api, state, outcome, request, response, rules)
        open_ = _has_nothing(api, state, outcome) or (not rules and takes_the_last(state, outcome))
        certain = certain and not (refuses(response) and open_)
        if not refuses(response):
            torn = taken_in_part(api, request, response, outcome.refusal)
            rules, certain = (torn or rules), (documented(torn) or certain)
    else:
        if not mismatch.rules and mismatch.about != "open":
            mismatch = attributed(api, state, outcome, mismatch)
        rules = mismatch.rules
        known = mismatch.about not in {"open", "error", "order"}
        known = known and not is_shown_its_way(api, state, request, outcome, mismatch)
        default = beyond_default(api, state, outcome, request, response)
        rules, known = (default, False) if default is not None else (rules, known)
        certain = documented(rules) if rules else known
        if may_be_newest(api, state, outcome, response, mismatch):
            certain = False
        if mismatch.about == "order" and is_sorted_as_shown(api, state, outcome, response):
            certain = False
        voided = voids_some(api, request, response) and not has_more(mismatch)
        voided = voided or is_silent_on_some(api, state, request, response, mismatch)
        open_ = (
            is_among_unnamed(api, state, outcome, mismatch, response.body)
            or is_past_the_end(state, outcome, mismatch)
            or (mismatch.about == "elements" and is_capped(api, state, outcome, response.body))
            or (
                mismatch.about == "elements" and isinstance(mismatch.seen, Mapping)
            )  # see its schema
            or may_relate_others(api, state, outcome, request, response, mismatch.path)
            or gives_way(api, state, outcome, mismatch)
            or is_for_good(api, state, outcome, mismatch)
            or passes_over_elements(api, state, outcome, request, mismatch)
            or is_found_by_time(api, state, outcome, response)
        )
        certain = certain and not (is_odd(api, request) or voided or open_)
    first = (*rules, *sorted(_shaping(api, outcome), key=lambda id_: isinstance(id_, Inferred)))
    failed = response.status >= 500 and not refuses(response)
    failed = failed and not _is_declared(api, outcome, request, response)
    return Blame(
        mismatch=replace(mismatch, rules=rules, others=()),
        rules=tuple(dict.fromkeys(first)),
        certain=certain or failed,
    )


def _has_nothing(api: Api, state: State, outcome: Outcome) -> bool:
    """Say whether a server may have a reason to say that what is asked for is not there."""
    beyond = is_beyond_the_filled(api, state, outcome) or is_behind_the_gone(state, outcome)
    return beyond or seeks_the_unknown(api, state, outcome)


def _is_certain_status(
    api: Api,
    state: State,
    outcome: Outcome,
    request: Request,
    response: Response,
    rules: tuple[str, ...],
) -> bool:
    """Say whether an answer of another kind than what is expected is wrong beyond doubt.

    A server may know faults that the document does not tell, in what is extreme or odd; and the
    status of a refusal counts only if a rule tells it in so many words.
    """
    refusal = outcome.refusal
    refused = refuses(response) or _is_declared(api, outcome, request, response)
    operation = api.operations.get(request.operation or "")
    batch = operation if operation and operation.batch else None
    if batch and refusal and refusal.kind not in ACCESS and not _carries_out(batch, response):
        return False  # of several elements each may have a fault, and how they add up is open
    if batch and refusal and refusal.kind not in ACCESS:
        several = list(each_alone(api, state, request))
        if len(several) > 1 and not all(documented(_shaping(api, each)) for each in several):
            return False  # what was carried out may be what no document refuses
    if refusal and not refused and forbids_nothing(request, refusal):
        return False
    if operation and refusal and refusal.gone and may_be_read(api, operation, response):
        return False
    if operation and operation.may_lack and response.status == 405:
        return False  # it is not there, as the word says
    if refusal and refusal.kind == "not-found" and deletes_nothing(operation, response):
        return False
    unknown = refusal and refusal.kind == "not-found" and not refusal.gone
    if unknown and was_there_unseen(api, state, operation, request, response):
        return False
    if refusal and not refused and refusal.kind in PLAIN:
        ours = refusal.kind == "not-found" or (operation is not None and bool(operation.member))
        unruled = not rules and not (ours and is_elsewhere(api, state, request))
        unruled = unruled and not comes_with_others(api, request)
        unruled = unruled and not lists_nothing(operation, response)
        if refusal.kind in ACCESS and not any(each.documented for each in api.rules.values()):
            return False  # a document without a rule does not tell which credentials there are
        again = operation.rules.get("delete.again", ()) if operation else ()
        gone = refusal.gone and (not again or documented(again))
        return documented(rules) or unruled or gone
    if is_odd(api, request) or (refused and is_extreme(api, request)):
        return False
    if refusal is None:
        full = refused and _may_be_full(api, state, outcome)
        open_ = full or tells_of_nothing(api, outcome, state, response)
        return not open_ and (not rules or documented(rules))
    if refused and refusal.kind == "unauthenticated" and carries_something(api, request):
        return False  # what is told to nobody need not be told to somebody unknown
    if refused and refusal.kind == "forbidden" and _may_nothing(api, request):
        return False  # and who may do nothing at all may be unknown
    if refused:
        return any(tells(api, id_, outcome.status) for id_ in rules)
    said = all(each.keyword in SAID and each.where == "body" for each in refusal.violations)
    said = said and not any(_is_unruled_choice(api, each) for each in refusal.violations)
    said = said and not (operation and is_passed_over(operation, refusal, request, response))
    return documented(rules) if rules else bool(refusal.violations) and said


def _is_unruled_choice(api: Api, violation: Violation) -> bool:
    """Say whether a value is none of an `enum`, where rules are told, and none is about what is
    called so: servers look at what they are about.
    """
    if violation.keyword != "enum" or not api.rules:
        return False
    name = violation.field.split(".")[-1]
    return not any(_rules_choices(each, name) for each in api.resources.values())


def _rules_choices(holder: Resource | Property, name: str) -> bool:
    """Say whether a rule tells the choices of a property of this name, however deep."""
    found = holder.properties.get(name)
    inner = [each.items or each for each in holder.properties.values()]
    return bool(found and "enum" in found.rules) or any(_rules_choices(e, name) for e in inner)


def _may_be_full(api: Api, state: State, outcome: Outcome) -> bool:
    """Say whether something new comes to many, and no document tells how many there may be."""
    for change in outcome.changes:
        entity = change.entity if isinstance(change, Put) else None
        if entity is None or entity.parent is None or state.get(entity.resource, entity.key):
            continue
        siblings = state.children(entity.resource, entity.parent)
        if not api.resources[entity.resource].capacity and len(siblings) >= MANY:
            return True
    return False


def carries_something(api: Api, request: Request) -> bool:
    """Return whether a request has something where a credential is looked for."""
    return any(request.headers.get(each.header) for each in api.schemes.values())


def _may_nothing(api: Api, request: Request) -> bool:
    """Say whether a request comes from somebody who is known to us, and may do nothing."""
    known = sender(api, request.headers)
    return known is not None and not known.grants and not known.member_of


def _is_declared(api: Api, outcome: Outcome, request: Request, response: Response) -> bool:
    """Say whether what has to be refused is refused with a failure that the document declares."""
    operation = api.operations.get(request.operation or "")
    declared = operation is not None and str(response.status) in operation.statuses
    return declared and response.status >= 500 and outcome.refusal is not None


def _carries_out(operation: Operation, response: Response) -> bool:
    """Say whether the answer to a batch shows what has become of it, and no errors."""
    if not 200 <= response.status < 300 or tells_errors(operation, response):
        return False
    return bool(read(operation, response.body).items)


def tells(api: Api, id_: str, status: int) -> bool:
    """Say whether a rule tells the status of a refusal in its sentence."""
    rule = api.rules.get(id_)
    if rule is None or isinstance(id_, Inferred) or str(status) not in rule.says:
        return False
    return not any(each.split(".")[-1] == "status" for each in rule.inferred)


def refuses(response: Response) -> bool:
    """Return whether an answer refuses a request, so that nothing has changed by it."""
    return 400 <= response.status < 500 or response.status in OVERLOADED


def documented(rules: Iterable[str]) -> bool:
    """Return whether one of these ids is that of a rule by a clause that is documented."""
    return any(not isinstance(id_, Inferred) for id_ in rules)


def _shaping(api: Api, outcome: Outcome) -> tuple[str, ...]:
    """Return the rules that shaped an outcome, without those on the form of errors if others
    are left.
    """
    form = api.clauses.get("errors.form", ())
    return tuple(id_ for id_ in outcome.rules if id_ not in form) or outcome.rules
