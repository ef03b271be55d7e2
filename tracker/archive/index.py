"""The WARC files of a folder come in; where each of their pages lies goes out, without reading them all again.

The index is a file beside them that can be deleted at any time. What it says of a file holds as long as size and time
of that file are those that it noted: after anything else, a killed write too, that file is read anew.
"""

from __future__ import annotations

import os
import sqlite3
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path

from tracker import formats
from tracker.archive import records
from tracker.model import Snapshot

_NAME = "index.db"
_SCHEMA = """
create table files (name text primary key, size integer not null, time integer not null, "end" integer not null);
create table pages (
    file text not null, start integer not null, revisit integer not null, url text not null, sha text not null,
    fetched text not null, source text not null, content_type text not null, title text not null, published text,
    via text not null, primary key (file, start)) without rowid;
create index pages_by_body on pages (url, sha, file, start);
"""
#: a page as a Snapshot; that of a `revisit` has its body in the oldest record before it that holds the same
_SNAPSHOT = """
select p.url, p.source, p.sha, p.fetched, coalesce(o.file, p.file), coalesce(o.start, p.start),
    iif(p.content_type = '', o.content_type, p.content_type), p.title, p.published, p.via
from pages p left join pages o on p.revisit and (o.file, o.start) = (
    select file, start from pages b where b.url = p.url and b.sha = p.sha and not b.revisit
    and (b.file, b.start) < (p.file, p.start) order by file, start limit 1)
where (not p.revisit or o.file is not null) and """


@dataclass(frozen=True, slots=True)
class Row:
    """A page as its records tell of it; `start` is where the record with its body, or the `revisit`, starts."""

    file: str
    start: int
    revisit: bool
    url: str
    sha: str
    fetched: str
    source: str
    content_type: str
    title: str
    published: str | None
    via: str


class Index:
    """The index of a folder, made where there is none; in memory where the folder cannot be written to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            self._db = _opened(folder / _NAME)
        except sqlite3.OperationalError:
            self._db = _opened(None)
        except sqlite3.DatabaseError:  # damaged, or of another version
            for name in (_NAME, f"{_NAME}-wal", f"{_NAME}-shm"):
                (folder / name).unlink(missing_ok=True)
            self._db = _opened(folder / _NAME)
        weakref.finalize(self, self._db.close)

    def update(self) -> None:
        """Reads every file that is not as it was noted, and forgets those that are gone."""
        names = {path.name for path in self._folder.glob("????-??-??.warc.gz")}
        noted = {name for (name,) in self._db.execute("select name from files")}
        with self._writing():
            for gone in noted - names:
                self._forget(gone)
        for name in names:
            self.read(name)

    def read(self, name: str) -> None:
        """Reads a file if it is not as it was noted."""
        path = self._folder / name
        while (noted := self._noted(name)) != _state(stat := path.stat()):
            found, end = _scanned(path)
            with self._writing():
                if self._noted(name) == noted:  # else another process wrote while we read: what we read may lack that
                    self._forget(name)
                    self._add(found)
                    self._note(name, stat, end)
                    return

    def end(self, name: str) -> int:
        """Where the last whole page of a file ends; where more stands behind it, the file itself is asked once more."""
        size, end = self._db.execute('select size, "end" from files where name = ?', (name,)).fetchone()
        return int(end) if end == size else _scanned(self._folder / name)[1]

    def add(self, row: Row, stat: os.stat_result) -> None:
        """A page was written at the end of a file, which now is as `stat` says."""
        with self._writing():
            self._add([row])
            self._note(row.file, stat, stat.st_size)

    def known(self, url: str, sha: str, fetched: str, source: str) -> Snapshot | None:
        """The page with this address, body, time and source."""
        found = self._db.execute(
            _SNAPSHOT + "p.url = ? and p.sha = ? and p.fetched = ? and p.source = ?", (url, sha, fetched, source)
        )
        row = found.fetchone()
        return Snapshot(*row) if row else None

    def first(self, url: str, sha: str, name: str) -> Snapshot | None:
        """The first page with this address and body in the files up to and with one of that name."""
        found = self._db.execute(
            _SNAPSHOT + "p.url = ? and p.sha = ? and p.file <= ? and not p.revisit order by p.file, p.start limit 1",
            (url, sha, name),
        )
        row = found.fetchone()
        return Snapshot(*row) if row else None

    def snapshots(self) -> Iterator[Snapshot]:
        """Every page, file by file, in each the oldest first."""
        for (name,) in self._db.execute("select name from files order by name").fetchall():
            for row in self._db.execute(_SNAPSHOT + "p.file = ? order by p.fetched, p.start", (name,)).fetchall():
                yield Snapshot(*row)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._db:
            self._db.execute("begin immediate")
            yield

    def _noted(self, name: str) -> tuple[int, int] | None:
        row: tuple[int, int] | None = self._db.execute(
            "select size, time from files where name = ?", (name,)
        ).fetchone()
        return row

    def _forget(self, name: str) -> None:
        self._db.execute("delete from pages where file = ?", (name,))
        self._db.execute("delete from files where name = ?", (name,))

    def _add(self, rows: Iterable[Row]) -> None:
        # another process may have read the file between our writing and our noting
        self._db.executemany(
            "insert or replace into pages values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", map(astuple, rows)
        )

    def _note(self, name: str, stat: os.stat_result, end: int) -> None:
        self._db.execute("insert or replace into files values (?, ?, ?, ?)", (name, *_state(stat), end))


def _state(stat: os.stat_result) -> tuple[int, int]:
    return stat.st_size, stat.st_mtime_ns


def _opened(path: Path | None) -> sqlite3.Connection:
    # it is used by one thread, but closed by whichever drops the last reference
    db = sqlite3.connect(path or ":memory:", timeout=30, isolation_level=None, check_same_thread=False)
    db.execute("pragma journal_mode = wal")
    db.execute("pragma synchronous = normal")
    formats.made(db, formats.INDEX, _SCHEMA)
    return db


def _scanned(path: Path) -> tuple[list[Row], int]:
    """The pages of a file, and where the last whole one ends; damaged records are left out."""
    found: list[Row] = []
    hints: dict[str, dict[str, str]] = {}
    end = 0
    with path.open("rb") as stream:
        for member in records.members(stream):
            if member.content is None:
                end = member.end
                continue
            record = records.parsed(member.content)
            if record.rec_type == "warcinfo":
                records.check(record, path)
            if record.rec_type == "metadata":
                hints = {record.rec_headers["WARC-Concurrent-To"]: records.fields(record)}
                continue
            end = member.end
            if record.rec_type in ("response", "resource", "revisit"):
                said = hints.pop(record.rec_headers["WARC-Record-ID"], {})
                page = records.snapshot(record, said, path.name, member.start)
                named = (page.url, page.sha, page.fetched, page.source, page.content_type, page.title)
                found.append(
                    Row(path.name, member.start, record.rec_type == "revisit", *named, page.published, page.via)
                )
    return found, end
