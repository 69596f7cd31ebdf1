"""For each fault and variant of the stranger in BigCommerce's style, requests that show it."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

from tests.strangers.asking import Ask
from tests.strangers.bigcommerce_facts import BASE, CARD, LARGE, MUG, SHIRT, SMALL

PICTURE, NOWHERE = "https://pictures.example.com/a.png", "https://nowhere.invalid/a.png"
PNG = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)
WEBP = b64decode("UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAUAmJaQAA3AA/v02aAA=")
WBMP = b"\0\0\x09\x02" + bytes(4)
TIFF = b"II*\0" + bytes(20)
XBM = b"#define a_width 8\n#define a_height 1\nstatic char a_bits[] = {0};"
MB, NOBODY = 2**20, 88000009


def ask(method: str, path: Any, body: Any = None, by: str = "full", **query: Any) -> Ask:
    return Ask(
        method=method, path=f"{BASE}/catalog/products{path}", body=body, role=by, query=query
    )


def add(at: int = MUG, by: str = "full", **image: Any) -> Ask:
    return ask("POST", f"/{at}/images", {"image_url": PICTURE, **image}, by)


def up(
    content: bytes | None = PNG, kind: str = "image/png", at: str = f"{MUG}/images", **form: str
) -> Ask:
    files = {} if content is None else {"image_file": ("a.png", content, kind)}
    path = f"{BASE}/catalog/products/{at}"
    return Ask(method="POST", path=path, form=form, files=files)


def ls(at: Any = MUG, by: str = "full", **query: Any) -> Ask:
    return ask("GET", f"/{at}/images", by=by, **query)


def get(image: Any = "{0.data.id}", at: int = MUG, **query: Any) -> Ask:
    return ask("GET", f"/{at}/images/{image}", **query)


def put(image: Any = "{0.data.id}", at: int = MUG, by: str = "full", **change: Any) -> Ask:
    return ask("PUT", f"/{at}/images/{image}", change, by)


def rm(image: Any = "{0.data.id}", at: int = MUG, by: str = "full") -> Ask:
    return ask("DELETE", f"/{at}/images/{image}", by=by)


def product(at: int = MUG, method: str = "GET", include: str = "images,primary_image") -> Ask:
    return ask(method, f"/{at}", include=include)


def new(**given: Any) -> Ask:
    body = {"name": "Cup", "type": "physical", "weight": 1, "price": "10.00", **given}
    return ask("POST", "", {name: value for name, value in body.items() if value is not None})


def variant(id_: int = SMALL, at: int = SHIRT) -> Ask:
    return ask("GET", f"/{at}/variants/{id_}")


def draw(id_: int = SMALL, at: int = SHIRT, **body: Any) -> Ask:
    return ask("POST", f"/{at}/variants/{id_}/image", {"image_url": PICTURE, **body})


FIRST, SECOND, ONLY = 481, 482, 483
LONG = PICTURE + "?" + "x" * 230
BARE = ask("POST", f"/{MUG}/images", {})
ARRAY = ask("POST", f"/{MUG}/images", [{"image_url": PICTURE}])
UNREAD = ask("POST", f"/{MUG}/images", b"{")
TWO = [{"image_url": PICTURE, "is_thumbnail": True}, {"image_url": PICTURE, "is_thumbnail": True}]
ROW = [add(sort_order=number) for number in (1, 2, 2, 3, 6)]
MOVE = [*ROW, put(FIRST, sort_order=2), ls()]
FULL = [new(images=[{"image_url": PICTURE}] * 1000), add("{0.data.id}")]  # type: ignore[arg-type]
FORM = up(None, image_url=PICTURE)
BOTH = add(image_file="a.png")
UNFLAG = [put(FIRST, is_thumbnail=False), ls()]
FLAGS = [new(images=TWO), product("{0.data.id}")]  # type: ignore[arg-type]
CHANGES = [add(description="A", sort_order=4), put(is_thumbnail=True), get()]
SHOWN: dict[str, list[Ask]] = {
    "demotion-forgotten": [add(is_thumbnail=True), ls()],
    "demotion-forgotten-from-three": [add(is_thumbnail=True), ls()],
    "demotion-forgotten-on-update": [put(SECOND, is_thumbnail=True), ls()],
    "demotion-after-delete": [add(), rm(), add(is_thumbnail=True), ls()],
    "demotion-everywhere": [add(is_thumbnail=True), ls(SHIRT)],
    "demoted-vanishes": [add(is_thumbnail=True), ls()],
    "demoted-loses-text": [put(FIRST, description="A"), add(is_thumbnail=True), ls()],
    "flag-ignored-on-create": [add(is_thumbnail=True)],
    "flag-ignored-on-update": [put(SECOND, is_thumbnail=True)],
    "sole-not-thumbnail": [add(CARD)],
    "sole-unflagged": [put(ONLY, SHIRT, is_thumbnail=False)],
    "sole-after-delete": [rm(FIRST), ls()],
    "plain-create-demotes": [add(), ls()],
    "newest-is-thumbnail": [add()],
    "nested-flags-kept": FLAGS,
    "create-shown-wrong": [add(CARD), ls(CARD)],
    "move-ignored": [put(FIRST, sort_order=3)],
    "move-off-by-one": [put(FIRST, sort_order=3)],
    **dict.fromkeys(("shift-forgotten", "shift-from-three", "shift-leaves-equal"), MOVE),
    **dict.fromkeys(("shift-below", "shift-reverses", "shift-dense", "shift-as-needed"), MOVE),
    "shift-on-lower": [add(sort_order=4), put(sort_order=0), ls()],
    "shift-on-create": [add(), ls()],
    "ties-refused": [add(sort_order=0), ls()],
    "sort-order-last": [add()],
    "sort-order-over-32-bits": [put(FIRST, sort_order=2**31)],
    "sort-order-largest-refused": [put(FIRST, sort_order=2**31 - 1)],
    "sort-order-text-accepted": [add(sort_order="3")],
    "sort-order-text-500": [add(sort_order="first")],
    "sort-order-cut": [add(sort_order=1.5)],
    "flag-text-accepted": [add(is_thumbnail="yes")],
    "refused-create-stored": [add(sort_order=2**31), ls()],
    "refused-create-demotes": [add(is_thumbnail=True, sort_order=2**31), ls()],
    "refused-update-done": [put(FIRST, description="A", sort_order=2**31), ls()],
    "newest-first": [ls()],
    "sorted-by-page": [add(sort_order=-1), ls(limit=1)],
    "id-given-again": [add(), rm(), add()],
    "ids-fall": [add(), add()],
    "ids-by-product": [add(CARD), add(CARD)],
    "ids-as-text": [add()],
    "product-id-wrong": [add()],
    "address-not-needed": [BARE, ls()],
    "both-accepted": [BOTH, up(image_url=PICTURE)],
    "long-address-accepted": [add(image_url=LONG)],
    "address-limit-low": [add(image_url=LONG[:255])],
    "form-address-accepted": [FORM, ls()],
    "form-address-untold": [FORM],
    "unreachable-accepted": [add(image_url=NOWHERE), ls()],
    "unreachable-stored": [add(image_url=NOWHERE), ls()],
    "unreachable-422": [add(image_url=NOWHERE)],
    "any-file-accepted": [up(TIFF, "image/tiff"), ls()],
    "webp-refused": [up(WEBP, "image/webp")],
    "wbmp-refused": [up(WBMP, "image/vnd.wap.wbmp")],
    "big-file-accepted": [up(PNG + bytes(8 * MB)), ls()],
    "capacity-off-by-one": [*FULL, FULL[1]],
    "capacity-missing": FULL,
    "array-accepted": [ARRAY, ls()],
    "array-500": [ARRAY],
    "unreadable-500": [UNREAD],
    "unknown-product-listed": [ls(NOBODY)],
    "unknown-product-created": [add(NOBODY), ls(NOBODY)],
    "unknown-product-422": [ls(NOBODY)],
    "error-bare": [ls(NOBODY)],
    "error-status-wrong": [ls(NOBODY)],
    "wrong-parent-read": [get(FIRST, SHIRT)],
    "wrong-parent-update": [put(FIRST, SHIRT, description="A"), ls()],
    "wrong-parent-delete": [rm(FIRST, SHIRT), ls()],
    "deletes-and-refuses": [rm(FIRST, SHIRT), ls()],
    "deletion-ignored": [rm(FIRST), ls()],
    "deletes-last": [rm(FIRST), ls()],
    "deleted-readable": [add(), rm(), get()],
    "delete-200": [rm(FIRST)],
    "delete-again-500": [rm(FIRST), rm(FIRST)],
    "stale-list": [add(), rm(), ls()],
    "gap-closed": [add(sort_order=5), rm(FIRST), ls()],
    "total-counts-deleted": [rm(FIRST), ls()],
    "total-of-page": [ls(limit=1)],
    "total-pages-floor": [add(), ls(limit=2)],
    "count-is-limit": [ls()],
    "next-on-last": [ls()],
    "previous-missing": [ls(limit=1, page=2)],
    "page-gap": [add(), ls(), ls(limit=1, page=2)],
    "page-overlap": [ls(), ls(limit=1, page=2)],
    "page-ignored": [ls(), ls(limit=1, page=2)],
    "limit-ignored": [ls(limit=1)],
    "limit-default-ten": [ls()],
    "limit-unlimited": [FULL[0], ls("{0.data.id}", limit=251)],
    "fields-ignored": [ls(exclude_fields="description,url_zoom")],
    "id-excluded": [ls(exclude_fields="id")],
    "id-not-included": [ls(include_fields="description")],
    "include-ignored": [product()],
    "embedded-late": [product()],
    "primary-image-first": [add(sort_order=-1), product()],
    "update-ignored": [put(FIRST, description="A")],
    "update-loses-text": CHANGES,
    "update-loses-sort-order": CHANGES,
    "update-loses-flag": [put(FIRST, description="A")],
    "update-new-id": [put(FIRST, description="A")],
    "date-kept": CHANGES,
    "date-falls": CHANGES,
    "date-without-zone": [ls()],
    "addresses-of-product": [ls()],
    "zoom-missing": [ls()],
    "name-taken-accepted": [new(), new()],
    "sku-taken-accepted": [new(sku="TM-7")],
    "taken-422": [new(sku="TM-7")],
    "price-not-needed": [new(price=None)],
    "name-unlimited": [new(name="x" * 251)],
    "nested-forgotten": FLAGS,
    "product-kept": [product(method="DELETE"), product()],
    "product-images-kept": [product(method="DELETE"), ls()],
    "variant-keeps-image": [draw(), draw(image_url=LONG[:99]), variant()],
    "variant-shares-image": [draw(), variant(LARGE)],
    "wrong-parent-variant": [draw(at=MUG)],
    "no-token": [ls(by="nobody")],
    "any-token": [ls(by="invented")],
    "reader-writes": [add(by="read-only"), ls()],
    "reader-deletes": [rm(FIRST, by="read-only"), ls()],
    "anyone-reads": [ls(by="outsider")],
    "missing-token-403": [ls(by="nobody")],
    "limit-headers-missing": [ls()],
    "left-rises": [ls(), ls()],
    "window-endless": [ls()] * 156,
    "create-202": [add()],
    "update-204": [put(FIRST, description="A")],
    "extra-members": [ls()],
    "reversed-keys": [ls()],
    "numbers-with-fractions": [ls()],
    "more-headers": [ls()],
    "own-texts": [ls(NOBODY)],
    "create-201": [add(), new()],
    "update-201": [put(FIRST)],
    "empty-list-200": [ls(CARD)],
    "delete-again-204": [rm(FIRST), rm(FIRST), rm(SECOND, SHIRT)],
    "limit-clamped": [ls(limit=251)],
    "image-file-follows": [put(FIRST, image_url=PICTURE)],
    "links-bare": [ls(exclude_fields="url_zoom")],
    "links-reordered": [ls(exclude_fields="url_zoom")],
    "errors-absent": [FORM, BARE],
    "limit-413": [ls(limit=251)],
    "loose-pages": [ls(page=0, limit="many")],
    "image-file-missing": [ls()],
    "image-url-shown": [ls()],
    "unknown-fields-422": [ls(include_fields="colour")],
    "unknown-include-ignored": [product(include="images,videos")],
    "unread-fields": [add(product_id="any", date_modified=7)],
    "update-json-only": [
        Ask(method="PUT", path=f"{BASE}/catalog/products/{MUG}/images/{FIRST}", form={"a": "b"})
    ],
    "digital-weightless": [new(type="digital", weight=None)],
    "weight-text-refused": [new(weight="1")],
    "delete-promotes-none": [add(), rm(FIRST), ls()],
    "delete-promotes-newest": [add(), rm(FIRST), ls()],
    "unflagging-ignored": UNFLAG,
    "unflagging-promotes": UNFLAG,
    "first-flag-wins": FLAGS,
    "moved-is-changed": [ls(), add(is_thumbnail=True), ls()],
    "list-by-id": [add(sort_order=-1), ls()],
    "times-with-offset": [ls()],
    "times-with-z": [ls()],
    "times-with-fractions": [ls()],
    "ids-in-steps": [add(), add()],
    "full-403": FULL,
    "full-507": FULL,
    "too-large-413": [up(PNG + bytes(8 * MB))],
    "decimal-megabytes": [up(PNG + bytes(8 * 10**6))],
    "declared-types": [up(PNG, "text/plain")],
    "variant-file-500": [up(PNG + bytes(MB), at=f"{SHIRT}/variants/{SMALL}/image")],
    "array-400": [ARRAY],
    "odd-address-400": [add(image_url="no address")],
    "both-400": [BOTH, up(image_url=PICTURE)],
    "validation-first": [add(NOBODY, sort_order="x"), put(NOBODY, sort_order="x")],
    "primary-image-absent": [product(CARD)],
    "created-shows-all": [new()],
    "base-variant": [new(), ask("GET", "/{0.data.id}/variants")],
    "published-limits": [ls()],
}
"""Requests whose answers each fault and each variant changes."""

ORDINARY = [
    *(
        add(),
        add(is_thumbnail=True, sort_order=1, description="A"),
        ls(),
        get(),
        product(),
        ls(CARD),
    ),
    *(put(sort_order=1), put(is_thumbnail=True), put(is_thumbnail=False), put(image_url=PICTURE)),
    *(put(), put(sort_order="x"), put(description=None), ls(), ls(limit=1), ls(limit=1, page=2)),
    *(ls(page=9), ls(page=0), ls(limit=251), ls(exclude_fields="id,url_zoom"), get(fields="x")),
    *(up(), up(WBMP, "image/vnd.wap.wbmp"), up(XBM, "image/x-xbitmap"), up(WEBP, "image/webp")),
    *(up(TIFF), up(is_thumbnail="true", sort_order="-4"), up(sort_order="x"), up(None), FORM),
    *(up(image_url=PICTURE), BOTH, BARE, ARRAY, UNREAD, add(image_url=NOWHERE), add(image_url="?")),
    *(add(image_url=LONG), add(sort_order=2**31), add(is_thumbnail="yes"), add(product_id=7), ls()),
    *(ls(NOBODY), add(NOBODY), get(NOBODY), get(at=SHIRT), put(at=SHIRT), rm(at=SHIRT), ls("x")),
    *(ls(by="nobody"), ls(by="invented"), ls(by="outsider"), ls(by="read-only")),
    *(add(by="read-only"), put(by="read-only"), rm(by="read-only"), rm(), rm(), get(), ls()),
    *(new(images=TWO), new(name="Jar", sku="TM-7"), new(name="Jar", price=None), new(name="")),
    *(new(name="Jar", sku="J", weight="1.5", images=[{}]), new(name="Jar", variants=[{}])),
    new(name="Jar", variants=[{"sku": "J", "option_values": []}]),
    *(product(include="variants"), product(include="videos"), ask("GET", "", include="images")),
    *(
        ask("GET", "", limit=1),
        ask("GET", "", **{"id:in": f"{MUG},{CARD}"}),
        ask("GET", "", sku="KS-1"),
    ),
    *(ask("GET", f"/{SHIRT}/variants"), variant(), draw(), draw(), variant(), variant(LARGE)),
    *(draw(image_url=NOWHERE), draw(image_url=7), draw(at=MUG), draw(NOBODY), variant(NOBODY)),
    *(up(at=f"{SHIRT}/variants/{LARGE}/image"), up(WEBP, at=f"{SHIRT}/variants/{LARGE}/image")),
    *(product(method="DELETE"), product(method="DELETE"), product(), ls(), get(), add()),
    ask("POST", f"/{SHIRT}/images", []),
]
"""Requests of all kinds, for what must hold of every answer."""
