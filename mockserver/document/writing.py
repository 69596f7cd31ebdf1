"""Writing: plain data as YAML."""

from __future__ import annotations

from typing import Any

import yaml


def written(value: Any) -> str:
    """Return YAML that every reader takes alike: to YAML 1.2 a bare 00012345678905 is a number."""

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:
            return True  # an anchor means nothing to those who read the text

    def text(dumper: yaml.SafeDumper, data: str) -> yaml.ScalarNode:
        numeric = data[:1] in set("0123456789+-.")
        tag = "tag:yaml.org,2002:str"
        return dumper.represent_scalar(tag, data, style="'" if numeric else None)

    Dumper.add_representer(str, text)
    return str(yaml.dump(value, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=100))
