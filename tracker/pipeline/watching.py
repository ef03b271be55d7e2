"""Watch list, documents and what they report come in; the pages to be read again, and how often, go out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tracker import address, read
from tracker.extract.phrases import Names
from tracker.ledger.watchbook import Watched
from tracker.model import Format, Kind, Snapshot, Source, Watch, Words
from tracker.publish import Filed
from tracker.versions import Rules

if TYPE_CHECKING:
    from tracker.extract import Reading

#: under which pages of data/watch.yaml are archived that no source of feeds.yaml answers for
ID = "watch"
#: age of a text in days, and the days between two looks at it while it is no older
SCHEDULE = ((31, 1), (366, 7))
SELDOM = 30
#: a job of every day does not start to the minute
_SLACK = timedelta(hours=2)


def every(since: str, now: str) -> int:
    """Days between two looks at a page whose text is what it is `since` (a time, or a date as precise as known)."""
    began = datetime.fromisoformat(f"{since[:10]}-01-01"[: max(len(since[:10]), 10)])
    age = (datetime.fromisoformat(now[:10]) - began).days
    return next((days for limit, days in SCHEDULE if age <= limit), SELDOM)


def due(page: Watched, now: str) -> bool:
    """Whether a page may be looked at again."""
    if page.looked is None:
        return True
    passed = datetime.fromisoformat(now) - datetime.fromisoformat(page.looked)
    return passed >= timedelta(days=every(page.since, now)) - _SLACK


def answering(watch: tuple[Watch, ...], sources: Mapping[str, Source], words: Words) -> Callable[[Snapshot], Source]:
    """A function that gives the source by whose rules an archived page is read."""
    own = {_path(entry.url): voice(entry, sources, words) for entry in watch}

    def of(snapshot: Snapshot) -> Source:
        found = read.source_of(snapshot, sources)
        return own.get(_path(snapshot.url), found) if found is read.IMPORTED else found

    return of


def voice(entry: Watch, sources: Mapping[str, Source], words: Words) -> Source:
    """Who speaks on a page of the watch list: its source, a regulator by its site, else by its kind."""
    declared = read.source_of(Snapshot(entry.url, "", "", "", "", 0), sources)
    if declared is not read.IMPORTED:
        return declared
    host = _host(entry.url)
    base = Source(ID, host, entry.kind, entry.url, Format.FEED)
    for one in words.regulators.values():
        if one.url and _host(one.url) == host:
            return replace(base, name=one.name, kind=Kind.REGULATOR, regulator=one.id, region=one.region)
    known = words.companies.get(entry.company) if entry.kind is Kind.COMPANY else None
    return replace(base, name=known.name) if known else base


def listed(watch: tuple[Watch, ...], sources: Mapping[str, Source], words: Words, now: str) -> Iterator[Watched]:
    """The pages of the watch list as they are asked for when none of them is known yet."""
    for entry in watch:
        source = voice(entry, sources, words)
        yield Watched(address.canonical(entry.url, source), source.id, entry.why, now)


def pages(
    watch: tuple[Watch, ...],
    filed: tuple[Filed, ...],
    readings: Mapping[str, Reading],
    sources: Mapping[str, Source],
    words: Words,
    rules: Rules,
    now: str,
) -> Iterator[Watched]:
    """The pages of the watch list, those that gave a report, and what regulators say of a company we know and of AI."""
    names = Names(words)
    voices = ((entry, voice(entry, sources, words)) for entry in watch)
    waiting = {(source.id, address.identity(entry.url, source)): entry for entry, source in voices}
    for one in filed:
        document = one.document
        source = sources.get(document.source)
        entry = waiting.pop((document.source, document.id), None)
        why = entry.why if entry else None if source and source.off else _reason(one, readings, names, rules)
        if why and document.url.startswith(("https://", "http://")):
            edited = one.versions[-1].fetched if len(one.versions) > 1 else None
            since = edited or (None if entry else document.published) or one.first_seen
            told = (document.title, document.published)
            yield Watched(document.url, document.source, why, since, *told, looked=one.last_seen)
    yield from listed(tuple(waiting.values()), sources, words, now)


def row(page: Watched, sources: Mapping[str, Source], today: str) -> dict[str, str | int | None]:
    """A watched page as a row of the published table, with its document by its full name."""
    return {
        "url": page.url,
        "document": address.identity(page.url, sources.get(page.source, read.IMPORTED)),
        "why": page.why,
        "days": every(page.since, today),
        "looked": page.looked,
        "message": page.message or None,
    }


def _reason(one: Filed, readings: Mapping[str, Reading], names: Names, rules: Rules) -> str | None:
    """Why a page that is on no list is read again, if it is."""
    document = one.document
    if readings[document.id].reports:
        return "It gave a report."
    if document.kind is not Kind.REGULATOR:
        return None
    text = f"{document.title}\n\n{document.text}"
    found = {name.ids[0] for _, _, name in names.find(text) if name.kind == "C"} if rules.is_about(text) else set()
    return f"A regulator on AI and {', '.join(sorted(found))}." if found else None


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _path(url: str) -> str:
    """What stays of an address when a site moves from host to host or from http to https."""
    return urlsplit(url).path.casefold().rstrip("/")
