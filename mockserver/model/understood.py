"""Understanding: from a document to its API, with what has to be guessed laid over it first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from mockserver.document import Document, DocumentError, Problem, overlaid
from mockserver.document.pausing import uncollected
from mockserver.model.api import Api
from mockserver.model.compile import compiled
from mockserver.model.infer import inferred, silent
from mockserver.model.infer_guess import Guess, overlay
from mockserver.model.infer_shapes import Shapes

GUESSED = "(guessed)"
"""What messages call the overlay that is not written anywhere."""

ATTEMPTS = 8
"""How often guesses are dropped one by one before all of them are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A document as it is served: `document` has the guesses laid over it, which are empty where
    its author says what it does. `dropped` has what was wrong with guesses that did not hold, by
    the resource that they were about.
    """

    document: Document
    api: Api
    guesses: tuple[Guess, ...] = ()
    dropped: tuple[tuple[str, Problem], ...] = ()

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What was wrong with guesses that were dropped."""
        return tuple(replace(each, severity="warning") for _, each in self.dropped)


@uncollected()
def understood(document: Document, seed: int | None = None) -> Understood:
    """Return a document with its API; one without any behaviour words gets those that are guessed.
    `seed` chooses among the answers that operations without words may give.

    Raises DocumentError as `compiled` does; guesses never are the reason for it.
    """
    if not silent(document):
        return Understood(document=document, api=compiled(document, seed))
    dropped: list[tuple[str, Problem]] = []
    shapes: Shapes | None = None
    for _ in range(ATTEMPTS):
        try:
            shapes = shapes or Shapes(document)
            guesses = inferred(shapes, frozenset(name for name, _ in dropped))
        except Exception as error:  # what nobody thought of must not keep it from starting
            dropped.append((GUESSED, _failed(document, error)))
            break
        if not guesses:
            break
        try:
            laid = overlaid(document, overlay(guesses, document.path.name), GUESSED)
            api = compiled(laid, seed)
        except DocumentError as error:
            wrong = [*_blamed(guesses, error.problems)]
            dropped += wrong or [(GUESSED, each) for each in error.problems]
            if not wrong:
                break
        else:
            return Understood(document=laid, api=api, guesses=guesses, dropped=tuple(dropped))
    return Understood(document=document, api=compiled(document, seed), dropped=tuple(dropped))


def _failed(document: Document, error: Exception) -> Problem:
    """Return what is told when guessing itself fails, which is a defect of ours."""
    return Problem(
        place=document.place("#/paths"),
        found=f"paths of which nothing can be guessed ({type(error).__name__}: {error})",
        expected="paths that can be understood",
        remedy="All is answered from examples and schemas; please report it.",
        severity="warning",
    )


def _blamed(guesses: Iterable[Guess], problems: Iterable[Problem]) -> Iterable[tuple[str, Problem]]:
    """Yield the resources whose guesses stand where problems are, each with the first of them."""
    seen: set[str] = set()
    for problem in problems:
        pointer = problem.place.pointer or ""
        for guess in guesses:
            own = guess.resource not in seen and guess.pointer
            if own and (pointer == guess.pointer or pointer.startswith(f"{guess.pointer}/")):
                seen.add(guess.resource)
                yield guess.resource, problem
