"""OpenAPI documents: read with their places, references resolved, problems explained."""

from mockserver.document.document import Document, Reference, load, overlaid
from mockserver.document.place import DocumentError, Place, Problem, Unreadable, cut, shown
from mockserver.document.pointer import below, child
from mockserver.document.structure import EXTENSION
from mockserver.document.validity import foreign_extensions, problems

__all__ = [
    "EXTENSION",
    "Document",
    "DocumentError",
    "Place",
    "Problem",
    "Reference",
    "Unreadable",
    "below",
    "child",
    "cut",
    "foreign_extensions",
    "load",
    "overlaid",
    "problems",
    "shown",
]
