"""Importing: files of every form become pages of the archive, or an error that names the place and nothing else."""

from __future__ import annotations

import gzip
import io
import json
import time
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tracker import intake, read
from tracker.archive import Archive
from tracker.model import Document, InputError, Snapshot

NOW = "2026-01-02T03:04:05Z"
STORY = "Examplebook has put its plans off, it said on Friday in a note to the watchdog."
FRONT = f"""---
title: Examplebook: waits
url: https://m.example/1
date: 2025-03-10
fetch_date: 2025-03-11T10:00:00.5
---

{STORY}
"""


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def put(tmp_path: Path, name: str, content: str | bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def documents(archive: Archive, snapshots: tuple[Snapshot, ...]) -> list[Document]:
    found = [read.read(snapshot, archive.read(snapshot), read.IMPORTED) for snapshot in snapshots]
    return [document for document in found if document]


def warc(*pages: tuple[str, str, bytes, str], status: str = "200 OK") -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.0")
    for url, kind, body, encoding in pages:
        fields = [("Content-Type", kind), *([("Content-Encoding", encoding)] if encoding else [])]
        http = StatusAndHeaders(status, fields, protocol="HTTP/1.1")
        when = {"WARC-Date": "2024-05-06T07:08:09.123456Z"}
        content = {"payload": io.BytesIO(body), "length": len(body), "http_headers": http, "warc_headers_dict": when}
        writer.write_record(writer.create_warc_record(url, "response", **content))
    return out.getvalue()


def test_markdown_with_front_matter(tmp_path: Path, archive: Archive) -> None:
    written = intake.bring([put(tmp_path, "a.txt", FRONT)], archive.write, NOW)
    assert [(x.url, x.fetched, x.source) for x in written] == [
        ("https://m.example/1", "2025-03-11T10:00:00Z", "import")
    ]
    (document,) = documents(archive, written)
    assert (document.title, document.text, document.published) == ("Examplebook: waits", STORY, "2025-03-10")


def test_plain_text_without_an_address_is_known_by_its_content(tmp_path: Path, archive: Archive) -> None:
    path = put(tmp_path, "b.txt", STORY)
    (written,) = intake.bring([path], archive.write, NOW)
    assert written.url == f"urn:sha256:{written.sha}"
    (document,) = documents(archive, (written,))
    assert (document.id, document.text) == (f"sha256:{written.sha}", STORY)


def test_saved_html_with_an_address_and_a_date(tmp_path: Path, archive: Archive) -> None:
    html = f"<!-- saved --><html><body><article><h1>Waits</h1><p>{STORY}</p></article></body></html>"
    path = put(tmp_path, "page", html)
    written = intake.bring([path], archive.write, NOW, url="https://p.example/x", published="2025-03")
    (document,) = documents(archive, written)
    assert (document.url, document.published, document.title) == ("https://p.example/x", "2025-03", "Waits")


def test_json_lines(tmp_path: Path, archive: Archive) -> None:
    rows = [
        {"id": "1", "url": "https://j.example/1", "text": STORY, "published": "2025-03-01", "kind": "ngo"},
        {"text": "Two."},
    ]
    path = put(tmp_path, "docs.jsonl", "\n\n".join(map(json.dumps, rows)))
    first, second = documents(archive, intake.bring([path], archive.write, NOW))
    assert (first.id, first.published, first.kind, first.text) == ("https://j.example/1", "2025-03-01", "ngo", STORY)
    assert second.id.startswith("sha256:")


def test_a_warc_file_gives_its_pages_with_their_times(tmp_path: Path, archive: Archive) -> None:
    html = f"<html><body><article><p>{STORY}</p></article></body></html>".encode()
    content = warc(
        ("https://w.example/1", "text/html", gzip.compress(html), "gzip"),
        ("https://w.example/i", "image/png", b"png", ""),
        ("dns:w.example", "text/plain", b"w.example. 300 IN A 192.0.2.1", ""),
        ("https://w.example/2", "text/plain", STORY.encode(), ""),
    )
    written = intake.bring([put(tmp_path, "c.warc.gz", content)], archive.write, NOW)
    assert [(x.url, x.fetched) for x in written] == [
        ("https://w.example/1", "2024-05-06T07:08:09Z"),
        ("https://w.example/2", "2024-05-06T07:08:09Z"),
    ]
    assert archive.read(written[0]) == html
    assert {document.text for document in documents(archive, written)} == {STORY}


def test_error_pages_of_a_warc_file_stay_out(tmp_path: Path, archive: Archive) -> None:
    path = put(tmp_path, "c.warc.gz", warc(("https://w.example/1", "text/html", b"gone", ""), status="404 Not Found"))
    assert intake.bring([path], archive.write, NOW) == ()


def test_our_own_archive_can_be_imported(tmp_path: Path, archive: Archive) -> None:
    ours = intake.bring([put(tmp_path, "a.md", FRONT), put(tmp_path, "b.txt", STORY)], archive.write, NOW)
    other = Archive(tmp_path / "other")
    theirs = intake.bring([tmp_path / "archive" / one.file for one in ours], other.write, NOW)
    assert [(x.url, x.sha, x.fetched, x.content_type) for x in theirs] == [
        (x.url, x.sha, x.fetched, x.content_type) for x in ours
    ]


def test_importing_again_adds_a_revisit_or_nothing(tmp_path: Path, archive: Archive) -> None:
    files = [put(tmp_path, "a.md", FRONT), put(tmp_path, "b.txt", STORY)]
    first = intake.bring(files, archive.write, NOW)
    again = intake.bring(files, archive.write, "2026-02-02T00:00:00Z")
    assert again[0] == first[0]  # it says itself when it was fetched
    assert (again[1].file, again[1].offset) == (first[1].file, first[1].offset)
    assert list(archive.snapshots()) == [*first, again[1]]
    assert list(Archive(tmp_path / "archive").snapshots()) == [*first, again[1]]


ONE = warc(("https://w.example/1", "text/html", b"x" * 99, ""))


def test_a_warc_file_that_breaks_off_anywhere_is_refused(tmp_path: Path, archive: Archive) -> None:
    for length in range(3, len(ONE)):
        path = put(tmp_path, "a.warc.gz", ONE + ONE[:length])
        with pytest.raises(InputError, match=f"a.warc.gz: cut short after byte {len(ONE)}"):
            intake.bring([path], archive.write, NOW)
    assert list(archive.snapshots()) == []


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.jsonl", '{"text": "Fine."}\n{"text": ', "a.jsonl: line 2: no JSON"),
        ("a.jsonl", '{"text": "Fine."}\n\n{"text": 3}', "a.jsonl: line 3: field 'text'"),
        ("a.jsonl", '{"title": "x"}', "line 1: field 'text': words are needed"),
        ("a.jsonl", '["text"]', "line 1: an object"),
        ("a.jsonl", '{"text": "x", "published": "June 2024"}', "field 'published': 'June 2024' is no date"),
        ("a.jsonl", '{"text": "x", "published": "2024-02-31"}', "field 'published'"),
        ("a.jsonl", '{"text": "x", "kind": "rumour"}', "field 'kind': allowed are regulator, news"),
        ("a.jsonl", '{"text": "x", "url": "example.org"}', "field 'url': 'example.org' is no address"),
        ("a.jsonl", '{"text": "x", "lang": 3}', "field 'lang'"),
        ("a.jsonl", "", "a.jsonl: no document in it"),
        ("a.txt", "", "a.txt: empty"),
        ("a.txt", b"first\nsecond \xff\xfe", "a.txt: line 2: not UTF-8"),
        ("a.bin", b"\0\1\2", "a.bin: not text"),
        ("a.md", FRONT.replace("https://m.example/1", "/1"), "field 'url': '/1' is no address"),
        ("a.md", FRONT.replace("2025-03-10", "soon"), "field 'date': 'soon' is no date"),
        ("a.md", FRONT.replace("2025-03-11T", "2031-03-11T"), "field 'fetch_date': .* lies in the future"),
        ("a.md", FRONT.replace("2025-03-11T10:00:00.5", "once"), "field 'fetch_date': 'once' is no time"),
        ("a.warc.gz", warc(("http://[", "text/html", b"x", "")), "is no address"),
        ("d.jsonl", '{"text": "x", "url": "http://["}', "line 1: field 'url'"),
        ("d.jsonl", "[" * 100_000, "line 1: no JSON"),
        ("a.warc.gz", gzip.compress(b"no records here", mtime=0), "a.warc.gz: .*are no WARC record"),
        ("a.warc", gzip.decompress(ONE)[:-40], "record 1: cut short or damaged"),
        ("a.warc.gz", ONE[:-8] + bytes(8), "a.warc.gz: bytes 0 to .* or a damaged one"),
        ("a.warc.gz", warc(("https://w.example/1", "text/html", b"x", "zstd")), "content-encoding 'zstd'"),
    ],
)
def test_bad_input_is_named_and_nothing_is_written(
    tmp_path: Path, archive: Archive, name: str, content: str | bytes, message: str
) -> None:
    good = put(tmp_path, "good.txt", STORY)
    with pytest.raises(InputError, match=message):
        intake.bring([good, put(tmp_path, name, content)], archive.write, NOW)
    assert list(archive.snapshots()) == []


def test_comments_before_a_text_take_no_time(tmp_path: Path, archive: Archive) -> None:
    path = put(tmp_path, "a.md", "<!-- a -->" * 60 + STORY)
    start = time.process_time()
    intake.bring([path], archive.write, NOW)
    assert time.process_time() - start < 5


def test_a_file_that_is_not_there(tmp_path: Path, archive: Archive) -> None:
    for path in (tmp_path / "none.md", tmp_path):
        with pytest.raises(InputError, match=str(path)):
            intake.bring([path], archive.write, NOW)


@pytest.mark.parametrize(
    ("names", "url", "published", "message"),
    [
        (("b.txt", "a.md"), "https://p.example/", None, "2 files"),
        (("b.txt",), "p.example", None, "'p.example' is no address"),
        (("b.txt",), None, "3 May 2024", "'3 May 2024' is no date"),
        (("d.jsonl",), "https://p.example/", None, "each line says its own"),
        (("c.warc",), None, "2024", "says itself"),
    ],
)
def test_an_address_and_a_date_are_for_one_page(
    tmp_path: Path, archive: Archive, names: tuple[str, ...], url: str | None, published: str | None, message: str
) -> None:
    content = {"b.txt": STORY, "a.md": FRONT, "d.jsonl": '{"text": "x"}', "c.warc": "WARC/1.0\r\n"}
    files = [put(tmp_path, name, content[name]) for name in names]
    with pytest.raises(InputError, match=message):
        intake.bring(files, archive.write, NOW, url, published)
    assert list(archive.snapshots()) == []
