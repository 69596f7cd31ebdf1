"""What many worlds differ in is read."""

from __future__ import annotations

from collections.abc import Iterator

from contract_tests.walks import Walk
from contract_tests.walks.apart import MANY
from contract_tests.walks.composing import Composer
from mockserver.standin import bundled, open_standin
from tests.contract_tests.walks.directed_runs import run
from tests.serving import serving

ATTACHED = 12


def test_worlds_stay_few_though_a_walk_never_looks() -> None:
    standin = open_standin(bundled()["square"], seed=1)
    seen: list[int] = []

    def attaching(composer: Composer) -> Iterator[Walk]:
        """Attach images that come first or take the first place: no answer tells which."""
        operation = composer.api.operations["CreateCatalogImage"]
        holder = next(each for each in composer.all("CatalogObject") if "item_data" in each.fields)
        around = {("request", "object_id"): holder.key, ("request", "is_primary"): True}
        for number in range(ATTACHED):
            step = composer.valid(operation, around=around)
            assert composer.accepted(step), number
            yield step
            seen.append(len(composer.scene.worlds.states))

    with serving(standin) as served:
        report = run(standin, lambda each: iter([attaching(each)]), served.url, standin.fixtures())
    assert not report.findings and len(seen) == ATTACHED
    assert max(seen) > 1, seen
    assert max(seen) <= 2 * MANY, seen
