"""The archive and the curated record come in; the database made of them stands there when an account of it goes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tracker import address, limits, publish, read, resolve, versions
from tracker import archive as archives
from tracker import cache as caches
from tracker import ledger as ledgers
from tracker.ledger.agenda import Agenda
from tracker.ledger.watchbook import Watchbook
from tracker.model import Correction, Document, Entry, Problem, Report, Snapshot, Source, State, Watch, Words
from tracker.pipeline import doubts, filing, reading, watching
from tracker.pipeline.standing import standing
from tracker.record import Course, Record

if TYPE_CHECKING:
    from tracker.extract import Reading


@dataclass(frozen=True, slots=True)
class Built:
    """What a run of build made: numbers of rows, and what a person must look at in the archive."""

    documents: int
    versions: int
    reports: int
    rejections: int
    events: int
    problems: tuple[Problem, ...]


def build(
    path: Path,
    words: Words,
    history: tuple[Entry, ...],
    sources: tuple[Source, ...],
    archive: archives.Archive,
    ledger: ledgers.Ledger,
    extractor: Callable[[Document], Reading],
    today: str,
    *,
    cache: caches.Cache | None = None,
    watch: tuple[Watch, ...] = (),
    tell: Callable[[str, str], None] | None = None,
    corrections: tuple[Correction, ...] = (),
) -> Built:
    """Reads the whole archive and publishes what it and the curated record tell at `path`; asks no network.

    Reports come from the version of a document that was seen last; a document without a date is read again as of the
    day of the event that its news is, so that "in June" can be read in it. `today` (ISO date or time) tells which
    sources are silent. `cache` has what was read before, and is as full as the archive afterwards; without it all is
    read anew. `tell` hears of progress: step and message.
    """
    tell = tell or (lambda *_: None)
    reader: Callable[[Snapshot, Source], Document | None] = partial(_read, archive)
    if cache:
        reader, extractor = cache.wrap("read", reader), cache.wrap("extract", extractor)
    declared = {source.id: source for source in sources}
    rules = versions.Rules.of(words.rules.get("edits", {}))
    answering = _answering(watching.answering(watch, declared, words), history)
    filed, problems = filing.filed(archive, reader, answering, rules, tell)
    documents = {one.document.id: one.document for one in filed}
    tell("extract", f"{len(documents)} documents")
    readings, unread = reading.every(filed, extractor)
    problems += unread
    events = resolve.resolve(_reports(readings), documents, history, words)
    placed = resolve.placed(events, documents)
    known = {one.document.id: one for one in filed}
    readings |= {name: reading.read(known[name], extractor, day) for name, day in placed.items()}
    reports = _reports(readings)
    rejections = tuple(rejection for reading in readings.values() for rejection in reading.rejections)
    events = resolve.resolve(reports, documents, history, words) if placed else events
    if cache:
        cache.prune()
    record = resolve.record(events, documents, history, words, corrections)
    events = record.events
    course = resolve.course(events, words)
    problems += tuple(_strange(record, course))
    tell("publish", f"{len(events)} events")
    ledger.doubted(doubts.doubts(one.document for one in filed))
    watched = Watchbook(ledger)
    watched.keep(watching.pages(watch, filed, readings, declared, words, rules, f"{today[:10]}T00:00:00Z"), whole=True)
    runs, health = ledger.runs(), ledger.health()
    last = {run.command: run.id for run in runs}.values()
    noted = [(run, problem) for run in last for problem in ledger.problems(run)]
    content = publish.Content(
        words=words,
        events=events,
        documents=_linked(filed, ledger),
        reports=reports,
        rejections=rejections,
        sources=tuple(_row(source, health.get(source.id), today) for source in sources),
        runs=tuple(asdict(run) for run in runs),
        problems=tuple({**asdict(one), "run": run} for run, one in [*noted, *((None, one) for one in problems)]),
        course=course,
        ruled=record.ruled,
        withdrawn=record.withdrawn,
        watched=tuple(watching.row(page, declared, today) for page in watched.pages()),
    )
    publish.publish(path, publish.compared(content, publish.published(path), today))
    count = sum(len(one.versions) for one in filed)
    return Built(len(filed), count, len(reports), len(rejections), len(events), problems)


def _strange(record: Record, course: Course) -> Iterator[Problem]:
    """A problem for each ruling that matches nothing, and for each curated event that makes no sense beside others."""
    for number, one in enumerate(record.ruled, 1):
        if one.trouble:
            yield Problem("corrections", f"data/corrections.yaml: entry {number}: {one.trouble}")
    states = {event.id: event.state for event in record.events}
    for name, text in course.oddities:
        if states[name] is not State.EXTRACTED:
            yield Problem("history", f"data/history.yaml: {name}: {text}")


def _reports(readings: Mapping[str, Reading]) -> tuple[Report, ...]:
    return tuple(report for reading in readings.values() for report in reading.reports)


def _answering(declared: Callable[[Snapshot], Source], history: Iterable[Entry]) -> Callable[[Snapshot], Source]:
    """A function that gives the source of a page: a declared one, else the publisher as the curated record names it."""
    witnesses = {address.canonical(one.url, read.IMPORTED): one for entry in history for one in entry.sources}

    def of(snapshot: Snapshot) -> Source:
        source = declared(snapshot)
        named = witnesses.get(snapshot.url) if source is read.IMPORTED else None
        return replace(source, name=named.publisher, kind=named.kind) if named else source

    return of


def _read(archive: archives.Archive, snapshot: Snapshot, source: Source) -> Document | None:
    body = archive.read(snapshot)
    limits.weigh(body)
    return limits.bounded(limits.READ, lambda: read.read(snapshot, body, source))


def _linked(filed: tuple[publish.Filed, ...], ledger: ledgers.Ledger) -> tuple[publish.Filed, ...]:
    """The documents with the address of their copy in the Wayback Machine: that of preserve, else of a version."""
    saves = Agenda(ledger).saves()
    linked = []
    for one in filed:
        brought = [version.archived_url for version in (*one.versions, one.document) if version.archived_url]
        saved = saves[one.document.id].archived_url if one.document.id in saves else None
        linked.append(replace(one, archived_url=saved or (brought[-1] if brought else None)))
    return tuple(linked)


def _row(source: Source, health: ledgers.Health | None, today: str) -> publish.Row:
    """A source and how it does, as a row of the published table."""
    state, message = standing(source, health, today)
    declared = ("id", "name", "kind", "url", "format", "lang", "region", "regulator", "licence", "poll", "note")
    return {
        **{name: getattr(source, name) for name in declared},
        "state": state,
        "message": message or None,
        "last_try": health.last_try if health else None,
        "last_success": health.last_success if health else None,
        "last_new": health.last_new if health else None,
        "newest": health.newest if health else None,
        "gap": source.expect.gap,
        "usual_gap": health.usual_gap if health else None,
        "links": health.links if health else None,
    }
