"""Random requests for any compiled API: mostly sensible, sometimes not."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from mockserver.engine.known import address, identifiers, strangers
from mockserver.engine.message import File, Form, Json, Malformed, Request
from mockserver.engine.state import State
from mockserver.engine.view import representation
from mockserver.model.api import Api
from mockserver.model.operation import MediaType, Operation
from mockserver.model.property import Property
from mockserver.model.template import EACH
from mockserver.pictures import Picture

FILES = [
    File(
        name="a",
        media_type="image/png",
        data=b"a",
        picture=Picture(media_type=kind, width=3, height=2),
    )
    for kind in ("image/png", "image/gif", "image/tiff")
]
SENSIBLE: dict[str, tuple[str, ...]] = {
    "src": ("http://cdn.example.com/1.jpg", "//cdn.example.com/2.png"),
    "gtin": ("76543210", "0000076543210", "00012345678905", *(f"{n}{0:013}" for n in range(1, 9))),
    "organization_id": ("UnderstudyBrand2345678",),
    "code": ("A-1", "C-3", "D-4", "E-5"),
    "price": ("12.00", "7"),
    "compare_at_price": ("14.00",),
    "image_url": ("http://cdn.example.com/1.jpg", "https://cdn.example.com/2.png"),
    "name": tuple(f"Product {number}" for number in range(30)),
    "sku": tuple(f"SKU-{number}" for number in range(30)),
    "type": ("physical", "digital", "ITEM", "IMAGE", "ITEM_VARIATION"),
    "id": ("#a", "#b", "#c"),
    "currency": ("EUR",),
    "selection_type": ("SINGLE",),
    "discount_type": ("FIXED_PERCENTAGE",),
    "pricing_type": ("FIXED_PRICING",),
    "calculation_phase": ("TAX_TOTAL_PHASE",),
    "inclusion_type": ("ADDITIVE",),
    "condition": ("New", "Used"),
    "availability": ("available", "disabled"),
    "date_modified": ("2026-01-01T00:00:00Z",),
    "status": ("commit", "commit", "commit", "done", "fail", "sent_to_remote", "ongoing"),
    "content_type": ("productimage", "productimage", "product", "other"),
    "failed_reason_type": ("remote", "mapping"),
    "version_date": ("2026-01-01T00:00:00Z", "2027-01-01T00:00:00+01:00"),
    "product_sku": ("MUG-1", "MUG-1", "LAMP-1", "NONE-1"),
    "url": ("https://cdn.example.com/1.jpg", "https://cdn.example.com/2.jpg"),
    "image_type": ("default", "swatch"),
    "source": ("unified", "integration"),
}
"""Values that fit patterns, by the property's name; a few of them, so that they meet again."""

ODD: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 300),
    st.floats(-2, 3),
    st.text(max_size=4),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=1),
)


def values(schema: Property, *, odd: bool) -> st.SearchStrategy[Any]:
    """Draw values that fit a property; with `odd` others too."""
    fitting = _fitting(schema, odd=odd)
    return fitting | ODD if odd else fitting


def _fitting(schema: Property, *, odd: bool) -> st.SearchStrategy[Any]:
    types = set(schema.types) - {"null"}
    if schema.properties:
        return _objects(schema, odd=odd)
    if sensible := [each for each in SENSIBLE.get(schema.name, ()) if schema.valid(each)]:
        return st.sampled_from(sensible)
    if "array" in types and schema.items:
        least = 0 if schema.valid([]) else 1
        return st.lists(values(schema.items, odd=odd), min_size=least, max_size=3)
    if "boolean" in types:
        return st.booleans()
    if "object" in types:
        return st.dictionaries(st.text("ab", max_size=1), st.integers(0, 3), max_size=2)
    numbers, texts = st.integers(1, 6), st.sampled_from(["a", "b", "continue", "deny"])
    if types >= {"integer", "string"}:
        return numbers | texts
    if {"integer", "number"} & types:
        return numbers
    return st.just("continue") if schema.name == "inventory_policy" else texts.map(lambda t: t[:2])


def _objects(schema: Property, *, odd: bool) -> st.SearchStrategy[dict[str, Any]]:
    required: dict[str, st.SearchStrategy[Any]] = {}
    optional: dict[str, st.SearchStrategy[Any]] = {}
    for name, each in schema.properties.items():
        if not odd and not each.types and not any(map(each.valid, (None, "a", 1, {}, []))):
            continue  # it may not be sent
        (required if each.required else optional)[name] = values(each, odd=odd)
    drawn = st.fixed_dictionaries(required, optional=optional)
    return drawn if odd else drawn.map(lambda value: _agreeing(schema, value))


def _agreeing(schema: Property, value: dict[str, Any]) -> dict[str, Any]:
    """Return an object without the members that do not go with those before them."""
    if schema.valid(value):
        return value
    found = {name: each for name, each in value.items() if schema.properties[name].required}
    if not schema.valid(found):
        return value
    for name in [each for each in value if each not in found]:
        if schema.valid({**found, name: value[name]}):
            found[name] = value[name]
    return found


def _form_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


@st.composite
def bodies(draw: st.DrawFn, media: MediaType) -> Any:
    """Draw bodies: three in four are as the schema wants them."""
    odd = draw(st.integers(0, 3)) == 0
    if "json" in media.name:
        if odd and draw(st.booleans()):
            return draw(ODD.map(Json) | st.just(Malformed("odd")))
        return Json(draw(values(media.schema, odd=odd)))
    parts: list[tuple[str, Any]] = []
    for name, each in media.schema.properties.items():
        if each.required or draw(st.booleans()):
            files = st.sampled_from(FILES if odd else FILES[:2])
            texts = st.just("x") if odd else _fitting(each, odd=False).map(_form_text)
            if "object" in each.types:
                texts = values(each, odd=odd).map(json.dumps)
            parts.append((name, draw(files if each.binary else texts)))
    return Form(tuple(parts[1:] if odd and draw(st.booleans()) else parts))


@st.composite
def requests(
    draw: st.DrawFn, api: Api, state: State, operation: Operation, earlier: State
) -> Request:
    """Draw a request for an operation.

    Identifiers are mostly known ones of what the path names, else known in an earlier state,
    unknown, or of something else; the role is mostly the first.
    """
    path = draw(_paths(api, state, operation, earlier))
    query = tuple(
        (
            parameter.name,
            draw(
                st.sampled_from(
                    ["1", "2", "0", "x", "3", "A-1,B-2", "images,primary_image", "true"]
                )
            ),
        )
        for parameter in operation.parameters
        if parameter.where == "query" and draw(st.integers(0, 2)) == 0
    )
    roles = [credential.headers for credential in api.credentials]
    headers = dict(draw(st.sampled_from([*roles[:1] * 12, *roles, {}])))
    for parameter in operation.parameters:
        if parameter.where == "header" and draw(st.integers(0, 1)):
            texts = ["k1", "k2", "2021-01-01", "2026-01-01", "too long for a key"]
            fitting = [each for each in texts if parameter.schema.valid(each)]
            headers[parameter.name] = draw(st.sampled_from([*fitting * 9, *texts]))
    media = draw(st.sampled_from([*operation.body.values()])) if operation.body else None
    return Request(
        operation=operation.id,
        method=operation.method,
        path=path,
        query=query,
        headers=headers,
        media_type=media.name if media else None,
        body=draw(_about(api, state, operation, draw(bodies(media)))) if media else None,
    )


@st.composite
def _about(draw: st.DrawFn, api: Api, state: State, operation: Operation, body: Any) -> Any:
    """Draw a body like this one that is about what there is: known identifiers stand where the
    document says that they are some, and what can be replaced is mostly sent back changed.
    """
    resource = api.resources.get(operation.resource)
    known = [key for name, key in state.entities if resource and name == resource.name]
    if resource is None or not known or not isinstance(body, Json | Form):
        return body
    names = {link.path[-1] for link in resource.references}
    names |= set(operation.attach.to[-1:]) if operation.attach else set()
    names |= set(operation.item_path[-2:-1]) if operation.batch else set()
    if not names:
        return body
    if isinstance(body, Form):
        return Form(
            tuple(
                (name, _named_within(draw, names, known, text) if isinstance(text, str) else text)
                for name, text in body.fields
            )
        )
    value = body.value
    if operation.action == "upsert" and draw(st.booleans()):
        entity = state.entities[resource.name, draw(st.sampled_from(known))]
        sent = representation(api, state, resource, entity)
        value = _placed(value, operation.item_path, sent)
    return Json(_named(draw, names, known, value) if draw(st.integers(0, 3)) else value)


def _named(draw: st.DrawFn, names: set[str], known: list[Any], value: Any) -> Any:
    """Return a value with known identifiers, or temporary ones, below these names."""
    keys = st.sampled_from([*known, *known, "#a"])
    if isinstance(value, list):
        return [_named(draw, names, known, each) for each in value]
    if not isinstance(value, dict):
        return value
    found = {}
    for name, each in value.items():
        if name in names and isinstance(each, str):
            found[name] = draw(keys)
        elif name in names and isinstance(each, list) and all(isinstance(e, str) for e in each):
            found[name] = draw(st.lists(keys, max_size=3))
        else:
            found[name] = _named(draw, names, known, each)
    return found


def _named_within(draw: st.DrawFn, names: set[str], known: list[Any], text: str) -> str:
    """Return a part of a form with known identifiers if it is JSON."""
    try:
        return json.dumps(_named(draw, names, known, json.loads(text)))
    except ValueError:
        return text


def _placed(value: Any, path: tuple[str, ...], item: Any) -> Any:
    if not path:
        return item
    if path[0] == EACH and isinstance(value, list):
        return [_placed(each, path[1:], item) for each in value]
    if isinstance(value, dict) and path[0] in value:
        return {**value, path[0]: _placed(value[path[0]], path[1:], item)}
    return value


@st.composite
def _paths(
    draw: st.DrawFn, api: Api, state: State, operation: Operation, earlier: State
) -> dict[str, str]:
    names = {each.name for each in operation.parameters if each.where == "path"}
    if not names:
        return {}
    wanted = operation.resource if operation.action not in {"create", "list", "count"} else ""
    wanted = wanted or (api.resources[operation.resource].parent if operation.resource else "")
    now = _ready(api, state, operation) or identifiers(api, state).get(wanted, [])
    others = [
        each
        for known in (identifiers(api, state), identifiers(api, earlier), strangers(api, earlier))
        for several in known.values()
        for each in several
    ]
    fitting = now and draw(st.integers(0, 4))
    chosen = draw(st.sampled_from(now if fitting else others))
    foreign = draw(st.sampled_from(others))
    return {name: str(chosen.get(name, foreign.get(name, "odd"))) for name in sorted(names)}


def _ready(api: Api, state: State, operation: Operation) -> list[dict[str, Any]]:
    """What is as an operation wants it to be, for one that wants something (`only-if`)."""
    if not operation.only_if:
        return []
    resource = api.resources[operation.resource]
    return [
        address(api, state, resource, each)
        for each in state.entities.values()
        if each.resource == resource.name
        and all(each.fields.get(name) == value for name, value in operation.only_if.items())
    ]
