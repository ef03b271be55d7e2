"""Sources, words and stores come in; collect() brings pages into the archive, build() makes the database from it."""

from __future__ import annotations

import asyncio
import hashlib
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tracker import archive as archives
from tracker import discover, fetch, publish, read, resolve
from tracker import ledger as ledgers
from tracker.model import Document, Entry, InputError, Link, Problem, Report, Source, Words

if TYPE_CHECKING:
    from tracker.declarations import Feeds
    from tracker.extract import Reading


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did for one source; `state` is ok, failing, unreached or resting (not due, nothing left to fetch)."""

    source: str
    state: str
    #: links in its list; None where the list was not asked or was unchanged
    links: int | None = None
    #: pages asked for and archived, and those of them never seen before
    fetched: int = 0
    new: int = 0
    #: pages asked for again that had not changed
    unchanged: int = 0
    #: links left for the next run
    waiting: int = 0
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Collected:
    """What a run of collect did."""

    run: int
    outcomes: tuple[Outcome, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(problem for outcome in self.outcomes for problem in outcome.problems)

    @property
    def exit_code(self) -> int:
        """0: all well; 1: a source failed; 3: nothing could be reached."""
        states = {outcome.state for outcome in self.outcomes} - {"resting"}
        return 3 if states == {"unreached"} else int(bool(states - {"ok"}))


@dataclass(slots=True)
class _Tally:
    links: int | None = None
    fetched: int = 0
    new: int = 0
    unchanged: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class _Round:
    """What the sources of one run share."""

    words: Words
    archive: archives.Archive
    ledger: ledgers.Ledger
    fetcher: fetch.Fetcher
    now: str
    seconds: float | None
    tell: Callable[[str, str], None]
    #: items that a source of this run has taken on
    claimed: set[str]


def collect(
    feeds: Feeds,
    words: Words,
    archive: archives.Archive,
    ledger: ledgers.Ledger,
    now: str,
    only: tuple[str, ...] = (),
    *,
    tell: Callable[[str, str], None] | None = None,
    seconds: float | None = None,
) -> Collected:
    """Asks the sources that are due, or those named in `only`, and archives every page that is new or has changed.

    `now` is the time (UTC) at which the run starts. `tell` hears of progress: source and message. After `seconds` no
    further page is asked for; the rest waits for the next run. Raises InputError for a name that is no source.
    """
    sources = _chosen(feeds, only)
    run = ledger.begin("collect", now)
    fetcher = fetch.Fetcher(agent(feeds), now, ledger.stopped(now[:10]))
    shared = _Round(words, archive, ledger, fetcher, now, seconds, tell or (lambda *_: None), set())
    outcomes, ended = asyncio.run(_together(shared, sources, bool(only)))
    collected = Collected(run, outcomes)
    for problem in collected.problems:
        ledger.note(run, problem)
    ok = sum(x.state == "ok" for x in outcomes)
    failed = sum(x.state in ("failing", "unreached") for x in outcomes)
    fetched, new = sum(x.fetched for x in outcomes), sum(x.new for x in outcomes)
    ledger.end(ledgers.Run(run, "collect", now, ended, ok, failed, fetched, new, collected.exit_code))
    return collected


def standing(source: Source, health: ledgers.Health | None, today: str) -> tuple[str, str]:
    """The state of a source on a day, as one of ok, failing, silent, unreached, never tried, off; and why."""
    if source.off:
        return "off", "switched off in feeds.yaml"
    if health is None:
        return "never tried", ""
    if health.state == "ok" and health.newest:
        newest = date.fromisoformat(
            (health.newest + "-01-01")[:10]
        )  # the start of its month or year, if no day is known
        if newest + timedelta(days=source.expect.gap) < date.fromisoformat(today[:10]):
            return "silent", f"nothing new since {health.newest}; {source.expect.gap} days at most are expected"
    return health.state, health.message


def _chosen(feeds: Feeds, only: tuple[str, ...]) -> tuple[Source, ...]:
    known = {source.id: source for source in feeds.sources}
    if unknown := [name for name in only if name not in known]:
        raise InputError(f"no source {', '.join(unknown)} in feeds.yaml; there are {', '.join(known)}")
    return tuple(known[name] for name in only) or tuple(x for x in feeds.sources if not x.off)


def agent(feeds: Feeds) -> str:
    """The name under which we ask: crawler, version and contact."""
    try:
        return f"{feeds.name}/{metadata.version('regulatory-news-tracker')} (+{feeds.contact})"
    except metadata.PackageNotFoundError:  # run from a checkout
        return f"{feeds.name} (+{feeds.contact})"


async def _together(shared: _Round, sources: tuple[Source, ...], named: bool) -> tuple[tuple[Outcome, ...], str]:
    """The outcomes, in the order of the sources, and the time at the end; hosts are asked side by side."""
    async with shared.fetcher:
        outcomes = await asyncio.gather(*(_source(shared, source, named) for source in sources))
        return tuple(outcomes), shared.fetcher.time()


async def _source(shared: _Round, source: Source, named: bool) -> Outcome:
    """One source: its list if it is due, then every page that waits."""
    tally, problems, state = _Tally(), list[Problem](), "resting"
    before = shared.ledger.health().get(source.id)
    if named or before is None or _due(source, before, shared.now):
        state = await _look(shared, source, before, tally, problems)
    refusal = await _pages(shared, source, state == "ok", tally, problems)
    if refusal and not tally.fetched and state in ("ok", "resting"):
        state = "failing"
        shared.ledger.trouble(source.id, state, refusal, shared.now)
    if state == "resting" and (tally.fetched or tally.unchanged):
        state = "ok"
    shared.tell(
        source.id, f"{state}: {tally.fetched} pages archived, {tally.unchanged} unchanged, {tally.waiting} wait"
    )
    return Outcome(
        source.id, state, tally.links, tally.fetched, tally.new, tally.unchanged, tally.waiting, tuple(problems)
    )


def _due(source: Source, health: ledgers.Health, now: str) -> bool:
    """Whether `poll` hours have passed; a tenth is let off, since no cron job starts to the second."""
    if health.state != "ok" or health.last_success is None:
        return True
    passed = datetime.fromisoformat(now) - datetime.fromisoformat(health.last_success)
    return passed >= 0.9 * timedelta(hours=source.poll)


async def _look(
    shared: _Round, source: Source, before: ledgers.Health | None, tally: _Tally, problems: list[Problem]
) -> str:
    """Reads the list into the ledger from the first address that answers as it should; the state of the source."""
    error: discover.DiscoverError | fetch.FetchError | None = None
    for address in (source.url, *source.fallback):
        try:
            tally.links = await _walk(shared, source, address, before)
            return "ok"
        except (discover.DiscoverError, fetch.FetchError) as problem:
            step = "fetch" if isinstance(problem, fetch.FetchError) else "discover"
            error = error or problem
            problems.append(Problem(step, f"the list: {problem}", source.id, address))
            shared.ledger.stop(shared.fetcher.stops, shared.now[:10])
    state = "unreached" if isinstance(error, fetch.UnreachedError) else "failing"
    shared.ledger.trouble(source.id, state, str(error), shared.now)
    return state


async def _walk(shared: _Round, source: Source, address: str, before: ledgers.Health | None) -> int | None:
    """Reads all pages of a list; the number of its links, or None when the server says that it has not changed."""
    reader = hashlib.sha256(repr(source).encode()).hexdigest()
    links: dict[str, Link] = {}
    validators: list[ledgers.Validator] = []
    asks = deque(discover.openings(source, address))
    try:
        while asks:
            ask = asks.popleft()
            first = ask.page == 1 and not ask.post
            etag, modified = shared.ledger.validators(ask.url, reader) if first else (None, None)
            page = await shared.fetcher.fetch(ask.url, post=ask.post, etag=etag, modified=modified, delay=source.delay)
            if page.status == 304:
                shared.ledger.unchanged(source.id, shared.now)
                return None
            for link in discover.discover(source, page.body, page.final_url):
                links.setdefault(link.url, link)
            asks.extend(discover.following(source, ask, page.body, page.final_url))
            if first:
                validators.append((ask.url, reader, *_validators(page.headers)))
        if len(links) < max(source.expect.links, int(before is not None and before.links > 0)):
            raise discover.DiscoverError(f"{len(links)} links; at least {max(source.expect.links, 1)} are expected")
    except (discover.DiscoverError, fetch.FetchError):
        validators = []  # the next run must not hear "unchanged" of a list that was not read whole
        raise
    finally:
        if links:
            found = discover.plausible(tuple(links.values()), shared.now)
            named = [(link, discover.item(source, link.url)) for link in found]
            shared.ledger.sighted(source.id, named, shared.now, validators)
            shared.tell(source.id, f"{len(links)} links in its list")
    return len(links)


async def _pages(shared: _Round, source: Source, reached: bool, tally: _Tally, problems: list[Problem]) -> str:
    """Fetches the links that wait, the newest first; the reason of a host that refuses us, or nothing."""
    waiting = shared.ledger.waiting(source.id)
    if discover.gated(source.kind):
        passed = tuple(link for link in waiting if discover.gate(link, shared.words.gate))
        shared.ledger.gated(set(waiting) - set(passed))
        waiting = passed
    refused: dict[str, str] = {}
    tally.waiting = len(waiting)
    for link in waiting:
        item = discover.item(source, link.url)
        if shared.seconds is not None and shared.fetcher.elapsed() > shared.seconds:
            break
        if item in shared.claimed:
            continue  # another source is at it; the next run finds it done, or does it
        shared.claimed.add(item)
        try:
            await _page(shared, source, link, tally)
            tally.waiting -= 1
        except fetch.FetchError as error:
            host = urlsplit(link.url).netloc
            closed = isinstance(error, fetch.StoppedError | fetch.UnreachedError)
            if not closed or (reached and host != urlsplit(source.url).netloc):
                shared.ledger.failed(link, error.message, error.lasting)
                tally.waiting -= 1
            if not closed or host not in refused:
                problems.append(Problem("fetch", error.message, source.id, link.url))
            if closed:
                refused[host] = error.message
                shared.ledger.stop(shared.fetcher.stops, shared.now[:10])
    return next(iter(refused.values()), "")


async def _page(shared: _Round, source: Source, link: Link, tally: _Tally) -> None:
    """One page into the archive, and only then into the ledger: a run that is killed between the two asks again."""
    if shared.ledger.known_elsewhere(link):
        shared.ledger.fetched(link, None)
        return
    etag, modified = shared.ledger.validators(link.url)
    page = await shared.fetcher.fetch(link.url, etag=etag, modified=modified, delay=source.delay)
    if page.status == 304:
        tally.unchanged += 1
        shared.ledger.fetched(link, page.fetched)
        return
    shared.archive.write(page, source.id, link.title, link.published)
    tally.fetched += 1
    tally.new += shared.ledger.fetched(link, page.fetched, *_validators(page.headers))
    shared.tell(source.id, f"archived {link.url}")


def _validators(headers: tuple[tuple[str, str], ...]) -> tuple[str | None, str | None]:
    """ETag and Last-Modified of an answer."""
    found = {name.lower(): value for name, value in headers}
    return found.get("etag"), found.get("last-modified")


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
    tell: Callable[[str, str], None] | None = None,
) -> Built:
    """Reads the whole archive anew and publishes what it and the curated record tell at `path`; asks no network.

    Reports come from the version of a document that was seen last; a document without a date is read again as of the
    day of the event that its news is, so that "in June" can be read in it. `today` (ISO date) tells which sources are
    silent. `tell` hears of progress: step and message.
    """
    tell = tell or (lambda *_: None)
    filed, problems = _filed(archive, {source.id: source for source in sources}, tell)
    documents = {one.document.id: one.document for one in filed}
    tell("extract", f"{len(documents)} documents")
    readings = {name: extractor(document) for name, document in documents.items()}
    events = resolve.resolve(_reports(readings), documents, history, words)
    placed = resolve.placed(events, documents)
    readings |= {name: extractor(replace(documents[name], published=day)) for name, day in placed.items()}
    reports = _reports(readings)
    rejections = tuple(rejection for reading in readings.values() for rejection in reading.rejections)
    events = resolve.resolve(reports, documents, history, words) if placed else events
    tell("publish", f"{len(events)} events")
    runs, health = ledger.runs(), ledger.health()
    noted = [(run, problem) for run, problem in ledger.problems() if run == runs[-1].id]
    content = publish.Content(
        words=words,
        events=events,
        documents=filed,
        reports=reports,
        rejections=rejections,
        sources=tuple(_row(source, health.get(source.id), today) for source in sources),
        runs=tuple(asdict(run) for run in runs),
        problems=tuple({**asdict(one), "run": run} for run, one in [*noted, *((None, one) for one in problems)]),
    )
    publish.publish(path, content)
    versions = sum(len(one.versions) for one in filed)
    return Built(len(filed), versions, len(reports), len(rejections), len(events), problems)


def _reports(readings: Mapping[str, Reading]) -> tuple[Report, ...]:
    return tuple(report for reading in readings.values() for report in reading.reports)


def _filed(
    archive: archives.Archive, sources: Mapping[str, Source], tell: Callable[[str, str], None]
) -> tuple[tuple[publish.Filed, ...], tuple[Problem, ...]]:
    """Every document of the archive with its versions, and a problem for each page that cannot be read.

    A page is read once for each of its bodies, however often it was archived unchanged; a text that its document had
    before makes no version.
    """
    filed: dict[str, publish.Filed] = {}
    known: dict[tuple[str, str, str], Document | None] = {}
    problems: dict[str, Problem] = {}
    for number, snapshot in enumerate(archive.snapshots(), 1):
        key = (snapshot.source, snapshot.url, snapshot.sha)
        problems.pop(snapshot.url, None)
        if key not in known:
            try:
                known[key] = read.read(snapshot, archive.read(snapshot), read.source_of(snapshot, sources))
            except archives.ArchiveError as error:
                problems[snapshot.url] = Problem("archive", str(error), snapshot.source or None, snapshot.url)
                continue
        document = known[key]
        if document is None:
            problems[snapshot.url] = Problem("read", "no text was found", snapshot.source or None, snapshot.url)
            continue
        before = filed.get(document.id)
        filed[document.id] = _seen(before, document, snapshot.fetched)
        if number % 100 == 0:
            tell("read", f"{number} pages")
    return tuple(filed.values()), (*archive.damage(), *problems.values())


def _seen(before: publish.Filed | None, document: Document, fetched: str) -> publish.Filed:
    """A document after one more look at it."""
    if before is None:
        return publish.Filed((document,), 1, fetched, fetched)
    texts = [version.text for version in before.versions]
    if document.text in texts:
        return publish.Filed(before.versions, texts.index(document.text) + 1, before.first_seen, fetched)
    return publish.Filed((*before.versions, document), len(texts) + 1, before.first_seen, fetched)


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
        "newest": health.newest if health else None,
        "links": health.links if health else None,
    }
