"""Broken rules of what is shown: filters, views, what is chosen, what stands inside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from contract_tests.mutants.fault import Fault, Scene
from contract_tests.mutants.lists import members, showing
from contract_tests.mutants.sites import Site, operation_of, with_operation, with_property
from contract_tests.mutants.ways import Variables, Way, Ways, acting, breaks, served_by, telling
from mockserver.engine.outcome import Shown
from mockserver.model.operation import Filter
from mockserver.model.view import View


@breaks("filter.narrows", "filter.unknown", "filter.together", "filter.later")
def unfiltered(site: Site) -> Ways:
    """A filter does nothing, or something else."""
    operation = operation_of(site)
    clause = site.clause.partition(".")[2]

    def otherwise(filters: tuple[Filter, ...]) -> Fault:
        return served_by(lambda: with_operation(site.api, operation, filters=filters), operation.id)

    if clause == "together":
        first = showing(operation.id, lambda s, x: replace(x, filters=x.filters[:1]))
        last = showing(operation.id, lambda s, x: replace(x, filters=x.filters[-1:]))
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

        schema = site.owner.properties.get(each.field)
        if clause == "narrows" and not each.of and schema and "integer" in schema.types:
            yield Way(
                name=f"{each.parameter} too wide",
                says=f"{each.parameter} also finds what has the next lower value",
                fault=showing(operation.id, loosely),
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
    operation = operation_of(site)
    show = operation.show
    assert show is not None
    if site.clause == "show.chosen":
        for part in ("include", "only", "excluded"):
            if getattr(show, part):
                changes: dict[str, Any] = {part: ""}
                other = replace(show, **changes)
                yield Way(
                    name=f"not {getattr(show, part)}",
                    says=f"{getattr(show, part)} changes nothing",
                    fault=served_by(
                        partial(with_operation, site.api, operation, show=other), operation.id
                    ),
                    stateful=False,
                )
        yield Way(
            name="identifier hidden",
            says="what was not asked for is hidden, the identifier, too",
            fault=showing(
                operation.id,
                lambda s, x: (
                    replace(x, hidden=x.hidden | {site.owner.identifier}) if x.hidden else x
                ),
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
    operations = tuple(
        each.id
        for each in site.api.operations.values()
        if each.resource == resource.name and each.action in {"read", "list", "create"}
    )
    if site.clause == "children.created":
        operations = acting(site.api, resource.name, "create")

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

        return telling(site, variables, *operations)

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
    operation = operation_of(site)
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
            changes: dict[str, Any] = {part: (*several[:index], *several[index + 1 :])}
            yield Way(
                name=f"without {part} {index + 1}",
                says=f"the list is not {part} of what it should be",
                fault=by(replace(view, **changes)),
            )
    if clause in {"where", "same"}:
        yield from members(site)
