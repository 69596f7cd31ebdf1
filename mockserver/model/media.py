"""Media types: what they are apart from their parameters, and what a range of them stands for."""

from __future__ import annotations

ANY = "*/*"

MEANT = {
    ANY: ("application/json", "application/xml", "text/xml", "text/plain", "text/csv"),
    "application/*": ("application/json", "application/xml", "application/problem+json"),
    "text/*": ("text/plain", "text/html", "text/csv", "text/xml"),
    "image/*": ("image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml"),
}
"""What is written where a document names a range, first what is preferred."""


def essence(name: str) -> str:
    """Return a media type without its parameters, in small letters."""
    return name.partition(";")[0].strip().lower()


def meant(name: str) -> tuple[str, ...]:
    """Return the media types that a range stands for, first what is preferred; what is no range
    stands for itself.
    """
    return MEANT.get(essence(name), (name,))
