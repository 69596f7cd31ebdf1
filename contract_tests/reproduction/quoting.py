"""Words of the shell, quoted so that no text of a script can be anything but a text."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from shlex import quote

from contract_tests.reproduction.parts import Carried, Pieces, all_pieces
from contract_tests.script import Script
from mockserver.model.api import Api

PLAIN = re.compile(r"[\w/.,:;=&?%+@~ -]*", re.ASCII)
"""Texts in which nothing means anything between double quotes."""

NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
WORDS_OF_JQ = frozenset(
    {"and", "as", "catch", "def", "elif", "else", "end", "foreach", "if", "import", "include"}
    | {"label", "module", "not", "or", "reduce", "then", "try", "__loc__"}
)
FORMS = {"address": ("-r", " | @uri"), "text": ("-r", ""), "json": ("-c", "")}
"""How jq writes a value."""


def variable_names(api: Api, script: Script) -> Mapping[Carried, str]:
    """Return a shell variable for each value that a script carries, in the order of its steps:
    PRODUCT_IMAGE_ID for the id of a ProductImage.
    """
    names: dict[Carried, str] = {}
    for step in script:
        for piece in all_pieces(api, step):
            if isinstance(piece, Carried) and piece not in names:
                name = plain = _name(api, script, piece)
                number = 1
                while name in names.values():
                    number += 1
                    name = f"{plain}_{number}"
                names[piece] = name
    return dict(sorted(names.items(), key=lambda each: each[0].taken.step))


def _name(api: Api, script: Script, carried: Carried) -> str:
    """Return what a value is called: two words or more, so that no variable of a shell is meant."""
    source = api.operations[script[carried.taken.step].operation]
    members = [each for each in carried.taken.path if isinstance(each, str)]
    words = f"{source.resource or 'VALUE'}_{members[-1] if members else 'VALUE'}"
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", words)
    name = re.sub(r"[^A-Z0-9]+", "_", parted.upper())
    return f"JSON_OF_{name}" if carried.form == "json" else f"THE_{name}" if _taken(name) else name


def _taken(name: str) -> bool:
    """Say whether a name is, or could be, one that the lines use otherwise."""
    return not NAME.match(name) or name.startswith(("TOKEN_", "ANSWER_", "BASE_", "BASH", "LD_"))


def extracted(carried: Carried, answer: str) -> str:
    """Return the command that takes a value out of the answer that a variable has."""
    option, end = FORMS[carried.form]
    path = ""
    for part in carried.taken.path:
        plain = isinstance(part, str) and NAME.fullmatch(part) and part not in WORDS_OF_JQ
        path += f".{part}" if plain else f"[{json.dumps(part)}]"
    path = path if path.startswith(".") else f".{path}"
    return f'jq {option} {quote(path + end)} <<< "${answer}"'


def word(pieces: Pieces, names: Mapping[Carried, str]) -> str:
    """Return one word of the shell, with the variables of what is carried."""
    variables = {
        number: names[piece] if isinstance(piece, Carried) else piece.name
        for number, piece in enumerate(pieces)
        if not isinstance(piece, str)
    }
    texts = [piece for piece in pieces if isinstance(piece, str)]
    if not variables:
        return quote("".join(texts))
    if not all(map(PLAIN.fullmatch, texts)):
        return "".join(
            f'"${variables[number]}"' if number in variables else quote(str(piece))
            for number, piece in enumerate(pieces)
        )
    found = ""
    for number, piece in enumerate(pieces):
        behind = pieces[number + 1] if number + 1 < len(pieces) else ""
        closed = isinstance(behind, str) and re.match(r"\w", behind)
        name = variables.get(number, "")
        found += (f"${{{name}}}" if closed else f"${name}") if name else str(piece)
    return f'"{found}"'
