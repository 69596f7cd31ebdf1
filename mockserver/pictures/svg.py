"""SVG measured by a parser that expands and fetches nothing. Import this module lazily."""

import re
from typing import NoReturn

from defusedxml.ElementTree import DefusedXMLParser

_MAX_BYTES = 5_000_000
_MAX_DEPTH = 256
# The parser repeats the namespace in every name, so a long one would multiply.
_MAX_NAME = 1000
_ROOTS = ("{http://www.w3.org/2000/svg}svg", "svg")
_LENGTH = re.compile(r"\s*\+?(\d{1,9}(?:\.\d{0,20})?|\.\d{1,20})(?:px)?\s*", re.ASCII)
_SEPARATOR = re.compile(r"[\s,]+")
# What browsers give an SVG that does not say its size (CSS 2.1, 10.3.2).
_DEFAULT_SIZE = (300.0, 150.0)


def measure(data: bytes) -> tuple[int, int]:
    """The width and height in pixels of an SVG document, each at least 1.

    Raises ValueError or a parser's error for a document that is no SVG, is broken, is too
    large or too deep, or declares entities or anything else in a DTD of its own.
    """
    if len(data) > _MAX_BYTES:
        raise ValueError("more than 5 MB")
    document = _Document()
    parser = _Parser(target=document, forbid_dtd=True)
    parser.feed(data)
    parser.close()
    width, height = _size(document.root)
    return max(1, round(width)), max(1, round(height))


class _Parser(DefusedXMLParser):
    """Lets a DOCTYPE pass that only names a DTD, as many drawing programs write it: the DTD is
    not fetched. One that declares something itself is refused.
    """

    def defused_start_doctype_decl(
        self, name: str, sysid: str | None, pubid: str | None, has_internal_subset: bool
    ) -> None:
        if has_internal_subset:
            super().defused_start_doctype_decl(name, sysid, pubid, has_internal_subset)


class _Document:
    """Keeps the attributes of the root and none of the tree."""

    def __init__(self) -> None:
        self.root: dict[str, str] = {}
        self.depth = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if any(len(name) > _MAX_NAME for name in (tag, *attributes)):
            _refuse("a name is too long")
        if self.depth == _MAX_DEPTH:
            _refuse("elements nest too deeply")
        if not self.depth:
            self.root = attributes
            if tag not in _ROOTS:
                _refuse("the root element is not svg")
        self.depth += 1

    def end(self, tag: str) -> None:
        self.depth -= 1

    def data(self, text: str) -> None:
        """Text has no size."""

    def close(self) -> None:
        """Nothing is left to do."""


def _refuse(reason: str) -> NoReturn:
    raise ValueError(reason)


def _size(root: dict[str, str]) -> tuple[float, float]:
    """Width and height in pixels, a missing one in proportion to the viewBox."""
    width, height = _pixels(root.get("width")), _pixels(root.get("height"))
    box_width, box_height = _view_box(root.get("viewBox", "")) or _DEFAULT_SIZE
    if width and height:
        return width, height
    if "viewBox" in root and width:
        return width, width * box_height / box_width
    if "viewBox" in root and height:
        return height * box_width / box_height, height
    return width or box_width, height or box_height


def _pixels(length: str | None) -> float | None:
    """A length in pixels; None if it is missing, not positive, or in another unit."""
    match = _LENGTH.fullmatch(length or "")
    return (float(match[1]) or None) if match else None


def _view_box(text: str) -> tuple[float, float] | None:
    """Width and height of a viewBox; None if either is missing or not positive."""
    parts = _SEPARATOR.split(text.strip())
    if len(parts) != 4:
        return None
    width, height = _pixels(parts[2]), _pixels(parts[3])
    return (width, height) if width and height else None
