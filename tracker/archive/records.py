"""A page comes in and the bytes of its WARC records come out, and back: the only door to the WARC library."""

from __future__ import annotations

import io
import os
import zlib
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO, NamedTuple

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import BufferedReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tracker import formats
from tracker.model import InputError, Page, Snapshot

_FORMAT = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
#: of the body as it travelled; the archive holds it decoded, so they would lie about it
_TRANSPORT = {"content-encoding", "transfer-encoding", "content-length"}


#: what the library stumbles with over headers that nobody should write
_BROKEN = (ValueError, AttributeError, TypeError, OverflowError)
_PAGES = ("text/html", "application/xhtml+xml", "text/plain", "text/markdown")


class Member(NamedTuple):
    """A gzip member, one WARC record; `content` is None where the bytes are damaged."""

    start: int
    end: int
    content: bytes | None


def form(
    page: Page, sha: str, said: dict[str, str], original: Snapshot | None, begins: str | None
) -> tuple[bytes, int]:
    """The records of a page and where that with its body starts.

    `said` becomes the `metadata` record; with an `original` the page is a `revisit` of it; `begins` is the name of the
    file that begins here, with a `warcinfo`.
    """
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    if begins:
        info = {"software": "regulatory-news-tracker", "format": "WARC File Format 1.1", "conformsTo": _FORMAT}
        info["records"] = str(formats.RECORDS.number)
        writer.write_record(writer.create_warcinfo_record(begins, info))
    headers = {"WARC-Date": page.fetched, "WARC-Payload-Digest": f"sha256:{sha}"}
    came = page.final_url.startswith("http") and "X-Made-From" not in dict(page.headers)
    http = _http(page) if came else None  # what has no address, or was put together by us, came by no protocol
    if original:
        digest = headers.pop("WARC-Payload-Digest")
        known = (page.final_url, digest, original.url, original.fetched)
        body = writer.create_revisit_record(*known, http_headers=http, warc_headers_dict=headers)
    else:
        content = {"payload": io.BytesIO(page.body), "length": len(page.body), "http_headers": http}
        if http is None:
            content["warc_content_type"] = content_type(page.headers)
        kind = "response" if http else "resource"
        body = writer.create_warc_record(page.final_url, kind, warc_headers_dict=headers, **content)
    fields = "".join(f"{key}: {line(value)}\r\n" for key, value in said.items() if value).encode()
    hints = {"WARC-Date": page.fetched, "WARC-Concurrent-To": body.rec_headers["WARC-Record-ID"]}
    writer.write_record(
        writer.create_warc_record(
            page.final_url, "metadata", payload=io.BytesIO(fields), length=len(fields), warc_headers_dict=hints
        )
    )
    start = out.tell()
    writer.write_record(body)
    return out.getvalue(), start


def _http(page: Page) -> StatusAndHeaders:
    kept = [(key, value) for key, value in page.headers if key.lower() not in _TRANSPORT]
    length = ("Content-Length", str(len(page.body)))
    return StatusAndHeaders(f"{page.status} {HTTPStatus(page.status).phrase}", [*kept, length], protocol="HTTP/1.1")


def parsed(content: bytes) -> ArcWarcRecord:
    """The record that a gzip member holds."""
    return next(ArchiveIterator(io.BytesIO(content)))


def fields(record: ArcWarcRecord) -> dict[str, str]:
    """What a `metadata` or `warcinfo` record says."""
    rows = record.content_stream().read().decode().splitlines()
    return {key: value for key, _, value in (row.partition(": ") for row in rows)}


def check(record: ArcWarcRecord, path: Path) -> None:
    """Raises NewerError where a `warcinfo` says that a newer version of the tracker laid down the records behind it."""
    said = fields(record).get("records", "")
    if said.isdecimal() and int(said) > formats.RECORDS.number:
        raise formats.NewerError(path, formats.RECORDS, int(said))


def snapshot(record: ArcWarcRecord, said: dict[str, str], file: str, offset: int) -> Snapshot:
    """A record of ours as a snapshot whose body is at this place; a `revisit` may say no content type."""
    head = record.rec_headers
    sha = head["WARC-Payload-Digest"].removeprefix("sha256:")
    kind = "" if record.rec_type == "revisit" else record.content_type
    if record.http_headers:
        kind = record.http_headers.get_header("Content-Type") or "text/html"
    hints = (kind, said.get("title", ""), said.get("published"), said.get("via", ""))
    return Snapshot(head["WARC-Target-URI"], said.get("source", ""), sha, head["WARC-Date"], file, offset, *hints)


def members(stream: BinaryIO) -> Iterator[Member]:
    """Every whole gzip member of a file; one cut short by the end of the file is left out, a damaged one is marked."""
    start, size = 0, stream.seek(0, os.SEEK_END)
    while start < size:
        cut = False
        try:
            member = inflate(stream, start)
            cut = member is None
        except zlib.error:
            member = None
        if member is None or not (member.content or b"").startswith(b"WARC/"):
            after = _next(stream, start + 1)
            if cut and after is None:
                return
            member = Member(start, after or size, None)
        yield member
        start = member.end


def inflate(stream: BinaryIO, start: int) -> Member | None:
    """The gzip member that starts here; None when the file ends before it does; raises zlib.error."""
    stream.seek(start)
    inflater, parts, end = zlib.decompressobj(wbits=31), list[bytes](), start
    while not inflater.eof:
        if not (chunk := stream.read(1 << 16)):
            return None
        parts.append(inflater.decompress(chunk))
        end += len(chunk) - len(inflater.unused_data)
    return Member(start, end, b"".join(parts))


def _next(stream: BinaryIO, start: int) -> int | None:
    """Where the next WARC record seems to start behind damaged bytes."""
    stream.seek(start)
    rest = stream.read()
    at = rest.find(b"\x1f\x8b\x08")
    while at >= 0:
        try:
            if zlib.decompressobj(wbits=31).decompress(rest[at : at + 4096], 5) == b"WARC/":
                return start + at
        except zlib.error:
            pass  # the three bytes stand there by chance
        at = rest.find(b"\x1f\x8b\x08", at + 1)
    return None


def pages(path: Path) -> Iterator[Page]:
    """The pages of a WARC file of anyone's making: each `response` of status 200, or `resource`, that is HTML or text.

    Raises InputError that names the record, for a file that is damaged or cut short too.
    """
    number = 0
    try:
        with path.open("rb") as stream:
            for number, record in enumerate(_every(stream, path), 1):
                page = _page(f"{path}: record {number}", record)
                if page:
                    yield page
    except (ArchiveLoadFailed, EOFError, *_BROKEN) as error:
        raise InputError(f"{path}: after record {number}: no WARC file that can be read: {error}") from error
    if not number:
        raise InputError(f"{path}: no record in it")


def page(place: str, content: bytes) -> Page | None:
    """The page that one record of anyone's making holds; None for what is no page; raises InputError, as `pages`."""
    try:
        return next((_page(place, record) for record in ArchiveIterator(io.BytesIO(content), check_digests=True)), None)
    except (ArchiveLoadFailed, EOFError, *_BROKEN) as error:
        raise InputError(f"{place}: no record that can be read: {error}") from error


def _every(stream: BinaryIO, path: Path) -> Iterator[ArcWarcRecord]:
    """The records of a WARC file, compressed or not; the library takes a record that breaks off for whole."""
    compressed = stream.read(2) == b"\x1f\x8b"
    size, end = stream.seek(0, os.SEEK_END), 0
    if not compressed:
        stream.seek(0)
        yield from ArchiveIterator(stream, check_digests=True)
        return
    for member in members(stream):
        if member.content is None:
            raise InputError(f"{path}: bytes {member.start} to {member.end} are no WARC record, or a damaged one")
        yield from ArchiveIterator(io.BytesIO(member.content), check_digests=True)
        end = member.end
    if end < size:
        raise InputError(f"{path}: cut short after byte {end}")


def _page(place: str, record: ArcWarcRecord) -> Page | None:
    """The page of a record, None for what is no page; its body without the encoding in which it travelled."""
    url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
    fields = record.http_headers or StatusAndHeaders("200 OK", [("Content-Type", record.content_type)])
    kind, encoding = (fields.get_header(name) or "" for name in ("Content-Type", "Content-Encoding"))
    known = url.startswith(("http://", "https://", "urn:sha256:"))
    known = known and record.rec_type in ("response", "resource")
    wanted = known and fields.get_statuscode() == "200" and kind.partition(";")[0].strip().lower() in _PAGES
    encoding = encoding.lower() or "identity"
    if wanted and encoding != "identity" and encoding not in BufferedReader.get_supported_decompressors():
        raise InputError(f"{place}: content-encoding {encoding!r} cannot be read")
    body = record.content_stream().read()
    whole = record.rec_headers.get_header("Content-Length") and not record.raw_stream.limit
    if not whole or (wanted and record.digest_checker.passed is False):
        raise InputError(f"{place}: cut short or damaged")
    if not wanted:
        return None
    return Page(url, url, 200, tuple(fields.headers), body, record.rec_headers["WARC-Date"])


def content_type(headers: tuple[tuple[str, str], ...]) -> str:
    """What the headers say that a body is; what says nothing is taken for HTML."""
    return next((value for key, value in headers if key.lower() == "content-type"), "text/html")


def line(text: str) -> str:
    """Text that stands on one line of a record."""
    return " ".join(text.split())
