"""Shrinking, against a small gallery of pictures that can be broken in several ways."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from contract_tests.script import Script, Step, Taken, Upload, without
from contract_tests.shrinking import PLAIN, shrunk
from mockserver.pictures import draw

ENOUGH = 100_000
READS = frozenset({"list", "read"})


class Gallery:
    """Images of the products a, b and c, of which one each is primary; `fault` breaks it."""

    def __init__(self, fault: str) -> None:
        self.fault = fault
        self.images: dict[int, dict[str, Any]] = {}
        self.deleted = 0

    def answer(self, step: Step) -> Any:
        """Carry a request out: the body of the answer, None when it is refused."""
        if step.operation == "upload":
            return self.upload(step.path["product"], step.body)
        if step.operation == "list":
            return [
                each for each in self.images.values() if each["product"] == step.path["product"]
            ]
        image = self.images.get(step.path["image"])
        if image and step.operation == "delete":
            self.deleted += 1
            del self.images[image["id"]]
        return image

    def of(self, product: str) -> list[dict[str, Any]]:
        return [each for each in self.images.values() if each["product"] == product]

    def upload(self, product: str, body: dict[str, Any]) -> dict[str, Any] | None:
        if not {"primary", "title"} <= body.keys():
            return None
        siblings = self.of(product)
        forgets = {
            "two primaries": True,
            "from three on": len(siblings) >= 2,
            "after a deletion": self.deleted > 0,
            "of a long title": len(body["title"]) > 3,
            "of a large label": any(each > 5 for each in body.get("labels", ())),
        }
        if body["primary"] and not forgets.get(self.fault, False):
            for each in siblings:
                each["primary"] = False
        image = {"id": len(self.images) + 10 * self.deleted + 1, "product": product, **body}
        self.images[image["id"]] = image
        return image


class Replays:
    """Says whether scripts show two primary images, and counts the requests."""

    def __init__(self, fault: str) -> None:
        self.fault = fault
        self.requests = 0
        self.seen: list[Script] = []

    def __call__(self, script: Script) -> bool:
        assert script not in self.seen, "a script is replayed twice"
        self.seen.append(script)
        self.requests += len(script)
        return shows_two_primaries(script, self.fault)


def shows_two_primaries(script: Script, fault: str) -> bool:
    gallery, answers = Gallery(fault), dict[int, Any]()
    for number, step in enumerate(script):
        if (sent := step.resolved(answers)) is None:
            continue
        answers[number] = gallery.answer(sent)
        shown = answers[number] if step.operation == "list" else []
        if sum(each["primary"] for each in shown) > 1:
            return True
    return False


def upload(product: str, *, primary: bool, title: str = "x", **more: Any) -> Step:
    body = {"primary": primary, "title": title, **more}
    return Step(
        operation="upload", path={"product": product}, media_type="application/json", body=body
    )


def about(operation: str, step: int) -> Step:
    return Step(operation=operation, path={"image": Taken(step, ("id",))})


LIST = Step(operation="list", path={"product": "a"})
PRIMARY = upload("a", primary=True)
CORES: dict[str, Script] = {
    "two primaries": (PRIMARY, PRIMARY, LIST),
    "from three on": (PRIMARY, upload("a", primary=False), PRIMARY, LIST),
    "after a deletion": (PRIMARY, upload("b", primary=False), about("delete", 1), PRIMARY, LIST),
}
"""The shortest scripts that show a fault."""


def noise(number: int, random: random.Random) -> Step:
    """A random step that may stand at this place of a script; some take from the step before."""
    if number and random.random() < 0.2:
        return about(random.choice(["read", "delete"]), number - 1)
    product = random.choice("abc")
    if random.random() < 0.4:
        return Step(operation="list", path={"product": product}, query=(("page", 1),))
    return upload(product, primary=random.random() < 0.2, title=random.choice(["x", "a cup"]))


def hidden(core: Script, others: int, seed: int) -> Script:
    """A script with the steps of a core at random places among others, the last one last."""
    drawn = random.Random(seed)
    places = sorted(drawn.sample(range(others + len(core) - 1), len(core) - 1))
    places.append(others + len(core) - 1)
    found: list[Step] = []
    for number in range(others + len(core)):
        if number in places:
            step = core[places.index(number)]
            path = {
                name: Taken(places[value.step], value.path) if isinstance(value, Taken) else value
                for name, value in step.path.items()
            }
            found.append(replace(step, path=path))
        else:
            found.append(noise(number, drawn))
    return tuple(found)


def is_part_of(part: Script, whole: Script) -> bool:
    """Whether the steps of a script stand in this order in another one, which may send more."""
    rest = iter(whole)
    return all(any(_is_of(step, each) for each in rest) for step in part)


def _is_of(step: Step, whole: Step) -> bool:
    same = step.operation == whole.operation
    return same and step.path.get("product") == whole.path.get("product")


@settings(deadline=None)
@given(st.sampled_from(sorted(CORES)), st.integers(0, 20), st.integers(0, 2**32))
def test_what_is_left_fails_and_no_step_of_it_can_go(fault: str, others: int, seed: int) -> None:
    script = hidden(CORES[fault], others, seed)
    assume(shows_two_primaries(script, fault))
    found = shrunk(script, Replays(fault), ENOUGH)
    assert shows_two_primaries(found, fault)
    assert is_part_of(found, script)
    for number in range(len(found)):
        assert not shows_two_primaries(without(found, [number]), fault)


@settings(deadline=None)
@given(
    st.sampled_from(sorted(CORES)),
    st.integers(0, 20),
    st.integers(0, 2**32),
    st.integers(0, 150),
)
def test_no_more_requests_are_sent_than_allowed(
    fault: str, others: int, seed: int, budget: int
) -> None:
    script = hidden(CORES[fault], others, seed)
    assume(shows_two_primaries(script, fault))
    replays = Replays(fault)
    found = shrunk(script, replays, budget, idle=READS)
    assert replays.requests <= budget
    assert shows_two_primaries(found, fault)
    assert len(found) <= len(script)


@pytest.mark.parametrize("fault", CORES)
def test_the_shortest_script_is_found_among_others(fault: str) -> None:
    scripts = [hidden(CORES[fault], 12, seed) for seed in range(30)]
    failing = [each for each in scripts if shows_two_primaries(each, fault)]
    assert len(failing) > 20
    lengths = [len(shrunk(each, Replays(fault), ENOUGH)) for each in failing]
    assert sum(length > len(CORES[fault]) for length in lengths) <= 2


def test_two_primaries_among_thirty_others_need_about_a_hundred_requests() -> None:
    scripts = [hidden(CORES["two primaries"], 30, seed) for seed in range(60)]
    failing = [each for each in scripts if shows_two_primaries(each, "two primaries")]
    assert len(failing) > 40
    spent: list[int] = []
    for script in failing:
        replays = Replays("two primaries")
        found = shrunk(script, replays, ENOUGH, idle=READS)
        assert [each.operation for each in found] == ["upload", "upload", "list"]
        spent.append(replays.requests)
    assert sorted(spent)[len(spent) // 2] <= 60
    assert max(spent) <= 130


def test_a_hundred_requests_are_enough_for_the_shortest_script() -> None:
    script = hidden(CORES["two primaries"], 30, seed=1)
    assert len(shrunk(script, Replays("two primaries"), 100)) == 3


def test_two_steps_that_can_only_go_together_go() -> None:
    first, second = (upload("a", primary=False, title=title) for title in ("first", "second"))
    one, other = (upload("b", primary=False, title=title) for title in ("one", "other"))

    def fails(script: Script) -> bool:
        needed = first in script and second in script and LIST in script
        return needed and (one in script) == (other in script)

    assert shrunk((first, one, second, other, LIST), fails, ENOUGH) == (first, second, LIST)


def test_what_need_not_be_sent_is_left_out() -> None:
    traced = replace(LIST, headers={"trace": "1"}, query=(("page", 1), ("size", 50)))
    labelled = upload("a", primary=True, labels=[1, 2, 3], origin={"by": "me", "at": [1]})
    found = shrunk((labelled, labelled, traced), Replays("two primaries"), ENOUGH)
    assert found == (PRIMARY, PRIMARY, LIST)


def test_what_is_needed_is_made_short() -> None:
    long = upload("a", primary=True, title="a rather long title of a picture")
    found = shrunk((PRIMARY, long, LIST), Replays("of a long title"), ENOUGH)
    assert found == (PRIMARY, upload("a", primary=True, title="a ra"), LIST)
    large = upload("a", primary=True, labels=[1, 2, 300, 4])
    found = shrunk((PRIMARY, large, LIST), Replays("of a large label"), ENOUGH)
    assert found == (PRIMARY, upload("a", primary=True, labels=[9]), LIST)


def test_form_fields_are_left_out_and_made_short() -> None:
    file = Upload(name="a.png", media_type="image/png", content=b"abc")
    fields = [("title", "a long title"), ("image", file), ("note", "none")]
    step = Step(operation="upload", media_type="multipart/form-data", body=fields)

    def fails(script: Script) -> bool:
        return {name for name, _ in script[0].body} >= {"title", "image"}

    (found,) = shrunk((step,), fails, ENOUGH)
    assert found.body == [("title", "a"), ("image", file)]


def test_a_picture_of_which_nothing_matters_becomes_a_plain_one() -> None:
    large = draw(width=64, height=48, media_type="image/jpeg")
    file = Upload(name="64x48.jpg", media_type="image/jpeg", content=large)
    step = Step(operation="upload", media_type="multipart/form-data", body=[("image", file)])
    (found,) = shrunk((step,), lambda script: bool(script[0].body), ENOUGH)
    assert found.body == [("image", PLAIN)]

    def is_jpeg(script: Script) -> bool:
        return any(each.media_type == "image/jpeg" for _, each in script[0].body)

    (found,) = shrunk((step,), is_jpeg, ENOUGH)
    assert found.body == [("image", file)]


def test_a_step_that_only_gave_what_need_not_be_sent_goes() -> None:
    source = upload("b", primary=False)
    taking = upload("a", primary=True, like=Taken(0, ("id",)))
    found = shrunk((source, taking, taking, LIST), Replays("two primaries"), ENOUGH)
    assert found == (PRIMARY, PRIMARY, LIST)


def test_a_step_that_gives_what_is_needed_stays() -> None:
    fault = "after a deletion"
    assert shrunk(CORES[fault], Replays(fault), ENOUGH) == CORES[fault]


def test_the_same_questions_are_asked_again() -> None:
    script = hidden(CORES["from three on"], 20, seed=3)
    first, second = Replays("from three on"), Replays("from three on")
    assert shrunk(script, first, ENOUGH) == shrunk(script, second, ENOUGH)
    assert first.seen == second.seen


def test_nothing_is_sent_without_a_budget() -> None:
    replays = Replays("two primaries")
    script = hidden(CORES["two primaries"], 5, seed=1)
    assert shrunk(script, replays, 0) == script
    assert replays.requests == 0


def test_the_empty_script_and_a_single_step_stay() -> None:
    assert shrunk((), lambda script: True, ENOUGH) == ()
    assert shrunk((LIST,), lambda script: bool(script), ENOUGH) == (LIST,)


@pytest.mark.parametrize(
    ("value", "simplest"),
    [(-5, 0), (10**400, 0), (0.5, 0), (float("inf"), 0), (True, True), (None, None), ("é", "é")],
)
def test_every_value_has_a_simplest_one(value: Any, simplest: Any) -> None:
    step = Step(operation="upload", media_type="application/json", body={"title": value})
    (found,) = shrunk((step,), lambda script: "title" in script[0].body, ENOUGH)
    assert found.body == {"title": simplest}


def test_an_empty_text_is_as_simple_as_can_be() -> None:
    """It was cut again and again, without an end and without a request."""
    script = (Step(operation="put", media_type="application/json", body={"title": ""}),)
    asked: list[Script] = []

    def fails(candidate: Script) -> bool:
        asked.append(candidate)
        return bool(candidate and candidate[0].body)

    assert shrunk(script, fails, 50) == script
    assert asked


def test_looks_that_are_the_same_as_the_last_one_are_kept_first() -> None:
    look, bad = Step(operation="list", path={"product": "a"}), Step(operation="upload", body={})
    others = [replace(bad, body={"title": str(number)}) for number in range(8)]
    reads = [Step(operation="read", path={"image": number}) for number in range(3)]
    script = (*reads, look, look, *others[:4], bad, *others[4:], look)
    asked = 0

    def fails(several: Script) -> bool:
        nonlocal asked
        asked += len(several)
        return several[:2] == (look, look) and several[-1:] == (look,) and bad in several[2:-1]

    for each in (script, script[len(reads) :]):
        asked = 0
        assert shrunk(each, fails_behind(fails), 100, idle=READS) == (look, look, bad, look)
        assert asked <= 100


def fails_behind(fails: Callable[[Script], bool]) -> Callable[[Script], bool]:
    """What fails whatever is read before."""
    return lambda several: fails(tuple(each for each in several if each.operation != "read"))
