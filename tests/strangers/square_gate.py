"""What the stranger in Square's style takes: the form of requests, checked member by member."""

from __future__ import annotations

from typing import Any

from tests.strangers.square_facts import DATA, WITH_IMAGES

Switches = frozenset[str]
TYPES = tuple(DATA)
LENGTHS = {"ITEM": 512} | dict.fromkeys(TYPES, 255) | {"ITEM": 512, "IMAGE": 100_000}
TEXTS = {
    "ITEM": {"description": 4096, "abbreviation": 24, "category_id": 0, "product_type": 0},
    "ITEM_VARIATION": {"item_id": 0, "sku": 0},
    "IMAGE": {"caption": 0, "photo_studio_order_id": 0, "url": 0},
    "TAX": {"percentage": 0},
    "DISCOUNT": {"percentage": 0},
}
"""The texts of each type besides its name, with the longest that is taken; 0 if any is."""
CHOICES = {
    "ITEM_VARIATION": {"pricing_type": ("FIXED_PRICING", "VARIABLE_PRICING")},
    "MODIFIER_LIST": {"selection_type": ("SINGLE", "MULTIPLE")},
    "TAX": {
        "calculation_phase": ("TAX_SUBTOTAL_PHASE", "TAX_TOTAL_PHASE"),
        "inclusion_type": ("ADDITIVE", "INCLUSIVE"),
    },
    "DISCOUNT": {
        "discount_type": (
            *("FIXED_PERCENTAGE", "FIXED_AMOUNT", "VARIABLE_PERCENTAGE", "VARIABLE_AMOUNT"),
        )
    },
}
MONEY = {"ITEM_VARIATION": "price_money", "DISCOUNT": "amount_money"}
FLAGS = {"TAX": "enabled"}
OTHERS = {"idempotency_key", "object", "image", "object_id", "is_primary", "batches"}
ENVELOPE = {"type", "id", "updated_at", "version", "is_deleted", "present_at_all_locations"}


class Refused(Exception):
    """A request that is not done, and why."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        field: str = "",
        category: str = "INVALID_REQUEST_ERROR",
    ) -> None:
        self.status, self.code, self.detail = status, code, detail
        self.field, self.category = field, category


def invalid(detail: str, field: str = "", code: str = "INVALID_VALUE") -> Refused:
    return Refused(400, code, detail, field)


def member(it: dict[str, Any], name: str, kind: type | tuple[type, ...]) -> Any:
    """Return a member that is of a kind, or None if there is none. Raises Refused."""
    value = it.get(name)
    if name in it and kind is int and type(value) is float and value == value // 1:
        value = it[name] = int(value)
    wrong = not isinstance(value, kind) or (isinstance(value, bool) and kind is int)
    if name in it and wrong:
        raise invalid(f"{name} is of the wrong kind.", name)
    return value


def text(it: dict[str, Any], name: str, longest: int = 0) -> str | None:
    value: str | None = member(it, name, str)
    if value and longest and len(value) > longest:
        raise invalid(f"{name} has more than {longest} characters.", name, "VALUE_TOO_LONG")
    return value


def needed(it: dict[str, Any], *names: str) -> None:
    for name in names:
        if name not in it:
            raise invalid(f"{name}, please.", name, "MISSING_REQUIRED_PARAMETER")


def ids(it: dict[str, Any], name: str) -> list[str]:
    """Return a list of identifiers. Raises Refused."""
    found = member(it, name, list) or []
    if not all(isinstance(each, str) for each in found):
        raise invalid("An identifier is a text.", name)
    return list(found)


def money(it: dict[str, Any]) -> None:
    member(it, "amount", int)
    if len(text(it, "currency") or "USD") != 3 or it.get("currency") == "":
        raise invalid("A currency has three letters.", "currency")


def key(given: dict[str, Any], on: Switches) -> str:
    """Return the key of a request, empty if a fault lets it have none. Raises Refused."""
    if "idempotency_key" not in given and "key-not-needed" in on:
        return ""
    needed(given, "idempotency_key")
    value = str(member(given, "idempotency_key", str))
    if not value and "key-may-be-empty" not in on:
        code = "VALUE_TOO_SHORT" if "other-codes" in on else "VALUE_EMPTY"
        raise invalid("A key has at least one character.", "idempotency_key", code)
    longest = 128 - ("key-of-128-refused" in on) + 1000 * ("key-of-129-taken" in on)
    text(given, "idempotency_key", longest)
    return value


def own_data(it: dict[str, Any], type_: str, on: Switches) -> dict[str, Any]:
    """Return what an object says of itself. Raises Refused."""
    foreign = [name for other, name in DATA.items() if other != type_ and name in it]
    if foreign and "foreign-data-ignored" not in on:
        raise invalid(f"{foreign[0]} is not what {type_} has.", foreign[0])
    name = DATA[type_]
    if "data-needed" in on:
        needed(it, name)
    data: dict[str, Any] = member(it, name, dict) or {}
    return data


def fields(it: dict[str, Any], on: Switches) -> dict[str, Any]:
    """Return the data of an object whose form is right. Raises Refused."""
    needed(it, "type", "id")
    type_, id_ = member(it, "type", str), member(it, "id", str)
    if type_ not in DATA:
        raise invalid("There are no objects of this type.", "type")
    if not id_:
        raise invalid("An identifier is not empty.", "id", "VALUE_EMPTY")
    member(it, "version", int)
    text(it, "updated_at")
    for name in "is_deleted", "present_at_all_locations":
        member(it, name, bool)
    data = own_data(it, type_, on)
    if "unknown-members-refused" in on:
        known = {*TEXTS.get(type_, {}), *CHOICES.get(type_, {}), "name", "image_ids", "variations"}
        unknown = [
            *(data.keys() - known - {*MONEY.values(), *FLAGS.values()}),
            *(it.keys() - ENVELOPE),
        ]
        if [name for name in unknown if name not in DATA.values()]:
            raise invalid(f"We do not know {unknown[0]}.", unknown[0])
    longest = LENGTHS[type_] + 1000 * ("name-of-513-taken" in on)
    text(data, "name", longest - (type_ == "ITEM" and "name-of-512-refused" in on))
    if "names-needed" in on and type_ != "IMAGE" and not data.get("name"):
        raise invalid("Give it a name.", "name", "MISSING_REQUIRED_PARAMETER")
    for name, most in TEXTS.get(type_, {}).items():
        text(data, name, most)
    for name, choices in CHOICES.get(type_, {}).items():
        if name in data and data[name] not in choices:
            raise invalid(f"{name} is none of {choices}.", name)
    if type_ in MONEY and MONEY[type_] in data:
        money(member(data, MONEY[type_], dict))
    if type_ in FLAGS:
        member(data, FLAGS[type_], bool)
    if type_ in WITH_IMAGES:
        ids(data, "image_ids")
    return data


def nested(data: dict[str, Any], on: Switches) -> list[dict[str, Any]]:
    """Return the variations in the data of an item. Raises Refused."""
    found = member(data, "variations", list) or []
    for it in found:
        if not isinstance(it, dict):
            raise invalid("A variation is an object.", "variations")
        fields(it, on)
        if it["type"] != "ITEM_VARIATION":
            raise invalid("In an item there are variations only.", "variations")
    if not found and "variation-needed" in on:
        raise invalid("An item has a variation at least.", "variations")
    return list(found)


def kept(data: dict[str, Any], type_: str) -> dict[str, Any]:
    """Return those members of the data of an object that are kept as they are."""
    names = {"name", *TEXTS.get(type_, {}), *CHOICES.get(type_, {}), MONEY.get(type_, "")}
    names.add(FLAGS.get(type_, ""))
    return {name: value for name, value in data.items() if name in names - {"url", "item_id"}}
