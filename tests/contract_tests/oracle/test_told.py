"""What answers have shown is known until something is written."""

from __future__ import annotations

from contract_tests.oracle.told import Told
from mockserver.engine.step import step
from tests.contract_tests.oracle.exchanges import PRODUCT, UPLOAD, answered, request
from tests.walks import Walk


def test_lists_tell_of_what_they_have_and_writes_end_that() -> None:
    walk = Walk("closient")
    told, sent = Told(), request(walk, "uploadProductImage", PRODUCT, **UPLOAD)
    [first, *_] = step(walk.api, walk.state, sent)
    made = answered(walk, sent)
    told.note(walk.api, first, made)
    place = ("ProductImage", made.body["id"])
    assert (told.shown, told.placed) == ({place}, {})
    listing = request(walk, "listProductImages", PRODUCT)
    [listed, *_] = step(walk.api, walk.state, listing)
    fork = told.copy()
    told.note(walk.api, listed, answered(walk, listing))
    told.note(walk.api, listed, answered(walk, listing))
    assert len(told.placed[place]) == 2
    assert Told.by_all([told, fork]).placed == {}
    assert Told.by_all([told, told.copy()]).placed == told.placed
    told.note(walk.api, first, made)
    assert told.placed == {}
