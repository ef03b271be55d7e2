"""The archive: what is written is found again by file and offset, whatever happens to the process or the disk."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from tracker.archive import Archive, ArchiveError
from tracker.model import Page

HTML = (("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "br"), ("ETag", '"a1"'))


def page(body: str, at: str = "2025-03-01T10:00:00Z", url: str = "https://example.org/a") -> Page:
    return Page(url, url, 200, HTML, body.encode(), at)


def types(path: Path) -> list[str]:
    found = []
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, check_digests="raise"):
            record.content_stream().read()
            found.append(record.rec_type)
    return found


def test_a_page_is_found_again_with_what_its_list_said(tmp_path: Path) -> None:
    written = Archive(tmp_path).write(page("Grüße"), "noyb", "Ein Titel:\n Grüße", "2025-02-28")
    assert written.title == "Ein Titel: Grüße"
    assert written.content_type == "text/html; charset=utf-8"
    again = Archive(tmp_path)
    assert list(again.snapshots()) == [written]
    assert again.read(written).decode() == "Grüße"


def test_the_files_are_warc_1_1_for_other_readers(tmp_path: Path) -> None:
    moved = replace(page("first"), url="https://example.org/old")
    written = Archive(tmp_path).write(moved, "noyb", "", None)
    assert types(tmp_path / "2025-03-01.warc.gz") == ["warcinfo", "metadata", "response"]
    with (tmp_path / written.file).open("rb") as stream:
        stream.seek(written.offset)
        record = next(ArchiveIterator(stream))
        assert record.rec_headers.protocol == "WARC/1.1"
        assert record.rec_headers["WARC-Target-URI"] == "https://example.org/a"
        assert record.http_headers.get_header("etag") == '"a1"'
        assert record.http_headers.get_header("content-encoding") is None
        assert record.content_stream().read() == b"first"
    with (tmp_path / written.file).open("rb") as stream:
        said = next(record for record in ArchiveIterator(stream) if record.rec_type == "metadata")
        assert said.content_stream().read() == b"source: noyb\r\nvia: https://example.org/old\r\n"


def test_an_unchanged_body_is_a_revisit_that_leads_to_the_first(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    first = archive.write(page("same"), "noyb", "Then", "2025-02-28")
    second = Archive(tmp_path).write(page("same", "2025-03-02T10:00:00Z"), "noyb", "Now", "2025-03-02")
    assert types(tmp_path / "2025-03-02.warc.gz") == ["warcinfo", "metadata", "revisit"]
    assert (second.file, second.offset, second.sha) == (first.file, first.offset, first.sha)
    assert (second.title, second.fetched) == ("Now", "2025-03-02T10:00:00Z")
    assert list(archive.snapshots()) == [first, second]
    assert archive.read(second) == b"same"
    with (tmp_path / "2025-03-02.warc.gz").open("rb") as stream:
        revisit = list(ArchiveIterator(stream))[-1].rec_headers
    assert revisit["WARC-Refers-To-Date"] == first.fetched
    assert revisit["WARC-Profile"].endswith("/identical-payload-digest")


def test_the_same_page_of_the_same_moment_is_written_once(tmp_path: Path) -> None:
    first = Archive(tmp_path).write(page("same"), "import", "", None)
    size = (tmp_path / first.file).stat().st_size
    assert Archive(tmp_path).write(page("same"), "import", "", None) == first
    assert (tmp_path / first.file).stat().st_size == size
    later = Archive(tmp_path).write(page("same", "2025-03-01T11:00:00Z"), "import", "", None)
    assert Archive(tmp_path).write(page("same", "2025-03-01T11:00:00Z"), "import", "", None) == later
    assert list(Archive(tmp_path).snapshots()) == [first, later]


def test_an_older_copy_that_comes_later_stands_alone_and_first(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    new = archive.write(page("same"), "a", "", None)
    old = archive.write(page("same", "2024-01-01T00:00:00Z"), "import", "", None)
    assert old.file == "2024-01-01.warc.gz"
    assert list(Archive(tmp_path).snapshots()) == [old, new]


def test_snapshots_of_a_day_are_in_order_of_time(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    late = archive.write(page("b", "2025-03-01T20:00:00Z"), "a", "", None)
    early = archive.write(page("a", "2025-03-01T08:00:00Z"), "import", "", None)
    assert list(archive.snapshots()) == [early, late]


@pytest.mark.parametrize("again", [True, False], ids=["revisit", "response"])
def test_killed_at_any_byte_of_the_last_page(tmp_path: Path, again: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever part of the last page's records is on disk, the pages before it are read and the next one is kept."""
    monkeypatch.setattr("os.fsync", lambda _: None)  # a thousand of them take their time
    whole = Archive(tmp_path / "whole")
    first = whole.write(page("first " * 40), "a", "One", None)
    path = tmp_path / "whole" / first.file
    sound = path.stat().st_size
    whole.write(page("first " * 40 if again else "second", "2025-03-01T11:00:00Z"), "a", "Two", None)
    data = path.read_bytes()
    folder = tmp_path / "torn"
    folder.mkdir()
    torn = folder / first.file
    for length in range(sound, len(data)):
        torn.write_bytes(data[:length])
        archive = Archive(folder)
        assert list(archive.snapshots()) == [first], length
        assert archive.damage() == ()
        third = archive.write(page("third", "2025-03-01T12:00:00Z"), "a", "Three", None)
        assert torn.read_bytes()[:sound] == data[:sound]
        assert list(Archive(folder).snapshots()) == [first, third], length
        assert archive.read(third) == b"third"
        if length % 16 == 0:
            assert types(torn) == ["warcinfo", "metadata", "response", "metadata", "response"], length


def test_killed_while_a_file_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", lambda _: None)
    first = Archive(tmp_path).write(page("first"), "a", "", None)
    path = tmp_path / first.file
    data = path.read_bytes()
    for length in range(0, len(data), 7):
        path.write_bytes(data[:length])
        assert list(Archive(tmp_path).snapshots()) == []
        written = Archive(tmp_path).write(page("first"), "a", "", None)
        assert list(Archive(tmp_path).snapshots()) == [written]


def test_damage_inside_a_file_costs_that_record_alone_and_is_told(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    pages = [archive.write(page(f"body {n}" * 50, f"2025-03-01T1{n}:00:00Z"), "a", "", None) for n in range(3)]
    path = tmp_path / pages[0].file
    data = bytearray(path.read_bytes())
    data[pages[1].offset + 40 : pages[1].offset + 60] = bytes(20)
    path.write_bytes(data)
    again = Archive(tmp_path)
    assert list(again.snapshots()) == [pages[0], pages[2]]
    assert [problem.step for problem in again.damage()] == ["archive"]
    assert f"{pages[0].file}: bytes {pages[1].offset} to" in again.damage()[0].message
    fourth = again.write(page("fourth", "2025-03-01T19:00:00Z"), "a", "", None)
    assert list(Archive(tmp_path).snapshots()) == [pages[0], pages[2], fourth]
    with pytest.raises(ArchiveError):
        again.read(pages[1])


def test_a_body_is_checked_against_its_digest(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    written = archive.write(page("body"), "a", "", None)
    with pytest.raises(ArchiveError, match="not the one that was archived"):
        archive.read(replace(written, sha="0" * 64))
    for wrong in (replace(written, offset=written.offset + 1), replace(written, file="2001-01-01.warc.gz")):
        with pytest.raises(ArchiveError, match=wrong.file):
            archive.read(wrong)


def test_an_error_page_is_not_archived(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="404"):
        Archive(tmp_path).write(replace(page("gone"), status=404), "a", "", None)


def test_headers_that_are_not_ascii_survive(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    odd = replace(page("body"), headers=(("Content-Type", "text/plain"), ("X-Name", "Datenschutzbehörde")))
    written = archive.write(odd, "a", "", None)
    assert archive.read(written) == b"body"
    assert list(Archive(tmp_path).snapshots()) == [written]
    assert io.BytesIO((tmp_path / written.file).read_bytes()).read(2) == b"\x1f\x8b"
