"""JSON pointers (RFC 6901) and locations: `other.yaml#/a/b`."""

from collections.abc import Iterable
from urllib.parse import unquote


def tokens(pointer: str) -> list[str]:
    """Return the unescaped reference tokens of a JSON pointer; `""` has none."""
    if not pointer:
        return []
    parts = pointer.removeprefix("/").split("/")
    if "~" not in pointer:
        return parts
    return [part.replace("~1", "/").replace("~0", "~") for part in parts]


def child(pointer: str, *keys: str | int) -> str:
    """Return the pointer of a descendant, escaping each key on the way."""
    for key in keys:
        text = key if isinstance(key, str) else str(key)
        if "~" in text or "/" in text:
            text = text.replace("~", "~0").replace("/", "~1")
        pointer = f"{pointer}/{text}"
    return pointer


def joined(keys: Iterable[str | int]) -> str:
    """Return the pointer made of unescaped `keys`."""
    return child("", *keys)


def ancestors(pointer: str) -> Iterable[str]:
    """Yield the pointer itself, then each ancestor up to the root `""`."""
    yield pointer
    while pointer:
        pointer = pointer.rpartition("/")[0]
        yield pointer


def split(at: str) -> tuple[str, str]:
    """Split a location into file name (`""` for the main document) and pointer.

    A bare pointer (`/a/b`) is a location in the main document. Percent-encoding in the fragment
    is decoded.
    """
    if "#" not in at:
        return ("", at) if at.startswith("/") or not at else (at, "")
    name, _, fragment = at.partition("#")
    return name, unquote(fragment)


def below(at: str, *keys: str | int) -> str:
    """Return the location of a descendant of the node at `at`, escaping each key on the way."""
    pointer = child("", *keys)
    if "#" in at:
        return at + pointer.replace("%", "%25")
    return at + pointer if at.startswith("/") else f"{at}#{pointer}".replace("%", "%25")
