"""What the stranger in Shoplazza's style has at the start, and how it can be switched."""

from __future__ import annotations

from typing import Any

from tests.strangers.serving import MANNERS

FAULTS = {
    "append-first": "An image without a position comes first.",
    "insert-without-shift": "An image that is put at a position moves no other one.",
    "beyond-end-kept": "A position beyond the end is kept and leaves a gap.",
    "move-ignored": "An update does not change the position.",
    "move-to-second": "An image that is moved to the first place comes second.",
    "move-swaps": "An image that is moved changes places with the one that is there.",
    "move-without-shift": "An image that is moved moves no other one.",
    "gap-after-delete": "A deletion leaves a gap in the positions.",
    "gap-after-first": "So does the deletion of the first image only.",
    "gap-from-four": "So does a deletion only when four or more images exist.",
    "list-by-age": "A list shows the images in the order of their creation.",
    "positions-from-zero": "Positions are counted from 0.",
    "position-zero-accepted": "A position of 0 or less is accepted.",
    "position-text-500": "A position that is no number is answered 500.",
    "position-over-32-bits": "A position of more than 32 bits is accepted.",
    "width-zero-accepted": "A width of 0 is accepted.",
    "height-negative-accepted": "A negative height is accepted.",
    "src-not-needed": "An image without an address is accepted.",
    "src-empty-accepted": "An empty address is accepted.",
    "src-any-text": "Any text is accepted as an address.",
    "refused-create-stored": "A refused creation is stored nevertheless.",
    "refused-update-done": "A refused update changes the text of the image.",
    "product-id-wrong": "Images tell their own id as that of their product.",
    "product-as-sent": "A new image tells the product that the body names, not that of the path.",
    "ids-numbered": "Ids of images are numbers.",
    "id-given-again": "The id of a deleted image is given to the next one.",
    "id-twice": "The second image of a product has the id of the first.",
    "no-uuid-404": "An id that is no UUID is answered 404.",
    "no-uuid-500": "An id that is no UUID is answered 500.",
    "no-uuid-names-product": "Of an image's id that is no UUID the product's is told.",
    "unknown-product-created": "An image under an unknown product is accepted.",
    "unknown-product-listed": "The list of an unknown product is empty.",
    "unknown-product-counted": "The count of an unknown product is 0.",
    "unknown-product-text": "An unknown product is told as an unknown record.",
    "wrong-parent-read": "An image is read under any product.",
    "wrong-parent-update": "An image is changed under any product.",
    "wrong-parent-delete": "An image is deleted under any product.",
    "count-stale": "The count does not notice deletions.",
    "count-from-three": "The count is one too low when three or more images exist.",
    "deletion-ignored": "A deletion is answered 200 and does nothing.",
    "deletes-last": "A deletion removes the last image.",
    "delete-again-200": "A repeated deletion is answered 200.",
    "delete-204": "A deletion is answered 204.",
    "delete-shows-image": "A deletion is answered with the image.",
    "deleted-readable": "A deleted image can still be read.",
    "stale-list": "A list does not notice a deletion until the next creation.",
    "update-loses-text": "An update that names no text empties it.",
    "update-loses-address": "An update that names no address empties it.",
    "update-new-id": "An updated image gets another id.",
    "update-ignored": "An update does not change address, text and size.",
    "updated-falls": "An update sets the time of the update back.",
    "created-renewed": "An update renews the time of creation.",
    "updated-missing": "Images do not tell when they were updated.",
    "create-shown-wrong": "The answer to a creation shows position 1.",
    "create-once": "The same address sent again gives the same image.",
    "main-image-stale": "A product's main image is the oldest one.",
    "main-image-last": "A product's main image is the last one.",
    "product-images-late": "A product does not show its newest image.",
    "nested-reversed": "The images of a new product come in the reverse order.",
    "nested-forgotten": "The images of a new product are forgotten.",
    "variant-keeps-image": "A variant keeps the image that was deleted.",
    "variant-image-foreign": "A variant may show an image of another product.",
    "variant-loses-price": "An update of a variant that names no price empties it.",
    "price-not-needed": "A variant without a price is accepted.",
    "title-not-needed": "A product without a title is accepted.",
    "product-kept": "A deleted product can still be read.",
    "product-images-kept": "The images of a deleted product can still be listed.",
    "product-still-listed": "A deleted product stays in the list of products.",
    "per-page-ignored": "A page always has 50 products.",
    "cursor-overlaps": "A page begins with the last product of the page before.",
    "ids-ignored": "The list of products ignores `ids`.",
    "no-token": "Without a token everything is possible.",
    "any-token": "A token that does not exist may do everything.",
    "reader-writes": "Writing needs no scope.",
    "reader-deletes": "Deleting needs no scope.",
    "anyone-reads": "Reading needs no scope.",
    "closed-store-open": "A store that is closed answers.",
    "closed-store-untold": "A store that is closed is not told so.",
    "bad-request-422": "What is not valid is answered 422.",
    "request-id-missing": "Answers have no Request-Id.",
    "request-id-same": "All answers have the same Request-Id.",
}
INFERRED = frozenset(
    {"append-first", "insert-without-shift", "beyond-end-kept", "move-swaps", "move-without-shift"}
    | {"gap-after-delete", "gap-after-first", "gap-from-four", "list-by-age", "id-given-again"}
    | {"wrong-parent-read", "wrong-parent-update", "wrong-parent-delete", "count-stale"}
    | {"count-from-three", "delete-again-200", "deleted-readable", "update-loses-text"}
    | {"update-loses-address", "update-new-id", "updated-falls", "created-renewed", "create-once"}
    | {"create-shown-wrong", "main-image-stale", "main-image-last", "product-images-late"}
    | {"nested-reversed", "nested-forgotten", "variant-keeps-image", "variant-image-foreign"}
    | {"variant-loses-price", "product-kept", "product-images-kept", "product-still-listed"}
    | {"cursor-overlaps", "refused-update-done", "refused-create-stored", "unknown-product-text"}
)
"""The faults against what is only inferred or sensible, which no vendor promises in words."""

VARIANTS = MANNERS | {
    "create-201": "A creation is answered 201.",
    "own-texts": "What no page words is worded otherwise.",
    "image-unknown-named": "An unknown image is told as such.",
    "uppercase-ids": "UUIDs are written in capitals.",
    "times-with-offset": "Times have the offset -04:00, as on older pages.",
    "times-with-fractions": "Times have microseconds.",
    "size-measured": "Width and height are those of the picture, and the text is empty.",
    "update-of-two": "An update heeds the address and the position only, as the reference says.",
    "position-digits": "A position may be a text of digits, as in the vendor's table.",
    "bearer-tokens": "A token is accepted in Authorization, too.",
    "missing-token-400": "Without a token the answer is 400, as on the page of statuses.",
    "error-list": "`error` is a list, as in the vendor's table.",
    "relative-address-refused": "An address without a scheme is answered 400.",
    "strict-addresses": "An address with characters that no URL has is answered 400.",
    "any-scheme": "An address with any scheme is accepted.",
    "conditions-required": "Products need need_variant_image and inventory_policy when said so.",
    "default-variant": "A product without variants gets one.",
    "oldest-first": "Products are listed with the oldest first.",
    "one-a-page": "A page has one product if nothing is said, as in the reference.",
    "no-main-empty": "The main image of a product without images is an empty object.",
    "cursors-left-out": "What would be an empty cursor is left out.",
    "last-variant-stays": "The last variant of a product cannot be deleted.",
    "titles-from-options": "The title of a variant are its options, whatever is sent.",
    "cents": "Prices have two digits behind the point.",
    "long-addresses": "Addresses may be as long as one likes.",
    "existence-first": "What does not exist is noticed before what is not valid.",
    "published-limits": "The published bucket of 40 requests and 2 a second is applied.",
}

MUG, SHIRT = "7c0e1a52-9d34-4f0b-8e6a-1b2c3d4e5f60", "a51f77e0-3b68-4c2d-9f10-6e5d4c3b2a19"
WHITE, GREEN = "0b9d8c7e-6f5a-4b3c-8d2e-1f0a9b8c7d6e", "f4e3d2c1-b0a9-4877-9665-544332211000"
TOKENS: dict[str, frozenset[str] | None] = {
    "spz-1f7d4c0a9b": frozenset({"read", "write"}),
    "spz-2a8e5d1bac": frozenset({"read"}),
    "spz-3b9f6e2cbd": frozenset(),
    "spz-4ca07f3dce": None,
}
"""The scopes of each token; None for one of a store that is closed."""
ROLES = ("full", "read-only", "outsider", "inactive")
FIXTURES: dict[str, Any] = {
    "base-path": "/openapi/2022-01",
    "credentials": {
        role: {"access-token": token} for role, token in zip(ROLES, TOKENS, strict=True)
    },
    "known": {
        "Product": [{"product_id": MUG}, {"product_id": SHIRT}],
        "Variant": [{"product_id": MUG, "variant_id": each} for each in (WHITE, GREEN)],
    },
    "unknown": {
        "ProductImage": [{"product_id": MUG, "image_id": "00c0ffee-0000-4000-8000-000000000001"}],
        "Variant": [{"product_id": MUG, "variant_id": "00c0ffee-0000-4000-8000-000000000002"}],
        "Product": [{"product_id": "00c0ffee-0000-4000-8000-000000000003"}],
    },
    "reset": "POST /_reset",
}
