"""Served mutants: a broken stand-in behind a real port, for clients that know only HTTP."""

from __future__ import annotations

from contract_tests.mutants.fault import Mutant
from contract_tests.mutants.server import Server
from mockserver.document import Document
from mockserver.engine.call import ANYBODY, Call
from mockserver.engine.message import Refusal, Request, Response
from mockserver.model.api import Credential
from mockserver.standin import StandIn


class Broken(StandIn):
    """A stand-in that answers as a mutant does; it lets in every request that has a route, as it is
    the mutant that refuses.
    """

    def __init__(self, document: Document, mutant: Mutant) -> None:
        self._mutant = mutant
        super().__init__(document, seed=1)
        self.reset()

    def reset(self) -> None:
        """Go back to the fixtures."""
        super().reset()
        self._server = Server(self.api, self.snapshot(), self._mutant)

    def authenticate(self, request: Request) -> Credential | Refusal:
        """Return anybody for a request that has a route."""
        known = request.operation in self.api.operations
        return ANYBODY if known else super().authenticate(request)

    def validate(self, request: Request, principal: Credential) -> Call | Refusal:
        """Return the call that a request makes, without a look at it."""
        return Call(operation=self.api.operations[request.operation or ""], request=request)

    def perform(self, call: Call) -> Response:
        """Answer a request as the mutant does."""
        return self._server.respond(call.request)
