"""Everything that is published comes in as values; the database file holds it, whole, when this returns or is killed.

A private temporary database is built and checked; then SQLite's backup writes it into the live file as one transaction
in WAL mode: a reader sees the old rows or the new ones, never a mixture and never an error.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from importlib import resources
from pathlib import Path

from sqlite_utils import Database

from tracker import formats
from tracker.model import InputError
from tracker.publish.changes import compared, published
from tracker.publish.reading import Published, Table, reading
from tracker.publish.rows import Content, Filed, Row, rows, searched

__all__ = [
    "Content",
    "Filed",
    "Published",
    "Row",
    "Table",
    "compared",
    "current",
    "fill",
    "publish",
    "published",
    "reading",
    "reported",
]

#: seconds to wait for another writer, or for readers of the old rows
PATIENCE = 30


def current(path: Path) -> bool:
    """Whether a database of today's format stands at `path`; raises NewerError for one of a newer format."""
    return formats.look(path, formats.PUBLISHED) == formats.PUBLISHED.number


def publish(path: Path, content: Content) -> None:
    """Make the database at `path` hold `content` and nothing else; it may be open in readers.

    Of a database of an older format a copy is kept beside it. Raises InputError where `path` is some other file, or one
    of a newer format; any fault of the rows is our own bug and raises as SQLite does.
    """
    with closing(sqlite3.connect("", isolation_level=None)) as work:
        fill(work, content)
        _copy(work, path)


def fill(work: sqlite3.Connection, content: Content) -> None:
    """Make the empty database `work` (without transactions of its own) hold `content`, and check it."""
    schema = resources.files(__name__).joinpath("schema.sql").read_text("utf-8")
    head = f"pragma journal_mode = off; pragma synchronous = off; pragma user_version = {formats.PUBLISHED.number};"
    work.executescript(head + schema)
    tables = {**rows(content), "dictionary": described(schema)}
    database = Database(work)
    with database.atomic():
        for table, wanted in tables.items():
            database.table(table).insert_all(map(dict, wanted))
        _index(work, searched(content))
    _check(database, {table: len(wanted) for table, wanted in tables.items()})


def reported(path: Path) -> tuple[tuple[str, str], ...]:
    """Return the pages that gave reports, each with the time at which the text that gave them was fetched.

    A text that was brought from the Wayback Machine stands there already and is left out. Raises as `reading`.
    """
    with reading(path) as live:
        rows = live.ask(
            "select distinct d.url, v.fetched from reports r join documents d on d.id = r.document"
            " join versions v on v.document = r.document and v.version = r.version"
            " where d.url is not null and v.archived_url is null order by d.url"
        )
    return tuple((str(row["url"]), str(row["fetched"])) for row in rows)


def described(schema: str) -> list[Row]:
    """Return what the comments of `schema` say of each table, view and column."""
    found: list[Row] = []
    table = None
    for line in schema.splitlines():
        code, _, text = (part.strip() for part in line.partition("--"))
        if made := re.match(r"create (?:table|view) (\w+)", code):
            table = made[1]
            found.append({"table_name": table, "column_name": None, "description": text})
        elif table and code and text:
            named = re.search(r"(?:.*\bas |[a-z]\.)(\w+),?$", code) or re.match(r'"?(\w+)', code)
            found.append({"table_name": table, "column_name": named and named[1], "description": text})
    return found


def _index(work: sqlite3.Connection, documents: Sequence[Row]) -> None:
    """Fill both search indexes; a row's number in them is its number in the table."""
    work.execute(
        "insert into events_fts (rowid, summary, company_name, region_name, regulators, quotes)"
        " select e.rowid, t.summary, t.company_name, t.region_name, t.regulators,"
        " (select group_concat(quote, ' | ') from reports where event = e.id)"
        " from events e join timeline t on t.event = e.id order by e.rowid"
    )
    work.executemany(
        "insert into documents_fts (rowid, title, publisher, text)"
        " select rowid, :title, :publisher, :text from documents where id = :id",
        documents,
    )


def _check(work: Database, counts: Mapping[str, int]) -> None:
    """Raise sqlite3.IntegrityError unless the file is sound, every reference holds and no row is missing."""
    faults = [str(row[0]) for row in work.execute("pragma integrity_check") if row[0] != "ok"]
    faults += [f"{row[0]} row {row[1]}: not in {row[2]}" for row in work.execute("pragma foreign_key_check")]
    counts = {**counts, "timeline": counts["events"], "events_fts": counts["events"]}
    for table, wanted in {**counts, "documents_fts": counts["documents"]}.items():
        there = work[table].count
        faults += [f"{table}: {there} rows of {wanted}"] if there != wanted else []
    if faults:
        raise sqlite3.IntegrityError("; ".join(faults[:20]))


def _copy(work: sqlite3.Connection, path: Path) -> None:
    with closing(sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)) as live:
        try:
            live.execute("pragma journal_mode = wal")
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_NOTADB:
                raise InputError(f"{path}: not a database; move it away, and it is built anew") from error
            raise
        found = formats.number(live, path, formats.PUBLISHED)
        if found is not None and found < formats.PUBLISHED.number:
            formats.keep(path, found)
        work.backup(live)
        # the backup does not do this itself: without it the log grows with every run while a reader is there
        live.execute("pragma wal_checkpoint(truncate)")
