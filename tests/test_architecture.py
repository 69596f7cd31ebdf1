"""The structure that docs/ARCHITECTURE.md promises, read from there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "ARCHITECTURE.md").read_text()
LAYERS = [
    [name.strip() for name in line.split("|")]
    for line in re.search(r"```layers\n(.*?)```", PAGE, re.DOTALL)[1].strip().splitlines()
]
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
MODULES = sorted((ROOT / "mockserver").rglob("*.py"))
FORBIDDEN = {"asyncio", "os", "pathlib", "secrets", "socket", "subprocess", "threading", "time"}
VENDORS = re.compile("closient|bigcommerce|akinon|omnitron|shoplazza|square", re.IGNORECASE)


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in the file; types only included."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            yield node.module


def part(module: str) -> str:
    return module.split(".")[1] if module.count(".") else ""


def named(path: Path) -> str:
    return path.relative_to(ROOT / "mockserver").parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path: Path) -> None:
    own = named(path)
    if own == "__init__":
        return
    assert own in LEVEL, f"docs/ARCHITECTURE.md has no layer for {own}"
    for module in imports(path):
        assert not module.startswith("contract_tests"), module
        other = part(module) if module.startswith("mockserver") else ""
        if other and other != own:
            assert LEVEL[other] > LEVEL[own], f"{own} imports {other}, which is not below it"


def test_every_layer_exists() -> None:
    assert set(LEVEL) <= {named(path) for path in MODULES}


CORE = [path for path in MODULES if named(path) in {"engine", "model"}]


@pytest.mark.parametrize("path", CORE, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_core_touches_nothing_outside(path: Path) -> None:
    allowed = {"pathlib"} if path.name == "words.py" else set()  # reads the vocabulary beside it
    assert not set(imports(path)) & (FORBIDDEN - allowed)
    text = path.read_text()
    for call in ("datetime.now", "uuid4", "random.random(", "random.choice(", "open(", "print("):
        assert call not in text, call


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_are_short(path: Path) -> None:
    text = path.read_text()
    assert text.count("\n") <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno - node.lineno < 70, node.name


@pytest.mark.parametrize("folder", ["mockserver", "contract_tests", "benchmarks"])
def test_no_vendor_is_named_in_code(folder: str) -> None:
    for path in sorted((ROOT / folder).rglob("*.py")):
        found = VENDORS.search(path.read_text())
        assert not found, f"{path.relative_to(ROOT)} names {found and found[0]}"
