"""Clients generated from our own documents by openapi-python-client."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.conftest import DOCUMENTS
from tests.serving import Served

Call = Callable[..., tuple[int, Any]]

PREFIX = "generated_"


class Generated:
    """The client of one bundled document, made in `folder`, which Python must find modules in."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        generate(DOCUMENTS[name], folder / f"{PREFIX}{name}")
        self.package = importlib.import_module(f"{PREFIX}{name}")
        self.modules = {each.__name__: each for each in self._imported()}

    def _imported(self) -> list[ModuleType]:
        """Every module there is; one that cannot be imported raises."""
        found = pkgutil.walk_packages(self.package.__path__, f"{self.package.__name__}.")
        return [importlib.import_module(each.name) for each in found]

    @property
    def operations(self) -> dict[str, ModuleType]:
        """The modules of the operations, by their ids in lower case."""
        return {
            squeezed(name.rpartition(".")[2]): module
            for name, module in self.modules.items()
            if hasattr(module, "sync_detailed")
        }

    @contextmanager
    def speaking(self, served: Served, role: str | None = "full") -> Iterator[Call]:
        """Speak as one of the roles: a call gives the status and the typed answer.

        Arguments are matched whatever their spelling; a status that the document does not have
        raises.
        """
        facts = served.standin.fixtures()
        client = self.package.Client(
            base_url=served.url + facts["base-path"],
            headers=facts["credentials"][role] if role else {},
            raise_on_unexpected_status=True,
        )

        def call(operation: str, **arguments: Any) -> tuple[int, Any]:
            function = self.operations[squeezed(operation)].sync_detailed
            named = {squeezed(name): name for name in inspect.signature(function).parameters}
            taken = {named[squeezed(name)]: value for name, value in arguments.items()}
            answer = function(client=client, **taken)
            return int(answer.status_code), answer.parsed

        with client:
            yield call


def squeezed(name: str) -> str:
    return name.replace("_", "").lower()


def generate(document: Path, package: Path) -> None:
    config = package.parent / "config.yaml"
    config.write_text("post_hooks: []\n")
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--fail-on-warning"]
    command += ["--path", str(document), "--output-path", str(package), "--meta", "none"]
    command += ["--config", str(config)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    # The generator forgets an import where a body has several media types (its issue 1451).
    for path in package.glob("api/*/*.py"):
        text, types = path.read_text(), "from ...types import "
        path.write_text(text.replace(types, f"{types}Unset\n{types}", 1))
