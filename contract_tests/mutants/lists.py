"""Broken rules of lists: pages and what is told of them, filters, views, what is chosen to show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from contract_tests.mutants.fault import Fault, Scene
from contract_tests.mutants.sites import Site, with_operation, with_property
from contract_tests.mutants.ways import Variables, Way, Ways, acting, breaks, served_by, telling
from mockserver.engine.outcome import Outcome, Shown
from mockserver.model.operation import Filter, Operation
from mockserver.model.view import View


def _showing(operation: str, change: Any) -> Fault:
    """Return the fault of a list that shows something else than what is asked for."""

    def outcome(scene: Scene, right: Outcome) -> Outcome:
        if right.shown is None:
            return right
        return replace(right, shown=change(scene, right.shown))

    return Fault(outcome=outcome, operations=frozenset({operation}))


def _operation(site: Site) -> Operation:
    assert site.operation is not None
    return site.operation


@breaks("page.cut", "page.ahead")
def cut_otherwise(site: Site) -> Ways:
    """Pages overlap, leave something out, or are of another size."""
    operation = _operation(site)
    page = operation.page
    if page is None:
        yield from _members(site)
        return
    name = operation.id
    if page.number:
        gap = _showing(name, lambda s, x: replace(x, start=x.start + 1) if x.start else x)
        overlap = _showing(name, lambda s, x: replace(x, start=x.start - 1) if x.start else x)
        first = _showing(name, lambda s, x: replace(x, start=0))
        yield Way(name="gap", says="later pages begin one too late", fault=gap)
        yield Way(name="overlap", says="later pages begin one too early", fault=overlap)
        yield Way(name="always the first", says="each page shows the first one", fault=first)
    else:
        again = _showing(name, lambda s, x: replace(x, after=None))
        yield Way(name="always the first", says="each cursor leads to the first page", fault=again)

        def skipping(scene: Scene, shown: Shown) -> Shown:
            if shown.after is None:
                return shown
            items = scene.state.children(operation.resource, shown.parent)
            at = items.bisect((*shown.after, ""))
            return replace(shown, after=items[at]) if at < len(items) else shown

        yield Way(
            name="gap",
            says="a page behind a cursor leaves out the first",
            fault=_showing(name, skipping),
        )
        yield Way(
            name="no cursor",
            says="no page has a cursor to the next",
            fault=telling(site, lambda v: {"next-cursor": None, "cursor": ""}),
        )
    larger = _showing(name, lambda s, x: replace(x, size=x.size + 1) if x.size else x)
    yield Way(name="one more", says="a page shows one more than asked for", fault=larger)
    yield from _members(site)


def _members(site: Site) -> Ways:
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
        fault=Fault(state=stale, operations=frozenset({_operation(site).id})),
    )


@breaks("page.arithmetic", "page.links")
def told_otherwise(site: Site) -> Ways:
    """Each number, and each link, is another one."""
    operation = _operation(site)
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
            step = number + (-1 if name.startswith("previous") else 1)
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
    operation = _operation(site)
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
        fault=_showing(operation.id, last),
    )


@breaks("count.equals-list")
def miscounted(site: Site) -> Ways:
    """The number is another one."""
    for by in (1, -1):
        yield Way(
            name=f"{by:+}",
            says=f"the count is {by:+}",
            fault=telling(site, lambda v, b=by: {"count": v.get("count", 0) + b}),
        )
    operation = _operation(site)

    def everywhere(scene: Scene, shown: Shown) -> Shown:
        families = [f for (name, f) in scene.state.siblings if name == operation.resource]
        sizes = {f: len(scene.state.children(operation.resource, f)) for f in families}
        most = max(sizes, key=lambda f: sizes[f], default=shown.parent)
        return replace(shown, parent=most)

    yield Way(
        name="of another parent",
        says="the count is that of the parent with most",
        fault=_showing(operation.id, everywhere),
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
                fault=_showing(name, other),
            )


@breaks("filter.narrows", "filter.unknown", "filter.together", "filter.later")
def unfiltered(site: Site) -> Ways:
    """A filter does nothing, or something else."""
    operation = _operation(site)
    clause = site.clause.partition(".")[2]

    def otherwise(filters: tuple[Filter, ...]) -> Fault:
        return served_by(
            lambda: with_operation(site.api, operation, filters=filters), operation.id
        )

    if clause == "together":
        first = _showing(operation.id, lambda s, x: replace(x, filters=x.filters[:1]))
        last = _showing(operation.id, lambda s, x: replace(x, filters=x.filters[-1:]))
        yield Way(name="the first only", says="of several filters the first counts", fault=first)
        yield Way(name="the last only", says="of several filters the last counts", fault=last)
        return
    for index, each in enumerate(operation.filters):
        others = (*operation.filters[:index], *operation.filters[index + 1 :])
        if (each.by == "later") != (clause == "later"):
            continue
        yield Way(
            name=f"not by {each.parameter}",
            says=f"{each.parameter} does not narrow the list",
            fault=otherwise(others),
        )

        def loosely(scene: Scene, shown: Shown, each: Filter = each) -> Shown:
            filters = tuple(
                (one, (*values, *_less(values))) if one == each else (one, values)
                for one, values in shown.filters
            )
            return replace(shown, filters=filters)

        if clause == "narrows" and not each.of:
            yield Way(
                name=f"{each.parameter} too wide",
                says=f"{each.parameter} also finds what has the next lower value",
                fault=_showing(operation.id, loosely),
            )
        if clause == "later":
            sooner = replace(each, by="equal")
            yield Way(
                name=f"{each.parameter} exactly",
                says=f"{each.parameter} finds only what changed at that very time",
                fault=otherwise((*operation.filters[:index], sooner, *others[index:])),
            )
        if each.otherwise is not None:
            open_ = replace(each, otherwise=None)
            yield Way(
                name=f"all without {each.parameter}",
                says=f"without {each.parameter} the list shows all",
                fault=otherwise((*operation.filters[:index], open_, *others[index:])),
            )


def _less(values: tuple[Any, ...]) -> list[Any]:
    return [value - 1 for value in values if isinstance(value, int)]


@breaks("show.chosen", "show.embedded")
def chosen_otherwise(site: Site) -> Ways:
    """What is asked for is not shown, or what is not."""
    operation = _operation(site)
    show = operation.show
    assert show is not None
    if site.clause == "show.chosen":
        for part in ("include", "only", "excluded"):
            if getattr(show, part):
                other = replace(show, **{part: ""})
                yield Way(
                    name=f"not {getattr(show, part)}",
                    says=f"{getattr(show, part)} changes nothing",
                    fault=served_by(
                        lambda o=other: with_operation(site.api, operation, show=o), operation.id
                    ),
                    stateful=False,
                )
        yield Way(
            name="identifier hidden",
            says="what was not asked for is hidden, the identifier, too",
            fault=_showing(
                operation.id,
                lambda s, x: replace(x, hidden=x.hidden | {site.owner.identifier}) if x.hidden else x,
            ),
            stateful=False,
        )
    if show.on_demand:
        open_ = replace(show, on_demand=frozenset())
        yield Way(
            name="unasked",
            says="all is shown unasked",
            fault=served_by(lambda: with_operation(site.api, operation, show=open_), operation.id),
            stateful=False,
        )


@breaks("children.embedded", "first.main", "flagged.bearer", "children.created")
def embedded_otherwise(site: Site) -> Ways:
    """What is shown inside something is not what is stored."""
    resource, path, schema = site.owner, site.path, site.schema
    if schema is None or not path or len(path) > 1:
        return
    name = path[0]
    showing = tuple(
        each.id
        for each in site.api.operations.values()
        if each.resource == resource.name and each.action in {"read", "list", "create"}
    )
    if site.clause == "children.created":
        showing = acting(site.api, resource.name, "create")

    def told(change: Any) -> Fault:
        def each(item: Any) -> Any:
            if not isinstance(item, Mapping) or not item.get(name):
                return item
            return {**item, name: change(item[name])}

        def variables(found: Variables) -> Variables:
            other = {"item": each(found["item"])} if "item" in found else {}
            if "items" in found:
                other["items"] = [each(one) for one in found["items"]]
            return other

        return telling(site, variables, *showing)

    if schema.children:
        yield Way(
            name="without the last",
            says=f"{name} leaves out the last",
            fault=told(lambda value: value[:-1]),
        )
        yield Way(
            name="backwards", says=f"{name} is backwards", fault=told(lambda value: value[::-1])
        )
        yield Way(name="empty", says=f"{name} is empty", fault=told(lambda value: []))
    else:
        yield Way(name="nothing", says=f"{name} is null", fault=told(lambda value: None))

        if schema.flagged:
            yield Way(
                name="the first",
                says=f"{name} is the first in the list",
                fault=served_by(lambda: with_property(site, first=schema.flagged, flagged="")),
            )


@breaks("view.where", "view.union", "view.disjoint", "view.subset", "view.same")
def viewed_otherwise(site: Site) -> Ways:
    """A view shows more, or less."""
    operation = _operation(site)
    view = operation.view
    if view is None:
        return

    def by(other: View | None) -> Fault:
        return served_by(lambda: with_operation(site.api, operation, view=other), operation.id)

    clause = site.clause.partition(".")[2]
    if clause in {"where", "same"}:
        for index, alternative in enumerate(view.alternatives):
            fewer = (*view.alternatives[:index], *view.alternatives[index + 1 :])
            if fewer:
                yield Way(
                    name=f"without alternative {index + 1}",
                    says="one kind of what the list should have is missing",
                    fault=by(replace(view, alternatives=fewer)),
                )
            for number, condition in enumerate(alternative or ()):
                assert alternative is not None
                left = (*alternative[:number], *alternative[number + 1 :])
                wider = (*view.alternatives[:index], left, *view.alternatives[index + 1 :])
                yield Way(
                    name=f"whatever {condition.field} in {index + 1}",
                    says=f"the list does not ask for {condition.field} {condition.comparison}",
                    fault=by(replace(view, alternatives=wider)),
                )
    for part in ("union", "outside", "within"):
        several = getattr(view, part)
        wanted = {"union": "union", "outside": "disjoint", "within": "subset"}[part]
        if clause != wanted:
            continue
        for index in range(len(several)):
            fewer = (*several[:index], *several[index + 1 :])
            yield Way(
                name=f"without {part} {index + 1}",
                says=f"the list is not {part} of what it should be",
                fault=by(replace(view, **{part: fewer})),
            )
    if clause == "where":
        yield from _members(site)
