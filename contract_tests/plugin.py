"""The pytest plugin: stand-ins for a consumer's tests, fresh in every test.

    def test_it(understudy):
        shop = understudy("shop.yaml")
        with httpx.Client(base_url=shop.url, headers=shop.headers) as client:
            ...

A stand-in is started when the first test asks for it and serves for the rest of the session, in
each worker process its own. Nothing is imported before that.

`pytest --pyargs contract_tests --api NAME --base-url URL` is a suite of the rules of a document;
the module `suite` has it, with its options, and is not there in any other run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

if TYPE_CHECKING:
    from contract_tests.serving import Understudy


class Opening(Protocol):
    """What the fixture `understudy` is."""

    def __call__(
        self,
        api: str | Path,
        *,
        overlays: Sequence[str | Path] = (),
        seed: int | None = None,
        rate_limits: bool = False,
        port: bool = True,
    ) -> Understudy:
        """Return the stand-in for a bundled API, by its name, or for a document, by its path.

        Relative paths are below pytest's root directory. The first call of a test goes back to
        the fixtures; further ones for the same return the same, as it is. With a `seed` every
        test gets the same ids, `rate_limits` applies the documented limits, and without a `port`
        nothing listens: the clients take `transport()`.

        Raises ValueError when there is no such API or document, and DocumentError with every
        problem of a document that cannot be served.
        """


SUITE = "contract_tests"
"""What names the suite among pytest's arguments."""


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> None:
    """Register the suite when it is asked for: its package, as one, and an API."""
    named = any(each.partition("=")[0] == "--api" for each in args)
    if named and "--pyargs" in args and SUITE in args:
        from contract_tests import suite

        suite.translated(args, len(early_config.invocation_params.args))
        early_config.pluginmanager.register(suite, "understudy suite")


Started = Callable[..., "Understudy"]


@pytest.fixture(scope="session")
def _understudies() -> Iterator[Started]:
    """What returns the stand-in for a document and its options, started once per session."""
    started: dict[Any, Understudy] = {}
    with ExitStack() as stack:

        def start(path: Path, overlays: tuple[Path, ...], **options: Any) -> Understudy:
            key = (path, overlays, *options.items())
            if key not in started:
                from contract_tests.serving import opened

                started[key] = opened(path, overlays=overlays, **options)
                stack.callback(started[key].close)
            return started[key]

        yield start


@pytest.fixture
def understudy(request: pytest.FixtureRequest, _understudies: Started) -> Opening:
    """Open stand-ins that are as at their beginning: understudy("name or path")."""
    used: list[Understudy] = []
    folder = request.config.rootpath

    def open_(
        api: str | Path,
        *,
        overlays: Sequence[str | Path] = (),
        seed: int | None = None,
        rate_limits: bool = False,
        port: bool = True,
    ) -> Understudy:
        from contract_tests.serving import document_path

        found = _understudies(
            document_path(api, folder),
            tuple((folder / each).resolve() for each in overlays),
            seed=seed,
            rate_limits=rate_limits,
            port=port,
        )
        if found not in used:
            used.append(found)
            found.reset()
        return found

    return open_
