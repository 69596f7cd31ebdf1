"""Broken keywords of answers: values that the server makes or has, told as none can be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from contract_tests.mutants.identities import told_each
from contract_tests.mutants.sites import Site
from contract_tests.mutants.ways import Way, acting, telling
from mockserver.model.api import Api

BROKEN: Mapping[str, Callable[[Any], Any]] = {
    "minimum": lambda value: -1,
    "enum": lambda value: "another",
    "pattern": lambda value: f"{value}!",
    "maxLength": lambda value: "x" * 4000,
    "type": lambda value: [value],
    "nullable": lambda value: "another",
}
"""What breaks a keyword whatever it says."""


def answers(api: Api) -> Iterator[tuple[Site, Way]]:
    """Yield a way for each keyword that rules cite on a property which answers show."""
    for resource in api.resources.values():
        for schema in resource.shown:
            for keyword, rules in schema.rules.items():
                if keyword not in BROKEN:
                    continue
                site = Site(
                    api=api, clause=keyword, rules=rules, resource=resource, path=(schema.name,)
                )
                reading = acting(api, resource.name, "read", "list", "create")
                change = partial(told_each, path=(schema.name,), change=BROKEN[keyword])
                yield (
                    site,
                    Way(
                        name="told",
                        says=f"answers tell a {schema.name} that breaks its {keyword}",
                        fault=telling(site, change, *reading),
                        stateful=False,
                    ),
                )
