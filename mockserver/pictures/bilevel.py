"""Pictures of two colours that no decoder of ours knows whole: WBMP and XBM."""

import re

_MOST_DIGITS = 4  # seven bits each: sides beyond 28 bits are none
_SPACE = rb"(?:[ \t\r\n\f\v]|/\*[^*]{0,2000}\*/)"
_XBM = re.compile(
    rb"%(s)s*+#define[ \t]++[\w.]*?width[ \t]++(?P<width>\d{1,9})[ \t\r]*+\n"
    rb"%(s)s*+#define[ \t]++[\w.]*?height[ \t]++(?P<height>\d{1,9})[ \t\r]*+\n"
    rb"(?:%(s)s*+#define[ \t]++[\w.]*?[xy]_hot[ \t]++-?\d{1,9}[ \t\r]*+\n){0,2}+"
    rb"%(s)s*+static%(s)s++(?:const%(s)s++)?+(?:unsigned%(s)s++)?+(?P<unit>char|short)%(s)s++"
    rb"[\w.]*?bits%(s)s*+\[[^\]]{0,40}\]%(s)s*+=%(s)s*+\{" % {b"s": _SPACE}
)
_NUMBER = rb"\s*+(?:0[xX][0-9a-fA-F]{1,4}|\d{1,5})\s*+"
_NUMBERS = re.compile(rb"%(n)s(?:,%(n)s)*+,?+\s*+\}\s*+;?+\s*+" % {b"n": _NUMBER})


def measure(data: bytes) -> tuple[str, int, int] | None:
    """The media type, width and height of a WBMP (type 0) or an XBM; None for anything else.

    WBMP has no signature: what begins with two zeros is one if its length is exactly that of
    the pixels it announces.
    """
    if data.startswith(b"\0\0"):
        return _wbmp(data)
    return _xbm(data) if data.lstrip(b" \t\r\n").startswith((b"#define", b"/*")) else None


def wbmp(width: int, height: int, rows: bytes) -> bytes:
    """A WBMP of packed rows, each padded to whole bytes, a set bit for white."""
    return b"\0\0" + _multibyte(width) + _multibyte(height) + rows


def rows_of(data: bytes) -> bytes:
    """The packed rows of a WBMP that `measure` has found whole."""
    return data[_integer(data, _integer(data, 2)[1])[1] :]


def _wbmp(data: bytes) -> tuple[str, int, int] | None:
    width, place = _integer(data, 2)
    height, place = _integer(data, place)
    if not width or not height or len(data) != place + -(-width // 8) * height:
        return None
    return "image/vnd.wap.wbmp", width, height


def _integer(data: bytes, place: int) -> tuple[int, int]:
    """A multi-byte integer and where it ends; 0 when there is none."""
    value = 0
    for index, byte in enumerate(data[place : place + _MOST_DIGITS], place + 1):
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, index
    return 0, place


def _multibyte(value: int) -> bytes:
    digits = [value & 0x7F]
    while value := value >> 7:
        digits.append(value & 0x7F | 0x80)
    return bytes(reversed(digits))


def _xbm(data: bytes) -> tuple[str, int, int] | None:
    """Read the C source that an XBM is: two sizes and an array of exactly their numbers."""
    head = _XBM.match(data)
    if head is None or not _NUMBERS.fullmatch(data, head.end()):
        return None
    width, height = int(head["width"]), int(head["height"])
    per_number = 8 if head["unit"] == b"char" else 16
    body = data[head.end() : data.rindex(b"}")].rstrip(b" \t\r\n\f\v").removesuffix(b",")
    if body.count(b",") + 1 != -(-width // per_number) * height:
        return None
    return "image/x-xbitmap", width, height
