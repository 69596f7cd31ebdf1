import socket
import time
from pathlib import Path

import pytest

from mockserver.pictures import Picture, recognise

SPACE = 'xmlns="http://www.w3.org/2000/svg"'


def size(data: str | bytes) -> tuple[int, int] | None:
    picture = recognise(data.encode() if isinstance(data, str) else data)
    if picture is None:
        return None
    assert picture == Picture(
        media_type="image/svg+xml", width=picture.width, height=picture.height
    )
    return picture.width, picture.height


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('width="20" height="10"', (20, 10)),
        ('width=" 20px " height="10.4px"', (20, 10)),
        ('width=".2" height="+1."', (1, 1)),
        ('width="100%" height="100%" viewBox="0 0 48 24"', (48, 24)),
        ('width="2cm" height="10" viewBox="-5,-5, 48,24"', (20, 10)),
        ('width="96" viewBox="0 0 48 24"', (96, 48)),
        ('height="12" viewBox="0 0 48 24"', (24, 12)),
        ('viewBox="0 0 48 24"', (48, 24)),
        ('viewBox="0 0 48"', (300, 150)),
        ('viewBox="0 0 -4 nan"', (300, 150)),
        ('width="0" height="1e9999"', (300, 150)),
        ('width="20"', (20, 150)),
        ('height="20"', (300, 20)),
        ("", (300, 150)),
    ],
)
def test_sizes(attributes: str, expected: tuple[int, int]) -> None:
    assert size(f"<svg {SPACE} {attributes}/>") == expected
    assert size(f"<svg {attributes}><g/></svg>") == expected
    assert size(f'<s:svg xmlns:s="http://www.w3.org/2000/svg" {attributes}/>') == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_encodings(encoding: str) -> None:
    text = f'\n<!-- é -->\n<svg {SPACE} width="4" height="5"/>'
    if encoding == "latin-1":
        text = '<?xml version="1.0" encoding="latin-1"?>' + text
    assert size(text.encode(encoding)) == (4, 5)


def test_a_doctype_may_name_the_root() -> None:
    assert size(f"<!DOCTYPE svg><svg {SPACE}/>") == (300, 150)


@pytest.mark.parametrize("system", ["http://127.0.0.1/x.dtd", "file:///etc/passwd"])
def test_a_dtd_that_is_only_named_is_not_fetched(
    system: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "socket", None)
    monkeypatch.setattr(Path, "open", None)
    assert size(f'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "{system}"><svg/>') == (300, 150)
    assert size(f'<!DOCTYPE svg SYSTEM "{system}"><svg>&x;</svg>') is None


def test_a_script_is_recognised_and_is_for_the_server_to_forbid() -> None:
    assert size(f"<svg {SPACE}><script>alert(1)</script></svg>") == (300, 150)


BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    "text",
    [
        "<html/>",
        '<svg xmlns="http://example.com/"/>',
        "<svgs/>",
        "<g><svg/></g>",
        "<svg>",
        "<svg/><svg/>",
        "<svg>&nbsp;</svg>",
        "<svg a=1/>",
        '<svg width="20000" height="20000"/>',
        "<?xml version='1.0' encoding='no-such'?><svg/>",
        f'<!DOCTYPE svg [<!ENTITY e0 "ha">{BOMB}]><svg>&e11;</svg>',
        '<!DOCTYPE svg [<!ENTITY unused "ha">]><svg/>',
        '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
        '<!DOCTYPE svg [<!ENTITY % x SYSTEM "http://127.0.0.1/x"> %x;]><svg/>',
        '<!DOCTYPE svg [<!ATTLIST g a CDATA "long">]><svg/>',
        "<svg>" + "<g>" * 256 + "</g>" * 256 + "</svg>",
        "<svg>" + "<g>" * 100_000,
        "<svg>" + " " * 5_000_000 + "</svg>",
    ],
    ids=lambda text: text[:50],
)
def test_what_is_unsafe_or_no_svg_is_none(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", None)
    monkeypatch.setattr(Path, "open", None)
    assert size(text) is None


def test_a_long_namespace_does_not_multiply() -> None:
    text = f'<svg {SPACE}><g xmlns="{"n" * 2_000_000}">{"<g/>" * 700_000}</g></svg>'
    start = time.process_time()
    assert size(text) is None
    assert time.process_time() - start < 5
