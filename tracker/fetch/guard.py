"""An address that strangers chose comes in; a connection to a public server goes out, or the reason why there is none.

The address that was checked is the one that is connected: a name is looked up once for a connection, and what its
server answers to the next look-up does not matter.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Collection, Iterable
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpcore
import httpx

from tracker.fetch.answers import UNNAMED, FetchError

#: where the web is; another port has to be allowed
PORTS = (80, 443)
#: characters of an address; sitemaps allow 2,048
LONGEST = 8_000
#: addresses of one name that are tried
_TRIES = 4
#: translators of IPv6 find the IPv4 address in the last four bytes (RFC 6052)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class ForbiddenError(Exception):
    """The host must not be asked; the message says why."""


def check(url: httpx.URL, allowed: Collection[str]) -> None:
    """Raises FetchError for an address that is not of the public web, as far as it can be told without a look-up."""
    where = str(url)
    if url.scheme not in ("http", "https"):
        raise FetchError(where, f"leads to {where[:100]}, which is neither http nor https", lasting=True)
    if url.userinfo:
        raise FetchError(where, "the address holds a user's name", lasting=True)
    if len(where) > LONGEST:
        raise FetchError(where, f"the address has more than {LONGEST} characters", lasting=True)
    if url.port not in (None, *PORTS) and url.netloc.decode() not in allowed:
        text = f"port {url.port} is not of the web; if it is meant, name {url.netloc.decode()} under crawler.allow"
        raise FetchError(where, text, lasting=True)


def is_public(address: Address) -> bool:
    """Whether everybody may reach this address: not of a private network, of this machine, or of a group."""
    if isinstance(address, ipaddress.IPv6Address):
        within = address.ipv4_mapped or address.sixtofour
        if address.is_site_local:
            return False
        if address in _NAT64:
            within = ipaddress.IPv4Address(address.packed[-4:])
        if within:
            return is_public(within)
    return address.is_global and not address.is_multicast and not address.is_reserved


def transport(verify: ssl.SSLContext | bool, allowed: Collection[str]) -> httpx.AsyncHTTPTransport:
    """A transport that connects to public addresses alone, and to hosts that are `allowed` (as they stand in URLs)."""
    made = httpx.AsyncHTTPTransport(verify=verify)
    # httpx has no argument for it; test_guard.py tells when a new version keeps its pool elsewhere
    made._pool._network_backend = Backend(httpcore.AnyIOBackend(), allowed)
    return made


def no_cookies() -> CookieJar:
    """A jar that takes nothing: we are a new visitor each time."""
    return CookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))


class Backend(httpcore.AsyncNetworkBackend):
    """Looks names up, leaves out what is not public, and has `inner` connect to the rest, one after another."""

    def __init__(self, inner: httpcore.AsyncNetworkBackend, allowed: Collection[str]) -> None:
        self._inner = inner
        self._allowed = frozenset(allowed)

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        late = UNNAMED
        try:
            async with asyncio.timeout(timeout):
                addresses = await _looked_up(host, port)
                late = ""
                if _named(host, port) not in self._allowed:
                    addresses = _public(host, addresses)
                return await self._first(addresses[:_TRIES], port, timeout, local_address, socket_options)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(late) from error

    async def _first(
        self,
        addresses: list[Address],
        port: int,
        timeout: float | None,
        local_address: str | None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None,
    ) -> httpcore.AsyncNetworkStream:
        """The first that answers; each gets its share of the time."""
        share = timeout / len(addresses) if timeout else None
        for address in addresses[:-1]:
            try:
                return await self._inner.connect_tcp(str(address), port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._inner.connect_tcp(str(addresses[-1]), port, share, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


async def _looked_up(host: str, port: int) -> list[Address]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise httpcore.ConnectError(str(error)) from error
    except UnicodeError as error:  # a label of more than 63 characters
        raise ForbiddenError(f"{host[:100]} is no name of a host: {error}") from error
    return list(dict.fromkeys(ipaddress.ip_address(where[0]) for *_, where in found))


def _public(host: str, addresses: list[Address]) -> list[Address]:
    public = [address for address in addresses if is_public(address)]
    if not public:
        shown = ", ".join(map(str, addresses[:3]))
        raise ForbiddenError(
            f"{host} leads to {shown}, which is no public address; if it is meant, name it under crawler.allow"
        )
    return public


def _named(host: str, port: int) -> str:
    """A host as it stands in an address."""
    name = f"[{host}]" if ":" in host else host
    return name if port in PORTS else f"{name}:{port}"
