"""Operations as far as inference asks: their bodies, answers and parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.document import below
from mockserver.model.infer_shapes import Part, Shapes


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One operation: where it stands, the schemas of its body (and whether one must be sent) and of
    its first success, the schemas of its parameters by location and name, the names of those that
    are `required`, whether the success has a body, and the `statuses` of its answers. A body that
    is not `read` is taken as it comes, as XML is.
    """

    at: str
    path: str
    method: str
    body: Part | None
    body_required: bool
    answer: Part | None
    told: bool
    parameters: Mapping[str, Mapping[str, Part]]
    required: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    read: bool = True

    @property
    def title(self) -> str:
        """The operation as people say it."""
        return f"{self.method.upper()} {self.path}"


def operations_of(shapes: Shapes, path: str, methods: tuple[str, ...]) -> dict[str, Asked]:
    """Return the operations of a path by method, wherever they stand; what is guessed of them
    stands at the path.
    """
    own = below("#/paths", path)
    followed = shapes.follow((shapes.document.content["paths"].get(path), own))
    if followed is None:
        return {}
    item, at = followed
    found = {}
    for method in methods:
        known = shapes.follow((item.get(method), below(at, method)))
        if known is not None:
            node, here = known
            answer, told = _answer(shapes, node, here)
            found[method] = Asked(
                at=below(own, method),
                path=path,
                method=method,
                **_body(shapes, node, here),
                answer=answer,
                told=told,
                statuses=frozenset(map(str, node.get("responses") or ())),
                **_parameters(shapes, item, node, at, here),
            )
    return found


def _body(shapes: Shapes, node: Mapping[str, Any], at: str) -> dict[str, Any]:
    followed = shapes.follow((node.get("requestBody"), below(at, "requestBody")))
    if followed is None:
        return {"body": None, "body_required": False}
    part, required = _content(shapes, *followed)[0], followed[0].get("required") is True
    named = followed[0].get("content")
    names = [str(each).lower() for each in named] if isinstance(named, Mapping) else []
    read = not names or any(known in name for name in names for known in ("json", "form", "*/*"))
    return {"body": part, "body_required": required, "read": read}


def _content(shapes: Shapes, node: Mapping[str, Any], at: str) -> tuple[Part | None, bool]:
    """Return the schema of the media type that clients read best, and whether there is any."""
    content = node.get("content")
    if not isinstance(content, Mapping) or not content:
        return None, False
    name = sorted(content, key=lambda each: "json" not in each)[0]
    media, here = content[name], below(at, "content", name)
    if not isinstance(media, Mapping):
        return None, True
    part = (media["schema"], below(here, "schema")) if "schema" in media else None
    if _says_nothing(shapes, part) and (example := _example(shapes, media, here)) is not None:
        return shapes.sketched(example, below(here, "example")), True
    return part, True


def _says_nothing(shapes: Shapes, part: Part | None) -> bool:
    shape = shapes.shape(part)
    if shape.items is not None:
        return _says_nothing(shapes, shape.items)
    says = {"properties", "additionalProperties", "enum", "const", "oneOf", "anyOf", "allOf"}
    return shape.types in ((), ("object",), ("array",)) and says.isdisjoint(shape.keywords)


def _example(shapes: Shapes, media: Mapping[str, Any], at: str) -> Any:
    """Return the example of a media type, None for none."""
    if "example" in media:
        return media["example"]
    several = media.get("examples")
    for name, each in several.items() if isinstance(several, Mapping) else ():
        followed = shapes.follow((each, below(at, "examples", name)))
        if followed and "value" in followed[0]:
            return followed[0]["value"]
    return None


def _answer(shapes: Shapes, node: Mapping[str, Any], at: str) -> tuple[Part | None, bool]:
    responses = node.get("responses")
    known = sorted(map(str, responses)) if isinstance(responses, Mapping) else []
    for status in [each for each in known if each.startswith("2") or each == "default"]:
        here = below(at, "responses", status)
        followed = shapes.follow((responses.get(status), here))  # type: ignore[union-attr]
        return _content(shapes, *followed) if followed else (None, False)
    return None, False


def _parameters(
    shapes: Shapes, item: Mapping[str, Any], node: Mapping[str, Any], at: str, here: str
) -> dict[str, Any]:
    found: dict[str, dict[str, Part]] = {"path": {}, "query": {}}
    required: set[str] = set()
    for parameter, part in (*_listed(shapes, item, at), *_listed(shapes, node, here)):
        name = str(parameter.get("name", ""))
        found.setdefault(str(parameter.get("in", "")), {})[name] = part
        required |= {name} if parameter.get("required") is True else set()
    return {"parameters": found, "required": frozenset(required)}


def _listed(
    shapes: Shapes, owner: Mapping[str, Any], at: str
) -> Iterator[tuple[Mapping[str, Any], Part]]:
    several = owner.get("parameters")
    for index, each in enumerate(several if isinstance(several, list) else ()):
        followed = shapes.follow((each, below(at, "parameters", index)))
        if followed is not None:
            parameter, place = followed
            yield parameter, (parameter.get("schema", {}), below(place, "schema"))
