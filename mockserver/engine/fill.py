"""Filling: the stand-in chooses an outcome's values and carries it out."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import md5
from typing import Any
from urllib.parse import quote
from uuid import UUID

import shortuuid

from mockserver.engine.hole import Hole, resolved
from mockserver.engine.message import File, Response
from mockserver.engine.outcome import Outcome
from mockserver.engine.refuse import error_body, reason
from mockserver.engine.rules.dated import as_of
from mockserver.engine.rules.identity import fresh
from mockserver.engine.state import Answer, Entity, Put, State
from mockserver.engine.transition import applied
from mockserver.engine.view import body_of
from mockserver.model.api import Api
from mockserver.model.frozen import frozen
from mockserver.model.property import ABSENT, Property
from mockserver.pictures import extension

ASSETS = "_assets"
"""The path segment below an API's address under which its pictures are served."""


@dataclass(slots=True, kw_only=True)
class Chance:
    """Where the stand-in's values come from: random numbers, the time, the own address.

    `random` advances as values are drawn; `now` is in UTC and the same for a whole request;
    `origin` is `http://host:port/prefix` without a slash at the end.
    """

    random: random.Random
    now: datetime
    origin: str = ""
    _told: dict[str, str] = field(default_factory=dict)

    def uuid(self) -> str:
        """Return a random (version 4) UUID, hyphenated."""
        return uuid_of(self.random.getrandbits(128))

    def time(self, precision: str = "microseconds") -> str:
        """Return the time as RFC 3339, to seconds, milliseconds or microseconds."""
        told = self._told.get(precision)
        if told is None:  # a time without a zone is told in a third of the time
            told = f"{self.now.replace(tzinfo=None).isoformat(timespec=precision)}Z"
            self._told[precision] = told
        return told

    def milliseconds(self) -> int:
        """Return the time as the whole milliseconds since 1970."""
        return (self.now - EPOCH) // timedelta(milliseconds=1)


def uuid_of(bits: int) -> str:
    """Return the version 4 UUID made of 122 of 128 bits; the class UUID takes longer to say it."""
    text = f"{bits & ~FIXED_BITS | VERSION_4:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LETTERS_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
TOKEN_LENGTH = 24
PLAIN = re.compile(r"[A-Za-z0-9_-]+")
FIXED_BITS = 0xF000 << 64 | 0xC000 << 48
VERSION_4 = 0x4000 << 64 | 0x8000 << 48


@frozen()
class Filled:
    """A request that was carried out: what is answered and the state after it."""

    response: Response
    state: State
    values: Mapping[Hole, Any]


def fill(api: Api, state: State, outcome: Outcome, chance: Chance) -> Filled:
    """Return the response and the state of an outcome whose holes `chance` fills."""
    if outcome.refusal is not None:
        return Filled(response=_error(api, outcome), state=state, values={})
    if outcome.repeats is not None:
        return Filled(response=outcome.repeats, state=state, values={})
    values: dict[Hole, Any] = {}
    changes, named = [], False
    for change in outcome.changes:
        if isinstance(change, Put):
            entity = change.entity
            if entity.deep and not named:
                named = _name_all(api, state, outcome, values, chance)
            if isinstance(entity.key, Hole) and entity.key not in values:
                values[entity.key] = _fresh_key(api, state, entity, entity.key, values, chance)
            change = Put(_filled(entity, values, chance), change.dead)
        changes.append(change)
    if outcome.shown is not None and outcome.shown.now is not None:
        values[outcome.shown.now] = chance.time("milliseconds")
    after = applied(api, state, changes, outcome.serial) if changes else state
    response = answer(api, after, outcome, values)
    return Filled(response=response, state=kept(after, outcome, response), values=values)


def _name_all(
    api: Api, state: State, outcome: Outcome, values: dict[Hole, Any], chance: Chance
) -> bool:
    """Choose all identifiers: what is stored first may refer to what is stored later."""
    for change in outcome.changes:
        entity = change.entity if isinstance(change, Put) else None
        if entity is not None and isinstance(entity.key, Hole) and entity.key not in values:
            values[entity.key] = _fresh_key(api, state, entity, entity.key, values, chance)
    return True


def kept(state: State, outcome: Outcome, response: Response) -> State:
    """Return the state that also knows the answer, if it is to be remembered."""
    if outcome.remember is None:
        return state
    key, request = outcome.remember
    known = Answer(request=request, response=response)
    return replace(state, answers=state.answers.insert(key, known))


def answer(api: Api, after: State, outcome: Outcome, values: Mapping[Hole, Any]) -> Response:
    """Return the response of a request that is carried out, read from the state after it."""
    shown = outcome.shown
    if shown is None or shown.operation.answer is None:
        return Response(status=outcome.status, rules=outcome.rules)
    body = body_of(api, after, shown, values)
    if outcome.version and shown.operation.shape:
        body = as_of(shown.operation.shape, body, outcome.version)
    return Response(
        status=outcome.status,
        media_type=shown.operation.media_type,
        body=body,
        rules=outcome.rules,
    )


def _error(api: Api, outcome: Outcome) -> Response:
    assert outcome.refusal is not None
    form, body = error_body(api, outcome.refusal)
    return Response(
        status=form.status,
        media_type=form.media_type,
        body=body,
        rules=outcome.rules,
        reason=reason(api, outcome.refusal),
    )


def _fresh_key(
    api: Api,
    state: State,
    entity: Entity,
    hole: Hole,
    values: Mapping[Hole, Any],
    chance: Chance,
) -> Any:
    """Return an identifier that nothing has or had: a seed may bring one a second time."""
    while True:
        key = MAKERS[hole.property.made_by](hole, entity, values, chance)
        if fresh(state, api.resources[entity.resource], key):
            return key


def _filled(entity: Entity, values: dict[Hole, Any], chance: Chance) -> Entity:
    """Return the entity with all holes filled; `values` takes and gives what fills them."""
    fields: dict[str, Any] = {}
    for name, value in entity.fields.items():  # the identifier is the first, addresses need it
        if isinstance(value, Hole):
            known = values.get(value, ABSENT)
            if known is ABSENT:
                maker = MAKERS[value.property.made_by or "clock"]
                known = values[value] = maker(value, entity, values, chance)
            fields[name] = known
        elif entity.deep:
            fields[name] = _filled_within(value, entity, values, chance)
        else:
            fields[name] = value
    return Entity(
        resource=entity.resource,
        key=resolved(entity.key, values),
        parent=resolved(entity.parent, values),
        ordinal=entity.ordinal,
        fields=fields,
        files=entity.files,
        label=entity.label,
        deep=entity.deep,
    )


def _filled_within(value: Any, entity: Entity, values: dict[Hole, Any], chance: Chance) -> Any:
    if isinstance(value, Hole):
        if value not in values:
            values[value] = MAKERS[value.property.made_by or "clock"](value, entity, values, chance)
        return values[value]
    if isinstance(value, Mapping):
        return {name: _filled_within(each, entity, values, chance) for name, each in value.items()}
    if isinstance(value, list):
        return [_filled_within(each, entity, values, chance) for each in value]
    return value


def _uuid(hole: Hole, entity: Entity, values: Mapping[Hole, Any], chance: Chance) -> Any:
    return chance.uuid()


def _shortuuid(hole: Hole, entity: Entity, values: Mapping[Hole, Any], chance: Chance) -> Any:
    return str(shortuuid.encode(UUID(chance.uuid())))


def _token(hole: Hole, entity: Entity, values: Mapping[Hole, Any], chance: Chance) -> Any:
    return "".join(chance.random.choices(LETTERS_AND_DIGITS, k=TOKEN_LENGTH))


def _clock(hole: Hole, entity: Entity, values: Mapping[Hole, Any], chance: Chance) -> Any:
    if "integer" in hole.property.types:
        return max(chance.milliseconds(), hole.above + 1)
    if hole.property.format == "date":
        return chance.now.date().isoformat()
    stand_in = hole.property.stand_in
    return chance.time("microseconds" if stand_in is ABSENT else stand_in)


def _url(hole: Hole, entity: Entity, values: Mapping[Hole, Any], chance: Chance) -> Any:
    """Return an address that serves the picture; it is a new one each time."""
    file = shown_file(hole.property, entity)
    kind = file.picture.media_type if file and file.picture else "image/png"
    name = f"{chance.random.getrandbits(32):08x}{extension(kind)}"
    key = str(resolved(entity.key, values))
    key = key if PLAIN.fullmatch(key) else quote(key, safe="")
    path = f"{ASSETS}/{entity.resource}/{key}/{hole.property.name}/{name}"
    address = f"{chance.origin}/{path}"
    stand_in = hole.property.stand_in
    return address if stand_in is ABSENT else address[address.find("//") :]


def shown_file(schema: Property, entity: Entity) -> File | None:
    """Return the file whose picture a made address shows, None when it has to be drawn."""
    for name in schema.of:
        if name in entity.files:
            return entity.files[name]
    return None


def _picture(hole: Hole, entity: Entity, values: Mapping[Hole, Any], chance: Chance) -> Any:
    """Return what the uploaded picture measures, or what identifies its bytes."""
    file = shown_file(hole.property, entity)
    if file is None:
        return None
    if hole.property.measure == "hash":
        return md5(file.data, usedforsecurity=False).hexdigest()
    return getattr(file.picture, hole.property.measure, None)


def _server(hole: Hole, entity: Entity, values: Mapping[Hole, Any], chance: Chance) -> Any:
    return hole.property.stand_in if hole.sent is ABSENT else hole.sent


Maker = Callable[[Hole, Entity, Mapping[Hole, Any], Chance], Any]


def _integer(hole: Hole, entity: Entity, values: Mapping[Hole, Any], chance: Chance) -> Any:
    return hole.above + 1


MAKERS: Mapping[str, Maker] = {
    "integer": _integer,
    "uuid": _uuid,
    "shortuuid": _shortuuid,
    "token": _token,
    "clock": _clock,
    "url": _url,
    "picture": _picture,
    "server": _server,
}
