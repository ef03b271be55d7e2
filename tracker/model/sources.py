"""What we ask, and what comes back: sources, links, pages, and pages that are watched."""

from __future__ import annotations

from dataclasses import dataclass, field

from tracker.model.kinds import Format, Kind


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
class Watch:
    """An entry of data/watch.yaml: a page whose silent edits tell something; `company` may be "various"."""

    url: str
    company: str
    region: str
    why: str
    #: who speaks there, where neither a source nor a regulator's own site tells
    kind: Kind = Kind.COMPANY
