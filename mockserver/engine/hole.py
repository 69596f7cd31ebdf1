"""Holes: values that the documents leave to the server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from mockserver.model.frozen import frozen
from mockserver.model.property import ABSENT, Property


@frozen()
class Hole:
    """A value that a server will choose: an id, a time, an address.

    The stand-in fills it, the examiner binds it to what the real server said. `serial` is its
    identity within a state's history, `property` tells which values are legal, `sent` is what
    the client proposed (ABSENT when nothing), `above` a number that a number exceeds.
    """

    serial: int
    property: Property = field(compare=False)
    sent: Any = field(default=ABSENT, compare=False)
    above: int = field(default=0, compare=False)

    def __hash__(self) -> int:
        return self.serial


Values = Mapping[Hole, Any]
"""What holes turned out to be."""


def resolved(value: Any, values: Values) -> Any:
    """Return the value of a hole when it is known, and anything else as it is."""
    return values.get(value, value) if isinstance(value, Hole) else value
