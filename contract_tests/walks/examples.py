"""Examples: the requests that the document itself shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from contract_tests.arguments.examples import Example
from contract_tests.script import SAFE, Step
from contract_tests.walks.likely import likely, looking, with_another_key
from contract_tests.walks.walk import Scene, Walk
from mockserver.model.operation import Operation


def examples(scene: Scene) -> Iterator[Walk]:
    """Yield a walk for each example of a request: it is sent as it is, to what is known to be
    there, and what a write was about is looked at.
    """
    for operation in scene.operations:
        for example in scene.arguments.examples(operation):
            yield _shown(scene, operation, example)


def _shown(scene: Scene, operation: Operation, example: Example) -> Walk:
    def changed(step: Step) -> Step:
        step = replace(step, query=example.query, headers={**step.headers, **example.headers})
        if example.media_type:
            step = replace(step, media_type=example.media_type, body=example.body)
        return with_another_key(scene, operation, step)

    step = likely(scene, operation, changed)
    if step is None:  # it may be an example of what is refused here
        step = changed(scene.arguments.step(scene.state, scene.beginning, operation))
    yield step
    if operation.method not in SAFE:
        yield from looking(scene, [step])
