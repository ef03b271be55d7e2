"""A page that is being made comes in; what its head tells machines goes out: its address, feeds and JSON-LD.

JSON-LD stands in a `script` element of the type application/ld+json. That is data: no browser runs it, so that it needs
no leave in the Content-Security-Policy.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import unquote

from jinja2 import pass_context
from jinja2.runtime import Context

from tracker.site.desk import Desk, MissingError
from tracker.site.doors import linked
from tracker.site.doors.answers import absolute
from tracker.site.doors.entries import title
from tracker.site.doors.feeds import FORMATS, PAGE, path
from tracker.site.slices import Slice

#: pages that no search engine should list
HIDDEN = ("missing", "search", "withdrawn")
_PLACE = re.compile("/(company|region|regulator)/([^/]+)")


class Feed(NamedTuple):
    """A feed of the slice that a page shows: ending, media type and name of its format, and its path."""

    ending: str
    kind: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Card:
    """What the head of a page says; `url` is empty where the page is for people alone."""

    url: str = ""
    kind: str = "website"
    image: str = ""
    #: what the slice that the page shows is called; empty for the whole timeline, None where the page shows no slice
    follow: str | None = None
    feeds: tuple[Feed, ...] = ()
    linked: Mapping[str, Any] = field(default_factory=dict)


def maker(datasette: Any, name: str) -> Callable[[Context], Awaitable[Card]]:
    """Return the function `card()` of the templates, for the timeline in the database called `name`."""

    @pass_context
    async def card(context: Context) -> Card:
        page = (context.name or "").removeprefix("tracker/").removesuffix(".html")
        return await _card(Desk(datasette, context["request"], name), page, context.get_all())

    return card


async def _card(desk: Desk, page: str, context: Mapping[str, Any]) -> Card:
    here = "/" + desk.request.path.removeprefix(desk.datasette.urls.instance())
    wanted = _slice(desk, here)
    follow = None
    if wanted is not None and page != "missing":
        try:
            follow = await title(desk, wanted)
        except MissingError:
            return Card()
    if page in HIDDEN:
        return Card()
    url = absolute(desk, _canonical(desk, here, wanted))
    return Card(
        url,
        "article" if page == "event" else "website",
        absolute(desk, "/-/timeline-card.png"),
        follow,
        tuple(
            Feed(e, f.kind, f.name, desk.datasette.urls.path(path(e, wanted or Slice()))) for e, f in FORMATS.items()
        ),
        _linked(desk, page, context, url, wanted, follow),
    )


def _slice(desk: Desk, here: str) -> Slice | None:
    """Return the slice of the timeline that the page at `here` shows."""
    if place := _PLACE.fullmatch(here):
        return Slice(**{place[1]: unquote(place[2])})
    return {"/": Slice(), PAGE: Slice.read(desk.argument)}.get(here)


def _canonical(desk: Desk, here: str, wanted: Slice | None) -> str:
    """Return the path of the page without what does not change it."""
    if here == PAGE and wanted:
        page = desk.argument("page")
        query = wanted.query(page=page if page != "1" else None)
    else:
        query = "" if wanted else desk.request.query_string
    return f"{here}?{query}" if query else here


def _linked(
    desk: Desk, page: str, context: Mapping[str, Any], url: str, wanted: Slice | None, follow: str | None
) -> Mapping[str, Any]:
    def part(name: str, address: str, one: Slice) -> linked.Dataset:
        feeds = ((form.kind, form.name, absolute(desk, path(e, one))) for e, form in FORMATS.items())
        return linked.Dataset(name, address, tuple(feeds))

    whole = part("", absolute(desk, "/"), Slice())
    if page == "event":
        return linked.claim(context, url, whole)
    if wanted is None or follow is None:
        return {}
    return linked.dataset(part(follow, url, wanted), whole) if follow else linked.site(whole)
