"""A published file comes in; its tables, their columns and rows go out, or a copy of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tracker import formats
from tracker.model import InputError

#: the views that are of use as files of their own
VIEWS = ("timeline", "status")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type in SQLite (text, integer, real), whether it always holds something, and what it means."""

    name: str
    type: str
    needed: bool
    description: str
    #: (table, column) that its values stand in
    refers: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table or view with its columns."""

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]


class Published:
    """A published database, as it was at one moment."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def ask(self, sql: str, values: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        return [dict(row) for row in self._database.execute(sql, values or {})]

    def tables(self) -> list[Table]:
        """The tables in the order of the schema, and then the views; without those of the search."""
        names = "select name from sqlite_master where type = 'table' and name not like '%\\_fts%' escape '\\'"
        return [self._table(row["name"]) for row in self.ask(f"{names} order by rowid")] + [
            self._table(name) for name in VIEWS
        ]

    def _table(self, name: str) -> Table:
        texts = {
            row["column_name"]: row["description"]
            for row in self.ask("select * from dictionary where table_name = :name", {"name": name})
        }
        refers = {
            row["from"]: (row["table"], row["to"])
            for row in self.ask("select * from pragma_foreign_key_list(:name)", {"name": name})
        }
        found = self.ask("select * from pragma_table_info(:name)", {"name": name})
        columns = tuple(
            Column(
                row["name"], row["type"].lower(), bool(row["notnull"] or row["pk"]), texts[row["name"]],
                refers.get(row["name"]),
            )
            for row in found
        )  # fmt: skip
        key = tuple(row["name"] for row in sorted(found, key=lambda row: row["pk"]) if row["pk"])
        return Table(name, texts[None], columns, key)

    def copy(self, path: Path) -> None:
        """Write the whole database to the file `path`."""
        with closing(sqlite3.connect(path)) as target:
            self._database.backup(target)


@contextmanager
def reading(path: Path) -> Iterator[Published]:
    """Open the published file at `path` for reading. Raises InputError where there is none, or one of older making."""
    if not path.exists():
        raise InputError(f"{path} is not there; make it: tracker build")
    with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, isolation_level=None)) as database:
        database.row_factory = sqlite3.Row
        try:
            database.execute("begin")
            found = formats.number(database, path, formats.PUBLISHED)
        except sqlite3.DatabaseError as error:
            raise InputError(f"{path}: cannot be read: {error}") from error
        if found != formats.PUBLISHED.number:
            raise InputError(f"{path} was made by an older version; make it anew: tracker build")
        yield Published(database)
