"""The requests that a document shows are sent as they are, to what is there."""

from __future__ import annotations

import json
import time

import pytest

from contract_tests.examiner import Examiner
from contract_tests.seen import Plan
from contract_tests.session import Budget
from contract_tests.target import target_of
from contract_tests.walks import examples
from mockserver.standin import bundled, open_standin
from tests.conftest import NAMES
from tests.serving import serving


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_are_sent_and_conform(name: str) -> None:
    standin = open_standin(bundled()[name], seed=1)
    with serving(standin) as served:
        target = target_of(served.url, standin.fixtures(), standin.api)
        budget = Budget(calls=5000, deadline=time.monotonic() + 30)
        examiner = Examiner(standin.document, standin.api, target, budget, Plan(seed=1))
        several = [("examples", each) for each in examples(examiner.scene)]
        examiner._phases = lambda: iter(several)  # type: ignore[method-assign]
        report = examiner.examine()
    assert report.findings == ()
    assert report.phases.get("examples", 0) >= len(several) > 0
    shown = {
        json.dumps(media["example"], sort_keys=True)
        for item in standin.document.content["paths"].values()
        for operation in item.values()
        if isinstance(operation, dict) and "$ref" not in operation.get("requestBody", {"$ref": ""})
        for media_type, media in operation["requestBody"]["content"].items()
        if "example" in media and "json" in media_type
        if "idempotency_key" not in media["example"]
    }
    sent = {
        json.dumps(json.loads(each.request_body), sort_keys=True)
        for each in report.exchanges
        if each.request_body.startswith((b"{", b"["))
    }
    assert shown <= sent
