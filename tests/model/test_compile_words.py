"""What the words on siblings, pictures and answers mean together is checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.document import DocumentError, load
from mockserver.model.compile import compiled
from mockserver.standin import bundled

GOOD = bundled()["bigcommerce"].read_text()

MISTAKES: dict[str, tuple[str, str, str, str]] = {
    # name: (what is replaced, by what; of the problem: a part of found, a part of expected)
    "a list in another order": (
        "order: [sort_order]",
        "order: [-sort_order]",
        "no list",
        "`order`",
    ),
    "no order": ("        order: [sort_order]\n", "", "no list is sorted", "beginning with"),
    "an unknown sort order": ("{field: sort_order}", "{field: order}", "'order'", "sort_order"),
    "a sort order that is a text": (
        "order: [sort_order]\n        sort-order: {field: sort_order}",
        "order: [description]\n        sort-order: {field: description}",
        "'description'",
        "type integer",
    ),
    "no room at all": ("capacity: {max: 1000", "capacity: {max: 0", "0", "minimum 1"),
    "an unknown status": ("may-ignore: [204]", "may-ignore: [202]", "'202'", "204"),
    "one more status": ("when-empty: [204, 200]", "when-empty: [205]", "'205'", "204"),
    "an unknown parameter of show": ("include: include\n", "include: inclde\n", "'inclde'", "page"),
    "an unknown property of show": (
        "[images, primary_image, variants]}",
        "[pics]}",
        "'pics'",
        "id",
    ),
    "a flagged child without a flag": (
        "{flagged: ProductImage}",
        "{flagged: ProductVariant}",
        "none has a flag",
        "`exclusive`",
    ),
    "an unknown flagged child": ("{flagged: ProductImage}", "{flagged: X}", "'X'", "Product"),
    "a flagged child of another": (
        "{flagged: ProductImage}",
        "{flagged: Product}",
        "'Product'",
        "`p",
    ),
    "a size of what is no address": (
        "x-behaviour: {made-by: parent}",
        "x-behaviour: {made-by: parent, sized: [1, 1]}",
        "`sized`",
        "`made-by: url`",
    ),
    "a size of one side": ("sized: [66, 100]", "sized: [66]", "[66]", "size at least 1"),
    "a message for nothing": (
        "message: {not: image_file must",
        "message: {nott: image_file must",
        "'nott'",
        "fetched.refused",
    ),
    "an unknown header variable": ("$reset-ms", "$reset-us", "$reset-us", "$reset-ms"),
    "an unknown error variable": ("{$field: $message}", "{$feld: $message}", "$feld", "$field"),
}


@pytest.mark.parametrize(("old", "new", "found", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_each_mistake_is_explained(
    tmp_path: Path, old: str, new: str, found: str, expected: str
) -> None:
    assert old in GOOD
    path = tmp_path / "api.yaml"
    path.write_text(GOOD.replace(old, new, 1))
    with pytest.raises(DocumentError) as error:
        compiled(load(path))
    told = [(each.found, each.expected) for each in error.value.problems]
    assert any(found in one and expected in other for one, other in told), told
