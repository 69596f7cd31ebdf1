"""Broken rules of what is attached to something when it is created."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from contract_tests.mutants.effects import (
    altering,
    as_if,
    doing_more,
    every,
    forgetting,
    former,
    is_target,
    where_refused,
)
from contract_tests.mutants.fault import Scene
from contract_tests.mutants.sites import Site, operation_of, with_operation
from contract_tests.mutants.ways import Way, Ways, breaks, served_by
from mockserver.engine.outcome import Outcome
from mockserver.engine.paths import value_at, with_value
from mockserver.engine.state import Change, Put
from mockserver.model.operation import Attach

WAYS = {
    "append": ("first", "turned", "alone"),
    "first": ("last", "second"),
    "behind": ("turned", "alone"),
}


@breaks("attach.append", "attach.first", "attach.behind")
def put_elsewhere(site: Site) -> Ways:
    """A new one goes somewhere else in its holder's list."""
    clause = site.clause.partition(".")[2]
    for how in WAYS[clause]:
        yield Way(
            name=how,
            says=f"{clause}: the new one is put {how} in the list",
            fault=altering(partial(_relisted, _attach(site), how), operation_of(site).id),
        )
    if clause == "append":
        yield Way(
            name="forgotten",
            says="nothing is attached",
            fault=forgetting(
                lambda scene, change: former(scene, change) is not None, operation_of(site).id
            ),
        )


def _attach(site: Site) -> Attach:
    word = operation_of(site).attach
    assert word is not None
    return word


def _relisted(word: Attach, how: str, scene: Scene, right: Outcome, put: Put) -> Change:
    """Return the change of a holder with the new one elsewhere in its lists."""
    if is_target(right, put) or right.shown is None or put.entity.resource != word.holder:
        return put
    fields, key = put.entity.fields, right.shown.key
    for path in word.within:
        keys = value_at(fields, path)
        if not isinstance(keys, list) or key not in keys:
            continue
        others = [each for each in keys if each != key]
        first = keys[0] == key
        turned = {
            "last": [*others, key],
            "first": [key, *others],
            "alone": [key],
            "turned": [key, *others[::-1]] if first else [*others[::-1], key],
            "second": [*others[:1], key, *others[1:]] if first else keys,
        }[how]
        fields = with_value(fields, path, turned)
    return Put(replace(put.entity, fields=fields))


@breaks("attach.early")
def early_otherwise(site: Site) -> Ways:
    """Older versions attach as newer ones, or up to another day."""
    operation, word = operation_of(site), _attach(site)
    for title, date in (("never", ""), ("always", "2099-01-01")):
        other = replace(word, first_before=date)
        yield Way(
            name=title,
            says=f"older versions put a new one first: {title}",
            fault=served_by(partial(with_operation, site.api, operation, attach=other)),
        )


@breaks("attach.none")
def attached_somewhere(site: Site) -> Ways:
    """What is for nobody is attached to somebody."""
    word = _attach(site)

    def somewhere(scene: Scene, right: Outcome) -> Iterator[Change]:
        if right.shown is None or any(not is_target(right, each) for each in right.changes):
            return
        for each in every(scene.state, word.holder):
            for path in word.within:
                keys = value_at(each.fields, path)
                if isinstance(keys, list):
                    fields = with_value(each.fields, path, [*keys, right.shown.key])
                    yield Put(replace(each, fields=fields))
                    return

    yield Way(
        name="to the first",
        says="what is for nobody is attached to the first that can have it",
        fault=doing_more(somewhere, operation_of(site).id),
    )


@breaks("attach.unknown", "attach.unfit")
def attached_anyway(site: Site) -> Ways:
    """A new one is created without the holder that it names."""
    operation = operation_of(site)
    kind = "not-found" if site.clause == "attach.unknown" else "invalid"

    def created(scene: Scene, right: Outcome) -> Outcome:
        return as_if(scene, operation, attach=None)

    yield Way(
        name="created anyway",
        says="what names a holder that it cannot have is created without one",
        fault=where_refused(kind, created, operation.id),
    )
