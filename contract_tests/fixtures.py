"""Fixtures files: what is known of a server, in the form that `understudy fixtures` prints."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar, NoReturn

import yaml

from contract_tests.access import WrongUsage, sendable
from contract_tests.target import FULL, WrongFixtures
from mockserver.document import Problem, shown
from mockserver.document.pointer import child
from mockserver.document.source import Source, parse
from mockserver.model.api import Api

MEMBERS = ("base-path", "credentials", "known", "unknown", "reset")


class Loader(yaml.SafeLoader):
    """Reads identifiers as they are written: in some YAML 00012345678905 is a number and in some
    it is none, and who wrote a file does not tell.
    """

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}  # type: ignore[misc]


for _tag, _pattern in {
    "int": r"-?(?:0|[1-9][0-9]*)",
    "bool": "true|false",
    "null": "null|~|",
    "merge": "<<",
}.items():
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_pattern})$"), None)


def facts_in(text: str, name: str, api: Api) -> dict[str, Any]:
    """Return what the text of a fixtures file, named so in messages, tells of a server of an API.

    Raises WrongFixtures or Unreadable, saying where what was found and what was expected. No
    message has the value of a credential.
    """
    source = parse(text, name)
    if source.problems:
        raise WrongFixtures("\n".join(str(_unseen(each)) for each in source.problems))
    facts = yaml.load(text, Loader)  # what it can build is what safe_load builds
    if not isinstance(facts, dict):
        _wrong(source, "", shown(facts), "a mapping", "See `understudy fixtures NAME`.")
    for name in facts:
        if name not in MEMBERS:
            _wrong(
                source,
                child("", name),
                f"`{name}`",
                f"one of {', '.join(f'`{each}`' for each in MEMBERS)}",
                "Correct or remove it.",
            )
    for name in ("base-path", "reset"):
        if facts.get(name) is not None and not isinstance(facts[name], str):
            _wrong(source, child("", name), shown(facts[name]), "a text", "Quote or remove it.")
    _check_credentials(source, facts.get("credentials") or {}, api)
    for name in ("known", "unknown"):
        _check_identifiers(source, child("", name), facts.get(name) or {})
    return {name: value for name, value in facts.items() if value is not None}


def _check_credentials(source: Source, credentials: Any, api: Api) -> None:
    at = child("", "credentials")
    remedy = "Map roles to headers, as `understudy fixtures NAME` does."
    if not isinstance(credentials, dict):
        _wrong(source, at, "something else", "a mapping of roles", remedy)
    roles = dict.fromkeys([each.role for each in api.credentials] + [FULL])
    if api.credentials and credentials and not roles.keys() & credentials.keys():
        role = next(iter(credentials))
        expected = f"one of {', '.join(roles)}"
        _wrong(source, child(at, role), f"the role `{role}`", expected, remedy)
    for role, headers in credentials.items():
        where = child(at, role)
        if not isinstance(headers, dict) or not headers:
            _wrong(source, where, "no headers", "a mapping of header names to values", remedy)
        for name, value in headers.items():
            if not isinstance(value, str | int) or isinstance(value, bool):
                _wrong(source, child(where, name), "no text", "the value of a header", "Quote it.")
            try:
                sendable(f"`{name}`", str(value))
            except WrongUsage as error:
                _wrong(source, child(where, name), str(error), "what HTTP can send", "Correct it.")


def _check_identifiers(source: Source, at: str, value: Any) -> None:
    for where, each in _addresses(at, value):
        if not isinstance(each, Mapping):
            _wrong(
                source, where, shown(each), "a mapping of path parameters to identifiers", "Add it."
            )
        for name, identifier in each.items():
            if not isinstance(identifier, str | int) or isinstance(identifier, bool):
                _wrong(
                    source,
                    child(where, name),
                    shown(identifier),
                    "an identifier: a text or a whole number",
                    "Quote it.",
                )


def _addresses(at: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield what stands below labels or in a list, with its place."""
    several = (
        [(child(at, label), each) for label, each in value.items()]
        if isinstance(value, Mapping)
        else [(at, value)]
    )
    for where, each in several:
        if isinstance(each, list):
            yield from ((child(where, number), one) for number, one in enumerate(each))
        else:
            yield where, each


def _unseen(problem: Problem) -> Problem:
    """Return a problem of reading without what was found, which may be a credential."""
    return replace(problem, found="something that YAML 1.2 does not allow here")


def _wrong(source: Source, at: str, found: str, expected: str, remedy: str) -> NoReturn:
    place = source.place(at)
    raise WrongFixtures(str(Problem(place=place, found=found, expected=expected, remedy=remedy)))
