"""What a tester is told is there is there, and what is told not to be is not."""

from __future__ import annotations

import pytest

from mockserver.document import load
from mockserver.engine.known import filled_path, first_read, identifiers, strangers
from mockserver.standin import bundled
from tests.conftest import NAMES
from tests.walks import Walk


def walk_with_images(name: str) -> Walk:
    walk = Walk(name)
    walk.add_image()
    return walk


@pytest.mark.parametrize("name", NAMES)
def test_known_identifiers_are_answered_and_unknown_ones_are_not(name: str) -> None:
    walk = walk_with_images(name)
    for known, found in ((True, identifiers), (False, strangers)):
        for resource, several in found(walk.api, walk.state).items():
            for values in several:
                for operation in walk.api.operations.values():
                    reads = operation.action == "read" and operation.resource == resource
                    if reads and not operation.batch and filled_path(operation, values):
                        body = walk.ask(operation.id, values)
                        assert {"error", "errors", "title", "detail"}.isdisjoint(body) is known


@pytest.mark.parametrize("name", NAMES)
def test_the_first_request_needs_nothing_to_be_made(name: str) -> None:
    walk = Walk(name)
    path = first_read(walk.api, walk.state)
    assert "{" not in path and path.startswith("/")


@pytest.mark.parametrize("name", NAMES)
def test_examples_of_path_parameters_are_known(name: str) -> None:
    """So that Swagger UI's "Try it out" is filled in with what exists."""
    walk = Walk(name)
    told = [values for each in identifiers(walk.api, walk.state).values() for values in each]
    schemas = load(bundled()[name]).content["components"]["schemas"]
    examples = [
        node["example"]
        for key, node in schemas.items()
        if key.endswith("IdInput") and "example" in node
    ]
    assert examples
    assert all(any(value in each.values() for each in told) for value in examples)
