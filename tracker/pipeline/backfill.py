"""Known pages and lists come in; their old states, as the Wayback Machine captured them, are in the archive at the end.

An old list is read for links to pages, and is not archived itself, as collect does with a list of today.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from tracker import address, discover, limits, read, wayback
from tracker import archive as archives
from tracker import ledger as ledgers
from tracker.ledger.agenda import Agenda, Found, Lookup
from tracker.model import Entry, Kind, Problem, Snapshot, Source, Watch, Words
from tracker.pipeline.collect import agent
from tracker.pipeline.outcome import chosen
from tracker.pipeline.patience import Asked, Patience, run

if TYPE_CHECKING:
    from tracker.declarations import Feeds

#: days after which the index is asked again for the same address
AGAIN = 30
#: under which pages of data/watch.yaml are archived that no source of feeds.yaml answers for
WATCH = "watch"


@dataclass(slots=True)
class Backfilled(Asked):
    """What a run of backfill did."""

    #: addresses that the index was asked for, and old lists read
    looked: int = 0
    lists: int = 0


@dataclass(frozen=True, slots=True)
class _Round:
    words: Words
    sources: dict[str, Source]
    archive: archives.Archive
    agenda: Agenda
    machine: wayback.Wayback
    patience: Patience
    since: str
    tell: Callable[[str, str], None]
    made: Backfilled


def backfill(
    feeds: Feeds,
    words: Words,
    history: tuple[Entry, ...],
    watch: tuple[Watch, ...],
    archive: archives.Archive,
    ledger: ledgers.Ledger,
    since: str,
    only: tuple[str, ...] = (),
    *,
    clock: Callable[[], str],
    sleep: Callable[[float], None],
    tell: Callable[[str, str], None] | None = None,
) -> Backfilled:
    """Archives captures made since the day `since` of the pages of the sources (or those in `only`), and of the lists.

    Without `only` also of the pages that the curated record and data/watch.yaml name. A later run goes on where one
    ended or was killed. Raises InputError for a name that is no source.
    """
    sources = {source.id: source for source in feeds.sources}
    made, agenda = Backfilled(), Agenda(ledger)
    names = tuple(source.id for source in chosen(feeds, only)) if only else ()
    agenda.plan(_lists(sources, names))
    agenda.plan(_pages(sources, names, agenda, history, watch))
    patience = Patience(agenda, clock, sleep)

    def work(machine: wayback.Wayback) -> None:
        shared = _Round(words, sources, archive, agenda, machine, patience, since, tell or (lambda *_: None), made)
        _all(shared, names, clock())

    run("backfill", agent(feeds), ledger, patience, made, work)
    return made


def _lists(sources: dict[str, Source], names: tuple[str, ...]) -> Iterator[Lookup]:
    """The lists that a GET request shows; a search that must be posted to is in no web archive."""
    for source in sources.values():
        if (source.id in names if names else not source.off) and not source.post:
            for url in (source.url, *source.fallback):
                first = discover.openings(source, url)[0].url
                yield Lookup(first, source.id, "week", list=True)


def _pages(
    sources: dict[str, Source],
    names: tuple[str, ...],
    agenda: Agenda,
    history: Iterable[Entry],
    watch: Iterable[Watch],
) -> Iterator[Lookup]:
    """The pages that are known: fetched by collect, watched, or named by the curated record."""
    for name in names or sources:
        for link in agenda.known(name):
            yield _page(link.url, sources[name], _thin(sources[name].kind), link.title, link.published)
    for url in (one.url for one in watch):
        source = _source_of(url, sources)
        yield _page(url, source if source.id in sources else replace(source, id=WATCH), "day")
    for witness in (one for entry in history for one in entry.sources):
        yield _page(witness.url, _source_of(witness.url, sources), _thin(witness.kind), published=witness.published)


def _page(url: str, source: Source, thin: str, title: str = "", published: str | None = None) -> Lookup:
    return Lookup(address.canonical(url, source), source.id, thin, title=title, published=published)


def _thin(kind: Kind) -> str:
    """An article of the press is edited little and captured often: its first and last state are enough."""
    return "ends" if discover.gated(kind) else "day"


def _source_of(url: str, sources: dict[str, Source]) -> Source:
    return read.source_of(Snapshot(url, "", "", "", "", 0), sources)


def _all(shared: _Round, names: tuple[str, ...], now: str) -> None:
    """Every lookup that has work left, and those to which old lists lead, each once."""
    before = (datetime.fromisoformat(now) - timedelta(days=AGAIN)).strftime("%Y-%m-%dT%H:%M:%SZ")
    seen: set[tuple[str, bool]] = set()
    while due := [
        x
        for x in shared.agenda.lookups(shared.since, before, names)
        if (x.url, x.list) not in seen and (x.source in shared.sources or not x.list)
    ]:
        for number, lookup in enumerate(due, 1):
            seen.add((lookup.url, lookup.list))
            shared.tell("backfill", f"{number} of {len(due)}: {lookup.url}")
            if lookup.ask:
                _look(shared, lookup)
            for found in shared.agenda.waiting(lookup):
                _fetch(shared, lookup, found)


def _look(shared: _Round, lookup: Lookup) -> None:
    """Asks the index for the captures of an address."""
    captures: list[wayback.Capture] = []

    def ask() -> None:
        captures.clear()
        for one in shared.machine.captures(lookup.url, shared.since):
            captures.append(one)  # what came before an error is kept

    error: wayback.WaybackError | None = None
    try:
        shared.patience.ask(ask)
    except (wayback.LimitedError, wayback.ClosedError):
        raise
    except wayback.WaybackError as trouble:
        error = trouble
    shared.made.reached = True
    shared.made.looked += 1
    kept = [Found(x.stamp, x.url, x.digest, x.length) for x in thinned(captures, lookup.thin)]
    now = shared.patience.clock()
    if error is None:
        shared.agenda.looked(lookup, kept, shared.since, now)
        return
    shared.agenda.unanswered(lookup, kept, now, str(error), error.lasting)
    _trouble(shared, lookup, error)


def thinned(captures: Iterable[wayback.Capture], how: str) -> list[wayback.Capture]:
    """Those captures (the oldest first) whose body is not that of the one before, thinned as a Lookup says."""
    kept: list[wayback.Capture] = []
    digest = ""
    for one in captures:
        if one.digest != digest:
            kept.append(one)
        digest = one.digest
    if how == "ends":
        return kept if len(kept) < 2 else [kept[0], kept[-1]]
    periods: dict[object, wayback.Capture] = {}
    for one in kept:
        day = date.fromisoformat(one.time[:10])
        periods.setdefault(day if how == "day" else day.isocalendar()[:2], one)
    return list(periods.values())


def _fetch(shared: _Round, lookup: Lookup, found: Found) -> None:
    """One capture into the archive and only then off the agenda; of a list the links onto the agenda."""
    capture = wayback.Capture(found.original, found.stamp, found.digest, found.length)
    known = lookup.url if wayback.same(lookup.url, capture.url) else capture.url
    try:
        page = shared.patience.ask(lambda: shared.machine.memento(capture, known))
        shared.made.reached = True
        if lookup.list:
            shared.agenda.plan(_linked(shared, shared.sources[lookup.source], page.body, known, capture.time))
            shared.made.lists += 1
        else:
            shared.archive.write(page, lookup.source, lookup.title, lookup.published)
            shared.made.archived += 1
        shared.agenda.done(lookup, found)
    except (wayback.LimitedError, wayback.ClosedError):
        raise
    except wayback.WaybackError as error:
        shared.agenda.failed(lookup, found, str(error), error.lasting)
        _trouble(shared, lookup, error, capture.archived_url)
    except (discover.DiscoverError, limits.OverwhelmedError) as error:
        shared.agenda.failed(lookup, found, str(error), True)
        shared.made.problems.append(_problem(lookup, f"the list: {error}", capture.archived_url))


def _linked(shared: _Round, source: Source, body: bytes, base: str, captured: str) -> list[Lookup]:
    """The pages to which a list led when it was captured, those published before `since` left out."""
    limits.weigh(body)
    links = discover.plausible(limits.bounded(limits.LIST, partial(discover.discover, source, body, base)), captured)
    if discover.gated(source.kind):
        links = tuple(link for link in links if discover.gate(link, shared.words.gate))
    recent = [link for link in links if not link.published or link.published >= shared.since[: len(link.published)]]
    return [_page(link.url, source, _thin(source.kind), link.title, link.published) for link in recent]


def _trouble(shared: _Round, lookup: Lookup, error: wayback.WaybackError, at: str = "") -> None:
    shared.made.left += not error.lasting
    shared.made.problems.append(_problem(lookup, str(error), at))


def _problem(lookup: Lookup, message: str, at: str = "") -> Problem:
    return Problem("backfill", message, lookup.source, at or lookup.url)
