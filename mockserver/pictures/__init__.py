"""Pictures: recognised by content, measured, drawn, made smaller."""

from mockserver.pictures.drawing import draw
from mockserver.pictures.fitting import fitted, fitted_size
from mockserver.pictures.media_types import extension, media_type_of
from mockserver.pictures.recognition import Picture, recognise
from mockserver.pictures.shelf import Shelf

__all__ = [
    "Picture",
    "Shelf",
    "draw",
    "extension",
    "fitted",
    "fitted_size",
    "media_type_of",
    "recognise",
]
