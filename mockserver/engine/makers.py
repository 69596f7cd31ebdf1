"""Makers: what the stand-in chooses for a value that the document leaves to the server."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import md5
from typing import Any
from urllib.parse import quote
from uuid import UUID

import shortuuid

from mockserver.engine.hole import Hole, resolved
from mockserver.engine.message import File
from mockserver.engine.state import Entity
from mockserver.model.property import ABSENT, Property
from mockserver.model.sample_patterns import matching
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


def _uuid(hole: Hole, entity: Entity, values: Mapping[Hole, Any], chance: Chance) -> Any:
    return chance.uuid()


def _shortuuid(hole: Hole, entity: Entity, values: Mapping[Hole, Any], chance: Chance) -> Any:
    return str(shortuuid.encode(UUID(chance.uuid())))


def _token(hole: Hole, entity: Entity, values: Mapping[Hole, Any], chance: Chance) -> Any:
    return "".join(chance.random.choices(LETTERS_AND_DIGITS, k=TOKEN_LENGTH))


def _pattern(hole: Hole, entity: Entity, values: Mapping[Hole, Any], chance: Chance) -> Any:
    return matching(str(hole.property.stand_in), chance.random) or ""


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


def _integer(hole: Hole, entity: Entity, values: Mapping[Hole, Any], chance: Chance) -> Any:
    """Return the next number; where a client has chosen the last one that there may be, any."""
    number = hole.above + 1
    if number < SMALL or hole.property.valid(number):
        return number
    return chance.random.randrange(1, SMALL)


SMALL = 2**31
"""Numbers below it are integers of every format."""

Maker = Callable[[Hole, Entity, Mapping[Hole, Any], Chance], Any]

MAKERS: Mapping[str, Maker] = {
    "integer": _integer,
    "uuid": _uuid,
    "shortuuid": _shortuuid,
    "token": _token,
    "pattern": _pattern,
    "clock": _clock,
    "url": _url,
    "picture": _picture,
    "server": _server,
}
