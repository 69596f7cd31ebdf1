"""Broken rules of lists: pages, and what is told of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from contract_tests.mutants.fault import Fault, Scene
from contract_tests.mutants.sites import Site, operation_of, with_operation
from contract_tests.mutants.ways import Variables, Way, Ways, acting, breaks, served_by, telling
from mockserver.engine.outcome import Outcome, Shown
from mockserver.model.template import ABSENT


def showing(operation: str, change: Any) -> Fault:
    """Return the fault of a list that shows something else than what is asked for."""

    def outcome(scene: Scene, right: Outcome) -> Outcome:
        if right.shown is None:
            return right
        return replace(right, shown=change(scene, right.shown))

    return Fault(outcome=outcome, operations=frozenset({operation}))


@breaks("page.cut", "page.ahead")
def cut_otherwise(site: Site) -> Ways:
    """Pages overlap, leave something out, or are of another size."""
    operation = operation_of(site)
    page = operation.page
    if page is None:
        yield from members(site)
        return
    name, beyond = operation.id, 0 if page.size else page.otherwise
    if page.number or page.offset:
        gap = showing(name, lambda s, x: replace(x, start=x.start + 1) if x.start else x)
        overlap = showing(name, lambda s, x: replace(x, start=x.start - 1) if x.start else x)
        first = showing(name, lambda s, x: replace(x, start=0))
        yield Way(name="gap", says="later pages begin one too late", fault=gap, beyond=beyond)
        yield Way(
            name="overlap", says="later pages begin one too early", fault=overlap, beyond=beyond
        )
        yield Way(
            name="always the first",
            says="each page shows the first one",
            fault=first,
            beyond=beyond,
        )
    else:
        again = showing(name, lambda s, x: replace(x, after=None))
        yield Way(
            name="always the first",
            says="each cursor leads to the first page",
            fault=again,
            beyond=beyond,
        )

        def skipping(scene: Scene, shown: Shown) -> Shown:
            if shown.after is None:
                return shown
            items = scene.state.children(operation.resource, shown.parent)
            at = items.bisect((*shown.after, ""))
            return replace(shown, after=items[at]) if at < len(items) else shown

        yield Way(
            name="gap",
            says="a page behind a cursor leaves out the first",
            fault=showing(name, skipping),
            beyond=beyond,
        )
        yield Way(
            name="no cursor",
            says="no page has a cursor to the next",
            fault=telling(
                site, lambda v: {"next-cursor": ABSENT, "cursor": "", "cursor-or-null": None}
            ),
            beyond=beyond,
        )
    larger = showing(name, lambda s, x: replace(x, size=x.size + 1) if x.size else x)
    if not page.advisory:
        says = "a page shows one more than asked for"
        yield Way(name="one more", says=says, fault=larger, beyond=beyond)
    yield from members(site)


def members(site: Site) -> Ways:
    """Yield lists that lack something, or have it twice."""
    yield Way(
        name="without the last",
        says="a page leaves out its last",
        fault=telling(site, lambda v: {"items": v["items"][:-1]}),
    )
    yield Way(
        name="the last twice",
        says="a page shows its last twice",
        fault=telling(site, lambda v: {"items": [*v["items"], *v["items"][-1:]]}),
    )
    yield Way(
        name="third missing",
        says="a list of three or more leaves out the third",
        fault=telling(site, lambda v: {"items": [*v["items"][:2], *v["items"][3:]]}),
    )

    def stale(scene: Scene) -> Any:
        return scene.memory.former

    yield Way(
        name="stale",
        says="the list is as it was before the last write",
        fault=Fault(state=stale, operations=frozenset({operation_of(site).id})),
    )


@breaks("page.arithmetic", "page.links")
def told_otherwise(site: Site) -> Ways:
    """Each number, and each link, is another one."""
    operation = operation_of(site)
    answer = operation.answer
    if answer is None:
        return
    links = ("next-url", "previous-url", "next-query", "previous-query", "current-query")
    numbers = ("total", "count", "page", "size", "pages", "has-next", "has-previous")
    for name in links if site.clause == "page.links" else numbers:
        mark = object()
        if not _has(answer({"items": [], name: mark}), mark):
            continue

        def other(variables: Variables, name: str = name) -> Variables:
            value = variables.get(name)
            if isinstance(value, bool):
                return {name: not value}
            return {name: value + 1 if isinstance(value, int) else None}

        def further(variables: Variables, name: str = name) -> Variables:
            value = variables.get(name)
            number = variables.get("page", 0)
            step = number + {"previous": -1, "next": 1}.get(name.partition("-")[0], 0)
            text = f"page={step}"
            return {name: value.replace(text, f"page={step + 1}")} if isinstance(value, str) else {}

        yield Way(
            name=f"another {name}",
            says=f"{name} is not as it should be",
            fault=telling(site, other),
        )
        if name.endswith(("url", "query")):
            yield Way(
                name=f"{name} one too far",
                says=f"{name} leads one page too far",
                fault=telling(site, further),
            )


def _has(value: Any, mark: object) -> bool:
    if isinstance(value, Mapping):
        return any(_has(each, mark) for each in value.values())
    if isinstance(value, list):
        return any(_has(each, mark) for each in value)
    return value is mark


@breaks("page.past-end")
def past_the_end(site: Site) -> Ways:
    """A page past the end is something else."""
    operation = operation_of(site)
    page = operation.page
    assert page is not None
    other = replace(page, past_end=("refuse",) if page.past_end[0] == "empty" else ("empty",))
    yield Way(
        name=other.past_end[0],
        says=f"a page past the end: {other.past_end[0]}",
        fault=served_by(lambda: with_operation(site.api, operation, page=other), operation.id),
        stateful=False,
    )

    def last(scene: Scene, shown: Shown) -> Shown:
        total = len(scene.state.children(operation.resource, shown.parent))
        return replace(shown, start=max(0, total - 1)) if shown.start >= total else shown

    yield Way(
        name="the last again",
        says="a page past the end shows the last one again",
        fault=showing(operation.id, last),
    )


def _counted(variables: Variables, by: int) -> Variables:
    return {"count": variables.get("count", 0) + by}


@breaks("count.equals-list")
def miscounted(site: Site) -> Ways:
    """The number is another one."""
    for by in (1, -1):
        yield Way(
            name=f"{by:+}",
            says=f"the count is {by:+}",
            fault=telling(site, partial(_counted, by=by)),
        )
    operation = operation_of(site)

    def everywhere(scene: Scene, shown: Shown) -> Shown:
        families = [f for (name, f) in scene.state.siblings if name == operation.resource]
        sizes = {f: len(scene.state.children(operation.resource, f)) for f in families}
        most = max(sizes, key=lambda f: sizes[f], default=shown.parent)
        return replace(shown, parent=most)

    yield Way(
        name="of another parent",
        says="the count is that of the parent with most",
        fault=showing(operation.id, everywhere),
    )


@breaks("parent.own-list")
def of_another(site: Site) -> Ways:
    """A list shows what is under another parent."""
    resource = site.owner

    def other(scene: Scene, shown: Shown) -> Shown:
        families = [f for (name, f) in scene.state.siblings if name == resource.name]
        others = [f for f in families if f != shown.parent and not isinstance(f, tuple)]
        return replace(shown, parent=others[0]) if others else shown

    for name in acting(site.api, resource.name, "list"):
        if site.api.operations[name].family is None:
            yield Way(
                name=f"another parent's by {name}",
                says=f"{name} shows what another parent has",
                fault=showing(name, other),
            )
