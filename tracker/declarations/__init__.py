"""The YAML files that people edit come in; checked, frozen values go out, or one error that names every mistake."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import soupsieve

from tracker.declarations.sheet import Item, Sheet, unknown
from tracker.declarations.words import load_words
from tracker.model import Company, Correction, Entry, Format, Region, Regulator, Ruling, Source, Watch

__all__ = ["Feeds", "load_corrections", "load_feeds", "load_history", "load_watch", "load_words"]

#: the least and the most: hours of a year, pages, seconds (fetch gives a host up that asks for longer waits)
_LIMITS = {"poll": (1, 8760), "max_pages": (1, 10_000), "newest": (1, 100_000), "delay": (0, 120)}
#: of `expect`: links, days of ten years
_EXPECTED = {"links": (0, 1_000_000), "gap": (1, 3660)}
#: a place to fill in `becomes.url`
_FIELD = re.compile(r"\{(.*?)\}")
#: requests to one host in one run, where feeds.yaml sets no other number: ICO's first collection takes some 390
BUDGET = 500
#: a name, an IPv4 or an IPv6 address, in small letters, with a port where it is not the usual one
_HOST = re.compile(r"([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(:(?!(80|443)$)[1-9]\d{0,4})?")
#: in the contact that feeds.yaml comes with
_EXAMPLE = "/your-name/"
#: what a ruling may give, beside event, who, when and why, and what it must
_GIVEN = {
    Ruling.DROP: {"documents"},
    Ruling.AMEND: {"date", "effective", "regulators", "subject", "part", "summary", "note"},
    Ruling.MERGE: {"into"},
    Ruling.SPLIT: {"documents", "date"},
    Ruling.DISPUTE: {"note"},
}
_NEEDED = {Ruling.MERGE: "into", Ruling.SPLIT: "documents"}


@dataclass(frozen=True, slots=True)
class Crawler:
    """How we present ourselves to the servers we visit; `contact` is a mail address or a page."""

    name: str
    contact: str
    #: requests that one run makes to one host at most
    budget: int = BUDGET
    #: hosts that may lie in a private network or at another port than 80 and 443, as they stand in addresses
    allow: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feeds:
    """The content of feeds.yaml."""

    contact: str
    name: str
    sources: tuple[Source, ...]
    budget: int = BUDGET
    allow: tuple[str, ...] = ()

    @property
    def nameless(self) -> bool:
        """Whether `contact` is still the example that feeds.yaml comes with."""
        return _EXAMPLE in self.contact


def load_feeds(path: Path) -> Feeds:
    """feeds.yaml: `crawler` (name, contact) and `sources`. Raises DeclarationError."""
    sheet = Sheet(path)
    if not isinstance(sheet.content, dict):
        sheet.report("", "", "must hold a mapping of crawler and sources")
        sheet.close()
    content = sheet.content
    for key in sorted(content.keys() - {"crawler", "sources"}, key=str):
        sheet.report("", "", unknown(str(key), ("crawler", "sources")))
    crawler = sheet.value(Crawler, content.get("crawler", {}), "crawler")
    if crawler and "@" not in crawler.contact and not crawler.contact.startswith("https://"):
        sheet.report("crawler", "contact", f"must be a mail address or an https:// page, got {crawler.contact!r}")
    for field, value in (("name", crawler.name), ("contact", crawler.contact)) if crawler else ():
        if not re.fullmatch(r"[!-~]+", value):  # it goes into a header of every request
            sheet.report("crawler", field, f"must be letters, digits and signs of ASCII without blanks, got {value!r}")
    if crawler and crawler.budget < 10:
        sheet.report("crawler", "budget", f"must be at least 10 (a list and some pages), got {crawler.budget}")
    for host in crawler.allow if crawler else ():
        if not _HOST.fullmatch(host):
            text = f"must be a host as it stands in addresses, its port behind it (intranet.example:8080), got {host!r}"
            sheet.report("crawler", "allow", text)
    items = sheet.items(Source, sheet.listed(content.get("sources"), "id"))
    _check_unique(sheet, items, "id", [item.value.id for item in items])
    for item in items:
        _check_source(sheet, item)
    sheet.close()
    assert crawler is not None  # else close() has raised
    return Feeds(crawler.contact, crawler.name, tuple(item.value for item in items), crawler.budget, crawler.allow)


def _check_source(sheet: Sheet, item: Item[Source]) -> None:
    source, words = item.value, load_words()
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", source.id):
        sheet.blame(item, "id", f"must be small letters, digits and single hyphens, got {source.id!r}")
    if source.id == "import":
        sheet.blame(item, "id", "must not be 'import', under which imported pages are kept")
    if not re.fullmatch(r"[a-z]{2}", source.lang):
        sheet.blame(item, "lang", f"must be a two-letter language code, got {source.lang!r}")
    _check_addresses(sheet, item, "url", [source.url])
    _check_addresses(sheet, item, "fallback", source.fallback)
    _check_known(sheet, item, "region", [source.region], words.regions)
    _check_known(sheet, item, "regulator", [source.regulator], words.regulators)
    for where, limits, held in (("", _LIMITS, source), ("expect.", _EXPECTED, source.expect)):
        for name, (least, most) in limits.items():
            value = getattr(held, name)
            if value is not None and not least <= value <= most:
                limit = f"least {least}" if value < least else f"most {most}"
                sheet.blame(item, f"{where}{name}", f"must be at {limit}, got {value}")
    if source.find is None and source.format in (Format.LISTING, Format.JSON, Format.SCRIPT):
        sheet.blame(item, "find", f"is missing: a {source.format} needs to know where its links stand")
    if source.link_in not in (None, "title", "summary"):
        sheet.blame(item, "link_in", f"must be title or summary, got {source.link_in!r}")
    if source.find and source.find.date_order not in (None, "DMY", "MDY", "YMD"):
        sheet.blame(item, "find.date_order", f"must be DMY, MDY or YMD, got {source.find.date_order!r}")
    _check_patterns(sheet, item)


def _check_patterns(sheet: Sheet, item: Item[Source]) -> None:
    """Regular expressions compile, selectors are CSS."""
    source = item.value
    patterns = {"keep": source.keep, "drop": source.drop, "same": (source.same,) if source.same else ()}
    patterns["dated"] = (source.dated,) if source.dated else ()
    patterns["becomes.title"] = (source.becomes.title,) if source.becomes else ()
    for name, each in patterns.items():
        for pattern in each:
            try:
                re.compile(pattern)
            except re.error as error:
                sheet.blame(item, name, f"must be a regular expression, got {pattern!r}: {error}")
                continue
            if name == "same" and not re.compile(pattern).groups:
                sheet.blame(item, name, f"must have a group in brackets that names the item, got {pattern!r}")
            groups = set(re.compile(pattern).groupindex)
            if name == "dated" and "year" not in groups:
                sheet.blame(item, name, f"must have a group (?P<year>...), got {pattern!r}")
            if name == "becomes.title" and source.becomes and set(_FIELD.findall(source.becomes.url)) - groups:
                sheet.blame(item, "becomes.url", f"must name groups of its title only, got {source.becomes.url!r}")
    parts = {"page": source.page} | ({"find": source.find} if source.format is Format.LISTING else {})
    for name, part in parts.items():
        for step in part.__slots__ if part else ():
            value = getattr(part, step)
            for selector in (value,) if isinstance(value, str) else value or ():
                try:
                    soupsieve.compile(selector)
                except soupsieve.SelectorSyntaxError as error:
                    sheet.blame(
                        item,
                        f"{name}.{step}",
                        f"must be a CSS selector, got {selector!r}: {error.args[0].splitlines()[0]}",
                    )


def load_history(path: Path) -> tuple[Entry, ...]:
    """data/history.yaml, the curated record, oldest first. Raises DeclarationError."""
    sheet, words = Sheet(path), load_words()
    items = sheet.items(Entry, sheet.listed(sheet.content, "company", "region", "action", "date"))
    _check_unique(
        sheet, items, "date", [f"{e.company} {e.region} {e.action} {e.date}" for e in (item.value for item in items)]
    )
    for item in items:
        entry = item.value
        _check_known(sheet, item, "company", [entry.company], words.companies)
        _check_known(sheet, item, "region", [entry.region], words.regions)
        _check_known(sheet, item, "regulators", entry.regulators, words.regulators)
        if entry.part is not None and not entry.part.strip():
            sheet.blame(item, "part", "must not be empty")
        if entry.confidence not in (None, "high", "medium", "low"):
            sheet.blame(item, "confidence", f"must be high, medium or low, got {entry.confidence!r}")
        _check_date(sheet, item, "date", entry.date)
        _check_date(sheet, item, "effective", entry.effective)
        if not entry.sources:
            sheet.blame(item, "sources", "must name one at least")
        for number, witness in enumerate(entry.sources, 1):
            _check_date(sheet, item, f"sources.{number}.published", witness.published)
        _check_addresses(sheet, item, "sources", [witness.url for witness in entry.sources])
    for before, item in pairwise(items):
        if item.value.date < before.value.date:
            sheet.blame(
                item, "date", f"must not lie before {before.value.date} of the entry above it, got {item.value.date}"
            )
    sheet.close()
    return tuple(item.value for item in items)


def load_corrections(path: Path) -> tuple[Correction, ...]:
    """data/corrections.yaml, what people ruled over events, in its order. Raises DeclarationError."""
    sheet, words = Sheet(path), load_words()
    items = sheet.items(Correction, sheet.listed(sheet.content, "ruling", "event"))
    _check_unique(sheet, items, "event", [repr(item.value) for item in items])
    for item in items:
        ruling = item.value
        for name in ("who", "why", "event", "part"):
            if (text := getattr(ruling, name)) is not None and not text.strip():
                sheet.blame(item, name, "must not be empty")
        allowed = _GIVEN[ruling.ruling]
        given = {name for names in _GIVEN.values() for name in names if getattr(ruling, name) not in (None, ())}
        for name in sorted(given - allowed):
            sheet.blame(item, name, f"means nothing for {ruling.ruling}; allowed: {', '.join(sorted(allowed))}")
        if (needed := _NEEDED.get(ruling.ruling)) and needed not in given:
            sheet.blame(item, needed, f"is missing: {ruling.ruling} needs it")
        if ruling.ruling is Ruling.AMEND and not given & allowed:
            sheet.blame(item, "ruling", f"changes nothing: amend needs one of {', '.join(sorted(allowed))}")
        for name in ("when", "date", "effective"):
            _check_date(sheet, item, name, getattr(ruling, name))
        _check_known(sheet, item, "regulators", ruling.regulators or (), words.regulators)
        _check_addresses(sheet, item, "documents", ruling.documents)
    sheet.close()
    return tuple(item.value for item in items)


def load_watch(path: Path) -> tuple[Watch, ...]:
    """data/watch.yaml, the pages that change in place. Raises DeclarationError."""
    sheet, words = Sheet(path), load_words()
    items = sheet.items(Watch, sheet.listed(sheet.content, "url"))
    _check_unique(sheet, items, "url", [item.value.url for item in items])
    for item in items:
        _check_addresses(sheet, item, "url", [item.value.url])
        if item.value.company != "various":
            _check_known(sheet, item, "company", [item.value.company], words.companies)
        _check_known(sheet, item, "region", [item.value.region], words.regions)
    sheet.close()
    return tuple(item.value for item in items)


def _check_unique(sheet: Sheet, items: Sequence[Item[Any]], field: str, keys: list[str]) -> None:
    first: dict[str, int] = {}
    for item, key in zip(items, keys, strict=True):
        if first.setdefault(key, item.number) != item.number:
            sheet.blame(item, field, f"{key!r} stands in entry {first[key]} already")


def _check_known(
    sheet: Sheet,
    item: Item[Any],
    field: str,
    ids: Iterable[str | None],
    known: Mapping[str, Company | Region | Regulator],
) -> None:
    """Each id is known; a name in its place is told its id."""
    for id_ in ids:
        if id_ is not None and id_ not in known:
            meant = [code for code, value in known.items() if id_ in _names(value)]
            sheet.blame(item, field, f"{id_!r} is unknown; did you mean {meant[0]}?" if meant else unknown(id_, known))


def _names(value: Company | Region | Regulator) -> tuple[str, ...]:
    return (*value.brands, *value.legal) if isinstance(value, Company) else value.names


def _check_addresses(sheet: Sheet, item: Item[Any], field: str, urls: Iterable[str]) -> None:
    for url in urls:
        try:
            whole = bool(urlsplit(url).hostname) and re.match(r"https?://[^/\s]+\.\S+$", url)
        except ValueError:
            whole = None
        if not whole:
            sheet.blame(item, field, f"must be a whole web address (https://...), got {url!r}")


def _check_date(sheet: Sheet, item: Item[Any], field: str, value: str | None) -> None:
    """A year, a month or a day that exists, as an ISO 8601 prefix."""
    if value is None:
        return
    try:
        if not re.fullmatch(r"\d{4}(-\d\d){0,2}", value):
            raise ValueError(value)
        date.fromisoformat(value + "-01-01"[len(value) - 4 :])
    except ValueError:
        sheet.blame(item, field, f"must be a date that exists, as YYYY, YYYY-MM or YYYY-MM-DD, got {value!r}")
