"""Values: what may stand where a document asks for something and nobody sends it."""

from __future__ import annotations

from typing import Any

from mockserver.model.infer_shapes import Part, Shape, Shapes

BY_FORMAT = {
    "date-time": "2024-01-01T00:00:00Z",
    "date": "2024-01-01",
    "time": "00:00:00Z",
    "uuid": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    "email": "someone@example.com",
    "uri": "https://example.com/",
    "url": "https://example.com/",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "byte": "QQ==",
    "duration": "P1D",
}
DEEPEST = 6


def value_of(shapes: Shapes, part: Part | None, name: str = "", depth: int = 0) -> Any:
    """Return a value that a schema allows, the same one each time: its example, default or first
    choice, or else one made by format and type.
    """
    shape = shapes.shape(part)
    keywords = shape.keywords
    for word in ("const", "default", "example"):
        if word in keywords and _typed(shape, keywords[word]):
            return keywords[word]
    for word in ("enum", "examples"):
        several = keywords.get(word)
        found = [each for each in several if each is not None] if isinstance(several, list) else []
        if found and _typed(shape, found[0]):
            return found[0]
    if shape.is_object:
        wanted = shape.required if depth < DEEPEST else ()
        return {
            each: value_of(shapes, shape.properties[each], each, depth + 1)
            for each in shape.properties
            if each in wanted
        }
    if shape.is_list:
        least = keywords.get("minItems", 0) if depth < DEEPEST else 0
        return [value_of(shapes, shape.items, name, depth + 1) for _ in range(least)]
    return _scalar(shape, name)


def _scalar(shape: Shape, name: str) -> Any:
    keywords = shape.keywords
    for type_ in shape.types or ("string",):
        if type_ in ("integer", "number"):
            least = keywords.get("minimum", keywords.get("exclusiveMinimum"))
            number = least if isinstance(least, int | float) and not least is True else 1
            most = keywords.get("maximum")
            if isinstance(most, int | float) and number > most:
                number = most
            if keywords.get("exclusiveMinimum") not in (None, False):
                number += 1
            return number
        if type_ == "boolean":
            return False
        if type_ == "null":
            continue
        text = BY_FORMAT.get(str(keywords.get("format", "")), name or "text")
        least, most = keywords.get("minLength", 0), keywords.get("maxLength", len(text))
        if isinstance(least, int) and len(text) < least:
            text = (text + "-") * (least // (len(text) + 1) + 1)
            text = text[: max(least, 1)]
        return text[:most] if isinstance(most, int) and len(text) > most else text
    return None


def _typed(shape: Shape, value: Any) -> bool:
    if not shape.types:
        return True
    kinds = {
        "string": isinstance(value, str),
        "boolean": isinstance(value, bool),
        "integer": isinstance(value, int) and not isinstance(value, bool),
        "number": isinstance(value, int | float) and not isinstance(value, bool),
        "object": isinstance(value, dict),
        "array": isinstance(value, list),
        "null": value is None,
    }
    return any(kinds.get(each, True) for each in shape.types)
