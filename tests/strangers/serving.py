"""What every stranger has: a command line, and ways of answering that mean nothing."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Any

import uvicorn
import yaml
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

NONE: frozenset[str] = frozenset()
MANNERS = {
    "extra-members": "Every object in an answer has a member more than documented.",
    "reversed-keys": "The members of every object in an answer come in another order.",
    "numbers-with-fractions": "Whole numbers in answers are written as 1.0.",
    "more-headers": "Answers carry an ETag, a cookie and other headers.",
}
"""Legal variants of any server: JSON and HTTP give them no meaning."""


def mannered(body: Any, switches: frozenset[str]) -> Any:
    """Return a JSON value in the manners that are switched on."""
    if isinstance(body, dict):
        members = [(name, mannered(value, switches)) for name, value in body.items()]
        if "extra-members" in switches and members:
            members.append(("x_shard", "eu-7"))
        return dict(reversed(members) if "reversed-keys" in switches else members)
    if isinstance(body, list):
        return [mannered(each, switches) for each in body]
    if type(body) is int and "numbers-with-fractions" in switches:
        return float(body)
    return body


def headers(switches: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield the headers that nobody asked for."""
    if "more-headers" in switches:
        yield from {"ETag": '"1f"', "Set-Cookie": "edge=7; Path=/", "Vary": "Accept"}.items()


def routed(
    asked: Sequence[tuple[str, str, Callable[[Request], Awaitable[Response]]]],
    unrouted: Callable[[Request, Exception], Awaitable[Response]],
) -> Starlette:
    """Return the application of endpoints, each with its method and path; one path may have
    several. `unrouted` answers what is asked at no path or with no method of it.
    """

    def path_of(methods: dict[str, Callable[[Request], Awaitable[Response]]]) -> Any:
        async def endpoint(request: Request) -> Response:
            return await methods["GET" if request.method == "HEAD" else request.method](request)

        return endpoint

    by_path: dict[str, dict[str, Callable[[Request], Awaitable[Response]]]] = {}
    for method, path, endpoint in asked:
        by_path.setdefault(path, {})[method] = endpoint
    app = Starlette(
        routes=[Route(path, path_of(each), methods=list(each)) for path, each in by_path.items()],
        exception_handlers={HTTPException: unrouted},
    )
    app.router.redirect_slashes = False
    return app


def switched(
    faults: frozenset[str], variants: frozenset[str], known: tuple[Mapping[str, str], ...]
) -> frozenset[str]:
    """Return everything that is switched on. Raises ValueError for a name that is unknown."""
    unknown = (faults - known[0].keys()) | (variants - known[1].keys())
    if unknown:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    return faults | variants


def main(
    app: Callable[[frozenset[str], frozenset[str]], Starlette],
    faults: Mapping[str, str],
    variants: Mapping[str, str],
    fixtures: Mapping[str, Any],
) -> None:
    """Serve a stranger as the command line says, or tell what it knows."""
    parser = argparse.ArgumentParser(description="An independent server to examine.")
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--fault", action="append", default=[], choices=sorted(faults))
    parser.add_argument("--variant", action="append", default=[], choices=sorted(variants))
    parser.add_argument("--list", action="store_true", help="Print the faults and variants.")
    parser.add_argument("--fixtures", action="store_true", help="Print what exists, as YAML.")
    given = parser.parse_args()
    if given.list:
        for kind, names in (("fault", faults), ("variant", variants)):
            sys.stdout.writelines(f"{kind} {name}: {says}\n" for name, says in names.items())
    elif given.fixtures:
        sys.stdout.write(yaml.safe_dump(dict(fixtures), sort_keys=False))
    else:
        served = app(frozenset(given.fault), frozenset(given.variant))
        uvicorn.run(served, port=given.port, log_level="warning", access_log=False)
