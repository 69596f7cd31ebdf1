"""What a filter leaves out where nothing is asked is only as certain as the rule on that."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contract_tests.oracle import Worlds
from mockserver.engine.message import Request, Response
from tests.contract_tests.oracle.exchanges import answered, otherwise, request
from tests.walks import Walk


@pytest.mark.parametrize(
    ("operation", "said", "certain"),
    [
        ("ListCatalog", {}, True),
        ("ListCatalog", {"types": "TAX"}, True),
        ("SearchCatalogObjects", {"include_deleted_objects": False}, False),
        ("SearchCatalogObjects", {"object_types": ["TAX"]}, True),
    ],
)
def test_what_only_the_default_leaves_out_is_shown_by_some(
    operation: str, said: dict[str, Any], certain: bool
) -> None:
    walk = Walk("square")
    if operation == "ListCatalog":
        sent = request(walk, operation, {}, **said)
    else:
        sent = request(walk, operation, {}, body=said)
    worlds = Worlds(walk.api, walk.state)
    wider = with_more(walk, sent)
    assert (found := worlds.judge(sent, wider)).verdict == "violates"
    assert found.certain == certain
    fewer = otherwise(wider, "objects", value=wider.body["objects"][:2] * 2)
    assert worlds.judge(sent, fewer).certain == certain


def test_in_an_older_version_no_page_tells_of_the_default() -> None:
    walk = Walk("square")
    plain = request(walk, "ListCatalog", {})
    sent = replace(plain, headers={**plain.headers, walk.api.version_header: "2021-11-17"})
    found = Worlds(walk.api, walk.state).judge(sent, with_more(walk, sent))
    assert (found.verdict, found.certain) == ("violates", False)


def with_more(walk: Walk, sent: Request) -> Response:
    """Return the answer of a server that also lists what nobody asks for."""
    every = request(walk, "ListCatalog", {}, types="ITEM_VARIATION")
    more = answered(walk, replace(every, headers=sent.headers)).body["objects"][:2]
    shown = answered(walk, sent)
    return otherwise(shown, "objects", value=[*more, *shown.body["objects"]])
