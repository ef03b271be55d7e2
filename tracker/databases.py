"""The path of a SQLite file comes in; whether it is sound, and a copy of it as of one moment, go out."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

#: of the library
VERSION = sqlite3.sqlite_version
#: seconds to wait for a writer
PATIENCE = 30


def faults(path: Path) -> tuple[str, ...]:
    """What is wrong within the file, as SQLite finds it, at most ten faults; nothing is changed."""
    try:
        with closing(_opened(path, "ro")) as database:
            return tuple(str(row[0]) for row in database.execute("pragma integrity_check(10)") if row[0] != "ok")
    except sqlite3.DatabaseError as error:
        return (str(error),)


def copy(path: Path, target: Path) -> tuple[str, ...]:
    """Makes `target` the database at `path` as of this moment, whoever writes to it meanwhile; returns its faults."""
    try:
        with closing(_opened(path, "rw")) as source, closing(sqlite3.connect(target)) as made:
            source.backup(made)
            made.execute("pragma journal_mode = delete")  # one file, without a log beside it
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise  # the disk is full, or the like
        return (str(error),)
    return faults(target)


def in_use(path: Path) -> bool:
    """Whether another connection is open; where there is none, it is one file afterwards, without a log beside it."""
    try:
        with closing(sqlite3.connect(path, timeout=0)) as database:
            database.execute("pragma journal_mode = delete")  # SQLite leaves WAL mode for none but the last connection
    except sqlite3.DatabaseError as error:
        return error.sqlite_errorcode == sqlite3.SQLITE_BUSY
    return False


def is_one(path: Path) -> bool:
    """Whether it is a SQLite file that holds something."""
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\0"


def _opened(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path))}?mode={mode}", uri=True, timeout=PATIENCE)
