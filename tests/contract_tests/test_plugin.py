"""The pytest plugin, as consumers meet it: their tests run in a pytest of their own."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from mockserver.standin import bundled

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[2]
PLUGIN = "contract_tests.plugin"
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)
NOTES = re.search(r"```yaml\n(openapi.*?)```", (ROOT / "docs/keywords.md").read_text(), re.DOTALL)
THREE_LINES = """
    import httpx

    def test_it(understudy):
        shop = understudy("square")
        with httpx.Client(base_url=shop.url, headers=shop.headers) as client:
            assert client.get("/v2/catalog/list").json()["objects"]
"""


@pytest.fixture
def consumer(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A consumer's folder with a document; this checkout's plugin is loaded by its module, as
    it may be installed or not.
    """
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    assert NOTES
    (pytester.path / "notes.yaml").write_text(NOTES[1])
    return pytester


def ran(consumer: pytest.Pytester, *options: str) -> pytest.RunResult:
    """Run the consumer's tests, with all warnings as errors."""
    return consumer.runpytest_subprocess("-p", PLUGIN, "-W", "error", *options, timeout=120)


@pytest.mark.parametrize("page", ["docs/pytest.md", "README.md"])
def test_the_examples_of_the_documentation(page: str, consumer: pytest.Pytester) -> None:
    examples = PYTHON.findall((ROOT / page).read_text())
    assert examples
    consumer.makepyfile(*examples)
    tests = sum(example.count("def test_") for example in examples)
    ran(consumer).assert_outcomes(passed=tests)


def test_pytest_finds_the_plugin() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["entry-points"]["pytest11"] == {"understudy": PLUGIN}
    assert project["scripts"]["understudy"] == "mockserver.cli:main"


def test_unused_it_imports_nothing_heavy(consumer: pytest.Pytester) -> None:
    """Neither loading the plugin nor collecting tests that have its fixture imports anything."""
    consumer.makepyfile(THREE_LINES.replace("    import httpx\n", ""))
    script = f"""
import sys, pytest
assert pytest.main(["-q", "-p", "{PLUGIN}", "--setup-plan"]) == 0
heavy = {{"connexion", "schemathesis", "hypothesis", "uvicorn", "httpx", "yaml", "mockserver"}}
assert "{PLUGIN}" in sys.modules
print("found", sorted(heavy & {{name.partition(".")[0] for name in sys.modules}}))
"""
    run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=consumer.path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "found []" in run.stdout


def test_three_lines_for_every_api(consumer: pytest.Pytester) -> None:
    consumer.makepyfile(
        """
        import httpx
        import pytest

        @pytest.mark.parametrize("port", [True, False])
        @pytest.mark.parametrize("name", NAMES)
        def test_it(understudy, name, port):
            api = understudy(name, port=port)
            below = api.standin.api.server_path
            assert api.url.endswith(below)
            assert name in repr(api)
            address = api.standin.first_curl(api.url.removesuffix(below)).rpartition(" ")[2]
            way = None if port else api.transport()
            with httpx.Client(headers=api.headers, transport=way) as client:
                answer = client.get(address)
                assert answer.status_code == 200
                nobody = httpx.Request("GET", address)
                assert client.send(nobody).status_code in (401, 403)
                for role in api.standin.fixtures()["credentials"]:
                    known = client.get(address, headers=api.as_(role))
                    assert known.status_code in (200, 401, 403)
        """.replace("NAMES", repr(tuple(bundled())))
    )
    ran(consumer).assert_outcomes(passed=2 * len(bundled()))


def test_started_once_and_fresh_in_every_test(consumer: pytest.Pytester) -> None:
    consumer.makepyfile(
        test_one="""
        import threading
        import httpx

        SEEN = []

        def note(api):
            return httpx.post(f"{api.url}/notes", json={"text": "a"}).json()["id"]

        def texts(api):
            return [each["text"] for each in api.state()["Note"]]

        def test_first(understudy):
            api = understudy("notes.yaml", seed=3)
            SEEN.append((api, note(api), threading.active_count()))
            assert texts(api) == ["Buy oat drink", "a"]
            assert understudy("notes.yaml", seed=3) is api
            assert texts(api) == ["Buy oat drink", "a"], "asked for again, it is as it is"

        def test_second(understudy):
            api = understudy("notes.yaml", seed=3)
            assert texts(api) == ["Buy oat drink"]
            assert SEEN == [(api, note(api), threading.active_count())], "with the same ids"

        def test_others(understudy):
            seeded, api = understudy("notes.yaml", seed=3), understudy("notes.yaml")
            note(api)
            assert api.url != seeded.url
            assert (len(texts(api)), len(texts(seeded))) == (2, 1)
        """,
        test_two="""
        from test_one import SEEN

        def test_another_file(understudy):
            assert understudy("notes.yaml", seed=3) is SEEN[0][0]

        def test_it_answers_no_more_than_it_must(understudy):
            assert len(understudy("notes.yaml", seed=3).state()["Note"]) == 1
        """,
    )
    ran(consumer).assert_outcomes(passed=5)


def test_a_thread_of_its_own_ends_with_the_session(consumer: pytest.Pytester) -> None:
    consumer.makeconftest(
        """
        import socket
        import threading
        import pytest

        URLS = []

        @pytest.hookimpl(trylast=True)
        def pytest_unconfigure(config):
            assert threading.active_count() == 1, threading.enumerate()
            for client in URLS:  # open to the end
                with pytest.raises(ConnectionRefusedError):
                    socket.create_connection(("127.0.0.1", client.base_url.port))
                client.close()
            print("all", len(URLS), "closed")
        """
    )
    consumer.makepyfile(
        """
        import httpx
        from conftest import URLS

        def test_it(understudy):
            api = understudy("notes.yaml")
            client = httpx.Client(base_url=api.url)
            assert client.get("/notes").status_code == 200
            URLS.append(client)
        """
    )
    result = ran(consumer, "-s")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*all 1 closed"])


def test_options_and_in_process(consumer: pytest.Pytester) -> None:
    (consumer.path / "api").mkdir()
    (consumer.path / "api" / "closed.yaml").write_text(
        "overlay: 1.0.0\ninfo: {title: Closed, version: '1'}\nactions:\n"
        "  - {target: $.info, update: {title: Laid over}}\n"
    )
    consumer.makepyfile(
        """
        import asyncio
        import socket
        import threading
        from concurrent.futures import ThreadPoolExecutor
        from pathlib import Path

        import httpx
        import pytest

        def test_overlays(understudy):
            here = Path(__file__).parent
            api = understudy("notes.yaml", overlays=["api/closed.yaml"])
            assert api.standin.api.title == "Laid over"
            assert understudy(here / "notes.yaml", overlays=[here / "api/closed.yaml"]) is api

        def test_rate_limits(understudy):
            api = understudy("bigcommerce", rate_limits=True)
            answer = httpx.get(f"{api.url}/catalog/products", headers=api.headers)
            relaxed = understudy("bigcommerce")
            other = httpx.get(f"{relaxed.url}/catalog/products", headers=relaxed.headers)
            limit = "x-rate-limit-requests-quota"
            assert int(answer.headers[limit]) < int(other.headers[limit])

        def test_no_port(understudy, monkeypatch):
            def refuse(*args, **kwargs):
                raise AssertionError("a socket")

            def threads():
                return threading.active_count()

            before = threads()
            monkeypatch.setattr(socket, "create_server", refuse)
            api = understudy("notes.yaml", port=False)
            for text in ("a", "b"):
                with httpx.Client(base_url=api.url, transport=api.transport()) as client:
                    assert client.post("/notes", json={"text": text}).status_code == 201

            async def read():
                async with httpx.AsyncClient(base_url=api.url, transport=api.transport()) as it:
                    return (await it.get("/notes")).json()["total"]

            assert asyncio.run(read()) == 3
            assert threads() == before
            with (
                httpx.Client(base_url=api.url, transport=api.transport()) as shared,
                ThreadPoolExecutor(4) as pool,
            ):
                answers = pool.map(lambda n: shared.post("/notes", json={"text": "c"}), range(40))
                assert {each.status_code for each in answers} == {201}
            assert len(api.state()["Note"]) == 43

        def test_addresses_in_answers_lead_back(understudy):
            api = understudy("akinon")
            with httpx.Client(base_url=api.url, headers=api.headers) as client:
                page = client.get("/api/v1/channel/1/product_images/?limit=1").json()
                assert client.get(page["next"]).json()["previous"]
            api = understudy("bigcommerce")
            with httpx.Client(base_url=api.url, headers=api.headers) as client:
                sent = {"image_url": "https://cdn.example.com/1.jpg"}
                made = client.post("/catalog/products/1/images", json=sent).json()["data"]
                assert made["url_tiny"].startswith(api.url.removesuffix("/stores/store/v3"))
                assert client.get(made["url_tiny"]).headers["content-type"] == "image/png"

        def test_both_ways_at_once(understudy):
            api = understudy("notes.yaml")
            def post(transport):
                with httpx.Client(base_url=api.url, transport=transport) as client:
                    for _ in range(50):
                        assert client.post("/notes", json={"text": "c"}).status_code == 201
            with ThreadPoolExecutor(2) as pool:
                list(pool.map(post, [None, api.transport()]))
            assert len({each["id"] for each in api.state()["Note"]}) == 101
        """
    )
    ran(consumer).assert_outcomes(passed=5)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("understudy('sqare')", "*ValueError: 'sqare' is neither a known API (akinon, *square)*"),
        ("understudy('api.yaml').url", "*ValueError: 'api.yaml' is neither * nor a file in */*"),
        ("understudy('square').as_('root')", "*no role 'root'; there are: full, read-only, *"),
        ("understudy('bad.yaml')", "*bad.yaml:2 (/openapi): error: found the key *"),
    ],
)
def test_what_is_wrong_is_said(call: str, told: str, consumer: pytest.Pytester) -> None:
    (consumer.path / "bad.yaml").write_text("openapi: 3.0.3\nopenapi: 3.0.3\n")
    consumer.makepyfile(f"def test_it(understudy): {call}")
    result = ran(consumer)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([told])


def test_with_xdist_every_worker_has_its_own(consumer: pytest.Pytester) -> None:
    consumer.makepyfile(
        """
        import os
        import httpx
        import pytest

        @pytest.mark.parametrize("number", range(12))
        def test_it(understudy, number):
            api = understudy("notes.yaml")
            with open(f"{os.environ['PYTEST_XDIST_WORKER']}.txt", "a") as told:
                told.write(api.url + "\\n")
            for _ in range(5):
                assert httpx.post(f"{api.url}/notes", json={"text": "a"}).status_code == 201
            assert len(api.state()["Note"]) == 6
        """
    )
    ran(consumer, "-p", "xdist", "-n", "2").assert_outcomes(passed=12)
    urls = [set(each.read_text().split()) for each in consumer.path.glob("gw*.txt")]
    assert [len(each) for each in urls] == [1, 1]
    assert urls[0] != urls[1]
