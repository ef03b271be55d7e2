"""What a run learns comes in, what the next run must remember goes out; the only door to ledger.db.

Each method is one transaction: a process killed at any moment leaves work undone, never work lost.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from statistics import median

from tracker import formats
from tracker.model import InputError, Link, Problem

#: runs in which a page is tried before it is given up, unless its stamp moves
MAX_TRIES = 5
_SCHEMA = """
create table sources (
    id text primary key, state text not null, message text not null default '', last_try text not null,
    last_success text, links integer not null default 0, doubt text not null default '',
    answered integer not null default 1);
create table links (
    source text not null, url text not null, item text not null, title text not null, summary text not null,
    published text, stamp text, state text not null check (state in ('pending', 'gated', 'fetched', 'failed')),
    tries integer not null default 0, message text not null default '', first_seen text not null,
    last_seen text not null, moved text, fetched text, primary key (source, url)) without rowid;
create index links_by_item on links (item, fetched);
create index links_by_state on links (source, state, message);
create index links_by_day on links (source, published);
create index links_by_look on links (source, first_seen);
create index links_by_move on links (source, moved);
create table lists (address text not null, reader text not null, digest text not null, primary key (address, reader));
create table validators (url text not null, reader text not null, etag text, modified text, primary key (url, reader));
create table hosts (name text primary key, day text not null, message text not null);
create table runs (
    id integer primary key, command text not null, started text not null, ended text, sources_ok integer,
    sources_failed integer, fetched integer, new integer, exit_code integer);
create table problems (
    id integer primary key, run integer not null references runs, step text not null, source text, url text,
    message text not null);
"""


@dataclass(frozen=True, slots=True)
class Health:
    """What is known of a source after its last look: ok (it had something new), unchanged, blocked or broken."""

    id: str
    state: str
    message: str
    last_try: str
    last_success: str | None
    links: int
    #: the latest date (ISO prefix) in its list so far
    newest: str | None
    #: when its list last had a link that was new or had moved, and when it first had one
    last_new: str | None = None
    first_new: str | None = None
    #: days between two days with news, as they were of late
    usual_gap: int | None = None
    #: what is suspicious in its pages, found when they were read
    doubt: str = ""
    #: whether anybody answered
    answered: bool = True


@dataclass(frozen=True, slots=True)
class Run:
    """One command that was run; what is None was not reached."""

    id: int
    command: str
    started: str
    ended: str | None = None
    sources_ok: int | None = None
    sources_failed: int | None = None
    fetched: int | None = None
    new: int | None = None
    exit_code: int | None = None


#: address, reader (see `Ledger.validators`), ETag, Last-Modified
Validator = tuple[str, str, str | None, str | None]


class Ledger:
    """The memory of collect in one SQLite file, made when it is not there; times are given, never read from a clock."""

    def __init__(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=30, isolation_level=None)
            self._db.execute("pragma journal_mode = wal")
        except (OSError, sqlite3.DatabaseError) as error:
            raise InputError(f"{path}: cannot be used as the ledger: {error}") from error
        self._db.row_factory = sqlite3.Row
        try:
            formats.ready(self._db, path, formats.LEDGER, _SCHEMA)
        except BaseException:
            self._db.close()
            raise

    def close(self) -> None:
        """Closes the file; the ledger cannot be used afterwards."""
        self._db.close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._db.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._db.execute("rollback")
            raise
        self._db.execute("commit")

    def begin(self, command: str, now: str) -> int:
        """The number of a run that starts."""
        with self._writing():
            cursor = self._db.execute("insert into runs (command, started) values (?, ?)", (command, now))
            return int(cursor.lastrowid or 0)

    def end(self, run: Run) -> None:
        """Writes down how a run ended."""
        with self._writing():
            self._db.execute(
                "update runs set ended = ?, sources_ok = ?, sources_failed = ?, fetched = ?, new = ?, exit_code = ?"
                " where id = ?",
                (run.ended, run.sources_ok, run.sources_failed, run.fetched, run.new, run.exit_code, run.id),
            )

    def note(self, run: int, problem: Problem) -> None:
        """Keeps a problem of a run."""
        with self._writing():
            row = (run, problem.step, problem.source, problem.url, problem.message)
            self._db.execute("insert into problems (run, step, source, url, message) values (?, ?, ?, ?, ?)", row)

    def runs(self) -> tuple[Run, ...]:
        """All runs, oldest first; one that was killed has no `ended`."""
        return tuple(Run(**dict(row)) for row in self._db.execute("select * from runs order by id"))

    def problems(self, run: int) -> tuple[Problem, ...]:
        """The problems of a run, in their order."""
        rows = self._db.execute("select step, message, source, url from problems where run = ? order by id", (run,))
        return tuple(Problem(*row) for row in rows)

    def health(self) -> dict[str, Health]:
        """What is known of every source that was ever tried, by id."""
        rows = self._db.execute(
            "select id, state, message, last_try, last_success, links, doubt, answered,"
            " (select max(published) from links where source = sources.id) as newest,"
            " max(coalesce((select max(first_seen) from links where source = sources.id), ''),"
            " coalesce((select max(moved) from links where source = sources.id), '')) as last_new,"
            " (select min(first_seen) from links where source = sources.id) as first_new from sources"
        ).fetchall()
        return {
            row["id"]: Health(
                **{**dict(row), "last_new": row["last_new"] or None, "answered": bool(row["answered"])},
                usual_gap=self._usual_gap(row["id"]),
            )
            for row in rows
        }

    def _usual_gap(self, source: str) -> int | None:
        """The median of the days between the last twenty days of which the source has something."""
        days: list[date] = []
        for column in ("published", "first_seen"):  # the second for lists without dates
            found = self._db.execute(
                f"select distinct substr({column}, 1, 10) as day from links where source = ? and length({column}) >= 10"
                f" order by {column} desc limit 20",
                (source,),
            )
            days = days or [date.fromisoformat(row["day"]) for row in found]
        gaps = [(later - earlier).days for later, earlier in pairwise(days)]
        return round(median(gaps)) if gaps else None

    def trouble(self, source: str, state: str, message: str, now: str, *, answered: bool = True) -> None:
        """A source was asked at `now` in vain; what it gave before is kept."""
        with self._writing():
            self._db.execute(
                "insert into sources (id, state, message, last_try, answered) values (?, ?, ?, ?, ?)"
                " on conflict (id) do update set state = excluded.state, message = excluded.message,"
                " last_try = excluded.last_try, answered = excluded.answered",
                (source, state, message, now, answered),
            )

    def unchanged(self, source: str, now: str) -> None:
        """The list of a source was asked at `now` and is as it was."""
        with self._writing():
            self._succeed(source, now, "unchanged")

    def doubted(self, doubts: Mapping[str, str]) -> None:
        """What is suspicious in the pages of sources, by id; of all others nothing is."""
        with self._writing():
            self._db.execute("update sources set doubt = '' where doubt != ''")
            self._db.executemany("update sources set doubt = ? where id = ?", [(y, x) for x, y in doubts.items()])

    def sighted(
        self, source: str, links: Iterable[tuple[Link, str]], now: str, validators: Iterable[Validator] = ()
    ) -> bool:
        """The list of a source as seen at `now`: its links, each with the name of its item, and what to ask with next.

        A new link, and one whose stamp moved, waits to be fetched; returns whether there is one.
        """
        rows = [(x.source, x.url, item, x.title, x.summary, x.published, x.stamp, now, now) for x, item in links]
        with self._writing():
            self._db.executemany(
                "insert into links (source, url, item, title, summary, published, stamp, state, first_seen, last_seen)"
                " values (?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?) on conflict (source, url) do update set"
                " item = excluded.item, title = excluded.title, summary = excluded.summary,"
                " published = coalesce(excluded.published, published), last_seen = excluded.last_seen,"
                " state = iif(excluded.stamp is not stamp and excluded.stamp is not null, 'pending', state),"
                " tries = iif(excluded.stamp is not stamp and excluded.stamp is not null, 0, tries),"
                " moved = iif(excluded.stamp is not stamp and excluded.stamp is not null, excluded.last_seen, moved),"
                " stamp = coalesce(excluded.stamp, stamp)",
                rows,
            )
            news: bool = self._db.execute(
                "select exists (select 1 from links where source = ? and first_seen = ?)"
                " or exists (select 1 from links where source = ? and moved = ?)",
                (source, now, source, now),
            ).fetchone()[0]
            self._succeed(source, now, "ok" if news else "unchanged", len(rows))
            for row in validators:
                self._validate(*row)
        return bool(news)

    def waiting(self, source: str, gate: str = "") -> tuple[Link, ...]:
        """The links of a source still to be fetched, the newest first.

        Those that a gate held back are among them where it was another one than `gate`, which names its words.
        """
        rows = self._db.execute(
            "select source, url, title, summary, published, stamp from links where source = ?"
            " and (state = 'pending' or (state = 'failed' and tries < ?)"
            " or (state = 'gated' and (message < ? or message > ?))) order by published desc, url",
            (source, MAX_TRIES, gate, gate),
        )
        return tuple(Link(*row) for row in rows)

    def known_elsewhere(self, link: Link) -> bool:
        """Whether another address or source of the same item was fetched since this link was new or moved."""
        return bool(
            self._db.execute(
                "select 1 from links mine join links other on other.item = mine.item"
                " where mine.source = ? and mine.url = ? and (other.source, other.url) != (mine.source, mine.url)"
                " and other.fetched is not null and (mine.moved is null or other.fetched >= mine.moved) limit 1",
                (link.source, link.url),
            ).fetchone()
        )

    def gated(self, links: Iterable[Link], gate: str = "") -> None:
        """The gate, named after its words, holds these links back; another one judges them again."""
        with self._writing():
            keys = [(gate, x.source, x.url) for x in links]
            self._db.executemany("update links set state = 'gated', message = ? where source = ? and url = ?", keys)

    def digest(self, address: str, reader: str) -> str | None:
        """The digest of a list as these rules read it last; None where they never did."""
        found = self._db.execute("select digest from lists where (address, reader) = (?, ?)", (address, reader))
        return next((row["digest"] for row in found), None)

    def digested(self, address: str, reader: str, digest: str) -> None:
        """The list was read whole and had this digest."""
        with self._writing():
            self._db.execute("delete from lists where address = ?", (address,))
            self._db.execute("insert into lists values (?, ?, ?)", (address, reader, digest))

    def fetched(self, link: Link, now: str | None, etag: str | None = None, modified: str | None = None) -> bool:
        """The page of a link is safely in the archive (`now`), or the archive has it under another address (None).

        Returns whether this link had never been fetched before.
        """
        with self._writing():
            before = self._db.execute("select fetched from links where (source, url) = (?, ?)", (link.source, link.url))
            first: bool = before.fetchone()["fetched"] is None
            self._db.execute(
                "update links set state = 'fetched', tries = 0, message = '', fetched = coalesce(?, fetched)"
                " where source = ? and url = ?",
                (now, link.source, link.url),
            )
            if etag or modified:
                self._validate(link.url, "", etag, modified)
        return first

    def failed(self, link: Link, message: str, lasting: bool) -> None:
        """The page of a link could not be had; `lasting`: it is not tried again unless its stamp moves."""
        with self._writing():
            self._db.execute(
                "update links set state = 'failed', tries = iif(?, ?, tries + 1), message = ?"
                " where source = ? and url = ?",
                (lasting, MAX_TRIES, message, link.source, link.url),
            )

    def validators(self, url: str, reader: str = "") -> tuple[str | None, str | None]:
        """ETag and Last-Modified of the last answer; `reader` names the rules that read a list: new rules, new list."""
        row = self._db.execute("select etag, modified from validators where (url, reader) = (?, ?)", (url, reader))
        found = row.fetchone()
        return (found["etag"], found["modified"]) if found else (None, None)

    def stopped(self, day: str) -> Mapping[str, str]:
        """The hosts to leave alone on that day, and why."""
        return dict(self._db.execute("select name, message from hosts where day = ?", (day,)).fetchall())

    def stop(self, hosts: Mapping[str, str], day: str) -> None:
        """Hosts to leave alone for the rest of that day."""
        with self._writing():
            rows = [(name, day, message) for name, message in hosts.items()]
            self._db.executemany("insert or replace into hosts (name, day, message) values (?, ?, ?)", rows)

    def _succeed(self, source: str, now: str, state: str, links: int | None = None) -> None:
        self._db.execute(
            "insert into sources (id, state, last_try, last_success, links) values (?, ?, ?, ?, coalesce(?, 0))"
            " on conflict (id) do update set state = excluded.state, message = '', answered = 1,"
            " last_try = excluded.last_try, last_success = excluded.last_success, links = coalesce(?, links)",
            (source, state, now, now, links, links),
        )

    def _validate(self, url: str, reader: str, etag: str | None, modified: str | None) -> None:
        self._db.execute("delete from validators where url = ? and (reader = '') = (? = '')", (url, reader))
        if etag or modified:
            self._db.execute("insert into validators values (?, ?, ?, ?)", (url, reader, etag, modified))
