"""An address comes in; what its server sent goes out as a Page, asked for politely and within limits.

The rules are RFC 9309 (robots.txt) and our own: one request at a time to a host, a wait between two, no browser's name,
no way around a refusal.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urljoin

import httpx
import stamina
from protego import Protego

from tracker.fetch import answers, body, chain, guard
from tracker.fetch.answers import (
    CONNECT_LIMIT,
    BudgetError,
    FetchError,
    RefusedError,
    RobotsError,
    StoppedError,
    UnreachedError,
)
from tracker.model import Page

__all__ = ["BudgetError", "FetchError", "Fetcher", "RefusedError", "RobotsError", "StoppedError", "UnreachedError"]

#: bytes of robots.txt that are read (RFC 9309, 2.5, asks for 500 KiB at least)
MAX_RULES = 512_000
#: seconds for a whole answer, and the longest wait that a server may ask of us
TIME_LIMIT, LONGEST_WAIT = 30.0, 120.0
MAX_REDIRECTS = 5
#: names that are looked up at a time: as many as connections, so that none waits for those of a slow name server
LOOK_UPS = 100
_REDIRECTS = (301, 302, 303, 307, 308)
#: they describe the transfer, not the decoded body that we keep
_TRANSFER_HEADERS = ("content-encoding", "transfer-encoding", "content-length", "connection", "set-cookie")
# stamina reports each retry to this logger; a program that wants to see them adds a handler
logging.getLogger("stamina").addHandler(logging.NullHandler())


@dataclass(slots=True)
class _Host:
    name: str
    pause: float
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    rules: Protego | None = None
    #: loop time at which the last request ended
    last: float = float("-inf")
    #: why it is asked no more
    closed: tuple[type[FetchError], str] | None = None


class Fetcher:
    """Fetches for one run. `now`: the time at which the run starts; `stopped`: hosts to leave alone today, and why.

    `pause`: seconds between two requests to a host when neither robots.txt nor the caller asks for more; this machine's
    own servers need none. `budget`: requests to one host at most. `chains`: hosts, as they stand in addresses, whose
    chain of certificates may be completed. `allowed`: hosts that may lie in a private network or at another port than
    80 and 443, as they stand in addresses. After the run `stops` holds the hosts that must be left alone until
    tomorrow, and why.
    """

    def __init__(
        self,
        agent: str,
        now: str,
        stopped: Mapping[str, str] | None = None,
        *,
        pause: float = 5.0,
        budget: int = 500,
        chains: Collection[str] = (),
        allowed: Collection[str] = (),
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.stops: dict[str, str] = {}
        self._agent = agent
        self._now = datetime.fromisoformat(now)
        self._stopped = dict(stopped or {})
        self._pause = pause
        self._budget = budget
        self._spent: Counter[str] = Counter()
        self._chains = set(chains)
        self._allowed = frozenset(allowed)
        self._completed: dict[str, httpx.AsyncClient] = {}
        self._hosts: dict[str, _Host] = {}
        self._transport = transport
        self._client: httpx.AsyncClient
        self._started = 0.0

    async def __aenter__(self) -> Fetcher:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(LOOK_UPS))
        self._started = loop.time()
        self._client = self._new_client(True)
        return self

    async def __aexit__(self, *_: object) -> None:
        for client in (self._client, *self._completed.values()):
            await client.aclose()

    def _new_client(self, verify: ssl.SSLContext | bool) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            headers={
                "User-Agent": self._agent,
                "Accept": "text/html,application/xml;q=0.9,*/*;q=0.8",
                "Accept-Encoding": body.ACCEPTED,
            },
            timeout=httpx.Timeout(TIME_LIMIT, connect=CONNECT_LIMIT),
            transport=self._transport or guard.transport(verify, self._allowed),
            cookies=guard.no_cookies(),
        )

    async def fetch(
        self,
        url: str,
        *,
        post: Mapping[str, object] | None = None,
        etag: str | None = None,
        modified: str | None = None,
        delay: float | None = None,
        json: bool = False,
    ) -> Page:
        """The page behind `url`, redirects followed, with status 200, or 304 when `etag` or `modified` still hold.

        `post` is sent as JSON; `json`: JSON is wanted in answer; `delay` is the wait in seconds that the source asks
        for. Raises FetchError or one of its children for anything else.
        """
        accept = "application/json" if post or json else None
        headers = {"If-None-Match": etag, "If-Modified-Since": modified, "Accept": accept}
        sent = {name: value for name, value in headers.items() if value and value.isascii()}  # no other can be sent
        target = url
        for _ in range(MAX_REDIRECTS + 1):
            request = self._request(target, sent, post)
            async with self._turn(request) as host:
                page = await self._obeying(host, request, delay or 0.0)
            if page.status not in _REDIRECTS:
                return Page(url, page.final_url, page.status, page.headers, page.body, page.fetched)
            target = answers.target(page)
            post = post if page.status in (307, 308) else None
        raise FetchError(url, f"more than {MAX_REDIRECTS} redirects", lasting=True)

    def elapsed(self) -> float:
        """Seconds since the run started."""
        return asyncio.get_running_loop().time() - self._started

    def time(self) -> str:
        """The time: that of the start, which was given, and what has passed since."""
        return (self._now + timedelta(seconds=self.elapsed())).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _request(self, url: str, headers: Mapping[str, str], post: Mapping[str, object] | None = None) -> httpx.Request:
        try:
            request = self._client.build_request("POST" if post else "GET", url, headers=headers, json=post)
            guard.check(request.url, self._allowed)
            return request
        except (httpx.InvalidURL, ValueError) as error:
            raise FetchError(url, f"no address: {error}", lasting=True) from None

    @asynccontextmanager
    async def _turn(self, request: httpx.Request) -> AsyncIterator[_Host]:
        """The host of the request, for us alone, its robots.txt read and the address allowed by it."""
        url = str(request.url)
        name = request.url.netloc.decode()
        host = self._hosts.setdefault(name, _Host(name, 0.0 if answers.is_loopback(request.url.host) else self._pause))
        async with host.lock:
            if name in self._stopped:
                raise RefusedError(url, f"{name} is left alone until tomorrow: {self._stopped[name]}")
            if host.closed is None and host.rules is None:
                await self._learn(host, urljoin(url, "/robots.txt"))
            if host.closed is not None:
                kind, message = host.closed
                raise kind(url, message)
            if host.rules is not None and not host.rules.can_fetch(url, self._agent):
                raise RobotsError(url, "robots.txt does not allow it")
            yield host

    async def _learn(self, host: _Host, url: str) -> None:
        """Reads robots.txt: 403 is the edge's refusal, other 4xx mean that there are no rules (RFC 9309, 2.3.1)."""
        try:
            for _ in range(MAX_REDIRECTS + 1):
                page = await self._patiently(host, self._request(url, {}), 0.0)
                if page.status not in _REDIRECTS:
                    break
                url = answers.target(page)
        except BudgetError:
            raise
        except FetchError as error:
            about = "" if isinstance(error, UnreachedError) else "robots.txt: "
            self._close(host, type(error), about + error.message)
            return
        if page.status == 403 or answers.is_challenge(page):
            self._stop(host, url, "its edge refuses us already at robots.txt")
        elif page.status == 429 or page.status >= 500:
            self._close(host, StoppedError, f"robots.txt answers {page.status}, so that its rules are unknown")
        else:
            host.rules = Protego.parse(page.body[:MAX_RULES].decode("utf-8", "replace") if page.status == 200 else "")
            asked = host.rules.crawl_delay(self._agent) or 0.0
            host.pause = max(host.pause, asked)
            if asked > LONGEST_WAIT:
                self._close(host, RefusedError, f"robots.txt asks for {asked:.0f} s between two requests, too long")

    async def _obeying(self, host: _Host, request: httpx.Request, delay: float) -> Page:
        """One page, or the error that its status means; a refusal stops the host."""
        url = str(request.url)
        page = await self._patiently(host, request, delay)
        asked = answers.retry_after(page, self._now)
        if page.status in (429, 503) and asked is not None and asked <= LONGEST_WAIT:
            await asyncio.sleep(asked)
            page = await self._patiently(host, request, delay)
        if page.status == 403 or answers.is_challenge(page):
            what = "a challenge page" if answers.is_challenge(page) else "status 403"
            raise self._stop(host, url, f"it refuses us: {what}")
        if page.status == 429 or (page.status == 503 and answers.retry_after(page, self._now) is not None):
            raise self._stop(host, url, f"it wants to be left alone: status {page.status}")
        conditional = "if-none-match" in request.headers or "if-modified-since" in request.headers
        if page.status not in (200, *_REDIRECTS) and not (page.status == 304 and conditional):
            raise FetchError(url, f"status {page.status}", lasting=400 <= page.status < 500)
        return page

    async def _patiently(self, host: _Host, request: httpx.Request, delay: float) -> Page:
        """One answer, whatever its status; short trouble is tried again, lasting trouble becomes a FetchError."""
        url = str(request.url)
        try:
            async for attempt in stamina.retry_context(
                on=answers.may_pass, attempts=3, wait_initial=0.2, wait_jitter=0.2
            ):
                with attempt:
                    return await self._once(host, request, delay)
        except answers.TroubleError as trouble:
            return trouble.page
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            if answers.lacks_issuer(error) and host.name in self._chains and host.name not in self._completed:
                await self._complete(host, request)
                return await self._patiently(host, request, delay)
            kind, message = answers.no_connection(error)
            self._close(host, kind, message)
            raise kind(url, message) from None
        except httpx.TransportError as error:
            raise FetchError(url, f"the connection broke: {error or type(error).__name__}") from None
        except (
            httpx.InvalidURL
        ) as error:  # httpx builds the next request of a redirect, although we do not let it follow
            raise FetchError(url, f"redirects to no address: {error}", lasting=True) from None
        except guard.ForbiddenError as error:
            self._close(host, StoppedError, str(error))
            raise StoppedError(url, str(error)) from None
        raise AssertionError("retry_context ends by a return or an error")

    async def _once(self, host: _Host, request: httpx.Request, delay: float) -> Page:
        url, loop = str(request.url), asyncio.get_running_loop()
        if self._spent[host.name] >= self._budget:
            raise BudgetError(url, f"{host.name} has had its {self._budget} requests of this run; the rest waits")
        self._spent[host.name] += 1
        await asyncio.sleep(max(0.0, host.last + max(host.pause, delay) - loop.time()))
        try:
            async with asyncio.timeout(TIME_LIMIT):
                response = await self._completed.get(host.name, self._client).send(request, stream=True)
                try:
                    content = await body.whole(response, url)
                finally:
                    await response.aclose()
        except TimeoutError:
            raise FetchError(url, f"no whole answer within {TIME_LIMIT:.0f} s") from None
        finally:
            host.last = loop.time()
        headers = tuple((k, v) for k, v in response.headers.multi_items() if k.lower() not in _TRANSFER_HEADERS)
        page = Page(url, url, response.status_code, headers, content, self.time())
        if page.status in (500, 502, 504) or (page.status == 503 and "retry-after" not in response.headers):
            raise answers.TroubleError(page)
        return page

    async def _complete(self, host: _Host, request: httpx.Request) -> None:
        """From now on the host is asked by a client that knows its intermediate certificate."""
        try:
            where = (request.url.host, request.url.port or 443)
            context = await asyncio.to_thread(chain.completed, *where, private=host.name in self._allowed)
        except chain.ChainError as error:
            message = f"its TLS certificate cannot be verified, and its chain cannot be completed: {error}"
            self._close(host, StoppedError, message)
            raise StoppedError(str(request.url), message) from None
        self._completed[host.name] = self._new_client(context)

    def _close(self, host: _Host, kind: type[FetchError], message: str) -> None:
        host.closed = (kind if issubclass(kind, UnreachedError | StoppedError) else StoppedError, message)

    def _stop(self, host: _Host, url: str, message: str) -> RefusedError:
        """Closes the host until tomorrow; the error says so."""
        self.stops[host.name] = message
        self._close(host, RefusedError, f"{message}; {host.name} is left alone until tomorrow")
        return RefusedError(url, f"{message}; {host.name} is left alone until tomorrow")
