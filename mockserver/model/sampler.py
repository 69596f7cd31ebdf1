"""Samples: answers that the document allows, for operations of which it says no more."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import jsonschema_rs
import orjson

from mockserver.document import DocumentError, below
from mockserver.model.compile_answers import Success
from mockserver.model.compile_schema import ANYTHING, SchemaCompiler
from mockserver.model.later import Later
from mockserver.model.operation import Validator
from mockserver.model.sample import Sample
from mockserver.model.sample_bodies import written
from mockserver.model.sample_values import Choices, Maker, Where
from mockserver.model.sample_xml import xml_of
from mockserver.model.schema import Direction

ATTEMPTS = 24
BODILESS = frozenset({101, 204, 205, 304})
OWN_HEADERS = frozenset({"content-type", "content-length", "transfer-encoding", "connection"})


class Sampler:
    """Makes samples of one document. Equal seeds make equal samples."""

    def __init__(self, schemas: SchemaCompiler, seed: int = 0) -> None:
        self._schemas, self._document, self._seed = schemas, schemas.document, seed
        self._values: dict[tuple[str, str], Any] = {}
        self._judges: dict[tuple[str, Direction], Validator] = {}

    def sampler(self, id_: str, method: str, success: Success) -> Callable[[], Sample]:
        """Return the function that returns the sample of an operation, made when first asked."""
        made: list[Sample] = []

        def sample() -> Sample:
            if not made:
                made.append(self._tried(id_, method, success, _as_it_is))
            return made[0]

        return sample

    def worded(
        self, id_: str, method: str, answer: Success
    ) -> Callable[[Callable[[Any], Iterator[Any]]], Sample]:
        """Return the function that returns the sample of an answer in other words: with the first
        of those that its argument yields for the sample's JSON value that the schema accepts.
        """
        return lambda reworded: self._tried(id_, method, answer, reworded)

    def rendered(
        self, id_: str, method: str, answer: Success, name: str, given: Sequence[Any] = ()
    ) -> Sample:
        """Return the sample of an answer, written in the media type `name`, which its own means; it
        shows the first of the JSON values that are given if that may be told so.
        """
        return self._tried(id_, method, answer, _as_it_is, name, given)

    def _tried(
        self,
        id_: str,
        method: str,
        answer: Success,
        reworded: Callable[[Any], Iterator[Any]],
        name: str = "",
        given: Sequence[Any] = (),
    ) -> Sample:
        try:
            return self._sample(id_, method, answer, reworded, name, given)
        except Exception as error:  # it must not be a failure of the server
            self._schemas.book.doubt(
                answer.at,
                f"an answer that cannot be made ({type(error).__name__}: {error})",
                "a schema that accepts something",
                "the answer is empty",
            )
            return Sample()

    def value(self, node: Any, at: str, key: str = "", examples: Sequence[Any] = ()) -> Any:
        """Return a JSON value that the schema at `at` accepts in an answer.

        The first of the examples that fits is it, else one is made; what is wrong with it is
        mended as far as possible. Equal keys have equal values.
        """
        candidates = [each for each in examples if _is_sendable(each)]
        best: tuple[int, Any] = (1_000_000, None)
        sides: tuple[Direction, Direction] = ("sample", "response")
        for side in sides:
            judge = self._judge(at, side)
            for each in candidates:
                if judge.is_valid(each):
                    return each
            wrong, value = self._made(node, at, key, judge)
            if not wrong:
                return value
            best = min(best, (wrong, value), key=lambda each: each[0])
        self._schemas.book.doubt(
            at,
            "a schema for which no value was found",
            "a schema that accepts something",
            "answers are only nearly what it wants",
        )
        return best[1]

    def _judge(self, at: str, side: Direction) -> Validator:
        """Return what judges values by the schema at `at`; all fit one that cannot be compiled."""
        if (at, side) not in self._judges:
            schemas = self._schemas.schemas
            self._judges[at, side] = Later(
                lambda: _anyhow(schemas.validator, at, side),
                lambda: _anyhow(schemas.plain, at, side),
            )
        return self._judges[at, side]

    def _chance(self, key: str) -> random.Random:
        return random.Random(f"{self._seed} {key}")

    def _made(self, node: Any, at: str, key: str, judge: Validator) -> tuple[int, Any]:
        """Return a value made from a schema, with how much of it is wrong."""
        choices, chance = Choices(), self._chance(key)
        best: tuple[int, Any] = (1_000_000, None)
        for _ in range(ATTEMPTS):
            maker = Maker(self._document, chance, choices)
            value = maker.value([(node, at)])
            if not _is_sendable(value):
                choices.bare = choices.plain >= maker.taken  # it is no example's fault
                choices.plain |= maker.taken
                continue
            if judge.is_valid(value):
                return 0, value
            wrong = list(judge.iter_errors(value))
            if len(wrong) < best[0]:
                best = (len(wrong), value)
            for error in wrong[:20]:
                _learn(maker, choices, error)
        return best

    def _sample(
        self,
        id_: str,
        method: str,
        success: Success,
        reworded: Callable[[Any], Iterator[Any]],
        name: str,
        given: Sequence[Any],
    ) -> Sample:
        headers = tuple(self._headers(id_, success))
        if success.media_type is None or method == "head" or success.status in BODILESS:
            return Sample(headers=headers)
        media = success.response["content"][success.media_type]
        at = below(success.at, "content", success.media_type)
        examples = list(self._examples(media, at))
        schema = media.get("schema", media.get("itemSchema"))
        where = f"{at}/schema" if "schema" in media else f"{at}/itemSchema"
        name = name or success.media_type
        shape = self._followed(schema, where)
        xml = partial(xml_of, self._document, schema=schema, at=where)
        if given and self._may_tell(given[0], schema, shape, where, name):
            return written(name, lambda: given[0], [], shape, headers, xml)

        def value() -> Any:
            if schema is None:
                found = examples[0] if examples else {}
                return next(reworded(found), found)
            found = self._kept(schema, where, id_, examples)
            return next((each for each in reworded(found) if self.fits(each, where)), found)

        return written(name, value, examples, shape, headers, xml)

    def _may_tell(
        self, value: Any, schema: Any, shape: Mapping[str, Any], at: str, name: str
    ) -> bool:
        """Return whether an answer in a media type may show a value: a mere text is one of it."""
        if schema is None or self.fits(value, at):
            return True
        return "json" not in name and shape.get("type") == "string" and "format" not in shape

    def _kept(self, schema: Any, at: str, key: str, examples: Sequence[Any]) -> Any:
        """Return the value for a key, which is made once."""
        if (at, key) not in self._values:
            self._values[at, key] = self.value(schema, at, key, examples)
        return self._values[at, key]

    def fits(self, value: Any, at: str) -> bool:
        """Return whether an answer may have a value where the schema at `at` stands."""
        return self._judge(at, "response").is_valid(value)

    def _followed(self, schema: Any, at: str) -> Mapping[str, Any]:
        try:
            return self._document.follow(schema, at)[0] if isinstance(schema, Mapping) else {}
        except DocumentError:
            return {}

    def _examples(self, media: Mapping[str, Any], at: str) -> Iterator[Any]:
        if "example" in media:
            yield media["example"]
        examples = media.get("examples")
        for name, each in examples.items() if isinstance(examples, Mapping) else ():
            try:
                found = self._document.follow(each, below(at, "examples", name))[0]
            except (DocumentError, TypeError):
                continue
            if isinstance(found, Mapping) and ("value" in found or "dataValue" in found):
                yield found.get("value", found.get("dataValue"))

    def _headers(self, id_: str, success: Success) -> Iterator[tuple[str, str]]:
        """Yield the headers that the answer must have, and where a redirection leads."""
        named = success.response.get("headers", {})
        for name, node in named.items():
            try:
                header, at = self._document.follow(node, below(success.at, "headers", name))
            except DocumentError:
                continue
            leads = name.lower() == "location" and success.status // 100 in (2, 3)
            if name.lower() in OWN_HEADERS or not (header.get("required") is True or leads):
                continue
            value, schema, where = header.get("example"), header.get("schema"), f"{at}/schema"
            media = next(iter(header.get("content", {})), None)
            if media is not None:
                schema = header["content"][media].get("schema")
                where = below(at, "content", media, "schema")
            if value is None and schema is not None:
                value = self.value(schema, where, f"{id_} {name}")
            yield name, _in_header(value, whole=media is not None)
        if success.status // 100 == 3 and "location" not in map(str.lower, named):
            yield "Location", "/"


def _anyhow(make: Callable[[str, Direction], Validator], at: str, side: Direction) -> Validator:
    """Return the validator that is made, or one that accepts all."""
    try:
        return make(at, side)
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError):
        return ANYTHING


def _as_it_is(value: Any) -> Iterator[Any]:
    """Yield no other words."""
    yield from ()


def _learn(maker: Maker, choices: Choices, error: Any) -> None:
    """Decide otherwise, at the nearest place where something could have been chosen otherwise."""
    path: Where = tuple(error.instance_path)
    if error.kind.name in ("additionalProperties", "unevaluatedProperties"):
        for name in error.kind.unexpected:
            _decide(maker, choices, (*path, name))
        return
    _decide(maker, choices, path)


def _decide(maker: Maker, choices: Choices, path: Where) -> None:
    above = [path[:length] for length in range(len(path), -1, -1)]
    for place in above:
        if place in maker.taken and place not in choices.plain:
            choices.plain.add(place)
            return
    for place in above:
        for fork, ways in maker.forks.items():
            if fork[0] == place and choices.branches.get(fork, 0) + 1 < ways:
                choices.branches[fork] = choices.branches.get(fork, 0) + 1
                return
    for place in above:
        if place in maker.optional:
            choices.omitted.add(place)
            return
    choices.plain.add(path)
    choices.bare = True


def _is_sendable(value: Any) -> bool:
    try:
        orjson.dumps(value)
    except TypeError:
        return False
    return True


def _in_header(value: Any, *, whole: bool = False) -> str:
    """Return a value in the style of headers, `whole` as JSON."""
    if isinstance(value, list) and not whole:
        return ",".join(map(_in_header, value))
    if isinstance(value, Mapping) and not whole:
        return ",".join(f"{key},{_in_header(each)}" for key, each in value.items())
    if isinstance(value, bool) or value is None:
        return str(value).lower() if value is not None else ""
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return " ".join(text.encode("ascii", "replace").decode().split())
