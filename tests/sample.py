"""Takes curated entries; gives a small timeline database, made by resolve and publish, for the tests of the site."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from tracker.declarations import load_words
from tracker.model import (
    Action,
    Change,
    Correction,
    Document,
    Edit,
    Entry,
    Kind,
    Reason,
    Rejection,
    Report,
    Subject,
    Witness,
)  # fmt: skip
from tracker.publish import Content, Filed, publish
from tracker.resolve import course, record, resolve

QUOTE = "LinkedIn has suspended such model training for members in the UK <pending talks>."
TEXT = f"A statement.\n\n{QUOTE}\n\nWe urge the others to stop too."
URL = "https://ico.example/linkedin"
COPY = f"https://web.archive.org/web/20260802090000/{URL}"


def _entry(company: str, region: str, action: str, date: str, summary: str, **more: object) -> Entry:
    page = Witness(f"https://news.example/{company}-{region}-{action}", "Example News", Kind.NEWS, date)
    return Entry(company, region, Action(action), date, summary, (page,), **more)  # type: ignore[arg-type]


#: a record in small
ENTRIES = (
    _entry("meta", "GB", "announced", "2024-05-22", "Meta told users in Britain of its plan.", effective="2024-06-26"),
    _entry("meta", "EU", "complaint", "2024-06-06", "noyb complained in eleven countries."),
    _entry("meta", "GB", "paused", "2024-06-14", "Meta put its British plan on hold.", regulators=("ICO",)),
    _entry("meta", "EU", "paused", "2024-06-14", "Meta put its European plan on hold.", regulators=("DPC",)),
    _entry("meta", "BR", "order", "2024-07-02", "Brazil's authority barred the training.", regulators=("ANPD",)),
    _entry("meta", "GB", "resumed", "2024-09-13", "Meta said it will go ahead in Britain.", regulators=("ICO",)),
    _entry("linkedin", "GB", "paused", "2024-09-20", "LinkedIn stopped for British members.", regulators=("ICO",)),
    _entry("linkedin", "GB", "resumed", "2025-09-18", "LinkedIn will begin again.", effective="2025-11-03"),
    _entry("openai", "IT", "order", "2023-03-30", "Italy halted ChatGPT.", regulators=("GARANTE",)),
    _entry("openai", "IT", "cleared", "2023-04-28", "The halt was lifted.", regulators=("GARANTE",)),
    _entry("zoom", "WW", "abandoned", "2023-08", "Zoom took the clause out of its terms.", part="calls"),
    _entry("x", "WW", "announced", "2023-09-01", "X said it may.", effective="2999-01-01"),
)


def _report(document: str, company: str, action: Action, date: str | None, quote: str, text: str) -> Report:
    start = text.index(quote)
    return Report(document, company, "GB", action, date, None, ("ICO",), Subject.TRAINING, True, quote, start,
                  start + len(quote), "suspend + training", 0.97)  # fmt: skip


def _version(text: str, url: str, title: str, sha: str) -> Document:
    return Document(url, url, title, text, "2024-09-20", "ICO", Kind.REGULATOR, "en", source="ico", regulator="ICO",
                    region="GB", sha=sha * 64, fetched="2026-08-02T08:00:30Z", file="2026-08-02.warc.gz",
                    offset=4096)  # fmt: skip


def content(
    entries: Iterable[Entry] = ENTRIES, rulings: Iterable[Correction] = (), more: Iterable[Filed] = ()
) -> Content:
    """`entries`, two documents with a report each, one rejection, two sources and a run; `more` documents, unread."""
    words = load_words()
    old = TEXT.replace("has suspended such", "goes on with").replace("<pending talks>", "and elsewhere")
    texts = ((old, "1"), (TEXT, "2"))
    start = TEXT.index(QUOTE)
    edit = Edit(Change.CHANGED, old[start : old.index("\n\nWe urge")], QUOTE, start, start + len(QUOTE), True)
    page = Filed(tuple(_version(text, URL, "Our statement on LinkedIn", sha) for text, sha in texts), 2,
                 "2026-08-01T08:00:00Z", "2026-08-02T08:00:00Z", COPY, {2: (edit,)},
                 {2: "2026-08-01T08:00:00Z"})  # fmt: skip
    bare_text = "Snap has put its plan on hold."
    bare = Filed((_version(bare_text, "sha256:00", "A text without an address", "3"),), 1,
                 "2026-08-02T08:00:00Z", "2026-08-02T08:00:00Z")  # fmt: skip
    reports = (
        _report(URL, "linkedin", Action.PAUSED, "2024-09-20", QUOTE, TEXT),
        _report("sha256:00", "snap", Action.PAUSED, None, bare_text, bare_text),
    )
    urged = "We urge the others to stop too."
    start = TEXT.index(urged)
    turned_down = Rejection(URL, Reason.DEMAND, Action.PAUSED, None, urged, start, start + len(urged), "urge")
    filed = (page, bare, *more)
    documents = {one.document.id: one.document for one in filed}
    entries = tuple(entries)
    made = record(resolve(reports, documents, entries, words), documents, entries, words, rulings)
    return Content(words, made.events, filed, reports, (turned_down,), _sources(), _runs(),
                   course=course(made.events, words), ruled=made.ruled, withdrawn=made.withdrawn)  # fmt: skip


def write(path: Path, entries: Iterable[Entry] = ENTRIES) -> None:
    """Publish the sample of `entries` to `path`."""
    publish(path, content(entries))


def empty(path: Path) -> None:
    """Publish a database without an event."""
    publish(path, Content(load_words(), (), (), (), ()))


def spoil(path: Path) -> str:
    """Put markup and a `javascript:` address into the event x-ww-announced-2023-09, past every check; return its id."""
    with closing(sqlite3.connect(path)) as db:
        event = "x-ww-announced-2023-09"
        db.execute(
            "update events set summary = '<script>alert(1)</script>', note = '<b>note</b>' where id = ?", [event]
        )
        db.execute(
            "update event_sources set url = 'javascript:alert(2)', publisher = '<i>Bad</i>' where event = ?", [event]
        )
        db.execute("update sources set url = 'javascript:alert(3)' where id = 'noyb'")
        db.execute("update documents set url = 'data:text/html,x', title = '<u>Bad</u>' where url is not null")
        db.commit()
    return event


def _sources() -> tuple[dict[str, str | int | None], ...]:
    well: dict[str, str | int | None] = {
        "id": "noyb", "name": "noyb", "kind": "ngo", "url": "https://noyb.example/feed", "format": "feed", "lang": "en",
        "region": None, "regulator": None, "licence": None, "poll": 24, "state": "ok", "message": None,
        "last_try": "2026-08-02T08:00:00Z", "last_success": "2026-08-02T08:00:00Z", "newest": "2026-08-01", "links": 10,
        "note": None}  # fmt: skip
    ill = {"id": "ico", "name": "ICO statements", "kind": "regulator", "url": "https://ico.example/", "region": "GB",
           "regulator": "ICO", "state": "broken", "message": "<404> from the list", "last_success": None}  # fmt: skip
    return well, well | ill


def _runs() -> tuple[dict[str, str | int | None], ...]:
    return ({"id": 1, "command": "refresh", "started": "2026-08-02T08:00:00Z", "ended": "2026-08-02T08:01:00Z",
             "sources_ok": 1, "sources_failed": 1, "fetched": 12, "new": 3, "exit_code": 1},)  # fmt: skip
