"""Forms of which a document says little."""

from pathlib import Path

import pytest

from contract_tests.arguments import Arguments
from contract_tests.requests import request_of
from contract_tests.script import Step
from contract_tests.session import encoded
from mockserver.document import load
from mockserver.engine.message import Form
from mockserver.model.compile import compiled


@pytest.mark.parametrize("form", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_form_without_known_fields_is_sent_as_one(tmp_path: Path, form: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(
        "openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths:\n  /a:\n    post:\n"
        f"      operationId: a\n      requestBody: {{content: {{{form}: "
        "{schema: {type: object}}}}\n      responses: {'200': {description: ''}}\n"
    )
    document = load(path, mend=True)
    api = compiled(document)
    arguments = Arguments(api, document, roles=[""], seed=1)
    body = arguments.sender(api.operations["a"]).bodies[0][1]
    for value in ({}, {"b": 1}, [1, 2], "c", None):
        sent = body.sent(value, arguments.draw(0.5))
        step = Step(operation="a", role="", media_type=form, body=sent)
        nothing = not sent and not form.startswith("multipart/")
        assert isinstance(request_of(api, step, {}).body, type(None) if nothing else Form)
        assert isinstance(encoded(step)[1], bytes)
