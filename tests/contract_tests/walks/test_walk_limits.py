"""What is at a limit is said sooner or later, whatever becomes of the walk that was to say it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from contract_tests.script import Step, Upload
from contract_tests.walks import Walk
from contract_tests.walks.composing import Composer
from contract_tests.walks.limits import limits
from contract_tests.walks.misshapen import changes
from tests.contract_tests.walks.directed_runs import own, strange
from tests.strangers import bigcommerce

SHOWN = 6
JSON, FORM = "application/json", "multipart/form-data"
FILE = Upload(name="a.png", media_type="image/png", content=b"")


def sound(media_type: str) -> Step:
    if media_type == JSON:
        return Step(operation="o", media_type=JSON, body={"url": "u", "order": 1})
    return Step(operation="o", media_type=FORM, body=[("file", FILE), ("order", "2")])


def test_a_right_body_is_sent_as_what_it_is_not() -> None:
    sent = [change(sound) for _, change in changes([JSON, FORM])]
    assert [each.media_type for each in sent] == [JSON, JSON, JSON, FORM, FORM]
    assert [each.body for each in sent] == [
        [{"url": "u", "order": 1}, {"url": "u", "order": 1}],
        {"file": "a.png", "order": "2"},
        {"file": "a.png", "order": 1, "url": "u"},
        [("url", "u"), ("order", "1")],
        [("url", "u"), ("order", "2"), ("file", FILE)],
    ]


def test_what_is_sent_in_one_way_only_is_not_sent_in_another() -> None:
    assert [name for name, _ in changes([JSON])] == [JSON]
    assert [*changes([FORM])] == []


def first_steps_only(composer: Composer) -> Iterator[Walk]:
    """Yield the walks about limits, each of which is given up after a few steps."""
    for walk in limits(composer):
        yield _cut(walk)


def _cut(walk: Walk) -> Walk:
    asked = None
    for _ in range(12):
        try:
            asked = yield walk.send(asked)
        except StopIteration:
            return


def test_a_walk_that_is_given_up_leaves_the_rest_to_others() -> None:
    whole, cut = (own("bigcommerce", kind) for kind in (limits, first_steps_only))
    assert cut.findings == ()
    reached = [Counter(each.reached["createProductImage"]) for each in (whole, cut)]
    assert reached[1]["422"] >= reached[0]["422"] / 2


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


def test_a_file_is_said_also_where_it_may_be_left_out() -> None:
    report = own("bigcommerce", limits)
    for operation in ("createProductImage", "updateProductImage"):
        sent = [each for each in report.exchanges if each.operation == operation]
        large = [each.status for each in sent if len(each.request_body) > 7_900_000]
        assert sorted(large) == [200, 422]
