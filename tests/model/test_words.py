from typing import Any

import pytest

from mockserver.model.words import Site, mistakes


@pytest.mark.parametrize(
    ("site", "value", "path", "found", "expected"),
    [
        ("schema", {"exclusive": 1}, ("exclusive",), "1", "an object of field (required)"),
        ("schema", {"exclusive": {}}, ("exclusive",), "{}", "field (required)"),
        ("schema", {"order": []}, ("order",), "[]", "a list of a string, size at least 1"),
        ("schema", {"scope": {"a": 1}}, ("scope", "a"), "1", "a string"),
        ("property", {"like-sent": False}, ("like-sent",), "False", "true, the only value"),
        (
            "property",
            {"canonical": "x"},
            ("canonical",),
            "'x'",
            "uuid, number or an object of digits",
        ),
        ("operation", {"page": {"number": "a"}}, ("page",), "{'number': 'a'}", "size (required)"),
        ("operation", {"filter": {"a": {"b": 1}}}, ("filter", "a", "b"), "'b'", "field (req"),
        ("root", {"errors": {"nope": {}}}, ("errors", "nope"), "'nope'", "keys match ^(default"),
        ("root", {"limits": {"windows": [{}]}}, ("limits", "windows", 0), "{}", "requests (req"),
        ("root", {"rules": {"A": {"says": "too short"}}}, ("rules", "A", "says"), "too", "10"),
    ],
)
def test_a_mistake_says_where_what_and_what_instead(
    site: Site, value: Any, path: tuple[Any, ...], found: str, expected: str
) -> None:
    told = [each for each in mistakes(value, (site,)) if each.path == path]
    assert any(found in each.found and expected in each.expected for each in told), told
    assert all(each.remedy for each in told)


def test_a_word_of_another_site_is_sent_there() -> None:
    [mistake] = mistakes({"requires": []}, ("schema", "property"))
    assert mistake.remedy == "this word belongs at the operation"
