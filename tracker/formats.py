"""A database file of ours comes in; it goes out in the format of today: made, brought forward, or refused.

Each file bears the number of its format in itself: a database as SQLite's `user_version` (0: made before they were
numbered), a WARC file in its `warcinfo`. All numbers, and the steps from one to the next, stand here and nowhere else.

Raise a number when the tables or what stands in them change, and give the step from the number before; where the file
can be made anew (the index, the cache) or is made anew by each build (the published database) there is no step.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from tracker.model import InputError


@dataclass(frozen=True, slots=True)
class Format:
    """The format of a file as this program writes it."""

    name: str
    number: int
    #: older number: the statements that make the next one of it
    steps: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


LEDGER = Format(
    "ledger",
    2,
    {
        1: (
            "alter table sources add column doubt text not null default ''",
            "alter table sources add column answered integer not null default 1",
            "update sources set answered = 0 where state = 'unreached'",
            "update sources set state = 'broken' where state in ('failing', 'unreached')",
            "create table lists (address text not null, reader text not null, digest text not null,"
            " primary key (address, reader))",
            "drop index links_by_state",
            "create index links_by_state on links (source, state, message)",
            "create index links_by_day on links (source, published)",
            "create index links_by_look on links (source, first_seen)",
            "create index links_by_move on links (source, moved)",
        )
    },
)
PUBLISHED = Format("published database", 2)
#: raise it with RECORDS too: what is noted of a file is not read again
INDEX = Format("index of the archive", 1)
CACHE = Format("cache", 1)
#: how the records of a page are laid down in a WARC file
RECORDS = Format("WARC file", 1)


class NewerError(InputError):
    """A file was made by a newer version of the tracker; it is left as it is."""

    def __init__(self, path: Path, form: Format, found: int) -> None:
        older = (_kept(path, n) for n in range(form.number, -1, -1))
        there = next((one.name for one in older if one.exists()), None)
        back = f", or move it away, with its -wal and -shm, and put {there} in its place" if there else ""
        super().__init__(
            f"{path}: this {form.name} is of format {found}, made by a newer version of the tracker; this version knows"
            f" formats up to {form.number}. It was left as it is. Install the newer version again{back}"
        )


def number(db: sqlite3.Connection, path: Path, form: Format) -> int | None:
    """The format of the database at `path`, None where it is empty; raises NewerError."""
    found: int = db.execute("pragma user_version").fetchone()[0]
    if found > form.number:
        raise NewerError(path, form, found)
    if not found and not db.execute("select count(*) from sqlite_master").fetchone()[0]:
        return None
    return found


def look(path: Path, form: Format) -> int | None:
    """The format of the file at `path`, None where there is none that is a database; raises NewerError."""
    if not path.exists():
        return None
    with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as db:
        try:
            return number(db, path, form)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_NOTADB:
                return None
            raise


def ready(db: sqlite3.Connection, path: Path, form: Format, schema: str) -> None:
    """Fill the empty database `db` at `path` (without transactions of its own) by `schema`, or bring it forward.

    All in one transaction; of an older format a copy is kept beside it first. Raises NewerError, and InputError where
    the file is no such thing.
    """
    db.execute("begin immediate")
    try:
        found = number(db, path, form)
        if found is None:
            _run(db, tuple(schema.split(";")))
        elif found < form.number:
            if found not in form.steps:
                raise InputError(f"{path}: no {form.name} of ours; move it away")
            keep(path, found)
            for step in range(found, form.number):
                _run(db, form.steps[step])
        if found != form.number:
            db.execute(f"pragma user_version = {form.number}")
    except BaseException:
        db.execute("rollback")
        raise
    db.execute("commit")


def made(db: sqlite3.Connection, form: Format, schema: str) -> None:
    """Fill an empty database whose content can be made anew; raises sqlite3.DatabaseError for one of another format."""
    db.execute("begin immediate")
    found = db.execute("pragma user_version").fetchone()[0]
    if found != form.number:
        if db.execute("select count(*) from sqlite_master").fetchone()[0]:
            db.close()
            raise sqlite3.DatabaseError(f"format {found}")
        _run(db, tuple(schema.split(";")))
        db.execute(f"pragma user_version = {form.number}")
    db.execute("commit")


def keep(path: Path, found: int) -> Path:
    """Copy the database at `path`, of the format `found`, to a file beside it; return that, whole and on disk."""
    kept = _kept(path, found)
    part = kept.with_name(f"{kept.name}.part")
    part.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as old, closing(sqlite3.connect(part)) as new:
        old.backup(new)
        new.execute("pragma journal_mode = delete")  # one file, without a log beside it
    part.replace(kept)
    folder = os.open(kept.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return kept


def _kept(path: Path, found: int) -> Path:
    return path.with_name(f"{path.stem}.format-{found}{path.suffix}")


def _run(db: sqlite3.Connection, statements: tuple[str, ...]) -> None:
    for statement in statements:
        db.execute(statement)
