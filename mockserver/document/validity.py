"""Every problem of a document at once, each with its place and its remedy."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mockserver.document import structure
from mockserver.document.complaints import complaints
from mockserver.document.document import Document
from mockserver.document.place import DocumentError, Problem, cut, shown
from mockserver.document.pointer import below, child

if TYPE_CHECKING:
    from mockserver.document.checks import Located

VERSIONS = ("2.0", "3.0", "3.1")
"""The versions of OpenAPI (Swagger for 2.0) that are understood."""


def problems(document: Document) -> list[Problem]:
    """Return every problem of a document and of the files it refers to, none of them twice.

    The warnings met on loading come first. Never raises on a wrong document.
    """
    unresolved = list(_unresolved(document))
    found = [*document.warnings, *unresolved]
    found += [problem for source in document.folder.read_sources() for problem in source.problems]
    version = _version(document)
    if version is None:
        found.append(_unknown_version(document))
    else:
        found += _checked(document, version, bool(unresolved))
    return list({(p.place, p.found): p for p in found}.values())


def foreign_extensions(document: Document) -> list[Problem]:
    """Return a warning for each extension name that is not `x-behaviour`, with its count."""
    first: dict[str, Problem] = {}
    counts: dict[str, int] = {}
    for pointer, node in structure.objects(document.content):
        for key in node:
            if not key.startswith("x-") or key == structure.EXTENSION:
                continue
            counts[key] = counts.get(key, 0) + 1
            if key not in first:
                first[key] = Problem(
                    place=document.place(child(pointer, key)),
                    found=f"the extension `{cut(key)}`",
                    expected=f"`{structure.EXTENSION}` only",
                    remedy="Leave it if another tool reads it: it has no effect here.",
                    severity="warning",
                )
    return [
        replace(problem, found=f"{problem.found} {counts[key]} time{'s'[: counts[key] > 1]}")
        for key, problem in first.items()
    ]


def _unresolved(document: Document) -> Iterator[Problem]:
    for reference in document.references():
        try:
            document.follow({"$ref": reference.target}, reference.at)
        except DocumentError as error:
            yield from error.problems


def _version(document: Document) -> str | None:
    keyword = "openapi" if "openapi" in document.content else "swagger"
    version = ".".join(document.version.split(".")[:2])
    fits = version in VERSIONS and (version == "2.0") == (keyword == "swagger")
    return version if fits else None


def _unknown_version(document: Document) -> Problem:
    for keyword in ("openapi", "swagger"):
        if keyword in document.content:
            value = document.content[keyword]
            return Problem(
                place=document.place(f"/{keyword}"),
                found=f"`{keyword}` with {shown(value)}",
                expected='`openapi: "3.0.x"`, `openapi: "3.1.x"` or `swagger: "2.0"`',
                remedy="Use a supported version."
                if isinstance(value, str)
                else "Put the version in quotes, with all its parts.",
            )
    return Problem(
        place=document.place(""),
        found="neither `openapi` nor `swagger`",
        expected="the version of OpenAPI at the root",
        remedy="Add `openapi: 3.0.3` if this is an OpenAPI document.",
    )


def _checked(document: Document, version: str, unresolved: bool) -> Iterator[Problem]:
    from mockserver.document import checks

    reported: list[str] = []
    try:
        for error in checks.structural(document.content, version):
            at = below("#", *error.absolute_path)
            reported.append(at)
            yield from _phrased(document, at, error)
    except Exception as error:
        yield _crashed(document, "#", error)
    for located in checks.semantic(document.content, version, document.uri, document.read):
        at = _location(document, located.parts)
        known = any(place == at or place.startswith(f"{at}/") for place in reported)
        if located.crash:
            # What crashed the validator is a problem of its own only if nothing else explains it.
            if not known and not unresolved:
                yield _crashed(document, at, located)
        elif not (known and _of_schema(located)):
            yield from _phrased(document, below(at, *located.path), located)


def _of_schema(error: "Located") -> bool:
    return isinstance(error.validator, str) and error.parts[-1:] != ("default",)


def _phrased(document: Document, at: str, error: Any) -> Iterator[Problem]:
    kind = getattr(error, "kind", "")
    for complaint in complaints(error):
        key = "operationId" if kind == "DuplicateOperationIDError" else complaint.key
        yield Problem(
            place=document.place(at if key is None else below(at, key)),
            found=complaint.found,
            expected=complaint.expected,
            remedy=complaint.remedy,
            # JSON Schema allows `required` to name what `properties` does not.
            severity="warning" if kind == "ExtraParametersError" else "error",
        )


def _crashed(document: Document, at: str, error: Any) -> Problem:
    kind = getattr(error, "kind", "") or type(error).__name__
    return Problem(
        place=document.place(at),
        found=f"something that the validator cannot read ({kind}: {cut(str(error))})",
        expected="what the OpenAPI specification allows",
        remedy="Compare the node, and what it refers to, with the specification.",
    )


def _location(document: Document, parts: tuple[str | int, ...]) -> str:
    node: Any = document.content
    at = "#"
    try:
        for part in parts:
            if isinstance(node, dict):
                node, at = document.follow(node, at)
            node, at = node[part], below(at, part)
        if isinstance(node, dict):
            node, at = document.follow(node, at)
    except (DocumentError, LookupError, TypeError):
        pass
    return at
