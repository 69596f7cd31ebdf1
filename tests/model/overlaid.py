"""Guesses that were written out and laid over their document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from mockserver.document import Document
from mockserver.document.writing import written
from mockserver.model.api import Api
from mockserver.model.infer_guess import overlay
from mockserver.model.understood import Understood, understood

Loaded = Callable[..., Document]
"""Loads a document with its overlays: from a folder, what it says, and the overlays' files."""


def means_the_same(folder: Path, loaded: Loaded, content: dict[str, Any]) -> Understood:
    """Assert that an overlay with all guesses about a document leaves nothing to guess and means
    what was guessed; return that.
    """
    guessed = understood(loaded(folder, content))
    file = folder / "guesses.yaml"
    file.write_text(written(overlay(guessed.guesses, guessed.document.path.name)))
    kept = understood(loaded(folder, content, file))
    assert kept.guesses == ()
    assert without_places(kept.api) == without_places(guessed.api)
    return guessed


def without_places(api: Api) -> Api:
    """Return an API whose rules do not say where they stand."""
    return replace(api, rules={id_: replace(each, place="") for id_, each in api.rules.items()})
