"""Placeholder pictures: of an exact size, pleasant to look at, the same for the same label."""

import unicodedata
from html import escape

from mockserver.pictures.placeholder import Placeholder, plan

_LARGEST = 4096
PILLOW_FORMATS: dict[str, str] = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
    "image/bmp": "BMP",
    "image/x-xbitmap": "XBM",
    "image/vnd.wap.wbmp": "WBMP",
}
"""The media types that can be written, with Pillow's names; WBMP is written without Pillow."""


def draw(*, width: int, height: int, media_type: str = "image/png", label: str = "") -> bytes:
    """A placeholder picture of this size in pixels, each side clamped to 1..4096.

    It shows its size and the label below; the label also chooses the colours. The font of
    raster pictures has ASCII letters only, so others lose their accents or are left out; a
    picture too small for text has none. The media type is image/png, image/jpeg, image/gif,
    image/webp, image/bmp, image/x-xbitmap, image/vnd.wap.wbmp or image/svg+xml; ValueError for
    any other.
    """
    width, height = _clamped(width), _clamped(height)
    if media_type == "image/svg+xml":
        return _svg(plan(width, height, label, _printable(label)))
    if media_type not in PILLOW_FORMATS:
        raise ValueError(f"cannot draw {media_type}")
    # Imported here because a server's start must not wait for Pillow.
    from mockserver.pictures import painting

    placeholder = plan(width, height, label, _ascii(label))
    return painting.paint(placeholder, PILLOW_FORMATS[media_type])


def _clamped(side: int) -> int:
    return max(1, min(side, _LARGEST))


def _printable(label: str) -> str:
    """The label without what XML forbids or a line cannot show."""
    return " ".join("".join(c if c.isprintable() else " " for c in label).split())


def _ascii(label: str) -> str:
    decomposed = unicodedata.normalize("NFKD", _printable(label))
    return " ".join(decomposed.encode("ascii", "ignore").decode("ascii").split())


_SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{p.width}" height="{p.height}" \
viewBox="0 0 {p.width} {p.height}">
<defs><linearGradient id="background" x1="0" y1="0" x2="1" y2="1">\
<stop stop-color="{p.light}"/><stop offset="1" stop-color="{p.dark}"/></linearGradient></defs>
<rect width="100%" height="100%" fill="url(#background)"/>
{circles}
{texts}
</svg>
"""


def _svg(placeholder: Placeholder) -> bytes:
    circles = "\n".join(
        f'<circle cx="{c.x:.1f}" cy="{c.y:.1f}" r="{c.radius:.1f}" fill="#ffffff" '
        f'fill-opacity="{c.opacity}"/>'
        for c in placeholder.circles
    )
    texts = "\n".join(
        f'<text x="{placeholder.width / 2:g}" y="{line.y:.1f}" font-size="{line.size:.1f}" '
        'font-family="Aileron, Helvetica, Arial, sans-serif" text-anchor="middle" '
        f'dominant-baseline="central" fill="{placeholder.ink}">{escape(line.text)}</text>'
        for line in placeholder.lines
    )
    return _SVG.format(p=placeholder, circles=circles, texts=texts).encode()
