"""News come in; the words of a message go out, plain text that no service takes for more than that."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from tracker.ledger.told import Doubt
from tracker.model import State, Subject
from tracker.model.notices import Tell
from tracker.notices.news import News
from tracker.notices.stock import Stock

#: notices told in full; what goes beyond gets a line each
FULL = 30
#: characters of a value
_LONG = 300
_STATES = {
    State.CURATED: "entered by hand from named sources",
    State.EXTRACTED: "read in a page by a program and checked by no person; read its quote before you rely on it",
    State.CONFIRMED: "entered by hand, and read in a page by a program",
    State.DISPUTED: "somebody contests it; its page says who",
}
_WORDS = {Tell.NEW: "new", Tell.CHANGED: "changed", Tell.SOURCES: "on sources"}


def title(news: Sequence[News], doubts: Sequence[Doubt], day: str) -> str:
    """The subject of a message."""
    counts = Counter(one.tell for one in news)
    parts = [f"{counts[tell]} {word}" for tell, word in _WORDS.items() if counts[tell]]
    parts += [f"{len(doubts)} in doubt"] if doubts else []
    return f"Regulatory news {day}: {', '.join(parts)}"


def body(news: Sequence[News], doubts: Sequence[Doubt], stock: Stock, site: str, reference: str) -> str:
    """The text of a message; `reference` tells which one it is."""
    parts = [
        "\n".join([f"{number}. {heading(one)}", *_details(one, stock, site)]) for number, one in enumerate(news, 1)
    ]
    shown = parts[:FULL]
    if news[FULL:]:
        lines = (f"{number}. {line(one, site)}" for number, one in enumerate(news[FULL:], FULL + 1))
        shown.append("\n".join(["In short:", *lines]))
    for begun in dict.fromkeys(one.begun for one in doubts):
        lines = (f"- {one.line}" for one in doubts if one.begun == begun)
        head = f"The message of {begun} may have been sent already, or may be lost. It told of:"
        shown.append("\n".join([head, *lines]))
    return "\n\n".join([*shown, f"The record: {site}/changes\n{reference}"])


def heading(one: News) -> str:
    """What happened, in one line."""
    row = one.row
    if one.tell is Tell.SOURCES:
        unwell = next(iter(one.states.values()))
        return f"Source {_plain(row['name'])} ({one.id}) " + ("is well again" if unwell == "well" else f"is {unwell}")
    head = "Withdrawn" if one.withdrawn else "New" if one.tell is Tell.NEW else "Changed"
    act = row["action"] + (" (an AI product)" if row["subject"] == Subject.PRODUCT else "")
    return f"{head}: {row['company_name']}, {row['region_name']}: {act}, {row['date'] or 'no date known'}"


def line(one: News, site: str) -> str:
    """The same with its link: what is kept in case that the message is lost."""
    return f"{heading(one)}: {_link(one, site)}"


def _link(one: News, site: str) -> str:
    return f"{site}/sources" if one.tell is Tell.SOURCES else f"{site}/event/{quote(one.id)}"


def _details(one: News, stock: Stock, site: str) -> Iterator[str]:
    row = one.row
    if one.tell is Tell.SOURCES:
        if row["message"] and next(iter(one.states.values())) != "well":
            yield f"   Why: {_plain(row['message'])}"
        yield f"   {_link(one, site)}"
        return
    yield f"   {_plain(row['summary'])}"
    if one.what:
        yield f"   What changed: {one.what}"
    for field, before, now in one.fields:
        yield f"   Changed {field}: {_plain(now or 'none')} (before: {_plain(before or 'none')})"
    if one.because:
        yield f"   Because: {_plain(one.because)}"
    if row.get("part"):
        yield f"   Only: {_plain(row['part'])}"
    if row["effective"]:
        yield f"   In effect: {row['effective']}"
    names = stock.names["regulator"]
    pushed = [f"{code} ({names[code]})" if code in names else code for code in (row["regulators"] or "").split(", ")]
    yield f"   At whose push: {', '.join(pushed) if row['regulators'] else 'no regulator is named'}"
    if row.get("publisher"):
        published = f", {row['published']}" if row["published"] else ""
        yield f"   Source: {_plain(row['publisher'])}{published}: {_address(row['document_url'])}"
    if not one.withdrawn:
        yield f"   State: {row['state']}: {_STATES[State(row['state'])]}"
    yield f"   {_link(one, site)}"


def _plain(text: str) -> str:
    """A value in one line; no service reads a mention, a tag or a link with another face in it."""
    words = "".join(char if char.isprintable() else " " for char in str(text)).split()
    whole = " ".join(words).translate({ord("<"): "(", ord(">"): ")"})
    whole = re.sub(r"@(?=\w)", "@\u2060", whole)
    return whole if len(whole) <= _LONG else whole[: _LONG - 1].rsplit(" ", 1)[0] + " …"


def _address(url: str | None) -> str:
    return quote(url, safe="!#$%&'()*+,/:;=?@[]~") if url else "no address"
