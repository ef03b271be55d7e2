"""Pages come in and become records of WARC 1.1 files, one file a day; snapshots and their bytes come out."""

from __future__ import annotations

import fcntl
import hashlib
import os
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from tracker.archive import records
from tracker.model import Page, Problem, Snapshot, TrackerError


class ArchiveError(TrackerError):
    """A record is not where it should be, or not what its digest says."""


class Archive:
    """A folder of WARC files. Each page is a `metadata` record (what the list said of it), then a `response`
    (a `resource` where it has no address).

    A body that its address gave before becomes a `revisit` that refers to the first one. A record that a killed run
    left half-written at the end of a file is not seen, and is cut off by the next write.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        #: what the files hold, by address, digest, time and source; None until the first write asks
        self._known: dict[tuple[str, str, str, str], Snapshot] | None = None
        #: the oldest of each address and digest
        self._first: dict[tuple[str, str], Snapshot] = {}
        #: where the files written by this process end
        self._ends: dict[str, int] = {}

    def write(self, page: Page, source: str, title: str, published: str | None) -> Snapshot:
        """Appends a page and returns where its body lies, on disk when this returns; raises OSError as files do.

        What is there already (same address, bytes and time) is not written again. A page without a body to keep (a
        status that is not 2xx) is a bug of the caller: ValueError.
        """
        if not 200 <= page.status < 300:
            raise ValueError(f"status {page.status} of {page.final_url} is nothing to archive")
        sha = hashlib.sha256(page.body).hexdigest()
        file = f"{page.fetched[:10]}.warc.gz"
        if self._known is None:
            self._known = {}
            for snapshot in self.snapshots():
                self._remember(self._known, snapshot)
        if known := self._known.get((page.final_url, sha, page.fetched, source)):
            return known
        first = self._first.get((page.final_url, sha))
        original = first if first and first.file <= file else None  # what refers to it must come after it
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / file).open("a+b") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            start = self._end(stream, file)
            via = page.url if page.url != page.final_url else ""
            said = {"source": source, "title": title, "published": published or "", "via": via}
            written, shift = records.form(page, sha, said, original, None if start else file)
            stream.write(written)
            stream.flush()
            os.fsync(stream.fileno())
            self._ends[file] = start + len(written)
        place = (original.file, original.offset) if original else (file, start + shift)
        kind = records.content_type(page.headers)
        snapshot = Snapshot(
            page.final_url, source, sha, page.fetched, *place, kind, records.line(title), published, via
        )
        self._remember(self._known, snapshot)
        return snapshot

    def read(self, snapshot: Snapshot) -> bytes:
        """The bytes of a snapshot, checked against its digest; raises ArchiveError."""
        where = f"{snapshot.file} at {snapshot.offset}"
        try:
            with (self._folder / snapshot.file).open("rb") as stream:
                member = records.inflate(stream, snapshot.offset)
        except (OSError, zlib.error) as error:
            raise ArchiveError(f"{where}: {error}") from error
        if member is None or member.content is None or not member.content.startswith(b"WARC/"):
            raise ArchiveError(f"{where}: no whole record")
        body: bytes = records.parsed(member.content).content_stream().read()
        if hashlib.sha256(body).hexdigest() != snapshot.sha:
            raise ArchiveError(f"{where}: the body is not the one that was archived ({snapshot.url})")
        return body

    def snapshots(self) -> Iterator[Snapshot]:
        """Every page of every day, oldest first, read from the WARC files alone; damaged records are left out."""
        first: dict[tuple[str, str], Snapshot] = {}
        for path in self._files():
            found: list[Snapshot] = []
            hints: dict[str, dict[str, str]] = {}
            with path.open("rb") as stream:
                for member in records.members(stream):
                    if member.content is None:
                        continue
                    record = records.parsed(member.content)
                    if record.rec_type == "metadata":
                        hints = {record.rec_headers["WARC-Concurrent-To"]: records.fields(record)}
                    elif record.rec_type in ("response", "resource", "revisit"):
                        said = hints.pop(record.rec_headers["WARC-Record-ID"], {})
                        snapshot = records.snapshot(record, said, path.name, member.start)
                        if record.rec_type != "revisit":
                            first.setdefault((snapshot.url, snapshot.sha), snapshot)
                            found.append(snapshot)
                        elif origin := first.get((snapshot.url, snapshot.sha)):
                            kind = snapshot.content_type or origin.content_type
                            found.append(replace(snapshot, file=origin.file, offset=origin.offset, content_type=kind))
            yield from sorted(found, key=lambda snapshot: snapshot.fetched)

    def damage(self) -> tuple[Problem, ...]:
        """What no one can read any more inside the files: a problem for each stretch of damaged bytes."""
        problems = []
        for path in self._files():
            with path.open("rb") as stream:
                for start, end, content in records.members(stream):
                    if content is None:
                        text = f"{path.name}: bytes {start} to {end} are damaged; records there are lost"
                        problems.append(Problem("archive", text))
        return tuple(problems)

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("????-??-??.warc.gz"))

    def _remember(self, known: dict[tuple[str, str, str, str], Snapshot], snapshot: Snapshot) -> None:
        known[snapshot.url, snapshot.sha, snapshot.fetched, snapshot.source] = snapshot
        first = self._first.setdefault((snapshot.url, snapshot.sha), snapshot)
        if snapshot.fetched < first.fetched:
            self._first[snapshot.url, snapshot.sha] = snapshot

    def _end(self, stream: BinaryIO, file: str) -> int:
        """Where the last whole page of a file ends; what a killed run left behind it is cut off."""
        size = stream.seek(0, os.SEEK_END)
        if size == self._ends.get(file):
            return size
        stream.seek(0)
        end = 0
        for member in records.members(stream):
            if member.content is None or records.parsed(member.content).rec_type != "metadata":
                end = member.end
        stream.truncate(end)
        return end
