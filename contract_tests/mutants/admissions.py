"""Broken rules of who and what is let in: credentials, addresses, forms of identifiers, files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from contract_tests.mutants.effects import in_vain, where_refused
from contract_tests.mutants.fault import Fault, Scene
from contract_tests.mutants.sites import (
    Site,
    with_operation,
    with_parameter,
    with_property,
    with_resource,
)
from contract_tests.mutants.ways import Way, Ways, breaks, served_by
from mockserver.engine.message import Request
from mockserver.engine.outcome import Outcome, Shown
from mockserver.model.api import Api
from mockserver.model.operation import Operation
from mockserver.model.property import Property

GONE = "with some servers, what is not there is deleted all the same"
FEW_BYTES = 100
NO_FILE = "who takes no file at all may want something with it that no document tells"

UNASKED: Mapping[str, Mapping[str, Any]] = {
    "missing": {"schemes": (), "requires": frozenset(), "member": ""},
    "lacking": {"requires": frozenset()},
    "outsider": {"member": ""},
}

"""What an operation has that does not ask."""


@breaks("credentials.missing", "credentials.lacking", "credentials.outsider")
def let_in(site: Site) -> Ways:
    """An operation lets in whom it should not."""
    clause = site.clause.partition(".")[2]
    for operation in site.api.operations.values():
        changes = UNASKED[clause]
        asked = {"missing": operation.schemes, "lacking": operation.requires}
        if not asked.get(clause, operation.member):
            continue
        yield Way(
            name=f"not asked by {operation.id}",
            says=f"{operation.id} does not ask for what {clause} means",
            fault=served_by(partial(with_operation, site.api, operation, **changes), operation.id),
            stateful=False,
        )


@breaks("missing.refused")
def found_anyway(site: Site) -> Ways:
    """What is not there is answered as if it were."""
    resource = site.owner

    def empty(scene: Scene, right: Outcome) -> Outcome:
        shown = Shown(operation=scene.operation, parent="nothing", size=10)
        return replace(in_vain(scene, right), shown=shown)

    for operation in site.api.operations.values():
        own = f"{{{resource.path}}}" in operation.path
        if not own or operation.view or operation.show:
            continue
        lists = operation.action in {"list", "count"}
        if not lists and operation.action not in {"delete", "update", "read"}:
            continue
        yield Way(
            name=f"{'empty' if lists else 'success'} by {operation.id}",
            says=f"{operation.id} of what is not there is a success",
            fault=where_refused("not-found", empty if lists else in_vain, operation.id),
            stateful=False,
            excuse=GONE if operation.action == "delete" else "",
        )


@breaks("parent.scoped")
def found_elsewhere(site: Site) -> Ways:
    """Something is found under any parent."""
    resource, api = site.owner, site.api

    def under_its_own(scene: Scene) -> Request:
        path = dict(scene.request.path)
        entity = scene.state.get(resource.name, scene.named(resource.name))
        above = api.resources.get(resource.parent)
        while entity is not None and above is not None:
            if above.path in path and entity.parent is not None:
                path[above.path] = str(entity.parent)
            entity = scene.state.get(above.name, entity.parent)
            above = None if above.is_tree else api.resources.get(above.parent)
        return replace(scene.request, path=path)

    for operation in api.operations.values():
        if f"{{{resource.path}}}" in operation.path and operation.path.count("{") > 1:
            yield Way(
                name=f"anywhere by {operation.id}",
                says=f"{operation.id} finds it under any parent",
                fault=Fault(request=under_its_own, operations=frozenset({operation.id})),
            )


@breaks("scope.matched")
def out_of_scope(site: Site) -> Ways:
    """Something is found whoever owns it."""
    resource = site.owner
    yield Way(
        name="any",
        says="what the path says beside the identifier does not matter",
        fault=served_by(lambda: with_resource(site.api, resource, scope={})),
        stateful=False,
    )


@breaks("canonical.same")
def one_form_only(site: Site) -> Ways:
    """Another form of an identifier is another identifier."""
    if site.operation is None:
        return

    yield Way(
        name="one form only",
        says=f"{'.'.join(site.path)} is known in one form only",
        fault=served_by(lambda: with_parameter(site, canonical=None), site.operation.id),
        stateful=False,
    )


@breaks("picture.types", "picture.size")
def other_files(site: Site) -> Ways:
    """Files of another type or size are taken, or of a right one are not."""
    if site.operation is None or site.schema is None or site.schema.picture is None:
        return
    limits, operation = site.schema.picture, site.operation.id
    if site.clause == "picture.size":
        if limits.max_bytes:
            more = replace(limits, max_bytes=0)
            fewer = replace(limits, max_bytes=FEW_BYTES)
            others = [("any size", more), ("at most 100 bytes", fewer)]
        else:
            others = []
        if limits.max_pixels:
            others.append(("any pixels", replace(limits, max_pixels=())))
    else:
        anything = (*limits.types, "image/tiff", "image/gif", "image/svg+xml", "image/bmp")
        others = [("more types", replace(limits, types=tuple(dict.fromkeys(anything))))]
        others += [
            (f"not {each}", replace(limits, types=tuple(t for t in limits.types if t != each)))
            for each in limits.types
        ]
        if others[0][1] == limits:
            del others[0]
    for name, other in others:
        yield Way(
            name=name,
            says=f"of files: {name}",
            fault=served_by(partial(with_parameter, site, picture=other), operation),
            stateful=False,
            excuse=NO_FILE if other.max_bytes == FEW_BYTES else "",
        )


@breaks("since.hidden", "until.shown")
def of_another_time(site: Site) -> Ways:
    """Older versions see what came later, or not what went."""
    if site.resource is None or site.schema is None:
        return
    schema, name = site.schema, site.path[-1]
    changes: list[tuple[str, dict[str, Any]]]
    if site.clause == "since.hidden":
        changes = [("always", {"since": ""}), ("later", {"since": "2099-01-01"})]
    else:
        assert schema.until is not None
        earlier = replace(schema.until, version="1999-01-01")
        later = replace(schema.until, version="2099-01-01")
        changes = [("never", {"until": earlier}), ("longer", {"until": later})]
    for title, change in changes:
        yield Way(
            name=title,
            says=f"{name} is shown to other versions: {title}",
            fault=served_by(partial(_reshaped, site, name, change)),
            stateful=False,
        )


def _reshaped(site: Site, name: str, change: Mapping[str, Any]) -> Api:
    """Return the API with a property otherwise wherever answers have it."""
    api = with_property(site, **change)
    operations = {}
    for operation in api.operations.values():
        operations[operation.id] = _with_shape(operation, name, change)
    return replace(api, operations=operations)


def _with_shape(operation: Operation, name: str, change: Mapping[str, Any]) -> Operation:
    shape = operation.shape
    return replace(operation, shape=_turned(shape, name, change)) if shape else operation


def _turned(schema: Property, name: str, change: Mapping[str, Any]) -> Property:
    wanted = "until" if "until" in change else "since"
    parts = {
        each.name: replace(each, **change)
        if each.name == name and getattr(each, wanted)
        else _turned(each, name, change)
        for each in schema.properties.values()
        if not each.shows or each.properties
    }
    items = _turned(schema.items, name, change) if schema.items else None
    return replace(schema, properties={**schema.properties, **parts}, items=items)
