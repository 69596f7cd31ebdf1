from hypothesis import example, given
from hypothesis import strategies as st

from mockserver.pictures.placeholder import plan

sides = st.integers(1, 4096)


@given(sides, sides, st.text(max_size=200))
@example(4096, 1, "wide")
def test_text_stays_inside(width: int, height: int, label: str) -> None:
    placeholder = plan(width, height, label, label)
    for line in placeholder.lines:
        assert line.size / 2 <= line.y <= height - line.size / 2
        assert len(line.text) * line.size * 0.5 <= width
    if placeholder.lines:
        assert placeholder.lines[0].text == f"{width}x{height}"


@given(st.text(), sides, sides)
def test_colours_depend_on_the_label_only(label: str, width: int, height: int) -> None:
    one, other = plan(width, height, label, label), plan(10, 10, label, "")
    assert (one.light, one.dark, one.ink) == (other.light, other.dark, other.ink)


def test_a_small_picture_has_no_text() -> None:
    assert plan(16, 16, "icon", "icon").lines == ()
    assert [line.text for line in plan(300, 200, "cup", "cup").lines] == ["300x200", "cup"]
