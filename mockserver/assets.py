"""The pictures behind the addresses that answers name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from mockserver.engine.clause import keeps
from mockserver.engine.makers import ASSETS, shown_file
from mockserver.engine.paths import value_at
from mockserver.engine.state import Entity, Key, State
from mockserver.model.api import Api
from mockserver.model.property import Property
from mockserver.model.resource import Resource
from mockserver.pictures import Picture, Shelf, draw, fitted_size

DRAWN_SIZE = 800
"""Width and height, in pixels, of a drawn picture whose size nothing states."""

SERIAL = re.compile(r"[0-9]{1,18}")

_shelf = Shelf()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """What a URL serves that an answer has named."""

    media_type: str
    data: bytes


def asset(api: Api, state: State, path: str) -> Asset | None:
    """Return the picture at `<resource>/<identifier>/<property>/<name>` (percent-encoded) below
    the assets' address: the uploaded bytes, or a drawn picture of the size that the entity
    states. None when no entity names this address now.
    """
    parts = [unquote(part) for part in path.split("/")]
    resource = api.resources.get(parts[0])
    if resource is None or len(parts) != 4:
        return None
    entity = state.get(resource.name, _key(resource, parts[1]))
    schema = _named(resource, entity, parts[2], f"/{ASSETS}/{path}") if entity else None
    if entity is None or schema is None:
        return None
    file = shown_file(schema, entity)
    if file is None or file.picture is None:
        return _drawn(entity, schema)
    kind, data = file.picture.media_type, file.data
    return Asset(media_type=kind, data=_sized(schema, data, file.picture))


def _named(resource: Resource, entity: Entity, name: str, end: str) -> Property | None:
    """Return the property of this name whose address ends so, None when the entity has none."""
    for way, schema in resource.pictures:
        if schema.name == name and str(value_at(entity.fields, way)).endswith(end):
            return schema
    return None


@keeps("sized.fits")
def _sized(schema: Property, data: bytes, picture: Picture) -> bytes:
    """Return a picture made to fit into the size that its address is for, never enlarged."""
    return _shelf.fitted(data, picture, schema.sized) if schema.sized else data


def _key(resource: Resource, text: str) -> Key:
    numeric = "integer" in resource.properties[resource.identifier].types
    return int(text) if numeric and SERIAL.fullmatch(text) else text


def _drawn(entity: Entity, schema: Property) -> Asset:
    """Return a picture of the size and with the label that the entity's properties give."""
    given: dict[str, Any] = {word: entity.fields.get(name) for word, name in schema.drawn.items()}
    sizes = (given.get("width"), given.get("height"))
    width, height = (size if isinstance(size, int) else DRAWN_SIZE for size in sizes)
    if schema.sized:
        width, height = fitted_size(max(1, width), max(1, height), schema.sized)
    data = draw(width=width, height=height, label=str(given.get("label") or ""))
    return Asset(media_type="image/png", data=data)
