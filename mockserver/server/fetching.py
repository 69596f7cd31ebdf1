"""Fetching what stands behind addresses in a request, for a server that was told to.

A client names the addresses, so they are not trusted: only http and https, only addresses of the
public internet (what a name resolves to is looked at, and connected to), redirects likewise, and
never more time or bytes than allowed.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from mockserver.engine.message import File, Refusal, Request
from mockserver.engine.rules.fetch import wanted
from mockserver.server.wire import recognised

if TYPE_CHECKING:
    import ssl

    import httpx

    from mockserver.engine.call import Call
    from mockserver.model.api import Credential
    from mockserver.standin import StandIn

MOST_ADDRESSES = 20
MOST_BYTES = 15 * 1024 * 1024
"""How much is read from an address whose property does not say how large a picture may be."""
MOST_REDIRECTS = 3
HIGHEST_PORT = 65535
REDIRECTS = (301, 302, 303, 307, 308)
TRANSLATED = IPv6Network("64:ff9b::/96")  # IPv6 addresses that a gateway turns into IPv4 (RFC 6052)


class _Unfetched(Exception):
    """Why nothing was fetched, in a few plain words."""


class Fetcher:
    """Fetches pictures. `seconds` is for one address with its redirects; `loopback` also lets
    addresses of this machine pass, for tests.
    """

    def __init__(self, *, seconds: float = 5.0, loopback: bool = False) -> None:
        self._seconds, self._loopback = seconds, loopback

    async def fetched(self, addresses: Mapping[str, int]) -> dict[str, File | str]:
        """Return what stands behind each address of so many bytes at most (0 for our own limit):
        the file, or why there is none.
        """
        chosen = list(addresses)[:MOST_ADDRESSES]
        found = await asyncio.gather(*(self._file(each, addresses[each]) for each in chosen))
        spare = dict.fromkeys(addresses, f"more than {MOST_ADDRESSES} addresses at once")
        return {**spare, **dict(zip(chosen, found, strict=True))}

    async def _file(self, address: str, limit: int) -> File | str:
        import httpx  # here, because a server's start need not wait for it

        try:
            async with asyncio.timeout(self._seconds):
                file = await self._followed(httpx.URL(address), limit or MOST_BYTES)
        except TimeoutError:
            return f"no answer within {self._seconds:g} seconds"
        except _Unfetched as error:
            return str(error)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            return f"no connection ({type(error).__name__})"
        return await recognised(file)

    async def _followed(self, url: httpx.URL, limit: int) -> File:
        """Return the file at an address, or where its redirects lead."""
        import httpx

        async with httpx.AsyncClient(
            verify=_trust(),
            trust_env=False,  # a proxy would connect wherever it likes
            timeout=self._seconds,
            limits=httpx.Limits(max_keepalive_connections=0),
        ) as client:
            for _ in range(MOST_REDIRECTS + 1):
                request = client.build_request("GET", **await self._target(url))
                answer = await client.send(request, stream=True)
                try:
                    if answer.status_code not in REDIRECTS:
                        return await _read(answer, url, limit)
                    url = url.join(answer.headers.get("location", ""))
                finally:
                    await answer.aclose()
        raise _Unfetched(f"more than {MOST_REDIRECTS} redirects")

    async def _target(self, url: httpx.URL) -> dict[str, Any]:
        """Return what to request: the resolved address is connected to, so that a name cannot
        mean something else a moment later.
        """
        if url.scheme not in ("http", "https") or not url.host:
            raise _Unfetched("neither http nor https")
        port = url.port or {"http": 80, "https": 443}[url.scheme]
        if port > HIGHEST_PORT:
            raise _Unfetched("no such port")
        host = url.raw_host.decode("ascii")
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [ip_address(each[4][0]) for each in found]
        if not addresses or not all(self._may_connect(each) for each in addresses):
            raise _Unfetched("not an address of the public internet")
        return {
            "url": url.copy_with(host=str(addresses[0]), username="", password=""),
            "headers": {
                "Host": url.netloc.decode("ascii"),
                "Accept": "image/*",
                "Accept-Encoding": "identity",
                "User-Agent": "understudy",
            },
            "extensions": {"sni_hostname": host},
        }

    def _may_connect(self, address: IPv4Address | IPv6Address) -> bool:
        return is_public(address) or (self._loopback and address.is_loopback)


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is one of the public internet, also in its disguises within IPv6."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in TRANSLATED:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.teredo is not None or address.is_site_local:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


@cache
def _trust() -> ssl.SSLContext:
    import httpx

    return httpx.create_ssl_context()


async def _read(answer: httpx.Response, url: httpx.URL, limit: int) -> File:
    if answer.status_code != 200:
        raise _Unfetched(f"the answer is {answer.status_code}")
    chunks: list[bytes] = []
    size = 0
    async for chunk in answer.aiter_raw():
        size += len(chunk)
        if size > limit:
            raise _Unfetched(f"more than {limit} bytes")
        chunks.append(chunk)
    return File(
        name=unquote(url.path.rpartition("/")[2]),
        media_type=answer.headers.get("content-type", ""),
        data=b"".join(chunks),
    )


async def validated(
    standin: StandIn, request: Request, principal: Credential, fetcher: Fetcher | None
) -> Call | Refusal:
    """Return the call that an authenticated request makes, with what stands behind the addresses
    in it if there is a fetcher, or all that is wrong with it.
    """
    call = standin.validate(request, principal)
    if fetcher is None or isinstance(call, Refusal):
        return call
    addresses = wanted(call)
    if not addresses:
        return call
    return standin.validate(replace(request, fetched=await fetcher.fetched(addresses)), principal)
