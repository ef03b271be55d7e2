"""What a function made of its arguments comes in once; it goes out again without the work, while code and words stay.

The file can be deleted at any time: the next build is slow, and the same.
"""

from __future__ import annotations

import hashlib
import pickle
import sqlite3
import sys
import weakref
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import ParamSpec, TypeVar

from tracker import formats

P = ParamSpec("P")
T = TypeVar("T")
#: results after which they are put on disk: what a killed build loses
_BATCH = 200
_SCHEMA = "create table results (key blob primary key, value blob not null) without rowid"
_PACKAGE = Path(__file__).parent


class Cache:
    """Results in one SQLite file, by name of the function, its arguments (their `repr`) and `version` of what works."""

    def __init__(self, path: Path, version: str) -> None:
        self._version = version
        #: results of this process, of them those not yet on disk
        self._used: set[bytes] = set()
        self._new: list[tuple[bytes, bytes]] = []
        try:
            self._db = _opened(path)
        except sqlite3.DatabaseError:
            for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
                path.with_name(name).unlink(missing_ok=True)
            self._db = _opened(path)
        weakref.finalize(self, self._db.close)

    def wrap(self, name: str, work: Callable[P, T]) -> Callable[P, T]:
        """The same function, which works only where its result is not known; what it raises is not kept."""

        def remembered(*given: P.args, **named: P.kwargs) -> T:
            asked = repr((self._version, name, given, named)).encode()
            key = hashlib.sha256(asked).digest()
            self._used.add(key)
            row = self._db.execute("select value from results where key = ?", (key,)).fetchone()
            if row:
                known: T = pickle.loads(row[0])
                return known
            result = work(*given, **named)
            self._new.append((key, pickle.dumps(result)))
            if len(self._new) >= _BATCH:
                self._flush()
            return result

        return remembered

    def prune(self) -> None:
        """Keeps the results that this process used or made, and forgets all others."""
        self._flush()
        with self._db:
            self._db.execute("begin immediate")
            self._db.execute("create temp table used (key blob primary key) without rowid")
            self._db.executemany("insert into used values (?)", ((key,) for key in self._used))
            self._db.execute("delete from results where key not in (select key from used)")
            self._db.execute("drop table used")

    def _flush(self) -> None:
        with self._db:
            self._db.execute("begin immediate")
            self._db.executemany("insert or replace into results values (?, ?)", self._new)
        self._new.clear()


def version(*words: object, package: Path = _PACKAGE) -> str:
    """What results depend on besides their arguments: our code, Python, all libraries, and the words given."""
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted(package.rglob("*")):
        if path.suffix in (".py", ".yaml"):
            digest.update(f"{path.relative_to(package)}\0".encode() + path.read_bytes())
    for name in sorted(f"{one.name} {one.version}" for one in metadata.distributions()):
        digest.update(name.encode())
    digest.update(repr(words).encode())
    return digest.hexdigest()


def _opened(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    # it is used by one thread, but closed by whichever drops the last reference
    db = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
    db.execute("pragma journal_mode = wal")
    db.execute("pragma synchronous = normal")
    formats.made(db, formats.CACHE, _SCHEMA)
    return db
