"""Findings in a folder: for each a case, shell lines, and a test file where one can be written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from zlib import crc32

from contract_tests.report import Finding
from contract_tests.reproduction.case import Case, to_yaml
from contract_tests.reproduction.python import pytest_file
from contract_tests.reproduction.shell import curl
from mockserver.model.api import Api

CASES = "cases"
"""The folder of the cases inside that of the reports."""


def name_of(finding: Finding) -> str:
    """Return a name for the files of a finding, the same for findings with the same cause."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", (finding.rules or (finding.operation,))[0]).strip("-")
    return f"{plain}-{crc32(repr(finding.key).encode()):08x}"


def save(
    api: Api, finding: Finding, folder: Path, base_url: str, tokens: Mapping[str, str]
) -> tuple[Path, ...]:
    """Write the files of a finding into a folder, which is made if need be; return their paths.

    Files of an earlier run stay, but for those of the same finding. Raises OSError.
    """
    name, claim = name_of(finding), claim_of(api, finding)
    contents = {
        f"{name}.yaml": to_yaml(Case.of(api.name, finding)),
        f"{name}.sh": curl(api, finding.script, base_url, tokens, claim=claim),
    }
    if _is_definite(finding):
        with suppress(ValueError):  # not every place of a finding can be asserted about
            contents[f"test_{name.replace('-', '_')}.py"] = pytest_file(
                api, finding.script, base_url, claim, finding.where, finding.expected, tokens
            )
    folder.mkdir(parents=True, exist_ok=True)
    for each, content in contents.items():
        (folder / each).write_text(content, "utf-8", "backslashreplace")
    return tuple(folder / each for each in contents)


def claim_of(api: Api, finding: Finding) -> str:
    """Return in a sentence what a finding's script shows."""
    rule = api.rules.get(finding.rules[0]) if finding.rules else None
    if rule is None:
        return f"The answer to {finding.operation} is not as described, at {finding.where}."
    return f"Breaks {rule.id}: {rule.says}"


def _is_definite(finding: Finding) -> bool:
    """Say whether a test can compare with what was expected: it is a value, and no description
    such as "3 elements" or "(the server's choice: id)".
    """
    described = re.compile(r"\(the server's choice: .*\)|an object|a legal \w+|\d+ elements")
    return not (isinstance(finding.expected, str) and described.fullmatch(finding.expected))
