"""Two numbers come in; a published database with so many made-up events and documents goes out, made past the reading.

The rows are those that resolve and publish would make of such a record, but for the texts, which are short.
"""

from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from tracker.declarations import load_words
from tracker.model import Action, Event, State, Subject, Witness
from tracker.publish import Content, publish
from tracker.resolve import course

FIRST, DAYS = date(2019, 1, 1), 2800
WORDS = re.findall(
    r"\w+",
    "training data model posts photos members users public privacy notice policy terms watchdog authority court judge "
    "complaint order fine probe pause halt resume plan launch assistant messages calls company platform people consent "
    "statement press report question answer letter week month year summer winter board minister law rule market city",
)


def events(count: int, chance: random.Random) -> Iterator[Event]:
    """Events over all companies, the busy ones far more often, in sixty regions."""
    words = load_words()
    companies = sorted(words.companies)
    regions = ["WW", "EU", *sorted(set(words.regions) - {"WW", "EU"})[:58]]
    authorities = sorted(words.regulators)
    seen: set[str] = set()
    while len(seen) < count:
        company = companies[int(len(companies) * chance.random() ** 3)]
        region = regions[int(len(regions) * chance.random() ** 2)]
        action = chance.choice(tuple(Action))
        day = FIRST + timedelta(days=chance.randrange(DAYS))
        name = f"{company}-{region.lower()}-{action}-{day.isoformat()}"
        if name in seen:
            continue
        seen.add(name)
        effective = (day + timedelta(days=60)).isoformat() if chance.random() < 0.2 else None
        pages = tuple(
            Witness(f"https://paper{n}.example/{name}", f"Paper {n}", "news", day.isoformat())  # type: ignore[arg-type]
            for n in range(chance.randint(1, 3))
        )
        yield Event(
            name, company, region, action, day.isoformat(), effective,
            tuple(sorted(chance.sample(authorities, chance.randint(0, 2)))), Subject.TRAINING, State.EXTRACTED,
            f"{words.companies[company].name} {words.acts[action].label.lower()} in {words.regions[region].name}.",
            None, 0.8, (), pages, ("2 publishers",),
        )  # fmt: skip


def write(path: Path, count: int, documents: int) -> None:
    """Publish the events to `path`, and put in the documents, each with a report or a rejection of an event."""
    chance, words = random.Random(7), load_words()
    made = tuple(events(count, chance))
    publish(path, Content(words, made, (), (), (), course=course(made, words)))
    with closing(sqlite3.connect(path)) as db:
        current, seen = _has(db, "documents", "current"), _has(db, "reports", "first_seen")
        db.executemany(
            "insert into documents (id, url, title, publisher, kind, lang, published, first_seen, last_seen, versions"
            f"{', current' * current}) values (?, ?, ?, ?, 'news', 'en', ?, ?, ?, 1{', 1' * current})",
            _documents(documents, chance),
        )
        db.execute(
            "insert into versions (id, document, version, sha, fetched, file, offset, words)"
            " select id || '-1', id, 1, id, first_seen, '2026-08-02.warc.gz', rowid, 300 from documents"
        )
        db.executemany(
            "insert into documents_fts (rowid, title, publisher, text) select rowid, title, publisher, ? from documents"
            " where id = ?",
            ((" ".join(chance.choices(WORDS, k=30)), f"{n:012x}") for n in range(documents)),
        )
        db.executemany(
            "insert into reports (event, document, version, company, region, action, date, subject, core, quote, start,"
            f' "end", rule, confidence, regulators{", first_seen" * seen}) values'
            f" (?, ?, 1, ?, ?, ?, ?, 'training', 1, ?, 0, 40, 'pause', 0.9, ''{', 0' * seen})",
            (
                (
                    one.id,
                    f"{n % documents:012x}",
                    one.company,
                    one.region,
                    one.action,
                    one.date,
                    f"{one.summary} It is so.",
                )
                for n, one in enumerate((*made, *made))
            ),
        )
        db.commit()
        db.execute("pragma wal_checkpoint(truncate)")


def _has(db: sqlite3.Connection, table: str, column: str) -> bool:
    return column in [row[1] for row in db.execute(f"pragma table_info({table})")]


def _documents(count: int, chance: random.Random) -> Iterator[tuple[str, ...]]:
    for n in range(count):
        day = (FIRST + timedelta(days=chance.randrange(DAYS))).isoformat()
        title = " ".join(chance.choices(WORDS, k=6))
        time = f"{day}T08:00:00Z"
        yield f"{n:012x}", f"https://paper.example/{n}", title, f"Paper {n % 40}", day, time, time
