"""Pictures: a file must be one of the right type and size, judged by its content."""

from __future__ import annotations

from mockserver.engine.clause import keeps
from mockserver.engine.message import File, Violation
from mockserver.model.property import Property


def misfits(part: Property | None, file: File) -> list[Violation]:
    """Return what is wrong with a file that stands for a property, nothing when it may be any."""
    if part is None or part.picture is None:
        return []
    wrong = _of_other_type(part, file) or _too_large(part, file)
    return [] if wrong is None else [wrong]


@keeps("picture.types")
def _of_other_type(part: Property, file: File) -> Violation | None:
    """Judge a file that must be a picture by its content, never by its name."""
    assert part.picture is not None
    types = part.picture.types
    found = file.picture.media_type if file.picture else "no picture"
    if found in types:
        return None
    message = f"The file is {found}; expected one of {', '.join(types)}."
    return fault(part, message, "picture.types")


@keeps("picture.size")
def _too_large(part: Property, file: File) -> Violation | None:
    """Judge how many bytes a file has, and how many pixels it has across and down."""
    limits = part.picture
    assert limits is not None and file.picture is not None
    if limits.max_bytes and len(file.data) > limits.max_bytes:
        message = f"The file has {len(file.data)} bytes; at most {limits.max_bytes} are accepted."
        return fault(part, message, "picture.size")
    size = (file.picture.width, file.picture.height)
    if limits.max_pixels and (size[0] > limits.max_pixels[0] or size[1] > limits.max_pixels[1]):
        most = "x".join(map(str, limits.max_pixels))
        message = f"The picture has {size[0]}x{size[1]} pixels; at most {most} are accepted."
        return fault(part, message, "picture.size")
    return None


def fault(part: Property, message: str, clause: str) -> Violation:
    """Return the violation of a clause by what was sent for a property."""
    rules = (*part.rules.get(clause, ()), *part.rules.get("status", ()))
    return Violation(
        where="body",
        field=part.name,
        message=part.messages.get(clause, message),
        keyword=clause,
        rules=rules,
    )
