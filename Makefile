# The environment is made in .venv from constraints.txt; every target makes it first.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8080
JOBS ?= $(shell getconf _NPROCESSORS_ONLN)

.PHONY: setup serve test check bench lock clean

setup: .venv/.made

.venv/.made: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

serve: setup
	$(BIN)/understudy serve --port $(PORT)

test: setup
	$(BIN)/python -m pytest -n $$(($(JOBS) + 1)) --dist worksteal

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/understudy check spec/*.yaml

bench: setup
	$(BIN)/python -m benchmarks.http
	$(BIN)/python -m benchmarks.engine
	$(BIN)/understudy mutate --documents --jobs $(JOBS)
	$(BIN)/python -m benchmarks.schemathesis

lock: setup
	$(BIN)/pip freeze --exclude-editable > constraints.txt

clean:
	rm -rf .venv
