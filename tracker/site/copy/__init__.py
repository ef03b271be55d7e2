"""A published database and a folder come in; the folder holds the site as plain files, for any web host.

The pages are asked of Datasette itself, through its internal client, and their links are made relative. Pages are found
by links from the home page on. What only a server can answer (tables, SQL, search, further combinations of filters) is
no part of a copy; links to it lead to the place of the page /api that says so.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from datasette.app import Datasette

from tracker.site import pages, timeline_database
from tracker.site.copy.files import INDEX, file_of, way
from tracker.site.copy.rewrite import Page
from tracker.site.desk import SQL
from tracker.site.formats import day, slug

#: where the walk starts; all else is found by links and by the addresses that feeds and maps name
STARTS = ("/", "/robots.txt", "/llms.txt", "/sitemap.xml", "/api")
#: the page, and the place on it, that says what a copy lacks
LACKS = ("/api", "copy")
#: lists the files of a copy, so that the next one takes out what is gone
LIST = "copy.json"
#: pages that need a server although they are ours
_LIVE = ("/search",)
_HOST = "http://copy.invalid"


class CopyError(Exception):
    """The folder cannot be used; the message says why."""


class _Site(Datasette):  # type: ignore[misc]
    """A Datasette whose pages call themselves by the addresses of the copy; it notes which ones they name."""

    def __init__(self, database: Path, url: str) -> None:
        super().__init__([str(database)], settings={"suggest_facets": False})
        self.url = url
        self.named: list[str] = []

    def absolute_url(self, request: Any, path: str) -> str:
        """Return the address of `path` in the copy."""
        del request
        self.named.append(str(path))
        file = file_of(str(path))
        return self.url + ("" if file == INDEX else file)


@dataclass(frozen=True, slots=True)
class _Address:
    """A page of ours: its path and its query, in order of the names."""

    path: str
    query: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, address: str) -> _Address:
        parts = urlsplit(address)
        return cls(parts.path, tuple(sorted(parse_qsl(parts.query))))

    @property
    def chosen(self) -> tuple[tuple[str, str], ...]:
        """The query without the number of the page."""
        return tuple(pair for pair in self.query if pair[0] != "page")

    def __str__(self) -> str:
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path


async def copy(database: Path, folder: Path, url: str, today: str) -> int:
    """Write the site of the record in `database` to `folder`, which is to stand at `url`; return the number of files.

    `today` is the day that the copy tells as its own. Raises CopyError where the folder holds something else.
    """
    before = _listed(folder)
    _list(folder, before)  # a run that is cut off can be repeated
    site = _Site(database, url if url.endswith("/") else f"{url}/")
    await site.invoke_startup()
    walk = _Walk(site, today, await _badges(site))
    files = []
    async for name, body in walk.files():
        _write(folder / name, body)
        files.append(name)
    for name in before - set(files):
        (folder / name).unlink(missing_ok=True)
    _list(folder, files)
    return len(files)


async def _badges(site: _Site) -> list[str]:
    """Return the paths of the badges, which pages of other sites show and no page of ours links to."""
    rows = (await site.get_database(timeline_database(site)).execute(SQL["badges"])).rows
    return [f"/badge/{slug(row['company'])}/{slug(row['region'])}.svg" for row in rows]


def _listed(folder: Path) -> set[str]:
    if not folder.exists() or not any(folder.iterdir()):
        return set()
    try:
        names = {str(name) for name in json.loads((folder / LIST).read_text("utf-8"))}
    except (OSError, ValueError) as error:
        raise CopyError(f"{folder} holds something else; name a new folder") from error
    return {name for name in names if (folder / name).resolve().is_relative_to(folder.resolve())}


def _list(folder: Path, files: Iterable[str]) -> None:
    _write(folder / LIST, json.dumps(sorted(files), indent=1).encode())


def _write(path: Path, body: bytes) -> None:
    """Write what differs alone: a host that looks at times sends again only what is new."""
    if path.exists() and path.read_bytes() == body:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.new")
    draft.write_bytes(body)
    draft.replace(path)


class _Walk:
    """The walk through all pages: those without a query first, since their links say which queries have a page."""

    def __init__(self, site: _Site, today: str, badges: list[str]) -> None:
        self.site, self.today, self.badges = site, today, badges
        self.ours = [re.compile(pattern) for pattern, _ in pages.routes(timeline_database(site) or "")]
        self.plain: deque[_Address] = deque()
        self.asked: deque[_Address] = deque()
        self.known: set[_Address] = set()
        self.moved: dict[_Address, _Address] = {}

    async def files(self) -> AsyncIterator[tuple[str, bytes]]:
        """Yield the name and the body of each file."""
        for start in (*STARTS, *self.badges):
            self._add(_Address(start))
        while self.plain or self.asked:
            here = self.plain.popleft() if self.plain else self.asked.popleft()
            answer = await self.site.client.get(str(here))
            named, self.site.named = self.site.named, []
            if answer.status_code in (301, 302, 307, 308):
                self.moved[here] = _Address.read(urljoin(str(here), answer.headers["location"]))
                self._add(self.moved[here])
                continue
            if answer.status_code not in (200, 410):  # an event that was withdrawn has a page that says so
                raise RuntimeError(f"{here} is linked and answers {answer.status_code}")
            body = answer.content
            if answer.headers["content-type"].startswith("text/html"):
                body = self._page(here, answer.text, named).encode()
            else:
                self._see(here, named)
            yield file_of(str(here)), body

    def _see(self, here: _Address, links: list[str]) -> None:
        for link in links:
            if target := self._target(here, link):
                self._add(target)

    def _target(self, here: _Address, link: str) -> _Address | None:
        """Return the page of the copy that `link` on the page `here` leads to; None where there is none."""
        parts = urlsplit(urljoin(_HOST + str(here), link))
        if f"{parts.scheme}://{parts.netloc}" != _HOST:
            return None
        target = _Address.read(parts._replace(scheme="", netloc="", fragment="").geturl())
        if target.path.startswith(_LIVE) or not any(pattern.match(target.path) for pattern in self.ours):
            return None
        if not target.query or not here.query or target in self.known or target.chosen == here.chosen:
            return target
        return None

    def _add(self, address: _Address) -> None:
        if address not in self.known:
            self.known.add(address)
            (self.asked if address.query else self.plain).append(address)

    def _page(self, here: _Address, text: str, named: list[str]) -> str:
        page = Page(text)
        self._see(here, [*page.links, *named])
        start = file_of(str(here))
        lacks = way(start, file_of(LACKS[0]), LACKS[1])

        def link(value: str) -> str:
            parts = urlsplit(urljoin(_HOST + str(here), value))
            if f"{parts.scheme}://{parts.netloc}" != _HOST:
                return value
            target = self._target(here, value)
            return way(start, file_of(str(self.moved.get(target, target))), parts.fragment) if target else lacks

        def form(action: str) -> str:
            told = (
                f"Copy of {day(self.today)}, without search" if action.endswith(_LIVE) else "This copy has no form here"
            )
            return f'<p class="find"><a href="{escape(lacks)}">{told}</a></p>'

        return page.rewritten(link, form)
