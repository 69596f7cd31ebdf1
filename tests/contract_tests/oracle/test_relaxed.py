"""An API without one of its checks refuses for the others only."""

from __future__ import annotations

import pytest

from contract_tests.oracle.relaxed import CHECKS, relaxed
from mockserver.engine.step import step
from tests.conftest import APIS, NAMES
from tests.contract_tests.oracle.exchanges import answered, request
from tests.walks import Walk

ITEM = {"type": "ITEM", "item_data": {"name": "N"}}


@pytest.mark.parametrize("name", NAMES)
def test_each_lacks_one_kind_of_check_that_the_api_has(name: str) -> None:
    api = APIS[name]
    found = relaxed(api)
    assert all(each.resources.keys() == api.resources.keys() for each in found)
    assert all(each.operations.keys() == api.operations.keys() for each in found)
    keyed = [each for each in found if each.operations != api.operations]
    assert len(keyed) == any(each.idempotency for each in api.operations.values())
    assert not any(each.idempotency for other in keyed for each in other.operations.values())
    lacking = [
        {
            check
            for check in CHECKS
            for resource in api.resources
            if getattr(api.resources[resource], check) != getattr(each.resources[resource], check)
        }
        for each in found
    ]
    checks = {c for c in CHECKS if any(getattr(r, c) for r in api.resources.values())}
    assert {frozenset(each) for each in lacking if each} == {frozenset({c}) for c in checks}


def test_a_taken_number_is_no_fault_for_who_does_not_look() -> None:
    walk = Walk("bigcommerce")
    body = {"name": "Cup", "type": "physical", "weight": 1, "price": 1}
    sent = request(walk, "createProduct", {}, body=body)
    assert walk.send(sent).response.status == 200
    assert step(walk.api, walk.state, sent)[0].refusal is not None
    free = [each for each in relaxed(walk.api) if step(each, walk.state, sent)[0].refusal is None]
    assert len(free) == 1
    assert not free[0].resources["Product"].unique


def test_a_used_key_is_no_fault_for_who_looks_at_the_rest_first() -> None:
    walk = Walk("square")
    made = []
    for number in range(2):
        body = {"idempotency_key": f"k-{number}", "object": {**ITEM, "id": f"#{number}"}}
        sent = request(walk, "UpsertCatalogObject", {}, body=body)
        made.append(answered(walk, sent).body["catalog_object"]["id"])
    unknown = {**ITEM, "id": made[0], "version": 1}
    again = request(
        walk, "UpsertCatalogObject", {}, body={"idempotency_key": "k-1", "object": unknown}
    )
    codes = set()
    for api in (walk.api, *relaxed(walk.api)):
        refusal = step(api, walk.state, again)[0].refusal
        codes.add(refusal.kind if refusal else "")
    assert codes == {"reused", "stale"}
