"""Compiling the words of properties into the fields of a Property."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.model.canonical import canonical_form
from mockserver.model.compile_graph import reference_of
from mockserver.model.property import ABSENT, PictureLimits, Until
from mockserver.model.rulebook import KEYWORDS

PLAIN = ("made-by", "when", "measure", "merged-by", "children", "first", "flagged")
CLAUSES = ("fetched.refused", "picture.types", "picture.size")


def property_words(words: Mapping[str, Any], types: tuple[str, ...]) -> dict[str, Any]:
    """Return the fields of a Property of these types that its words give."""
    found: dict[str, Any] = {name.replace("-", "_"): words[name] for name in PLAIN if name in words}
    if flag := words.get("flag-of"):
        found["flag_of"] = flag if isinstance(flag, str) else flag["property"]
        found["flag_is"] = ABSENT if isinstance(flag, str) else flag["is"]
    if "canonical" in words:
        found["canonical"] = canonical_form(words["canonical"])
    if "picture" in words:
        found["picture"] = _limits(words["picture"])
    if "references" in words:
        found["references"] = reference_of(words["references"], types)
    if "stand-in" in words:
        found["stand_in"] = words["stand-in"]
    if "sized" in words:
        found["sized"] = tuple(words["sized"])
    if "message" in words:
        told = words["message"]
        found["messages" if isinstance(told, Mapping) else "message"] = told
    found["since"] = words.get("since", "")
    if "until" in words:
        until = words["until"]
        found["until"] = Until(version=until["version"], first_of=until["first-of"])
    of = words.get("of", ())
    found["of"] = (of,) if isinstance(of, str) else tuple(of)
    found["fixed"] = words.get("fixed", False)
    found["fetched"] = words.get("fetched", False)
    found["drawn"] = words.get("drawn", {})
    return {**found, "like_sent": words.get("like-sent", False)}


def unknown_messages(word: Any, at: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield a problem (place, found, expected, remedy) for each message that is never told."""
    known = sorted(KEYWORDS - {"default", "status"}) + list(CLAUSES)
    for keyword in word if isinstance(word, Mapping) else ():
        if keyword not in known:
            remedy = "name what the value can violate"
            found = f"a message for the unknown keyword {keyword!r}"
            yield f"{at}/{keyword}", found, f"one of: {', '.join(known)}", remedy


def _limits(word: Mapping[str, Any]) -> PictureLimits:
    return PictureLimits(
        types=tuple(word["types"]),
        max_bytes=word.get("max-bytes", 0),
        max_pixels=tuple(word.get("max-pixels", ())),
    )
