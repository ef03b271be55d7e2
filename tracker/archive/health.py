"""The folder of an archive comes in; what its index says that its files do not goes out. Nothing is changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import astuple
from pathlib import Path
from urllib.parse import quote

from tracker.archive import index


def size(folder: Path) -> tuple[int, int]:
    """Number and bytes of the WARC files."""
    sizes = [path.stat().st_size for path in folder.glob("????-??-??.warc.gz")]
    return len(sizes), sum(sizes)


def newest(folder: Path) -> str:
    """The time of the newest page, as the index has it; empty where it has none."""
    with suppress(sqlite3.DatabaseError), _opened(folder) as database:
        found: str | None = database.execute("select max(fetched) from pages").fetchone()[0]
        return found or ""
    return ""


def wrong(folder: Path) -> Iterator[str]:
    """What is wrong with the index: a line for each file of which it knows other pages than it holds.

    What changed since the index was made is no fault: it is read anew when it is needed.
    """
    if not (folder / index._NAME).exists():
        return
    try:
        with _opened(folder) as database:
            noted = database.execute("select name, size, time from files order by name").fetchall()
            pages = {name: set(database.execute("select * from pages where file = ?", (name,))) for name, *_ in noted}
    except sqlite3.DatabaseError as error:
        yield f"it cannot be read: {error}"
        return
    for name, *state in noted:
        path = folder / name
        if path.exists() and index._state(path.stat()) == tuple(state):
            held = {astuple(row) for row in index._scanned(path)[0]}
            if index._state(path.stat()) == tuple(state) and held != pages[name]:
                yield f"{name} has {len(held)} pages, {len(held & pages[name])} of them are known as they are"


@contextmanager
def _opened(folder: Path) -> Iterator[sqlite3.Connection]:
    """The index as of one moment."""
    path = quote(str(folder / index._NAME))
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30, isolation_level=None)) as database:
        database.execute("begin")
        yield database
