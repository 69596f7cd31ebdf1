"""The page docs/coverage.md: each rule of the vendors, what keeps it and what tests it.

`python -m tests.coverage` writes it anew; a test says when that is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from mockserver.document import load
from mockserver.engine.clause import KEPT
from mockserver.model.api import Api
from mockserver.model.compile import compiled
from mockserver.model.rule import Rule
from mockserver.rules import keepers
from mockserver.standin import bundled

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "coverage.md"
VENDORS = {"CL": 32, "BC": 38, "AK": 33, "SZ": 28, "SQ": 42}
"""How many rules were read from each vendor's documentation."""

PREFACE = """\
# Coverage

The rules that were read from the vendors' documentation: what each says, whether it is documented
or a reading, by which clause of [the vocabulary](keywords.md) the engine keeps it, and the tests
over HTTP that are named after it. **D** is documented, **I** inferred, **D+I** a documented core
with an inferred rest. Only what is documented is held against a real server without being asked.
`python -m tests.coverage` writes this page from the documents, the engine and the tests.
"""


@cache
def named_after() -> dict[str, list[str]]:
    """Return the tests named after each rule, as `file::function`."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests" / "rules").glob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        for name, vendor, number in re.findall(r"^def (test_([A-Z]{2})_(\d+)_\w+)", text, re.M):
            found.setdefault(f"{vendor}-{number}", []).append(f"{path.stem}::{name}")
    return found


def page() -> str:
    """Return the whole page."""
    rules: dict[str, tuple[Api, Rule]] = {}
    for path in bundled().values():
        api = compiled(load(path))
        rules |= {id_: (api, rule) for id_, rule in api.rules.items()}
    parts = [PREFACE, *_summary(rules)]
    for vendor, count in VENDORS.items():
        parts.append(f"\n## {_title(vendor, rules)}\n")
        parts.append("| rule | says | source | kept by | tested by |\n|---|---|---|---|---|")
        parts += [_row(f"{vendor}-{number}", rules) for number in range(1, count + 1)]
    return "\n".join(parts) + "\n"


def _title(vendor: str, rules: dict[str, tuple[Api, Rule]]) -> str:
    found = (api.title for id_, (api, _) in rules.items() if id_.startswith(f"{vendor}-"))
    return next(found, vendor)


def _summary(rules: dict[str, tuple[Api, Rule]]) -> Iterator[str]:
    yield "| vendor | rules | enforced | tested over HTTP |\n|---|---|---|---|"
    totals = [0, 0, 0]
    for vendor, count in VENDORS.items():
        ids = [f"{vendor}-{number}" for number in range(1, count + 1)]
        row = (count, sum(id_ in rules for id_ in ids), sum(id_ in named_after() for id_ in ids))
        totals = [total + each for total, each in zip(totals, row, strict=True)]
        yield f"| {_title(vendor, rules)} | {' | '.join(map(str, row))} |"
    yield f"| **all** | {' | '.join(f'**{total}**' for total in totals)} |"


def _row(id_: str, rules: dict[str, tuple[Api, Rule]]) -> str:
    if id_ not in rules:
        return f"| {id_} | | | **not enforced** | |"
    api, rule = rules[id_]
    source = "+".join(
        letter for letter, has in (("D", rule.documented), ("I", rule.inferred)) if has
    )
    clauses = dict.fromkeys(_short(each) for each in (*rule.documented, *rule.inferred))
    code = dict.fromkeys(
        f"{each.__module__.split('.')[-1]}.{each.__name__}" for each in keepers(api, rule)
    )
    kept = (
        ", ".join(f"`{each}`" for each in clauses)
        + " in "
        + ", ".join(f"`{each}`" for each in code)
    )
    tests = "<br>".join(f"`{each}`" for each in named_after().get(id_, ())) or "**not tested**"
    return f"| {id_} | {rule.says} | {source} | {kept} | {tests} |"


def _short(clause: str) -> str:
    """Return a clause without the place where it stands."""
    parts = clause.split(".")
    named = ".".join(parts[-2:])
    return named if named in KEPT else parts[-1]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
