"""What becomes of things, and of those inside them."""

from __future__ import annotations

import orjson

from contract_tests.walks.lives import lives
from mockserver.standin import bundled, open_standin
from tests.contract_tests.walks.directed_runs import run
from tests.serving import serving


def test_what_has_several_of_its_own_kind_inside_is_deleted_with_them() -> None:
    standin = open_standin(bundled()["square"], seed=1)
    with serving(standin) as served:
        report = run(standin, lives, served.url, standin.fixtures(), calls=1500)
    assert report.findings == ()
    gone = [
        orjson.loads(each.response_body)["deleted_object_ids"]
        for each in report.exchanges
        if (each.operation, each.status) == ("DeleteCatalogObject", 200)
    ]
    several = [each for each in gone if len(each) > 3]
    assert several
    asked = {
        each.url.partition("?")[0].rpartition("/")[2]
        for each in report.exchanges
        if each.status == 404
    }
    assert any(len(asked.intersection(each)) > 2 for each in several), "all of them are asked for"
