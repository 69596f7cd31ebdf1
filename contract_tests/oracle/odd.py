"""Oddities: requests that a server may refuse, or take, though no document says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.oracle.reading import all_objects, all_values
from contract_tests.oracle.seeking import MANY, asks_oddly
from mockserver.engine.message import File, Form, Json, Request
from mockserver.engine.paths import value_at
from mockserver.model.api import Api
from mockserver.model.canonical import UUID_FORM, canonical_number
from mockserver.model.operation import Operation
from mockserver.model.property import ABSENT, Property
from mockserver.model.resource import Resource
from mockserver.pictures import media_type_of

LARGEST, LONGEST = 2**31, 1000
"""Numbers and texts beyond these may be too much for a server that documents no limit."""

SMALL = 32
"""A picture that is less wide or high than so many pixels may be too small for a server."""

SHORT = (".jpg", ".jpe", ".jfif")
"""Endings for which there is another one that everybody lists."""

STRANGE = re.compile(r"//|(?!https?:)[a-z]+://")
"""An address without its scheme, or of another one than the web's."""

NO_KEY = re.compile(r"-[0-9]+|0+")
"""A number that is no identifier: servers may mind that, or just know nothing of the kind."""

DRAWN = re.compile(rb"[\x00<#]")
"""What is in pictures that are texts, and in those that begin like one."""

GROUPED = re.compile(r"[0-9]+([- ][0-9]+)+")
"""A number written in groups, as people read it: servers may take out what is between them."""

HOSTS = re.compile(
    r"https?://(127\.0\.0\.1|([a-z0-9-]+\.)*(localhost|"
    r"[a-z0-9-]+\.(com|org|net|edu|io|dev|app|example|test|invalid)))([:/?#]|$)",
    re.IGNORECASE,
)
"""How addresses begin of hosts that a server may well reach: of the common domains, of itself, and
of those that are kept for examples. Whether there is another one each server finds out for itself.
"""


def is_extreme(api: Api, request: Request) -> bool:
    """Say whether something in a request is so large, or so long a list, or a picture so small, or
    names another parent than the path does, that a server might refuse it for that; versions are
    large numbers that it has told itself.
    """
    if any(_is_small(each) for each in _files(request)):
        return True
    operation = api.operations.get(request.operation or "")
    resource = api.resources.get(operation.resource) if operation else None
    if operation and resource and _says_another_parent(operation, resource, request):
        return True
    version = resource.version.field if resource and resource.version else ""
    body = request.body.value if isinstance(request.body, Json) else None
    if any(isinstance(e, list) and len(e) > MANY for o in all_objects(body) for e in o.values()):
        return True
    return any(_is_extreme(each) for each in _values(request, version))


def _says_another_parent(operation: Operation, resource: Resource, request: Request) -> bool:
    body = request.body
    sent = body.value if isinstance(body, Json) else None
    sent = dict(body.fields) if isinstance(body, Form) else sent
    item = value_at(sent, operation.item_path)
    said = [value_at(item, path) for path in resource.linked if request.path]
    return any(
        each is not ABSENT and each is not None and str(each) not in request.path.values()
        for each in said
    )


def is_odd(api: Api, request: Request) -> bool:
    """Say whether something in a request is such that servers differ in what they make of it: it
    asks oddly for what it wants to see, or sends what is newer than the version that is asked for,
    an address without its scheme or of a host that cannot be, a text with spaces around it, a UUID
    in capitals, an identifier that is not above 0 or is written in groups of digits, a whole number
    written as a fraction, a file that is not what it says or one of two, or in a part that no
    document names, or as large as some mean by a megabyte and others do not, or one thing named
    twice, or leaves a part of a form empty which must not be, or says of elements that they are of
    another kind than the whole, or names an empty version, or temporarily what has no name.
    """
    if asks_oddly(api, request) or is_ahead(api, request) or _names_nothing(api, request):
        return True
    fields = request.body.fields if isinstance(request.body, Form) else ()
    files = [name for name, value in fields if isinstance(value, File)]
    if len(files) > len(set(files)):
        return True
    sizes = _sizes(api, request)
    sent = [(name, each) for name, each in fields if isinstance(each, File)]
    if sizes and any(name not in sizes for name, _ in sent):
        return True
    for name, file in [each for each in sent if "json" not in each[1].media_type]:
        if _is_disguised(file) or _is_open_size(file, sizes.get(name, 0)):
            return True
    if _leaves_empty(api, request) or _says_other_kinds(api, request):
        return True
    keys = request.path.values()
    if any(_is_shouted(each) or NO_KEY.fullmatch(each) or GROUPED.fullmatch(each) for each in keys):
        return True
    return any(_is_odd(each) for each in _values(request)) or _names_twice(api, request)


def is_ahead(api: Api, request: Request) -> bool:
    """Say whether a request sends what came only after the version of the API that it is for."""
    version = request.headers.get(api.version_header, "") if api.version_header else ""
    operation = api.operations.get(request.operation or "")
    body = operation.media_type_of(request.media_type) if version and operation else None
    if body is None or not isinstance(request.body, Json):
        return False
    return _sends_later(body.schema, request.body.value, version)


def _sends_later(schema: Property, sent: Any, version: str) -> bool:
    if isinstance(sent, list):
        inner = schema.items
        return inner is not None and any(_sends_later(inner, each, version) for each in sent)
    parts = schema.properties if isinstance(sent, Mapping) else {}
    return any(
        name in sent and (version < each.since or _sends_later(each, sent[name], version))
        for name, each in parts.items()
    )


def _names_nothing(api: Api, request: Request) -> bool:
    """Say whether an empty version is named, or a temporary identifier is but its prefix."""
    operation = api.operations.get(request.operation or "")
    if api.version_header and request.headers.get(api.version_header) == "":
        return True
    prefix = operation.temporary if operation else ""
    return bool(prefix) and prefix in _values(request)


def _sizes(api: Api, request: Request) -> dict[str, int]:
    """Return how many bytes the parts of a form may have that can be files, by their names."""
    operation = api.operations.get(request.operation or "")
    body = operation.media_type_of(request.media_type) if operation else None
    parts = body.schema.properties if body else {}
    return {name: each.picture.max_bytes if each.picture else 0 for name, each in parts.items()}


def _leaves_empty(api: Api, request: Request) -> bool:
    """Say whether a part of a form is a text without anything in it, which the document does not
    allow: in forms as browsers send them, that says that there is no such member.
    """
    operation = api.operations.get(request.operation or "")
    body = operation.media_type_of(request.media_type) if operation else None
    if body is None or not isinstance(request.body, Form):
        return False
    parts = body.schema.properties
    empty = [parts[name] for name, each in request.body.fields if each == "" and name in parts]
    return any(not each.required and not each.valid("") for each in empty)


def _says_other_kinds(api: Api, request: Request) -> bool:
    """Say whether elements of what is tracked say themselves of which kind they are, and other than
    what they are sent in: whether that tells them apart, no document tells.
    """
    operation = api.operations.get(request.operation or "")
    resource = api.resources.get(operation.resource) if operation else None
    tracked = resource.tracked if resource else None
    body = request.body.value if isinstance(request.body, Json) else None
    sent = value_at(body, operation.item_path) if operation else None
    if tracked is None or not tracked.kind or not isinstance(sent, Mapping):
        return False
    kinds = (each.get(tracked.kind) for each in all_objects(sent.get(tracked.each)))
    return any(each not in (None, sent.get(tracked.kind)) for each in kinds)


def _is_open_size(file: File, most: int) -> bool:
    """Say whether a file is larger than so many megabytes only if a megabyte is 1,000,000 bytes,
    or only if it is 1,048,576.
    """
    for mine, other in ((2**20, 10**6), (10**6, 2**20)):
        if most and most % mine == 0:
            least, largest = sorted((most, most // mine * other))
            return least < len(file.data) <= largest
    return False


def _names_twice(api: Api, request: Request) -> bool:
    """Say whether several objects in a body have the same identifier, a temporary one in the same
    group, or one that is there is sent as deleted.
    """
    operation = api.operations.get(request.operation or "")
    resource = api.resources.get(operation.resource) if operation else None
    if operation is None or resource is None or not isinstance(request.body, Json):
        return False
    groups, temporary = [request.body.value], operation.temporary
    if operation.batch and temporary and isinstance(groups[0], Mapping):
        inner = groups[0].get(operation.item_path[0])
        groups = inner if isinstance(inner, list) else groups
    named: list[Any] = []
    for number, group in enumerate(groups):
        for each in all_objects(group):
            if _is_to_be_dead(resource, each, temporary):
                return True
            key = each.get(resource.identifier)
            if isinstance(key, str | int):
                named.append((number, key) if _is_temporary(key, temporary) else key)
    return len(named) > len(set(named)) or _replaces_twice(operation, request.body.value)


def _is_temporary(key: Any, prefix: str) -> bool:
    return bool(prefix) and isinstance(key, str) and key.startswith(prefix)


def _replaces_twice(operation: Operation | None, body: Any) -> bool:
    """Say whether a replacement has two elements that are matched by the same value."""
    word = operation.replacement if operation else None
    sent = body.get(word.list) if word and isinstance(body, Mapping) else None
    if word is None or not isinstance(sent, list):
        return False
    values = [each.get(word.by) for each in sent if isinstance(each, Mapping)]
    return any(each in values[:place] for place, each in enumerate(values))


def _is_to_be_dead(resource: Resource, sent: Mapping[str, Any], temporary: str) -> bool:
    """Say whether what is there is sent with the flag of what is deleted."""
    dead = resource.tombstones is not None and sent.get(resource.tombstones.flag) is True
    return dead and not _is_temporary(sent.get(resource.identifier), temporary)


def _values(request: Request, but: str = "") -> Iterator[Any]:
    """Yield the plain values that are sent, however deep inside the body, those of members named
    `but` left out; numbers in a query or a form as such.
    """
    texts = [value for _, value in request.query]
    if isinstance(request.body, Form):
        texts += (value for _, value in request.body.fields if isinstance(value, str))
    yield from (canonical_number(each) or each for each in texts)
    if isinstance(request.body, Json):
        yield from all_values(request.body.value, but)


def _is_extreme(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) > LONGEST
    return isinstance(value, int | float) and abs(value) > LARGEST


def _is_odd(value: Any) -> bool:
    if isinstance(value, str):
        if value.startswith(("http://", "https://")):
            return not value.isascii() or not HOSTS.match(value) or value != value.strip()
        return bool(STRANGE.match(value)) or value != value.strip() or _is_shouted(value)
    return isinstance(value, float) and value.is_integer()


def _is_shouted(text: str) -> bool:
    """Say whether a text is a UUID that is not in small letters, as it is written."""
    return text != text.lower() and bool(UUID_FORM.fullmatch(text.lower()))


def _files(request: Request) -> Iterator[File]:
    """Yield the files that are sent, and those that are fetched from where they are."""
    fields = request.body.fields if isinstance(request.body, Form) else ()
    sent = (value for _, value in fields)
    yield from (each for each in (*sent, *request.fetched.values()) if isinstance(each, File))


def _is_small(file: File) -> bool:
    """Say whether a picture has few pixels; a drawing has none."""
    picture = file.picture
    if picture is None or picture.media_type == "image/svg+xml":
        return False
    return min(picture.width, picture.height) < SMALL


def _is_disguised(file: File) -> bool:
    """Say whether a picture is broken, or what may be one, or is sent as what it is not, or under a
    name with an ending that is not the type's own. A text is no picture, whatever it is called.
    """
    if file.name.lower().endswith(SHORT):
        return True
    if file.picture is None:
        return file.media_type.startswith("image/") and not _is_prose(file.data)
    return not file.media_type == file.picture.media_type == media_type_of(file.name)


def _is_prose(data: bytes) -> bool:
    """Say whether a file is a text in which nothing is drawn."""
    return bool(data) and data.isascii() and not DRAWN.search(data)
