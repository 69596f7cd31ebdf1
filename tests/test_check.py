import copy
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from mockserver.check import examined, report
from mockserver.document import DocumentError, Unreadable, load, problems
from mockserver.model.compile import compiled
from mockserver.standin import bundled

SMALL = """\
openapi: 3.0.3
info: {title: Shelf, version: '1'}
security: [{Key: []}]
x-behaviour:
  sources: {page: https://shelf.example/docs}
  errors:
    default: {body: {error: $message}}
  limits: {windows: [{requests: 3, seconds: 1}], headers: {Left: $remaining}}
  credentials:
    full: {values: {Key: secret}, grants: [write], member-of: {shelf: [a]}}
  fixtures:
    - {operation: addShelf, body: {name: a}}
    - {operation: addBook, path: {shelf: a}, body: {title: One}}
paths:
  /shelves:
    post:
      operationId: addShelf
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/Shelf'}}}
      responses:
        '201':
          description: It.
          content: {application/json: {schema: {$ref: '#/components/schemas/Shelf'}}}
      x-behaviour: {create: Shelf, requires: [write]}
  /shelves/{shelf}/books:
    parameters:
      - {name: shelf, in: path, required: true, schema: {type: string}}
    post:
      operationId: addBook
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}
      responses:
        '201':
          description: It.
          content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}
      x-behaviour:
        create: Book
        member: shelf
        set: {note: $body.note}
    get:
      operationId: listBooks
      parameters:
        - {name: page, in: query, schema: {type: integer, minimum: 1, default: 1}}
        - {name: size, in: query, schema: {type: integer, minimum: 1, default: 9}}
        - {name: title, in: query, schema: {type: string}}
      responses:
        '200':
          description: Them.
          content: {application/json: {schema: {type: array, items: {type: object}}}}
      x-behaviour:
        list: Book
        page: {number: page, size: size}
        filter: {title: {field: title}}
        rules:
          S-1: {says: The first page is page 1., documented: parameters.page.minimum, see: page}
components:
  securitySchemes:
    Key: {type: apiKey, in: header, name: X-Key}
  schemas:
    Shelf:
      type: object
      required: [name]
      properties:
        name: {type: string}
        books:
          type: array
          readOnly: true
          items: {$ref: '#/components/schemas/Book'}
          x-behaviour: {children: Book}
      x-behaviour:
        identifier: {field: name, path: shelf}
    Book:
      type: object
      required: [title]
      properties:
        id: {type: string, readOnly: true, x-behaviour: {made-by: uuid}}
        title: {type: string, maxLength: 9, pattern: '^[A-Z]'}
        note: {type: string, nullable: true}
        best: {type: boolean, default: false}
        place: {type: integer}
      x-behaviour:
        identifier: {field: id}
        parent: {resource: Shelf}
        exclusive: {field: best}
        order: [-best, title]
        rules:
          S-2: {says: At most one book is the best., inferred: exclusive.at-most-one}
"""

MISTAKES: dict[str, tuple[str, str, str, str]] = {
    # name: (what is replaced, by what; of the message: a part of found, a part of expected)
    "an unknown word": ("exclusive: {", "exclusiv: {", "exclusiv'", "exclusive"),
    "a word at the wrong site": (
        "{create: Shelf,",
        "{create: Shelf, order: [name],",
        "'order'",
        "one of: answer, attach",
    ),
    "words that are no object": ("{made-by: uuid}", "[made-by]", "['made-by']", "an object"),
    "a value of the wrong type": ("order: [-best, title]", "order: title", "'title'", "a list"),
    "a value out of range": ("requests: 3", "requests: 0", "0", "minimum 1"),
    "a value that is none of those": ("by: uuid", "by: magic", "'magic'", "shortuuid"),
    "an unknown member": (
        "exclusive: {field: best}",
        "exclusive: {field: best, wen: 1}",
        "'wen'",
        "on-delete",
    ),
    "a missing member": ("exclusive: {field: best}", "exclusive: {may: none}", "may", "field"),
    "an unknown resource in create": ("create: Book", "create: Bok", "'Bok'", "Shelf, Book"),
    "an unknown parent": ("parent: {resource: Shelf}", "parent: {resource: X}", "'X'", "Shelf"),
    "unknown children": ("{children: Book}", "{children: Boks}", "'Boks'", "Shelf, Book"),
    "children of another": ("{children: Book}", "{children: Shelf}", "'Shelf'", "`parent"),
    "an unknown property in order": ("[-best, title]", "[-besst]", "'besst'", "id, title"),
    "an unknown property in exclusive": ("{field: best}", "{field: bst}", "'bst'", "best"),
    "an exclusive text": ("{field: best}", "{field: note}", "'note'", "boolean"),
    "an unknown identifier": (
        "identifier: {field: id}",
        "identifier: {field: key}",
        "'key'",
        "id, title",
    ),
    "an unknown property in scope": (
        "{field: id}",
        "{field: id}\n        scope: {shelf: room}",
        "'room'",
        "id, title",
    ),
    "an unknown property in position": (
        "order: [-best, title]",
        "position: {field: nr}",
        "'nr'",
        "place",
    ),
    "an unknown clause": ("exclusive.at-most-one", "exclusive.most", "most'", "demotes"),
    "a clause of nothing here": (
        "parameters.page.minimum",
        "parameters.pag.minimum",
        "parameters.pag'",
        "parameters.page",
    ),
    "a rule id used twice": ("          S-1:", "          S-2:", "a second rule S-2", "one, as at"),
    "a rule that nothing keeps": (
        ", inferred: exclusive.at-most-one",
        "",
        "says",
        "documented or the member inferred",
    ),
    "an unknown source": ("see: page}", "see: pag}", "'pag'", "one of: page"),
    "an unknown variable in an error": ("error: $message", "error: $mesage", "$mesage", "$me"),
    "an unknown variable in a limit": ("$remaining", "$left", "$left", "$remaining"),
    "an unknown variable in set": ("note: $body.note", "note: $body.x", "$body.x", "$body.note"),
    "two actions": ("{create: Shelf,", "{create: Shelf, read: Shelf,", "create and read", "one"),
    "an unknown security scheme": ("values: {Key:", "values: {Ky:", "'Ky'", "Key"),
    "an unknown required scheme": ("security: [{Key", "security: [{Kei", "'Kei'", "Key"),
    "an unknown operation in fixtures": ("operation: addBook", "operation: ad", "'ad'", "addBook"),
    "an unknown role in fixtures": (
        "body: {name: a}}",
        "as: who, body: {name: a}}",
        "'who'",
        "full",
    ),
    "a fixture that fails": (
        "body: {title: One}",
        "body: {title: one}",
        "400: body title",
        "succeeds",
    ),
    "a fixture under nothing": ("path: {shelf: a}", "path: {shelf: b}", "403", "succeeds"),
    "a broken reference": (
        "schema: {$ref: '#/components/schemas/Shelf'}}}\n      r",
        "schema: {$ref: '#/nope'}}}\n      r",
        "#/nope",
        "exists",
    ),
    "a repeated key": ("openapi: 3.0.3\n", "openapi: 3.0.3\nopenapi: 3.0.3\n", "openapi", ""),
    "no responses": (
        "          description: Them.\n",
        "          descripton: Them.\n",
        "descript",
        "",
    ),
    "a bad pattern": ("'^[A-Z]'", "'^[A-Z'", "^[A-Z", "regex"),
    "an unknown parameter in page": ("number: page", "number: pge", "'pge'", "page, size"),
    "an unknown parameter in filter": ("{title: {field", "{tit: {field", "'tit'", "title"),
    "an unknown property in filter": (
        "{title: {field: title",
        "{title: {field: t",
        "'t'",
        "id, title",
    ),
    "an unknown property in set": ("set: {note:", "set: {not:", "'not'", "note"),
    "an unknown property in only-if": (
        "set: {note: $body.note}",
        "only-if: {nt: 1}",
        "'nt'",
        "note",
    ),
    "a value that does not fit": (
        "set: {note: $body.note}",
        "set: {note: 1}",
        "the value 1",
        "allows",
    ),
    "a member that names nothing": ("member: shelf", "member: sh", "'sh'", "shelf, id"),
    "an unknown answer variable": (
        "list: Book",
        "list: Book\n        answer: {a: $itms}",
        "$itms",
        "$items",
    ),
    "a made value without its maker": ("made-by: uuid", "made-by: server", "`server`", "stand-in"),
    "a made value without its parent": (
        "name: {type: string}",
        "name: {type: string, x-behaviour: {made-by: parent}}",
        "no `parent`",
        "parent",
    ),
    "an address of nothing": ("made-by: uuid", "made-by: url", "without `of`", "`of`"),
    "a flag of nothing": (
        "place: {type: integer}",
        "place: {type: integer, x-behaviour: {flag-of: nt}}",
        "'nt'",
        "note",
    ),
    "a path that names no parent": ("path: shelf}", "path: shelv}", "shelv", "shelf"),
    "words without identifier": (
        "        identifier: {field: id}\n",
        "",
        "without `identifier`",
        "identifier",
    ),
    "words where they mean nothing": (
        "info: {title: Shelf,",
        "info: {x-behaviour: {order: [a]}, title: Shelf,",
        "/info",
        "at the root",
    ),
    "a reference to nothing": (
        "note: {type: string, nullable: true}",
        "note: {type: string, x-behaviour: {references: {to: Nothing}}}",
        "the unknown resource 'Nothing'",
        "one of: Shelf, Book",
    ),
    "a reference by what the target has not": (
        "note: {type: string, nullable: true}",
        "note: {type: string, x-behaviour: {references: {to: Book, where: {colour: red}}}}",
        "the unknown property 'colour'",
        "id, title",
    ),
    "a single reference as if it were a list": (
        "note: {type: string, nullable: true}",
        "note: {type: string, x-behaviour: {references: {to: Book, on-delete: remove}}}",
        "`on-delete: remove` on 'note'",
        "one of: clear, keep",
    ),
    "siblings of another family": (
        "note: {type: string, nullable: true}",
        "note: {type: string, x-behaviour: {references: {to: Shelf, siblings: true}}}",
        "`siblings` of 'Shelf', whose parent is nothing",
        "a resource with the parent of Book",
    ),
    "a word inside the elements of a list": (
        "note: {type: string, nullable: true}",
        "note: {type: array, items: {properties: {a: {x-behaviour: {made-by: clock}}}}}",
        "a word on 'note.a'",
        "a property of an object",
    ),
    "a version that nobody makes": (
        "exclusive: {field: best}",
        "version: {field: place}",
        "the version 'place'",
        "`made-by`",
    ),
    "attaching to nothing": (
        "set: {note: $body.note}",
        "attach: {to: note, holder: Shelf, in: [books]}",
        "the unknown list of references 'books'",
        "there is none",
    ),
    "attaching by what is not sent": (
        "set: {note: $body.note}",
        "attach: {to: notes, holder: Shelf, in: [books]}",
        "the unknown body member 'notes'",
        "note",
    ),
    "temporary identifiers where nothing has one": (
        "set: {note: $body.note}",
        "temporary-ids: {prefix: '#'}",
        "an operation that does 'create'",
        "'upsert'",
    ),
    "a batch of creations": (
        "set: {note: $body.note}",
        "batch: all-or-nothing",
        "an operation that does 'create'",
        "upsert or read or delete",
    ),
    "related things that nobody asks for": (
        "filter: {title: {field: title}}",
        "related: {by: more}",
        "'more'",
        "page, size, title",
    ),
    "a count of what cannot be": (
        "exclusive: {field: best}",
        "unattached: {max: 3, where: {colour: red}}",
        "the unknown property 'colour'",
        "id, title",
    ),
    "a circle of parents": (
        "path: shelf}",
        "path: shelf}\n        parent: {resource: Book}",
        "Book → Shelf",
        "without one",
    ),
}


def broken(folder: Path, old: str, new: str) -> tuple[Path, int]:
    """Write the small document with one text replaced; return it and the line of the mistake."""
    assert old in SMALL
    path = folder / "shelf.yaml"
    text = SMALL.replace(old, new, 1)
    path.write_text(text)
    return path, _first_difference(SMALL, text)


def _first_difference(text: str, other: str) -> int:
    pairs = zip(text.splitlines(), other.splitlines(), strict=False)
    return next(number for number, (one, two) in enumerate(pairs, 1) if one != two)


def test_the_small_document_is_usable(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "shelf.yaml"
    path.write_text(SMALL)
    assert report([str(path)], []) == 0
    told = capsys.readouterr().out
    assert told.splitlines() == [
        "3 operations, 2 resources, 2 rules",
        f"{path}: usable, 0 warnings",
    ]


def test_a_folder_means_its_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "shelf.yaml").write_text(SMALL)
    assert report([str(tmp_path)], []) == 0
    assert report([str(tmp_path / "none")], []) == 2
    assert capsys.readouterr().out.splitlines()[1] == f"{tmp_path}: usable, 0 warnings"


def written(folder: Path, responses: Any, **version: str) -> str:
    """Write a document of somebody else's with one operation; return its path."""
    paths = {"/a": {"get": {"responses": responses}}}
    content = {**version, "info": {"title": "A", "version": "1"}, "paths": paths}
    path = folder / "a.json"
    path.write_text(json.dumps(content))
    return str(path)


def test_what_newer_and_older_documents_may_have_is_no_problem(tmp_path: Path) -> None:
    file = {"200": {"description": "It.", "schema": {"type": "file"}}}
    assert not examined(written(tmp_path, file, swagger="2.0"), []).problems
    assert not examined(written(tmp_path, {}, openapi="3.2.0"), []).problems


def test_a_reference_to_nothing_is_told_once(tmp_path: Path) -> None:
    content = {"application/json": {"schema": {"$ref": "no.yaml"}}}
    told = {"200": {"description": "It.", "content": content}}
    found = examined(written(tmp_path, told, openapi="3.1.0"), [])
    assert [each.remedy for each in found.problems] == ["Any value is accepted."]


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_is_explained(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new, found, expected = MISTAKES[name]
    path, line = broken(tmp_path, old, new)
    assert report([str(path)], []) == 1
    told = capsys.readouterr().out
    blocks = [block for block in told.split("\n\n") if block.startswith("error at ")]
    near = [f"{path}:{each}" for each in (line - 1, line, line + 1)]
    matching = [
        " ".join(block.split())
        for block in blocks
        if block.split()[2] in near and found in " ".join(block.split())
    ]
    assert matching, told
    parts = [each.partition(" expected ")[2].partition(" remedy ") for each in matching]
    assert any(expected in wanted and remedy for wanted, _, remedy in parts), told
    assert told.splitlines()[-1].startswith(f"{path}: {len(blocks)} problem")


def test_an_unknown_word_is_guessed(tmp_path: Path) -> None:
    path, _ = broken(tmp_path, "exclusive: {", "exclusiv: {")
    assert examined(str(path), []).problems[0].remedy == "did you mean 'exclusive'?"


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = SMALL.replace("order: [-best", "order: [-bst").replace("list: Book", "list: Boook")
    text = text.replace("description: Them.", "summary: Them.").replace("'^[A-Z]'", "'^[A-Z'")
    path = tmp_path / "shelf.yaml"
    path.write_text(text + "  x-other: 1\n")
    finding = examined(str(path), [])
    told = "\n".join(map(str, finding.problems))
    assert all(each in told for each in ("'bst'", "'Boook'", "`summary`", '"^[A-Z"', "x-other"))
    assert [each.severity for each in finding.problems][-1] == "warning"


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("grants: [write], ", "", "'write', which no credential has"),
        (", member-of: {shelf: [a]}", "", "'shelf', which no credential has"),
        ("info: {title", "x-theirs: 1\ninfo: {title", "`x-theirs`"),
    ],
)
def test_warnings_leave_a_document_usable(
    old: str, new: str, found: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "shelf.yaml"
    fixtures = SMALL[SMALL.index("  fixtures:") : SMALL.index("paths:")]
    path.write_text(SMALL.replace(fixtures, "").replace(old, new))
    assert report([str(path)], []) == 0
    told = capsys.readouterr().out
    assert f"warning at {path}:" in told
    assert found in told
    assert told.endswith(f"{path}: usable, 1 warning\n")


UNREADABLE: dict[str, Callable[[Path], object]] = {
    "missing": lambda path: None,
    "a directory": lambda path: path.mkdir(),
    "empty": lambda path: path.write_text(""),
    "binary": lambda path: path.write_bytes(b"\x89PNG\xff\x00\xfe"),
    "no YAML": lambda path: path.write_text("a: [1\nb: {"),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_cannot_be_read_is_told(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.yaml"
    UNREADABLE[kind](path)
    assert report([str(path)], []) == 2
    told = capsys.readouterr().out
    assert told.startswith(f"error at {path}:")
    assert told.endswith(f"{path}: cannot be read\n")


@pytest.mark.parametrize("text", ["[]", "1", "text", "null", "{}"])
def test_what_is_no_document_cannot_be_read(text: str, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(text)
    assert report([str(path)], []) == 2


def test_what_nobody_knows_to_serve_has_problems(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("openapi: 9.9.9")
    assert report([str(path)], []) == 1


def test_overlays_are_checked_in_their_place(tmp_path: Path) -> None:
    path, overlay = tmp_path / "shelf.yaml", tmp_path / "more.yaml"
    path.write_text(SMALL)
    head = "overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions:\n"
    overlay.write_text(
        head + "  - target: $.components.schemas.Book\n"
        "    update:\n      x-behaviour: {positon: {field: place}}\n"
    )
    finding = examined(str(path), [overlay])
    assert finding.code == 1
    assert str(finding.problems[0].place).startswith(f"{overlay}:6 ")
    overlay.write_text(head + "  - {target: 'not a path', update: {}}\n")
    assert examined(str(path), [overlay]).code == 1
    assert examined(str(path), [tmp_path / "none.yaml"]).code == 2


def test_the_worst_of_several_files_counts(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(SMALL)
    bad.write_text("openapi: 9.9.9")
    assert report([str(good), str(bad)], []) == 1
    assert report([str(tmp_path / "none.yaml"), str(good), str(bad)], []) == 2


@pytest.mark.parametrize("name", bundled())
def test_bundled_documents_have_no_problem(name: str) -> None:
    finding = examined(str(bundled()[name]), [])
    assert (finding.code, finding.problems) == (0, ())


REPLACEMENTS: list[Any] = [
    None, 1, -1.5, "x", "", [], {}, True, [1], ["a"], {"a": 1}, {"$ref": "#/nope"}, {"$ref": 1},
]  # fmt: skip


def mutated(content: Any, chance: random.Random) -> Any:
    """Return a copy with one node deleted, replaced or renamed, at any depth alike."""
    content = copy.deepcopy(content)
    node: Any = content
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        key = chance.choice(keys)
        inner = node[key]
        if not isinstance(inner, dict | list) or not inner or chance.random() < 0.15:
            break
        node = inner
    match chance.choice(("delete", "replace", "replace", "rename")):
        case "delete":
            del node[key]
        case "rename" if isinstance(node, dict):
            node[chance.choice(["x", "type", "items", "$ref", f"{key}s"])] = node.pop(key)
        case _:
            node[key] = copy.deepcopy(chance.choice(REPLACEMENTS))
    return content


@pytest.mark.parametrize("part", range(4))
def test_no_mutation_of_a_document_raises_anything_else(part: int, tmp_path: Path) -> None:
    original = load(bundled()["closient"]).content
    path = tmp_path / "mutant.yaml"
    for seed in range(part * 20, part * 20 + 20):
        path.write_text(yaml.safe_dump(mutated(original, random.Random(seed)), sort_keys=False))
        _survives(path, seed)


def _survives(path: Path, seed: int) -> None:
    try:
        document = load(path)
        found = problems(document)
        compiled(document)
    except Unreadable:
        return
    except DocumentError as error:
        assert error.problems
        clean = error.problems and not any(p.severity == "error" for p in found)
        unforeseen = [p for p in error.problems if "cannot be compiled (" in p.found]
        assert not (clean and unforeseen), (seed, unforeseen)
    finding = examined(str(path), [])
    assert not any("cannot be carried out" in each.found for each in finding.problems), seed


NOTES = """
openapi: {version}
info: {{title: t, version: '1'}}
paths:
  /notes:
    post:
      operationId: createNote
      requestBody:
        content: {{application/json: {{schema: {{$ref: '#/components/schemas/Text'}}}}}}
      responses: {{'201': {{description: ok}}}}
      x-behaviour: {{create: Note}}
    get:
      operationId: listNotes
      parameters:
        - {{name: page, in: query, schema: {{type: {page}}}}}
        - {{name: size, in: query, schema: {{type: integer}}}}
      responses: {{'200': {{description: ok}}}}
      x-behaviour: {{list: Note, page: {{number: page, size: size}}{extra}}}
components:
  schemas:
    Note:
      type: object
      properties:
        id: {{{id}}}
        text: {{type: string}}
        done: {{type: boolean, x-behaviour: {{flag-of: text}}}}
      x-behaviour: {{identifier: {{field: id}}, order: [{order}]}}
    Text: {{type: object, properties: {{text: {{type: string}}}}}}
    Id: {{type: string}}
"""
SOUND = {
    "version": "3.0.3",
    "page": "integer",
    "extra": "",
    "id": "type: string, x-behaviour: {made-by: uuid}",
    "order": "text",
}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, ""),
        ({"id": "type: string"}, "an identifier that nobody makes: createNote cannot carry 'id'"),
        ({"id": "type: integer, x-behaviour: {made-by: uuid}"}, "uuid as the maker of a property"),
        ({"id": "type: string, x-behaviour: {made-by: clock}"}, "an identifier made by clock"),
        (
            {"id": "$ref: '#/components/schemas/Id', x-behaviour: {made-by: uuid}"},
            "beside a `$ref`",
        ),
        ({"order": "id"}, "an order by 'id', which is the identifier"),
        ({"order": "done"}, "an order by 'done', which is worked out when it is shown"),
        ({"page": "string"}, "the parameter 'page' of string"),
        ({"extra": ", filter: {page: {field: done}}"}, "the property 'done', which is worked out"),
        ({"extra": ", set: {text: x}"}, "'set' on an operation that does 'list'"),
        ({"extra": ", only-if: {text: x}"}, "'only-if' on an operation that does 'list'"),
        (
            {"extra": ", rules: {N-1: {says: Nothing is kept., inferred: create.shown}}"},
            "of a word that is not here",
        ),
        ({"extra": "}\n      x-behavior: {read: Note"}, "the key `x-behavior`"),
        ({"version": "3.2.0"}, "3.2.0"),
    ],
)
def test_what_words_mean_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change: dict[str, str], found: str
) -> None:
    path = tmp_path / "notes.yaml"
    path.write_text(NOTES.format(**{**SOUND, **change}))
    code = report([str(path)], [])
    told = capsys.readouterr().out
    assert code == (1 if found else 0), told
    assert found in told
    assert "notes.yaml:" in told
