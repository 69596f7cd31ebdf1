"""Forty rules of an invented API."""

from __future__ import annotations

from contract_tests.report import RuleResult

SEE = "https://www.gallery.example/docs/"

SENTENCES = """\
D At most one image of a product is primary.
D Uploading a primary image takes the flag from the one that had it.
I The image that lost the flag stays as it was otherwise.
I Uploading an image that is not primary does not change which one is.
D+I An image is not primary unless it was asked for, not even the first one.
D The primary image is listed first, then by priority, then the newest first.
D+I The pages one after the other are the whole list, without gap or duplicate.
D A priority is an integer of at least 0.
D+I A title has at most 255 characters and is empty by default, never null.
D All forms of a GTIN that differ in leading zeros are one product.
D A GTIN of another length than 8, 12, 13 or 14 digits is refused.
D What is no number of 8 to 14 digits is refused as a GTIN.
D Ids in answers are 22 letters of the shortuuid alphabet.
D An image may be addressed as shortuuid and as UUID, and both are the same image.
D An organisation may be addressed as shortuuid and as UUID.
D+I Ids are unique and are not given a second time.
D A deletion is answered 204 without a body, and the list is one shorter.
D Deleting an image under another product is answered 404 and deletes nothing.
D Deleting an image a second time is answered 404.
I Deleting the primary image promotes no other one.
D+I The page is at least 1, its size 1 to 100, by default page 1 of 25.
D+I Page counts and what lies before and after agree with the number of images.
D A page past the end is empty and no error.
D+I Only JPEG, PNG, GIF, WebP, SVG and BMP are accepted, judged by content.
D The file is required.
D An upload is answered with the object that the list shows.
I Images belong to one product, and no other product's list shows them.
D Without a key the answer is 401, without the permission to contribute 403.
D Who is no member of the organisation cannot list its images.
D Every response tells the rate limit, what remains of it and when it is renewed.
D Creating a product whose GTIN exists in any form is a conflict.
D+I The time of creation is in UTC, set once and never changed.
D A product has at most 1,000 images; the next upload is refused and leaves nothing.
D A request that repeats an idempotency key is answered as it was the first time.
D An idempotency key that comes with another body is refused with 409.
D+I An idempotency key is forgotten after 24 hours.
D Moving an image to a place keeps the order of all others.
I A failed upload does not use up a place in the order.
D An archived product shows its images, and takes no new ones.
D A list can be filtered by the role of its images, and the count is that of the filter."""

SOURCES = {"D": "documented", "I": "inferred", "D+I": "documented, partly inferred"}
VIOLATED = {"GA-2", "GA-3", "GA-6", "GA-20"}
EXCLUDED = {
    "GA-30": "the server told no rate limit in 214 answers, and --max-calls left no call to wait",
    "GA-33": "filling a product to 1,000 images costs more than the budget of 600 calls",
    "GA-36": "a day would have to pass",
    "GA-39": "no operation of the document archives a product",
}
UNSEEN = {"GA-15", "GA-29"}


def rules() -> tuple[RuleResult, ...]:
    """Forty rules: most conform, some are broken, some could not be exercised or judged."""
    made = []
    for number, each in enumerate(SENTENCES.splitlines(), 1):
        kind, _, says = each.partition(" ")
        name = f"GA-{number}"
        gone = name in EXCLUDED or name in UNSEEN
        judged = "unknown" if gone or name == "GA-16" else "conforms"
        made.append(
            RuleResult(
                id=name,
                says=says,
                source=SOURCES[kind],
                see="" if kind == "I" else f"{SEE}{('images', 'products', 'errors')[number % 3]}",
                exercised=0 if gone else 3 + number * 7 % 61,
                verdict="violates" if name in VIOLATED else judged,
                excluded=EXCLUDED.get(name, ""),
            )
        )
    return tuple(made)
