"""Ways of breaking a rule: for each clause of the vocabulary, functions that yield faults."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from contract_tests.mutants.fault import Fault
from contract_tests.mutants.sites import Site
from mockserver.model.api import Api
from mockserver.model.operation import Operation
from mockserver.model.template import Render


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way of breaking a rule: a short name, what is broken as a sentence, and the fault.

    A `stateful` one may also show only now and then, as conditions say. What is not `documented`
    breaks what is only inferred, whatever the rule says besides. It cannot show before there are
    more than `beyond` of something; and `never` under the condition of that name. `excuse` says why
    it may go unnoticed, where it may.
    """

    name: str
    says: str
    fault: Fault
    stateful: bool = True
    documented: bool = True
    beyond: int = 0
    never: str = ""
    excuse: str = ""


Ways = Iterator[Way]
Breaker = Callable[[Site], Ways]

BREAKERS: dict[str, list[Breaker]] = {}
"""The functions that break each clause, filled when the modules are imported and never after."""


def breaks(*clauses: str) -> Callable[[Breaker], Breaker]:
    """Say that the decorated function breaks these clauses, `word.clause` each."""

    def mark(function: Breaker) -> Breaker:
        for clause in clauses:
            BREAKERS.setdefault(clause, []).append(function)
        return function

    return mark


def served_by(make: Callable[[], Api], *operations: str) -> Fault:
    """Return the fault of a server that answers by another API."""
    return Fault(model=make, operations=frozenset(operations))


Variables = dict[str, Any]


def telling(site: Site, change: Callable[[Variables], Variables], *operations: str) -> Fault:
    """Return the fault of answers whose variables (`items`, `item`, `total`, …) are told otherwise
    than they are; of the site's operation, or else of these.
    """
    names = operations or ((site.operation.id,) if site.operation else ())
    api = site.api

    def made() -> Api:
        others = {}
        for name in names:
            operation = api.operations[name]
            if (answer := operation.answer) is not None:
                others[name] = _otherwise(operation, answer, change)
        return _with(api, others)

    return Fault(model=made, operations=frozenset(names), told=True)


def _otherwise(
    operation: Operation, answer: Render, change: Callable[[Variables], Variables]
) -> Operation:
    return replace(operation, answer=lambda scope: answer({**scope, **change(dict(scope))}))


def _with(api: Api, others: dict[str, Operation]) -> Api:
    return replace(api, operations={**api.operations, **others})


def acting(api: Api, resource: str, *actions: str) -> tuple[str, ...]:
    """Return the operations that do these actions to a resource."""
    return tuple(
        each.id
        for each in api.operations.values()
        if each.resource == resource and each.action in actions
    )
