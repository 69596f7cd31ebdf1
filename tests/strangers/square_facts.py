"""What the stranger in Square's style has at the start, and how it can be switched."""

from __future__ import annotations

import string
from datetime import date
from random import Random
from typing import Any

from tests.strangers.serving import MANNERS

BASE = "/bakery"
TURN = date(2021, 12, 15)
"""From this version on objects have lists of images."""
MEGABYTE = 2**20
LIMIT_OF_IMAGES, LIMIT_UNATTACHED = 250, 10_000
DATA = {
    "ITEM": "item_data",
    "ITEM_VARIATION": "item_variation_data",
    "IMAGE": "image_data",
    "CATEGORY": "category_data",
    "MODIFIER_LIST": "modifier_list_data",
    "TAX": "tax_data",
    "DISCOUNT": "discount_data",
}
"""The types, and the member with the data of each."""
WITH_IMAGES = ("ITEM", "ITEM_VARIATION", "CATEGORY", "MODIFIER_LIST")
DEFAULT_TYPES = ("ITEM", "CATEGORY", "MODIFIER_LIST", "TAX", "DISCOUNT")

FAULTS = {
    "appended-first": "A new image comes first without being primary.",
    "appended-before-last": "A new image comes before the last one when there are two or more.",
    "primary-ignored": "A new primary image comes last.",
    "primary-until-two": "A new primary image comes last when there are two or more.",
    "primary-empties": "A new primary image takes the place of all others.",
    "primary-reverses": "Behind a new primary image the others stand in the reverse order.",
    "attach-forgotten": "A new image is not attached to its holder.",
    "attach-unversioned": "An attached image makes no new version of its holder.",
    "unattached-attached": "A new image without a holder is attached to the first item.",
    "unknown-holder-taken": "An image for an unknown object is created.",
    "tax-has-images": "An image can be attached to a tax.",
    "refused-image-stored": "An image for an unknown object is refused and created nevertheless.",
    "image-250-refused": "The 250th image of an object is refused.",
    "image-251-attached": "The 251st image of an object is attached.",
    "image-251-listed": "A list of 251 images is accepted.",
    "early-appends": "An early version puts a new image last.",
    "early-shows-list": "An early version shows lists of images, too.",
    "early-shows-oldest": "An early version shows the last image of the list.",
    "turn-a-day-late": "The version of 2021-12-15 is an early one.",
    "any-type-is-image": "An image is created from an object of another type.",
    "own-image-id-taken": "An image is created whose id is no temporary one.",
    "any-file": "Any file is accepted as a picture.",
    "any-size": "Pictures of more than 15 MB are accepted.",
    "gif-refused": "A GIF is refused.",
    "file-not-needed": "An image without a file is accepted.",
    "json-taken-for-form": "A request for an image may be JSON.",
    "url-of-client": "The address of a picture is what the client says.",
    "caption-forgotten": "The caption of a new image is forgotten.",
    "created-201": "A new image is answered 201.",
    "replaced-loses-caption": "Another file takes the caption from an image.",
    "replaced-detached": "Another file detaches an image.",
    "replaced-anew": "Another file makes another image.",
    "replaced-unversioned": "Another file makes no new version.",
    "deleted-still-attached": "A deleted image stays in the lists of its holders.",
    "detached-from-one": "A deleted image leaves the list of its first holder only.",
    "detach-reverses": "When a deleted image leaves a list, the others change their order.",
    "deleted-listed": "What is deleted is listed.",
    "stale-list": "The list does not notice deletions until something is created.",
    "deleted-readable": "What is deleted can be read.",
    "deleted-retrieved": "What is deleted is among objects that are read together.",
    "deleted-not-found": "No search finds what is deleted.",
    "deleted-always-found": "Every search finds what is deleted.",
    "deleted-unflagged": "What is deleted is not shown as such.",
    "deletion-untimed": "What is deleted keeps its time.",
    "deleted-written": "What is deleted can be updated.",
    "created-deleted": "What is new may be deleted already.",
    "deleted-again-200": "A repeated deletion is answered 200.",
    "deletion-ignored": "A deletion does nothing.",
    "delete-204": "A deletion is answered 204.",
    "variations-survive": "A deleted item leaves its variations behind.",
    "variations-untold": "The variations of a deleted item are not told.",
    "images-go-too": "With an item its images are deleted.",
    "name-ahead-left": "An item keeps the temporary id of a category that comes later in a batch.",
    "item-id-left": "Variations keep the temporary id of their item.",
    "mapping-of-nested-missing": "The temporary ids of variations are not told.",
    "mapping-twice": "The first temporary id is told twice.",
    "temporary-remembered": "A temporary id means the object of the earlier request.",
    "own-id-taken": "An object is created under an id that the client made.",
    "nested-forgotten": "The variations of an item are not stored.",
    "update-ignored": "An update changes nothing but the version and lists.",
    "stale-taken": "An update may bring any version.",
    "newer-taken": "An update may bring a version that is not yet.",
    "version-not-needed": "An update need not bring a version.",
    "stale-done": "A stale update is refused and done nevertheless.",
    "version-kept": "An update makes no new version.",
    "version-falls": "An update makes a version that is one lower.",
    "time-kept": "An update keeps the time.",
    "time-falls": "An update sets the time back.",
    "id-given-again": "The id of what is deleted is given to the next object.",
    "key-ignored": "A repeated request is carried out again.",
    "key-ignored-for-images": "A repeated request for an image is carried out again.",
    "content-is-key": "The same request with another key is not carried out.",
    "holder-not-compared": "A used key with another holder of the image is answered like before.",
    "keys-shortened": "Of a key only the first four characters count.",
    "key-may-be-empty": "An empty key is accepted.",
    "key-not-needed": "A request without a key is accepted.",
    "key-of-128-refused": "A key of 128 characters is refused.",
    "key-of-129-taken": "A key of 129 characters is accepted.",
    "reused-key-carried-out": "Another request with a used key is carried out.",
    "reused-key-done": "Another request with a used key is refused and done nevertheless.",
    "repeat-shows-now": "A repeated request is answered with the object as it is now.",
    "repeat-attaches-again": "A repeated request attaches its image a second time.",
    "repeat-409": "A repeated request is refused.",
    "list-sorted": "A list of images is stored in the order of the ids.",
    "list-merged": "A list of images keeps those that it should lose.",
    "list-of-two-kept": "A list of two images and more cannot be put into another order.",
    "unknown-image-listed": "A list may name images that do not exist.",
    "detached-deleted": "A detached image is deleted.",
    "detached-everywhere": "An image that is detached from an object leaves all others, too.",
    "related-missing": "Related objects are never shown.",
    "related-all-images": "All images are related objects.",
    "related-first-only": "Of the images of an object only the first is a related object.",
    "related-images-only": "Only images are related objects.",
    "page-of-101": "A page has 101 objects.",
    "page-overlaps": "A page begins with the last object of the page before.",
    "page-skips-one": "A page begins one object too late.",
    "cursor-to-nowhere": "The last page has a cursor.",
    "cursor-missing": "No page has a cursor.",
    "bad-cursor-500": "A cursor that is none is answered 500.",
    "images-by-default": "The list has images if no types are named.",
    "types-ignored": "The list ignores the types.",
    "first-type-only": "Of several types the first one counts.",
    "begin-included": "A search finds what was changed at its begin time.",
    "begin-ignored": "A search ignores its begin time.",
    "limit-out-of-range-refused": "A limit above 1000 is refused.",
    "prefix-ignored": "A search for a prefix finds everything.",
    "batch-in-part": "The good objects of a bad batch are stored.",
    "batch-voids-next": "A bad batch voids those behind it.",
    "batch-of-1001-taken": "A batch of more than 1000 objects is accepted.",
    "batch-delete-names-all": "A deletion of many tells the unknown ones as deleted.",
    "batch-delete-strict": "A deletion of many is refused if one is unknown.",
    "retrieve-all-or-none": "Reading many is refused if one is unknown.",
    "name-of-512-refused": "The name of an item with 512 characters is refused.",
    "name-of-513-taken": "The name of an item with 513 characters is accepted.",
    "present-default-false": "What is new is not present at all locations.",
    "category-missing": "Errors have no category.",
    "code-missing": "Errors have no code.",
    "errors-empty": "The list of errors is empty.",
    "errors-200": "Errors are answered 200.",
    "unknown-500": "An unknown object is answered 500.",
    "no-json-500": "What is no JSON is answered 500.",
    "no-token": "Without a token everything is possible.",
    "any-token": "A token that does not exist may do everything.",
    "reader-writes": "Writing needs no scope.",
    "anyone-reads": "Reading needs no scope.",
    "reading-needs-writing": "Reading needs the scope for writing.",
}
INFERRED = frozenset(
    {"primary-empties", "primary-reverses", "attach-unversioned", "unknown-holder-taken"}
    | {"tax-has-images", "refused-image-stored", "replaced-unversioned", "deleted-readable"}
    | {"deleted-again-200", "images-go-too", "version-kept", "version-falls", "time-kept"}
    | {"time-falls", "id-given-again", "reused-key-carried-out", "reused-key-done"}
    | {"repeat-attaches-again", "unknown-image-listed", "present-default-false", "bad-cursor-500"}
    | {"own-id-taken", "version-not-needed", "retrieve-all-or-none", "holder-not-compared"}
)
"""The faults against what is only inferred or sensible, which no vendor promises in words."""

VARIANTS = MANNERS | {
    "part-named-file": "The picture may be in a part named `file`, as in older samples.",
    "mismatch-409": "A stale update is answered 409.",
    "primary-displaces": "A new primary image detaches the former one.",
    "unknown-members-refused": "Requests with unknown members are refused.",
    "version-of-new-refused": "What is new may not bring a version.",
    "keys-of-all-operations": "A key belongs to one request of all operations.",
    "refusals-have-keys": "A refused request keeps its key.",
    "primary-of-nothing-refused": "A primary image without a holder is refused.",
    "version-counts": "Versions are counted from 1.",
    "version-microseconds": "Versions are times in microseconds.",
    "bytes-compared": "A repeated request with another file is another request.",
    "reused-key-replays": "Another request with a used key is answered like the first.",
    "other-statuses": "413, 415 and 404 in place of 400 and the other way round.",
    "not-found-400": "What is unknown is answered 400 with the same code.",
    "scope-401": "A missing scope is answered 401.",
    "other-codes": "Refusals without a documented code have the general one.",
    "errors-lean": "Errors have a category and a code only.",
    "no-image-invalid": "A file for what is no image is refused as an invalid value.",
    "type-before-version": "Of an update with another type and version the type is told.",
    "empty-category-refused": "An item whose category is an empty text is refused.",
    "two-errors": "What is not valid is told in two errors.",
    "now-and-then-429": "Every 20th write is refused as too much.",
    "existence-first": "What does not exist is noticed before what is not valid.",
    "times-with-offset": "Times have the offset -07:00.",
    "times-with-microseconds": "Times have microseconds.",
    "times-in-seconds": "Times are whole seconds.",
    "longer-ids": "Ids have 26 characters.",
    "lowercase-ids": "Ids are written in small letters.",
    "newest-first": "Lists begin with the newest object.",
    "sorted-by-id": "Lists are in the order of the ids.",
    "short-pages": "Pages have 60 objects at most.",
    "empty-lists-hidden": "Empty lists are not shown, as proto3 writes them.",
    "no-types-are-default": "A list of the types `` is one of the types that are default.",
    "omitted-variations-lost": "An update without variations deletes those of its item.",
    "field-of-some": "Errors that are about no single field name none.",
    "empty-data-hidden": "Objects without data do not show an empty member for them.",
    "defaults-hidden": "Members with their default are not shown.",
    "omitted-kept": "An update keeps what it does not name.",
    "duplicates-collapsed": "An image that is named twice in a list counts once.",
    "url-refused": "A request that brings an address of a picture is refused.",
    "address-stays": "Another file of an image is at the same address.",
    "detach-unversioned": "What loses a deleted image keeps its version.",
    "variation-raises-item": "A new variation makes a new version of its item.",
    "variation-needed": "An item without variations is refused.",
    "twice-in-a-batch": "An object may be written twice by one batch.",
    "item-needed": "A variation without an item is refused even if it has no data.",
    "item-optional": "A variation may have data and no item.",
    "data-needed": "An object without the data of its type is refused.",
    "names-needed": "An object without a name is refused unless it is an image.",
    "foreign-data-ignored": "Data of another type are ignored.",
    "is-deleted-refused": "An update that says is_deleted is refused.",
    "category-stays": "An item keeps the id of its deleted category.",
    "category-unchecked": "An item may name any category.",
    "declared-types": "A file of the right type has to be declared as such.",
    "whole-pictures": "A picture without its end is refused.",
    "megabytes-decimal": "15 MB are 15,000,000 bytes.",
    "content-type-checked": "JSON must be told as such.",
    "bad-version-refused": "A Square-Version that is no date is refused.",
    "unknown-types-refused": "The list of unknown types is refused.",
    "bad-cursor-ignored": "With a cursor that is none a list begins at its beginning.",
    "limit-out-of-range-capped": "A limit out of its range means a page of 1000.",
    "limit-ignored": "A search ignores its limit, for it is advisory.",
    "limit-plus-one": "A page of a search has one object more than its limit, for it is advisory.",
    "all-voided-200": "If all batches are bad, the errors are answered 200.",
    "voided-untold": "The errors of a bad batch are not told if another one is good.",
}

FULL, READER, OUTSIDER = "EAAAbakery-7Qx2", "EAAAbakery-9Kd4", "EAAAbakery-1Zt8"
TOKENS = {
    FULL: frozenset({"ITEMS_READ", "ITEMS_WRITE"}),
    READER: frozenset({"ITEMS_READ"}),
    OUTSIDER: frozenset({"ORDERS_READ"}),
}
"""The scopes of each token."""


def token(number: int, length: int = 24) -> str:
    """Return the id of the object that is made as the number says."""
    return "".join(Random(number).choices(string.ascii_uppercase + string.digits, k=length))


KNOWN = tuple(map(token, range(1, 7)))
CAKE, SLICE, WHOLE, BAKERY, TAX, PICTURE = KNOWN
NOBODY = "NOBODYNOBODYNOBODYNOBODY"
FIXTURES: dict[str, Any] = {
    "base-path": BASE,
    "credentials": {
        role: {"Authorization": f"Bearer {token_}"}
        for role, token_ in zip(("full", "read-only", "outsider"), TOKENS, strict=True)
    },
    "known": {"CatalogObject": [{"object_id": each} for each in KNOWN]},
    "unknown": {"CatalogObject": [{"object_id": NOBODY}]},
    "reset": "POST /_reset",
}
