"""Demands: what a server may want of a thing before it changes it, as no document tells."""

from __future__ import annotations

from collections.abc import Mapping

from contract_tests.oracle.steps import lacks_room
from contract_tests.oracle.tracking import may_lack
from mockserver.engine.message import File, Form, Request
from mockserver.engine.outcome import Outcome
from mockserver.engine.paths import value_at
from mockserver.engine.state import Drop, Key, Put, State
from mockserver.engine.transition import applied
from mockserver.model.api import Api


def may_demand_more(api: Api, state: State, outcome: Outcome, request: Request) -> bool:
    """Say whether a server may refuse a request for what it lacks, or for what has become of the
    thing that it is about, although no document tells.
    """
    return (
        may_lack(api, state, outcome, request)
        or lacks_room(api, state, outcome)
        or _lacks_its_file(api, state, outcome, request)
        or _has_no_parts(api, state, outcome)
    )


def _lacks_its_file(api: Api, state: State, outcome: Outcome, request: Request) -> bool:
    """Say whether something new has the part that shows where its file is, and no file is sent: a
    server may make such things of files only.
    """
    if isinstance(request.body, Form) and any(isinstance(v, File) for _, v in request.body.fields):
        return False
    for change in outcome.changes:
        entity = change.entity if isinstance(change, Put) else None
        if entity is None or (entity.resource, entity.key) in state.entities:
            continue
        for schema in api.resources[entity.resource].kept:
            inner = schema.properties.values()
            if schema.name in entity.fields and any(each.made_by == "url" for each in inner):
                return True
    return False


def _has_no_parts(api: Api, state: State, outcome: Outcome) -> bool:
    """Say whether something is changed that has lost all the things that are sent inside of it, or
    would lose the last one: a server may want at least one.
    """
    if not outcome.changes:
        return False
    after = applied(api, state, outcome.changes, outcome.serial)
    shown = outcome.shown
    about = [(shown.operation.resource, shown.key)] if shown else []
    for change in outcome.changes:
        what = change if isinstance(change, Drop) else change.entity
        if (entity := state.get(what.resource, what.key)) and (
            above := api.resources[entity.resource].parent
        ):
            about.append((above, entity.parent))
    return any(_lacks_parts(api, state, after, *each) for each in dict.fromkeys(about))


def _lacks_parts(api: Api, state: State, after: State, name: str, key: Key) -> bool:
    """Say whether something that is still there has no things inside of it any more."""
    if state.get(name, key) is None or (known := after.get(name, key)) is None:
        return False
    resource = api.resources[name]
    return any(
        isinstance(value_at(known.fields, nest.path[:-1]), Mapping)
        and nest.schema.children in (name, *resource.encloses)
        and not after.children(nest.schema.children, key)
        for nest in resource.nests
    )
