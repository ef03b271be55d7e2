"""The published record and the recipients come in; each gets one message a day of what is new; an account goes out.

Never twice: a message is written down, sent once, and settled. Where a run is killed in between, or the service gives
no clear answer, nobody can know whether it arrived. It is not sent again; the next message names in one line each what
it told of. So a notice may come late and short, and none is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from tracker.ledger.told import Part, Told
from tracker.model.notices import Notices, Recipient
from tracker.notices import text
from tracker.notices.news import news
from tracker.notices.send import Fate, Sender, sender
from tracker.notices.stock import Stock, stock
from tracker.publish import reading

__all__ = ["Account", "Outcome", "notify", "senders"]


class Outcome(StrEnum):
    """What a run did for a recipient."""

    FIRST = "first"
    NOTHING = "nothing"
    WAITS = "waits"
    #: a dry run: what would be sent
    DRY = "dry"
    SENT = "sent"
    NOT_SENT = "not sent"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class Account:
    """What a run did for a recipient: the message, and why it was not sent."""

    recipient: str
    outcome: Outcome
    title: str = ""
    body: str = ""
    reason: str = ""
    #: events that a new recipient takes as known
    known: int = 0


def senders(declared: Notices, environment: Mapping[str, str]) -> dict[str, Sender]:
    """The addresses by recipient; raises InputError where one cannot be used."""
    return {one.name: sender(one, environment) for one in declared.recipients}


def notify(
    database: Path, declared: Notices, sending: Mapping[str, Sender], told: Told, bad: tuple[str, ...], now: str,
    *, dry: bool = False,
) -> tuple[list[Account], tuple[str, ...]]:  # fmt: skip
    """Tell each recipient what is new in the record at `database`, unless they had a message today (UTC).

    `bad`: the states of sources that need a person. A dry run sends nothing, and nothing becomes known. Returns the
    accounts, and the recipients that are no more declared and were forgotten.
    """
    with reading(database) as published:
        there = stock(published, bad)
    for message in told.unsettled():
        told.doubted(message, "its run did not end")
    gone = () if dry else told.forget([one.name for one in declared.recipients])
    accounts = [_one(one, declared.site, there, sending[one.name], told, now, dry) for one in declared.recipients]
    return accounts, gone


def _one(recipient: Recipient, site: str, there: Stock, post: Sender, told: Told, now: str, dry: bool) -> Account:
    name = recipient.name
    known = told.states(name)
    if known is None:
        if not dry:
            told.meet(name, there.states(), now)
        return Account(name, Outcome.FIRST, known=len(there.events))
    found, quiet = news(there, known, recipient)
    if quiet and not dry:
        told.know(name, quiet)
    doubts = told.doubts(name)
    if not found and not doubts:
        return Account(name, Outcome.NOTHING)
    account = Account(name, Outcome.WAITS, text.title(found, doubts, now[:10]))
    if dry:
        return replace(account, outcome=Outcome.DRY, body=text.body(found, doubts, there, site, _reference(name, None)))
    if told.last(name) == now[:10]:
        return account
    number = told.begin(name, [Part(x.item, text.line(x, site), x.states) for x in found], now)
    reference = _reference(name, number)
    body = text.body(found, doubts, there, site, reference)
    fate, reason = post.send(account.title, body, reference)
    match fate:
        case Fate.SENT:
            told.sent(number)
        case Fate.NOT_SENT:
            told.unsent(number, reason)
        case Fate.DOUBTFUL:
            told.doubted(number, reason)
    return replace(account, outcome=Outcome(fate), body=body, reason=reason)


def _reference(recipient: str, number: int | None) -> str:
    return f"Recipient {recipient}" + (f", message {number}" if number else "")
