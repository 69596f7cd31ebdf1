"""The command `understudy`. Commands import what they need when they run, so that help is quick."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NoReturn, TypeVar

import click

if TYPE_CHECKING:
    from mockserver.standin import StandIn

T = TypeVar("T")
Command = TypeVar("Command", bound=Callable[..., None])

PROBLEMS, WRONG_USAGE = 1, 2
MOST_WARNINGS = 20


_root = click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Let references of your document lead anywhere below this folder.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="understudy", prog_name="understudy")
def main() -> None:
    """Stand in for an API described by OpenAPI, with memory and with its rules."""


@main.command()
@click.argument("apis", metavar="[NAME|FILE|FOLDER|URL]...", nargs=-1)
@click.option("--port", default=8080, show_default=True, type=click.IntRange(0, 65535))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--seed", type=int, help="Make generated ids repeatable.")
@click.option(
    "--stack",
    type=click.Choice(["fast", "plain"]),
    default="fast",
    show_default=True,
    help="Connexion with its slots filled by us, or as it comes.",
)
@click.option("--rate-limits", is_flag=True, help="Apply the documented rate limits.")
@click.option(
    "--fetch", is_flag=True, help="Fetch the pictures behind addresses that clients send."
)
@click.option("--quiet", is_flag=True, help="Print no line per request.")
@click.option("--overlay", "overlays", multiple=True, type=Path, help="An OpenAPI Overlay.")
@_root
def serve(
    apis: tuple[str, ...],
    port: int,
    host: str,
    seed: int | None,
    stack: Literal["fast", "plain"],
    rate_limits: bool,
    fetch: bool,
    quiet: bool,
    overlays: tuple[Path, ...],
    root: Path | None,
) -> None:
    """Serve APIs until Ctrl-C; all bundled ones when none is named."""
    if overlays and len(apis) != 1:
        _fail("--overlay belongs to one API; name the one that it is for")
    options: dict[str, Any] = {"seed": seed, "rate_limits": rate_limits, "overlays": overlays}
    standins = [_open(each, **options, root=root) for each in apis or _bundled()]
    for each in standins:
        _warn(each)
    for each in standins if stack == "plain" else ():
        if not each.document.version.startswith("3.0"):
            _fail(f"{each.document.path}: Connexion as it comes loads OpenAPI 3.0 only")
    names = [standin.api.name for standin in standins]
    if twice := {name for name in names if names.count(name) > 1}:
        _fail(f"two APIs have the name {', '.join(sorted(twice))}; each needs its own")
    from mockserver.server import run

    sys.exit(run.serve(standins, host=host, port=port, kind=stack, quiet=quiet, fetch=fetch))


@main.command()
@click.argument("files", metavar="FILE|FOLDER|URL...", nargs=-1, required=True)
@click.option("--overlay", "overlays", multiple=True, type=Path, help="An OpenAPI Overlay.")
@_root
@click.option("--explain", is_flag=True, help="List what is guessed of documents, and why.")
@click.option("--write-overlay", type=Path, metavar="FILE", help="Write that as an Overlay.")
def check(
    files: tuple[str, ...], overlays: tuple[Path, ...], root: Path | None, **wishes: Any
) -> None:
    """Check documents: exit 0 usable, 1 problems listed, 2 unreadable."""
    from mockserver.check import report

    if wishes["write_overlay"] and len(files) != 1:
        _fail("--write-overlay takes one document")
    if any(wishes.values()):
        from mockserver.guesses import told

        for file in files:
            click.echo(told(_open(file, overlays=overlays, root=root).understood, **wishes))
        return
    sys.exit(report(files, overlays, root))


@main.command()
@click.argument("api", metavar="NAME|FILE")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def rules(api: str, as_json: bool) -> None:
    """Print every rule of an API: id, sentence, source, and where it is kept."""
    from mockserver.rules import table

    click.echo(table(_open(api), as_json=as_json))


@main.command()
@click.argument("api", metavar="NAME|FILE")
@click.option("--url", help="The server that the fixtures are for.")
def fixtures(api: str, url: str | None) -> None:
    """Print what an API's server knows at start (credentials, identifiers) as YAML."""
    from mockserver.document.writing import written

    facts = _open(api).fixtures()
    if url is not None:
        click.echo(f"# for {url}")
    click.echo(written(facts), nl=False)


@main.command()
@click.argument("api", metavar="NAME|FILE")
@click.option("--overlay", "overlays", multiple=True, type=Path, help="An OpenAPI Overlay.")
def links(api: str, overlays: tuple[Path, ...]) -> None:
    """Print an API's document with OpenAPI Links, which say what leads to what, as YAML."""
    from mockserver.document.writing import written

    opened = _open(api, overlays=overlays)
    # Looked up by name: the server must not need the tests, which import it.
    with_links = import_module("contract_tests.links").with_links
    click.echo(written(with_links(opened.document.content, opened.api)), nl=False)


def _access(command: Command) -> Command:
    """Add the options that say which server is meant, and how it is reached."""
    options = [
        click.option("--url", required=True, help="The server: http://HOST[:PORT][/PATH]."),
        click.option(
            "--header",
            "headers",
            multiple=True,
            metavar="'NAME: VALUE'",
            help="Send a header, a credential for example, as the role `full`.",
        ),
        click.option(
            "--auth-from-env",
            default="",
            metavar="VARIABLE",
            help="Take the credential of `full` from the environment.",
        ),
        click.option(
            "--fixtures",
            default="",
            metavar="FILE",
            help="What is known of the server, as `understudy fixtures` prints it; - for stdin.",
        ),
        click.option("--overlay", "overlays", multiple=True, type=Path, help="An OpenAPI Overlay."),
        _root,
    ]
    for option in reversed(options):
        command = option(command)
    return command


@main.command()
@click.argument("api", metavar="NAME|FILE")
@_access
@click.option("--read-only", is_flag=True, help="Send nothing that writes.")
@click.option("--rate", default=0.0, type=click.FloatRange(min=0), help="Requests per second.")
@click.option(
    "--max-time",
    default=60.0,
    show_default=True,
    type=click.FloatRange(min=0, min_open=True),
    help="Seconds for everything, reports too.",
)
@click.option("--max-calls", default=100_000, show_default=True, type=click.IntRange(min=1))
@click.option("--seed", type=int, help="Ask in the same way again; any, unless told.")
@click.option("--rules", default="", metavar="ID,...", help="Judge by these rules only.")
@click.option("--strict", is_flag=True, help="Inferred rules fail the run, too.")
@click.option(
    "--min-coverage",
    default=0.0,
    metavar="PERCENT",
    type=click.FloatRange(0, 100),
    help="Exit 3 if fewer of the rules were exercised.",
)
@click.option("--report", type=Path, metavar="DIR", help="Write reports and cases there.")
def test(api: str, overlays: tuple[Path, ...], root: Path | None, **wishes: Any) -> None:
    """Examine a server: exit 0 conforms, 1 broken, 2 unusable, 3 nothing to be said."""
    opened = _open(api, WRONG_USAGE, overlays=overlays, root=root)
    way = _way(wishes)
    command = import_module("contract_tests.command")
    sys.exit(command.examine(opened.document, opened.api, way, command.Wishes(**wishes)))


@main.command()
@click.argument("file", type=Path)
@_access
@click.option("--api", metavar="NAME|FILE", help="The document, if it is not a bundled one.")
def replay_case(
    file: Path, overlays: tuple[Path, ...], root: Path | None, api: str | None, **way: Any
) -> None:
    """Replay a case that `test --report` saved: exit 1 still fails, 0 does not, 2 unusable."""
    replay = import_module("contract_tests.replay")
    try:
        case = replay.case_in(file)
    except ValueError as error:
        _fail(str(error))
    opened = _open(api or case.api, WRONG_USAGE, overlays=overlays, root=root)
    sys.exit(replay.replay(opened.document, opened.api, case, _way(way)))


@main.command()
@click.argument("apis", metavar="[NAME|FILE]...", nargs=-1)
@click.option(
    "--sample", default=0, metavar="N", type=click.IntRange(0), help="Try only N of them."
)
@click.option("--seed", default=0, show_default=True, type=int, help="Chooses sample and requests.")
@click.option(
    "--max-time", default=0.0, type=click.FloatRange(0), help="Seconds in all, 0 for any."
)
@click.option("--report", type=Path, metavar="FILE", help="Write what became of each as JSON.")
@click.option("--documents", is_flag=True, help="Weaken the documents, too, rule by rule.")
@click.option(
    "--jobs", default=1, show_default=True, type=click.IntRange(1), help="Processes at once."
)
def mutate(apis: tuple[str, ...], **wishes: Any) -> None:
    """Break the engine in every known way: exit 0 all noticed or explained, 1 not, 2 unusable."""
    opened = [_open(each, WRONG_USAGE, seed=1) for each in apis or _bundled()]
    command = import_module("contract_tests.mutants.command")
    sys.exit(command.mutate(opened, command.Wishes(**wishes)))


def _way(options: dict[str, Any]) -> Any:
    """Return how a server is reached, which is taken out of the options of a command."""
    names = ("url", "headers", "auth_from_env", "fixtures")
    Access = import_module("contract_tests.opening").Access
    return Access(**{name: options.pop(name) for name in names})


def _bundled() -> Sequence[str]:
    from mockserver.standin import bundled

    return tuple(bundled())


def _open(api: str, problems: int = PROBLEMS, **options: Any) -> StandIn:
    """Return the stand-in for a bundled name or a file; end the program when there is none, and
    with the code `problems` when it has some.
    """
    from mockserver.opening import is_address, located
    from mockserver.standin import bundled, open_standin

    known = bundled()
    if api in known:
        return _explained(lambda: open_standin(known[api], **options), problems)
    if not is_address(api) and not Path(api).exists():
        _fail(f"{api!r} is neither a file nor a known API ({', '.join(sorted(known))})")
    found = _explained(lambda: located(api, options.get("root")), problems)
    options |= {"root": found.root, "name": found.name}
    return _explained(lambda: open_standin(found.path, **options), problems)


def _warn(standin: StandIn) -> None:
    """Tell what of a document is not served as it is written."""
    for each in standin.warnings[:MOST_WARNINGS]:
        click.echo(str(each), err=True)
    more = len(standin.warnings) - MOST_WARNINGS
    if more > 0:
        click.echo(f"and {more} more warnings, which `understudy check` lists", err=True)


def _explained(load: Callable[[], T], problems: int) -> T:
    from mockserver.document import DocumentError, Unreadable

    try:
        return load()
    except DocumentError as error:
        click.echo(str(error), err=True)
        sys.exit(problems)
    except (Unreadable, OSError) as error:
        _fail(str(error))


def _fail(message: str) -> NoReturn:
    click.echo(f"understudy: {message}", err=True)
    sys.exit(WRONG_USAGE)
