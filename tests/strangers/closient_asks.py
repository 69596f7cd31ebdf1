"""For each fault and variant of the stranger in Closient's style, requests that show it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tests.strangers.asking import Ask
from tests.strangers.closient_facts import CHOCOLATE, OURS, SOAP, SPARE, lengthened

PNG = b"\x89PNG\r\n\x1a\n" + bytes(8)
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' width='2' height='1'/>"
LONG = str(UUID(int=lengthened(OURS)))
BASE = "/dashboard/api/v1/trade-items"
FOREIGN = "05000112637922"


def up(
    title: str | None = None,
    primary: str | None = None,
    *,
    at: str = CHOCOLATE,
    file: tuple[str, bytes, str] | None = ("a.png", PNG, "image/png"),
    by: str = "full",
    organization: str = OURS,
) -> Ask:
    form = {"title": title, "is_primary": primary}
    return Ask(
        method="POST",
        path=f"{BASE}/{organization}/{at}/images",
        role=by,
        form={name: text for name, text in form.items() if text is not None},
        files={"image": file} if file else {},
    )


def ls(at: str = CHOCOLATE, by: str = "full", organization: str = OURS, **query: int) -> Ask:
    return Ask(method="GET", path=f"{BASE}/{organization}/{at}/images", role=by, query=query)


def rm(image: str, at: str = CHOCOLATE, by: str = "full") -> Ask:
    return Ask(method="DELETE", path=f"{BASE}/{OURS}/{at}/images/{image}", role=by)


def new(gtin: Any, by: str = "full", **given: Any) -> Ask:
    body = {"gtin": gtin, **given}
    return Ask(method="POST", path="/products/api/v1/products", role=by, body=body)


def claim(gtin: str = SPARE, by: str = "full") -> Ask:
    return Ask(method="POST", path=f"/products/api/v1/products/{gtin}/claim", role=by)


def get(gtin: str = CHOCOLATE, by: str = "full") -> Ask:
    return Ask(method="GET", path=f"/products/api/v1/trade-items/{gtin}", role=by)


TEXT = ("a.txt", b"This is no picture.", "text/plain")
DRAWING = ("a.svg", SVG, "image/svg+xml")
MANY = [up(str(number)) for number in range(11)]
SHOWN: dict[str, list[Ask]] = {
    "demotion-forgotten": [up("A", "true", at=SOAP), up("B", "true", at=SOAP), ls(SOAP)],
    "demotion-forgotten-from-three": [up(primary="true"), ls()],
    "demotion-everywhere": [up(primary="true", at=SOAP), ls()],
    "demoted-loses-title": [up(primary="true"), ls()],
    "demoted-created-renewed": [ls(), up(primary="true"), ls()],
    "demoted-vanishes": [up(primary="true"), ls()],
    "plain-upload-demotes": [up(), ls()],
    "primary-by-default": [up()],
    "primary-ignored": [up(primary="true")],
    "oldest-first": [up("A"), up("B"), ls()],
    "primary-not-first": [ls()],
    "page-gap": [up(), ls(page=2, page_size=1), ls(page=3, page_size=1)],
    "page-overlap": [ls(page=1, page_size=1), ls(page=2, page_size=1)],
    "page-size-ignored": [ls(page_size=1)],
    "page-size-default-ten": [*MANY, ls()],
    "page-size-unlimited": [ls(page_size=101)],
    "page-zero-accepted": [ls(page=0)],
    "past-end-refused": [ls(page=999)],
    "total-of-page": [ls(page_size=1)],
    "total-counts-deleted": [up(), rm("{0.id}"), ls()],
    "total-pages-floor": [up(), ls(page_size=2)],
    "has-next-on-last": [ls(page_size=1, page=2)],
    "has-previous-missing": [ls()],
    "stale-list": [up(), ls(), rm("{0.id}"), ls()],
    "foreign-images-listed": [ls(SOAP)],
    "id-given-again": [up(), rm("{0.id}"), up()],
    "id-as-uuid": [up()],
    "image-uuid-unknown": [up(), rm("{0.id!uuid}")],
    "organization-uuid-unknown": [ls(organization=LONG)],
    "gtin-not-padded": [ls(CHOCOLATE[1:])],
    "gtin-eight-not-padded": [new("96385074"), get("00000096385074"), get("96385074")],
    "gtin-any-length": [new("1234567"), get("1234567")],
    "gtin-letters-500": [ls("abcdefgh")],
    "gtin-taken-accepted": [new(CHOCOLATE), get()],
    "gtin-taken-padded-accepted": [new(CHOCOLATE[1:]), new(CHOCOLATE)],
    "deletion-ignored": [up(), rm("{0.id}"), ls()],
    "deletes-oldest": [up("new"), rm("{0.id}"), ls()],
    "deletes-under-other-product": [up(), rm("{0.id}", at=SOAP), ls()],
    "deletes-and-refuses": [up(), rm("{0.id}", at=SOAP), ls()],
    "delete-again-204": [up(), rm("{0.id}"), rm("{0.id}")],
    "delete-200": [up(), rm("{0.id}")],
    "any-file-accepted": [up(file=TEXT), ls()],
    "declaration-trusted": [up(file=("a.png", b"This is no picture.", "image/png"))],
    "svg-refused": [up(file=DRAWING)],
    "file-not-needed": [up("A", file=None), ls()],
    "title-unlimited": [up("x" * 256)],
    "title-cut": [up("x" * 65)],
    "title-null": [up()],
    "refused-upload-stored": [up(file=TEXT), ls()],
    "refused-upload-demotes": [up("x" * 256, "true"), ls()],
    "upload-200": [up()],
    "upload-shown-wrong": [up(primary="true"), ls()],
    "unknown-product-uploaded": [up(at=FOREIGN)],
    "unknown-product-listed": [ls(FOREIGN)],
    "created-without-zone": [ls()],
    "priority-negative": [up()],
    "image-url-missing": [ls()],
    "any-key": [get(by="invented")],
    "no-key": [get(by="nobody")],
    "viewer-uploads": [up(by="read-only")],
    "viewer-deletes": [up(), rm("{0.id}", by="read-only"), ls()],
    "stranger-lists": [ls(by="outsider")],
    "unowned-listed": [ls(SPARE)],
    "error-status-wrong": [ls(FOREIGN)],
    "error-bare": [ls(FOREIGN)],
    "limit-headers-missing": [ls()],
    "remaining-rises": [ls(), ls()],
    "retry-after-always": [ls()],
    "gtin-as-sent": [new("96385074")],
    "description-lost": [new("96385074", description="Gum")],
    "claim-not-kept": [claim(), get(SPARE)],
    "claim-twice": [claim(), claim(by="outsider"), get(SPARE)],
    "extra-members": [ls()],
    "reversed-keys": [ls()],
    "numbers-with-fractions": [ls()],
    "more-headers": [ls()],
    "own-texts": [ls(FOREIGN)],
    "empty-details": [ls(FOREIGN)],
    "times-with-offset": [ls()],
    "clock-in-seconds": [up(), up(), ls()],
    "first-is-primary": [new("96385074", organization_id=OURS), up(at="96385074")],
    "deletion-promotes": [up(primary="true"), rm("{0.id}"), ls()],
    "priority-grows": [up(), up(), ls()],
    "product-without-picture": [get()],
    "gtin-as-published": [ls("123456789"), new("123456789")],
    "separators": [get("07612345-678900"), new("5000112-637922")],
    "undecodable-422": [rm("z" * 22)],
    "file-refused-415": [up(file=TEXT)],
    "file-missing-400": [up("A", file=None)],
    "no-form-422": [Ask(method="POST", path=f"{BASE}/{OURS}/{SOAP}/images", body={})],
    "bad-input-400": [ls(page=0), up("x" * 256)],
    "declared-types": [up(file=("a.png", PNG, "text/plain"))],
    "non-member-404": [ls(by="outsider"), up(by="outsider")],
    "unowned-403": [ls(SPARE), up(at=SPARE)],
    "existence-first": [up("x" * 256, at=FOREIGN)],
    "published-limits": [ls()],
}
"""Requests whose answers each fault and each variant changes."""

ORDINARY = [
    *(ls(), ls(SOAP), ls(page=2, page_size=1), ls(page=9), ls(page=0), ls(page_size=101)),
    *(up("A", "true"), up("B", "false"), up(), up(file=DRAWING), ls(CHOCOLATE[1:]), get()),
    *(rm("{6.id}"), rm("{6.id}"), rm("{7.id}", at=SOAP), rm("{7.id}"), rm("x"), ls()),
    *(up(file=TEXT), up("A", file=None), up("x" * 256), up("A", "maybe"), up(at=FOREIGN)),
    *(ls(by="nobody"), ls(by="outsider"), up(by="read-only"), ls(SPARE), ls("123"), ls("abcdefgh")),
    *(new("96385074", organization_id=OURS), new("00000096385074"), new("5000112637922")),
    *(
        new("x"),
        new(None),
        new("4006381333931", by="read-only"),
        new("4006381333931", net_content=1),
    ),
    *(
        claim(),
        claim(),
        claim(FOREIGN, by="outsider"),
        claim("12345670"),
        get(SPARE),
        get("12345670"),
    ),
    Ask(method="POST", path="/products/api/v1/products", body=b"{"),
    Ask(method="POST", path=f"{BASE}/{OURS}/{SOAP}/images", body={}),
    *(
        up("C", "1", at=SPARE),
        ls(SPARE),
        up("D", "true", at="96385074"),
        ls("96385074"),
        get("96385074"),
    ),
]
"""Requests of all kinds, for what must hold of every answer."""
