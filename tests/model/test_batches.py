"""What is wrong with the words of views, states and tracking is told plainly."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.document import DocumentError, load
from mockserver.standin import StandIn, bundled

TEXT = bundled()["akinon"].read_text()


def spoilt(tmp_path: Path, old: str, new: str) -> str:
    assert old in TEXT
    (tmp_path / "spoilt.yaml").write_text(TEXT.replace(old, new, 1))
    with pytest.raises(DocumentError) as wrong:
        StandIn(load(tmp_path / "spoilt.yaml"))
    return str(wrong.value)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("view: {same: listProductImages}", "view: {same: listOthers}", "'listOthers'"),
        ("view: {same: listProductImages}", "view: {same: listProducts}", "'listProducts'"),
        (
            "view: {same: listProductImages}",
            "view: {same: listProductImagesDetailed}",
            "a view that refers to itself",
        ),
        ("union: [listInserts, listUpdates]", "union: [listInserts, x]", "'x'"),
        (
            "        read: ProductImage\n",
            "        read: ProductImage\n        when-empty: [200]\n",
            "'when-empty' on an operation that does 'read'",
        ),
        (
            "view: {same: listProductImages}",
            "view: {same: listProductImages, subset: listInserts}",
            "`same` with subset",
        ),
        (
            "        identifier: {field: pk}\n",
            "        identifier: {field: pk}\n        position: {field: order}\n",
            "'replace-all' of DownloadableImage, which has the word 'position'",
        ),
        ("          of: IntegrationAction\n", "          of: Action\n", "'Action'"),
        ("object_id: $item.pk\n", "state: $item.pk\n", "which is not unique"),
        ("object_id: $item.pk\n", "object_id: $item.number\n", "'number'"),
        ("channel_id: $path.channel_id", "channel_id: $path.channel", "'channel'"),
        ("channel_id: $path.channel_id", "channel_id: $here.channel_id", "'$here'"),
        ("version_date: {before: modified_date}", "version_date: {before: changed}", "'changed'"),
        ("version_date: {before: modified_date}", "version: {before: modified_date}", "'version'"),
        ("version_date: {before: modified_date}", "version_date: {after: x}", "'after'"),
        ("start: initialized", "start: new", "the state 'new'"),
        ("          field: status\n", "          field: state\n", "'state'"),
        ("alone: {commit: content_type}", "alone: {commit: kind}", "'kind'"),
        ("fixed: {commit: [content_type]}", "fixed: {committed: [content_type]}", "'committed'"),
        ("each: objects", "each: elements", "'elements'"),
        ("by: IntegrationAction", "by: Product", "which is not unique"),
        (
            "x-behaviour: {made-by: integer}}\n        channel_id",
            "x-behaviour: {}}\n        channel_id",
            "whose identifier nobody makes",
        ),
        ("by: IntegrationAction", "by: ProductImage", "whose parent is Product"),
        (
            "key: pk, of: {productimage: ProductImage",
            "key: pk, of: {productimage: Image",
            "'Image'",
        ),
        ("remote_id: $each.remote_id", "remote_id: $each.id", "'id'"),
        ("remote_id: $each.remote_id", "remote: $each.remote_id", "'remote'"),
        ("$tracker.handed_date]", "$trackers.handed_date]", "'$trackers'"),
        ("begin: commit", "begin: sent_to_remote", "'sent_to_remote'"),
        ("under-way: {status: processing, ", "under-way: {stage: processing, ", "'stage'"),
        (
            "local_batch_id: $item.local_batch_id}",
            "local_batch_id: $item.batch_id}",
            "'batch_id'",
        ),
        ("on-delete: fail\n", "on-delete: failed\n", "'failed'"),
        ("may-become: ProductImage", "may-become: Image", "'Image'"),
        (
            "            fail:\n              - - *f",
            "            lost:\n              - - *f",
            "'lost'",
        ),
        ("$tracker.former_batch_id", "$tracker.former_batch", "'former_batch'"),
        ("under: {member: product,", "under: {member: products,", "'products'"),
        ("property: sku,", "property: name,", "'name'"),
        ("list: images, by: url}", "list: images, by: address}", "'address'"),
        ("list: images, by: url}", "list: pictures, by: url}", "'pictures'"),
        ("of: Product, by: any-of", "of: Channel, by: any-of", "'Channel'"),
        ("field: product_type, of: Product", "field: type, of: Product", "'type'"),
        ("create: Product, under: 1", "create: Products, under: 1", "'Products'"),
        ("create: Product, under: 1", "create: Product, under: 77", "a fixture that is answered"),
        ("{create: Product, under: 1,", "{create: Product,", "no `under`"),
        ("{create: Channel, body", "{create: Channel, under: 1, body", "has no parent"),
        (
            "create: Product, under: 1",
            "create: Product, under: [1, 77]",
            "a fixture that is answered",
        ),
        (", shared: true}", "}", "2 parents, but Product is not `shared`"),
        (
            "shared: true}\n        unique",
            "shared: true}\n        exclusive: {field: sku}\n        unique",
            "`shared` beside `exclusive`",
        ),
        (
            "parent: {resource: Product, on-delete: cascade}",
            "parent: {resource: BatchRequest, on-delete: cascade, shared: true}",
            "`shared`, while deleteBatchRequest deletes",
        ),
        ("{sku: SHIRT-1,", "{sku: MUG-1,", "a fixture that is answered"),
        ("{sku: SHIRT-1,", "{skew: SHIRT-1,", "'skew'"),
        ("product_type: 1}", "product_type: 9}", "the value 9"),
        ("flag-of: {property: status", "flag-of: {property: state", "'state'"),
        ("of: image, measure: height}", "of: image}", "`picture` without `of` and `measure`"),
        (
            "x-behaviour: {made-by: parent}\n        source",
            "x-behaviour: {merged-by: pk}\n        source",
            "of type array",
        ),
    ],
)
def test_what_means_nothing_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert told in spoilt(tmp_path, old, new)
