"""Admission: who may ask, and in what words a thing may be named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from contract_tests.arguments.paths import forms, same
from contract_tests.script import Step
from contract_tests.walks.composing import Composer
from contract_tests.walks.likely import placed
from contract_tests.walks.walk import Walk
from contract_tests.walks.watching import CROWD, crowded, watched
from mockserver.engine.paths import value_at
from mockserver.engine.state import Entity
from mockserver.model.canonical import Canonical
from mockserver.model.operation import Operation, Parameter
from mockserver.model.reference import Path
from mockserver.model.resource import Resource

ADDRESSED = ("list", "count", "read", "create", "update", "delete")
AT_ONCE = 4
"""So many operations are tried in one walk."""

WRONG = 4
"""So many texts that are no identifier are tried in one place."""

ALONE = 6
"""So many things are said alone by somebody who may not say them."""

BROKEN = "broken"


def admission(composer: Composer) -> Iterator[Walk]:
    """Yield walks that ask as others, under other parents, in other forms, and for nothing: those
    on who may do what and those on names by turns.
    """
    for several in zip_longest(_by_whom(composer), _by_what_name(composer)):
        yield from (each for each in several if each is not None)


def _by_whom(composer: Composer) -> Iterator[Walk]:
    """Yield walks on who may do what."""
    every = list(composer.scene.operations)
    for start in range(0, len(every), AT_ONCE):
        yield _as_others(composer, every[start : start + AT_ONCE])
    if any(_is_of_members(each) for each in every):
        yield _of_others(composer)


def _by_what_name(composer: Composer) -> Iterator[Walk]:
    """Yield walks on the names by which things are found, or are not."""
    for resource in composer.resources():
        ways = composer.operations(resource.name, *ADDRESSED)
        parameters = [each for way in ways for each in way.parameters if each.where == "path"]
        above = composer.api.resources.get(resource.parent)
        if above is not None and any(each.name == above.path for each in parameters):
            yield _elsewhere(composer, resource)
        if any(each.schema.canonical for each in parameters):
            yield _otherwise(composer, resource)
    every = list(composer.scene.operations)
    for operation in every:
        if names := _canonical(composer, operation):
            yield _said_otherwise(composer, operation, names)
    for start in range(0, len(every), AT_ONCE):
        yield _nowhere(composer, every[start : start + AT_ONCE])


def _as_others(composer: Composer, operations: list[Operation]) -> Walk:
    """Each role, nobody, and somebody with a credential that is none."""
    for operation in operations:
        one = yield from composer.subject(operation)
        right = composer.valid(operation, one)
        others = [role for role in (*composer.scene.roles, "") if role != right.role]
        asked = [*(replace(right, role=each) for each in others), *_broken(composer, right)]
        if operation.action == "update":
            alone = [*_alone(composer, operation, one)]
            asked += [replace(each, role=role) for role in others for each in alone]
        refused = [each for each in asked if not composer.accepted(each)]
        yield from watched(composer, operation, one, refused)
        for each in asked:
            if each not in refused:
                yield each
        if resource := composer.api.resources.get(operation.resource):
            yield from composer.look(resource, one)


def _alone(composer: Composer, operation: Operation, one: Entity | None) -> Iterator[Step]:
    """Yield requests that say one thing only, some of them each time."""
    whole = composer.valid(operation, one, density=1.0, tries=4)
    item = value_at(whole.body, operation.item_path)
    said = dict(whole.body or ()) if whole.is_form else item if isinstance(item, Mapping) else {}
    for name in composer.scene.random.sample([*said], min(ALONE, len(said))):
        if whole.is_form:
            yield replace(whole, body=[(name, said[name])])
        elif operation.item_path:
            yield placed(whole, operation.item_path, {name: said[name]})
        else:
            yield replace(whole, body={name: said[name]})


def _broken(composer: Composer, step: Step) -> Iterator[Step]:
    """Yield a step with a credential that nobody has."""
    known = {each.role: each for each in composer.api.credentials}.get(step.role)
    for scheme in composer.api.schemes.values():
        if known is not None and scheme.header in known.headers:
            text = f"{scheme.prefix} {BROKEN}".strip()
            yield replace(step, role="", headers={**step.headers, scheme.header: text})


def _elsewhere(composer: Composer, resource: Resource) -> Walk:
    """What is below one parent is asked for below another."""
    home = yield from composer.home(resource)
    other = yield from composer.home(resource, home)
    if home is None or other is None or home.key == other.key:
        return
    made: Entity | None = None
    for creating in composer.creating(resource.name)[:1]:
        for place in (*[other] * CROWD, *[home] * CROWD):
            made = yield from composer.make(creating, place)
    below = composer.all(resource.name, home)
    made = made or (below[-1] if below else None)
    if made is None:
        return
    known = composer.scene.arguments.known
    elsewhere = {name: each for name, each in known.address(other).items() if name != resource.path}
    for operation in composer.operations(resource.name, "read", "update", "delete"):
        if not operation.batch:
            near = composer.current(made)
            yield composer.valid(operation, near, path=elsewhere, tries=1)
            yield from composer.read(near)
    yield from composer.look(resource, home)
    yield from composer.look(resource, other)


def _nowhere(composer: Composer, operations: list[Operation]) -> Walk:
    """What is not there is asked for, and what has no form at all."""
    scene = composer.scene
    for operation in operations:
        sender = scene.arguments.sender(operation)
        one = yield from composer.subject(operation)
        yield from crowded(composer, operation, one)
        full = 1.0 if operation.action == "update" else 0.0
        right = composer.valid(operation, one, density=full, tries=4)
        unknown = scene.arguments.known.unknown(sender.paths.resource)
        absent = []
        if right.path and unknown:
            absent.append({**right.path, **_only(unknown, right.path)})
        for above in _above(composer, sender.paths.resource):
            nobody = _only(scene.arguments.known.unknown(above.name), {above.path: ""})
            if nobody.keys() & right.path.keys():
                absent.append({**right.path, **nobody})
        steps = (replace(right, path=each) for each in absent)
        if absent:
            yield from watched(composer, operation, one, steps)
        for name, node in sender.paths.nodes.items():
            wrong = [each for each in node.wrong if isinstance(each, str | int)]
            wrong = [each for each in wrong if str(each).strip("./") and "/" not in str(each)]
            for value in _by_turns(composer, wrong):
                yield replace(right, path={**right.path, name: value})


def _above(composer: Composer, name: str) -> Iterator[Resource]:
    """Yield what things of a resource are below."""
    resource = composer.api.resources.get(name)
    while resource and resource.parent and not resource.is_tree:
        resource = composer.api.resources[resource.parent]
        yield resource


def _by_turns(composer: Composer, values: Sequence[Any]) -> list[Any]:
    """Return some of these values, others each time until all were."""
    distinct = list(dict.fromkeys(values))
    return [composer.next_of(distinct) for _ in distinct[:WRONG]]


def _only(found: Mapping[str, Any], names: Mapping[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in found.items() if name in names}


def _otherwise(composer: Composer, resource: Resource) -> Walk:
    """A thing is named in each of the forms of its identifiers, and in some that are none."""
    home = yield from composer.home(resource)
    made: Entity | None = None
    ways = composer.operations(resource.name, *ADDRESSED)
    for operation in sorted(ways, key=lambda each: ADDRESSED.index(each.action)):
        for parameter in operation.parameters:
            if parameter.where != "path" or parameter.schema.canonical is None:
                continue
            if composer.current(made) is None:
                for creating in composer.creating(resource.name)[:1]:
                    made = yield from composer.make(creating, home)
            known = composer.all(resource.name, home)
            near = composer.current(made) or (known[-1] if known else home)
            right = composer.valid(operation, near, pinned=_on(composer, operation), tries=4)
            forms_ = (*_forms(composer, parameter, right), *_unlike(parameter, right))
            for form in (*forms_, *_too_short(composer, parameter)):
                yield replace(right, path={**right.path, parameter.name: form})
    yield from composer.look(resource, home)


def _on(composer: Composer, operation: Operation) -> dict[Path, Any]:
    """Return what gives something new the flag, if there is one."""
    resource = composer.api.resources.get(operation.resource)
    flag = resource.exclusive.field if resource and resource.exclusive else ""
    creates = operation.action == "create" and flag in composer.members(operation)
    return {(flag,): True} if creates else {}


def _canonical(composer: Composer, operation: Operation) -> dict[str, Canonical]:
    """Return the members of a body that have several forms, with the one that counts."""
    members = composer.members(operation).items()
    found = {name: node.property.canonical for name, node in members if node.property}
    return {name: each for name, each in found.items() if each is not None}


def _said_otherwise(
    composer: Composer, operation: Operation, names: Mapping[str, Canonical]
) -> Walk:
    """What is said in a body is said in each of its forms."""
    for name, canonical in names.items():
        one = yield from composer.subject(operation)
        right = composer.valid(operation, one, density=1.0, tries=4)
        said = right.body.get(name) if isinstance(right.body, dict) else None
        others = same(canonical, said) if isinstance(said, str) else []
        for form in composer.scene.random.sample(others, min(3, len(others))):
            one = yield from composer.subject(operation)
            yield composer.valid(operation, one, pinned={(name,): form}, tries=4)


def _forms(composer: Composer, parameter: Parameter, step: Step) -> list[str]:
    if parameter.name not in step.path:
        return []
    found = forms(parameter, str(step.path[parameter.name]))
    return composer.scene.random.sample(found, min(2, len(found)))


def _unlike(parameter: Parameter, step: Step) -> list[str]:
    """Return what is nearly a number that is known: with a digit before the longest form of it, and
    with a mark between its digits, as far as that is not right.
    """
    text = str(step.path.get(parameter.name, ""))
    if not text.isdigit():
        return []
    longest = max((text, *forms(parameter, text)), key=len)
    several = (f"1{longest}", f"{text[0]}-{text[1:]}")
    return [each for each in several if not parameter.validator.is_valid(each)]


def _too_short(composer: Composer, parameter: Parameter) -> list[str]:
    """Return the shortest number of something known with a zero less before it than is right."""
    named = [each.name for each in composer.api.resources.values() if each.path == parameter.name]
    texts = [str(each.key) for each in composer.all(named[0])] if named else []
    several = [form for text in texts if text.isdigit() for form in (text, *forms(parameter, text))]
    short = [each[1:] for each in several if each.startswith("0")]
    return sorted((s for s in short if not parameter.validator.is_valid(s)), key=len)[:1]


def _of_others(composer: Composer) -> Walk:
    """What others have, or nobody, is asked for as if it were ours; and by whom it is not."""
    scene = composer.scene
    for operation in scene.operations:
        if not _is_of_members(operation):
            continue
        resource = scene.arguments.sender(operation).paths.resource
        known = scene.arguments.known
        entities = composer.all(resource)[:3]
        groups = [known.address(each).get(operation.member) for each in entities]
        for group in dict.fromkeys(each for each in groups if each is not None):
            for role in scene.roles:
                for entity in entities:
                    path = {operation.member: group}
                    yield composer.valid(operation, entity, path=path, role=role, tries=1)


def _is_of_members(operation: Operation) -> bool:
    """Say whether an operation's path names whose members may do it."""
    return any(
        each.where == "path" and each.name == operation.member for each in operation.parameters
    )
