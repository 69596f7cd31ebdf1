"""Random requests for any compiled API: mostly sensible, sometimes not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from mockserver.engine.known import identifiers, strangers
from mockserver.engine.message import File, Form, Json, Malformed, Request
from mockserver.engine.state import State
from mockserver.model.api import Api
from mockserver.model.operation import MediaType, Operation
from mockserver.model.property import Property
from mockserver.pictures import draw, recognise

PICTURE = draw(width=3, height=2)
PICTURES = (PICTURE, draw(width=2, height=2, media_type="image/gif"), b"no picture")
ADDRESSES = ("http://cdn.example.com/1.jpg", "//cdn.example.com/2.png", "nonsense")

ODD: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 300),
    st.text(max_size=4),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=1),
)


def values(schema: Property) -> st.SearchStrategy[Any]:
    """Draw values that often fit a property and sometimes do not."""
    types = schema.types
    if schema.properties:
        return objects(schema)
    fitting: st.SearchStrategy[Any]
    if "array" in types and schema.items:
        fitting = st.lists(values(schema.items), max_size=3)
    elif "boolean" in types:
        fitting = st.booleans()
    elif "integer" in types or "number" in types:
        fitting = st.integers(1, 6)
    elif schema.name == "src":
        fitting = st.sampled_from(ADDRESSES)
    else:
        fitting = st.text("abc", max_size=5)
    return st.one_of(fitting, fitting, fitting, ODD)


def objects(schema: Property) -> st.SearchStrategy[dict[str, Any]]:
    required = {name: values(each) for name, each in schema.properties.items() if each.required}
    optional = {name: values(each) for name, each in schema.properties.items() if not each.required}
    return st.fixed_dictionaries(required, optional=optional)


def bodies(media: MediaType) -> st.SearchStrategy[Any]:
    if "json" in media.name:
        return st.one_of(values(media.schema).map(Json), ODD.map(Json), st.just(Malformed("odd")))
    files = st.sampled_from(PICTURES).map(
        lambda data: File(name="a", media_type="image/png", data=data, picture=recognise(data))
    )
    parts = [
        st.tuples(st.just(name), files if each.binary else st.sampled_from(["true", "false", "x"]))
        for name, each in media.schema.properties.items()
    ]
    whole = st.tuples(*parts).map(lambda pairs: Form(tuple(pairs)))
    some = st.lists(st.one_of(*parts), max_size=3).map(lambda pairs: Form(tuple(pairs)))
    return st.one_of(whole, whole, some)


@st.composite
def requests(
    draw: st.DrawFn, api: Api, state: State, operation: Operation, earlier: State
) -> Request:
    """Draw a request for an operation: identifiers that are known, were known in an earlier
    state, are unknown or odd; all roles.
    """
    known = (*identifiers(api, state).values(), *identifiers(api, earlier).values())
    addressed = [each for several in known for each in several]
    unknown = [each for several in strangers(api, earlier).values() for each in several]
    path: dict[str, str] = {}
    chosen = draw(st.sampled_from(addressed * 3 + unknown))
    foreign = draw(st.sampled_from(addressed))
    for parameter in operation.parameters:
        if parameter.where == "path":
            name = parameter.name
            value = chosen.get(name, foreign.get(name, "odd"))
            path[name] = str(value)
    query = tuple(
        (parameter.name, draw(st.sampled_from(["1", "2", "0", "x", "3"])))
        for parameter in operation.parameters
        if parameter.where == "query" and draw(st.booleans())
    )
    roles = [credential.headers for credential in api.credentials]
    headers = draw(st.sampled_from([roles[0]] * 8 + [*roles, {}]))
    media = next(iter(operation.body.values()), None)
    body = draw(bodies(media)) if media else None
    return Request(
        operation=operation.id,
        method=operation.method,
        path=path,
        query=query,
        headers=headers,
        media_type=media.name if media else None,
        body=body,
    )
