"""Checks of names: what a word or a rule names must be there."""

from __future__ import annotations

from collections.abc import Iterable

from mockserver.model.operation import Operation
from mockserver.model.rule import Clauses
from mockserver.model.rulebook import Rulebook


def known_name(book: Rulebook, at: str, kind: str, name: str, known: Iterable[str]) -> bool:
    """Say whether a name is known; note a problem when it is not."""
    known = list(dict.fromkeys(known))
    if name not in known:
        book.problem(
            at,
            f"the unknown {kind} {name!r}",
            f"one of: {', '.join(known) or '(there is none)'}",
            f"name a {kind} that the document has here, or add it",
        )
    return name in known


def body_members(operation: Operation) -> list[str]:
    """Return the names of what the bodies of an operation's requests may have."""
    return [name for each in operation.body.values() for name in each.schema.properties]


def cited_parts(book: Rulebook, rules: Clauses, part: str, known: Iterable[str]) -> None:
    """Complain of rules that cite a part which is not there: nobody would keep them."""
    names = dict.fromkeys(name.lower() for name in known)
    for clause, ids in rules.items():
        first, _, rest = clause.partition(".")
        name = rest.split(".")[0]
        if first == part and "." in rest and name.lower() not in names:
            for id_ in ids:
                book.miscited(id_, f"{part}.{name}", (f"{part}.{each}" for each in names))
