"""Lines: what is known of a resource before it is guessed, from what lies above it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mockserver.model.infer_paths import Pair
from mockserver.model.infer_shapes import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """What else is known when a resource is guessed: the pair, its resource's name and parent,
    and the path parameters that name an ancestor otherwise than it calls itself, by its name.
    """

    pair: Pair
    parent: str = ""
    parent_identifier: Part | None = None
    parent_parameter: str = ""
    renamed: Mapping[str, str]
