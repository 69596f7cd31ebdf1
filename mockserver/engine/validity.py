"""Validity: parameters and bodies against the compiled schemas, and their canonical forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mockserver.engine.brackets import gathered
from mockserver.engine.call import Call
from mockserver.engine.clause import keeps
from mockserver.engine.message import (
    File,
    Form,
    Json,
    Malformed,
    Raw,
    Refusal,
    RefusalKind,
    Request,
    TooLarge,
    Violation,
)
from mockserver.engine.part import NoJson, json_of
from mockserver.engine.rules.fetch import Fetched, unreachable
from mockserver.engine.rules.picture import fault, misfits
from mockserver.engine.styles import coerced, otherwise, styled, unstyled
from mockserver.engine.violation import violations
from mockserver.model.api import Credential
from mockserver.model.nothing import NOTHING
from mockserver.model.operation import MediaType, Operation, Parameter
from mockserver.model.property import ABSENT, Property
from mockserver.model.reference import Path
from mockserver.model.template import EACH


def validated(operation: Operation, request: Request, principal: Credential) -> Call | Refusal:
    """Return the call that a request makes, or everything that is wrong with it.

    Faults in the path come before those in the query, and those before the body's.
    """
    values: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}, "cookie": {}}
    wrong: list[Violation] = []
    for parameter in operation.parameters:
        value, faults = parameter_value(parameter, request)
        wrong.extend(faults)
        if value is not ABSENT:
            values[parameter.where][parameter.name] = value
    if wrong:
        wrong.sort(key=lambda each: ("path", "query", "header", "cookie").index(each.where))
        return _invalid(wrong)
    body = _body(operation, request)
    if isinstance(body, Refusal):
        return body
    value, files, schema = body
    return Call(
        operation=operation,
        request=request,
        principal=principal,
        path=values["path"],
        query=values["query"],
        body=value,
        item=NOTHING if operation.batch else _item(operation, schema, value),
        groups=tuple(_groups(operation.item_path, schema, value)) if operation.batch else (),
        files=files,
    )


def _invalid(wrong: list[Violation], kind: RefusalKind = "invalid") -> Refusal:
    rules = dict.fromkeys(id_ for each in wrong for id_ in each.rules)
    return Refusal(kind=kind, violations=tuple(wrong), rules=tuple(rules))


def parameter_value(parameter: Parameter, request: Request) -> tuple[Any, Sequence[Violation]]:
    """Return a parameter's value, its default or ABSENT, and what is wrong with it."""
    schema = parameter.schema
    text = styled(parameter, request) if parameter.style else _text(parameter, request)
    if text is None:
        if schema.required:
            rules = schema.rules.get("required", ())
            return ABSENT, [_missing(parameter.where, schema, rules)]
        return schema.default, ()
    value = coerced(schema, text, parameter.separator)
    if parameter.validator.is_valid(value):
        return _canonical(schema, value), ()
    other = otherwise(schema, value)
    if other is not ABSENT and parameter.validator.is_valid(other):
        return _canonical(schema, other), ()
    if parameter.may_be_empty and text in ("", [""]):
        return schema.default, ()
    return value, tuple(violations(schema, parameter.validator, value, parameter.where))


def _text(parameter: Parameter, request: Request) -> Any:
    """Return the text of a parameter, a list of texts for repeated pairs, None when absent."""
    if parameter.where != "query":
        return unstyled(parameter, request)
    found = [value for name, value in request.query if name == parameter.name]
    if not found:
        return None
    repeated = "array" in parameter.schema.types and not parameter.separator
    return found if repeated else found[-1]


@keeps("canonical.same")
def _canonical(schema: Property, value: Any) -> Any:
    """Return the canonical form; a text that has none stays as it is, and names nothing.

    To JSON Schema 1.0 is an integer; it is kept as one.
    """
    if not schema.normalised:
        return value
    if isinstance(value, float) and value.is_integer() and "integer" in schema.types:
        return int(value)
    if schema.canonical and isinstance(value, str):
        found = schema.canonical(value)
        return value if found is None else found
    if isinstance(value, dict):
        changed = {
            part.name: _canonical(part, value[part.name])
            for part in schema.to_normalise
            if not isinstance(value.get(part.name), int | None)
        }
        return {**value, **changed} if changed else value
    if (
        schema.items
        and isinstance(value, list)
        and (schema.items.canonical or schema.items.properties)
    ):
        return [_canonical(schema.items, each) for each in value]
    return value


def _missing(where: str, schema: Property, rules: tuple[str, ...]) -> Violation:
    message = schema.complaint("required", "This field is required.")
    return Violation(
        where=where, field=schema.name, message=message, keyword="required", rules=rules
    )


Read = tuple[Any, Mapping[str, File], Property | None]


def _body(operation: Operation, request: Request) -> Read | Refusal:
    """Return the body's value, its files and its schema, or why they are refused."""
    body = request.body
    if isinstance(body, TooLarge):
        return Refusal(kind="too-large", message=f"The body has more than {body.limit} bytes.")
    if not operation.body:
        return None, {}, None
    if body is None:
        if not operation.body_required:
            return None, {}, None
        form = next(iter(operation.body.values())).schema
        fields = [each for each in form.properties.values() if each.required]
        wrong = [_missing("body", each, each.rules.get("required", ())) for each in fields]
        return _invalid(wrong or [_missing("body", form, ())])
    media = operation.media_type_of(request.media_type)
    if media is None:
        return Refusal(
            kind="unsupported-media-type",
            message=f"Content-Type is {request.media_type or 'missing'}; "
            f"expected {' or '.join(operation.body)}.",
        )
    if isinstance(body, Malformed):
        return Refusal(kind="malformed", message=body.reason)
    return _read(media, body, request.fetched)


def _read(media: MediaType, body: Json | Form | Raw, fetched: Fetched) -> Read | Refusal:
    schema = media.schema
    files: dict[str, File] = {}
    wrong: list[Violation] = []
    value: Any
    if isinstance(body, Json):
        value = body.value
    elif isinstance(body, Form):
        value, files, wrong = _form(schema, body)
        other = otherwise(schema, value) if not media.validator.is_valid(value) else ABSENT
        value = other if other is not ABSENT and media.validator.is_valid(other) else value
    else:
        value = body.data.decode("utf-8", "replace")
    if not media.validator.is_valid(value):
        blamed = {each.field for each in wrong}
        found = violations(schema, media.validator, value, "body")
        wrong += [each for each in found if each.field not in blamed]
    if wrong:
        return _invalid(wrong)
    if schema.fetching and (unfetched := unreachable(schema, value, fetched)):
        return _invalid(unfetched, "unreachable")
    return _canonical(schema, value), files, schema


def _form(schema: Property, form: Form) -> tuple[dict[str, Any], dict[str, File], list[Violation]]:
    """Return a form's fields as a JSON value (files as their names), its files, what is wrong."""
    files: dict[str, File] = {}
    wrong: list[Violation] = []
    value, fields = gathered(schema, form.fields)
    for name, sent in fields:
        part = schema.properties.get(name)
        if part is not None and name in value and _is_single(part, sent):
            wrong.append(fault(part, "Can be sent only once.", "type"))
        elif part is not None and "object" in part.types:
            try:
                value[name] = json_of(sent)
            except NoJson as error:
                if isinstance(sent, File) or not part.valid(sent):
                    wrong.append(fault(part, f"The part {error}", "type"))
                else:
                    value[name] = sent
        elif isinstance(sent, File):
            if part is not None and not part.binary:
                wrong.append(fault(part, "Must be a text, not a file.", "type"))
            else:
                files[name] = sent
                wrong += misfits(part, sent)
            value[name] = sent.name
        elif part is not None and part.binary:
            wrong.append(fault(part, "Must be a file.", "type"))
            value[name] = sent
        elif part is not None and "array" in part.types:
            value.setdefault(name, []).extend(_entries(part.items, sent))
        else:
            value[name] = coerced(part, sent) if part is not None else sent
    return value, files, wrong


def _entries(items: Property | None, sent: str) -> list[Any]:
    """Return what a field adds to a list; objects are sent as JSON, one by one or all at once."""
    if items is None or "object" not in items.types:
        return [coerced(items, sent) if items else sent]
    try:
        value = json_of(sent)
    except NoJson:
        return [sent]
    return value if isinstance(value, list) else [value]


def _is_single(part: Property, sent: str | File) -> bool:
    """Return whether a part cannot be repeated: of several files, or objects, none is the one
    that is meant. Of several texts the last one is.
    """
    return "array" not in part.types and (isinstance(sent, File) or "object" in part.types)


def _item(operation: Operation, schema: Property | None, body: Any) -> Mapping[str, Any]:
    """Return the representation in a body, without what the request's schema does not declare.

    What is not declared was not judged either, and must not get into the state.
    """
    for name in operation.item_path:
        body = body.get(name) if isinstance(body, dict) else None
        schema = schema.properties.get(name) if schema else None
    return _declared(schema, body) if schema and isinstance(body, dict) else {}


def _groups(path: Path, schema: Property | None, body: Any) -> Iterator[list[Any]]:
    """Yield the innermost lists that a path leads to, as the request's schema declares them."""
    if schema is None or not path:
        return
    name, *rest = path
    if name != EACH:
        inner = body.get(name) if isinstance(body, dict) else None
        yield from _groups(tuple(rest), schema.properties.get(name), inner)
    elif not isinstance(body, list):
        return
    elif EACH in rest:
        for each in body:
            yield from _groups(tuple(rest), schema.items, each)
    else:
        yield [_declared(schema.items, each) if schema.items else each for each in body]


def _declared(schema: Property, value: Any) -> Any:
    """Return a value without undeclared members; where a schema declares none, or has alternatives
    that may, all may stay.
    """
    known = schema.properties
    if isinstance(value, dict) and known:
        inside = schema.nested and any(part.name in value for part in schema.nested)
        if not inside and value.keys() <= known.keys():
            return value
        return {
            name: _declared(known[name], each) if name in known else each
            for name, each in value.items()
            if name in known or schema.branched
        }
    if isinstance(value, list) and schema.items:
        return [_declared(schema.items, each) for each in value]
    return value
