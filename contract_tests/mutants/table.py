"""The kill table: how many mutants of each kind of rule were killed, in which phase, how soon."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from statistics import median
from typing import Any

from contract_tests.mutants.explanations import explained
from contract_tests.mutants.kill import Result

Row = tuple[str, ...]


def word_of(result: Result) -> str:
    """Return the kind of rule that a mutant breaks: the word, or the keyword."""
    return result.mutant.kind.partition(".")[0]


def kill_table(results: Sequence[Result]) -> str:
    """Return the table by kind of rule, with a last row for all."""
    kinds: dict[str, list[Result]] = defaultdict(list)
    for each in results:
        kinds[word_of(each)].append(each)
    head = ("kind of rule", "mutants", "killed", "explained", "by rule", "calls", "phases")
    rows = [_row(kind, kinds[kind]) for kind in sorted(kinds)]
    return aligned([head, *rows, _row("all", results)])


def _row(kind: str, results: Sequence[Result]) -> Row:
    killed = [each for each in results if each.killed]
    phases = Counter(each.finding.phase for each in killed if each.finding)
    return (
        kind,
        str(len(results)),
        f"{len(killed)} ({share(len(killed), len(results))})",
        str(sum(not each.killed and bool(explained(each)) for each in results)),
        str(sum(each.named for each in killed)),
        f"{median(each.calls for each in killed):.0f}" if killed else "",
        ", ".join(f"{phase} {number}" for phase, number in phases.most_common()),
    )


def share(part: int, whole: int) -> str:
    """Return a share in percent, rounded down: not all is not 100 %."""
    return f"{100 * part // whole if whole else 0} %"


def way_table(results: Sequence[Result]) -> str:
    """Return the table by when the fault shows."""
    by: dict[str, list[Result]] = defaultdict(list)
    for each in results:
        by[each.mutant.condition.name].append(each)
    rows = []
    for name, several in by.items():
        killed = sum(each.killed for each in several)
        rows.append((name, str(len(several)), f"{killed} ({share(killed, len(several))})"))
    return aligned([("shows", "mutants", "killed"), *rows])


def survivors(results: Iterable[Result]) -> str:
    """Return those that survived, what the examiner did not send before what it did not see, and
    those with an explanation last.
    """
    groups: dict[str, list[Result]] = defaultdict(list)
    for each in results:
        if not each.killed:
            groups[group_of(each)].append(each)
    lines: list[str] = []
    for title in GROUPS:
        if several := groups.get(title):
            lines.append(f"{title} ({len(several)}):")
            lines += (f"  {line}" for each in several for line in _told(each))
    return "\n".join(lines)


UNSENT = "Survived: nothing was sent that shows it"
UNSEEN = "Survived: it showed and was not seen"
UNCERTAIN = "Survived: seen, but not as something documented"
EXPLAINED = "Survived, explained"
GROUPS = (UNSENT, UNSEEN, UNCERTAIN, EXPLAINED)


def group_of(result: Result) -> str:
    """Return why a mutant survived."""
    if explained(result):
        return EXPLAINED
    if result.suspected is not None:
        return UNCERTAIN
    return UNSEEN if result.differences else UNSENT


def _told(result: Result) -> Iterable[str]:
    mutant = result.mutant
    why = explained(result)
    rules = ", ".join(mutant.rules) or "no rule"
    yield f"{mutant.id}"
    yield f"    {mutant.sentence} ({rules})" + (f": {why}" if why else "")
    if result.differences and not why:
        first = result.differences[0]
        yield f"    {first.asked}: {first.says}"


def as_json(result: Result) -> dict[str, Any]:
    """Return a result as a JSON value."""
    mutant, finding = result.mutant, result.finding
    return {
        "id": mutant.id,
        "api": mutant.api,
        "kind": mutant.kind,
        "rules": list(mutant.rules),
        "place": mutant.at,
        "way": mutant.way,
        "shows": mutant.condition.name,
        "says": mutant.sentence,
        "killed": result.killed,
        "phase": finding.phase if finding else "",
        "finding": {
            "rules": list(finding.rules),
            "certain": finding.certain,
            "operation": finding.operation,
            "where": finding.where,
        }
        if finding
        else None,
        "tries": result.tries,
        "calls": result.calls,
        "seconds": round(result.seconds, 3),
        "chances": result.chances,
        "differences": len(result.differences),
        "explained": "" if result.killed else explained(result),
        "crash": result.crash.rpartition("\n")[2] or result.crash[-200:],
    }


def aligned(rows: Sequence[Row]) -> str:
    """Return rows as lines with columns; numbers are not set apart from texts."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])
