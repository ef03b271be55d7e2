"""TThe name of a behaviour comes in as a path; a server of this machine behaves so.

Beside each stands what must come of it. A behaviour is the bytes to send, or a coroutine that talks to the one who
asks. Patience and limits are those of test_hostile.py.
"""

from __future__ import annotations

import asyncio
import gzip
import io
import ssl
import threading
import zipfile
import zlib
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from tracker.model import Format

Talk = Callable[[asyncio.StreamWriter, str], Awaitable[None]]
MEGA = 1_000_000


@dataclass(frozen=True, slots=True)
class Case:
    """A behaviour; `ends`: a pattern of what must come of it: a problem, or `~` and what was read."""

    name: str
    does: bytes | Talk
    ends: str
    #: how the body is read: as a list of this format, as a page, or not at all
    reads: Format | str = ""
    #: whether the source has rules for its pages
    rules: bool = False


def answer(body: bytes = b"", *headers: str, status: str = "200 OK", length: bool = True) -> bytes:
    """A whole answer."""
    head = [f"HTTP/1.1 {status}", *headers, *([f"Content-Length: {len(body)}"] if length else []), "Connection: close"]
    return "\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + body


def leads(to: str, status: str = "302 Found") -> bytes:
    return answer(b"", f"Location: {to}", status=status)


def packed(body: bytes, coding: str) -> bytes:
    return answer(body, f"Content-Encoding: {coding}", "Content-Type: text/html")


def endless(first: bytes, piece: bytes, pause: float = 0.0) -> Talk:
    """`first`, then `piece` again and again until nobody listens."""

    async def talk(out: asyncio.StreamWriter, _base: str) -> None:
        out.write(first)
        with suppress(ConnectionError):
            while True:
                out.write(piece)
                await out.drain()
                await asyncio.sleep(pause)

    return talk


async def hang_up(out: asyncio.StreamWriter, _base: str) -> None:
    out.transport.abort()


async def silence(_out: asyncio.StreamWriter, _base: str) -> None:
    await asyncio.sleep(30)


def zipped(body: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("index.html", body)
    return out.getvalue()


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


@contextmanager
def serving(cases: dict[str, bytes | Talk], tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """The address (`http://127.0.0.1:port`) of a server that plays each case at the path of its name."""

    async def answer_one(reader: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        try:
            # the last: the server is closed
            with suppress(
                ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError
            ):
                head = await reader.readuntil(b"\r\n\r\n")
                path = head.split(b" ", 2)[1].decode("latin-1")
                does = cases.get(path.strip("/").split("?")[0].split("/")[0], answer(status="404 Not Found"))
                if isinstance(does, bytes):
                    out.write(does)
                    await out.drain()
                else:
                    await does(out, base)
        finally:
            out.close()

    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(answer_one, "127.0.0.1", 0, limit=1 << 20, ssl=tls))
    base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield base
    finally:
        asyncio.run_coroutine_threadsafe(_stop(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _stop(server: asyncio.Server) -> None:
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.sleep(0.05)  # the transports close now


# ---- transport: what a fetch must make of it

HTML = "Content-Type: text/html"
OK = b"<html><title>Fine</title><p>Meta paused its plan.</p></html>"
BOMB = gzip.compress(b"\0" * 60 * MEGA)
ODD_HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"

TRANSPORT = (
    # packed
    Case("gzip-bomb", packed(BOMB, "gzip"), "larger than 5 MB"),
    Case("gzip-bomb-twice", packed(gzip.compress(BOMB), "gzip, gzip"), "packed as 'gzip, gzip'"),
    Case("gzip-in-gzip-told-once", packed(gzip.compress(gzip.compress(OK)), "gzip"), "~\\x1f"),
    Case("deflate-bomb", packed(zlib.compress(b"\0" * 60 * MEGA), "deflate"), "larger than 5 MB"),
    Case("raw-deflate-bomb", packed(raw_deflate(b"\0" * 60 * MEGA), "deflate"), "larger than 5 MB"),
    Case("raw-deflate", packed(raw_deflate(OK), "deflate"), "~.*Fine"),
    Case("brotli-that-nobody-asked-for", packed(b"\xa1\xf8\xff\xff\x00", "br"), "packed as 'br'"),
    Case("zstd-that-nobody-asked-for", packed(b"(\xb5/\xfd\x04", "zstd"), "packed as 'zstd'"),
    Case("compress", packed(b"\x1f\x9d\x90", "compress"), "packed as 'compress'"),
    Case("unknown-coding", packed(OK, "x" * 500), "packed as 'xxx"),
    Case("gzip-that-is-none", packed(OK, "gzip"), "cannot be unpacked"),
    Case("gzip-cut-short", packed(gzip.compress(OK)[:-12], "gzip"), "breaks off"),
    Case("gzip-bad-checksum", packed(gzip.compress(OK)[:-8] + b"\0" * 8, "gzip"), "cannot be unpacked"),
    Case("gzip-of-many-parts", packed(gzip.compress(b"") * 3000, "gzip"), "more than 100 parts"),
    Case("gzip-of-two-parts", packed(gzip.compress(OK[:20]) + gzip.compress(OK[20:]), "gzip"), "~.*paused its plan"),
    Case("gzip-with-padding", packed(gzip.compress(OK) + b"\0" * 500, "gzip"), "~.*Fine"),
    Case("zip-bomb", answer(zipped(b"\0" * 60 * MEGA), "Content-Type: application/zip"), "~PK"),
    Case("identity", packed(OK, "identity"), "~.*Fine"),
    # too much
    Case("large-by-its-own-word", answer(b"x", "Content-Length: 99999999999", length=False), "larger than 5 MB"),
    Case("large", answer(b"x" * 6 * MEGA, length=False), "larger than 5 MB"),
    Case("one-line-of-100-MB", endless(answer(length=False), b"x" * MEGA), "larger than 5 MB"),
    Case(
        "endless-chunks",
        endless(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"f4240\r\n" + b"x" * MEGA + b"\r\n"),
        "larger than 5 MB",
    ),
    Case(
        "endless-tiny-chunks",
        endless(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", 0.005),
        "no whole answer",
    ),
    Case(
        "endless-chunk-size",
        endless(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0" * 10_000),
        "connection broke",
    ),
    Case(
        "endless-chunk-extension",
        endless(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", b"e" * 10_000),
        "connection broke",
    ),
    Case(
        "endless-trailers",
        endless(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X: " + b"y" * 9_000 + b"\r\n"),
        "connection broke",
    ),
    Case(
        "endless-headers", endless(b"HTTP/1.1 200 OK\r\n", b"X-Header: " + b"y" * 9_000 + b"\r\n"), "connection broke"
    ),
    Case("endless-header", endless(b"HTTP/1.1 200 OK\r\nX: ", b"y" * 10_000), "connection broke"),
    Case("endless-status-line", endless(b"HTTP/1.1 200 ", b"O" * 10_000), "connection broke"),
    Case("endless-before-the-answer", endless(b"", b"HTTP/1.1 102 Processing\r\n\r\n", 0.005), "no whole answer"),
    Case("large-header", answer(OK, "X: " + "y" * 200_000), "connection broke"),
    Case("thousand-cookies", answer(OK, *(f"Set-Cookie: c{n}={'x' * 40}" for n in range(1000))), "~.*Fine"),
    # too slow
    Case("no-word", silence, "no whole answer"),
    Case("slow-head", endless(b"", b"H", 0.05), "no whole answer"),
    Case("slow-headers", endless(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", 0.05), "no whole answer"),
    Case("slow-body", endless(answer(length=False), b"x", 0.05), "no whole answer"),
    Case("half-a-body", endless(answer(b"", "Content-Length: 1000", length=False), b"", 0.2), "no whole answer"),
    Case(
        "slow-gzip",
        endless(packed(gzip.compress(OK)[:20], "gzip").replace(b"Content-Length: 20\r\n", b""), b"", 0.2),
        "no whole answer",
    ),
    # broken talk
    Case("hangs-up", hang_up, "connection broke"),
    Case("hangs-up-amid-the-body", answer(b"short", "Content-Length: 1000", length=False), "connection broke"),
    Case("nothing-at-all", b"", "connection broke"),
    Case("no-http", b"SSH-2.0-OpenSSH_9.2\r\n", "connection broke"),
    Case("noise", bytes(range(256)) * 40, "connection broke"),
    Case("http-0.9", OK, "connection broke"),
    Case("two-lengths", ODD_HEAD + b"Content-Length: 3\r\n\r\nabc", "connection broke"),
    Case("negative-length", answer(b"", "Content-Length: -5", length=False), "connection broke"),
    Case("length-in-words", answer(b"", "Content-Length: many", length=False), "connection broke"),
    Case("length-and-chunks", ODD_HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "~hello"),
    Case("nul-in-a-header", ODD_HEAD + b"X: a\0b\r\n\r\nab", "connection broke"),
    Case("header-without-a-colon", ODD_HEAD + b"X\r\n\r\nab", "connection broke"),
    Case("folded-header", ODD_HEAD + b"X: a\r\n b\r\n\r\nab", "~ab"),
    Case("header-beyond-ascii", ODD_HEAD + b"X: \xff\xfe\r\n\r\nab", "~ab"),
    Case("status-999", answer(OK, status="999 No"), "status 999"),
    Case("status-000", answer(OK, status="000 No"), "connection broke"),
    Case("status-of-letters", b"HTTP/1.1 abc OK\r\n\r\n", "connection broke"),
    Case(
        "upgrade",
        answer(b"", "Upgrade: websocket", status="101 Switching Protocols", length=False),
        "connection broke|status 101",
    ),
    Case("304-that-nobody-asked-for", answer(b"", status="304 Not Modified"), "status 304"),
    Case("206-part", answer(OK, "Content-Range: bytes 0-5/900", status="206 Partial Content"), "status 206"),
    Case("204", answer(status="204 No Content", length=False), "status 204"),
    Case("retry-after-for-ever", answer(status="429 Slow down", length=False, body=b""), "left alone"),
    Case("retry-after-a-number-of-500-digits", answer(b"", "Retry-After: " + "9" * 500, status="503 No"), "left alone"),
    Case(
        "retry-after-the-year-99999",
        answer(b"", "Retry-After: Sun, 22 Nov 99999 08:00:00 GMT", status="503 No"),
        "status 503",
    ),
    # redirects
    Case("to-itself", leads("/to-itself"), "more than 5 redirects"),
    Case("in-a-ring", leads("/ring-2"), "more than 5 redirects"),
    Case("ring-2", leads("/in-a-ring"), "more than 5 redirects"),
    Case("ever-deeper", leads("/ever-deeper/x/x/x?y=1"), "more than 5 redirects"),
    Case("to-nowhere", answer(status="302 Found"), "more than 5 redirects"),
    Case("to-a-file", leads("file:///etc/passwd"), "neither http nor https"),
    Case("to-ftp", leads("ftp://127.0.0.1/x"), "neither http nor https"),
    Case("to-gopher", leads("gopher://127.0.0.1:70/_x"), "neither http nor https"),
    Case("to-javascript", leads("javascript:alert(1)"), "redirects to no address|neither http nor https"),
    Case("to-data", leads("data:text/html,hello"), "redirects to no address|neither http nor https"),
    Case("to-no-address", leads("http://["), "no address"),
    Case("to-a-user", leads("http://user:secret@example.org/"), "user's name"),
    Case("to-another-port", leads("http://127.0.0.1:22/"), "port 22"),
    Case("to-port-0", leads("http://example.org:0/"), "port 0"),
    Case("to-port-99999", leads("http://example.org:99999/"), "port 99999"),
    Case("to-this-machine", leads("http://127.0.0.1/secret"), "no public address"),
    Case("to-this-machine-by-name", leads("http://localhost/secret"), "no public address"),
    Case("to-this-machine-in-one-number", leads("http://2130706433/"), "no public address"),
    Case("to-this-machine-in-hex", leads("http://0x7f.0x1/"), "no public address"),
    Case("to-this-machine-by-ipv6", leads("http://[::1]/"), "no public address|no connection"),
    Case("to-this-machine-mapped", leads("http://[::ffff:127.0.0.1]/"), "no public address"),
    Case("to-zero", leads("http://0.0.0.0/"), "no public address"),
    Case("to-a-private-network", leads("http://10.0.0.1/admin"), "no public address"),
    Case("to-the-metadata-of-the-cloud", leads("http://169.254.169.254/latest/meta-data/"), "no public address"),
    Case("to-a-long-address", leads("/x?" + "y" * 9_000), "more than 8000 characters"),
    Case("to-a-host-of-200-letters", leads(f"http://{'a' * 200}.org/"), "no name of a host|no address|looked up"),
    Case("to-a-split-header", leads("/x%0d%0aX-Injected: 1"), "status 404"),
)
