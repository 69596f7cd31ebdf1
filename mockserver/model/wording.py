"""Wordings: texts that each server words in its own way."""


class Wording(str):
    """A text that means the same in other words."""

    __slots__ = ()
