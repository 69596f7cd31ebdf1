"""openapi-spec-validator, made to report every error with its location and to survive its crashes.

Importing this module is slow: only validation does it.
"""

from collections.abc import Callable, Iterator
from typing import Any

from jsonschema.exceptions import (  # type: ignore[import-untyped]
    ValidationError,
    best_match,
)
from jsonschema_path import SchemaPath
from openapi_spec_validator import (
    OpenAPIV2SpecValidator,
    OpenAPIV30SpecValidator,
    OpenAPIV31SpecValidator,
)
from openapi_spec_validator.schemas.backend.jsonschema import create_validator
from openapi_spec_validator.schemas.utils import get_schema_content
from openapi_spec_validator.validation.exceptions import OpenAPIValidationError
from openapi_spec_validator.validation.registries import KeywordValidatorRegistry
from referencing import Specification

Parts = tuple[str | int, ...]

_VALIDATORS: dict[str, Any] = {
    "2.0": OpenAPIV2SpecValidator,
    "3.0": OpenAPIV30SpecValidator,
    "3.1": OpenAPIV31SpecValidator,
}


class Located(OpenAPIValidationError):
    """An error of the document's meaning: `parts` lead to it, through the references on the way.

    `kind` is the name of the original exception; `crash` tells that the validator itself failed.
    """

    parts: Parts = ()
    kind: str = ""
    crash: bool = False


def structural(content: dict[str, Any], version: str) -> Iterator[ValidationError]:
    """Yield what contradicts the schema of a version (`2.0`, `3.0`, `3.1`), noise removed."""
    schema = dict(get_schema_content(version))
    found = [
        reason
        for error in create_validator(schema).iter_errors(content)
        for reason in reasons(error)
    ]
    failing = [list(error.absolute_path) for error in found if not _unevaluated(error)]
    vocabulary = set(_vocabulary(schema))
    for error in found:
        path = list(error.absolute_path)
        if _unevaluated(error) and any(other[: len(path)] == path for other in failing):
            # A form that fails evaluates nothing, so that its own keys count as unevaluated too:
            # in such a node only the keys that OpenAPI has nowhere are certainly wrong.
            strange = [key for key in error.instance if key not in vocabulary]
            strange = [key for key in strange if repr(key) in error.message]
            if not strange:
                continue
            error.message = ", ".join(map(repr, strange))
        yield error


def _vocabulary(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        properties = schema.get("properties")
        yield from properties if isinstance(properties, dict) else ()
        for inner in schema.values():
            yield from _vocabulary(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _vocabulary(inner)


def reasons(error: ValidationError) -> Iterator[ValidationError]:
    """Yield the errors of the branch that an `anyOf` or `oneOf` was probably meant to take."""
    branches: dict[Any, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.relative_schema_path[0], []).append(inner)
    meant = {key: errors for key, errors in branches.items() if not any(map(_other_kind, errors))}
    if len(meant) == 1:
        for inner in next(iter(meant.values())):
            yield from reasons(inner)
    elif branches:
        yield best_match(iter([error])) or error
    else:
        yield error


def _other_kind(error: ValidationError) -> bool:
    if error.validator == "required":
        return bool(error.validator_value == ["$ref"])
    return error.validator in {"enum", "const"} and len(error.relative_path) == 1


def _unevaluated(error: ValidationError) -> bool:
    return bool(error.validator == "unevaluatedProperties")


def semantic(
    content: dict[str, Any], version: str, uri: str, read: Callable[[str], Any]
) -> Iterator[Located]:
    """Yield what the validator finds beyond the schema; `read` returns the content at a URI."""
    validators = {
        name: _locating(name, validator)
        for name, validator in _VALIDATORS[version].keyword_validators.items()
    }
    path = SchemaPath.from_dict(
        content,
        specification=Specification.OPAQUE,
        base_uri=uri,
        handlers=_Handlers(read),
    )
    root: Any = KeywordValidatorRegistry(validators)["__root__"]
    yield from root(path)


class _Handlers(dict[str, Callable[[str], Any]]):
    """Gives every URI scheme to one reader, so that nothing is ever fetched."""

    def __init__(self, read: Callable[[str], Any]) -> None:
        super().__init__()
        self._read = read

    def __contains__(self, scheme: object) -> bool:
        return True

    def __getitem__(self, scheme: str) -> Callable[[str], Any]:
        return self._read


def _locating(name: str, validator: Any) -> Any:
    """Return the validator with its errors located and its crashes turned into errors."""

    def call(self: Any, *args: Any, **kwargs: Any) -> Iterator[Located]:
        path = next(arg for arg in args if isinstance(arg, SchemaPath))
        parts: Parts = (*path.parts, *(("default",) if name == "default" else ()))
        try:
            for error in validator.__call__(self, *args, **kwargs):
                if isinstance(error, Located):
                    yield error
                else:
                    for every in _every(self, error, path) if name == "schema" else (error,):
                        yield _located(every, parts, type(error).__name__)
        except Exception as error:
            crash = _located(OpenAPIValidationError(str(error)), parts, type(error).__name__)
            crash.crash = True
            yield crash

    return type(f"Locating{validator.__name__}", (validator,), {"__call__": call})


def _every(validator: Any, error: ValidationError, path: SchemaPath) -> Iterator[ValidationError]:
    # The check against the meta-schema stops at its best error; 3.1 has no other check.
    if isinstance(error.validator, str) and hasattr(validator, "_get_schema_dialect_id"):
        value = path.read_value()
        dialect = validator._get_schema_dialect_id(path, value)
        checker = validator._get_validator_class_for_dialect(dialect)
        for found in checker(checker.META_SCHEMA).iter_errors(value):
            yield from reasons(found)
    else:
        yield error


def _located(error: ValidationError, parts: Parts, kind: str) -> Located:
    located: Located = Located.create_from(error)
    located.parts, located.kind = parts, kind
    return located
