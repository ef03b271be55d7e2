"""The declared sources and the time come in; whether their servers answer, and what time they say, goes out."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from statistics import median
from urllib.parse import urlsplit

from tracker import fetch, pipeline
from tracker.declarations import Feeds
from tracker.doctor.finding import Finding, State, ago
from tracker.fetch import answers
from tracker.model import Page

#: how far the clock may be from what servers say
_OFF = timedelta(minutes=5)
#: servers that are asked for their robots.txt, which tells the time too
_ASKED = 3


def examine(feeds: Feeds, stopped: Mapping[str, str], latest: str, now: str) -> Iterator[Finding]:
    """Network and clock; `stopped` hosts are left alone, `latest` is the last time at which something was done here."""
    urls = (urlsplit(one.url) for one in feeds.sources if not one.off)
    rules = {url.netloc: f"{url.scheme}://{url.netloc}/robots.txt" for url in urls if url.netloc not in stopped}
    said = asyncio.run(_asked(feeds, dict(list(rules.items())[:_ASKED]), now))
    yield _network(said)
    yield _clock([one for one in said.values() if isinstance(one, Page)], latest, now)


def _network(said: Mapping[str, Page | fetch.FetchError]) -> Finding:
    if not said:
        return Finding("network", State.NOTE, "not tried: there is no source that may be asked today")
    lost = {host: one for host, one in said.items() if isinstance(one, fetch.UnreachedError)}
    told = "; ".join(f"{host}: {error}" for host, error in lost.items())
    if len(lost) == len(said):
        advice = "look at the network, its name servers and its firewall; a proxy of the environment is not used"
        return Finding("network", State.BROKEN, f"nothing can be reached: {told}", advice)
    untrusted = [host for host, one in said.items() if isinstance(one, fetch.FetchError) and "TLS" in one.message]
    if len(untrusted) + len(lost) == len(said):
        advice = "look at the clock, and whether the certificates of this machine are up to date (ca-certificates)"
        return Finding("network", State.BROKEN, f"no certificate can be verified: {', '.join(untrusted)}", advice)
    text = f"{len(said) - len(lost)} of {len(said)} servers answer"
    return Finding("network", State.OK, text + (f"; not {told}" if told else ""))


def _clock(pages: Collection[Page], latest: str, now: str) -> Finding:
    advice = "set the clock, and keep it right (`timedatectl set-ntp true`): dates of the record depend on it"
    if latest and ago(latest, now) < -_OFF:
        return Finding("clock", State.BROKEN, f"it is {now}, but something was done here at {latest}", advice)
    apart = [seconds for page in pages if (seconds := _apart(page)) is not None]
    if not apart:
        return Finding("clock", State.NOTE, f"it is {now}; no server told the time")
    if abs(off := median(apart)) > _OFF.total_seconds():
        side = "behind" if off > 0 else "ahead"
        return Finding("clock", State.BROKEN, f"it is {now}, {abs(off):.0f} s {side} of what servers say", advice)
    return Finding("clock", State.OK, "it is as servers say")


def _apart(page: Page) -> float | None:
    """Seconds from our time to that of the server."""
    try:
        told = parsedate_to_datetime(answers.header(page, "date"))
    except ValueError:
        return None
    told = told if told.tzinfo else told.replace(tzinfo=UTC)  # RFC 5322 writes UTC as -0000
    return (told - datetime.fromisoformat(page.fetched)).total_seconds()


async def _asked(feeds: Feeds, urls: Mapping[str, str], now: str) -> dict[str, Page | fetch.FetchError]:
    """What servers answered, by host."""
    fetcher = fetch.Fetcher(
        pipeline.agent(feeds), now, budget=4, chains=pipeline.chains(feeds.sources), allowed=feeds.allow
    )

    async def ask(url: str) -> Page | fetch.FetchError:
        try:
            return await fetcher.fetch(url)
        except fetch.FetchError as error:
            return error

    async with fetcher:
        return dict(zip(urls, await asyncio.gather(*map(ask, urls.values())), strict=True))
