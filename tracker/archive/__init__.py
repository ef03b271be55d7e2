"""Pages come in and become records of WARC 1.1 files, one file a day; snapshots and their bytes come out."""

from __future__ import annotations

import fcntl
import hashlib
import os
import zlib
from collections.abc import Iterator
from pathlib import Path

from tracker.archive import records
from tracker.archive.index import Index, Row
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
        #: None until it is needed: no folder is made by looking
        self._index: Index | None = None

    def write(self, page: Page, source: str, title: str, published: str | None) -> Snapshot:
        """Appends a page and returns where its body lies, on disk when this returns; raises OSError as files do.

        What is there already (same address, bytes and time) is not written again. A page without a body to keep (a
        status that is not 2xx) is a bug of the caller: ValueError.
        """
        if not 200 <= page.status < 300:
            raise ValueError(f"status {page.status} of {page.final_url} is nothing to archive")
        sha = hashlib.sha256(page.body).hexdigest()
        file = f"{page.fetched[:10]}.warc.gz"
        self._folder.mkdir(parents=True, exist_ok=True)
        index = self._indexed()
        with (self._folder / file).open("a+b") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            index.read(file)
            name = (page.final_url, sha, page.fetched, source)
            if known := index.known(*name):
                return known
            original = index.first(page.final_url, sha, file)  # what refers to it must come after it
            start = stream.truncate(index.end(file))  # what a killed run left behind the last page
            via = page.url if page.url != page.final_url else ""
            said = {"source": source, "title": title, "published": published or "", "via": via}
            content, shift = records.form(page, sha, said, original, None if start else file)
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
            kind = records.content_type(page.headers)
            told = (kind, records.line(title), published, via)
            row = Row(file, start + shift, original is not None, *name, *told)
            index.add(row, os.fstat(stream.fileno()))
            written = index.known(*name)
        assert written
        return written

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
        """Every page of every day, oldest first, as the WARC files tell of them; damaged records are left out."""
        if self._folder.exists():
            index = self._indexed()
            index.update()
            yield from index.snapshots()

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

    def _indexed(self) -> Index:
        """The index, as the files are when it is first needed; after that a write looks only at its own file."""
        if self._index is None:
            self._index = Index(self._folder)
            self._index.update()
        return self._index
