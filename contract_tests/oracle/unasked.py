"""Unasked: what a list shows to who asks for nothing, of what its filters stand for by default."""

from __future__ import annotations

from typing import Any

from contract_tests.oracle.asked import asked
from contract_tests.oracle.reading import key_of, read
from mockserver.engine.message import Request, Response
from mockserver.engine.outcome import Outcome
from mockserver.engine.paths import value_at
from mockserver.engine.rules.page import page_shown
from mockserver.engine.state import State
from mockserver.model.api import Api
from mockserver.model.operation import Filter, Operation
from mockserver.model.rule import Inferred


def beyond_default(
    api: Api, state: State, outcome: Outcome, request: Request, response: Response
) -> tuple[str, ...] | None:
    """Return the rules on what a filter stands for that the request does not name, if a list shows
    beside some of what was expected just what such a filter leaves out, none where an older version
    is asked; None for any other answer.
    """
    shown = outcome.shown
    resource = api.resources.get(shown.operation.resource) if shown else None
    if shown is None or resource is None or shown.operation.action != "list":
        return None
    unasked = [pair for pair in shown.filters if not _is_said(pair[0], request)]
    if not unasked:
        return None
    items = read(shown.operation, response.body).items
    beyond = [each for each in items if any(_leaves_out(*pair, each) for pair in unasked)]
    expected = {each.key for each in page_shown(state, shown)[0]}
    rest = {key_of(resource, each) for each in items if each not in beyond}
    if not beyond or not rest <= expected:
        return None
    if outcome.version:
        return ()  # what stands for nothing in an older version, only its own pages tell
    several = (_on_default(shown.operation, each) for each, _ in unasked)
    return tuple(dict.fromkeys(id_ for rules in several for id_ in rules))


class Unasked:
    """The lists of a server that have shown what their filters leave out by default: there, nobody
    knows where a page without such a filter begins and ends.
    """

    def __init__(self, api: Api) -> None:
        self._api, self._wide = api, set[str]()

    def excuses(self, state: State, outcome: Outcome, request: Request, response: Response) -> bool:
        """Return whether a list was wider before, where it is asked in the same way, which no
        document forbids; note if it is.
        """
        shown = outcome.shown
        if shown is None or all(_is_said(each, request) for each, _ in shown.filters):
            return False
        was = shown.operation.id in self._wide
        rules = beyond_default(self._api, state, outcome, request, response)
        if rules is not None and all(isinstance(each, Inferred) for each in rules):
            self._wide.add(shown.operation.id)
        return was


def _is_said(each: Filter, request: Request) -> bool:
    """Say whether a request asks for something by a filter; an empty list asks for nothing."""
    return asked(request, each.parameter) not in (None, [])


def _leaves_out(each: Filter, values: tuple[Any, ...], item: Any) -> bool:
    """Say whether an item shows none of the values that a filter accepts."""
    seen = [value_at(item, path) for path in each.paths or ((each.field,),)]
    return all(value not in values for value in seen)


def _on_default(operation: Operation, each: Filter) -> tuple[str, ...]:
    """Return the rules on the default of the parameter of a filter."""
    found = (one.schema for one in operation.parameters if one.name == each.parameter)
    return tuple(id_ for schema in found for id_ in schema.rules.get("default", ()))
