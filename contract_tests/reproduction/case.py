"""Case files: a script with what it shows, as YAML that can be kept, read and replayed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from contract_tests.report import Finding
from contract_tests.script import Script, from_plain, to_plain

HEADING = "# A test case. To replay it: understudy replay-case FILE --url URL\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A script that showed something, and what: the API's name and the fields of a `Finding`."""

    api: str
    script: Script
    rules: tuple[str, ...] = ()
    seed: int = 0
    where: str = ""
    expected: Any = None
    seen: Any = None

    @classmethod
    def of(cls, api: str, finding: Finding) -> Case:
        """Return the case that keeps a finding."""
        return cls(
            api=api,
            script=finding.script,
            rules=finding.rules,
            seed=finding.seed,
            where=finding.where,
            expected=finding.expected,
            seen=finding.seen,
        )


class _Dumper(yaml.SafeDumper):
    """Writes what occurs twice twice: people read these files."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def represent_str(self, data: str) -> yaml.ScalarNode:
        # Other readers of YAML take 00012345678905 for a number, this one takes it for a text;
        # and a line may end at more characters than it does here.
        style = '"' if not data.isprintable() else "'" if data[:1] in set("0123456789+-.") else None
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Dumper.add_representer(str, _Dumper.represent_str)
# Texts and lists that mean more to the engine are written as what they are.
_Dumper.add_multi_representer(str, _Dumper.represent_str)
_Dumper.add_multi_representer(list, _Dumper.represent_list)


def to_yaml(case: Case) -> str:
    """Return a case as the text of a case file; there is no credential in it."""
    value = {
        "api": case.api,
        "rules": list(case.rules),
        "seed": case.seed,
        "where": case.where,
        "expected": case.expected,
        "seen": case.seen,
        "steps": to_plain(case.script),
    }
    return HEADING + yaml.dump(
        value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100
    )


def from_yaml(text: str) -> Case:
    """Return the case that the text of a case file stands for.

    Raises ValueError, saying what is wrong with the text.
    """
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(f"the case is no YAML: {error}") from None
    if not isinstance(value, dict) or not isinstance(value.get("api"), str):
        raise ValueError("the case names no API")
    rules, seed = value.get("rules") or [], value.get("seed") or 0
    if not isinstance(rules, list) or not all(isinstance(each, str) for each in rules):
        raise ValueError("the rules of the case are no list of ids")
    if not isinstance(seed, int):
        raise ValueError("the seed of the case is no whole number")
    return Case(
        api=value["api"],
        script=from_plain(value.get("steps")),
        rules=tuple(rules),
        seed=seed,
        where=str(value.get("where") or ""),
        expected=value.get("expected"),
        seen=value.get("seen"),
    )
