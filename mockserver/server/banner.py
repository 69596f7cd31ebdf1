"""What `serve` prints when the server listens."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from mockserver.server.startpage import facts

if TYPE_CHECKING:
    from mockserver.standin import StandIn

_RESET, _BOLD, _DIM, _CYAN, _GREEN = "\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[36m", "\x1b[32m"


def banner(standins: Iterable[StandIn], root: str, *, colour: bool = False) -> str:
    """Return the address, and for each API its links, credentials and a first request.

    Nothing is wrapped or framed: every line can be copied as it stands.
    """
    bold, dim, cyan, green, end = (
        (_BOLD, _DIM, _CYAN, _GREEN, _RESET) if colour else ("", "", "", "", "")
    )
    lines = [f"{bold}Understudy{end} listens on {cyan}{root}{end}", ""]
    for standin in standins:
        api = facts(standin, root)
        lines += [
            f"{bold}{api['title']}{end}  {cyan}{api['url']}{end}",
            f"  {dim}Swagger UI{end}  {cyan}{api['swagger_ui']}{end}",
        ]
        lines += [f"  {dim}{role:<10}{end}  {text}" for role, text in _credentials(api)]
        lines += [f"  {dim}try{end}", _indented(api["first_request"], green, end), ""]
    lines.append(f"{dim}Ctrl-C stops the server.{end}")
    return "\n".join(lines) + "\n"


def print_banner(standins: Iterable[StandIn], root: str) -> None:
    """Print the banner, coloured on a terminal."""
    sys.stdout.write(banner(standins, root, colour=sys.stdout.isatty()))
    sys.stdout.flush()


def _credentials(api: dict[str, object]) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for each in api["credentials"]:  # type: ignore[attr-defined]
        headers = ", ".join(f"{name}: {value}" for name, value in each["headers"].items())
        rows.append((each["role"], headers + (f"  ({each['note']})" if each["note"] else "")))
    return rows


def _indented(command: str, start: str, end: str) -> str:
    return "\n".join(f"    {start}{line}{end}" for line in command.splitlines())
