"""What the server made is named by where it was shown first."""

from __future__ import annotations

from contract_tests.script import Step, Taken
from contract_tests.symbols import Symbols
from mockserver.engine.message import Response


def test_identifiers_are_taken_from_the_answer_that_gave_them() -> None:
    symbols = Symbols()
    created = Response(status=201, body={"image": {"id": "abc", "title": "abcd", "size": 7}})
    symbols.note(Step(operation="create", body={"title": "abcd"}), created, ("abc", 7))
    symbols.note(
        Step(operation="read", path={"id": "abc"}, query=(("n", 7),)),
        Response(status=200, body={"image": {"id": "abc"}}),
        ("abc",),
    )
    symbols.note(Step(operation="update", body={"ids": ["abc", "other"], "on": True}), None, ())
    first, second, third = symbols.script()
    taken = Taken(0, ("image", "id"))
    assert first == Step(operation="create", body={"title": "abcd"})
    assert second.path == {"id": taken}
    assert second.query == (("n", Taken(0, ("image", "size"))),)
    assert third.body == {"ids": [taken, "other"], "on": True}
