"""What a placeholder picture shows and where, before anything is painted."""

from colorsys import hls_to_rgb
from dataclasses import dataclass
from hashlib import sha256

# The widths of a digit and of an average letter, in parts of the font size.
_DIGIT = 0.6
_LETTER = 0.55
_SMALLEST_TEXT = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """A white disc: centre and radius in pixels, opacity from 0 to 1."""

    x: float
    y: float
    radius: float
    opacity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of text, centred: the y of its middle and its font size, both in pixels."""

    text: str
    y: float
    size: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder:
    """A picture to paint: size in pixels, colours as #rrggbb, discs and lines of text.

    The background runs from light at the top left to dark at the bottom right.
    """

    width: int
    height: int
    light: str
    dark: str
    ink: str
    circles: tuple[Circle, ...]
    lines: tuple[Line, ...]


def plan(width: int, height: int, label: str, shown_label: str) -> Placeholder:
    """The placeholder of this size in pixels; the label chooses colours and discs."""
    digest = sha256(label.encode("utf-8", "replace")).digest()
    hue = int.from_bytes(digest[:2]) / 65536
    return Placeholder(
        width=width,
        height=height,
        light=_colour(hue, 0.91, 0.62),
        dark=_colour(hue + 0.09, 0.77, 0.52),
        ink=_colour(hue + 0.06, 0.27, 0.38),
        circles=_circles(width, height, digest),
        lines=_lines(width, height, shown_label),
    )


def _colour(hue: float, lightness: float, saturation: float) -> str:
    parts = hls_to_rgb(hue % 1, lightness, saturation)
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def _circles(width: int, height: int, digest: bytes) -> tuple[Circle, ...]:
    """A large disc that rises at one lower corner, and a smaller one at the other side above."""
    across = max(width, height)
    large, small, drift = (digest[place] / 255 for place in (2, 3, 4))
    left = digest[5] % 2
    x = width * (0.1 + 0.15 * drift)
    low = Circle(
        x=x if left else width - x,
        y=height * 1.05,
        radius=across * (0.36 + 0.12 * large),
        opacity=0.2,
    )
    high = Circle(
        x=width * 0.86 if left else width * 0.14,
        y=height * (0.05 + 0.1 * drift),
        radius=across * (0.12 + 0.08 * small),
        opacity=0.26,
    )
    return low, high


def _lines(width: int, height: int, label: str) -> tuple[Line, ...]:
    """The size of the picture, and the label below where there is room for it."""
    title = f"{width}x{height}"
    size = min(height * 0.2, width * 0.7 / (_DIGIT * len(title)))
    if size < _SMALLEST_TEXT:
        return ()
    small = max(size * 0.42, _SMALLEST_TEXT + 2)
    letters = int(width * 0.8 / (_LETTER * small))
    if not label or letters < 4 or size + small * 1.5 > height * 0.8:
        return (Line(text=title, y=height / 2, size=size),)
    text = label if len(label) <= letters else label[: letters - 1].rstrip() + "…"
    return (
        Line(text=title, y=height / 2 - small * 0.7, size=size),
        Line(text=text, y=height / 2 + size * 0.62, size=small),
    )
