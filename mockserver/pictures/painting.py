"""Placeholders painted by Pillow. Imports Pillow, so import this module lazily."""

from functools import lru_cache
from io import BytesIO

from PIL import ExifTags, Image, ImageChops, ImageDraw, ImageFont, ImageOps

from mockserver.pictures import bilevel, raster
from mockserver.pictures.fitting import Box, fitted_size
from mockserver.pictures.placeholder import Circle, Line, Placeholder

_OPTIONS: dict[str, dict[str, int]] = {"JPEG": {"quality": 88}, "WEBP": {"quality": 88}}
# Discs are drawn larger than they are shown, up to this many pixels, for soft edges.
_OVERSAMPLING = 4
_LARGEST_MASK = 1024
_QUARTER_TURNS = (5, 6, 7, 8)
"""The orientations of photographs whose width and height are the other way round."""


def paint(placeholder: Placeholder, name: str) -> bytes:
    """The placeholder as a file of the named Pillow format."""
    picture = _background(placeholder)
    for circle in placeholder.circles:
        picture.paste("#ffffff", (0, 0), _disc(picture.size, circle))
    pen = ImageDraw.Draw(picture)
    for line in placeholder.lines:
        _write(pen, line, placeholder)
    if name == "GIF":
        picture = picture.quantize(256, dither=Image.Dither.NONE)
    return saved(picture, name)


def saved(picture: Image.Image, name: str) -> bytes:
    """A picture as a file of the named format: Pillow's, or WBMP."""
    if name in ("XBM", "WBMP"):
        picture = picture.convert("1")
    if name == "WBMP":
        return bilevel.wbmp(picture.width, picture.height, picture.tobytes())
    file = BytesIO()
    picture.save(file, name, **_OPTIONS.get(name, {}))
    return file.getvalue()


def shrunk(data: bytes, name: str, box: Box) -> bytes:
    """The first frame of a picture of the named format, made to fit into the box, in colours
    that survive the making.
    """
    with _opened(data, name) as original:
        turned = original.getexif().get(ExifTags.Base.Orientation, 1) in _QUARTER_TURNS
        across, down = fitted_size(*original.size, box[::-1] if turned else box)
        # JPEG can be decoded at a fraction of its size; twice what is wanted leaves it sharp.
        original.draft(None, (2 * across, 2 * down))
        original.load()
        picture: Image.Image = original
        if picture.mode not in ("RGB", "RGBA", "L", "LA"):
            transparent = "A" in picture.getbands() or "transparency" in picture.info
            picture = picture.convert("RGBA" if transparent else "RGB")
        picture = picture.resize((across, down), Image.Resampling.LANCZOS, reducing_gap=3.0)
    picture = ImageOps.exif_transpose(picture)
    if name in ("JPEG", "BMP") and "A" in picture.getbands():
        picture = picture.convert("RGB")
    return saved(picture, name)


def _opened(data: bytes, name: str) -> Image.Image:
    if name != "WBMP":
        return raster.opened(data, *(("JPEG", "MPO") if name == "JPEG" else (name,)))
    _, width, height = bilevel.measure(data) or ("", 1, 1)
    return Image.frombytes("1", (width, height), bilevel.rows_of(data))


def _background(placeholder: Placeholder) -> Image.Image:
    size = (placeholder.width, placeholder.height)
    picture = Image.new("RGB", size, placeholder.light)
    picture.paste(placeholder.dark, (0, 0), _diagonal().resize(size, Image.Resampling.BICUBIC))
    return picture


@lru_cache(maxsize=1)
def _diagonal() -> Image.Image:
    """A mask that grows from 0 at the top left to 255 at the bottom right."""
    down = Image.linear_gradient("L")
    return ImageChops.add(down, down.rotate(90), scale=2)


def _disc(size: tuple[int, int], circle: Circle) -> Image.Image:
    """The mask of a disc for a picture of this size."""
    scale = min(max(size) * _OVERSAMPLING, _LARGEST_MASK) / max(size)
    mask = Image.new("L", (max(1, round(size[0] * scale)), max(1, round(size[1] * scale))))
    x, y, radius = circle.x * scale, circle.y * scale, circle.radius * scale
    ImageDraw.Draw(mask).ellipse(
        (x - radius, y - radius, x + radius, y + radius), fill=round(circle.opacity * 255)
    )
    return mask.resize(size, Image.Resampling.BICUBIC)


def _write(pen: ImageDraw.ImageDraw, line: Line, placeholder: Placeholder) -> None:
    font = _font(round(line.size))
    text = line.text
    while len(text) > 1 and font.getlength(text) > placeholder.width * 0.92:
        text = text.rstrip("…")[:-1] + "…"
    pen.text((placeholder.width / 2, line.y), text, placeholder.ink, font, anchor="mm")


@lru_cache(maxsize=64)
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise RuntimeError("Pillow was built without FreeType")
    return font
