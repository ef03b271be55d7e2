"""Takes a request for a page that shows the whole record; gives home, status and timeline."""

from __future__ import annotations

import json
import re

from datasette import Response

from tracker.site import board, lanes
from tracker.site.desk import Desk, Row
from tracker.site.slices import NAMES, Slice
from tracker.site.stance import told

#: lanes of the home page and the years they go back; rows of its board, of the board on a page of its own
LANES, SPAN, ROWS, BOARD = 10, 3, 10, 40
#: events that a lane shows at most
DRAWN = 30
#: entries on one page of the timeline, and the newest ones on the home page
ENTRIES, NEWEST = 25, 8
#: choices of a filter that are shown as links
LINKS = 8


async def home(desk: Desk) -> Response:
    """What is new, where companies stand, the busiest matters, the latest events, and how fresh all of it is."""
    today = await desk.today()
    counted = (await desk.rows("counted"))[0]
    sources = await desk.rows("sources")
    if not counted["events"]:
        return await desk.answer("empty", sources=sources)
    years = await desk.rows("years")
    asked = desk.argument("year")
    year = asked if asked in {row["year"] for row in years} else None
    since = year or str(int(today[:4]) - SPAN)
    until = str(int(year) + 1) if year else ""
    return await desk.answer(
        "home",
        counted=counted,
        sources=sources,
        board=await _board(desk, today, busy=True, limit=ROWS),
        companies=(await desk.rows("board_size", on=today))[0]["companies"],
        chart=await chart(desk, Slice(), today, LANES, since, until),
        years=years,
        year=year,
        since=since,
        entries=await newest(desk, Slice(), NEWEST),
        coming=await desk.rows("coming", today=today),
        today=today,
    )


async def newest(desk: Desk, slice_: Slice, limit: int, offset: int = 0) -> list[Row]:
    """Return the newest events of a slice with all that a list shows of them."""
    ids = [row["id"] for row in await desk.rows("slice", slice_, limit=limit, offset=offset)]
    return await entries(desk, ids)


async def entries(desk: Desk, ids: list[str]) -> list[Row]:
    """Return what a list shows of the events with these ids, in their order."""
    return await desk.rows("entries", ids=json.dumps(ids))


async def chart(
    desk: Desk, slice_: Slice, today: str, count: int, since: str = "", until: str = "", *, every: bool = False
) -> lanes.Chart | None:
    """Return the lanes of the `count` busiest pairs of a slice; `every`: also where the company itself did nothing."""
    rows = await desk.rows("lanes", slice_, lanes=count, events=DRAWN, all=int(every), since=since, until=until or "9")
    return lanes.draw(rows, today, since, until)


async def _board(desk: Desk, on: str, *, busy: bool, limit: int, offset: int = 0) -> board.Board:
    rows = await desk.rows("board", on=on, busy=int(busy), limit=limit, offset=offset)
    return board.lay_out(told(row, on) for row in rows)


async def status(desk: Desk) -> Response:
    """The whole board, as of today or of the day `as_of`."""
    today = await desk.today()
    asked = desk.argument("as_of")
    on = asked if asked and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", asked) else today
    total = (await desk.rows("board_size", on=on))[0]["companies"]
    page, pages = desk.page(BOARD, total)
    return await desk.answer(
        "status",
        on=on,
        today=today,
        wrong=asked if asked and asked != on else None,
        board=await _board(desk, on, busy=False, limit=BOARD, offset=(page - 1) * BOARD),
        total=total,
        page=page,
        pages=pages,
        years=[row["year"] for row in await desk.rows("years")],
        data=desk.table("status"),
    )


async def timeline(desk: Desk) -> Response:
    """All events or a slice of them, newest first, with what every filter offers."""
    wanted = Slice.read(desk.argument)
    counted = (await desk.rows("counted", wanted))[0]
    page, pages = desk.page(ENTRIES, counted["events"])
    choices: dict[str, list[Row]] = {name: [] for name in NAMES if name != "q"}
    for row in await desk.rows("choices", wanted):
        choices[row["filter"]].append(row)
    today = await desk.today()
    year = wanted.values["year"]
    shown = page == 1 and bool(wanted.company or wanted.region or wanted.regulator)
    return await desk.answer(
        "timeline",
        slice=wanted,
        names={name: _name(choices.get(name, []), value) for name, value in wanted.given.items()},
        counted=counted,
        choices=choices,
        links=LINKS,
        entries=await newest(desk, wanted, ENTRIES, (page - 1) * ENTRIES),
        page=page,
        pages=pages,
        chart=await chart(
            desk, wanted, today, LANES, year or "", str(int(year) + 1) if year else "", every=True
        ) if shown else None,
        q=wanted.q,
        data=desk.table(
            "timeline", company=wanted.company, region=wanted.region, action=wanted.action,
            regulators__contains=wanted.regulator, date__startswith=wanted.year,
        ),
    )  # fmt: skip


def _name(choices: list[Row], value: str) -> str:
    return next((str(row["name"]) for row in choices if row["id"] == value), value)
