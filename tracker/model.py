"""The values that flow through the tracker, and its errors; definitions stand in the README under "What counts".

Dates are ISO prefixes as precise as the source: `2024`, `2024-06` or `2024-06-14`; they sort, compare and store as
they are. Times are ISO 8601 in UTC with seconds (`2024-06-14T09:30:00Z`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """Who publishes a document; an aggregator publishes none, it leads to those of others."""

    REGULATOR = "regulator"
    NEWS = "news"
    COMPANY = "company"
    NGO = "ngo"
    BLOG = "blog"
    COURT = "court"
    AGGREGATOR = "aggregator"


class Format(StrEnum):
    """How a source lists what it publishes."""

    FEED = "feed"
    SITEMAP = "sitemap"
    LISTING = "listing"
    JSON = "json"
    #: a script file that assigns one object, in which the links stand as in JSON
    SCRIPT = "script"


class Action(StrEnum):
    """What was done: the first five by the company, the others to it."""

    PAUSED = "paused"
    RESUMED = "resumed"
    ABANDONED = "abandoned"
    ANNOUNCED = "announced"
    STARTED = "started"
    COMPLAINT = "complaint"
    INQUIRY = "inquiry"
    ORDER = "order"
    FINE = "fine"
    CLEARED = "cleared"


class Subject(StrEnum):
    """What it was done to: the training itself, or an AI product over its handling of personal data."""

    TRAINING = "training"
    PRODUCT = "product"


class Reason(StrEnum):
    """Why a statement that was seen is not counted."""

    DEMAND = "demand"
    POSSIBILITY = "possibility"
    DENIAL = "denial"
    QUESTION = "question"
    CONDITION = "condition"
    ALLEGATION = "allegation"
    OUT_OF_SCOPE = "out of scope"
    NO_COMPANY = "no company"
    LANGUAGE = "language not read"
    LENGTH = "too long to read"


class State(StrEnum):
    """What an event rests on, or what became of it."""

    CURATED = "curated"
    EXTRACTED = "extracted"
    CONFIRMED = "confirmed"
    #: a ruling says that somebody contests it
    DISPUTED = "disputed"
    #: it stood in the record once
    WITHDRAWN = "withdrawn"


class Ruling(StrEnum):
    """What a person can rule over an event."""

    DROP = "drop"
    AMEND = "amend"
    MERGE = "merge"
    SPLIT = "split"
    DISPUTE = "dispute"


@dataclass(frozen=True, slots=True)
class Find:
    """Where the links stand in a listing (CSS selectors) or a JSON reply or script (dotted member names).

    In a listing `link: "&"` is the item itself; in JSON `item: "."` is the whole reply.
    """

    item: str
    link: str
    title: str | None = None
    date: str | None = None
    #: the order of a date in figures, DMY, MDY or YMD; without it 03-04-2026 counts as no date
    date_order: str | None = None
    summary: str | None = None
    #: a stamp that moves when the page behind the link is edited
    stamp: str | None = None
    #: the number of pages in a JSON reply, or a selector of the link to the next page in a listing
    pages: str | None = None


@dataclass(frozen=True, slots=True)
class PageRules:
    """CSS selectors for the pages of a source; without them trafilatura reads the page."""

    body: str
    title: str | None = None
    date: str | None = None
    #: elements taken out before the text is read
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Expect:
    """What a healthy source gives: links in a list at least, and days between two new ones at most."""

    links: int = 1
    gap: int = 90


@dataclass(frozen=True, slots=True)
class Becomes:
    """The page that a link of a list stands for: `url` with the groups that `title` names in the link's title.

    These groups, put together, are its own title.
    """

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Source:
    """An entry of feeds.yaml."""

    id: str
    name: str
    kind: Kind
    url: str
    format: Format
    lang: str = "en"
    region: str | None = None
    regulator: str | None = None
    #: hours between two looks
    poll: int = 24
    #: a licence that lets us publish the whole text; None: title, link, date and quotes only
    licence: str | None = None
    #: other addresses of the same list, tried in order when the first does not answer as it should
    fallback: tuple[str, ...] = ()
    #: JSON bodies to POST, one list each; `{page}` in a value stands for the page number; empty: GET
    post: tuple[dict[str, object], ...] = ()
    find: Find | None = None
    #: regular expressions on a link's address: one of `keep` must match, none of `drop`
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    #: a regular expression whose group names the item, where one item stands under several paths of a host
    same: str | None = None
    #: of a feed: "title" or "summary", where it is there that the true address stands, as a link in HTML
    link_in: str | None = None
    #: the parameter of a link's address that holds the true address
    link_param: str | None = None
    #: links whose titles do not match are left out
    becomes: Becomes | None = None
    #: a regular expression on a link's address with the groups year, month and day, where the list gives no date
    dated: str | None = None
    #: lists are walked to this page at most
    max_pages: int = 1
    #: of a list that holds years, so many of its newest items are looked at
    newest: int | None = None
    #: its pages are not fetched: what the list says of an item is all that is kept
    list_only: bool = False
    #: its server does not send its intermediate certificate, which is then fetched from where its own names it
    incomplete_chain: bool = False
    page: PageRules | None = None
    expect: Expect = field(default_factory=Expect)
    #: seconds between two requests to the host, where robots.txt asks for less
    delay: float | None = None
    #: hosts whose pages are the same pages under another name
    aliases: tuple[str, ...] = ()
    off: bool = False
    #: what is proven of this source and what is not
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """Something to fetch, as a list of a source shows it."""

    source: str
    url: str
    title: str = ""
    #: the teaser, as text; of a source whose pages are not fetched (`list_only`) all that the list holds, as HTML
    summary: str = ""
    #: ISO prefix, or None where the list gives none that can be read
    published: str | None = None
    #: moves when the page behind it is edited (ICO's createdDateTime, a sitemap's lastmod)
    stamp: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What a fetch returned; `status` 304 has an empty body."""

    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An archived page: the body is found by `file` and `offset` and known by the SHA-256 of its bytes."""

    url: str
    source: str
    sha: str
    fetched: str
    file: str
    offset: int
    content_type: str = "text/html"
    #: what the list said of it, a hint for `read`
    title: str = ""
    published: str | None = None
    #: the address that was asked, where it led on to `url`, or where a web archive shows this capture
    via: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document that has a date of its own: `text[start:end]` of the document."""

    heading: str
    date: str | None
    start: int
    end: int
    #: the version of the document, counted from 1, from which it stands there
    version: int = 1
    #: nothing dates it: `date` is the day on which it was first seen
    first_seen: bool = False


class Change(StrEnum):
    """What became of a passage between two versions of a document."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Edit:
    """A passage that came, went or was reworded between two versions of a document; its words before and after.

    `start` and `end` are of the text after the edit, of the text before it where the passage is gone.
    """

    change: Change
    before: str
    after: str
    start: int
    end: int
    #: it is about the subject of the tracker
    about: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A page as text: paragraphs divided by a blank line, the title apart."""

    id: str
    url: str
    title: str
    text: str
    published: str | None
    publisher: str
    kind: Kind
    #: ISO 639-1 code of what the text was found to be
    lang: str
    source: str = ""
    #: in the order of the text; the first starts at 0
    sections: tuple[Section, ...] = ()
    #: regulator code where a regulator publishes it, and that regulator's region
    regulator: str | None = None
    region: str | None = None
    licence: str | None = None
    sha: str = ""
    fetched: str = ""
    file: str = ""
    offset: int = 0
    #: those of its source's page rules (body, title, date) that found nothing in it
    missed: tuple[str, ...] = ()
    #: where the Wayback Machine shows this text, if it was brought from there
    archived_url: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One document tells of one event; `quote == document.text[start:end]`, always."""

    document: str
    company: str
    region: str
    action: Action
    date: str | None
    effective: str | None
    regulators: tuple[str, ...]
    subject: Subject
    core: bool
    quote: str
    start: int
    end: int
    #: the words that fired, as they stand in the text
    rule: str
    #: 0 to 1
    confidence: float
    #: the version of the document whose text it quotes, counted from 1; None: the one seen last
    version: int | None = None
    #: `date` is the day on which an edit of the page was first seen: nothing else dates it
    first_seen: bool = False


@dataclass(frozen=True, slots=True)
class Rejection:
    """A statement that was seen and not counted, and why; `quote == document.text[start:end]`."""

    document: str
    reason: Reason
    action: Action | None
    company: str | None
    quote: str
    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class Witness:
    """A source that a curated entry names."""

    url: str
    publisher: str
    kind: Kind
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of data/history.yaml, the curated record."""

    company: str
    region: str
    action: Action
    date: str
    summary: str
    sources: tuple[Witness, ...]
    regulators: tuple[str, ...] = ()
    subject: Subject = Subject.TRAINING
    effective: str | None = None
    confidence: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """An entry of data/corrections.yaml: what a person ruled over an event, when and why."""

    #: the id of the event as it is published without this ruling
    event: str
    ruling: Ruling
    who: str
    when: str
    why: str
    #: merge: the id of the event that takes over the witnesses
    into: str | None = None
    #: split: addresses of the documents that tell of another event. drop: those that do not tell of it; none: all
    documents: tuple[str, ...] = ()
    #: amend: the fields as they should be
    date: str | None = None
    effective: str | None = None
    regulators: tuple[str, ...] | None = None
    subject: Subject | None = None
    summary: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Watch:
    """An entry of data/watch.yaml: a page whose silent edits tell something; `company` may be "various"."""

    url: str
    company: str
    region: str
    why: str
    #: who speaks there, where neither a source nor a regulator's own site tells
    kind: Kind = Kind.COMPANY


@dataclass(frozen=True, slots=True)
class Company:
    """A company or platform, and every name that means it; names are matched with their case, on word boundaries."""

    id: str
    name: str
    #: the id of the company it belongs to
    owner: str | None = None
    #: names people use, `name` first
    brands: tuple[str, ...] = ()
    legal: tuple[str, ...] = ()
    #: those of the names that are common words too: they count only where the text has another name or a `context` word
    ambiguous: tuple[str, ...] = ()
    context: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Region:
    """Where an act holds: a country (ISO 3166-1 alpha-2), EU or WW."""

    id: str
    name: str
    #: nouns, `name` first
    names: tuple[str, ...] = ()
    #: adjectives and names for the people
    demonyms: tuple[str, ...] = ()
    #: those of both that are common words or names of something else too
    ambiguous: tuple[str, ...] = ()
    #: the countries in which what is done in this region holds as well
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Regulator:
    """A public authority; `region` is where its acts hold (DPC: EU, as lead authority)."""

    id: str
    name: str
    region: str
    #: every name, acronym and office, `name` first
    names: tuple[str, ...] = ()
    url: str | None = None
    #: the country that calls it its data protection authority ("the Irish watchdog": DPC, IE); None for all others
    country: str | None = None
    #: those of `names` that mean other things too: they count only where the text has another name or a `context` word
    ambiguous: tuple[str, ...] = ()
    context: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Act:
    """What an action is called and means; `rank` orders the acts of one day, lowest first."""

    id: Action
    label: str
    #: "company" or "others"
    actor: str
    meaning: str
    rank: int
    #: what holds after it, in plain words, for an act of the company itself
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """What tracker/words/ declares."""

    companies: dict[str, Company]
    regions: dict[str, Region]
    regulators: dict[str, Regulator]
    acts: dict[str, Act]
    #: groups of lower-case stems: a link passes the cheap gate when its text has one of every group
    gate: tuple[tuple[str, ...], ...]
    #: raw content of the extractor's files, by stem
    rules: dict[str, object]


@dataclass(frozen=True, slots=True)
class Event:
    """What we conclude from reports and the curated record; `id` is readable and lasting."""

    id: str
    company: str
    region: str
    action: Action
    date: str | None
    effective: str | None
    regulators: tuple[str, ...]
    subject: Subject
    state: State
    #: our own words, from the curated record, else put together from the fields
    summary: str
    note: str | None
    #: 0 to 1
    confidence: float
    #: the best first
    reports: tuple[Report, ...]
    witnesses: tuple[Witness, ...]
    #: what `confidence` rests on, in plain words
    confidence_reasons: tuple[str, ...] = ()
    #: (address of a witness, address of the witness whose text it repeats)
    copies: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """What a person must look at."""

    step: str
    message: str
    source: str | None = None
    url: str | None = None


class TrackerError(Exception):
    """The base of all errors that are not our own bugs."""


class DeclarationError(TrackerError):
    """A file that people edit is wrong; the message names file, entry, field and what is allowed."""


class InputError(TrackerError):
    """What was given on the command line or standard input cannot be read; the message names it."""
