"""What the benchmarks send is answered: a benchmark of refusals would look fast."""

import pytest

from benchmarks.traffic import SCENARIOS, Scenario, in_process, over_http
from tests.client import Client

scenarios = pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=lambda each: each.name)


@scenarios
def test_every_scenario_succeeds_in_process(scenario: Scenario) -> None:
    standin = Client(scenario.api).standin
    send = in_process(standin)
    answer = send(scenario.prepare(standin, send))
    if " ten" in scenario.name:
        assert [len(each) for each in answer.values() if isinstance(each, list)] == [10]


@scenarios
def test_every_scenario_succeeds_as_bytes(scenario: Scenario) -> None:
    with Client(scenario.api) as client:
        send = over_http(client)
        assert send(scenario.prepare(client.standin, send))
