"""Faults: one way in which a server does something else than its document says, as a value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from contract_tests.mutants.edge import Headers
from mockserver.engine.fill import Filled
from mockserver.engine.message import Request, Response
from mockserver.engine.outcome import Outcome
from mockserver.engine.state import Key, State
from mockserver.model.api import Api
from mockserver.model.operation import Operation


@dataclass(slots=True)
class Memory:
    """What a server has done since its beginning: how often it carried out each operation, how
    many deletions, the `former` state before the last write, and the last request with its
    answer that each operation carried out.
    """

    former: State
    counts: dict[str, int] = field(default_factory=dict)
    deletions: int = 0
    last: dict[str, tuple[Request, Response]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A request that a server is about to answer: by which API, in which state, and what was
    before. `api` is the right one, whatever the fault; `carry_out_in` fills an outcome.
    """

    api: Api
    state: State
    operation: Operation
    request: Request
    memory: Memory
    carry_out_in: Callable[[State, Outcome], Filled]

    def carry_out(self, outcome: Outcome) -> Filled:
        """Carry out an outcome in the state that the server has."""
        return self.carry_out_in(self.state, outcome)

    def named(self, resource: str) -> Key:
        """Return the identifier that the path names of a resource as it is stored, else None."""
        text = self.request.path.get(self.api.resources[resource].path)
        keys = (key for name, key in self.state.entities if name == resource)
        return next((key for key in keys if text is not None and str(key) == text), None)

    def crowd(self) -> int:
        """Return how many siblings there are where the request goes, at most."""
        resource = self.operation.resource
        known = self.api.resources.get(resource)
        above = self.api.resources.get(known.parent) if known else None
        named = self.request.path.get(above.path) if above else None
        sizes = [
            (named is not None and str(family) == str(named), len(items))
            for (name, family), items in self.state.siblings.items()
            if name == resource
        ]
        return max(sizes, default=(False, 0))[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What a broken server does otherwise, at one or several points of answering a request.

    `model` makes the API by which it answers, `request` is what it takes a request for, `state`
    what it believes to be stored, `outcome` what it carries out and `answered` what it answers and
    stores, `headers` with which headers. It concerns `operations`, all when there is none. `told`
    says that the model differs only in what answers tell, so that nothing can be judged by it.
    """

    model: Callable[[], Api] | None = None
    request: Callable[[Scene], Request] | None = None
    state: Callable[[Scene], State] | None = None
    outcome: Callable[[Scene, Outcome], Outcome] | None = None
    answered: Callable[[Scene, Filled], Filled] | None = None
    headers: Callable[[Headers], Headers] | None = None
    operations: frozenset[str] = frozenset()
    told: bool = False

    def concerns(self, operation: Operation) -> bool:
        """Return whether requests of an operation may be answered otherwise."""
        return not self.operations or operation.id in self.operations


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """When a fault shows. `stateful` ones make sense only where something is stored."""

    name: str
    says: str
    holds: Callable[[Scene], bool]


def _always(scene: Scene) -> bool:
    return True


ALWAYS = Condition(name="always", says="", holds=_always)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A server that is broken in one way: the rules that it breaks, the kind of rule (the word or
    keyword that keeps it), the way, and a sentence that says it. It cannot show before there are
    more than `beyond` of something. `excuse` says why it may go unnoticed, "" where it may not.
    """

    api: str
    kind: str
    rules: tuple[str, ...]
    way: str
    at: str
    says: str
    fault: Fault
    condition: Condition = ALWAYS
    beyond: int = 0
    excuse: str = ""

    @property
    def id(self) -> str:
        """The name, which no other mutant has."""
        return f"{self.api}/{self.at}/{self.kind}/{self.way}/{self.condition.name}"

    @property
    def told(self) -> Mutant:
        """What is told of it, without what makes the fault; it can be pickled."""
        return replace(self, says=self.sentence, fault=Fault(), condition=ALWAYS)

    @property
    def sentence(self) -> str:
        """What is broken, and when."""
        return f"{self.says}{self.condition.says}"
