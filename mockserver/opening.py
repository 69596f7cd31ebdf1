"""Where a document is: a file, the folder that has it, or an address from which it is fetched."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from mockserver.document import Place, Problem, Unreadable
from mockserver.document.source import read
from mockserver.document.structure import objects

if TYPE_CHECKING:
    import httpx

NAMES = ("openapi", "swagger", "api", "index")
ENDINGS = (".yaml", ".yml", ".json")
MOST_FILES = 1000
MOST_BYTES = 32 * 1024 * 1024
SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A document: its file, the folder in which its references may lead, None for its own, and
    what messages call it, None for its path.
    """

    path: Path
    root: Path | None = None
    name: str | None = None


def is_address(text: str) -> bool:
    """Return whether a text is the address of something on a web server."""
    return text.startswith(("http://", "https://"))


def located(text: str, root: Path | None = None) -> Location:
    """Return the location that a text of the command line means.

    A folder means the document in it; what is at an address is fetched, with the files below the
    same address to which it refers. Raises Unreadable if there is none.
    """
    if is_address(text):
        return fetched(text)
    path = Path(text)
    if path.is_dir():
        return Location(path=main_document(path), root=root or path)
    return Location(path=path, root=root)


def main_document(folder: Path) -> Path:
    """Return the one file of a folder that is an OpenAPI document; the one with a usual name if
    there are several. Raises Unreadable.
    """
    found = [
        path
        for path in sorted(folder.iterdir())
        if path.suffix in ENDINGS and path.is_file() and _is_document(path)
    ]
    usual = [path for name in NAMES for path in found if path.stem == name]
    if usual or len(found) == 1:
        return (usual or found)[0]
    names = ", ".join(path.name for path in found) or "none"
    raise _unreadable(
        str(folder),
        f"a folder with several OpenAPI documents ({names})"
        if found
        else "a folder without an OpenAPI document",
        "Name the document.",
    )


def _is_document(path: Path) -> bool:
    with path.open("rb") as file:
        start = file.read(20_000)
    return any(
        line.lstrip(b" {").startswith((b"openapi:", b"swagger:", b'"openapi"', b'"swagger"'))
        for line in start.splitlines()
    )


def fetched(address: str) -> Location:
    """Return the location of what was fetched from an address, with all files to which it refers
    and which are below the same folder of the same server. They are deleted at the end.
    """
    import httpx

    folder = Path(tempfile.mkdtemp(prefix="understudy-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with httpx.Client(timeout=SECONDS, headers={"accept": "*/*"}) as client:
        try:
            answer = client.get(address, follow_redirects=True)
            answer.raise_for_status()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _unreadable(address, f"no document ({error})", "Check the address.") from None
        url = urldefrag(str(answer.url)).url.partition("?")[0]
        main = folder / _file_name(url, answer.content)
        _keep(main, answer.content, address)
        base = url[: url.rindex("/") + 1] if urlsplit(url).path else f"{url}/"
        waiting, known = [(url, main)], {url}
        while waiting:
            here, path = waiting.pop()
            for there in _referred(here, path):
                if there in known or not there.startswith(base) or len(known) > MOST_FILES:
                    continue
                known.add(there)
                target = _below(folder, unquote(there[len(base) :]))
                if target is not None and (data := _file(client, there)) is not None:
                    _keep(target, data, there)
                    waiting.append((there, target))
    return Location(path=main, name=address)


def _file(client: httpx.Client, address: str) -> bytes | None:
    """Return what is at an address; a redirection might lead elsewhere and is not followed."""
    import httpx

    try:
        answer = client.get(address, follow_redirects=False)
    except (httpx.HTTPError, httpx.InvalidURL):
        return None
    return answer.content if answer.status_code == 200 else None


def _referred(address: str, path: Path) -> list[str]:
    """Return the addresses of the files to which a file refers."""
    try:
        content = read(path, address, lenient=True).content
    except Unreadable:
        return []
    found: dict[str, None] = {}
    for _, node in objects(content):
        ref = node.get("$ref")
        if isinstance(ref, str) and not ref.startswith("#"):
            try:
                found[urldefrag(urljoin(address, ref)).url] = None
            except ValueError:
                continue
    return list(found)


def _below(folder: Path, name: str) -> Path | None:
    """Return the path of a file below a folder, None for one that would be elsewhere."""
    parts = PurePosixPath(name).parts
    if not parts or ".." in parts or PurePosixPath(name).is_absolute() or "\0" in name:
        return None
    return folder.joinpath(*parts)


def _keep(path: Path, data: bytes, address: str) -> None:
    if len(data) > MOST_BYTES:
        found = f"more than {MOST_BYTES} bytes"
        raise _unreadable(address, found, "Serve a copy of the document.")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _file_name(url: str, data: bytes) -> str:
    name = unquote(urlsplit(url).path.rpartition("/")[2])
    if not name or "/" in name or "\0" in name or name in (".", ".."):
        name = "openapi"
    if Path(name).suffix not in ENDINGS:
        name += ".json" if data.lstrip()[:1] == b"{" else ".yaml"
    return name


def _unreadable(file: str, found: str, remedy: str) -> Unreadable:
    return Unreadable(
        Problem(
            place=Place(file=file, line=1),
            found=found,
            expected="an OpenAPI document",
            remedy=remedy,
        )
    )
