"""For each fault and variant of the stranger in Shoplazza's style, requests that show it."""

from __future__ import annotations

from typing import Any

from tests.strangers.asking import Ask
from tests.strangers.shoplazza_facts import GREEN, MUG, SHIRT, WHITE

BASE = "/openapi/2022-01"
NOBODY = "00c0ffee-0000-4000-8000-000000000009"
PICTURE = "https://pictures.example.com/a.png"


def ask(method: str, path: str, body: Any = None, by: str = "full", **query: Any) -> Ask:
    return Ask(method=method, path=BASE + path, body=body, role=by, query=query)


def add(at: str = MUG, by: str = "full", **image: Any) -> Ask:
    body = {"image": {"src": PICTURE, **image}}
    return ask("POST", f"/products/{at}/images", body, by)


def ls(at: str = MUG, by: str = "full") -> Ask:
    return ask("GET", f"/products/{at}/images", by=by)


def count(at: str = MUG) -> Ask:
    return ask("GET", f"/products/{at}/images/count")


def get(image: str = "{0.image.id}", at: str = MUG, by: str = "full") -> Ask:
    return ask("GET", f"/products/{at}/images/{image}", by=by)


def put(image: str = "{0.image.id}", at: str = MUG, by: str = "full", **change: Any) -> Ask:
    return ask("PUT", f"/products/{at}/images/{image}", {"image": change}, by)


def rm(image: str = "{0.image.id}", at: str = MUG, by: str = "full") -> Ask:
    return ask("DELETE", f"/products/{at}/images/{image}", by=by)


def product(at: str = MUG, method: str = "GET", by: str = "full") -> Ask:
    return ask(method, f"/products/{at}", by=by)


def new(by: str = "full", **given: Any) -> Ask:
    body = {"title": "Cup", "has_only_default_variant": True, **given}
    body = {name: value for name, value in body.items() if value is not None}
    return ask("POST", "/products", {"product": body}, by)


def variant(id_: str = GREEN, method: str = "GET", **change: Any) -> Ask:
    return ask(method, f"/variants/{id_}", {"variant": change} if change else None)


def gone(id_: str, at: str = MUG) -> Ask:
    return ask("DELETE", f"/products/{at}/variants/{id_}")


def products(**query: Any) -> Ask:
    return ask("GET", "/products", **query)


BARE = ask("POST", f"/products/{MUG}/images", {"image": {}})
TWO = [{"src": PICTURE}, {"src": "//pictures.example.com/b.png", "alt": "B"}]
FIRST, SECOND = "{0.images.0.id}", "{0.images.1.id}"
SHOWN: dict[str, list[Ask]] = {
    "append-first": [add(), ls()],
    "insert-without-shift": [add(position=1), ls()],
    "beyond-end-kept": [add(position=9)],
    "move-ignored": [add(), put(position=1), ls()],
    "move-to-second": [add(), put(position=1), ls()],
    "move-swaps": [add(), ls(), put(position=1), ls()],
    "move-without-shift": [add(), put(position=1), ls()],
    "gap-after-delete": [ls(), add(), rm(SECOND), ls()],
    "gap-after-first": [ls(), rm(FIRST), ls()],
    "gap-from-four": [ls(), add(), add(), rm(SECOND), ls()],
    "list-by-age": [add(position=1), ls()],
    "positions-from-zero": [ls()],
    "position-zero-accepted": [add(position=0)],
    "position-text-500": [add(position="first")],
    "position-over-32-bits": [add(position=2**31)],
    "width-zero-accepted": [add(width=0)],
    "height-negative-accepted": [add(height=-1)],
    "src-not-needed": [BARE],
    "src-empty-accepted": [add(src="")],
    "src-any-text": [add(src="no address")],
    "refused-create-stored": [add(width=0), ls()],
    "refused-update-done": [add(), put(alt="A", position=0), ls()],
    "product-id-wrong": [add()],
    "product-as-sent": [add(), add(product_id=GREEN)],
    "ids-numbered": [add()],
    "id-given-again": [add(), rm(), add()],
    "id-twice": [add(SHIRT), ls(SHIRT)],
    "no-uuid-404": [ls("x")],
    "no-uuid-500": [ls("x")],
    "no-uuid-names-product": [get("x")],
    "unknown-product-created": [add(NOBODY), ls(NOBODY)],
    "unknown-product-listed": [ls(NOBODY)],
    "unknown-product-counted": [count(NOBODY)],
    "unknown-product-text": [ls(NOBODY)],
    "wrong-parent-read": [add(), get(at=SHIRT)],
    "wrong-parent-update": [add(), put(at=SHIRT, alt="A"), get()],
    "wrong-parent-delete": [add(), rm(at=SHIRT), ls()],
    "count-stale": [add(), rm(), count()],
    "count-from-three": [add(), count()],
    "deletion-ignored": [add(), rm(), get()],
    "deletes-last": [ls(), rm(FIRST), ls()],
    "delete-again-200": [add(), rm(), rm()],
    "delete-204": [add(), rm()],
    "delete-shows-image": [add(), rm()],
    "deleted-readable": [add(), rm(), get()],
    "stale-list": [add(), rm(), ls()],
    "update-loses-text": [add(alt="A"), put(position=1)],
    "update-loses-address": [add(), put(position=1)],
    "update-new-id": [add(), put(alt="A"), get()],
    "update-ignored": [add(), put(alt="A", width=3)],
    "updated-falls": [add(), put(alt="A")],
    "created-renewed": [add(), put(alt="A")],
    "updated-missing": [add()],
    "create-shown-wrong": [add(), get()],
    "create-once": [add(), add(), ls()],
    "create-201": [add()],
    "main-image-stale": [add(), put(position=1), product()],
    "main-image-last": [product()],
    "product-images-late": [product(), ls()],
    "nested-reversed": [new(images=TWO)],
    "nested-forgotten": [new(images=TWO)],
    "variant-keeps-image": [ls(), rm(SECOND), product()],
    "variant-image-foreign": [add(SHIRT), variant(method="PUT", image_id="{0.image.id}")],
    "variant-loses-price": [variant(method="PUT", sku="M-2")],
    "price-not-needed": [new(variants=[{"sku": "M-3"}])],
    "title-not-needed": [new(title=None)],
    "product-kept": [product(method="DELETE"), product()],
    "product-images-kept": [product(method="DELETE"), ls()],
    "product-still-listed": [product(method="DELETE"), products()],
    "per-page-ignored": [products(per_page=1)],
    "cursor-overlaps": [products(per_page=1), products(per_page=1, cursor="p1")],
    "ids-ignored": [products(ids=MUG)],
    "no-token": [ls(by="nobody")],
    "any-token": [ls(by="invented")],
    "reader-writes": [add(by="read-only"), ls()],
    "reader-deletes": [product(method="DELETE", by="read-only")],
    "anyone-reads": [ls(by="outsider")],
    "closed-store-open": [ls(by="inactive")],
    "closed-store-untold": [ls(by="inactive")],
    "bad-request-422": [add(width=0)],
    "request-id-missing": [ls()],
    "request-id-same": [ls(), ls()],
    "extra-members": [ls()],
    "reversed-keys": [ls()],
    "numbers-with-fractions": [ls()],
    "more-headers": [ls()],
    "own-texts": [add(by="read-only")],
    "image-unknown-named": [get(NOBODY)],
    "uppercase-ids": [add(), get()],
    "times-with-offset": [ls()],
    "times-with-fractions": [ls()],
    "size-measured": [add(alt="A", width=3, height=2)],
    "update-of-two": [add(), put(alt="A", position=1)],
    "position-digits": [add(position="1")],
    "bearer-tokens": [ls(by="bearer")],
    "missing-token-400": [ls(by="nobody")],
    "error-list": [ls(by="nobody")],
    "relative-address-refused": [add(src="//pictures.example.com/a.png")],
    "strict-addresses": [add(src="https://pictures.example.com/\u00e4.png")],
    "any-scheme": [add(src="ftp://pictures.example.com/a.png")],
    "conditions-required": [new(has_only_default_variant=False), new(inventory_tracking=True)],
    "default-variant": [new()],
    "oldest-first": [products(), products(per_page=1), products(per_page=1, cursor="p0")],
    "one-a-page": [products(), products(cursor="p1")],
    "no-main-empty": [new(), product("{0.product.id}"), products()],
    "cursors-left-out": [products(), products(per_page=1)],
    "last-variant-stays": [gone(GREEN), gone(WHITE)],
    "titles-from-options": [variant(), variant(method="PUT", option1="Red"), variant()],
    "cents": [variant(method="PUT", price="7"), variant()],
    "long-addresses": [add(src=PICTURE + "?" + "x" * 2048)],
    "existence-first": [add(NOBODY, width=0), put(NOBODY, width=0)],
    "published-limits": [ls()] * 41,
}
"""Requests whose answers each fault and each variant changes."""

ORDINARY = [
    *(add(), add(position=1, alt="A", width=3, height=2), ls(), count(), get(), product()),
    *(put(position=2), put(alt="B"), put(src="//pictures.example.com/b.png"), put(), put(width=0)),
    *(add(position=0), add(src=""), add(src="x"), BARE, add(position="1"), add(alt=None), ls()),
    *(ls("x"), get("x"), get(NOBODY), get(at=SHIRT), rm(at=SHIRT), ls(NOBODY), count(NOBODY)),
    *(
        ls(by="nobody"),
        ls(by="inactive"),
        ls(by="outsider"),
        add(by="read-only"),
        ls(by="read-only"),
    ),
    *(new(images=TWO, variants=[{"price": "1.00"}]), new(title=None), new(variants=[{}]), new()),
    *(products(), products(per_page=1), products(per_page=1, cursor="p3"), products(per_page=0)),
    *(
        products(per_page=1, pre_cursor="p2"),
        products(ids=MUG),
        products(title="Mug"),
        variant(WHITE),
    ),
    *(
        variant(method="PUT", image_id="{0.image.id}"),
        variant(),
        rm(),
        variant(),
        rm(),
        get(),
        ls(),
    ),
    *(variant("x"), variant(NOBODY), variant(method="PUT", price="much")),
    *(gone(GREEN, at) for at in (SHIRT, MUG, MUG)),
    *(
        product(method="DELETE"),
        product(method="DELETE"),
        product(),
        ls(),
        products(),
        variant(WHITE),
    ),
    ask("POST", f"/products/{SHIRT}/images", b"{"),
    ask("POST", f"/products/{SHIRT}/images", []),
]
"""Requests of all kinds, for what must hold of every answer."""
