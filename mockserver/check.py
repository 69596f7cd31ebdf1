"""The command `check`: says everything that is wrong with documents, in words to act upon."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import fill
from typing import Any

import click

from mockserver.document import (
    Document,
    DocumentError,
    Problem,
    Unreadable,
    foreign_extensions,
    load,
    problems,
)
from mockserver.model.api import Api
from mockserver.model.compile import compiled
from mockserver.model.compile_checks import warnings
from mockserver.opening import located
from mockserver.standin import StandIn

USABLE, PROBLEMS, UNREADABLE = 0, 1, 2
WIDTH = 96
COLOURS = {"error": "red", "warning": "yellow"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is to be said of one file: its exit code, its problems, and the API if it is usable."""

    code: int
    problems: tuple[Problem, ...]
    api: Api | None = None


def report(texts: Sequence[str], overlays: Sequence[Path], root: Path | None = None) -> int:
    """Print all problems of each document, a file or a folder or an address, and a verdict; return
    the worst exit code.

    0 is usable (warnings allowed), 1 has problems, 2 cannot be read. Nothing raises.
    """
    code = USABLE
    for text in texts:
        finding = examined(text, overlays, root)
        _print(text, finding)
        code = max(code, finding.code)
    return code


def examined(text: str, overlays: Sequence[Path], root: Path | None = None) -> Finding:
    """Return what is wrong with a document after its overlays, errors first, each only once."""
    try:
        where = located(text, root)
        options: dict[str, Any] = {"root": where.root, "name": where.name}
        mended = load(where.path, overlays, mend=True, **options)
        if mended.foreign:
            return _foreign(where.path, options, mended)
        document = load(where.path, overlays, **options)
    except Unreadable as error:
        return Finding(code=UNREADABLE, problems=(error.problem,))
    except DocumentError as error:
        return Finding(code=PROBLEMS, problems=_sorted(error.problems))
    found = [*problems(document), *foreign_extensions(document)]
    api, more = _built(document, any(each.severity == "error" for each in found))
    ordered = _sorted([*found, *more])
    usable = not any(each.severity == "error" for each in ordered)
    return Finding(code=USABLE if usable else PROBLEMS, problems=ordered, api=api)


def _foreign(path: Path, options: Mapping[str, Any], mended: Document) -> Finding:
    """Return what is wrong with a document that was written for others: it is served in spite of
    that, so nothing is worse than a warning.
    """
    try:
        document = load(path, **options)
        found = [*problems(document), *foreign_extensions(document)]
    except DocumentError as error:
        found = [*error.problems]
    found = [each for each in found if not _is_known_better(each, mended)]
    standin = StandIn(mended)
    for operation in standin.api.operations.values():
        if operation.sample is not None:
            operation.sample()  # only making an answer shows that there is none
    again = {(each.found, each.place.line) for each in standin.warnings}  # with what is done of it
    told = [each for each in found if (each.found, each.place.line) not in again]
    told += standin.warnings
    ordered = _sorted([replace(each, severity="warning") for each in told])
    return Finding(code=USABLE, problems=ordered, api=standin.api)


def _is_known_better(problem: Problem, mended: Document) -> bool:
    """Say whether the schemas of OpenAPI complain of what is right: of version 3.2, of which there
    is none yet, and of files that 2.0 answers with.
    """
    pointer = problem.place.pointer or ""
    file = problem.found == '`"file"`' and "/responses/" in pointer
    return file or (mended.version.startswith("3.2") and pointer == "/openapi")


def _built(document: Document, broken: bool) -> tuple[Api | None, Iterable[Problem]]:
    """Compile the document and carry out its fixtures; return the problems met on the way.

    A document that is no valid OpenAPI is only compiled, to learn what its words have.
    """
    try:
        api = compiled(document) if broken else StandIn(document).api
    except DocumentError as error:
        return None, error.problems
    except Exception as error:  # the engine trusts documents that compile
        return None, [_failed(document, error)]
    return api, warnings(document, api)


def _failed(document: Document, error: Exception) -> Problem:
    return Problem(
        place=document.place("#/x-behaviour/fixtures"),
        found=f"fixtures that cannot be carried out ({type(error).__name__}: {error})",
        expected="requests that succeed one after the other",
        remedy="Leave fixtures out until it works, and please report it.",
    )


def _sorted(found: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return errors before warnings, each in the order of the file, one of a kind per place."""
    once: dict[tuple[str, ...], Problem] = {}
    for each in found:
        place = (str(each.place),) if each.place.pointer else (str(each.place), each.found)
        once.setdefault((*place, each.severity), each)
    return tuple(
        sorted(
            once.values(),
            key=lambda each: (each.severity != "error", each.place.file, each.place.line),
        )
    )


def _print(text: str, finding: Finding) -> None:
    for problem in finding.problems:
        click.echo(_block(problem))
    errors = sum(each.severity == "error" for each in finding.problems)
    counts = [_counted(errors, "problem")] if errors else ["usable"]
    if len(finding.problems) > errors:
        counts.append(_counted(len(finding.problems) - errors, "warning"))
    elif not errors:
        counts.append("0 warnings")
    if finding.api is not None and not errors:
        api = finding.api
        sizes = {"operation": api.operations, "resource": api.resources, "rule": api.rules}
        click.echo(", ".join(_counted(len(each), name) for name, each in sizes.items()))
    verdict = "cannot be read" if finding.code == UNREADABLE else ", ".join(counts)
    click.echo(click.style(f"{text}: {verdict}", fg="red" if errors else "green", bold=True))


def _block(problem: Problem) -> str:
    severity = click.style(problem.severity, fg=COLOURS[problem.severity], bold=True)
    lines = [f"{severity} at {click.style(str(problem.place), bold=True)}"]
    for label in ("found", "expected", "remedy"):
        text = " ".join(getattr(problem, label).split())
        lines.append(
            fill(
                _sentence(text) if label == "remedy" else text,
                WIDTH,
                initial_indent=f"  {label:<10}",
                subsequent_indent=" " * 12,
                break_long_words=False,
                break_on_hyphens=False,
            )
        )
    return "\n".join(lines) + "\n"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
