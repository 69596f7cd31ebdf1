"""What to say about an error of a JSON Schema validator: found, expected, remedy."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, NamedTuple

from mockserver.document.place import cut, shown


class Complaint(NamedTuple):
    """One error in words; `key` names the child that it is about, if it is about one."""

    found: str
    expected: str
    remedy: str
    key: str | None = None


_MEANINGS = {
    "ExtraParametersError": (
        "every name in `required` among the `properties`",
        "Define the property, or take its name out of `required`.",
    ),
    "ParameterDuplicateError": (
        "each pair of `name` and `in` once among the parameters",
        "Remove one of the two.",
    ),
    "UnresolvableParameterError": (
        "a parameter with `in: path` for each `{name}` of the path, and no other",
        "Declare the path parameter, or correct its name here or in the path.",
    ),
    "DuplicateOperationIDError": (
        "each `operationId` once in the document",
        "Give one of the operations another `operationId`.",
    ),
}

_COUNTS = {
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minProperties": "at least {} keys",
    "maxProperties": "at most {} keys",
    "minimum": "a number of at least {}",
    "maximum": "a number of at most {}",
    "exclusiveMinimum": "a number greater than {}",
    "exclusiveMaximum": "a number less than {}",
    "multipleOf": "a multiple of {}",
}

_TYPES = {
    "object": "a mapping",
    "array": "a list",
    "string": "a string",
    "boolean": "`true` or `false`",
    "integer": "an integer",
    "number": "a number",
    "null": "null",
}


def complaints(error: Any) -> Iterator[Complaint]:
    """Yield what a jsonschema ValidationError complains about; never dumps the instance."""
    value, instance = error.validator_value, error.instance
    match error.validator:
        case "required":
            yield _missing(error)
        case "additionalProperties" | "unevaluatedProperties":
            yield from _unknown(error)
        case "type":
            kinds = [value] if isinstance(value, str) else value
            expected = " or ".join(_TYPES.get(kind, str(kind)) for kind in kinds)
            yield Complaint(shown(instance), expected, _quoting(kinds, instance))
        case "enum":
            near = _nearest(instance, value)
            yield Complaint(shown(instance), _one_of(value), near or "Use one of these values.")
        case "const":
            yield Complaint(shown(instance), shown(value), "Use exactly this value.")
        case "pattern":
            expected = f"text that matches `{cut(str(value))}`"
            yield Complaint(shown(instance), expected, "Correct the text.")
        case "format":
            yield Complaint(shown(instance), f"a {value}", f"Write it as a {value}.")
        case "uniqueItems":
            yield Complaint("the same item twice", "unique items", "Remove the repeated item.")
        case str() as name if name in _COUNTS:
            yield Complaint(shown(instance), _COUNTS[name].format(value), "Correct the value.")
        case "oneOf" | "anyOf" | "not" | "dependentRequired" | "dependencies":
            yield _alternatives(error)
        case _:
            yield _meaning(error)


def _alternatives(error: Any) -> Complaint:
    inner = list(error.context or ())
    choices = [e for e in inner if e.validator == "enum" and len(e.relative_path) < 2]
    if choices:
        values = list(dict.fromkeys(value for e in choices for value in e.validator_value))
        wrong = choices[0].instance
        remedy = _nearest(wrong, values) or "Use one of these values."
        key = next(iter(choices[0].relative_path), None)
        return Complaint(shown(wrong), _one_of(values), remedy, key)
    names = {name for e in inner if e.validator == "required" for name in e.validator_value}
    kinds = {e.validator_value for e in inner if isinstance(e.validator_value, str)}
    if names:
        expected = "one of " + ", ".join(f"`{name}`" for name in sorted(names))
        return Complaint(shown(error.instance), cut(expected), "Add one of them.")
    if kinds and all(e.validator == "type" for e in inner):
        expected = " or ".join(_TYPES.get(kind, kind) for kind in sorted(kinds))
        return Complaint(shown(error.instance), expected, "Correct the value.")
    return Complaint(
        shown(error.instance),
        f"one of the forms that OpenAPI allows here (`{error.validator}`)",
        "Compare the node with the OpenAPI specification.",
    )


def _missing(error: Any) -> Complaint:
    named = re.match(r"'(.*?)' is a required", error.message)
    key = named[1] if named else ", ".join(map(str, error.validator_value))
    keys = ", ".join(f"`{present}`" for present in error.instance) or "no keys"
    return Complaint(f"no `{key}` among {cut(keys)}", f"`{key}`", f"Add `{key}`.")


def _unknown(error: Any) -> Iterator[Complaint]:
    known = list(error.schema.get("properties", ()))
    patterns = list(error.schema.get("patternProperties", ()))
    for key in error.instance:
        if key in known or any(re.search(pattern, key) for pattern in patterns):
            continue
        if error.validator == "unevaluatedProperties" and repr(key) not in error.message:
            continue
        if known:
            expected = cut("one of " + ", ".join(f"`{name}`" for name in known))
        elif patterns:
            expected = f"a key that matches `{cut(patterns[0])}`"
        else:
            expected = "only the keys that OpenAPI knows here"
        remedy = _nearest(key, known) or "Remove the key, or correct its spelling."
        yield Complaint(f"the unknown key `{cut(key)}`", expected, remedy, key)


def _one_of(values: list[Any]) -> str:
    return cut("one of " + ", ".join(shown(value) for value in values))


def _nearest(text: Any, names: list[Any]) -> str:
    words = [name for name in names if isinstance(name, str)]
    near = get_close_matches(text, words, 1) if isinstance(text, str) else []
    return f"Did you mean `{near[0]}`?" if near else ""


def _quoting(kinds: list[str], instance: Any) -> str:
    if kinds == ["string"] and isinstance(instance, int | float):
        return "Put the value in quotes."
    if instance is None:
        return "Write the value, or remove the key."
    return "Correct the value."


def _meaning(error: Any) -> Complaint:
    expected, remedy = _MEANINGS.get(
        getattr(error, "kind", ""),
        ("what the OpenAPI specification allows", "Compare the node with the specification."),
    )
    message = error.message[:1].lower() + error.message[1:]
    return Complaint(cut(message), expected, remedy)
