"""What just is allowed is said of everything, whatever ends a walk before its time."""

from __future__ import annotations

from collections.abc import Iterator

from contract_tests.walks import Walk
from contract_tests.walks.composing import Composer
from contract_tests.walks.limits import limits
from tests.contract_tests.walks.directed_runs import own, strange
from tests.strangers import bigcommerce

SHOWN = 6


def test_a_walk_that_was_ended_is_taken_up_again() -> None:
    """The first walk begins with a creation and with a date that this stranger does not heed."""
    report = strange(bigcommerce, "bigcommerce", limits, "array-500")
    found = [each for each in report.findings if each.certain]
    assert {each.operation for each in found} <= {"createProductImage", "updateProductImage"}
    assert "createProductImage" in {each.operation for each in found}
    assert all(each.exchanges[-1].status == 500 for each in found)


def test_walks_on_which_nobody_went_have_an_end() -> None:
    counts: list[int] = []

    def none(composer: Composer) -> Iterator[Walk]:
        counts.append(len([*limits(composer)]))
        yield from ()

    own("shoplazza", none)
    assert counts[0] > 5


def test_what_is_left_of_a_walk_is_said_in_the_next() -> None:
    def cut(composer: Composer) -> Iterator[Walk]:
        for number, walk in enumerate(limits(composer)):
            yield walk if number else _begun(walk)

    whole, less = own("shoplazza", limits), own("shoplazza", cut)
    assert whole.calls > SHOWN
    assert less.calls >= 0.95 * whole.calls


def _begun(walk: Walk) -> Walk:
    yield next(walk)
    walk.close()
