"""What `check --explain` prints: what was guessed of a document, and why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from mockserver.document.pointer import tokens
from mockserver.document.writing import written
from mockserver.model.infer_guess import Guess, overlay
from mockserver.model.understood import Understood

WIDTH = 100


def told(understood: Understood, *, explain: bool, write_overlay: Path | None) -> str:
    """Return what is to be said of a document: every guess if it is to `explain`, and what was
    written to a file, which is then the overlay of the guesses.
    """
    lines = [explained(understood)] if explain else []
    if (file := write_overlay) is not None:
        name = understood.document.path.name
        file.write_text(written(overlay(understood.guesses, name)), encoding="utf-8")
        lines.append(f"{file}: {len(understood.guesses)} guesses; serve with --overlay {file}")
    return "\n".join(lines)


def explained(understood: Understood) -> str:
    """Return every guess with its reason as lines of text, by resource in the order of the paths,
    and after them the resources whose guesses did not hold.
    """
    lines = [*_lines(understood)]
    for name, problem in understood.dropped:
        lines += ["", f"{name}: nothing is guessed of it, as that would not hold:"]
        lines.append(f"    {problem.found}; expected {problem.expected}")
    if not understood.guesses:
        lines.append("Nothing is guessed: the document has behaviour words, or no path of it")
        lines.append("names one of a collection that another path lists or adds to.")
    return "\n".join(lines).strip("\n")


def _lines(understood: Understood) -> Iterator[str]:
    resource = place = ""
    for guess in understood.guesses:
        if guess.resource != resource:
            resource, place = guess.resource, ""
            yield ""
            yield resource
        if (here := _where(guess)) != place:
            place = here
            yield f"  {here}"
        yield f"    {_cut(guess)}"
        yield f"      {guess.reason}"


def _where(guess: Guess) -> str:
    """Return what a location is called: an operation, a schema or a property of one."""
    path = tokens(guess.pointer)
    if path[:1] == ["paths"]:
        return f"{path[2].upper()} {path[1]}"
    if not path:
        return "at the beginning"
    return ".".join(path[2:3] + path[4:5])


def _cut(guess: Guess) -> str:
    text = json.dumps(guess.value, ensure_ascii=False)
    said = f"{guess.word or 'schema'}: {text}"
    return said if len(said) <= WIDTH else f"{said[: WIDTH - 3]}..."
