"""What the stranger in Closient's style has at the start, and how it can be switched."""

from __future__ import annotations

import zlib
from typing import Any
from uuid import UUID

from tests.strangers.serving import MANNERS

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

FAULTS = {
    "demotion-forgotten": "A new primary image leaves the flag to the former one, too.",
    "demotion-forgotten-from-three": "So it does only when three or more images exist then.",
    "demotion-everywhere": "A new primary image takes the flag from those of all products.",
    "demoted-loses-title": "The image that loses the flag loses its title, too.",
    "demoted-created-renewed": "The image that loses the flag gets a new time of creation.",
    "demoted-vanishes": "The image that loses the flag leaves the gallery.",
    "plain-upload-demotes": "An upload that is not primary takes the flag away.",
    "primary-by-default": "An upload that says nothing is primary.",
    "primary-ignored": "An upload never is primary, whatever it says.",
    "oldest-first": "A list shows the oldest image first.",
    "primary-not-first": "A list does not show the primary image first.",
    "page-gap": "Pages behind the first leave an image out.",
    "page-overlap": "Pages behind the first begin with the last image of the page before.",
    "page-size-ignored": "A page always has 25 images.",
    "page-size-default-ten": "A page has 10 images if nothing is said.",
    "page-size-unlimited": "A page may have more than 100 images.",
    "page-zero-accepted": "A page 0 is accepted.",
    "past-end-refused": "A page past the end is answered 404.",
    "total-of-page": "The total is the number of images in the page.",
    "total-counts-deleted": "The total still counts what was deleted.",
    "total-pages-floor": "The number of pages is rounded down.",
    "has-next-on-last": "The last page tells of a next one.",
    "has-previous-missing": "Pages do not tell whether there is a previous one.",
    "stale-list": "A list does not notice a deletion until the next upload.",
    "foreign-images-listed": "A list shows the images of all products.",
    "id-given-again": "The id of a deleted image is given to the next one.",
    "id-as-uuid": "Answers show ids of images as UUIDs.",
    "image-uuid-unknown": "An image cannot be addressed by its UUID.",
    "organization-uuid-unknown": "An organisation cannot be addressed by its UUID.",
    "gtin-not-padded": "The forms of a GTIN are different products.",
    "gtin-eight-not-padded": "A GTIN-8 is not padded.",
    "gtin-any-length": "A number of any length is accepted as a GTIN.",
    "gtin-letters-500": "A GTIN of letters is answered 500.",
    "gtin-taken-accepted": "A product can be created a second time, without its images.",
    "gtin-taken-padded-accepted": "So it can if another form of the GTIN is written.",
    "deletion-ignored": "A deletion is answered 204 and does nothing.",
    "deletes-oldest": "A deletion removes the oldest image of the gallery.",
    "deletes-under-other-product": "An image is deleted under any product of the organisation.",
    "deletes-and-refuses": "Deleting an image under another product is 404, but it is gone.",
    "delete-again-204": "A repeated deletion is answered 204.",
    "delete-200": "A deletion is answered 200 with a body.",
    "any-file-accepted": "Files of any type are accepted.",
    "declaration-trusted": "The type of a file is what the upload says.",
    "svg-refused": "SVG is refused.",
    "file-not-needed": "An upload without a file is accepted.",
    "title-unlimited": "A title of more than 255 characters is accepted.",
    "title-cut": "A title of more than 64 characters is cut.",
    "title-null": "A title that was not given is null.",
    "refused-upload-stored": "A refused upload is stored nevertheless.",
    "refused-upload-demotes": "A refused upload takes the flag from the primary image.",
    "upload-200": "An upload is answered 200.",
    "upload-shown-wrong": "The answer to an upload never shows the flag.",
    "unknown-product-uploaded": "An upload under an unknown product is accepted.",
    "unknown-product-listed": "The list of an unknown product is empty.",
    "created-without-zone": "Times do not tell their zone.",
    "priority-negative": "Priorities are negative.",
    "image-url-missing": "Images do not show their address.",
    "any-key": "A key that does not exist may do everything.",
    "no-key": "Without a key everything is possible.",
    "viewer-uploads": "Uploading needs no permission.",
    "viewer-deletes": "Deleting needs no permission.",
    "stranger-lists": "Who is no member can list.",
    "unowned-listed": "A product that the organisation does not own is listed.",
    "error-status-wrong": "Errors tell another status than that of the answer.",
    "error-bare": "Errors do not stand under `error`.",
    "limit-headers-missing": "Answers do not tell the rate limit.",
    "remaining-rises": "What is left of the rate limit rises.",
    "retry-after-always": "Every answer has Retry-After.",
    "gtin-as-sent": "A new product shows its GTIN as it was sent.",
    "description-lost": "A product's description is not kept.",
    "claim-not-kept": "A claim is answered and forgotten.",
    "claim-twice": "What somebody has claimed can be claimed again.",
}
INFERRED = frozenset(
    {"demoted-loses-title", "demoted-created-renewed", "demoted-vanishes", "plain-upload-demotes"}
    | {"page-gap", "page-overlap", "total-of-page", "total-counts-deleted", "total-pages-floor"}
    | {"has-next-on-last", "foreign-images-listed", "id-given-again", "refused-upload-demotes"}
    | {"unknown-product-uploaded", "unknown-product-listed", "claim-twice", "description-lost"}
)
"""The faults against what is only inferred or sensible, which no vendor promises in words."""

RACES = {
    "race-two-primaries": "Two primary uploads at the same time are both primary afterwards.",
    "race-gtin-taken": "A product can be created twice, if that is asked at the same time.",
}
"""Faults that no requests one after the other show."""

VARIANTS = MANNERS | {
    "own-texts": "Errors have other texts.",
    "empty-details": "Errors without fields have an empty list of details.",
    "times-with-offset": "Times end in +00:00.",
    "clock-in-seconds": "The clock counts whole seconds; ties are listed in some fixed order.",
    "first-is-primary": "The first image of a product is primary by itself.",
    "deletion-promotes": "When the primary image is deleted, the next one becomes it.",
    "priority-grows": "Each image has a higher priority number than the one before.",
    "product-without-picture": "A product's image_url is always null.",
    "gtin-as-published": "Nine to eleven digits are accepted as a GTIN, as the pattern says.",
    "separators": "The product operations accept separators in a GTIN.",
    "undecodable-422": "Ids of 22 letters that are no UUID are answered 422.",
    "file-refused-415": "A file of a wrong type is answered 415.",
    "file-missing-400": "An upload without a file is answered 400.",
    "no-form-422": "An upload that is no form is answered 422, as one without a file.",
    "bad-input-400": "A title or page that is not valid is answered 400.",
    "declared-types": "A file of the right type has to be declared as such.",
    "non-member-404": "Who is no member is answered 404.",
    "unowned-403": "The product of another organisation is answered 403.",
    "existence-first": "What does not exist is noticed before what is not valid.",
    "published-limits": "The published limit of 300 requests a minute is applied.",
}


def shortened(uuid: UUID) -> str:
    """Return a UUID in 22 letters."""
    letters, rest = "", uuid.int
    while len(letters) < 22:
        rest, digit = divmod(rest, 57)
        letters = ALPHABET[digit] + letters
    return letters


def lengthened(letters: str) -> int:
    """Return the number that letters stand for; some are more than a UUID has room for."""
    number = 0
    for letter in letters:
        number = number * 57 + ALPHABET.index(letter)
    return number


def _key(body: str) -> str:
    return f"csb_{body}_{zlib.crc32(body.encode()):08x}"


OURS = shortened(UUID("6d1f0c52-8a3e-4b7d-9c11-2f5e8a907b34"))
THEIRS = shortened(UUID("b9e24f70-13c5-4d88-a6f2-70c4d1e95a06"))
KEYS = {
    _key("8fK2mQ7xW4nT9vB3cR6yH5jL1pD0sG8a"): (OURS, True),
    _key("Zt5Yq1Rw9Ue3Io7Pa2Sd6Fg4Hj8Kl0Xc"): (OURS, False),
    _key("Mn3Bv7Cx1Za9Lk5Jh2Gf8Ds4Ap6Oi0Uy"): (THEIRS, True),
}
"""The organisation of each key, and whether it may contribute."""
CHOCOLATE, SOAP, SPARE = "07612345678900", "00000040123455", "05901234123457"
FIXTURES: dict[str, Any] = {
    "base-path": "",
    "credentials": {
        role: {"X-API-Key": key}
        for role, key in zip(("full", "read-only", "outsider"), KEYS, strict=True)
    },
    "known": {
        "Product": [
            {"organization_id": OURS, "gtin": CHOCOLATE},
            {"organization_id": OURS, "gtin": SOAP},
            {"gtin": SPARE},
        ]
    },
    "unknown": {
        "ProductImage": [
            {
                "organization_id": OURS,
                "gtin": CHOCOLATE,
                "image_id": shortened(UUID("00c0ffee-0000-4000-8000-000000000000")),
            }
        ],
        "Product": [{"organization_id": OURS, "gtin": "09999999999994"}],
    },
    "reset": "POST /_reset",
}
