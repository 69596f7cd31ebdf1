"""At each limit there are values on both sides of it."""

from __future__ import annotations

import pytest

from contract_tests.arguments import Arguments
from contract_tests.arguments.limits import boundaries, constrained
from contract_tests.arguments.values import Node
from mockserver.document import load
from mockserver.model.property import ABSENT
from tests.conftest import APIS, DOCUMENTS


def node(name: str, operation: str) -> tuple[Arguments, Node]:
    arguments = Arguments(APIS[name], load(DOCUMENTS[name]), roles=["full"], seed=1)
    return arguments, arguments.sender(APIS[name].operations[operation]).bodies[0][1].node


@pytest.mark.parametrize(
    ("name", "operation", "path"),
    [
        ("closient", "uploadProductImage", ("title",)),
        ("shoplazza", "createProductImage", ("image", "position")),
        ("bigcommerce", "createProduct", ("name",)),
    ],
)
def test_some_values_fit_and_some_do_not(name: str, operation: str, path: tuple[str, ...]) -> None:
    arguments, body = node(name, operation)
    limited = body.at(path)
    assert limited is not None
    judged = {limited.valid(each) for each in boundaries(limited, arguments.draw(0.0))}
    assert judged == {True, False}


def test_a_text_is_as_long_as_it_may_be_and_one_longer() -> None:
    arguments, body = node("closient", "uploadProductImage")
    title = body.members["title"]
    most = title.shape.keywords["maxLength"]
    lengths = {len(x) for x in boundaries(title, arguments.draw(0.0)) if isinstance(x, str)}
    assert {most - 1, most, most + 1} <= lengths


def test_what_is_required_is_left_out_too_even_a_file() -> None:
    arguments, body = node("closient", "uploadProductImage")
    absent = [path for path, value in constrained(body, arguments.draw(0.0)) if value is ABSENT]
    assert ("image",) in absent


def test_what_must_not_be_sent_is_sent_and_what_the_server_makes() -> None:
    arguments, body = node("bigcommerce", "createProductImage")
    ways = {path for path, _ in constrained(body, arguments.draw(0.0))}
    unfit, made = body.unfit, set(body.made)
    assert unfit or made
    assert {(name,) for name in (*unfit, *made)} <= ways
    assert not {*unfit, *made} & set(body.members)
