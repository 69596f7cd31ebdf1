"""Which file each part of an overlaid document came from."""

from __future__ import annotations

from mockserver.document.place import Place
from mockserver.document.pointer import ancestors, child
from mockserver.document.source import Source


class Origins:
    """The origin of every pointer: the main source, except where overlays wrote."""

    def __init__(self, main: Source) -> None:
        self._main = main
        self._moved: dict[str, tuple[Source, str]] = {}
        self._above: set[str] = set()  # what any of them may be below, so that few are looked for

    def copy(self) -> Origins:
        """Return the same origins, to be changed apart."""
        other = Origins(self._main)
        other._moved, other._above = dict(self._moved), set(self._above)
        return other

    def place(self, pointer: str) -> Place:
        """Return the place in the file that wrote the node, under the node's present pointer."""
        source, original = self.of(pointer)
        place = source.place(original)
        return Place(file=place.file, line=place.line, pointer=pointer)

    def of(self, pointer: str) -> tuple[Source, str]:
        """Return the source of a node and its pointer there."""
        if self._moved:
            for ancestor in ancestors(pointer):
                if ancestor in self._moved:
                    source, original = self._moved[ancestor]
                    return source, original + pointer[len(ancestor) :]
        return self._main, pointer

    def graft(self, pointer: str, source: Source, original: str) -> None:
        """Note that the node at `pointer`, and all below it, is `original` of `source`."""
        self._forget(pointer)
        self._move(pointer, (source, original))

    def drop(self, array: str, index: int, length: int) -> None:
        """Note that item `index` of an array of `length` goes: the later items move up by one."""
        self._forget(child(array, index))
        for later in range(index + 1, length):
            old, new = child(array, later), child(array, later - 1)
            origin = self.of(old)
            below = {
                new + pointer[len(old) :]: moved
                for pointer, moved in self._moved.items()
                if pointer.startswith(old + "/")
            }
            self.graft(new, *origin)
            for pointer, moved in below.items():
                self._move(pointer, moved)
            self._forget(old)

    def _move(self, pointer: str, origin: tuple[Source, str]) -> None:
        self._moved[pointer] = origin
        self._above.update(ancestors(pointer))

    def _forget(self, pointer: str) -> None:
        if pointer not in self._above:
            return
        self._moved.pop(pointer, None)
        for below in [key for key in self._moved if key.startswith(pointer + "/")]:
            del self._moved[below]
