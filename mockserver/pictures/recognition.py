"""What a picture is, found in its bytes and never in its name."""

from dataclasses import dataclass

from mockserver.pictures import bilevel

# The first bytes of a file, and the Pillow format that they promise. Formats that have no
# such signature (TGA), or whose decoder starts other programs (EPS), are left out.
_SIGNATURES = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),
    (b"MM\0+", "TIFF"),
    (b"\0\0\1\0", "ICO"),
    (b"8BPS", "PSD"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG2000"),
    (b"\xff\x4f\xff\x51", "JPEG2000"),
)
_MAX_PIXELS = 100_000_000
# XML may begin with a byte order mark or with white space.
_XML_STARTS = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The media type of a picture and its size in pixels."""

    media_type: str
    width: int
    height: int


def recognise(data: bytes) -> Picture | None:
    """The picture that these bytes are; None if they are none, or a broken one.

    Raster pictures are decoded (of an animation, the first frame), so that a truncated one
    is None; so is one of more than 100 million pixels. WBMP, which has no signature, is what
    has exactly the length that its first bytes announce. TIFF, AVIF, JPEG 2000, ICO and PSD are
    recognised too, for a caller to refuse by name. An SVG that declares entities, names a
    DTD, is larger than 5 MB or nests too deeply is None. Scripts inside an SVG are not looked
    for: whoever serves an SVG has to forbid them. Never raises.
    """
    try:
        picture = _measured(data)
    except Exception:  # decoders of foreign bytes fail in every way; each means "not a picture"
        return None
    if picture is None or not 0 < picture.width * picture.height <= _MAX_PIXELS:
        return None
    return picture


def _measured(data: bytes) -> Picture | None:
    # The decoders are imported here because a server's start must not wait for them.
    if name := _promised_format(data):
        from mockserver.pictures import raster

        media_type, width, height = raster.measure(data, name, max_pixels=_MAX_PIXELS)
        return Picture(media_type=media_type, width=width, height=height)
    if data[:64].lstrip().startswith(_XML_STARTS):
        from mockserver.pictures import svg

        width, height = svg.measure(data)
        return Picture(media_type="image/svg+xml", width=width, height=height)
    if found := bilevel.measure(data):
        media_type, width, height = found
        return Picture(media_type=media_type, width=width, height=height)
    return None


def _promised_format(data: bytes) -> str | None:
    """The Pillow format that the first bytes promise; None if they promise none."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:12] in (b"ftypavif", b"ftypavis"):
        return "AVIF"
    return next((name for magic, name in _SIGNATURES if data.startswith(magic)), None)
