"""Schemathesis hooks: real pictures as uploads, and identifiers that the server knows.

`SCHEMATHESIS_HOOKS=contract_tests.hooks st run openapi.yaml --url http://localhost:8080`

A multipart property is served by the media types of its `encoding.<property>.contentType`; a
raw body by its own. A wildcard in the document, such as image/*, stands for every media type
registered here. No wildcard is registered itself: Schemathesis would take it for image/tiff
too, and would send "image/*" as the type of a part.

With UNDERSTUDY_FIXTURES naming a file as `understudy fixtures` prints it, most of the requests
that Schemathesis makes up address what is known there: behind an unknown parent nothing but
"not found" can be seen.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from zlib import crc32

import schemathesis
import yaml
from schemathesis import Case, HookContext
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import TestPhase

from contract_tests.pictures import MEDIA_TYPES, pictures

for media_type in MEDIA_TYPES:
    schemathesis.openapi.media_type(media_type, pictures([media_type]))

KEPT_ONE_IN = 8
"""One in so many made-up paths stays as it is."""


def _known() -> list[dict[str, Any]]:
    path = os.environ.get("UNDERSTUDY_FIXTURES")
    if not path:
        return []
    facts = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    return [each for several in facts["known"].values() for each in several]


KNOWN = _known()


@schemathesis.hook
def map_case(context: HookContext, case: Case[Any]) -> Case[Any]:
    """Put known identifiers into the path of a made-up case.

    Left alone are paths that are wrong on purpose, and those of the stateful phase, which come
    from earlier answers. The choice depends on the case only, so a seed repeats it.
    """
    names = set(case.path_parameters)
    meta = case.meta
    if not names or meta is None or meta.phase.name == TestPhase.STATEFUL:
        return case
    fitting = [each for each in KNOWN if names & set(each)]
    number = crc32(repr(sorted(case.path_parameters.items())).encode())
    if fitting and number % KEPT_ONE_IN and not meta.is_negative_at(ParameterLocation.PATH):
        chosen = fitting[number % len(fitting)]
        known = {name: str(chosen[name]) for name in names & set(chosen)}
        case.path_parameters = {**case.path_parameters, **known}
    return case
