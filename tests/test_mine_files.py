"""Files to mine: what paths and lists mean, and that whatever a host does is told of its file."""

from __future__ import annotations

import gzip
import random
import re
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

pytest.importorskip("fsspec")

from tracker.mine import files
from tracker.model import InputError


def test_lists_globs_and_files(tmp_path: Path) -> None:
    for name in ("b.warc.gz", "a.warc.gz"):
        (tmp_path / name).write_bytes(b"")
    listing = tmp_path / "warc.paths.gz"
    listing.write_bytes(gzip.compress(b"a.warc.gz\nwarc.paths.gz\nhttps://x.example/c.warc.gz\n"))
    every = files.files([str(listing), str(tmp_path / "*.warc.gz"), str(tmp_path / "b.warc.gz")])
    assert every == [str(tmp_path / "a.warc.gz"), str(tmp_path / "b.warc.gz"), "https://x.example/c.warc.gz"]
    for line in ("crawl-data/x.warc.gz", "/crawl-data/x.warc.gz"):
        assert files._beside("https://d.example/crawl-data/2025/warc.paths.gz", line) == (
            "https://d.example/crawl-data/x.warc.gz"
        )
    assert files._beside("/lists/warc.paths", "/crawl/x.warc.gz") == "/crawl/x.warc.gz"
    with pytest.raises(InputError, match="no WARC file"):
        files.files([str(tmp_path / "z*.warc.gz")])
    for cut in (listing.read_bytes()[:-9], listing.read_bytes()[:10] + b"\xff" * 20):
        listing.write_bytes(cut)
        with pytest.raises(InputError, match=r"warc\.paths\.gz: "):
            files.files([str(listing)])


def test_a_transfer_that_breaks_off_is_no_end_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"x" * 100)
    with files.Reading(str(path)) as source:
        source.size = 200
        source.read(100)
        with pytest.raises(files.SourceError, match="broke off after 100 of 200"):
            source.read(100)


class Host(SimpleHTTPRequestHandler):
    """A host that gives whole files alone, or, with `parts`, those that are asked for."""

    parts = False

    def do_GET(self) -> None:
        content = Path(self.translate_path(self.path)).read_bytes()
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", "")) if self.parts else None
        self.send_response(206 if asked else 200)
        if asked:
            begin, end = int(asked[1]), min(int(asked[2]), len(content) - 1)
            self.send_header("Content-Range", f"bytes {begin}-{end}/{len(content)}")
            content = content[begin : end + 1]
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def end_headers(self) -> None:
        if self.parts:
            self.send_header("Accept-Ranges", "bytes")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.parametrize("parts", [True, False])
def test_a_host_may_give_parts_of_files_or_not(tmp_path: Path, parts: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    content = random.Random(1).randbytes(400_000)
    (tmp_path / "a.warc.gz").write_bytes(content)
    monkeypatch.setattr(files, "_BLOCK", 50_000)
    handler = partial(type("Handler", (Host,), {"parts": parts}), directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/a.warc.gz"
        with files.Reading(address, 123_456) as source:
            assert source.size == (len(content) if parts else None)
            assert source.read(200_000) == content[123_456:323_456]
            assert (source.tell(), source.read(100_000), source.read(1)) == (323_456, content[323_456:], b"")
        with pytest.raises(files.SourceError, match=r"ends .*before"):
            files.Reading(address, 500_000)
        with pytest.raises(files.SourceError, match=r"b\.warc\.gz"):
            files.Reading(address.replace("a.warc", "b.warc"))
        server.shutdown()


def test_whatever_a_host_does_is_told_of_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"x" * 100)
    with pytest.raises(files.SourceError, match="ends before byte 400, where"):
        files.Reading(str(path), 400)

    def away(*_: object, **__: object) -> None:
        raise RuntimeError("of a library's own kind")

    monkeypatch.setattr(files, "url_to_fs", away)
    for ask in (files.Reading, files.size):
        with pytest.raises(files.SourceError, match=r"a\.warc\.gz: of a library's own kind"):
            ask(str(path))
