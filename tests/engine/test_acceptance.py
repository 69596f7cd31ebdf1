"""What a client accepts, and what it is answered in (RFC 9110, section 12.5.1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.acceptance import acceptable

JSON, XML, HTML = "application/json", "application/xml", "text/html"
OFFERS = (JSON, XML, HTML)


@pytest.mark.parametrize(
    ("accepted", "told"),
    [
        (JSON, JSON),
        (XML, XML),
        ("text/*", HTML),
        ("application/*", JSON),
        ("application/xml, application/json;q=0.9", XML),
        ("application/xml;q=0.5, text/html;q=0.7", HTML),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", HTML),
        ("*/*, application/json;q=0", XML),
        ("application/json;q=0, application/xml;q=0", None),
        ("*/*;q=0.1, text/*;q=0.5", HTML),
        ("APPLICATION/XML ; Q=1", XML),
        ("application/xml;q=lots", XML),
        ("image/png", None),
        ("", JSON),
        ("nonsense", JSON),
        (", ,", JSON),
        ("application/json;charset=latin-1", JSON),
    ],
)
def test_the_most_welcome_type_is_told(accepted: str, told: str | None) -> None:
    chosen = acceptable(OFFERS, accepted)
    assert (chosen and chosen[1]) == told
    if chosen:
        assert OFFERS[chosen[0]] == told


def test_parameters_tell_versions_apart() -> None:
    offers = ("application/json; version=1", "application/json; version=2")
    assert acceptable(offers, "application/json;version=2") == (1, offers[1])
    assert acceptable(offers, "application/json;version=3") is None
    assert acceptable(offers, 'application/json;version="2", */*;q=0.1') == (1, offers[1])


@pytest.mark.parametrize(
    ("offer", "accepted", "told"),
    [
        ("*/*", "text/html, */*;q=0.1", "application/json"),
        ("*/*", "application/xml", "application/xml"),
        ("image/*", "image/webp", "image/webp"),
        ("text/*", "text/csv", "text/csv"),
        ("text/*", "application/json", None),
    ],
)
def test_of_a_range_what_is_accepted_is_told(offer: str, accepted: str, told: str | None) -> None:
    chosen = acceptable((offer,), accepted)
    assert (chosen and chosen[1]) == told


@given(st.text(max_size=60))
def test_whatever_is_accepted_something_is_chosen_or_nothing(accepted: str) -> None:
    chosen = acceptable(OFFERS, accepted)
    assert chosen is None or OFFERS[chosen[0]] == chosen[1]


@given(st.permutations(OFFERS), st.sampled_from(OFFERS))
def test_what_alone_is_accepted_is_told_wherever_it_stands(
    offers: list[str], accepted: str
) -> None:
    assert acceptable(tuple(offers), accepted) == (offers.index(accepted), accepted)
