"""Takes a request; gives a page of the site: rows of sql/ in a template of templates/tracker/."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from datasette import Response

from tracker.site import doors, kept
from tracker.site.desk import CSS, ROUTE, STYLE, Desk, MissingError
from tracker.site.pages import document, event, front, places, record, search

Page = Callable[[Desk], Awaitable[Response]]

PAGES: dict[str, Page] = {
    r"^/$": front.home,
    r"^/timeline/?$": front.timeline,
    r"^/status/?$": front.status,
    r"^/company/(?P<id>[^/]+)$": places.company,
    r"^/region/(?P<id>[^/]+)$": places.region,
    r"^/regulator/(?P<id>[^/]+)$": places.regulator,
    r"^/event/(?P<id>[^/]+)\.(?P<format>bib|csl\.json)$": event.citation,
    r"^/event/(?P<id>[^/]+)$": event.event,
    r"^/document/(?P<id>[^/]+)$": document.document,
    r"^/company/?$": places.index("companies"),
    r"^/region/?$": places.index("regions"),
    r"^/regulator/?$": places.index("regulators"),
    r"^/sources/?$": record.sources,
    r"^/changes/?$": record.changes,
    r"^/accuracy/?$": record.accuracy,
    r"^/about/?$": record.about,
    r"^/questions/?$": record.asked,
    r"^/questions/(?P<id>[^/]+)$": record.answered,
    r"^/search/?$": search.search,
    **doors.DOORS,
}


def routes(name: str) -> list[tuple[str, Any]]:
    """Return Datasette's routes for the timeline in the database called `name`."""
    store = kept.Kept()
    ours = [(path, _view(name, page, store)) for path, page in PAGES.items()]
    old = [] if name == ROUTE else [(rf"^/{name}(?P<rest>/.+|\.db)$", _moved)]
    return [*ours, *old, (rf"^/-/timeline-{STYLE}\.css$", _style)]


def _view(name: str, page: Page, store: kept.Kept) -> Any:
    async def view(request: Any, datasette: Any) -> Response:
        await datasette.ensure_permissions(request.actor, [("view-database", name), "view-instance"])
        desk = Desk(datasette, request, name)
        now = kept.stamp(datasette.get_database(name).path, await desk.today())
        found = store.get(request.url, now)
        if found is None:
            found = await _made(desk, page)
            if found.status == 200:
                store.put(request.url, now, found)
        headers = dict(found.headers) | {"etag": found.tag}
        if found.known(request.headers.get("if-none-match")):
            return Response("", status=304, headers=headers)
        return Response(found.body, status=found.status, headers=headers, content_type=found.content_type)

    return view


async def _made(desk: Desk, page: Page) -> kept.Page:
    try:
        answer = await page(desk)
    except MissingError as error:
        answer = await desk.answer("missing", status=404, what=str(error))
    body = answer.body.encode() if isinstance(answer.body, str) else answer.body
    return kept.Page(body, answer.status, tuple(answer.headers.items()), answer.content_type)


async def _moved(request: Any, datasette: Any) -> Response:
    """A table asked for under the name of the file: Datasette shows it under ROUTE."""
    query = f"?{request.query_string}" if request.query_string else ""
    return Response.redirect(datasette.urls.path(f"/{ROUTE}{request.url_vars['rest']}") + query, status=301)


async def _style() -> Response:
    return Response(
        CSS, content_type="text/css; charset=utf-8", headers={"cache-control": "max-age=31536000, immutable"}
    )
