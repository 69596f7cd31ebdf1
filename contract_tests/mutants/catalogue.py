"""The catalogue: all mutants of an API, made from its own model and document."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from zlib import crc32

from contract_tests.mutants import (
    admissions,
    attachments,
    connections,
    entities,
    envelopes,
    flags,
    identities,
    lists,
    processes,
    repetitions,
    siblings,
    versions,
    views,
)
from contract_tests.mutants.answers import answers
from contract_tests.mutants.conditions import CONDITIONS
from contract_tests.mutants.deeds import deeds
from contract_tests.mutants.fault import Condition, Mutant
from contract_tests.mutants.idle import is_kept_out
from contract_tests.mutants.keywords import edited, edits, let_in
from contract_tests.mutants.sites import Site, sites
from contract_tests.mutants.ways import BREAKERS, Way, served_by
from mockserver.document import Document
from mockserver.model.api import Api
from mockserver.model.operation import Operation
from mockserver.model.rule import Inferred

FAMILIES = (
    *(
        admissions,
        attachments,
        connections,
        entities,
        envelopes,
        flags,
        identities,
        lists,
        processes,
    ),
    *(repetitions, siblings, versions, views),
)
"""The modules that have functions which break clauses; importing them is what they are for."""


def catalogue(document: Document, api: Api) -> list[Mutant]:
    """Return all mutants of an API: those of words, of keywords and of deeds, each once; those of
    which the fault may show now and then once more with one condition.
    """
    found: dict[tuple[str, ...], Mutant] = {}
    every = (*_of_words(api), *_of_keywords(document, api), *_of_answers(api), *_of_deeds(api))
    for mutant in every:
        same = (mutant.at, mutant.way, mutant.says, mutant.condition.name)
        known = found.get(same, mutant)
        rules = tuple(dict.fromkeys((*known.rules, *mutant.rules)))
        found[same] = replace(known, rules=rules)
    return list(found.values())


def _of_words(api: Api) -> Iterator[Mutant]:
    for site in sites(api):
        for breaker in BREAKERS.get(site.clause, ()):
            for way in breaker(site):
                yield from _mutants(api, site.clause, site.rules, site.at, way)


def _of_keywords(document: Document, api: Api) -> Iterator[Mutant]:
    rules: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    every = [
        each
        for each in edits(document)
        if (beyond := let_in(document, each)) is None
        or not is_kept_out(document, api, each.cited.at, beyond)
    ]
    for each in every:
        rules[each.cited.at, each.cited.keyword, each.way].append(each.cited.rule)
    for each in every:
        cited = each.cited
        word = cited.keyword.partition(" ")[0]
        at = cited.at.removeprefix("#/").replace("components/schemas/", "").replace("/", ".")
        way = Way(
            name=f"{cited.keyword}: {each.way}",
            says=f"{at}: {cited.keyword}: {each.way}",
            fault=served_by(partial(edited, document, each)),
            stateful=False,
        )
        ids = tuple(dict.fromkeys(rules[cited.at, cited.keyword, each.way]))
        yield from _mutants(api, word, ids, at, way)


def _of_answers(api: Api) -> Iterator[Mutant]:
    for site, way in answers(api):
        yield from _mutants(api, site.clause, site.rules, site.at, way)


def _of_deeds(api: Api) -> Iterator[Mutant]:
    for operation in api.operations.values():
        if operation.resource and operation.action:
            site = Site(
                api=api, clause=operation.action, rules=_about(operation), operation=operation
            )
            for way in deeds(site):
                yield from _mutants(api, f"({operation.action})", site.rules, site.at, way)


def _about(operation: Operation) -> tuple[str, ...]:
    """Return the rules on what an operation does."""
    words = ("create", "update", "delete", "read", "list", "page", "replace-all", "batch")
    found = (
        id_
        for clause, ids in operation.rules.items()
        if clause.partition(".")[0] in words
        for id_ in ids
    )
    return tuple(dict.fromkeys(found))


def _mutants(api: Api, kind: str, rules: tuple[str, ...], at: str, way: Way) -> Iterator[Mutant]:
    rules = rules if way.documented else tuple(Inferred(each) for each in rules)
    always = Mutant(
        api=api.name,
        kind=kind,
        rules=rules,
        way=way.name,
        at=at,
        says=way.says,
        fault=way.fault,
        beyond=way.beyond,
        excuse=way.excuse,
    )
    yield always
    if way.stateful:
        yield replace(always, condition=_condition(always, api, way.never))


def _condition(mutant: Mutant, api: Api, never: str) -> Condition:
    """Return the condition under which a mutant is tried once more: always the same one for it,
    and each for about as many.
    """
    names = mutant.fault.operations or frozenset(api.operations)
    items = [
        each
        for name in names
        if (each := api.operations[name]).action in ("update", "delete", "read") and not each.batch
    ]
    unfit = {never} if len(items) == len(names) else {never, "last"}
    if not any(_grows(api, api.operations[name].resource) for name in names):
        unfit.add("crowd")
    usable = [each for each in CONDITIONS if each.name not in unfit]
    return usable[crc32(mutant.id.encode()) % len(usable)]


def _grows(api: Api, resource: str) -> bool:
    """Say whether there can be more of a resource than there is in the beginning."""
    known = api.resources.get(resource)
    makes = ("create", "upsert", "replace-all")
    return known is not None and (
        any(e.resource == resource and e.action in makes for e in api.operations.values())
        or any(each.tracked and each.tracked.by == resource for each in api.resources.values())
        or any(nest.schema.children == resource for e in api.resources.values() for nest in e.nests)
    )


def sampled(mutants: Iterable[Mutant], number: int, seed: int) -> list[Mutant]:
    """Return a sample: so many, of each kind of rule one before any has two."""
    chance = random.Random(seed)
    kinds: Mapping[str, list[Mutant]] = defaultdict(list)
    for each in mutants:
        kinds[each.kind].append(each)
    for several in kinds.values():
        chance.shuffle(several)
    order = sorted(kinds)
    chance.shuffle(order)
    found: list[Mutant] = []
    while len(found) < number and any(kinds.values()):
        for kind in order:
            if kinds[kind] and len(found) < number:
                found.append(kinds[kind].pop())
    return found
