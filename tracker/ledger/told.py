"""What recipients of notices were told comes in and goes out; part of the ledger.

A message is written down before it is sent and settled after. One that was never settled, since its run was killed, may
have arrived or not: it is not sent again, and what it told of is named as doubtful until another message has named it.
Each method is one transaction, as in the ledger.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from tracker.ledger import Ledger

_SCHEMA = """
create table if not exists recipients (name text primary key, since text not null) without rowid;
create table if not exists told (
    recipient text not null, item text not null, state text not null, primary key (recipient, item)) without rowid;
create table if not exists messages (
    id integer primary key, recipient text not null, begun text not null,
    state text not null check (state in ('sending', 'sent', 'not sent', 'doubtful')), reason text not null default '');
create table if not exists parts (
    message integer not null references messages, item text not null, line text not null, states text not null,
    primary key (message, item)) without rowid;
create table if not exists doubts (
    recipient text not null, item text not null, line text not null, begun text not null,
    primary key (recipient, item, line)) without rowid;
"""


@dataclass(frozen=True, slots=True)
class Part:
    """A notice within a message: its line, and the states that are known once it is told."""

    item: str
    line: str
    states: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A notice that a message told of which may not have arrived; `begun`: when that was sent."""

    line: str
    begun: str


class Told:
    """The memory of notices, in the file of the ledger; times are given, never read from a clock."""

    def __init__(self, ledger: Ledger) -> None:
        self._db, self._writing = ledger._db, ledger._writing
        self._db.execute("pragma synchronous = full")  # what is settled is on the disk, also when the power goes
        with self._writing():
            for statement in _SCHEMA.split(";"):
                self._db.execute(statement)

    def states(self, recipient: str) -> dict[str, str] | None:
        """What the recipient knows, as a state for each item; None where they are new."""
        if not self._db.execute("select 1 from recipients where name = ?", (recipient,)).fetchone():
            return None
        return dict(self._db.execute("select item, state from told where recipient = ?", (recipient,)).fetchall())

    def meet(self, recipient: str, states: Mapping[str, str], now: str) -> None:
        """A new recipient takes these states as known."""
        with self._writing():
            self._db.execute("insert into recipients values (?, ?)", (recipient, now))
            self._know(recipient, states)

    def know(self, recipient: str, states: Mapping[str, str]) -> None:
        """What is known without a word, since it is not for the recipient."""
        with self._writing():
            self._know(recipient, states)

    def forget(self, kept: Collection[str]) -> tuple[str, ...]:
        """All recipients but these are forgotten; returns their names."""
        with self._writing():
            gone = tuple(x["name"] for x in self._db.execute("select name from recipients") if x["name"] not in kept)
            for table, column in (("recipients", "name"), ("told", "recipient"), ("doubts", "recipient")):
                self._db.executemany(f"delete from {table} where {column} = ?", [(name,) for name in gone])
        return gone

    def unsettled(self) -> tuple[int, ...]:
        """The messages that were written down and never settled."""
        return tuple(row["id"] for row in self._db.execute("select id from messages where state = 'sending'"))

    def last(self, recipient: str) -> str:
        """The day of the last message that was sent, or may have been; empty where there was none."""
        found = self._db.execute(
            "select begun from messages where recipient = ? and state != 'not sent' order by id desc limit 1",
            (recipient,),
        ).fetchone()
        return found["begun"][:10] if found else ""

    def doubts(self, recipient: str) -> tuple[Doubt, ...]:
        """What messages told of that may not have arrived, the oldest first."""
        found = self._db.execute(
            "select line, begun from doubts where recipient = ? order by begun, item", (recipient,)
        )
        return tuple(Doubt(**dict(row)) for row in found)

    def begin(self, recipient: str, parts: Iterable[Part], now: str) -> int:
        """A message is about to be sent; returns its number. Its run may be killed from now on."""
        rows = [(one.item, one.line, json.dumps(dict(one.states), ensure_ascii=False)) for one in parts]
        with self._writing():
            cursor = self._db.execute(
                "insert into messages (recipient, begun, state) values (?, ?, 'sending')", (recipient, now)
            )
            number = int(cursor.lastrowid or 0)
            self._db.executemany("insert into parts values (?, ?, ?, ?)", [(number, *row) for row in rows])
        return number

    def sent(self, message: int) -> None:
        """The message was taken: what it told is known, and what it named as doubtful is no more in doubt."""
        self._settle(message, "sent")

    def unsent(self, message: int, reason: str) -> None:
        """The message certainly did not arrive: nothing of it is known."""
        self._settle(message, "not sent", reason)

    def doubted(self, message: int, reason: str) -> None:
        """The message may have arrived or not: it is not sent again, and what it told is in doubt."""
        self._settle(message, "doubtful", reason)

    def _settle(self, message: int, state: str, reason: str = "") -> None:
        with self._writing():
            row = self._db.execute("select recipient, begun from messages where id = ?", (message,)).fetchone()
            recipient = row["recipient"]
            self._db.execute("update messages set state = ?, reason = ? where id = ?", (state, reason, message))
            if state != "not sent":
                for part in self._db.execute("select states from parts where message = ?", (message,)).fetchall():
                    self._know(recipient, json.loads(part["states"]))
            if state == "sent":
                self._db.execute("delete from doubts where recipient = ?", (recipient,))
            elif state == "doubtful":
                self._db.execute(
                    "insert or ignore into doubts select ?, item, line, ? from parts where message = ?",
                    (recipient, row["begun"], message),
                )
            self._db.execute("delete from parts where message = ?", (message,))

    def _know(self, recipient: str, states: Mapping[str, str]) -> None:
        rows = [(recipient, item, state) for item, state in states.items()]
        self._db.executemany("insert or replace into told values (?, ?, ?)", rows)
