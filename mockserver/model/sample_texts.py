"""Texts that look as their format and their name promise."""

from __future__ import annotations

import base64
import random
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

BEGINNING = datetime(2024, 1, 1, 9, tzinfo=UTC)
WORDS = (
    *("amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "harbor", "island", "juniper"),
    *("kestrel", "lagoon", "meadow", "nimbus", "orchard", "pebble", "quartz", "river", "summit"),
)
FIRST_NAMES = ("Ada", "Ben", "Clara", "David", "Elif", "Farid", "Grace", "Hugo", "Ines", "Jonas")
LAST_NAMES = ("Abbott", "Becker", "Costa", "Demir", "Evans", "Fischer", "Garcia", "Hansen")
CITIES = ("Amsterdam", "Berlin", "Cork", "Dublin", "Essen", "Florence", "Geneva", "Helsinki")
LONGEST = 10_000
"""Longer texts are not made, whoever asks for them."""

SPLIT = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])")

Text = Callable[[random.Random], str]


def _moment(chance: random.Random) -> datetime:
    return BEGINNING + timedelta(minutes=chance.randrange(500_000))


def _uuid(chance: random.Random) -> str:
    return str(UUID(int=chance.getrandbits(128), version=4))


def _word(chance: random.Random) -> str:
    return chance.choice(WORDS)


def _words(chance: random.Random) -> str:
    return f"{_word(chance)} {_word(chance)}".capitalize()


def _address(chance: random.Random) -> str:
    return f"https://example.com/{_word(chance)}"


def _number(chance: random.Random) -> str:
    return str(chance.randrange(10_000, 99_999))


FORMATS: dict[str, Text] = {
    "date-time": lambda chance: f"{_moment(chance):%Y-%m-%dT%H:%M:%SZ}",
    "date": lambda chance: f"{_moment(chance):%Y-%m-%d}",
    "time": lambda chance: f"{_moment(chance):%H:%M:%SZ}",
    "duration": lambda chance: f"P{chance.randrange(1, 30)}D",
    "uuid": _uuid,
    "guid": _uuid,
    "email": lambda chance: f"{chance.choice(FIRST_NAMES).lower()}@example.com",
    "hostname": lambda chance: f"{_word(chance)}.example.com",
    "ipv4": lambda chance: f"192.0.2.{chance.randrange(1, 255)}",
    "ipv6": lambda chance: f"2001:db8::{chance.randrange(1, 9999)}",
    "uri": _address,
    "url": _address,
    "uri-reference": lambda chance: f"/{_word(chance)}",
    "uri-template": lambda chance: f"https://example.com/{_word(chance)}/{{id}}",
    "json-pointer": lambda chance: f"/{_word(chance)}",
    "relative-json-pointer": lambda chance: f"0/{_word(chance)}",
    "regex": lambda chance: "^[a-z]+$",
    "byte": lambda chance: base64.b64encode(_words(chance).encode()).decode(),
    "password": lambda chance: "********",
    "phone": lambda chance: f"+1202555{chance.randrange(1000, 9999)}",
    "decimal": lambda chance: f"{chance.randrange(1, 500)}.{chance.randrange(10, 99)}",
}
FORMATS |= {
    "idn-email": FORMATS["email"],
    "idn-hostname": FORMATS["hostname"],
    "iri": _address,
    "iri-reference": FORMATS["uri-reference"],
    "base64": FORMATS["byte"],
    "datetime": FORMATS["date-time"],
}

NAMES: dict[str, Text] = {
    **dict.fromkeys(("email", "mail"), FORMATS["email"]),
    **dict.fromkeys(("url", "uri", "link", "href", "website", "webpage"), _address),
    **dict.fromkeys(("uuid", "guid"), _uuid),
    **dict.fromkeys(("phone", "telephone", "mobile", "fax"), FORMATS["phone"]),
    **dict.fromkeys(("at", "time", "timestamp", "datetime"), FORMATS["date-time"]),
    **dict.fromkeys(("date", "day", "birthday"), FORMATS["date"]),
    **dict.fromkeys(("first", "firstname", "given"), lambda chance: chance.choice(FIRST_NAMES)),
    **dict.fromkeys(("last", "lastname", "surname"), lambda chance: chance.choice(LAST_NAMES)),
    **dict.fromkeys(
        ("user", "owner", "author", "customer", "person", "recipient"),
        lambda chance: f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)}",
    ),
    **dict.fromkeys(("city", "town"), lambda chance: chance.choice(CITIES)),
    **dict.fromkeys(("zip", "postcode", "postal"), _number),
    **dict.fromkeys(
        ("street", "address"), lambda chance: f"{chance.randrange(1, 90)} Harbor Street"
    ),
    "country": lambda chance: "NL",
    "currency": lambda chance: "EUR",
    **dict.fromkeys(("language", "locale", "lang"), lambda chance: "en"),
    **dict.fromkeys(("color", "colour"), lambda chance: f"#{chance.getrandbits(24):06x}"),
    **dict.fromkeys(("price", "amount", "cost", "total"), FORMATS["decimal"]),
    **dict.fromkeys(("description", "summary", "comment", "note", "message", "title"), _words),
    **dict.fromkeys(("id", "key", "sku", "code", "token", "reference", "number"), _number),
    "version": lambda chance: "1.0.0",
    "ip": FORMATS["ipv4"],
}
"""What a text looks like by the last word of its name that is known."""


def text(
    name: str,
    chance: random.Random,
    *,
    format: str = "",
    least: int = 0,
    most: int | None = None,
) -> str:
    """Return a text of a format and of `least` to `most` characters, as far as there is one;
    without a format that is known its name says what it looks like.
    """
    maker = FORMATS.get(format.lower()) or _by_name(name)
    made = maker(chance)
    if most is not None and len(made) > most:
        made = _word(chance)[:most] if most else ""
    least = min(least, LONGEST)
    while len(made) < least:
        made += "a" if least - len(made) < 8 else f"-{_word(chance)}"
    return made if most is None else made[: max(most, 0)]


def _by_name(name: str) -> Text:
    for part in reversed(SPLIT.split(name)):
        if part.lower() in NAMES:
            return NAMES[part.lower()]
    return _word if not name else _words if name.lower().endswith("name") else _word
