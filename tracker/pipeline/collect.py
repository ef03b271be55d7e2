"""Sources and stores come in; what is new or has changed is in the archive when an account of the run goes out."""

from __future__ import annotations

import asyncio
import hashlib
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import metadata
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tracker import archive as archives
from tracker import discover, fetch
from tracker import ledger as ledgers
from tracker.ledger.watchbook import Watchbook
from tracker.model import InputError, Link, Problem, Source, Watch, Words
from tracker.pipeline import watching
from tracker.pipeline.reread import reread, validators

if TYPE_CHECKING:
    from tracker.declarations import Feeds


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
    watch: tuple[Watch, ...] = (),
    tell: Callable[[str, str], None] | None = None,
    seconds: float | None = None,
) -> Collected:
    """Asks the sources that are due, or those named in `only`, and archives every page that is new or has changed.

    `now` is the time (UTC) at which the run starts. `tell` hears of progress: source and message. After `seconds` no
    further page is asked for; the rest waits for the next run. Raises InputError for a name that is no source.

    After the sources the pages that are watched are looked at again, those of `watch` and those that build named; in a
    run for named sources only where `watch` is among the names.
    """
    sources = chosen(feeds, tuple(name for name in only if name != watching.ID))
    if only and not set(only) - {watching.ID}:
        sources = ()
    declared = {source.id: source for source in feeds.sources}
    Watchbook(ledger).keep(watching.listed(watch, declared, words, now), whole=False)
    run = ledger.begin("collect", now)
    fetcher = fetch.Fetcher(agent(feeds), now, ledger.stopped(now[:10]))
    shared = _Round(words, archive, ledger, fetcher, now, seconds, tell or (lambda *_: None), set())
    watched = declared if not only or watching.ID in only else None
    outcomes, ended = asyncio.run(_together(shared, sources, bool(only), watched))
    collected = Collected(run, outcomes)
    for problem in collected.problems:
        ledger.note(run, problem)
    ok = sum(x.state == "ok" for x in outcomes)
    failed = sum(x.state in ("failing", "unreached") for x in outcomes)
    fetched, new = sum(x.fetched for x in outcomes), sum(x.new for x in outcomes)
    ledger.end(ledgers.Run(run, "collect", now, ended, ok, failed, fetched, new, collected.exit_code))
    return collected


def chosen(feeds: Feeds, only: tuple[str, ...]) -> tuple[Source, ...]:
    """The sources of these names, or all that are not off; raises InputError for a name that is no source."""
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


async def _together(
    shared: _Round, sources: tuple[Source, ...], named: bool, watched: Mapping[str, Source] | None
) -> tuple[tuple[Outcome, ...], str]:
    """The outcomes, in the order of the sources, and the time at the end; hosts are asked side by side.

    The watched pages come last, read by the sources `watched`; None: in this run they are left alone.
    """
    async with shared.fetcher:
        outcomes = await asyncio.gather(*(_source(shared, source, named) for source in sources))
        done = await reread(shared, watched) if watched is not None else None
        if done and done.due:
            counts = (done.due, done.fetched, 0, done.unchanged, done.waiting)
            outcomes.append(Outcome(watching.ID, done.state, *counts, tuple(done.problems)))
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
    heard: list[ledgers.Validator] = []
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
                heard.append((ask.url, reader, *validators(page.headers)))
        if len(links) < max(source.expect.links, int(before is not None and before.links > 0)):
            raise discover.DiscoverError(f"{len(links)} links; at least {max(source.expect.links, 1)} are expected")
    except (discover.DiscoverError, fetch.FetchError):
        heard = []  # the next run must not hear "unchanged" of a list that was not read whole
        raise
    finally:
        if links:
            found = discover.plausible(tuple(links.values()), shared.now)
            named = [(link, discover.item(source, link.url)) for link in found]
            shared.ledger.sighted(source.id, named, shared.now, heard)
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
    tally.new += shared.ledger.fetched(link, page.fetched, *validators(page.headers))
    shared.tell(source.id, f"archived {link.url}")
