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
from tracker.model import Format, Kind, Link, Problem, Source, Watch, Words
from tracker.pipeline import listed, together, watching
from tracker.pipeline.outcome import BAD, Collected, Outcome, chosen
from tracker.pipeline.reread import reread, validators

if TYPE_CHECKING:
    from tracker.declarations import Feeds

#: hours after which a source that failed is asked again at the earliest, if its own `poll` is longer
_AFTER_TROUBLE = 6


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
    #: names the words of the gate
    gate: str
    #: hosts whose pages are not fetched, whoever leads to them
    closed: set[str]
    #: of the sources, as it was before this run
    health: dict[str, ledgers.Health]
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
    fetcher = fetch.Fetcher(
        agent(feeds),
        now,
        ledger.stopped(now[:10]),
        budget=feeds.budget,
        chains=chains(feeds.sources),
        allowed=feeds.allow,
    )
    closed = {urlsplit(source.url).netloc for source in feeds.sources if source.list_only}
    gate = hashlib.sha256(repr(words.gate).encode()).hexdigest()[:16]
    shared = _Round(
        words, archive, ledger, fetcher, now, seconds, tell or (lambda *_: None), gate, closed, ledger.health(), set()
    )
    watched = declared if not only or watching.ID in only else None
    outcomes, ended = asyncio.run(_together(shared, sources, bool(only), watched))
    collected = Collected(run, outcomes)
    for problem in collected.problems:
        ledger.note(run, problem)
    ok = sum(x.state in ("ok", "unchanged") for x in outcomes)
    failed = sum(x.state in BAD for x in outcomes)
    fetched, new = sum(x.fetched for x in outcomes), sum(x.new for x in outcomes)
    ledger.end(ledgers.Run(run, "collect", now, ended, ok, failed, fetched, new, collected.exit_code))
    return collected


def chains(sources: tuple[Source, ...]) -> set[str]:
    """The hosts of the sources whose servers leave out their intermediate certificate."""
    return {urlsplit(source.url).netloc for source in sources if source.incomplete_chain}


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
        outcomes = await together.all_of(_source(shared, source, named) for source in sources)
        done = await reread(shared, watched) if watched is not None else None
        if done and done.due:
            counts = (done.due, done.fetched, 0, done.unchanged, done.waiting)
            outcomes.append(Outcome(watching.ID, done.state, *counts, tuple(done.problems), done.reached))
        return tuple(outcomes), shared.fetcher.time()


async def _source(shared: _Round, source: Source, named: bool) -> Outcome:
    """One source: its list if it is due, then every page that waits."""
    tally, problems, state = _Tally(), list[Problem](), "resting"
    before = shared.health.get(source.id)
    reached = True
    if named or before is None or _due(source, before, shared.now):
        state, reached = await _look(shared, source, before, tally, problems)
    refusal = await _pages(shared, source, state in ("ok", "unchanged"), tally, problems)
    own = source.kind is not Kind.AGGREGATOR  # that pages of others refuse us says nothing of its list
    if own and refusal and not tally.fetched and state not in BAD:
        state, message = refusal
        shared.ledger.trouble(source.id, state, message, shared.now)
    if state in ("resting", "unchanged") and (tally.fetched or tally.unchanged):
        state = "ok" if tally.fetched else "unchanged"
    counts = f"{tally.fetched} pages archived, {tally.unchanged} unchanged, {tally.waiting} wait"
    shared.tell(source.id, f"{state}: {counts}")
    return Outcome(
        source.id,
        state,
        tally.links,
        tally.fetched,
        tally.new,
        tally.unchanged,
        tally.waiting,
        tuple(problems),
        reached,
        not own,
    )


def _due(source: Source, health: ledgers.Health, now: str) -> bool:
    """Whether `poll` hours have passed since the last try, or some since one that failed, or nobody had answered.

    A tenth is let off, since no cron job starts to the second.
    """
    if not health.answered:
        return True
    hours = min(source.poll, _AFTER_TROUBLE) if health.state in BAD else source.poll
    passed = datetime.fromisoformat(now) - datetime.fromisoformat(health.last_try)
    return passed >= 0.9 * timedelta(hours=hours)


async def _look(
    shared: _Round, source: Source, before: ledgers.Health | None, tally: _Tally, problems: list[Problem]
) -> tuple[str, bool]:
    """Reads the list into the ledger from the first address that answers as it should.

    The state of the source, and whether anybody answered.
    """
    errors: list[discover.DiscoverError | fetch.FetchError] = []
    for address in (source.url, *source.fallback):
        try:
            return await _walk(shared, source, address, before, tally), True
        except (discover.DiscoverError, fetch.FetchError) as problem:
            step = "fetch" if isinstance(problem, fetch.FetchError) else "discover"
            errors.append(problem)
            problems.append(Problem(step, f"the list: {problem}", source.id, address))
            shared.ledger.stop(shared.fetcher.stops, shared.now[:10])
    if isinstance(errors[0], fetch.BudgetError):
        return "resting", True
    state, answered = _state(errors[0]), not all(isinstance(error, fetch.UnreachedError) for error in errors)
    shared.ledger.trouble(source.id, state, str(errors[0]), shared.now, answered=answered)
    return state, answered


def _state(error: discover.DiscoverError | fetch.FetchError) -> str:
    return "blocked" if isinstance(error, fetch.RefusedError | fetch.RobotsError) else "broken"


async def _walk(shared: _Round, source: Source, address: str, before: ledgers.Health | None, tally: _Tally) -> str:
    """Reads all pages of a list; `ok` when it has something new, else `unchanged`."""
    reader = hashlib.sha256(repr(source).encode()).hexdigest()
    links: dict[str, Link] = {}
    heard: list[ledgers.Validator] = []
    asks = deque(discover.openings(source, address))
    alone = len(asks) == 1 and source.format is not Format.SITEMAP and not (source.find and source.find.pages)
    digest, news = "", False
    try:
        while asks:
            ask = asks.popleft()
            first = ask.page == 1 and not ask.post
            etag, modified = shared.ledger.validators(ask.url, reader) if first else (None, None)
            json = source.format is Format.JSON
            page = await shared.fetcher.fetch(
                ask.url, post=ask.post, etag=etag, modified=modified, delay=source.delay, json=json
            )
            digest = hashlib.sha256(page.body).hexdigest()
            if page.status == 304 or (alone and digest == shared.ledger.digest(address, reader)):
                shared.ledger.unchanged(source.id, shared.now)
                return "unchanged"
            shown, further = listed.shown(source, ask, page)
            for link in shown:
                links.setdefault(link.url, link)
            asks.extend(further)
            if first:
                heard.append((ask.url, reader, *validators(page.headers)))
        if len(links) < max(source.expect.links, int(before is not None and before.links > 0)):
            raise discover.DiscoverError(f"{len(links)} links; at least {max(source.expect.links, 1)} are expected")
    except (discover.DiscoverError, fetch.FetchError):
        heard = []  # the next run must not hear "unchanged" of a list that was not read whole
        raise
    except BaseException:
        links.clear()  # told to end amid the list: as if it had not been asked, else its rest waits for days
        raise
    finally:
        if links:
            found = discover.plausible(tuple(links.values()), shared.now)
            named = [(link, discover.item(source, link.url)) for link in found]
            news = shared.ledger.sighted(source.id, named, shared.now, heard)
            shared.tell(source.id, f"{len(links)} links in its list")
    if alone:
        shared.ledger.digested(address, reader, digest)
    tally.links = len(links)
    return "ok" if news else "unchanged"


async def _pages(
    shared: _Round, source: Source, reached: bool, tally: _Tally, problems: list[Problem]
) -> tuple[str, str] | None:
    """Fetches the links that wait, the newest first; state and reason of a host that refuses us, if one does."""
    waiting = shared.ledger.waiting(source.id, shared.gate)
    if discover.gated(source.kind):
        passed = tuple(link for link in waiting if discover.gate(link, shared.words.gate))
        shared.ledger.gated(set(waiting) - set(passed), shared.gate)
        waiting = passed
    refused: dict[str, tuple[str, str]] = {}
    tally.waiting = len(waiting)
    for link in waiting:
        item = discover.item(source, link.url)
        if shared.seconds is not None and shared.fetcher.elapsed() > shared.seconds:
            break
        if not source.list_only and urlsplit(link.url).netloc in shared.closed:
            shared.ledger.failed(link, "the pages of this host are not fetched (list_only in feeds.yaml)", True)
            tally.waiting -= 1
            continue
        if item in shared.claimed:
            continue  # another source is at it; the next run finds it done, or does it
        shared.claimed.add(item)
        try:
            await _page(shared, source, link, tally)
            tally.waiting -= 1
        except fetch.BudgetError:
            shared.claimed.discard(item)
        except fetch.FetchError as error:
            host = urlsplit(link.url).netloc
            closed = isinstance(error, fetch.StoppedError | fetch.UnreachedError)
            if not closed or (reached and host != urlsplit(source.url).netloc):
                shared.ledger.failed(link, error.message, error.lasting)
                tally.waiting -= 1
            if not closed or host not in refused:
                problems.append(Problem("fetch", error.message, source.id, link.url))
            if closed:
                refused[host] = (_state(error), error.message)
                shared.ledger.stop(shared.fetcher.stops, shared.now[:10])
    return next(iter(refused.values()), None)


async def _page(shared: _Round, source: Source, link: Link, tally: _Tally) -> None:
    """One page into the archive, and only then into the ledger: a run that is killed between the two asks again."""
    if shared.ledger.known_elsewhere(link):
        shared.ledger.fetched(link, None)
        return
    etag, modified = shared.ledger.validators(link.url)
    page = (
        listed.as_page(source, link, shared.fetcher.time())
        if source.list_only
        else await shared.fetcher.fetch(link.url, etag=etag, modified=modified, delay=source.delay)
    )
    if page.status == 304:
        tally.unchanged += 1
        shared.ledger.fetched(link, page.fetched)
        return
    shared.archive.write(page, source.id, link.title, link.published)
    tally.fetched += 1
    tally.new += shared.ledger.fetched(link, page.fetched, *validators(page.headers))
    shared.tell(source.id, f"archived {link.url}")
