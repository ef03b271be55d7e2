"""Servers that refuse, redirect, break or send too much: the fetcher does what is polite, and says why."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
import stamina
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from tracker import fetch
from tracker.fetch import Fetcher, FetchError, StoppedError, UnreachedError
from tracker.model import Page

NOW = "2026-11-22T08:00:00Z"
AGENT = "tracker/1 (+https://example.net/contact)"
Handler = Callable[[httpx.Request], httpx.Response]


@pytest.fixture(autouse=True)
def quick_retries() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3):
        yield


class Wire:
    """Answers from a table of path: what to answer; keeps the requests with their times."""

    def __init__(self, **answers: httpx.Response | Exception | list[httpx.Response] | Handler) -> None:
        self.answers = {"robots.txt": httpx.Response(404), **answers}
        self.seen: list[tuple[str, float, httpx.Request]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen.append((str(request.url), time.monotonic(), request))
        answer = self.answers[request.url.path.strip("/")]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, list):
            answer = answer.pop(0)
        made = answer if isinstance(answer, httpx.Response) else answer(request)
        sent = made.stream
        assert isinstance(sent, httpx.ByteStream)
        # as from the wire: not yet read, not yet unpacked
        return httpx.Response(made.status_code, headers=made.headers.raw, stream=httpx.ByteStream(b"".join(sent)))

    def paths(self) -> list[str]:
        return [request.url.path for _, _, request in self.seen]


def run(wire: Wire, *urls: str, pause: float = 0.0, **options: object) -> list[Page | FetchError]:
    """The pages or errors of addresses asked for side by side, and in `wire.stops` the hosts to leave alone."""

    async def one(fetcher: Fetcher, url: str) -> Page | FetchError:
        try:
            return await fetcher.fetch(url, **options)  # type: ignore[arg-type]
        except FetchError as error:
            return error

    async def all_of_them() -> list[Page | FetchError]:
        async with Fetcher(AGENT, NOW, pause=pause, transport=httpx.MockTransport(wire)) as fetcher:
            got = await asyncio.gather(*(one(fetcher, url) for url in urls))
            wire.stops = fetcher.stops  # type: ignore[attr-defined]
            return list(got)

    return asyncio.run(all_of_them())


def test_a_page_comes_with_its_time_and_our_name_stands_in_every_request() -> None:
    wire = Wire(a=httpx.Response(200, content=b"hello", headers={"ETag": '"1"'}))
    (page,) = run(wire, "https://a.org/a")
    assert isinstance(page, Page)
    assert (page.status, page.body, page.fetched, page.final_url) == (200, b"hello", NOW, "https://a.org/a")
    assert ("etag", '"1"') in page.headers
    assert wire.paths() == ["/robots.txt", "/a"]
    assert {request.headers["User-Agent"] for _, _, request in wire.seen} == {AGENT}


def test_what_robots_disallows_is_not_asked_for() -> None:
    rules = "User-agent: *\nDisallow: /search/\n\nUser-agent: tracker\nDisallow: /private/\n"
    wire = Wire(**{"robots.txt": httpx.Response(200, text=rules), "search/x": httpx.Response(200)})
    private, search = run(wire, "https://a.org/private/x", "https://a.org/search/x")
    assert isinstance(private, FetchError)
    assert "robots.txt" in private.message
    assert not private.lasting
    assert isinstance(search, Page), "the rules for our own name go before those for all"
    assert wire.paths() == ["/robots.txt", "/search/x"]


def test_403_on_robots_holds_the_host_until_tomorrow() -> None:
    wire = Wire(**{"robots.txt": httpx.Response(403)})
    first, second = run(wire, "https://a.org/a", "https://a.org/b")
    assert isinstance(first, StoppedError)
    assert isinstance(second, StoppedError)
    assert "its edge refuses us" in first.message
    assert wire.paths() == ["/robots.txt"]
    assert "a.org" in wire.stops  # type: ignore[attr-defined]


@pytest.mark.parametrize("status", [500, 503])
def test_robots_that_fails_closes_the_host_for_this_run_only(status: int) -> None:
    wire = Wire(**{"robots.txt": httpx.Response(status)})
    first, second = run(wire, "https://a.org/a", "https://a.org/b")
    assert isinstance(first, StoppedError)
    assert isinstance(second, StoppedError)
    assert wire.paths() == ["/robots.txt"] * 3
    assert wire.stops == {}  # type: ignore[attr-defined]


def test_without_a_name_server_nothing_is_tried_twice() -> None:
    cause = httpx.ConnectError("no")
    cause.__cause__ = OSError()
    cause.__cause__.__cause__ = socket.gaierror(-2, "Name or service not known")
    wire = Wire(**{"robots.txt": cause})
    first, second = run(wire, "https://a.org/a", "https://a.org/b")
    assert isinstance(first, UnreachedError)
    assert isinstance(second, UnreachedError)
    assert "cannot be looked up" in first.message
    assert wire.paths() == ["/robots.txt"]


def test_a_host_is_asked_one_after_another_with_the_longest_wait_of_all() -> None:
    rules = httpx.Response(200, text="User-agent: *\nCrawl-delay: 0.2\n")
    wire = Wire(**{"robots.txt": rules, "a": lambda _: httpx.Response(200), "b": lambda _: httpx.Response(200)})
    run(wire, "https://a.org/a", "https://a.org/b", pause=0.1)
    times = [when for _, when, _ in wire.seen]
    assert times[1] - times[0] >= 0.19
    assert times[2] - times[1] >= 0.19
    wire = Wire(a=lambda _: httpx.Response(200), b=lambda _: httpx.Response(200))
    run(wire, "https://a.org/a", "https://a.org/b", pause=0.1, delay=0.3)
    assert wire.seen[2][1] - wire.seen[1][1] >= 0.29


def test_hosts_are_asked_side_by_side() -> None:
    wire = Wire(a=lambda _: httpx.Response(200))
    start = time.monotonic()
    run(wire, *(f"https://host{n}.org/a" for n in range(20)), pause=0.3)
    assert time.monotonic() - start < 3.0  # one after another: 6 s


def test_a_server_of_this_machine_is_not_waited_for() -> None:
    wire = Wire(a=lambda _: httpx.Response(200))
    start = time.monotonic()
    run(wire, "http://127.0.0.1/a", "http://127.0.0.1/a", pause=5.0)
    assert time.monotonic() - start < 2.0


def test_a_crawl_delay_of_an_hour_closes_the_host() -> None:
    wire = Wire(**{"robots.txt": httpx.Response(200, text="User-agent: *\nCrawl-delay: 3600\n")})
    (error,) = run(wire, "https://a.org/a")
    assert isinstance(error, StoppedError)
    assert "3600 s" in error.message


@pytest.mark.parametrize("trouble", [httpx.Response(502), httpx.ReadError("reset"), httpx.RemoteProtocolError("cut")])
def test_short_trouble_is_tried_again(trouble: httpx.Response | Exception) -> None:
    left = [trouble, trouble]

    def answer(_: httpx.Request) -> httpx.Response:
        if not left:
            return httpx.Response(200, content=b"at last")
        now = left.pop()
        if isinstance(now, Exception):
            raise now
        return now

    (page,) = run(Wire(a=answer), "https://a.org/a")
    assert isinstance(page, Page)
    assert page.body == b"at last"


def test_trouble_that_stays_is_an_error_that_may_pass_by_the_next_run() -> None:
    wire = Wire(a=lambda _: httpx.Response(502))
    (error,) = run(wire, "https://a.org/a")
    assert isinstance(error, FetchError)
    assert (error.message, error.lasting) == ("status 502", False)
    assert wire.paths().count("/a") == 3


def test_a_page_that_is_gone_stays_gone() -> None:
    (error,) = run(Wire(a=httpx.Response(404)), "https://a.org/a")
    assert isinstance(error, FetchError)
    assert (error.message, error.lasting) == ("status 404", True)


def test_headers_beyond_ascii_are_no_trouble() -> None:
    wire = Wire(a=httpx.Response(200, content=b"x", headers=[(b"X-Name", b"\xe9\xff"), (b"ETag", b'"\xe9"')]))
    (page,) = run(wire, "https://a.org/a")
    assert isinstance(page, Page)
    assert ("etag", '"\u00e9"') in page.headers


def test_an_etag_that_cannot_be_sent_is_left_out() -> None:
    wire = Wire(a=httpx.Response(200, content=b"new"))
    (page,) = run(wire, "https://a.org/a", etag='"\u00e9"', modified="Sat, 21 Nov 2026 09:00:00 GMT")
    assert isinstance(page, Page)
    headers = wire.seen[1][2].headers
    assert "If-None-Match" not in headers
    assert "If-Modified-Since" in headers


def test_a_short_retry_after_is_obeyed_once() -> None:
    wire = Wire(a=[httpx.Response(429, headers={"Retry-After": "1"}), httpx.Response(200, content=b"ok")])
    (page,) = run(wire, "https://a.org/a")
    assert isinstance(page, Page)
    assert wire.seen[2][1] - wire.seen[1][1] >= 0.95


@pytest.mark.parametrize(
    ("status", "wait", "asked"),
    [
        (429, "0", 2),
        (503, "0", 2),
        (429, "3600", 1),
        (429, "", 1),
        (429, "\u00b2", 1),
        (503, "Sun, 22 Nov 2026 09:00:00 GMT", 1),
        (429, "Sun, 22 Nov 2026 08:00:00 GMT", 2),
    ],
)
def test_a_host_that_wants_peace_gets_it_until_tomorrow(status: int, wait: str, asked: int) -> None:
    wire = Wire(
        a=lambda _: httpx.Response(status, headers={"Retry-After": wait.encode("latin-1")} if wait else {}),
        b=httpx.Response(200),
    )
    first, second = run(wire, "https://a.org/a", "https://a.org/b")
    assert isinstance(first, StoppedError)
    assert isinstance(second, StoppedError)
    assert wire.paths() == ["/robots.txt"] + ["/a"] * asked
    assert "a.org" in wire.stops  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(403),
        httpx.Response(200, text="<html><head><title>Just a moment...</title>"),
        httpx.Response(200, text="<title> Access Denied </title>"),
        httpx.Response(503, headers={"cf-mitigated": "challenge"}),
        httpx.Response(202, headers={"x-amzn-waf-action": "challenge"}),
    ],
)
def test_a_refusal_or_a_challenge_stops_the_host(answer: httpx.Response) -> None:
    wire = Wire(a=lambda _: answer, b=httpx.Response(200))
    first, second = run(wire, "https://a.org/a", "https://a.org/b")
    assert isinstance(first, StoppedError)
    assert "refuses us" in first.message
    assert isinstance(second, StoppedError)
    assert "/b" not in wire.paths()


def test_an_article_about_a_challenge_is_none() -> None:
    (page,) = run(Wire(a=httpx.Response(200, text="<title>Access denied: what users say</title>")), "https://a.org/a")
    assert isinstance(page, Page)


def test_a_host_stopped_earlier_today_is_not_asked_at_all() -> None:
    wire = Wire()

    async def ask() -> None:
        async with Fetcher(AGENT, NOW, {"a.org": "it refuses us"}, transport=httpx.MockTransport(wire)) as fetcher:
            await fetcher.fetch("https://a.org/a")

    with pytest.raises(StoppedError, match="until tomorrow"):
        asyncio.run(ask())
    assert wire.seen == []


def test_redirects_are_followed_and_every_host_has_its_own_rules() -> None:
    def robots(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, text="User-agent: *\nDisallow: /shut\n" if request.url.host == "b.org" else "")

    wire = Wire(
        **{
            "robots.txt": robots,
            "a": httpx.Response(301, headers={"Location": "https://b.org/open"}),
            "open": httpx.Response(200, content=b"b"),
            "x": httpx.Response(302, headers={"Location": "https://b.org/shut"}),
        }
    )
    page, error = run(wire, "https://a.org/a", "https://a.org/x")
    assert isinstance(page, Page)
    assert (page.url, page.final_url, page.body) == ("https://a.org/a", "https://b.org/open", b"b")
    assert isinstance(error, FetchError)
    assert "https://b.org/shut" not in [url for url, _, _ in wire.seen]


@pytest.mark.parametrize(
    "target", ["/a", "ftp://a.org/x", "file:///etc/passwd", "http://[", "https://u:p@a.org/", "https://a.org:8443/"]
)
def test_redirects_without_end_or_to_other_schemes_are_refused(target: str) -> None:
    wire = Wire(a=lambda _: httpx.Response(302, headers={"Location": target}))
    (error,) = run(wire, "https://a.org/a")
    assert isinstance(error, FetchError)
    assert error.lasting
    assert wire.paths().count("/a") <= fetch.MAX_REDIRECTS + 1


@pytest.mark.parametrize("packed", [False, True])
def test_a_body_over_the_limit_is_cut_off_after_unpacking(packed: bool) -> None:
    big = b"x" * (fetch.body.MAX_BODY + 1)
    headers = {"Content-Encoding": "gzip"} if packed else {}
    wire = Wire(a=lambda _: httpx.Response(200, content=gzip.compress(big) if packed else big, headers=headers))
    (error,) = run(wire, "https://a.org/a")
    assert isinstance(error, FetchError)
    assert "5 MB" in error.message


def test_an_unpacked_body_does_not_claim_to_be_packed() -> None:
    wire = Wire(a=httpx.Response(200, content=gzip.compress(b"text"), headers={"Content-Encoding": "gzip"}))
    (page,) = run(wire, "https://a.org/a")
    assert isinstance(page, Page)
    assert page.body == b"text"
    assert "content-encoding" not in dict(page.headers)


def test_what_has_not_changed_comes_as_304() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        same = request.headers.get("If-None-Match") == '"7"' and request.headers.get("If-Modified-Since") == "then"
        return httpx.Response(304 if same else 200)

    (page,) = run(Wire(a=answer), "https://a.org/a", etag='"7"', modified="then")
    assert isinstance(page, Page)
    assert (page.status, page.body) == (304, b"")


def test_a_json_body_is_posted() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=request.content if request.method == "POST" else b"no")

    (page,) = run(Wire(a=answer), "https://a.org/a", post={"pageNumber": 1})
    assert isinstance(page, Page)
    assert page.body == b'{"pageNumber":1}'


class _Slow(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(404 if self.path == "/robots.txt" else 200)
        self.end_headers()
        if self.path == "/drip":
            with contextlib.suppress(BrokenPipeError):
                for _ in range(50):
                    self.wfile.write(b"x")
                    time.sleep(0.05)

    def log_message(self, *_: object) -> None:
        """Nothing on the screen."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Slow) as server:
        server.daemon_threads = True
        server.block_on_close = False
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()


def ask(url: str) -> Page:
    async def one() -> Page:
        async with Fetcher(AGENT, NOW, allowed={urlsplit(url).netloc}) as fetcher:
            return await fetcher.fetch(url)

    return asyncio.run(one())


def test_a_body_that_drips_is_given_up(server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "TIME_LIMIT", 0.4)
    start = time.monotonic()
    with pytest.raises(FetchError, match="no whole answer"):
        ask(f"http://127.0.0.1:{server.server_port}/drip")
    assert time.monotonic() - start < 2.0


def test_a_server_without_its_intermediate_certificate_is_named_as_such(
    server: ThreadingHTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the Irish DPC's: the root is trusted, the leaf is good, the one between them is not sent."""
    root = trustme.CA()
    leaf = root.create_child_ca().issue_cert("127.0.0.1")
    root.cert_pem.write_to_path(tmp_path / "root.pem")
    leaf.private_key_pem.write_to_path(tmp_path / "leaf.pem")
    leaf.cert_chain_pems[0].write_to_path(tmp_path / "leaf.pem", append=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "leaf.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "root.pem"))
    with pytest.raises(StoppedError, match="does not send the whole chain"):
        ask(f"https://127.0.0.1:{server.server_port}/a")


@pytest.mark.parametrize("trusted", [True, False])
def test_a_chain_is_completed_from_where_the_certificate_says_and_only_to_a_trusted_root(
    server: ThreadingHTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trusted: bool
) -> None:
    root = trustme.CA()
    between = root.create_child_ca()
    with ThreadingHTTPServer(("127.0.0.1", 0), _issuer(between)) as library:
        threading.Thread(target=library.serve_forever, args=(0.05,), daemon=True).start()
        pem = _leaf(between, f"http://127.0.0.1:{library.server_port}/issuer.crt")
        (tmp_path / "leaf.pem").write_bytes(pem)
        (root if trusted else trustme.CA()).cert_pem.write_to_path(tmp_path / "root.pem")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tmp_path / "leaf.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "root.pem"))
        host = f"127.0.0.1:{server.server_port}"

        async def one() -> Page:
            async with Fetcher(AGENT, NOW, chains={host}, allowed={host}) as fetcher:
                return await fetcher.fetch(f"https://{host}/a")

        if trusted:
            assert asyncio.run(one()).status == 200
        else:
            with pytest.raises(StoppedError, match="chain cannot be completed"):
                asyncio.run(one())
        library.shutdown()


def _issuer(ca: trustme.CA) -> type[BaseHTTPRequestHandler]:
    """Answers with the certificate of an authority."""
    body = x509.load_pem_x509_certificate(ca.cert_pem.bytes()).public_bytes(Encoding.DER)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/pkix-cert")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing on the screen."""

    return Handler


def _leaf(ca: trustme.CA, issuer: str) -> bytes:
    """Key and certificate for 127.0.0.1 that names the address of its issuer's certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    parent = x509.load_pem_x509_certificate(ca.cert_pem.bytes())
    signer = load_pem_private_key(ca.private_key_pem.bytes(), None)
    access = x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(issuer))
    name = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    known = parent.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    built = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "leaf")]))
        .issuer_name(parent.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(parent.not_valid_before_utc)
        .not_valid_after(parent.not_valid_after_utc)
        .add_extension(name, critical=False)
        .add_extension(x509.AuthorityInformationAccess([access]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(known), critical=False)
        .sign(signer, hashes.SHA256())  # type: ignore[arg-type]
    )
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()) + built.public_bytes(
        Encoding.PEM
    )
