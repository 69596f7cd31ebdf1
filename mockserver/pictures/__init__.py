"""Pictures: recognised by content, measured, drawn."""

from mockserver.pictures.drawing import draw
from mockserver.pictures.media_types import extension, media_type_of
from mockserver.pictures.recognition import Picture, recognise

__all__ = ["Picture", "draw", "extension", "media_type_of", "recognise"]
