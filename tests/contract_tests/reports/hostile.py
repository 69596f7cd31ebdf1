"""Any report that could be, hostile in every text."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from contract_tests.report import Exchange, Finding, Report, RuleResult
from contract_tests.script import Step
from tests.contract_tests.reports.examined import HOSTILE
from tests.contract_tests.reports.invented_rules import SEE, SOURCES

TEXTS = st.text(max_size=12) | st.sampled_from(
    [HOSTILE, "-->", "]]>", "\ud800", "%s{}\\", "a\r\nb"]
)
BODIES = st.binary(max_size=40) | TEXTS.map(lambda text: text.encode("utf-8", "replace"))
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
HEADERS = st.lists(st.tuples(TEXTS, TEXTS), max_size=2).map(tuple)
TIMES = st.integers(0, 4 * 10**12).map(lambda number: number / 1000)
NAMES = st.sampled_from([f"R-{number}" for number in range(5)])
COUNTS = st.integers(0, 9)
EXCHANGES = st.builds(
    Exchange,
    step=COUNTS,
    operation=TEXTS,
    method=TEXTS,
    url=TEXTS,
    request_headers=HEADERS,
    request_body=BODIES,
    status=st.sampled_from([0, 200, 204, 299, 404, 500, 999]),
    response_headers=HEADERS,
    response_body=BODIES,
    rules=st.lists(NAMES, max_size=2).map(tuple),
    error=TEXTS,
    started=TIMES,
    seconds=st.floats(0, 100),
)
STEPS = st.builds(
    Step,
    operation=TEXTS,
    query=st.lists(st.tuples(TEXTS, TEXTS), max_size=1).map(tuple),
    body=VALUES,
    media_type=st.just("application/json"),
)
FINDINGS = st.builds(
    Finding,
    rules=st.lists(NAMES, max_size=3, unique=True).map(tuple),
    certain=st.booleans(),
    operation=TEXTS,
    where=st.sampled_from(["status", "body.data.0"]) | TEXTS,
    expected=VALUES,
    seen=VALUES,
    script=st.lists(STEPS, max_size=2).map(tuple),
    exchanges=st.lists(EXCHANGES, max_size=2).map(tuple),
    phase=TEXTS,
    seed=st.integers(),
    blame=st.sampled_from(["server", "document"]),
)
RESULTS = st.builds(
    RuleResult,
    id=NAMES,
    says=TEXTS,
    source=st.sampled_from(list(SOURCES.values())),
    see=TEXTS | st.just(SEE),
    exercised=COUNTS,
    verdict=st.sampled_from(["conforms", "violates", "unknown"]),
    excluded=TEXTS,
)
STATUSES = st.sampled_from(["0", "200", "4XX", "default", HOSTILE])
REPORTS = st.builds(
    Report,
    api=TEXTS,
    title=TEXTS,
    url=TEXTS,
    started=TIMES,
    seconds=st.floats(0, 4000),
    seed=st.integers(),
    calls=COUNTS,
    rules=st.lists(RESULTS, max_size=4, unique_by=lambda each: each.id).map(tuple),
    findings=st.lists(FINDINGS, max_size=3).map(tuple),
    phases=st.dictionaries(TEXTS, COUNTS, max_size=2),
    reached=st.dictionaries(TEXTS, st.dictionaries(STATUSES, st.integers(1, 9)), max_size=2),
    unreached=st.dictionaries(TEXTS, st.lists(STATUSES, unique=True).map(tuple), max_size=2),
    exchanges=st.lists(EXCHANGES, max_size=2).map(tuple),
    notes=st.lists(TEXTS, max_size=2).map(tuple),
    strict=st.booleans(),
)
UNHURRIED = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
"""Whole reports take their time to make, on a machine that has others to serve too."""
