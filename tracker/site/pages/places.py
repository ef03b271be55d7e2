"""Takes the id of a company, a region or a regulator; gives its page, and the list of all of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from datasette import Response

from tracker.site import advice
from tracker.site.desk import Desk, Row
from tracker.site.pages.front import chart, newest
from tracker.site.slices import Slice
from tracker.site.stance import told

#: lanes and entries on a page; companies or regions in its table of where they stand; rows of a list of all
LANES, ENTRIES, STANDS, LISTED = 10, 25, 60, 200


async def company(desk: Desk) -> Response:
    """One company: where it stands in each region, what is open, what people can do, and its chronology."""
    found = await desk.one("companies", "company", id=desk.id())
    return await _place(desk, "company", found, Slice(company=found["id"]), advice.for_company(found["id"]))


async def region(desk: Desk) -> Response:
    """One region: where each company stands there, what is open, whom to turn to, and its chronology."""
    found = await desk.one("regions", "region", id=desk.id())
    known = await desk.rows("regulators", id=None, region=found["id"])
    return await _place(desk, "region", found, Slice(region=found["id"]), advice.for_regulators(known))


async def regulator(desk: Desk) -> Response:
    """One regulator: every event that the sources tie to it, what is open, how to turn to it."""
    found = await desk.one("regulators", "regulator", id=desk.id(), region=None)
    return await _place(desk, "regulator", found, Slice(regulator=found["id"]), advice.for_regulators([found]))


async def _place(desk: Desk, kind: str, found: Row, slice_: Slice, todo: list[Row]) -> Response:
    today = await desk.today()
    page, pages = desk.page(ENTRIES, found["events"])
    where: dict[str, Any] = {"company": slice_.company, "region": slice_.region}
    stands = await desk.rows("stands", on=today, **where) if kind != "regulator" else []
    return await desk.answer(
        kind,
        kind=kind,
        found=found,
        slice=slice_,
        todo=todo,
        stands=[told(row, today) for row in stands[:STANDS]],
        left=len(stands) - STANDS,
        matters=await desk.rows("matters", slice_),
        pauses=await desk.rows("pauses", slice_, today=today),
        entries=await newest(desk, slice_, ENTRIES, (page - 1) * ENTRIES),
        page=page,
        pages=pages,
        chart=await chart(desk, slice_, today, LANES, every=True) if page == 1 else None,
        today=today,
        data=desk.table("timeline", **where, regulators__contains=slice_.regulator),
    )


def index(query: str) -> Callable[[Desk], Awaitable[Response]]:
    """Return the page that lists all rows of sql/`query`.sql: companies, regions or regulators."""

    async def page(desk: Desk) -> Response:
        found = await desk.rows(query, id=None, region=None)
        busy = [row for row in found if row["events"]]
        number, pages = desk.page(LISTED, len(busy))
        return await desk.answer(
            "index",
            kind=query,
            found=found,
            busy=busy[(number - 1) * LISTED : number * LISTED],
            count=len(busy),
            page=number,
            pages=pages,
            data=desk.table(query),
        )

    return page
