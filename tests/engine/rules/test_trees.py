"""Trees: things whose parents are of their own kind, where nothing says which may be one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.message import Json, Request, Response
from mockserver.engine.rules.references import GENERATIONS
from mockserver.standin import StandIn, bundled, open_standin

WHICH = "            references: {to: CatalogObject, where: {type: ITEM}}\n"


@pytest.fixture
def anyhow(tmp_path: Path) -> StandIn:
    """A stand-in that lets a variation have variations."""
    text = bundled()["square"].read_text()
    assert text.count(WHICH) == 1
    (tmp_path / "square.yaml").write_text(text.replace(WHICH, ""))
    return open_standin(tmp_path / "square.yaml", seed=1)


def ask(standin: StandIn, operation: str, body: Any = None, **path: str) -> Response:
    request = Request(
        operation=operation,
        path=path,
        headers=standin.api.credentials[0].headers,
        media_type="application/json" if body else None,
        body=Json(body) if body else None,
    )
    return standin.respond(request)


def upsert(standin: StandIn, objects: list[Any], key: str = "key") -> Response:
    body = {"idempotency_key": key, "batches": [{"objects": objects}]}
    return ask(standin, "BatchUpsertCatalogObjects", body)


def below(above: str, id: str) -> Any:
    return {"type": "ITEM_VARIATION", "id": id, "item_variation_data": {"item_id": above}}


def line(generations: int) -> list[Any]:
    top = {"type": "ITEM", "id": "#0", "item_data": {"name": "top"}}
    return [top, *(below(f"#{n - 1}", f"#{n}") for n in range(1, generations))]


@pytest.mark.parametrize(
    "objects",
    [
        [below("#a", "#a")],
        [below("#b", "#a"), below("#c", "#b"), below("#a", "#c")],
        line(GENERATIONS + 1),
        line(1000),
    ],
    ids=["itself", "a circle", "a line too long", "a very long line"],
)
def test_a_line_ends(anyhow: StandIn, objects: list[Any]) -> None:
    before = anyhow.describe_state()
    assert upsert(anyhow, objects).status == 400
    assert anyhow.describe_state() == before


def test_a_whole_line_goes_with_its_first(anyhow: StandIn) -> None:
    before = anyhow.describe_state()
    stored = upsert(anyhow, line(GENERATIONS))
    ids = [each["id"] for each in stored.body["objects"]]
    gone = ask(anyhow, "DeleteCatalogObject", object_id=ids[0])
    assert gone.body["deleted_object_ids"] == ids[::-1], "children before parents"
    assert len(anyhow.describe_state()) == len(before)


@pytest.mark.parametrize("generations", [2, 990])
def test_what_is_drafted_may_go_round(anyhow: StandIn, generations: int) -> None:
    """An item whose children are dropped while a request is worked out."""
    stored = upsert(anyhow, line(1)).body["objects"][0]
    objects = [below(stored["id"], "#0"), *line(generations)[1:]]
    stored["item_data"]["variations"] = []
    assert upsert(anyhow, [*objects, stored], "other").status == 200
