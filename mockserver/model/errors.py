"""Error forms: how each kind of refusal is answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.model.api import ErrorForm
from mockserver.model.template import compiled
from mockserver.model.wording import Wording

STATUSES = {
    "no-operation": (404, "There is nothing at this path."),
    "method-not-allowed": (405, "This path does not have this method."),
    "unauthenticated": (401, "A known credential is needed."),
    "forbidden": (403, "This credential may not do that."),
    "malformed": (400, "The request body cannot be read."),
    "unsupported-media-type": (415, "The media type of the request body is not accepted."),
    "not-acceptable": (406, "None of the accepted media types can be answered."),
    "too-large": (413, "The request body is too large."),
    "invalid": (400, "The request does not fit the document."),
    "unreachable": (400, "What the request refers to cannot be fetched."),
    "not-found": (404, "There is no such resource."),
    "conflict": (409, "This is at odds with what is stored."),
    "full": (422, "There is no room for one more."),
    "stale": (409, "The version is not the current one."),
    "reused": (409, "The key has been used for another request."),
    "rate-limited": (429, "Too many requests."),
    "internal": (500, "The stand-in failed; this is a defect of the stand-in."),
}
NARROWED = {"unreachable": ("invalid.body", "invalid")}
"""Kinds that are answered as wider ones unless the document says otherwise."""

PROBLEM = {"type": "about:blank", "title": "$message", "status": "$status", "detail": "$details"}


def error_forms(words: Mapping[str, Any]) -> dict[str, ErrorForm]:
    """Return the form of every kind of refusal.

    What the document's `errors` leave open comes from the wider kind (`invalid` for
    `invalid.path` and for `unreachable`), then from `default`, and at last is problem+json
    (RFC 9457).
    """
    fallback = words.get("default", {})
    forms: dict[str, ErrorForm] = {}
    for name in (*STATUSES, *(name for name in words if "." in name)):
        kind = name.partition(".")[0]
        status, message = STATUSES[kind]
        wider = (name, kind, *NARROWED.get(kind, ()))
        ownership = (*(words.get(each, {}) for each in wider), fallback)
        chosen = {key: value for word in reversed(ownership) for key, value in word.items()}
        body = chosen.get("body", PROBLEM)
        plain = "application/problem+json" if "body" not in chosen else "application/json"
        forms[name] = ErrorForm(
            status=chosen.get("status", status),
            code=chosen.get("code", ""),
            codes=chosen.get("codes", {}),
            message=chosen.get("message", message),
            media_type=chosen.get("media-type", plain),
            body=compiled(body),
            wording=compiled(body, Wording),
        )
    return forms
