"""An empty mapping that nobody can change, to be shared as a default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rpds import HashTrieMap

NOTHING: Mapping[Any, Any] = HashTrieMap()
