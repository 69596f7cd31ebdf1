"""Swagger 2.0 in the form of OpenAPI 3.0: what both can say, said as the newer one says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.document.origins import Origins
from mockserver.document.structure import elements

METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
MOVED = {
    "#/definitions/": "#/components/schemas/",
    "#/parameters/": "#/components/parameters/",
    "#/responses/": "#/components/responses/",
}
JSON, FORM, MULTIPART = (
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
)
KEPT = ("name", "in", "description", "required", "allowEmptyValue", "deprecated")
STYLES = {"ssv": "spaceDelimited", "pipes": "pipeDelimited"}
FLOWS = {"application": "clientCredentials", "accessCode": "authorizationCode"}


def converted(content: dict[str, Any], origins: Origins) -> dict[str, Any]:
    """Return a Swagger 2.0 document as one of OpenAPI 3.0, and any other as it is.

    What is no Swagger is left where it was, to be complained of by others. `origins` learns
    where the definitions went.
    """
    if "openapi" in content or not str(content.get("swagger", "")).startswith("2"):
        return content
    made = _Conversion(content).document()
    main, _ = origins.of("")
    for old, new in MOVED.items():
        origins.graft(new.strip("#").rstrip("/"), main, old.strip("#").rstrip("/"))
    return made


class _Conversion:
    """One document on its way; what is not understood is copied."""

    def __init__(self, content: dict[str, Any]) -> None:
        self._content = content
        self._parameters = _mapping(content.get("parameters"))
        self._consumes = elements(content.get("consumes"))
        self._produces = elements(content.get("produces"))

    def document(self) -> dict[str, Any]:
        content = self._content
        made: dict[str, Any] = {
            name: content[name]
            for name in content
            if name in ("info", "tags", "externalDocs", "security") or name.startswith("x-")
        }
        paths = _mapping(content.get("paths"))
        parameters = {
            name: self._parameter(each)
            for name, each in self._parameters.items()
            if isinstance(each, dict) and each.get("in") not in ("body", "formData")
        }
        responses = _mapping(content.get("responses"))
        schemes = _mapping(content.get("securityDefinitions"))
        return {
            "openapi": "3.0.3",
            "servers": list(self._servers()),
            **made,
            "paths": {
                name: item if name.startswith("x-") else self._item(item)
                for name, item in paths.items()
            },
            "components": {
                "schemas": {
                    name: _schema(each)
                    for name, each in _mapping(content.get("definitions")).items()
                },
                "parameters": parameters,
                "responses": {
                    name: self._response(each, self._produces) for name, each in responses.items()
                },
                "securitySchemes": {name: _scheme(each) for name, each in schemes.items()},
            },
        }

    def _servers(self) -> Iterator[dict[str, str]]:
        host, base = self._content.get("host"), self._content.get("basePath")
        path = f"/{base.strip('/')}" if isinstance(base, str) else "/"
        if not isinstance(host, str) or not host:
            yield {"url": path}
            return
        for scheme in elements(self._content.get("schemes")) or ["https"]:
            yield {"url": f"{scheme}://{host}{path}"}

    def _item(self, item: Any) -> Any:
        if not isinstance(item, dict):
            return item
        shared = elements(item.get("parameters"))
        made = {name: each for name, each in item.items() if name not in ("parameters", *METHODS)}
        if plain := [self._parameter(each) for each in shared if not self._in_body(each)]:
            made["parameters"] = plain
        above = [each for each in shared if self._in_body(each)]
        for method in METHODS:
            if method in item:
                made[method] = self._operation(item[method], above)
        return made

    def _operation(self, node: Any, above: list[Any]) -> Any:
        if not isinstance(node, dict):
            return node
        left_out = ("parameters", "consumes", "produces", "schemes", "responses")
        made = {name: each for name, each in node.items() if name not in left_out}
        sent = elements(node.get("parameters"))
        made["parameters"] = [self._parameter(each) for each in sent if not self._in_body(each)]
        inside = [self._resolved(each) for each in sent if self._in_body(each)]
        inside = inside or [self._resolved(each) for each in above]
        consumes = elements(node.get("consumes", self._consumes))
        if inside:
            made["requestBody"] = _body(inside, consumes)
        produces = elements(node.get("produces", self._produces))
        made["responses"] = {
            status: each if status.startswith("x-") else self._response(each, produces, status)
            for status, each in _mapping(node.get("responses")).items()
        }
        return made

    def _resolved(self, node: Any) -> Any:
        """Return a parameter of this document; one that stands elsewhere stays a reference."""
        ref = node.get("$ref") if isinstance(node, dict) else None
        if isinstance(ref, str) and ref.startswith("#/parameters/"):
            name = ref.removeprefix("#/parameters/").replace("~1", "/").replace("~0", "~")
            return self._parameters.get(name, node)
        return node

    def _in_body(self, node: Any) -> bool:
        node = self._resolved(node)
        return isinstance(node, dict) and node.get("in") in ("body", "formData")

    def _parameter(self, node: Any) -> Any:
        if not isinstance(node, dict) or "$ref" in node:
            return _moved(node) if isinstance(node, dict) else node
        made = {name: node[name] for name in node if name in KEPT or name.startswith("x-")}
        inner = {name: each for name, each in node.items() if name not in made}
        style = inner.pop("collectionFormat", "csv")
        made["schema"] = _schema(inner)
        if inner.get("type") == "array":
            made["explode"] = style == "multi"
            if style in STYLES and node.get("in") == "query":
                made["style"] = STYLES[style]
        return made

    def _response(self, node: Any, produces: list[Any], status: str = "") -> Any:
        if not isinstance(node, dict) or "$ref" in node:
            return _moved(node) if isinstance(node, dict) else node
        examples = _mapping(node.get("examples"))
        made = {
            name: each
            for name, each in node.items()
            if name not in ("schema", "examples", "headers")
        }
        made.setdefault("description", "")
        headers = _mapping(node.get("headers"))
        if headers:
            made["headers"] = {
                name: {"schema": _schema(each)} if isinstance(each, dict) else each
                for name, each in headers.items()
            }
        if "schema" not in node and not examples:
            if status[:1] in ("4", "5") and produces:  # people leave out what errors look like
                made["content"] = {each: {} for each in produces if isinstance(each, str)}
            return made
        offered = [each for each in produces if isinstance(each, str)] or list(examples) or [JSON]
        schema = _schema(node["schema"]) if "schema" in node else {}
        made["content"] = {
            name: {"schema": schema, **({"example": examples[name]} if name in examples else {})}
            for name in dict.fromkeys(offered)
        }
        return made


def _body(sent: list[Any], consumes: list[Any]) -> dict[str, Any]:
    """Return the body that body and form parameters describe."""
    offered = [each for each in consumes if isinstance(each, str)]
    whole = next((each for each in sent if each.get("in") == "body"), None)
    if whole is not None:
        schema = _schema(whole.get("schema", {}))
        made = {name: whole[name] for name in ("description",) if name in whole}
        content = {name: {"schema": schema} for name in offered or [JSON]}
        return {**made, "required": whole.get("required") is True, "content": content}
    fields = [each for each in sent if isinstance(each.get("name"), str)]
    uploads = any(each.get("type") == "file" for each in fields)
    forms = [each for each in offered if each.partition(";")[0].strip() in (FORM, MULTIPART)]
    if uploads:
        forms = [MULTIPART, *(each for each in forms if not each.startswith(MULTIPART))]
    forms = forms or [FORM]
    left_out = ("name", "in", "required", "collectionFormat", "allowEmptyValue")
    required = [each["name"] for each in fields if each.get("required") is True]
    schema = {
        "type": "object",
        "properties": {
            each["name"]: _schema({k: v for k, v in each.items() if k not in left_out})
            for each in fields
        },
        **({"required": required} if required else {}),
    }
    return {"required": bool(required), "content": {name: {"schema": schema} for name in forms}}


def _schema(node: Any) -> Any:
    """Return a schema with its references moved, and with the newer words for nothing else."""
    if isinstance(node, list):
        return [_schema(each) for each in node]
    if not isinstance(node, dict):
        return node
    made: dict[str, Any] = {}
    for name, value in node.items():
        if name == "properties" and isinstance(value, dict):
            made[name] = {key: _schema(each) for key, each in value.items()}
        elif name == "discriminator" and isinstance(value, str):
            made[name] = {"propertyName": value}
        elif name in ("x-nullable", "x-isnullable", "x-is-nullable"):
            made["nullable"] = value
        elif name in ("example", "default", "enum") or name.startswith("x-"):
            made[name] = value
        else:
            made[name] = _schema(value)
    if made.get("type") == "file":
        made |= {"type": "string", "format": "binary"}
    return _moved(made)


def _moved(node: dict[str, Any]) -> dict[str, Any]:
    """Return a node whose `$ref` leads to where its target is now."""
    ref = node.get("$ref")
    if not isinstance(ref, str):
        return node
    for old, new in MOVED.items():
        if ref.startswith(old):
            return {**node, "$ref": new + ref.removeprefix(old)}
    return node


def _scheme(node: Any) -> Any:
    kind = node.get("type") if isinstance(node, dict) else None
    if kind == "basic":
        return {**node, "type": "http", "scheme": "basic"}
    if kind != "oauth2":
        return node
    names = ("authorizationUrl", "tokenUrl", "scopes")
    flow = {name: node[name] for name in names if name in node}
    rest = {name: each for name, each in node.items() if name not in (*names, "flow")}
    name = str(node.get("flow", "implicit"))
    return {**rest, "flows": {FLOWS.get(name, name): {"scopes": {}, **flow}}}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
