"""Compiling security schemes: where the credential of each one travels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.model.api import SecurityScheme


def schemes_of(
    content: Mapping[str, Any],
) -> tuple[dict[str, SecurityScheme], dict[str, SecurityScheme]]:
    """Return the security schemes whose credential travels in a header, and the others."""
    heard, unheard = {}, {}
    for name, node in content.get("components", {}).get("securitySchemes", {}).items():
        kind, where = node.get("type"), node.get("in")
        if kind == "apiKey" and where == "header":
            spelled = node["name"]
            heard[name] = SecurityScheme(name=name, header=spelled.lower(), spelled=spelled)
        elif kind in {"http", "oauth2", "openIdConnect"}:
            basic = node.get("scheme", "").lower() == "basic"
            heard[name] = SecurityScheme(
                name=name,
                header="authorization",
                spelled="Authorization",
                prefix="Basic " if basic else "Bearer ",
            )
        elif kind == "apiKey" and where in {"query", "cookie"}:
            spelled = node["name"]
            unheard[name] = SecurityScheme(name=name, header=spelled, spelled=spelled, where=where)
        else:  # a certificate, which the server never sees
            unheard[name] = SecurityScheme(name=name, header="", spelled="", where="")
    return heard, unheard
