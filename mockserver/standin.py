"""The stand-in: one API with memory. It answers requests, one after the other, all or nothing."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mockserver.assets import Asset, asset
from mockserver.document import Document, DocumentError, Problem, load
from mockserver.engine import known
from mockserver.engine.acceptance import rendered, unacceptable
from mockserver.engine.admission import authenticated, sender
from mockserver.engine.call import Call
from mockserver.engine.clause import keeps
from mockserver.engine.fill import Filled, fill
from mockserver.engine.fixture import fixed
from mockserver.engine.limits import GRANTED, Allowance, Usage, relaxed, spend
from mockserver.engine.makers import Chance, uuid_of
from mockserver.engine.message import Refusal, Request, Response
from mockserver.engine.refuse import as_told, refused
from mockserver.engine.state import State
from mockserver.engine.step import perform, unrouted
from mockserver.engine.validity import validated
from mockserver.engine.view import representation
from mockserver.model.api import Credential, Limits
from mockserver.model.understood import understood
from mockserver.stores import Memory, Store

Clock = Callable[[], datetime]

HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:[0-9]{1,5})?")


def utc_now() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)


class StandIn:
    """Stands in for one API.

    `seed` makes ids repeatable; `rate_limits` applies the documented limits, which are
    otherwise counted but never reached. The fixtures have the same ids in every stand-in.
    """

    def __init__(
        self,
        document: Document,
        *,
        seed: int | None = None,
        rate_limits: bool = False,
        store: Store | None = None,
        clock: Clock = utc_now,
    ) -> None:
        self.understood = understood(document, seed)
        self.document, self.api = self.understood.document, self.understood.api
        self._origin = f"http://127.0.0.1:8080/{self.api.name}"
        self._origins: dict[str | None, str] = {}
        self.store: Store = store or Memory()
        self._clock, self._latest = clock, datetime.min.replace(tzinfo=UTC)
        self._seed = seed
        self._random, self._chances_of_headers = _generators(seed)
        self._limits = _counted(self.api.limits, rate_limits)
        self._usage: dict[str, Usage] = {}
        self._beginning = self._with_fixtures()
        self.store.replace(self._beginning)

    @property
    def origin(self) -> str:
        """The address (`http://host:port/prefix`) under which pictures are served, for clients
        that send no Host. Setting it, as a server does at start, goes back to the fixtures.
        """
        return self._origin

    @origin.setter
    def origin(self, address: str) -> None:
        self._origin, self._origins = address, {}
        self._beginning = self._with_fixtures()
        self.reset()

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What of the document is not served as it is written."""
        return (*self.document.warnings, *self.api.warnings, *self.understood.warnings)

    @property
    def credentials(self) -> tuple[Credential, ...]:
        """The credentials that work out of the box."""
        return self.api.credentials

    def authenticate(self, request: Request) -> Credential | Refusal:
        """Return whose credential a routed request carries, or why it is refused."""
        operation = self.api.operations.get(request.operation or "")
        if operation is None:
            return unrouted(request)
        return authenticated(self.api, operation, request)

    def validate(self, request: Request, principal: Credential) -> Call | Refusal:
        """Return the call that an authenticated request makes, or all that is wrong with it."""
        operation = self.api.operations[request.operation or ""]
        call = validated(operation, request, principal)
        return call if isinstance(call, Refusal) else unacceptable(operation, request) or call

    def perform(self, call: Call) -> Response:
        """Carry out a call: its preferred outcome happens wholly, or it is refused."""
        host = call.request.headers.get("host")
        if host not in self._origins:
            self._origins = {host: self._origin_for(host)}  # it is nearly always the same
        origin = self._origins[host]

        def work(state: State) -> tuple[Filled, State]:
            filled = fill(self.api, state, perform(self.api, state, call)[0], self._chance(origin))
            return filled, filled.state

        return rendered(call.operation, call.request, self.store.transact(work).response)

    def refuse(self, request: Request, refusal: Refusal) -> Response:
        """Return the vendor's answer to a request that is refused."""
        state = self.store.read()
        operation = self.api.operations.get(request.operation or "")
        outcome = as_told(operation, refused(self.api, state, refusal))[0]
        response = fill(self.api, state, outcome, self._chance()).response
        response = rendered(operation, request, response)
        if refusal.kind != "method-not-allowed":
            return response
        return replace(response, headers=(("Allow", ", ".join(request.allowed)),))

    def respond(self, request: Request) -> Response:
        """Answer a routed request."""
        principal = self.authenticate(request)
        if isinstance(principal, Refusal):
            return self.refuse(request, principal)
        call = self.validate(request, principal)
        return self.refuse(request, call) if isinstance(call, Refusal) else self.perform(call)

    def allowance(self, headers: Mapping[str, str]) -> Allowance:
        """Count a request against the limits of its credential; `headers` are lower-cased."""
        if self._limits is None:
            return GRANTED
        known = sender(self.api, headers)
        role = known.role if known else ""
        rules = self.api.clauses.get("limits.refused", ())
        usage = self._usage.get(role, Usage())
        now = self._clock().timestamp()
        self._usage[role], allowance = spend(self._limits, usage, now, rules)
        return allowance

    @keeps("headers.fresh")
    def response_headers(self) -> tuple[tuple[str, str], ...]:
        """Return the headers that the document wants on every answer."""
        return tuple([(name, self._made(maker)) for name, maker in self.api.headers.items()])

    def asset(self, path: str) -> Asset | None:
        """Return the picture that an answer named, by its path below the assets' address."""
        return asset(self.api, self.store.read(), path)

    def reset(self) -> None:
        """Go back to the fixtures. With a seed the same ids come again."""
        self.store.replace(self._beginning)
        if self._seed is not None:
            self._random, self._chances_of_headers = _generators(self._seed)
        self._usage.clear()

    def snapshot(self) -> State:
        """Return the current state; it costs nothing."""
        return self.store.read()

    def restore(self, snapshot: State) -> None:
        """Make an earlier state the current one."""
        self.store.replace(snapshot)

    def describe_state(self) -> dict[str, Any]:
        """Return all that is stored as a JSON value, by resource in order of creation."""
        state = self.store.read()
        described: dict[str, Any] = {name: [] for name in self.api.resources}
        for entity in sorted(state.entities.values(), key=lambda each: each.ordinal):
            resource = self.api.resources[entity.resource]
            shown = representation(self.api, state, resource, entity)
            if resource.parent:
                shown = {f"({resource.parent})": entity.parent, **shown}
            described[entity.resource].append(shown)
        return described

    def fixtures(self) -> dict[str, Any]:
        """Return what a tester needs to know of this server: where it is, who may do what,
        and what is there and not there. The same form describes any other server.
        """
        return {
            "base-path": f"/{self.api.name}{self.api.server_path}",
            "credentials": {each.role: dict(each.shown) for each in self.credentials},
            "known": known.identifiers(self.api, self._beginning),
            "unknown": known.strangers(self.api, self._beginning),
            "reset": f"POST /_understudy/{self.api.name}/reset",
        }

    def first_curl(self, base_url: str) -> str:
        """Return a command that shows something at once; `base_url` is the API's address."""
        credential = self.credentials[0].shown if self.credentials else {}
        headers = "".join(f" -H '{name}: {value}'" for name, value in credential.items())
        path = self.api.server_path + known.first_read(self.api, self._beginning)
        return f"curl{headers} {base_url}{path}"

    def _origin_for(self, host: str | None) -> str:
        """Return the own address as the client knows it: it may come through another name or a
        mapped port.
        """
        own = urlsplit(self._origin)
        if host is None or not HOST.fullmatch(host):
            return self._origin
        return own._replace(netloc=host).geturl()

    def _chance(self, origin: str = "") -> Chance:
        """Return the chance of one request. Its time is never before that of an earlier one."""
        self._latest = max(self._latest, self._clock())
        return Chance(random=self._random, now=self._latest, origin=origin or self._origin)

    def _made(self, maker: str) -> str:
        if maker == "clock":
            return self._chance().time()
        return uuid_of(self._chances_of_headers.getrandbits(128))

    def _with_fixtures(self) -> State:
        """Return the state after the document's fixtures, which must all succeed."""
        state, drawn = State(), random.Random(0)
        by_role = {each.role: each for each in self.credentials}
        for index, fixture in enumerate(self.api.fixtures):
            chance = Chance(random=drawn, now=self._clock(), origin=self.origin)
            role = by_role.get(fixture.role)
            outcome = fixed(self.api, state, fixture, role.headers if role else {})
            filled = fill(self.api, state, outcome, chance)
            if not filled.response.reason:
                state = filled.state
            elif not self.understood.guesses:  # what is guessed may fail, the start must not
                raise _failing(self.document, index, filled.response)
        return state


def _failing(document: Document, index: int, response: Response) -> DocumentError:
    problem = Problem(
        place=document.place(f"#/x-behaviour/fixtures/{index}"),
        found=f"a fixture that is answered {response.status}: {response.reason}",
        expected="a request that succeeds after the fixtures before it",
        remedy="Correct the request, its order or its role.",
    )
    return DocumentError([problem])


def _generators(seed: int | None) -> tuple[random.Random, random.Random]:
    """Return where ids and headers come from: apart, so that reading changes no later id, and
    apart from the fixtures' generator, whatever the seed.
    """
    if seed is None:
        return random.Random(), random.Random()
    return random.Random(f"ids {seed}"), random.Random(f"headers {seed}")


def _counted(limits: Limits | None, apply: bool) -> Limits | None:
    """Return the limits to count: as documented, or out of reach; none if nobody would notice."""
    if limits is None or apply:
        return limits
    return relaxed(limits) if limits.headers else None


SPEC = Path(__file__).parent / "spec"


def bundled() -> dict[str, Path]:
    """Return the documents that come with the program, by name.

    An installed package has them in its own folder, a checkout beside it.
    """
    folder = SPEC if SPEC.is_dir() else SPEC.parents[1] / "spec"
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def open_standin(
    path: Path,
    *,
    overlays: Sequence[Path] = (),
    seed: int | None = None,
    rate_limits: bool = False,
    root: Path | None = None,
    name: str | None = None,
) -> StandIn:
    """Return the stand-in for the document at `path` with overlays laid over it in order.

    References of the document may lead anywhere below `root`, its own folder unless told; `name`
    is what messages call it.
    Raises Unreadable or DocumentError, with every problem of the document; one that was written
    for others is served whatever is wrong in it.
    """
    document = load(path, overlays, root=root, name=name, mend=True)
    return StandIn(document, seed=seed, rate_limits=rate_limits)
