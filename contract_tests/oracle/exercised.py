"""Exercised: rules on the form of what is sent and shown, which no outcome is shaped by."""

from __future__ import annotations

from collections.abc import Iterator

from contract_tests.oracle.reading import read
from mockserver.engine.message import Request, Response
from mockserver.model.api import Api
from mockserver.model.operation import Operation, Parameter
from mockserver.model.property import Property
from mockserver.model.rulebook import KEYWORDS


class Forms:
    """Knows which rules on forms an answer has shown to be kept."""

    def __init__(self, api: Api) -> None:
        self._operations = api.operations
        self._shown: dict[str, dict[str, tuple[str, ...]]] = {
            resource.name: {
                each.name: rules for each in resource.shown if (rules := _on_form(each))
            }
            for resource in api.resources.values()
        }
        self._sent = {
            operation.id: [each for each in operation.parameters if each.schema.rules]
            for operation in api.operations.values()
        }

    def kept(self, request: Request, response: Response) -> Iterator[str]:
        """Yield the ids of the rules that a right answer to a request shows to be kept."""
        operation = self._operations.get(request.operation or "")
        if operation is None or not 200 <= response.status < 300:
            return
        for parameter in self._sent[operation.id]:
            yield from _sent(parameter, request)
        yield from self._of_items(operation, response)

    def _of_items(self, operation: Operation, response: Response) -> Iterator[str]:
        ruled = self._shown.get(operation.resource)
        if not ruled:
            return
        items = read(operation, response.body).items
        for name, rules in ruled.items():
            if any(each.get(name) is not None for each in items):
                yield from rules


def _sent(parameter: Parameter, request: Request) -> Iterator[str]:
    """Yield the rules on a parameter that a request has met: on its default if it was left out,
    else on its limits, and on its forms if it was sent in another one than it is kept in.
    """
    rules, schema = parameter.schema.rules, parameter.schema
    if parameter.where == "path":
        texts = [request.path[parameter.name]] if parameter.name in request.path else []
    elif parameter.where == "query":
        texts = [value for name, value in request.query if name == parameter.name]
    else:
        texts = [request.headers[parameter.name]] if parameter.name in request.headers else []
    if not texts:
        yield from rules.get("default", ())
        return
    for keyword in KEYWORDS - {"default", "status"}:
        yield from rules.get(keyword, ())
    if schema.canonical and any(schema.canonical(each) != each for each in texts):
        yield from rules.get("canonical.same", ())


def _on_form(schema: Property) -> tuple[str, ...]:
    return tuple(id_ for word in sorted(KEYWORDS) for id_ in schema.rules.get(word, ()))
