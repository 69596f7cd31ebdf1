"""traffic.har: every exchange, in the form that browsers and HTTP tools open (HAR 1.2)."""

from __future__ import annotations

from http import HTTPStatus
from importlib.metadata import version
from typing import Any
from urllib.parse import parse_qsl

from contract_tests.report import Exchange, Report
from contract_tests.reports.plain import body, cut, encoded, header, line, time

PROTOCOL = "HTTP/1.1"
"""HAR must name one, and exchanges do not tell."""


def har(report: Report) -> bytes:
    """Return the exchanges of a report as HAR 1.2, one on each line, in the order they were made.

    Bodies are whole, but for very long ones, whose `comment` says how they were cut. What HAR has
    no member for has a name with an underscore: the operation, the step, the rules that the answer
    was judged by, the error when there was no answer, and that a request's body is in base64.
    """
    creator = line({"name": "understudy", "version": version("understudy")})
    entries = ",\n".join(line(_entry(each)) for each in report.exchanges)
    log = f'"version": "1.2", "creator": {creator}, "entries": [\n{entries}\n]'
    return encoded(f'{{"log": {{{log}}}}}\n')


def _entry(each: Exchange) -> dict[str, Any]:
    taken = round(each.seconds * 1000, 3)
    return {
        "startedDateTime": time(each.started),
        "time": taken,
        "request": _request(each),
        "response": _response(each),
        "cache": {},
        "timings": {"send": 0, "wait": taken, "receive": 0},
        "_operation": each.operation,
        "_step": each.step,
        "_rules": each.rules,
        **({"_error": each.error, "comment": each.error} if each.error else {}),
    }


def _request(each: Exchange) -> dict[str, Any]:
    text, encoding = body(each.request_body)
    posted = {
        "mimeType": header(each.request_headers, "content-type"),
        "params": [],
        "text": text,
        **({"_encoding": encoding} if encoding else {}),
        **_comment(each.request_body),
    }
    query = each.url.partition("#")[0].partition("?")[2]
    return {
        "method": each.method,
        "url": each.url,
        "httpVersion": PROTOCOL,
        "cookies": [],
        "headers": _pairs(each.request_headers),
        "queryString": _pairs(tuple(parse_qsl(query, keep_blank_values=True))),
        **({"postData": posted} if each.request_body else {}),
        "headersSize": -1,
        "bodySize": len(each.request_body),
    }


def _response(each: Exchange) -> dict[str, Any]:
    text, encoding = body(each.response_body)
    return {
        "status": each.status,
        "statusText": _phrase(each.status),
        "httpVersion": PROTOCOL,
        "cookies": [],
        "headers": _pairs(each.response_headers),
        "content": {
            "size": len(each.response_body),
            "mimeType": header(each.response_headers, "content-type"),
            "text": text,
            **({"encoding": encoding} if encoding else {}),
            **_comment(each.response_body),
        },
        "redirectURL": header(each.response_headers, "location"),
        "headersSize": -1,
        "bodySize": len(each.response_body),
    }


def _comment(content: bytes) -> dict[str, str]:
    """Return the member that says how a body was cut, if it was."""
    return {"comment": how} if (how := cut(content)) else {}


def _pairs(pairs: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
