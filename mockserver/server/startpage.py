"""The start page: which APIs are here, how to get in, and a first request."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

import orjson

from mockserver.server.exchange import Exchange
from mockserver.server.foundation import Scope, Send
from mockserver.server.replies import send_bytes

if TYPE_CHECKING:
    from mockserver.standin import StandIn

VARY_ACCEPT = (b"vary", b"Accept")

_STYLE = """
:root { color-scheme: light dark; --line: #8883; --soft: #8881; --link: #0b63c5; --dim: #6b7280 }
@media (prefers-color-scheme: dark) { :root { --link: #7ab7ff; --dim: #9aa3af } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 3rem auto; padding: 0 1rem }
h1 { margin-bottom: 0 } h2 { margin: 0 } p.lead { color: var(--dim); margin-top: .25rem }
section { border: 1px solid var(--line); border-radius: 12px; padding: 1.25rem; margin: 1.25rem 0 }
header { display: flex; gap: 1rem; align-items: baseline; flex-wrap: wrap }
a { color: var(--link) } header a { margin-left: auto } header a + a { margin-left: 0 }
table { border-collapse: collapse; width: 100%; margin: .75rem 0; display: block; overflow-x: auto }
th, td { text-align: left; padding: .3rem 1rem .3rem 0; vertical-align: top }
th { font-weight: 600; color: var(--dim) }
code, pre { font: 14px/1.5 ui-monospace, monospace }
pre { background: var(--soft); border-radius: 8px; padding: .75rem 1rem; overflow-x: auto }
footer { color: var(--dim) }
"""


async def send_start_page(
    scope: Scope, exchange: Exchange, standins: Mapping[str, StandIn], send: Send
) -> None:
    """Send the page, or the same facts as JSON to a client that prefers JSON."""
    host = exchange.headers.get("host", "127.0.0.1")
    root = f"{scope['scheme']}://{host}"
    apis = [facts(standin, root) for standin in standins.values()]
    if prefers_json(exchange.headers.get("accept", "")):
        body = orjson.dumps({"apis": apis, "control": _control(root)})
        await send_bytes(send, 200, "application/json", body, [VARY_ACCEPT])
    else:
        html = page(apis, root).encode()
        await send_bytes(send, 200, "text/html; charset=utf-8", html, [VARY_ACCEPT])


def facts(standin: StandIn, root: str) -> dict[str, Any]:
    """What a newcomer needs to know of one API served under `root`."""
    base = f"{root}/{standin.api.name}"
    return {
        "name": standin.api.name,
        "title": standin.api.title,
        "url": base + standin.api.server_path,
        "swagger_ui": f"{base}/ui/",
        "document": f"{base}/openapi.json",
        "credentials": [
            {"role": each.role, "headers": dict(each.shown), "note": each.note}
            for each in standin.credentials
        ],
        "first_request": standin.first_curl(base),
    }


def prefers_json(accept: str) -> bool:
    """Whether an Accept header ranks JSON above HTML. Saying nothing is not preferring."""
    ranks = {}
    for item in accept.split(","):
        name, *parameters = (part.strip().lower() for part in item.split(";"))
        quality = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        try:
            ranks[name] = float(quality)
        except ValueError:
            ranks[name] = 0.0
    json = ranks.get("application/json", 0.0)
    return json > 0 and json > ranks.get("text/html", 0.0)


def page(apis: list[dict[str, Any]], root: str) -> str:
    """The page as HTML; it loads nothing from anywhere."""
    control = "".join(f"<li><code>{escape(line)}</code></li>" for line in _control(root))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="icon" href="data:,"><title>Understudy</title>'
        f"<style>{_STYLE}</style></head><body><h1>Understudy</h1>"
        '<p class="lead">Stand-ins that remember and keep the rules.</p>'
        f"{''.join(_section(api) for api in apis)}"
        f"<footer><p>Control plane</p><ul>{control}</ul></footer></body></html>\n"
    )


def _section(api: dict[str, Any]) -> str:
    rows = "".join(
        f"<tr><td>{escape(each['role'])}</td><td>{_headers(each['headers'])}</td>"
        f"<td>{escape(each['note'])}</td></tr>"
        for each in api["credentials"]
    )
    return (
        f"<section><header><h2>{escape(api['title'])}</h2>"
        f'<a href="{escape(api["swagger_ui"])}">Swagger UI</a>'
        f'<a href="{escape(api["document"])}">OpenAPI</a></header>'
        f"<p><code>{escape(api['url'])}</code></p>"
        f"<table><tr><th>Role</th><th>Credential</th><th></th></tr>{rows}</table>"
        f"<p>A first request:</p><pre>{escape(api['first_request'])}</pre></section>"
    )


def _headers(headers: dict[str, str]) -> str:
    lines = (f"<code>{escape(name)}: {escape(value)}</code>" for name, value in headers.items())
    return "<br>".join(lines)


def _control(root: str) -> list[str]:
    return [f"GET {root}/_understudy/state", f"POST {root}/_understudy/reset"]
