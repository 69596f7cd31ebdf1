"""Mishaps: what goes wrong in the examiner itself, where a server says what nobody foresaw."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from contract_tests.conversation import Conversation, Refused
from contract_tests.seen import Seen
from contract_tests.session import OutOfBudget

LONGEST = 100
"""So much of an error is told."""


@contextmanager
def survived(talk: Conversation, seen: Seen, *, keep_going: bool) -> Iterator[None]:
    """Let an error of the examiner end the block and nothing else: it is noted, once for each place
    in the code, and what the server has is read anew. Without `keep_going` it is raised, as are
    OutOfBudget and Refused.
    """
    try:
        yield
    except (OutOfBudget, Refused):
        raise
    except Exception as error:
        if not keep_going:
            raise
        talk.lost = True
        last = traceback.extract_tb(error.__traceback__)[-1]
        note = (
            f"The examiner itself failed at {Path(last.filename).name}:{last.lineno} "
            f"({type(error).__name__}: {str(error)[:LONGEST]}), and left out what it was at. "
            "Please report that."
        )
        if note not in seen.notes:
            seen.notes.append(note)
