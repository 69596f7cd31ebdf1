"""The command `rules`: every rule of an API, its source, and the code that keeps it."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable
from pathlib import Path
from textwrap import fill
from typing import Any

from mockserver.engine.clause import KEPT
from mockserver.engine.rules.fields import created_fields
from mockserver.engine.rules.position import position_of
from mockserver.engine.validity import parameter_value
from mockserver.model.api import Api
from mockserver.model.rule import Rule
from mockserver.model.rulebook import KEYWORDS
from mockserver.standin import StandIn

WIDTH = 96


def table(standin: StandIn, *, as_json: bool) -> str:
    """Return all rules in natural order (2 before 10), as blocks of text or as JSON.

    Each has its id, sentence, source and page, its place in the document, and the file and line
    of every function that keeps it. Files inside the working directory are relative to it.
    """
    api = standin.api
    rows = [row(api, rule) for rule in sorted(api.rules.values(), key=_natural)]
    if as_json:
        return json.dumps(rows, indent=2, ensure_ascii=False)
    return "\n".join(map(_block, rows)) + f"\n{len(rows)} rules of {standin.api.title}"


def row(api: Api, rule: Rule) -> dict[str, Any]:
    """Return one rule as a JSON object."""
    file, _, line = rule.place.rpartition(":")
    return {
        "id": rule.id,
        "says": rule.says,
        "source": rule.source,
        "see": rule.see,
        "documented": list(rule.documented),
        "inferred": list(rule.inferred),
        "document": f"{_near(file)}:{line}",
        "code": kept_at(api, rule),
    }


def kept_at(api: Api, rule: Rule) -> list[str]:
    """Return where a rule's clauses are kept, as distinct `file:line`."""
    return list(dict.fromkeys(map(_place, keepers(api, rule))))


def keepers(api: Api, rule: Rule) -> list[Callable[..., Any]]:
    """Return the functions that keep a rule's clauses; a clause that nobody keeps has none."""
    found = (
        _answered(api, rule, clause) or keeper(clause)
        for clause in (*rule.documented, *rule.inferred)
    )
    return list(dict.fromkeys(each for each in found if each is not None))


def _answered(api: Api, rule: Rule, clause: str) -> Callable[..., Any] | None:
    """Return what keeps a keyword of something that requests are not judged by: what only
    servers make is right by being made, and parameters have their defaults from elsewhere.
    """
    part, _, rest = clause.partition(".")
    name, _, keyword = rest.rpartition(".")
    if part == "parameters" and keyword == "default":
        return parameter_value
    for resource in api.resources.values() if part == "properties" else ():
        schema = resource.properties.get(name)
        if (
            schema is None
            or keyword not in KEYWORDS
            or rule.id not in schema.rules.get(keyword, ())
        ):
            continue
        if name == resource.position:
            return position_of
        if schema.read_only:
            return created_fields
    return None


def keeper(clause: str) -> Callable[..., Any] | None:
    """Return the function that keeps a cited clause such as `properties.id.made-by.once`.

    Its last two parts are `word.clause`, or else its last is a keyword of the schema.
    """
    parts = clause.split(".")
    return KEPT.get(".".join(parts[-2:])) or KEPT.get(parts[-1])


def _place(function: Callable[..., Any]) -> str:
    lines, first = inspect.getsourcelines(function)
    below = next(index for index, line in enumerate(lines) if line.lstrip().startswith("def "))
    return f"{_near(function.__code__.co_filename)}:{first + below}"


def _near(file: str) -> str:
    path = Path(file).resolve()
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else file


def _natural(rule: Rule) -> list[Any]:
    return [(part.isdigit(), int(part) if part.isdigit() else part) for part in _parts(rule.id)]


def _parts(id_: str) -> list[str]:
    return [part for part in re.split(r"(\d+)", id_) if part]


def _block(rule: dict[str, Any]) -> str:
    heading = f"{rule['id']}  {rule['says']}"
    indent = " " * (len(rule["id"]) + 2)
    lines = [fill(heading, WIDTH, subsequent_indent=indent, break_on_hyphens=False)]
    source = rule["source"] + (f", see {rule['see']}" if rule["see"] else "")
    code = f"\n{indent}          ".join(rule["code"]) or "(nowhere)"
    for label, text in (("source", source), ("document", rule["document"]), ("code", code)):
        lines.append(f"{indent}{label:<9} {text}")
    return "\n".join(lines) + "\n"
