"""Pages that are read again come in with each look at them; how and when to ask for them goes out; part of the ledger.

Each method is one transaction, as in the ledger: a process killed at any moment leaves work undone, never work lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass

from tracker.ledger import Ledger

_SCHEMA = """
create table if not exists watched (
    url text primary key, source text not null, why text not null, since text not null, title text not null,
    published text, looked text, message text not null) without rowid
"""


@dataclass(frozen=True, slots=True)
class Watched:
    """A page that is read again: how it is asked for, and when that was done."""

    url: str
    #: under which it is archived
    source: str
    why: str
    #: from which time, or date, its text is what it is, as far as we know
    since: str
    title: str = ""
    published: str | None = None
    looked: str | None = None
    #: what went wrong at the last look, or nothing
    message: str = ""


class Watchbook:
    """The pages that are read again, in the file of the ledger; times are given, never read from a clock."""

    def __init__(self, ledger: Ledger) -> None:
        self._db, self._writing, self._validate = ledger._db, ledger._writing, ledger._validate
        with self._writing():
            self._db.execute(_SCHEMA)

    def keep(self, pages: Iterable[Watched], *, whole: bool) -> None:
        """Pages to read again; with `whole` they are all there are, else those that are known stay as they are.

        Of two looks at a page the later one counts.
        """
        rows = [astuple(page) for page in pages]
        names = ", ".join(f"{name} = excluded.{name}" for name in ("source", "why", "since", "title", "published"))
        later = "looked = nullif(max(coalesce(looked, ''), coalesce(excluded.looked, '')), '')"
        with self._writing():
            if whole:
                self._db.execute("create temp table if not exists wanted (url text primary key)")
                self._db.execute("delete from wanted")
                self._db.executemany("insert or ignore into wanted values (?)", [row[:1] for row in rows])
                self._db.execute("delete from watched where url not in (select url from wanted)")
            self._db.executemany(
                f"insert into watched values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (url) do"
                f" {f'update set {names}, {later}' if whole else 'nothing'}",
                rows,
            )

    def pages(self) -> tuple[Watched, ...]:
        """All pages to read again, by address."""
        return tuple(Watched(**dict(row)) for row in self._db.execute("select * from watched order by url"))

    def looked(
        self, url: str, now: str, message: str = "", validators: tuple[str | None, str | None] = (None, None)
    ) -> None:
        """A watched page was looked at; `message` is what went wrong, with `validators` the next look is asked."""
        with self._writing():
            self._db.execute("update watched set looked = ?, message = ? where url = ?", (now, message, url))
            if any(validators):
                self._validate(url, "", *validators)

    def missed(self, url: str, message: str) -> None:
        """A watched page could not be asked for; it stays due."""
        with self._writing():
            self._db.execute("update watched set message = ? where url = ?", (message, url))
