"""An only sibling has the flag, after any sequence of requests."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.engine.fill import fill
from mockserver.engine.step import step
from tests.walks import Walk


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_an_only_sibling_has_the_flag_whatever_outcome_happens(data: st.DataObject) -> None:
    walk = Walk("bigcommerce")
    for state, request, _ in walk.wander(data, most=20):
        for outcome in step(walk.api, state, request):
            after = fill(walk.api, state, outcome, walk.chance()).state
            images = [each for each in after.entities.values() if each.resource == "ProductImage"]
            siblings = Counter(each.parent for each in images)
            flagged = Counter(each.parent for each in images if each.fields["is_thumbnail"])
            assert all(count == 1 for count in flagged.values())
            assert all(flagged[parent] == 1 for parent, count in siblings.items() if count == 1)
            known = {parent for name, parent in after.flagged if name == "ProductImage"}
            assert known == set(flagged)
