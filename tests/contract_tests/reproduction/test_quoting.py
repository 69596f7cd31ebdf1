from __future__ import annotations

import subprocess

from hypothesis import given, settings
from hypothesis import strategies as st

from contract_tests.reproduction.parts import Pieces, Variable, joined
from contract_tests.reproduction.quoting import variable_names, word
from contract_tests.script import Step, Taken
from tests.conftest import APIS

VALUE = "a $HOME 'b' \"c\" \\ *"
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])) | st.text(
    st.sampled_from("aA_1'\"$`\\!*{}[]() \n-;&|<>~%")
)
PIECES = st.lists(TEXTS | st.just(Variable("VALUE")), min_size=1, max_size=5).map(joined)


@settings(max_examples=25, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=40))
def test_the_shell_reads_every_word_as_it_is_meant(several: list[Pieces]) -> None:
    words = " ".join(word(pieces, {}) for pieces in several)
    ran = subprocess.run(
        ["bash", "-c", f"printf '%s\\0' {words}"],
        env={"VALUE": VALUE},
        capture_output=True,
        check=True,
    )
    meant = [
        "".join(VALUE if isinstance(each, Variable) else str(each) for each in pieces)
        for pieces in several
    ]
    assert ran.stdout.decode().split("\0")[:-1] == meant


def names(*path: str | int, operation: str = "createProductImage") -> list[str]:
    step = Step(operation="getProduct", path={"product_id": Taken(0, path)})
    return list(variable_names(APIS["shoplazza"], (Step(operation=operation), step)).values())


def test_variables_are_called_after_what_they_have() -> None:
    assert names("image", "id") == ["PRODUCT_IMAGE_ID"]
    assert names("images", 0, "createdAt") == ["PRODUCT_IMAGE_CREATED_AT"]
    assert names(0) == ["PRODUCT_IMAGE_VALUE"]
    assert names("x; rm") == ["PRODUCT_IMAGE_X_RM"]


def test_no_two_values_have_one_variable() -> None:
    taken = [Taken(0, ("image", "id")), Taken(0, ("id",)), Taken(1, ("id",))]
    body = {str(number): each for number, each in enumerate(taken)}
    sending = Step(operation="getProduct", media_type="application/json", body=body)
    path = Step(operation="getProduct", path={"product_id": taken[0]})
    making = Step(operation="createProductImage")
    found = variable_names(APIS["shoplazza"], (making, making, sending, path))
    assert len(found) == 4
    assert len(set(found.values())) == 4
