"""What differs in case only, or is of another kind, a server may take for the same."""

from __future__ import annotations

from typing import Any

import pytest

from contract_tests.oracle.uniqueness import may_be_taken
from mockserver.engine.message import Response
from tests.contract_tests.oracle.exchanges import request
from tests.walks import Walk

NEW = {"name": "Jug", "type": "physical", "weight": 1, "price": 2}
VALUES = [{"option_display_name": "Size", "label": "S"}]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"name": "Enamel Mug"}, True),
        ({"name": "enamel mug "}, True),
        ({"sku": "shirt-s"}, True),
        ({"variants": [{"sku": "mug", "option_values": VALUES}]}, True),
        ({"sku": "J", "variants": [{"sku": "j", "option_values": VALUES}]}, True),
        ({"sku": "J"}, False),
        ({"sku": "Enamel mug"}, False),
        ({"description": "MUG"}, False),
    ],
)
def test_who_has_a_name_already(sent: dict[str, Any], expected: bool) -> None:
    walk = Walk("bigcommerce")
    asked = request(walk, "createProduct", {}, body={**NEW, **sent})
    assert may_be_taken(walk.api, [walk.state], asked, Response(status=409)) is expected
    assert not may_be_taken(walk.api, [walk.state], asked, Response(status=422))
