from __future__ import annotations

import json

from tests.clients.node import HERE


def test_the_lock_pins_contents_and_names_no_registry() -> None:
    lock = json.loads((HERE / "package-lock.json").read_text())["packages"]
    wanted = json.loads((HERE / "package.json").read_text())["dependencies"]
    assert lock.pop("")["dependencies"] == wanted
    for name, package in lock.items():
        assert package["integrity"].startswith("sha512-"), name
        assert "resolved" not in package, name
    for name, version in wanted.items():
        assert lock[f"node_modules/{name}"]["version"] == version
