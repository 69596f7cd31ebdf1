"""Words: the closed vocabulary under `x-behaviour`, and the check that a document keeps to it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import jsonschema_rs
import yaml

KEY = "x-behaviour"
Site = Literal["root", "schema", "property", "operation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One behaviour word: where it may stand, what it means, and the clauses it has."""

    name: str
    site: Site
    meaning: str
    clauses: Mapping[str, str]
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One thing wrong under `x-behaviour`; `path` leads to it from that key."""

    path: tuple[str | int, ...]
    found: str
    expected: str
    remedy: str


@cache
def vocabulary() -> Mapping[Site, Mapping[str, Word]]:
    """Return all words by site; they are read from `vocabulary.yaml` once."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (Path(__file__).parent / "vocabulary.yaml").read_text(encoding="utf-8")
    sites = yaml.load(text, Loader=loader)
    return {
        site: {
            name: Word(
                name=name,
                site=site,
                meaning=entry["meaning"],
                clauses=entry.get("clauses", {}),
                value=entry["value"],
            )
            for name, entry in words.items()
        }
        for site, words in sites.items()
    }


@cache
def _validator(site: Site, name: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(vocabulary()[site][name].value)


def words_of(sites: tuple[Site, ...]) -> dict[str, Word]:
    """Return the words that may stand at a place which counts as these sites."""
    return {name: word for site in sites for name, word in vocabulary()[site].items()}


def mistakes(value: Any, sites: tuple[Site, ...]) -> Iterator[Mistake]:
    """Yield what is wrong with the value of one `x-behaviour` key.

    `sites` says what the place is; a schema may be both a resource and a property.
    """
    known = words_of(sites)
    if not isinstance(value, dict):
        yield Mistake(
            path=(),
            found=_short(value),
            expected="an object of behaviour words",
            remedy=f"write one of: {', '.join(sorted(known))}",
        )
        return
    for name, content in value.items():
        if name not in known:
            yield _unknown(name, known)
        else:
            yield from _misfits(known[name], content)


def _unknown(name: str, known: Mapping[str, Word]) -> Mistake:
    close = difflib.get_close_matches(name, known, n=1)
    elsewhere = [site for site, words in vocabulary().items() if name in words]
    if elsewhere:
        remedy = f"this word belongs at the {' or '.join(elsewhere)}"
    else:
        remedy = f"did you mean {close[0]!r}?" if close else "remove it or use a known word"
    return Mistake(
        path=(name,),
        found=f"the unknown word {name!r}",
        expected=f"one of: {', '.join(sorted(known))}",
        remedy=remedy,
    )


def _misfits(word: Word, content: Any) -> Iterator[Mistake]:
    for error in _validator(word.site, word.name).iter_errors(content):
        schema = word.value
        for part in error.schema_path[:-1]:
            schema = schema[part]
        path, found = tuple(error.instance_path), _short(error.instance)
        if error.kind.name == "additionalProperties":
            name = error.kind.as_dict()["unexpected"][0]
            path, found = (*path, name), f"the unknown member {name!r}"
        yield Mistake(
            path=(word.name, *path),
            found=found,
            expected=_described(schema),
            remedy=f"{word.name}: {word.meaning} See docs/keywords.md.",
        )


def _described(schema: Mapping[str, Any]) -> str:
    """Return in words what a schema of the vocabulary takes."""
    for several in ("oneOf", "anyOf"):
        if several in schema and "type" not in schema:
            return " or ".join(_described(each) for each in schema[several])
    if "enum" in schema:
        return f"one of: {', '.join(map(str, schema['enum']))}"
    if "const" in schema:
        return f"{str(schema['const']).lower()}, the only value"
    if "required" in schema and "type" not in schema:
        return f"the member {' and '.join(schema['required'])}"
    limits = {name: schema[name] for name in ("minimum", "maximum", "minLength") if name in schema}
    limits |= {"size": "at least 1"} if {"minItems", "minProperties"} & set(schema) else {}
    told = _noun(schema) + "".join(f", {name} {limit}" for name, limit in limits.items())
    if "anyOf" in schema:
        told += f", with {' or '.join(_described(each) for each in schema['anyOf'])}"
    return told


def _noun(schema: Mapping[str, Any]) -> str:
    match schema.get("type"):
        case "object" if "properties" in schema:
            needed = schema.get("required", ())
            names = [
                f"{name} (required)" if name in needed else name for name in schema["properties"]
            ]
            return f"an object of {', '.join(names)}"
        case "object" if "patternProperties" in schema:
            return f"an object whose keys match {next(iter(schema['patternProperties']))}"
        case "object":
            inner = schema.get("additionalProperties")
            of = f" whose values are each {_noun(inner)}" if isinstance(inner, Mapping) else ""
            return f"an object{of}"
        case "array":
            return f"a list of {_noun(schema['items'])}"
        case list(types):
            return f"a {' or '.join(types)}"
        case str(type_):
            return f"{'an' if type_ == 'integer' else 'a'} {type_}"
    return _described(schema) if schema else "any value"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."
