"""A mutant behind a port is as broken as in process."""

from __future__ import annotations

from dataclasses import replace

import httpx

from contract_tests.mutants.catalogue import catalogue
from contract_tests.mutants.fault import Fault, Mutant
from contract_tests.mutants.served import Broken
from contract_tests.serving import Understudy
from mockserver.document import load
from mockserver.model.compile import compiled
from mockserver.standin import bundled, open_standin

NAME = "shoplazza"
DOCUMENT = load(bundled()[NAME])
API = compiled(DOCUMENT)


def answers(standin: Broken) -> list[tuple[int, object]]:
    served = Understudy(standin, port=False)
    facts = standin.fixtures()
    known = facts["known"]["Product"][0]["product_id"]
    with httpx.Client(transport=served.transport(), base_url=served.url) as client:
        client.headers.update(served.headers)
        found = []
        for path in (f"/products/{known}", f"/products/{known}/images", "/products/odd", "/odd"):
            answer = client.get(path)
            found.append((answer.status_code, answer.json()))
        bare = client.get(f"/products/{known}", headers={"access-token": "no"})
        found.append((bare.status_code, bare.json()))
    served.close()
    return found


def test_without_a_fault_it_is_the_stand_in() -> None:
    right = Mutant(api=NAME, kind="", rules=(), way="", at="", says="", fault=Fault())
    told = answers(Broken(DOCUMENT, right))
    expected = answers(open_standin(bundled()[NAME], seed=1))  # type: ignore[arg-type]
    assert [status for status, _ in told] == [status for status, _ in expected]
    assert told[1:] == expected[1:]
    assert [status for status, _ in told] == [200, 200, 422, 404, 401]


def test_with_a_fault_it_is_not() -> None:
    every = {each.id: each for each in catalogue(DOCUMENT, API)}
    mutant = every[f"{NAME}/getProduct/(read)/201 instead of 200/always"]
    assert answers(Broken(DOCUMENT, mutant))[0][0] == 201
    assert answers(Broken(DOCUMENT, replace(mutant, fault=Fault())))[0][0] == 200
