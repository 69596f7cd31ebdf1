"""Deeds: operations on one thing that are called by a verb, `POST /orders/{id}/cancel`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.model.infer_fit import fits
from mockserver.model.infer_operations import Asked, operations_of
from mockserver.model.infer_paths import METHODS, PARAMETER, normal, plain
from mockserver.model.infer_resource import Resource

VERBS = (
    "abort accept acknowledge activate approve archive assign authorize ban block cancel "
    "capture checkout close commit complete confirm deactivate decline deny disable dismiss "
    "enable expire finalize finish fulfill hide lock mark mute open pause pay ping process "
    "publish reactivate reboot refresh refund register reject release reopen reset resolve "
    "restart restore resume retry revoke rotate send show start stop submit subscribe suspend "
    "terminate touch unarchive unassign unban unblock unhide unlock unmute unpublish unregister "
    "unsubscribe unsuspend verify void"
)
"""What is done to a thing that stays the same thing; copies and reports are others."""

KNOWN = frozenset(VERBS.split())
OPPOSITES = {"disable": "enable", "deactivate": "activate"}
STATES = ("status", "state", "phase")
ENDING = re.compile(r"(ate|e|y)$")
ENDINGS = ("", "e", "d", "ed", "ied", "id", "led", "ped", "ted", "ated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """An operation that does something to one of a resource; `sets` are the properties that tell
    of it, and `named_by` the path parameter where the path calls the thing otherwise.
    """

    asked: Asked
    sets: Mapping[str, Any]
    named_by: str = ""


def with_verbs(paths: Iterable[str]) -> Mapping[str, list[tuple[str, str, str]]]:
    """Return the paths that end on a verb, by what stands before it, whatever its parameters are
    called: each path with what stands before and with its verb.
    """
    found: dict[str, list[tuple[str, str, str]]] = {}
    for path in paths:
        before, _, verb = path.rstrip("/").rpartition("/")
        if plain(verb) in KNOWN:
            found.setdefault(normal(before), []).append((path, before, plain(verb)))
    return found


def deeds(resource: Resource, verbs: Mapping[str, list[tuple[str, str, str]]]) -> Iterator[Deed]:
    """Yield what operations with a verb below the item, as `with_verbs` tells them, do to one of a
    resource. One whose body has what the resource cannot have is none.
    """
    above = normal(resource.pair.item)
    for path, before, verb in verbs.get(above, ()) if above else ():
        found = operations_of(resource.shapes, path, METHODS)
        writing = [each for name, each in found.items() if name in ("post", "put", "patch")]
        if len(found) != 1 or not writing or not _is_harmless(resource, writing[0]):
            continue
        own = PARAMETER.findall(before)[-1]
        renamed = own if own != resource.pair.parameter else ""
        yield Deed(asked=writing[0], sets=_sets(resource, verb), named_by=renamed)


def _is_harmless(resource: Resource, asked: Asked) -> bool:
    """Say whether what is sent with a verb may be kept where it is called like a property."""
    body = resource.shapes.shape(asked.body)
    if body.is_list or body.chosen:
        return False
    known = resource.shape.properties
    return all(
        fits(resource.shapes, part, known[name])
        for name, part in body.properties.items()
        if name in known
    )


def _sets(resource: Resource, verb: str) -> dict[str, Any]:
    """Return the properties that tell of a deed, with their values afterwards."""
    meant = OPPOSITES.get(verb, verb)
    undone = meant != verb or (verb.startswith("un") and verb[2:] in KNOWN)
    meant = verb[2:] if undone and meant == verb else meant
    stem, found = ENDING.sub("", meant), dict[str, Any]()
    for name, part in resource.shape.properties.items() if not resource.shape.chosen else ():
        shape, bare = resource.shapes.shape(part), plain(name)
        value: Any = None
        if "boolean" in shape.types and _tells(bare.removeprefix("is"), stem):
            value = not undone
        elif bare in STATES and not undone:
            value = next((each for each in _values(shape) if _tells(plain(each), stem)), None)
        elif bare.endswith("at") and _tells(bare.removesuffix("at"), stem):
            timely = "string" in shape.types and shape.keywords.get("format") == "date-time"
            value = "$now" if timely and not undone else None
        fitting = value == "$now" or resource.shapes.admits(part, value)
        if value is not None and fitting and name != resource.identifier.field:
            found[name] = value
    return found


def _tells(word: str, stem: str) -> bool:
    """Return whether a word is that of a verb that was done: `cancelled`, `active`, `paused`."""
    return word.startswith(stem) and word[len(stem) :] in ENDINGS


def _values(shape: Any) -> list[str]:
    values = shape.keywords.get("enum")
    return [each for each in values if isinstance(each, str)] if isinstance(values, list) else []
