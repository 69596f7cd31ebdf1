"""Schemathesis, all phases and checks, against the served stand-in over real HTTP.

UNDERSTUDY_ST_SECONDS makes a long run of it: as many cases as fit into so many seconds.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.engine.known import identifiers
from mockserver.engine.state import State
from mockserver.model.api import Api
from mockserver.model.operation import Operation
from mockserver.standin import bundled, open_standin
from tests.conftest import APIS, NAMES
from tests.serving import Served, serving
from tests.strategies import requests
from tests.walks import Walk

CONFIGURATION = """
[output.sanitization]
enabled = false
"""

LATER = """
# It deletes whatever Schemathesis has learned of, and the rest would meet nothing.
[[operations]]
include-operation-id = "{}"
phases.fuzzing.enabled = false
"""

SECONDS = int(os.environ.get("UNDERSTUDY_ST_SECONDS", "0"))


@pytest.fixture(params=NAMES)
def served(request: pytest.FixtureRequest) -> Served:
    with serving(open_standin(bundled()[request.param], seed=1)) as server:
        yield server


def test_schemathesis_finds_nothing_and_reaches_every_success(
    served: Served, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    api = served.standin.api
    operations = api.operations.values()
    emptying = [each.id for each in operations if each.action == "delete" and each.batch]
    facts = served.standin.fixtures() | {"known": populated(served)}
    (tmp_path / "fixtures.yaml").write_text(yaml.safe_dump(facts))
    runs = [examined(served, tmp_path, "".join(LATER.format(id_) for id_ in emptying))]
    for id_ in emptying:
        runs.append(examined(served, tmp_path, "", "--include-operation-id", id_))
    reached = successes(api, served)
    with capsys.disabled():
        cases = [re.findall(r"\d+ generated[^\n]*", each.stdout) for each in runs]
        sys.stdout.write(f"\n{api.name}: {cases}; 2xx by operation: {dict(reached)}\n")
    for run in runs:
        assert run.returncode == 0, run.stdout + run.stderr
    assert set(reached) == set(api.operations), "every operation reached a success"


def examined(
    served: Served, folder: Path, configuration: str, *arguments: str
) -> subprocess.CompletedProcess[str]:
    """Run Schemathesis in a folder, with all that a user would give it."""
    (folder / "schemathesis.toml").write_text(CONFIGURATION + configuration)
    facts = yaml.safe_load((folder / "fixtures.yaml").read_text())
    (header, value), *_ = facts["credentials"]["full"].items()
    return subprocess.run(
        [
            *(Path(sys.executable).with_name("st"), "run"),
            *(f"{served.url}/{served.standin.api.name}/openapi.json", *arguments),
            *("--header", f"{header}: {value}", "--seed", "1", "--no-color"),
            *(("--max-time", str(SECONDS)) if SECONDS else ("--max-examples", "20")),
        ],
        cwd=folder,
        env={
            **os.environ,
            "SCHEMATHESIS_HOOKS": "contract_tests.hooks",
            "UNDERSTUDY_FIXTURES": "fixtures.yaml",
        },
        capture_output=True,
        text=True,
        timeout=SECONDS + 300,
        check=False,
    )


def populated(served: Served) -> dict[str, list[dict[str, Any]]]:
    """Make some of everything, so that what reads, changes and deletes meets something."""
    api, richest = served.standin.api, served.standin.snapshot()

    def riches(state: State) -> tuple[int, int]:
        known = [len(each) for each in identifiers(api, state).values()]
        return min([3, *known]), sum(known)

    writing = [each for each in api.operations.values() if each.method not in {"GET", "DELETE"}]
    creating = [each for each in writing if each.action != "update"]
    for chosen in (creating, creating, writing, writing):
        if riches(richest) < (3, 0) or chosen is creating:
            richest = max(grown(api, richest, chosen), key=riches)
    served.standin.restore(richest)
    return identifiers(api, richest)


def grown(api: Api, beginning: State, operations: list[Operation]) -> list[State]:
    """Where some walks with these operations come to from a state."""
    states = [beginning]

    @settings(max_examples=10, deadline=None, database=None, derandomize=True)
    @given(data=st.data())
    def grow(data: st.DataObject) -> None:
        walk = Walk(api.name)
        walk.state = beginning
        for _ in range(25):
            operation = data.draw(st.sampled_from(operations))
            walk.send(data.draw(requests(api, walk.state, operation, walk.beginning)))
        states.append(walk.state)

    grow()
    return states


def successes(api: Api, served: Served) -> Counter[str]:
    """How often each operation was answered with its success."""
    return Counter(
        each.operation for each in served.seen if each.operation and 200 <= each.status < 300
    )


@pytest.mark.parametrize("name", NAMES)
def test_schemathesis_loads_the_document(name: str) -> None:
    import schemathesis

    schema = schemathesis.openapi.from_path(str(bundled()[name]))
    assert len(list(schema.get_all_operations())) == len(APIS[name].operations)
