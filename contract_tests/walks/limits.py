"""Limits: each declared constraint at its boundary, and bodies of kinds that are not taken."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import zip_longest
from typing import Any

from contract_tests.arguments.limits import boundaries, constrained, edges
from contract_tests.arguments.values import Node
from contract_tests.arguments.wishes import pinned
from contract_tests.requests import text_of
from contract_tests.script import SAFE, Step, Upload
from contract_tests.walks.composing import Composer, Part
from contract_tests.walks.misshapen import Change, changes
from contract_tests.walks.walk import Walk
from contract_tests.walks.watching import crowded, watched
from mockserver.engine.state import Entity
from mockserver.model.operation import Operation
from mockserver.model.property import ABSENT
from mockserver.model.reference import Path
from mockserver.model.template import EACH

MOST = 30
"""So many things are said in one walk."""

WALKS = 3
"""So many walks are about the bodies of one operation in one media type, at the most."""

CHANCES = 2
"""So many times as many walks there may be as are needed if each one says all that it is to."""


REFUSED = 8
"""So many requests that are to be refused are sent one after the other."""

NO_BODIES = (
    ("", None),
    ("application/json", [1]),
    ("application/xml", "<odd/>"),
    ("text/plain", "odd"),
    ("application/json", "odd"),
    ("application/x-www-form-urlencoded", [("odd", "1")]),
)
"""What most operations do not take as a body, with its media type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing to say: a value at a path into the body, a parameter's value (a `wrong` one has
    another type or form), a file, a body of a media type (`odd`), or a right body that is changed;
    what is `ruled` is at a limit that a rule may be about.
    """

    media_type: str = ""
    path: Path = ()
    value: Any = None
    parameter: str = ""
    wrong: bool = False
    file: Upload | None = None
    odd: bool = False
    change: Change | None = None
    ruled: bool = False


Ahead = deque[tuple[Operation, Said]]
"""What is to be said yet: walks take from it."""


def limits(composer: Composer) -> Iterator[Walk]:
    """Yield walks that say what is just allowed and what just is not, everywhere: first what rules
    are about; one on each operation by turns, those of the resources with most rules on siblings
    first.
    """
    names = [each.name for each in composer.resources()]
    ranks = {name: rank for rank, name in enumerate(names)}
    operations = sorted(
        composer.scene.operations,
        key=lambda each: (each.method in SAFE, ranks.get(each.resource, len(names))),
    )
    ruled: dict[str, Ahead] = {}
    large: list[Ahead] = []
    small: list[tuple[Operation, Said]] = []
    for operation in operations:
        several = [*_parameters(composer, operation), *_bodies(composer, operation)]
        ruled[operation.id] = deque((operation, each) for each in several if each.ruled)
        others = [(operation, each) for each in several if not each.ruled]
        if len(others) >= MOST // 2 and operation.method not in SAFE:
            large.append(deque(others))
        else:
            small += others
    small.sort(key=lambda each: each[0].method in SAFE)
    yield from _walks(composer, [*ruled.values()])
    yield from _walks(composer, [*large, deque(small)])


def _walks(composer: Composer, every: Sequence[Ahead]) -> Iterator[Walk]:
    """Yield walks by turns; one that ends too early leaves the rest to another one."""
    turns = max((-(-len(each) // MOST) for each in every), default=0)
    for _ in range(CHANCES * turns):
        for ahead in every:
            if ahead:
                yield _at_limits(composer, ahead)


def _parameters(composer: Composer, operation: Operation) -> Iterator[Said]:
    """Yield what to say in the query and in headers."""
    nodes = composer.scene.arguments.sender(operation).queries.nodes
    draw = composer.scene.arguments.draw(0.0)
    for each in operation.parameters:
        if each.where not in {"query", "header"} or each.name not in nodes:
            continue
        for value in boundaries(nodes[each.name], draw):
            if each.where == "query" or text_of(value).isascii():
                wrong = not nodes[each.name].valid(value)
                yield Said(parameter=each.name, value=value, wrong=wrong)


def _bodies(composer: Composer, operation: Operation) -> Iterator[Said]:
    """Yield what to say in bodies, what is nearer to the top rather, what to send as files, and
    what is no body: one of each by turns.
    """
    several: list[list[Said]] = []
    sender = composer.scene.arguments.sender(operation)
    for name, bodies in sender.bodies:
        found = _by_turns(composer, bodies.node, len(operation.item_path))[: WALKS * MOST]
        several.append([replace(each, media_type=name) for each in found])
        for part, files in bodies.files.items():
            kinds = {each.media_type: each for each in files.right}
            about = bodies.node.property and bodies.node.property.at((part,) if part else ())
            ruled = bool(about and about.rules)
            # the broken ones come last
            for every in (kinds.values(), reversed(files.wrong), files.large):
                several.append([Said(media_type=name, file=each, ruled=ruled) for each in every])
    if operation.body:
        names = [name for name, _ in sender.bodies]
        several.append([Said(media_type=n, change=c, ruled=True) for n, c in changes(names)])
        several.append(
            [Said(media_type=media_type, value=value, odd=True) for media_type, value in NO_BODIES]
        )
    for turn in zip_longest(*several):
        yield from (each for each in turn if each is not None)


def _by_turns(composer: Composer, node: Node, top: int) -> list[Said]:
    """Return what to say in a body: one thing of each member by turns, those near the top first,
    and of each member first that it is not there, and what is at its limits.
    """
    random_, groups = composer.scene.random, dict[Path, list[Said]]()
    for path, value in constrained(node, composer.scene.arguments.draw(0.0)):
        group = groups.setdefault(path, [])
        if not any(type(value) is type(e.value) and value == e.value for e in group):
            group.append(Said(path=path, value=value))
    for path, group in groups.items():
        inner, about = (
            node.at(path),
            node.property and node.property.at(tuple(0 if e == EACH else e for e in path)),
        )
        near = edges(inner) if inner else [each.value for each in group]
        count = sum(each.value is ABSENT or each.value in near for each in group)
        group.sort(key=lambda each: each.value is not ABSENT)
        rest = group[count:]
        random_.shuffle(rest)
        ruled = bool(about and about.rules)
        group[:] = [*(replace(each, ruled=ruled) for each in group[:count]), *rest]
    paths = [*groups]
    random_.shuffle(paths)
    paths.sort(key=lambda each: len(each) > top + 1)
    longest = max(map(len, groups.values()), default=0)
    return [
        groups[path][turn] for turn in range(longest) for path in paths if turn < len(groups[path])
    ]


def _at_limits(composer: Composer, ahead: Ahead) -> Walk:
    """Say one thing after the other, about the same things as long as they are there, then what
    is to be refused. What is not said when the walk is ended by an answer stays ahead.
    """
    subjects, refused = dict[str, Entity | None](), Ahead()
    try:
        for _ in range(min(MOST, len(ahead))):
            operation, said = ahead.popleft()
            subject = yield from _subject(composer, operation, subjects)
            step = _step(composer, operation, subject, said)
            if not composer.accepted(step):
                refused.append((operation, said))
            elif not said.wrong:  # else what the text of it means is anybody's guess
                yield step
            if len(refused) == REFUSED:
                yield from _refused(composer, subjects, refused)
        yield from _refused(composer, subjects, refused)
    finally:
        ahead.extendleft(reversed(refused))


def _subject(
    composer: Composer, operation: Operation, subjects: dict[str, Entity | None]
) -> Part[Entity | None]:
    """Return what is to be asked about, or changed, by an operation: the same as before as long as
    it is there, then something new, if need be.
    """
    known = subjects.get(operation.id)
    if operation.id in subjects and (known is None or composer.current(known) is not None):
        return known
    subject = composer.found(operation) if operation.method in SAFE else None
    if subject is None:
        subject = yield from composer.subject(operation)
        if composer.next_of((True, False, False)):
            yield from crowded(composer, operation, subject)
    subjects[operation.id] = subject
    return subject


def _refused(composer: Composer, subjects: dict[str, Entity | None], ahead: Ahead) -> Walk:
    """Say what is to be refused, and take it from what is ahead."""

    def several() -> Iterator[Step]:
        while ahead and ahead[0][0] is operation:
            said = ahead.popleft()[1]
            yield _step(composer, operation, subject, said)
            if said.ruled and said.path:
                yield _step(composer, operation, subject, said, among_others=True)

    while ahead:
        operation = ahead[0][0]
        subject = yield from _subject(composer, operation, subjects)
        yield from watched(composer, operation, subject, several())


def _step(
    composer: Composer, operation: Operation, subject: Any, said: Said, among_others: bool = False
) -> Step:
    subject = composer.current(subject)
    if said.parameter:
        step = composer.valid(operation, subject, tries=4)
        return _with_parameter(operation, step, said)
    if said.odd:
        step = composer.valid(operation, subject, tries=4)
        return replace(step, media_type=said.media_type, body=said.value)
    if said.change:
        sound = partial(composer.valid, operation, subject, tries=4)
        return said.change(lambda name: sound(media_type=name))
    density = 0.6 if operation.action == "update" or EACH in said.path else 0.2
    if said.ruled:
        density = 0.9 if among_others else 0.0
    if said.path:
        return but_for(
            composer, operation, subject, said.path, said.value, density, said.media_type
        )
    return composer.valid(
        operation,
        subject,
        media_type=said.media_type,
        file=said.file,
        density=density,
        tries=3,
    )


def but_for(
    composer: Composer,
    operation: Operation,
    subject: Entity | None,
    path: Path,
    value: Any,
    density: float = 0.0,
    media_type: str = "",
) -> Step:
    """Return a request with a value at a path of its body: one that is to be carried out, or would
    be but for that value, if such a one is found.
    """
    said = partial(composer.valid, operation, subject, density=density, media_type=media_type)
    step = said(around={path: value}, tries=1)
    if composer.accepted(step):
        return step
    sound = said(tries=8)
    if not isinstance(sound.body, Mapping) or not composer.accepted(sound):
        return said(around={path: value}, tries=2)
    return replace(sound, body=pinned(sound.body, path, value))


def _with_parameter(operation: Operation, step: Step, said: Said) -> Step:
    """Return a step that says something in a parameter."""
    parameter = next(each for each in operation.parameters if each.name == said.parameter)
    if parameter.where == "header":
        text = text_of(said.value)
        rest = {name: each for name, each in step.headers.items() if name != said.parameter}
        return replace(step, headers={**rest, said.parameter: text} if text.strip() else rest)
    values = said.value if isinstance(said.value, list) else [said.value]
    texts = [text_of(each) for each in values]
    texts = [parameter.separator.join(texts)] if parameter.separator else texts
    rest_ = tuple(each for each in step.query if each[0] != said.parameter)
    return replace(step, query=(*rest_, *((said.parameter, text) for text in texts)))
