"""Takes a request; gives a page of the site: rows of sql/ in a template of templates/tracker/."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from math import ceil
from typing import Any
from urllib.parse import urlencode

from datasette import Response

from tracker.site import board, lanes, questions
from tracker.site.desk import CSS, FILTERS, STYLE, Desk, MissingError, Row
from tracker.site.formats import codes

#: entries on one page of the timeline; lanes of the home page and the years they go back; rows of its board
ENTRIES, LANES, SPAN, ROWS = 25, 10, 4, 12
#: passages on the page of a document that was often edited
EDITS = 60


Page = Callable[[Desk], Awaitable[Response]]


async def home(desk: Desk) -> Response:
    """The timeline: what is new, the board, the lanes and the list; with filters the lanes and the list alone."""
    chosen = {name: desk.argument(name) for name in FILTERS}
    today = await desk.today()
    counted = (await desk.rows("counted", **chosen))[0]
    if not counted["events"] and not any(chosen.values()):
        return await desk.answer("empty", sources=await desk.rows("sources"))
    pages = max(ceil(counted["events"] / ENTRIES), 1)
    asked = desk.argument("page") or ""
    page = min(max(int(asked), 1), pages) if re.fullmatch(r"[0-9]{1,9}", asked) else 1
    first = page == 1 and not any(chosen.values())
    entries = await desk.rows("events", **chosen, limit=ENTRIES, offset=(page - 1) * ENTRIES)
    choices: dict[str, list[Row]] = {name: [] for name in FILTERS}
    for row in await desk.rows("choices"):
        choices[row["filter"]].append(row)
    since = str(int(today[:4]) - SPAN) if first else ""
    places = {"company": chosen["company"], "region": chosen["region"]}
    shown = page == 1 and not (chosen["action"] or chosen["regulator"] or chosen["year"])
    return await desk.answer(
        "home",
        first=first,
        chosen=chosen,
        names={name: _name(choices[name], value) for name, value in chosen.items() if value},
        counted=counted,
        choices=choices,
        entries=entries,
        page=page,
        pages=pages,
        query=urlencode({name: value for name, value in chosen.items() if value}),
        board=board.lay_out(await desk.rows("board", on=today), ROWS) if first else None,
        coming=await desk.rows("coming", today=today) if first else [],
        sources=await desk.rows("sources") if first else [],
        chart=await _chart(desk, today, LANES, places, since=since) if shown else None,
        data=desk.table("timeline", **places, action=chosen["action"], regulators__contains=chosen["regulator"],
                        date__startswith=chosen["year"]),
    )  # fmt: skip


def _name(choices: list[Row], value: str) -> str:
    return next((str(row["name"]) for row in choices if row["id"] == value), value)


async def _chart(
    desk: Desk, today: str, count: int, places: Mapping[str, str | None], *, every: bool = False, since: str = ""
) -> lanes.Chart | None:
    return lanes.draw(await desk.rows("lanes", lanes=count, all=int(every), since=since, **places), today, since)


async def status(desk: Desk) -> Response:
    """The whole board, as of today or of the day `on`."""
    today = await desk.today()
    asked = desk.argument("on")
    on = asked if asked and re.fullmatch(r"\d{4}-\d\d-\d\d", asked) else today
    rows = await desk.rows("board", on=on)
    return await desk.answer(
        "status", on=on, today=today, wrong=asked if asked and asked != on else None,
        board=board.lay_out(rows), data=desk.table("status"),
    )  # fmt: skip


async def company(desk: Desk) -> Response:
    """One company: where it stands in each region, and its chronology."""
    found = await desk.one("companies", "company", id=desk.id())
    return await _place(desk, "company", found, company=found["id"])


async def region(desk: Desk) -> Response:
    """One region: what each company does there, and its chronology."""
    found = await desk.one("regions", "region", id=desk.id())
    today = await desk.today()
    world = await desk.rows("board", on=today, region="WW") if found["id"] != "WW" else []
    return await _place(desk, "region", found, region=found["id"], world=world)


async def _place(desk: Desk, kind: str, found: Row, world: list[Row] | None = None, **chosen: str) -> Response:
    today = await desk.today()
    own = await desk.rows("board", on=today, **chosen)
    taken = {row["company"] for row in own if row["state"] != "others"}
    return await desk.answer(
        kind,
        found=found,
        own=own,
        world=[row for row in world or [] if row["company"] not in taken and row["state"] != "others"],
        entries=await desk.rows("events", **chosen, limit=-1, offset=0),
        chart=await _chart(desk, today, 20, chosen, every=True),
        data=desk.table("timeline", **chosen),
    )


async def regulator(desk: Desk) -> Response:
    """One regulator and every event that the sources tie to it."""
    found = await desk.one("regulators", "regulator", id=desk.id())
    entries = await desk.rows("events", regulator=found["id"], limit=-1, offset=0)
    data = desk.table("timeline", regulators__contains=found["id"])
    return await desk.answer("regulator", found=found, entries=entries, data=data)


async def event(desk: Desk) -> Response:
    """One event with everything that a reader needs to cite it and to check it."""
    name = desk.id()
    rulings, changes = await desk.rows("corrections", event=name), await desk.rows("changes", event=name)
    if gone := await desk.rows("withdrawn", event=name):
        data = desk.table("withdrawn", event=name)
        return await desk.answer("withdrawn", event=gone[0], rulings=rulings, changes=changes, data=data)
    found = await desk.one("event", "event", event=name)
    chain = await desk.rows("chain", company=found["company"], region=found["region"])
    place = next(n for n, row in enumerate(chain) if row["event"] == found["id"])
    reports = await desk.rows("event_reports", event=found["id"])
    witnesses = await desk.rows("event_sources", event=found["id"])
    return await desk.answer(
        "event",
        event=found,
        rulings=rulings,
        changes=changes,
        links=await desk.rows("links", event=name),
        pause=next(iter(await desk.rows("pause", event=name)), None),
        regulators=await desk.rows("event_regulators", event=found["id"]),
        reports=reports,
        witnesses=witnesses,
        best=next(iter(reports or witnesses), None),
        chain=chain,
        before=chain[place - 1] if place else None,
        after=chain[place + 1] if place + 1 < len(chain) else None,
        address=desk.datasette.absolute_url(desk.request, desk.request.path),
        today=await desk.today(),
        data=desk.table("timeline", event=found["id"]),
    )


async def document(desk: Desk) -> Response:
    """One page: its versions and what each changed, what was read from it, what was turned down and why."""
    found = await desk.one("document", "document", document=desk.id())
    versions = await desk.rows("document_versions", document=found["id"])
    edits: dict[int, list[Row]] = {row["version"]: [] for row in versions}
    for row in await desk.rows("document_edits", document=found["id"], limit=EDITS):
        edits[row["version"]].append(row)
    return await desk.answer(
        "document",
        document=found,
        versions=versions,
        edits=edits,
        sections=await desk.rows("document_sections", document=found["id"]),
        reports=await desk.rows("document_reports", document=found["id"]),
        rejections=await desk.rows("document_rejections", document=found["id"]),
        all_edits=desk.table("edits", document=found["id"]),
        data=desk.table("documents", id=found["id"]),
    )


def index(query: str) -> Page:
    """Return the page that lists all rows of sql/`query`.sql: companies, regions or regulators."""

    async def page(desk: Desk) -> Response:
        return await desk.answer("index", kind=query, found=await desk.rows(query, id=None), data=desk.table(query))

    return page


async def sources(desk: Desk) -> Response:
    """State and health of each source."""
    return await desk.answer("sources", sources=await desk.rows("sources"), data=desk.table("sources"))


async def about(desk: Desk) -> Response:
    """Definitions, columns, licence and caveats."""
    dictionary: dict[str, list[Row]] = {}
    for row in await desk.rows("dictionary"):
        dictionary.setdefault(row["table_name"], []).append(row)
    actions = await desk.rows("actions")
    return await desk.answer("about", actions=actions, dictionary=dictionary, data=desk.table("actions"))


async def asked(desk: Desk) -> Response:
    """The questions that are answered by SQL."""
    groups = [
        (title, [question for question in questions.QUESTIONS if question.group == group])
        for group, title in questions.GROUPS.items()
    ]
    return await desk.answer("questions", groups=groups, data=desk.datasette.urls.database(desk.name))


async def search(desk: Desk) -> Response:
    """Names, events and documents that hold the words of `q`."""
    q = desk.argument("q")
    words = bool(re.search(r"\w", q or ""))  # the search index takes marks alone for a mistake
    like = "%" + re.sub(r"([%_\\])", r"\\\1", q or "") + "%"
    return await desk.answer(
        "search",
        q=q,
        names=await desk.rows("search_names", q=q, like=like) if q else [],
        entries=await desk.rows("search_events", q=q) if words else [],
        documents=[row | {"events": codes(row["events"])} for row in await desk.rows("search_documents", q=q)]
        if words
        else [],
        data=desk.table("timeline"),
    )


PAGES: dict[str, Page] = {
    r"^/$": home,
    r"^/status/?$": status,
    r"^/company/(?P<id>[^/]+)$": company,
    r"^/region/(?P<id>[^/]+)$": region,
    r"^/regulator/(?P<id>[^/]+)$": regulator,
    r"^/event/(?P<id>[^/]+)$": event,
    r"^/document/(?P<id>[^/]+)$": document,
    r"^/company/?$": index("companies"),
    r"^/region/?$": index("regions"),
    r"^/regulator/?$": index("regulators"),
    r"^/sources/?$": sources,
    r"^/about/?$": about,
    r"^/questions/?$": asked,
    r"^/search/?$": search,
}


def routes(name: str) -> list[tuple[str, Any]]:
    """Return Datasette's routes for the timeline in the database called `name`."""
    return [(path, _view(name, page)) for path, page in PAGES.items()] + [(rf"^/-/timeline-{STYLE}\.css$", _style)]


def _view(name: str, page: Page) -> Any:
    async def view(request: Any, datasette: Any) -> Response:
        await datasette.ensure_permissions(request.actor, [("view-database", name), "view-instance"])
        desk = Desk(datasette, request, name)
        try:
            return await page(desk)
        except MissingError as error:
            return await desk.answer("missing", status=404, what=str(error))

    return view


async def _style() -> Response:
    return Response(
        CSS, content_type="text/css; charset=utf-8", headers={"cache-control": "max-age=31536000, immutable"}
    )
