"""What the stranger in Akinon's style has at the start, and how it can be switched."""

from __future__ import annotations

from typing import Any

from tests.strangers.serving import MANNERS

FAULTS = {
    "inserts-keep-committed": "What a committed batch names stays in the inserts.",
    "updates-keep-committed": "What a committed batch names stays in the updates.",
    "either-keeps-committed": "It stays in the list of both only.",
    "commit-hides-first-only": "Only the first object of a committed batch leaves the lists.",
    "commit-hides-up-to-two": "The objects of a batch stay listed when it has three or more.",
    "sent-shows-again": "Objects are listed again when their batch is sent to the channel.",
    "done-still-inserted": "What was handed over with success is in the inserts again.",
    "every-handed-over-updated": "The updates show all that was handed over, changed or not.",
    "changed-inserted": "What changes after its hand-over comes into the inserts.",
    "failed-forgotten-for-good": "What failed is never pending again.",
    "failure-is-success": "What failed counts as handed over.",
    "version-date-of-done": "A change between commit and done is not noticed later.",
    "either-lacks-inserts": "The list of both lacks the inserts.",
    "either-lacks-updates": "The list of both lacks the updates.",
    "either-shows-twice": "The list of both shows each image twice.",
    "all-channels-listed": "Every channel sees the images and products of all.",
    "foreign-image-readable": "An image can be read in any channel.",
    "inserts-taken": "What the inserts have shown once they do not show again.",
    "inserts-stale": "The inserts do not notice what happened until the next upload.",
    "delta-limit-ignored": "The lists of what is pending show all in one page.",
    "page-gap": "Pages behind the first leave an image out.",
    "page-overlap": "Pages behind the first begin with the last image of the page before.",
    "limit-ignored": "A page always has ten elements.",
    "limit-one-more": "A page has one element more than it may have.",
    "limit-default-25": "A page has 25 elements if nothing is said.",
    "page-zero-accepted": "Page 0 is the first one, too, and tells of a page -1.",
    "count-of-page": "The count is that of the page.",
    "count-unfiltered": "The count heeds no filter.",
    "next-on-last": "The last page tells of a next one.",
    "next-never": "No page tells of a next one.",
    "next-is-this": "The next page is this one.",
    "next-loses-filter": "The next page has no filter.",
    "previous-on-first": "The first page tells of one before.",
    "previous-missing": "Pages do not have the member `previous`.",
    "ids-ignored": "`id__in` narrows nothing.",
    "ids-first-only": "`id__in` heeds the first id only.",
    "unknown-id-404": "`id__in` with an unknown id is answered 404.",
    "odd-filter-500": "`id__in` with letters is answered 500.",
    "product-ignored": "`product` narrows nothing.",
    "products-ignored": "`product__pk__in` narrows nothing.",
    "type-ignored": "`product_type` narrows nothing.",
    "filters-widen": "Of several filters one is enough.",
    "detailed-lacks-first": "The detailed list lacks the first image.",
    "detailed-without-source": "Details never tell the source.",
    "reads-old-order": "An image that is read shows the order that it began with.",
    "list-stale": "The list of images does not notice changes until the next upload.",
    "any-file": "Files of any type are accepted as pictures.",
    "jpeg-refused": "JPEG is refused.",
    "size-unlimited": "Pictures may be of any size.",
    "size-limit-of-width": "Only the width of a picture is limited.",
    "size-2000-refused": "Pictures of just 2000 pixels are refused.",
    "sizes-swapped": "Width and height are swapped.",
    "upload-of-any-product": "An upload for an unknown product is accepted.",
    "source-of-any-text": "An upload may have any source.",
    "source-lost": "The source of an upload is not kept.",
    "refused-upload-stored": "A refused picture is stored nevertheless.",
    "patch-ignored": "A change is answered and not done.",
    "patch-loses-source": "A change loses the source.",
    "patch-renews-created": "A change sets the time of creation.",
    "patch-renumbers": "A change gives a new number.",
    "patch-moves-all": "A change of order is one of all images of the product.",
    "patch-keeps-modified": "A change leaves the time of the last change.",
    "refused-patch-touches": "A refused change sets the time of the last change.",
    "order-of-any-type": "An order may be a text or a fraction.",
    "modified-before-created": "The last change was before the creation.",
    "times-without-zone": "Times do not tell their zone.",
    "status-unknown": "The status of images is a word that is not documented.",
    "pk-as-text": "Numbers of images are texts.",
    "starts-in-commit": "A new batch is in commit.",
    "local-id-shared": "All new batches have one local id.",
    "pk-given-again": "A new batch gets the number of one that was deleted.",
    "remote-batch-id-lost": "The remote id of a batch is not kept.",
    "long-remote-batch-id": "The remote id of a batch may have more than 255 characters.",
    "any-move": "A batch goes from any status to any other.",
    "commit-skipped": "A batch may be done or fail without a commit.",
    "back-to-commit": "A batch that was sent to the channel may go back to commit.",
    "done-reopened": "A batch that is done may go on.",
    "status-of-any-text": "A status may be any text.",
    "ongoing-once": "A batch that is ongoing cannot be so again.",
    "commit-once": "A committed batch cannot be committed again.",
    "fail-refused": "A committed batch cannot fail.",
    "commit-replaces": "A second commit replaces the objects of the first.",
    "two-in-commit": "Any number of batches of one type can be in commit.",
    "two-in-commit-by-change": "So they can if the type is named by the commit.",
    "one-in-commit": "A batch in commit keeps those of other types out, too.",
    "one-under-way": "A batch that was sent keeps others out, too.",
    "refused-commit-kept": "A commit that is refused keeps its objects.",
    "type-changes": "The content type of a batch changes after the commit.",
    "type-changes-when-sent": "So it does when the batch was sent.",
    "all-failed-refused": "A batch of which all objects failed cannot be done.",
    "actions-late": "Actions come to be with the end of a batch.",
    "success-at-commit": "Actions are a success from the commit on.",
    "done-stays-processing": "Actions stay in processing when the batch is done.",
    "remote-id-lost": "Actions do not keep the remote id.",
    "update-loses-remote-id": "A commit clears the remote id of what was handed over before.",
    "action-filter-ignored": "Actions cannot be narrowed by `local_batch_id`.",
    "batch-filter-ignored": "Batches cannot be narrowed by their status.",
    "foreign-batch-readable": "A batch can be read in any channel.",
    "batch-deletion-ignored": "A batch that is deleted is still there.",
    "batch-deletion-200": "A batch is deleted with 200 and a body.",
    "batch-deletion-again-204": "It is deleted as often as one likes.",
    "downloads-added": "Addresses that are sent are added to those that are there.",
    "downloads-kept-from-three": "So they are when three or more are there.",
    "download-order-kept": "An address that was there keeps its order and type.",
    "download-type-kept": "A known address keeps its type.",
    "download-order-one": "The order of an address is 1 if nothing is said.",
    "download-type-swatch": "The type of an address is swatch if nothing is said.",
    "bad-download-left-out": "Bad addresses are left out, the others are stored.",
    "refused-downloads-cleared": "A bad address leaves none at all.",
    "download-of-any-scheme": "Addresses may be any text.",
    "no-downloads-ignored": "An empty list of addresses leaves all as it is.",
    "no-token": "Without a token all is possible.",
    "no-token-reads": "Without a token the lists of what is pending can be read.",
    "any-token": "Any token will do.",
    "inactive-token": "The token of a user who was shut out will do.",
    "missing-401-as-403": "Without a token the answer is 403.",
}
INFERRED = frozenset(
    {"changed-inserted", "failed-forgotten-for-good", "version-date-of-done", "all-channels-listed"}
    | {"foreign-image-readable", "inserts-taken", "either-shows-twice", "page-gap", "page-overlap"}
    | {"page-zero-accepted", "next-is-this", "next-loses-filter", "unknown-id-404", "any-file"}
    | {"filters-widen", "detailed-lacks-first", "detailed-without-source", "list-stale"}
    | {"size-unlimited", "size-limit-of-width", "upload-of-any-product", "refused-upload-stored"}
    | {"patch-loses-source", "patch-moves-all", "patch-keeps-modified", "refused-patch-touches"}
    | {"order-of-any-type", "modified-before-created", "pk-given-again", "done-reopened"}
    | {"refused-commit-kept", "foreign-batch-readable", "batch-deletion-again-204", "sizes-swapped"}
    | {"batch-deletion-ignored", "download-of-any-scheme", "odd-filter-500", "inserts-stale"}
)
"""The faults against what is only inferred or sensible, which no vendor promises in words."""

VARIANTS = MANNERS | {
    "own-texts": "Errors have other texts.",
    "times-with-offset": "Times end in +03:00.",
    "times-with-microseconds": "Times have microseconds.",
    "ids-in-no-order": "Numbers do not rise.",
    "newest-first": "Lists show the highest number first.",
    "delta-envelope": "The lists of what is pending have the envelope of the others.",
    "lists-repeated": "A filter by several values may be repeated, too.",
    "is-active-apart": "`is_active` does not follow the status.",
    "object-is-the-image": "`object_id` and `content_type` name the image, not the product.",
    "details-told": "Details have a member more.",
    "past-end-empty": "A page past the end is empty.",
    "bad-page-404": "A page that is no number from 1 on is answered 404.",
    "small-numbers-default": "A page or limit below 1 is taken for the default.",
    "limit-capped": "A limit above 100 is taken for 100.",
    "relative-links": "The links to pages have no scheme and host.",
    "first-page-unnumbered": "The link to the first page has no number.",
    "unknown-product-400": "Filtering by an unknown product is answered 400.",
    "empty-filter-empty": "A filter by several values that names none shows nothing.",
    "foreign-403": "What belongs to another channel, and an unknown channel, is answered 403.",
    "shared-product": "One product is in the catalogues of both channels.",
    "jpg-name-refused": "A file is to be named .png or .jpeg.",
    "only-headers-read": "Of a picture only the header is looked at.",
    "hash-missing": "Images do not show their hash, which is optional.",
    "seller-its-own-way": "What `is_seller_product` asks, no page tells.",
    "source-needed": "An upload must name its source.",
    "source-unified": "The source of an upload is unified if nothing is said.",
    "order-counts-on": "A new image has the next order of its product.",
    "order-below-zero": "An order may be below 0.",
    "size-unmeasured": "Width, height and hash are null.",
    "unchanged-untouched": "A change to what is so already leaves the time of the last change.",
    "created-200": "What is made is answered 200.",
    "downloads-201": "The replacement of addresses is answered 201.",
    "downloads-become-images": "A new address becomes an image of the product, too.",
    "downloads-all-told": "The replacement answers all images, also those that were there.",
    "downloads-unnumbered": "Addresses show no number.",
    "headings-of-no-channel": "Among addresses a product is listed that no channel has.",
    "empty-groups-left-out": "Products without addresses are not listed among addresses.",
    "unknown-sku-404": "An unknown SKU is answered 404.",
    "address-twice-refused": "An address that is sent twice is answered 400.",
    "added-as-sent": "The new addresses are answered in the order in which they were sent.",
    "conflict-409": "What a batch cannot do is answered 409.",
    "objects-empty-list": "The objects of a new batch are an empty list.",
    "objects-bare": "The objects of a batch do not show what is null.",
    "object-sent-again-whole": "An object that is sent again forgets what was said of it.",
    "duplicates-merged": "Objects that a new batch names twice are there once.",
    "put-replaces": "A PUT without a remote id clears it.",
    "same-status-kept": "A batch may be told the status that it has.",
    "ended-still-labelled": "What has ended may still get a remote id.",
    "commit-needs-type": "A commit without a content type is answered 400.",
    "objects-checked-late": "Whether objects exist is of no interest before the commit.",
    "commit-without-type": "A commit without a content type is one of images.",
    "objects-needed": "A commit must name objects.",
    "type-change-ignored": "Another content type after the commit is passed over.",
    "type-known": "A content type must be one that exists.",
    "unknown-objects-ignored": "Objects that do not exist are passed over.",
    "busy-taken-over": "A batch takes over what another one has under way.",
    "late-objects-refused": "What was not committed cannot be done.",
    "unnamed-fails": "What the last request of a batch does not name has failed.",
    "remote-id-needed": "What is done needs a remote id or a reason of its failure.",
    "remote-id-first": "The first remote id of an object stays.",
    "version-date-as-sent": "The version of an object is the one that the channel names.",
    "version-date-own": "The version of an object is never the one that the channel names.",
    "failed-forgotten": "A failure takes an action back to what it was before, or away.",
    "deletion-refused": "A batch that is under way cannot be deleted.",
    "action-deletable": "An action can be deleted while its batch is under way.",
}

CHANNELS = (7, 12)
SHARED = 303
FIRST = {"image": 9101, "batch": 521, "action": 70011, "download": 81}
SKUS = ("TEA-1", "TEA-2", "CUP-1", "DESK-1", "DESK-2")
PRODUCTS: list[dict[str, Any]] = [
    {"pk": pk, "channel": channel, "sku": sku, "name": f"Item {sku}", "product_type": kind}
    for pk, channel, sku, kind in zip(
        (301, 302, SHARED, 411, 412), (7, 7, 7, 12, 12), SKUS, (0, 1, 0, 0, 2), strict=True
    )
]
IMAGES = [
    (9001, 301, "unified", 0),
    (9002, 301, "integration", 1),
    (9003, 302, "seller_center", 0),
    (9004, SHARED, None, 0),
    (9005, 411, "unified", 0),
]
"""Number, product, source and order."""
HANDED = {"pk": 9005, "remote_id": "desk-front", "failed_reason_type": None}
HANDED |= {"version_date": None, "content_type": None}
BATCHES: list[tuple[int, int, list[dict[str, Any]]]] = [(511, 12, [HANDED]), (512, 7, [])]
"""Number, channel, and what it has handed over."""

KEYS = {"3f2a9c71d0e84b65": True, "c4417be29a0f5d38": False}
"""Whether the user of a key is active."""
FIXTURES: dict[str, Any] = {
    "base-path": "",
    "credentials": {
        role: {"Authorization": f"Token {key}"}
        for role, key in zip(("full", "inactive"), KEYS, strict=True)
    },
    "known": {
        "Channel": [{"channel_id": each} for each in CHANNELS],
        "Product": [{"channel_id": each["channel"], "id": each["pk"]} for each in PRODUCTS],
        "ProductImage": [
            {"channel_id": 12 if product > 400 else 7, "id": pk} for pk, product, *_ in IMAGES
        ],
        "BatchRequest": [{"channel_id": channel, "id": pk} for pk, channel, _ in BATCHES],
        "IntegrationAction": [{"channel_id": 12, "id": FIRST["action"]}],
    },
    "unknown": {
        name: [{"channel_id": 7, "id": 99_999_999}]
        for name in ("Product", "ProductImage", "BatchRequest", "IntegrationAction")
    }
    | {"Channel": [{"channel_id": 99_999_999}]},
    "reset": "POST /_reset",
}
