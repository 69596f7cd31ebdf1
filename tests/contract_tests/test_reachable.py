"""Who fetches what is behind addresses is sent those that it has shown."""

from __future__ import annotations

import time
from typing import Any

from contract_tests.examiner import Examiner
from contract_tests.seen import Plan
from contract_tests.session import Budget
from contract_tests.target import target_of
from mockserver.standin import bundled, open_standin
from tests.serving import serving_app, whole
from tests.strangers import bigcommerce

REFUSED = b'{"status": 400, "title": "It cannot be downloaded.", "type": "about:blank"}'


def fetching(app: Any) -> Any:
    """Return a server that can fetch nothing from where nobody is."""

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["method"] != "POST" or "_reset" in scope["path"]:
            await app(scope, receive, send)
            return
        body, read = await whole(receive)
        if b"example.com" in body:
            headers = [(b"content-type", b"application/json")]
            await send({"type": "http.response.start", "status": 400, "headers": headers})
            await send({"type": "http.response.body", "body": REFUSED})
            return
        await app(scope, read, send)

    return answer


def test_what_a_server_shows_it_can_fetch() -> None:
    standin = open_standin(bundled()["bigcommerce"], seed=1)
    with serving_app(fetching(bigcommerce.app(frozenset()))) as url:
        target = target_of(url, bigcommerce.FIXTURES, standin.api)
        budget = Budget(calls=2500, deadline=time.monotonic() + 60)
        report = Examiner(standin.document, standin.api, target, budget, Plan(seed=1)).examine()
    assert report.broken == ()
    made = [each for each in report.exchanges if each.operation == "createProductImage"]
    own = [each for each in made if b"storefront.example" in each.request_body]
    assert sum(each.status == 200 for each in own) > 5
