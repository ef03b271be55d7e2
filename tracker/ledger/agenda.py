"""Pages to look up and to save at the Wayback Machine come in, what is still to be done goes out; part of the ledger.

Each method is one transaction, as in the ledger: a process killed at any moment leaves work undone, never work lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracker.ledger import MAX_TRIES, Ledger
from tracker.model import Link

_SCHEMA = """
create table if not exists lookups (
    url text not null, list integer not null, source text not null, thin text not null, title text not null,
    published text, state text not null default 'pending' check (state in ('pending', 'done', 'failed')), since text,
    asked text, tries integer not null default 0, message text not null default '',
    primary key (url, list)) without rowid;
create table if not exists captures (
    url text not null, list integer not null, stamp text not null, original text not null, digest text not null,
    length integer, state text not null default 'pending' check (state in ('pending', 'done', 'failed')),
    tries integer not null default 0, message text not null default '', primary key (url, list, stamp)) without rowid;
create table if not exists saves (
    url text primary key, job text, asked text, captured text, archived_url text, tries integer not null default 0,
    message text not null default '') without rowid;
create table if not exists rests (host text primary key, until text not null) without rowid;
"""
#: captures of a lookup that are still to be fetched
_WAITING = "c.url = l.url and c.list = l.list and (c.state = 'pending' or (c.state = 'failed' and c.tries < :most))"


@dataclass(frozen=True, slots=True)
class Lookup:
    """An address whose captures are wanted: a page, or a list (`list`) whose old states lead to pages."""

    url: str
    source: str
    #: which of its captures are enough: "day" or "week" (the first of each), "ends" (the first and the last)
    thin: str
    list: bool = False
    title: str = ""
    published: str | None = None
    #: whether the index is to be asked; if not, captures wait that it gave before
    ask: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """A capture of a lookup, as the index of the Wayback Machine has it."""

    stamp: str
    original: str
    digest: str
    length: int | None = None


@dataclass(frozen=True, slots=True)
class Save:
    """A page that the Wayback Machine was asked to save, and how far that has come."""

    url: str
    job: str | None = None
    asked: str | None = None
    #: when the page was captured (UTC), and where that can be seen
    captured: str | None = None
    archived_url: str | None = None
    tries: int = 0


class Agenda:
    """What backfill and preserve do, in the file of the ledger; times are given, never read from a clock."""

    def __init__(self, ledger: Ledger) -> None:
        self._db, self._writing = ledger._db, ledger._writing
        with self._writing():
            for statement in _SCHEMA.split(";"):
                self._db.execute(statement)

    def known(self, source: str) -> tuple[Link, ...]:
        """The pages of a source that collect has fetched."""
        rows = self._db.execute(
            "select source, url, title, summary, published from links where source = ? and fetched is not null",
            (source,),
        )
        return tuple(Link(*row) for row in rows)

    def plan(self, lookups: Iterable[Lookup]) -> None:
        """Takes on addresses; of one that is known what is told of it is filled in, and the denser choice holds."""
        rows = [(x.url, x.list, x.source, x.thin, x.title, x.published) for x in lookups]
        with self._writing():
            self._db.executemany(
                "insert into lookups (url, list, source, thin, title, published) values (?, ?, ?, ?, ?, ?)"
                " on conflict (url, list) do update set thin = iif(excluded.thin = 'day', 'day', thin),"
                " title = iif(title = '', excluded.title, title), published = coalesce(published, excluded.published)",
                rows,
            )

    def lookups(self, since: str, before: str, sources: Sequence[str] = ()) -> tuple[Lookup, ...]:
        """Those of some sources (none: of all) that have work left, lists first.

        The index is asked where it was not asked back to the day `since`, or not after the time `before`.
        """
        ask = "state = 'pending' or (state = 'failed' and tries < :most) or since > :since or asked < :before"
        named = {f"s{n}": source for n, source in enumerate(sources)}
        among = f"source in ({', '.join(':' + name for name in named)})" if named else "1"
        rows = self._db.execute(
            f"select * from (select *, {ask} as ask from lookups l where {among}) as l"
            f" where ask or exists (select 1 from captures c where {_WAITING}) order by list desc, source, url",
            {"most": MAX_TRIES, "since": since, "before": before, **named},
        )
        names = ("url", "source", "thin", "title", "published")
        return tuple(
            Lookup(**{name: row[name] for name in names}, list=bool(row["list"]), ask=bool(row["ask"])) for row in rows
        )

    def looked(self, lookup: Lookup, found: Iterable[Found], since: str, now: str) -> None:
        """The index has told the captures of an address back to `since`."""
        with self._writing():
            self._keep(lookup, found)
            self._db.execute(
                "update lookups set state = 'done', since = min(coalesce(since, ?), ?), asked = ?, tries = 0,"
                " message = '' where url = ? and list = ?",
                (since, since, now, lookup.url, lookup.list),
            )

    def unanswered(self, lookup: Lookup, found: Iterable[Found], now: str, message: str, lasting: bool) -> None:
        """The index has told some captures, or none, and then an error; `lasting`: it is not asked again for long."""
        with self._writing():
            self._keep(lookup, found)
            self._db.execute(
                "update lookups set state = 'failed', asked = ?, tries = iif(?, ?, tries + 1), message = ?"
                " where url = ? and list = ?",
                (now, lasting, MAX_TRIES, message, lookup.url, lookup.list),
            )

    def waiting(self, lookup: Lookup) -> tuple[Found, ...]:
        """The captures of an address that are still to be fetched, the oldest first."""
        rows = self._db.execute(
            f"select stamp, original, digest, length from captures c, (select :url as url, :list as list) l"
            f" where {_WAITING} order by stamp",
            {"most": MAX_TRIES, "url": lookup.url, "list": lookup.list},
        )
        return tuple(Found(*row) for row in rows)

    def done(self, lookup: Lookup, found: Found) -> None:
        """A capture is safely in the archive, or the links of an old list are planned."""
        with self._writing():
            self._db.execute(
                "update captures set state = 'done', message = '' where url = ? and list = ? and stamp = ?",
                (lookup.url, lookup.list, found.stamp),
            )

    def failed(self, lookup: Lookup, found: Found, message: str, lasting: bool) -> None:
        """A capture could not be had; `lasting`: it is not tried again."""
        with self._writing():
            self._db.execute(
                "update captures set state = 'failed', tries = iif(?, ?, tries + 1), message = ?"
                " where url = ? and list = ? and stamp = ?",
                (lasting, MAX_TRIES, message, lookup.url, lookup.list, found.stamp),
            )

    def saves(self) -> dict[str, Save]:
        """Every page that the Wayback Machine was asked to save."""
        rows = self._db.execute("select url, job, asked, captured, archived_url, tries from saves")
        return {row["url"]: Save(*row) for row in rows}

    def asked(self, url: str, job: str, now: str) -> None:
        """A job is at work on a page."""
        with self._writing():
            self._db.execute(
                "insert into saves (url, job, asked) values (?, ?, ?) on conflict (url) do update"
                " set job = excluded.job, asked = excluded.asked",
                (url, job, now),
            )

    def saved(self, url: str, captured: str, archived_url: str) -> None:
        """A page stands in the Wayback Machine as it was at that time."""
        with self._writing():
            self._db.execute(
                "update saves set job = null, captured = ?, archived_url = ?, tries = 0, message = '' where url = ?",
                (captured, archived_url, url),
            )

    def unsaved(self, url: str, message: str, lasting: bool, now: str) -> None:
        """A page was not saved; what was saved of it before is kept. `lasting`: it is not asked again."""
        with self._writing():
            self._db.execute(
                "insert into saves (url, asked, tries, message) values (:url, :now, iif(:lasting, :most, 1), :message)"
                " on conflict (url) do update set job = null, asked = :now, message = :message,"
                " tries = iif(:lasting, :most, tries + 1)",
                {"url": url, "now": now, "lasting": lasting, "most": MAX_TRIES, "message": message},
            )

    def rest(self, host: str, until: str) -> None:
        """A host must be left alone until that time (UTC)."""
        with self._writing():
            self._db.execute("insert or replace into rests (host, until) values (?, ?)", (host, until))

    def resting(self, host: str) -> str:
        """The time (UTC) until which a host must be left alone, or nothing."""
        row = self._db.execute("select until from rests where host = ?", (host,)).fetchone()
        return str(row["until"]) if row else ""

    def _keep(self, lookup: Lookup, found: Iterable[Found]) -> None:
        self._db.executemany(
            "insert or ignore into captures (url, list, stamp, original, digest, length) values (?, ?, ?, ?, ?, ?)",
            [(lookup.url, lookup.list, x.stamp, x.original, x.digest, x.length) for x in found],
        )
