"""Pictures made smaller, so that they fit into a box. Pillow is imported when one has to be."""

from mockserver.pictures.drawing import PILLOW_FORMATS
from mockserver.pictures.recognition import Picture

Box = tuple[int, int]


def fitted_size(width: int, height: int, box: Box) -> tuple[int, int]:
    """The largest size of the same proportions within the box; never larger than it was."""
    scale = min(1.0, box[0] / width, box[1] / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def fitted(data: bytes, picture: Picture, box: Box) -> bytes:
    """The picture, no larger than the box, as a file of its own type.

    What fits already stays byte for byte, and so does what has no pixels of its own (SVG) or
    cannot be written. Of an animation the first frame is left.
    """
    if fits(picture, box):
        return data
    from mockserver.pictures import painting

    return painting.shrunk(data, PILLOW_FORMATS[picture.media_type], box)


def fits(picture: Picture, box: Box) -> bool:
    """Whether a picture stays as it is: it is no larger than the box, or cannot be written."""
    size = (picture.width, picture.height)
    return picture.media_type not in PILLOW_FORMATS or fitted_size(*size, box) == size
