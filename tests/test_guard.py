"""The address that was checked is the one that is connected: a public one, or that of a host allowed by name."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpcore
import httpx
import pytest
import trustme
from hostile_web import answer, leads, serving

from tracker.declarations import load_feeds
from tracker.fetch import LOOK_UPS, Fetcher, FetchError, StoppedError, UnreachedError, guard
from tracker.model import DeclarationError, Page

NOW = "2026-11-22T08:00:00Z"
OPEN = "93.184.215.14"


@pytest.mark.parametrize(
    ("written", "public"),
    [
        (OPEN, True), ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True), ("64:ff9b::5db8:d70e", True),
        ("127.0.0.1", False), ("127.255.255.254", False), ("0.0.0.0", False), ("0.1.2.3", False), ("10.1.2.3", False),
        ("172.16.0.1", False), ("172.31.255.255", False), ("192.168.0.1", False), ("169.254.169.254", False),
        ("100.64.0.1", False), ("192.0.2.1", False), ("198.18.0.1", False), ("224.0.0.1", False), ("240.0.0.1", False),
        ("255.255.255.255", False), ("::", False), ("::1", False), ("fe80::1", False), ("fc00::1", False),
        ("fd12::1", False), ("ff02::1", False), ("fec0::1", False), ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False), ("64:ff9b::7f00:1", False), ("64:ff9b::a9fe:a9fe", False), ("2002:7f00:1::", False),
        ("2002:a00:1::1", False), ("2001:db8::1", False),
    ],
)  # fmt: skip
def test_which_addresses_are_public(written: str, public: bool) -> None:
    assert guard.is_public(ipaddress.ip_address(written)) is public


class Recorder(httpcore.AsyncNetworkBackend):
    """Connects nowhere and keeps where it was told to."""

    def __init__(self, *refusing: str) -> None:
        self.asked: list[str] = []
        self._refusing = refusing

    async def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        self.asked.append(f"{host} {port}")
        if host in self._refusing:
            raise httpcore.ConnectError("refused")
        return httpcore.AsyncMockStream([])

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Names:
    """A name server of ours: what it says of a name, look-up by look-up, the last for ever."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **said: list[list[str]]) -> None:
        self.said = {name.replace("_", "."): answers for name, answers in said.items()}
        self.lookups: list[str] = []
        monkeypatch.setattr(socket, "getaddrinfo", self)

    def __call__(self, host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        self.lookups.append(host)
        if host not in self.said:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        answers = self.said[host]
        now = answers.pop(0) if len(answers) > 1 else answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in now]


def connected(inner: Recorder, host: str, port: int, *allowed: str) -> None:
    asyncio.run(guard.Backend(inner, allowed).connect_tcp(host, port, 5.0))


def test_a_name_that_is_rebound_after_the_check_leads_to_the_address_that_was_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names, inner = Names(monkeypatch, rebind_example=[[OPEN], ["127.0.0.1"]]), Recorder()
    connected(inner, "rebind.example", 443)
    assert inner.asked == [f"{OPEN} 443"]
    assert names.lookups == ["rebind.example"], "one look-up for check and connection"
    with pytest.raises(guard.ForbiddenError, match=r"rebind.example leads to 127.0.0.1"):
        connected(inner, "rebind.example", 443)
    assert len(inner.asked) == 1


def test_slow_names_do_not_hold_up_others(monkeypatch: pytest.MonkeyPatch) -> None:
    together = threading.Barrier(LOOK_UPS)

    def slow(*_: object, **__: object) -> None:
        together.wait(10)  # until all others are asked too
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    async def ask() -> list[object]:
        async with Fetcher("tracker/1 (+me@example.org)", NOW, pause=0) as fetcher:
            hosts = (f"https://slow-{n}.example/" for n in range(LOOK_UPS))
            return await asyncio.gather(*map(fetcher.fetch, hosts), return_exceptions=True)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    assert {str(error) for error in asyncio.run(ask())} == {"its name cannot be looked up: Name or service not known"}


def test_a_name_server_that_is_late_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    async def ask() -> Page:
        async with Fetcher("tracker/1 (+me@example.org)", NOW, pause=0) as fetcher:
            return await fetcher.fetch("https://late.example/")

    monkeypatch.setattr("tracker.fetch.CONNECT_LIMIT", 0.1)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(0.5))
    with pytest.raises(UnreachedError, match="its name was not looked up within"):
        asyncio.run(ask())


def test_of_several_addresses_the_public_ones_are_tried_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    Names(monkeypatch, mixed_example=[["10.0.0.1", OPEN, "127.0.0.1", "1.1.1.1"]])
    inner = Recorder(OPEN)
    connected(inner, "mixed.example", 443)
    assert inner.asked == [f"{OPEN} 443", "1.1.1.1 443"]


def test_a_host_is_allowed_by_name_and_port_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    Names(monkeypatch, intranet_example=[["10.0.0.1"]], other_example=[["10.0.0.1"]])
    inner = Recorder()
    connected(inner, "intranet.example", 8080, "intranet.example:8080")
    assert inner.asked == ["10.0.0.1 8080"]
    for host, port in (("intranet.example", 80), ("intranet.example", 8081), ("other.example", 8080)):
        with pytest.raises(guard.ForbiddenError):
            connected(inner, host, port, "intranet.example:8080")


def test_a_look_up_that_hangs_counts_as_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(*_: Any, **__: Any) -> None:
        await asyncio.sleep(60)

    async def one() -> None:
        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", never)
        await guard.Backend(Recorder(), ()).connect_tcp("slow.example", 443, 0.1)

    with pytest.raises(httpcore.ConnectTimeout):
        asyncio.run(one())


@pytest.fixture
def base() -> Iterator[str]:
    answers = {"page": answer(b"hello"), "cookie": answer(b"", "Set-Cookie: id=1"), "secret": answer(b"secret")}
    with serving(answers) as address:
        yield address


def fetch(*urls: str, allowed: tuple[str, ...] = ()) -> list[Page]:
    async def run() -> list[Page]:
        async with Fetcher("tracker/1", NOW, allowed=allowed, pause=0.0) as fetcher:
            return [await fetcher.fetch(url) for url in urls]

    return asyncio.run(run())


def test_the_fetcher_connects_through_the_guard(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails too when httpx keeps its pool elsewhere, so that our backend would not be asked."""
    port = int(base.rsplit(":")[-1])
    Names(monkeypatch, **{"a_example": [["127.0.0.1"]]})
    assert fetch(f"http://a.example:{port}/page", allowed=(f"a.example:{port}",))[0].body == b"hello"
    with pytest.raises(StoppedError, match=r"a.example leads to 127.0.0.1, which is no public address.*crawler.allow"):
        fetch("http://a.example/page", allowed=(f"a.example:{port}",))
    monkeypatch.setattr(guard, "PORTS", (80, 443, port))
    with pytest.raises(StoppedError, match="no public address"):
        fetch(f"http://a.example:{port}/page")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://user:secret@a.example/", "user's name"),
        ("https://user@a.example/", "user's name"),
        ("https://a.example:8443/", "port 8443 is not of the web"),
        ("http://a.example:0/", "port 0"),
        ("ftp://a.example/", "neither http nor https"),
        ("file:///etc/passwd", "neither http nor https"),
        ("https://a.example/" + "x" * 9000, "more than 8000"),
        ("https://", "."),
        ("", "."),
        ("https://a.example\r\nX: y/", "no address"),
        ("https://a\0.example/", "."),
    ],
)
def test_addresses_that_are_refused_without_a_look_up(url: str, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    names = Names(monkeypatch)
    with pytest.raises(FetchError, match=why):
        fetch(url)
    assert names.lookups == []


def test_no_cookie_is_kept(base: str) -> None:
    async def jar() -> int:
        async with Fetcher("tracker/1", NOW, allowed=(base.removeprefix("http://"),), pause=0.0) as fetcher:
            await fetcher.fetch(f"{base}/cookie")
            return len(fetcher._client.cookies)

    assert asyncio.run(jar()) == 0


def test_tls_is_not_given_up_for_a_redirect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What leads from https to http is asked for by https; name and certificate are those of the address's host."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "root.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "root.pem"))
    Names(monkeypatch, safe_example=[["127.0.0.1"]], other_example=[["127.0.0.1"]])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("safe.example").configure_cert(context)
    with serving({"down": b"", "page": answer(b"hello")}, context) as secure:
        port = int(secure.rsplit(":")[-1])
        allowed = (f"safe.example:{port}", f"other.example:{port}")
        for case in ("http://safe.example:{}/page", "/page"):
            with serving({"down": leads(case.format(port)), "page": answer(b"hello")}, context) as other:
                at = int(other.rsplit(":")[-1])
                pages = fetch(f"https://safe.example:{at}/down", allowed=(*allowed, f"safe.example:{at}"))
                assert pages[0].final_url.startswith("https://safe.example:")
                assert pages[0].body == b"hello"
        with pytest.raises(StoppedError, match="certificate cannot be verified"):
            fetch(f"https://other.example:{port}/page", allowed=allowed)


def test_a_proxy_of_the_environment_is_not_asked(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert fetch(f"{base}/page", allowed=(base.removeprefix("http://"),))[0].body == b"hello"


@pytest.mark.parametrize(
    ("allow", "fine"),
    [
        ("[intranet.example]", True), ("[intranet.example:8080, 127.0.0.1:9]", True), ('["[::1]:8080"]', True),
        ("[]", True), ("[http://intranet.example]", False), ("[intranet.example/path]", False),
        ("['*.example']", False), ("[Intranet.example]", False), ("[user@intranet.example]", False),
        ("[intranet.example:443]", False), ("[intranet.example:0]", False), ("intranet.example", False), ("[1]", False),
    ],
)  # fmt: skip
def test_hosts_are_allowed_in_feeds_yaml(tmp_path: Path, allow: str, fine: bool) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_text(f"crawler: {{name: x, contact: a@b.org, allow: {allow}}}\nsources: []\n", "utf-8")
    if fine:
        assert isinstance(load_feeds(path).allow, tuple)
    else:
        with pytest.raises(DeclarationError, match="crawler, field allow"):
            load_feeds(path)


def test_the_check_knows_an_address_as_httpx_writes_it() -> None:
    guard.check(httpx.URL("https://Intranet.Example:8443/x"), {"intranet.example:8443"})
    guard.check(httpx.URL("https://a.example:443/x"), ())
    guard.check(httpx.URL("http://[::1]:8080/"), {"[::1]:8080"})
