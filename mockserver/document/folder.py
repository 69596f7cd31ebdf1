"""The files a document may refer to: those inside one folder, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from referencing import Resource, Specification

from mockserver.document.place import Unreadable
from mockserver.document.source import Source, read


class Forbidden(Exception):
    """A reference that leaves the folder or would need the network; the text says which."""


class Folder:
    """The folder of a main document; files are read once, when a reference first needs them.

    `main` is the resolved path of the main document, `root` the folder if it is not the one in
    which that lies, `shown` the folder as messages name it. A `lenient` one reads what is no
    Unicode, too.
    """

    def __init__(
        self, main: Path, shown: Path, root: Path | None = None, *, lenient: bool = False
    ) -> None:
        self._main = main
        self._root = main.parent if root is None else root.resolve()
        self._shown, self._lenient = shown, lenient
        self._sources: dict[Path, Source | Unreadable] = {}
        self.followed: dict[tuple[str, str], tuple[Any, str]] = {}

    def afresh(self) -> Folder:
        """Return the same folder, with its files, for a document in which references may lead
        elsewhere.
        """
        other = Folder(self._main, self._shown, self._root, lenient=self._lenient)
        other._sources = self._sources
        return other

    def uri(self, name: str) -> str:
        """Return the URI of a file named as locations name it; `""` is the main document."""
        return (self._root / name if name else self._main).as_uri()

    def name(self, uri: str) -> str:
        """Return the name that locations use for the file at `uri`; raises Forbidden."""
        path = self._path(uri)
        return "" if path == self._main else path.relative_to(self._root).as_posix()

    def source(self, name: str) -> Source:
        """Return a file of the folder, parsed; raises Forbidden or Unreadable."""
        path = self._path(self.uri(name))
        if path not in self._sources:
            try:
                shown = self._shown / path.relative_to(self._root)
                self._sources[path] = read(path, str(shown), lenient=self._lenient)
            except Unreadable as error:
                self._sources[path] = error
        found = self._sources[path]
        if isinstance(found, Unreadable):
            raise found
        return found

    def retrieve(self, uri: str) -> Resource[Any]:
        """Return the resource at `uri`, as `referencing` asks; raises Forbidden or Unreadable."""
        content = self.source(self.name(uri)).content
        return Specification.OPAQUE.create_resource(content)

    def read_sources(self) -> list[Source]:
        """Return the files read so far."""
        return [source for source in self._sources.values() if isinstance(source, Source)]

    def _path(self, uri: str) -> Path:
        parts = urlsplit(uri)
        if parts.scheme != "file" or parts.netloc:
            raise Forbidden(f"an address outside the file system (`{parts.scheme}:`)")
        try:
            path = Path(unquote(parts.path)).resolve()
        except (ValueError, OSError, RuntimeError):
            raise Forbidden("an address that is no path") from None
        if path != self._main and not path.is_relative_to(self._root):  # it may be linked to
            raise Forbidden("a file outside the document's folder")
        return path
