"""An OpenAPI document with its places and its references."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from posixpath import dirname, relpath
from typing import Any
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit

from referencing import Registry, Specification
from referencing.exceptions import NoSuchAnchor, PointerToNowhere

from mockserver.document import overlay, structure, swagger
from mockserver.document.folder import Folder, Forbidden
from mockserver.document.origins import Origins
from mockserver.document.pausing import uncollected
from mockserver.document.place import DocumentError, Place, Problem, Unreadable, cut, shown
from mockserver.document.pointer import below, split, tokens
from mockserver.document.source import Source, read

SAFE_IN_FRAGMENT = "/~!$&'()*+,;=:@#"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A `$ref`: its text and the location (`other.yaml#/x`) of the node that holds it."""

    target: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Document:
    """An OpenAPI document after its overlays; references stay as they are written.

    A location (`at`) is `#/paths/~1a` in the main document, `other.yaml#/x` in another file of
    its folder; a bare pointer is read as one in the main document. `registry` holds the main
    document under `uri` and reads the other files of the folder when asked. `warnings` are the
    harmless problems met on loading. A `foreign` document is one that was written for others: it
    is served whatever is wrong in it.
    """

    path: Path
    content: dict[str, Any]
    uri: str
    registry: Registry[Any]
    warnings: tuple[Problem, ...]
    origins: Origins
    folder: Folder
    foreign: bool = False

    @property
    def version(self) -> str:
        """The text of `openapi` or `swagger`; `""` if neither is a string."""
        version = self.content.get("openapi", self.content.get("swagger"))
        return version if isinstance(version, str) else ""

    def place(self, at: str) -> Place:
        """Return the place of a location; of the nearest known ancestor if it is unknown."""
        name, pointer = split(at)
        if not name:
            return self.origins.place(pointer)
        try:
            return self.folder.source(name).place(pointer)
        except (Forbidden, Unreadable):
            return Place(file=name, line=1, pointer=pointer)

    def resolve(self, ref: str, at: str) -> tuple[Any, str]:
        """Return the node that a `$ref` written at `at` names, and that node's location.

        Raises DocumentError if there is no such node, or if it may not be read.
        """
        name = split(at)[0]
        known = self.folder.followed.get((name, ref))
        if known is None:
            known = self.folder.followed[name, ref] = self._lookup(ref, name, at)
        return known

    def follow(self, node: Mapping[str, Any], at: str) -> tuple[Mapping[str, Any], str]:
        """Follow the chain of `$ref`s from a node; return the first node without one.

        A node without `$ref` is returned with `at` as it came. The boolean schemas of 3.1 come
        back as `{}` and `{"not": {}}`. Raises DocumentError on a broken, forbidden or circular
        reference, and if the chain ends on something that is no mapping.
        """
        visited: list[str] = []
        while "$ref" in node:
            ref = node["$ref"]
            if not isinstance(ref, str):
                raise self._error(at, f"`$ref` with {shown(ref)}", "a string", "Quote it.")
            target, there = self.resolve(ref, at)
            if there in visited or there == at:
                raise self._error(
                    at,
                    f"the circular reference `{cut(ref)}`",
                    "references that end on a definition",
                    f"Replace one `$ref` of the circle through `{cut(there)}` by a definition.",
                )
            visited.append(there)
            if isinstance(target, bool):
                target = {} if target else {"not": {}}
            if not isinstance(target, Mapping):
                remedy = "Point the `$ref` at the object itself."
                raise self._error(
                    at, f"`{cut(ref)}`, which is {shown(target)}", "an object", remedy
                )
            node, at = target, there
        return node, at

    def reference_to(self, at: str) -> str:
        """Return the `$ref` by which the main document names a location."""
        name, pointer = split(at)
        own, other = (urlsplit(self.folder.uri(each)).path for each in ("", name))
        there = relpath(other, dirname(own)) if name else ""
        return f"{there}#{quote(pointer, safe=SAFE_IN_FRAGMENT)}"

    def references(self) -> Iterator[Reference]:
        """Yield every `$ref` of the main document and of the files it reaches.

        What stands in `example`, `default`, `enum` or an extension is data: no reference.
        """
        for name in self._files():
            for pointer, node in structure.objects(self._content(name)):
                ref = node.get("$ref")
                if isinstance(ref, str):
                    yield Reference(target=ref, at=below(f"{name}#", *tokens(pointer)))

    def read(self, uri: str) -> Any:
        """Return the content of a file of the folder; raises Forbidden or Unreadable."""
        return self._content(self.folder.name(uri))

    def resources(self) -> dict[str, Any]:
        """Return the content of the main document and of each file that it reaches, by URI."""
        return {self.folder.uri(name): self._content(name) for name in self._files()}

    def _files(self) -> Iterator[str]:
        waiting = [""]
        for name in waiting:
            yield name
            content = self._content(name)
            if not structure.leaves(content):
                continue
            refs = [node.get("$ref") for _, node in structure.objects(content)]
            for ref in dict.fromkeys(each for each in refs if isinstance(each, str)):
                other = self._readable(ref, name)
                if other is not None and other not in waiting:
                    waiting.append(other)

    def _readable(self, ref: str, name: str) -> str | None:
        try:
            other = self.folder.name(urldefrag(urljoin(self.folder.uri(name), ref)).url)
            self._content(other)
        except (Forbidden, Unreadable, ValueError):
            return None
        return other

    def _content(self, name: str) -> Any:
        return self.folder.source(name).content if name else self.content

    def _lookup(self, ref: str, name: str, at: str) -> tuple[Any, str]:
        expected, remedy = "a node that exists", "Correct the reference, or define what it names."
        try:
            base = self.folder.uri(name)
            uri, fragment = urldefrag(urljoin(base, ref))
            file = self.folder.name(uri)  # raises Forbidden before anything is read
            resolved = self.registry.resolver(self.folder.uri(file)).lookup(f"#{fragment}")
            return resolved.contents, below(f"{file}#", *tokens(unquote(fragment)))
        except Forbidden as error:
            found = f"the reference `{cut(ref)}` to {error}"
            expected = f"a file in the folder of `{self.path.name}`"
            remedy = "Copy the file into the folder and refer to the copy."
        except (PointerToNowhere, NoSuchAnchor, LookupError, TypeError, ValueError):
            found = f"the reference `{cut(ref)}` to nothing"
        except Exception as error:
            found = f"the reference `{cut(ref)}` that cannot be followed: {_reason(error)}"
        raise self._error(at, found, expected, remedy)

    def _error(self, at: str, found: str, expected: str, remedy: str) -> DocumentError:
        place = self.place(below(at, "$ref"))
        return DocumentError([Problem(place=place, found=found, expected=expected, remedy=remedy)])


@uncollected()
def load(
    path: Path,
    overlays: Sequence[Path] = (),
    *,
    root: Path | None = None,
    name: str | None = None,
    mend: bool = False,
) -> Document:
    """Read an OpenAPI document and apply overlays in order.

    References may lead anywhere below `root`, which is the document's own folder unless told;
    `name` is what messages call the document. With `mend` a document without behaviour words is
    brought into the form of OpenAPI 3 and rid of what is wrong in it, which is then only warned of.
    Raises Unreadable if a file cannot be read or parsed, or with `mend` is something else than an
    OpenAPI document, DocumentError with all its errors if the document is no mapping, repeats keys
    or an overlay cannot be applied.
    """
    source = read(path, name, lenient=mend)
    problems = list(source.problems)
    if not isinstance(source.content, dict):
        problem = _no_document(source, "a mapping that starts with `openapi`")
        raise Unreadable(problem) if mend else DocumentError([*problems, problem])
    if mend and not structure.is_openapi(source.content):
        raise Unreadable(_no_document(source, "`openapi` or `swagger`, and `paths`"))
    content, origins = source.content, Origins(source)
    foreign = mend and structure.is_foreign(content)
    if foreign:
        problems = [replace(each, severity="warning") for each in problems]
        content = swagger.converted(content, origins)
    for overlay_path in overlays:
        problems += overlay.apply(content, origins, read(overlay_path))
    if any(problem.severity == "error" for problem in problems):
        raise DocumentError(problems)
    main = path.resolve()
    folder = Folder(main, path.parent if root is None else root, root, lenient=foreign)
    resource = Specification.OPAQUE.create_resource(content)
    registry: Registry[Any] = Registry(retrieve=folder.retrieve)  # type: ignore[call-arg]
    document = Document(
        path=path,
        content=content,
        uri=main.as_uri(),
        registry=registry.with_resource(main.as_uri(), resource),
        warnings=tuple(problems),
        origins=origins,
        folder=folder,
        foreign=foreign,
    )
    return _mended(document) if foreign else document


def _mended(document: Document) -> Document:
    from mockserver.document.mending import mended

    return replace(document, warnings=(*document.warnings, *mended(document)))


def overlaid(document: Document, content: dict[str, Any], name: str) -> Document:
    """Return the document with one more overlay laid over it, which was made and not read; `name`
    is what messages call it. The document itself stays as it is.

    Raises DocumentError if the overlay cannot be applied.
    """
    source = Source(file=name, content=content, lines=_NoLines())
    changed, origins = deepcopy(document.content), document.origins.copy()
    problems = overlay.apply(changed, origins, source)
    if any(problem.severity == "error" for problem in problems):
        raise DocumentError(problems)
    resource = Specification.OPAQUE.create_resource(changed)
    return replace(
        document,
        content=changed,
        registry=document.registry.with_resource(document.uri, resource),
        warnings=(*document.warnings, *problems),
        origins=origins,
        folder=document.folder.afresh(),
    )


class _NoLines:
    """The lines of what was never a text."""

    def line(self, keys: list[str]) -> int:
        """Return the first line."""
        return 1


def _reason(error: BaseException) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, Unreadable):
            return f"{cause.problem.place}: {cause.problem.found}"
        cause = cause.__cause__
    return cut(str(error))


def _no_document(source: Source, expected: str) -> Problem:
    """Return what is said of a file whose root is something else than what was expected."""
    return Problem(
        place=source.place(""),
        found=f"{shown(source.content)} at the root",
        expected=expected,
        remedy="Check that this is an OpenAPI document.",
    )
