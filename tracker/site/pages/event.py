"""Takes the id of an event; gives its page with every proof, and its citation as a file."""

from __future__ import annotations

from typing import Any

from datasette import Response

from tracker.site import cite
from tracker.site.context import around
from tracker.site.desk import Desk, Row

FORMATS = {
    "bib": (cite.bibtex, "application/x-bibtex"),
    "csl.json": (cite.csl, "application/vnd.citationstyles.csl+json"),
}


async def event(desk: Desk) -> Response:
    """One event with everything that a reader needs to cite it and to check it; or what became of it."""
    name = desk.id()
    history: dict[str, Any] = {
        "rulings": await desk.rows("corrections", event=name),
        "changes": await desk.rows("changes", event=name),
    }
    gone = await desk.rows("withdrawn", event=name)
    if gone:
        data = desk.table("withdrawn", event=name)
        return await desk.answer("withdrawn", event=gone[0], **history, data=data)
    found = await desk.one("event", "event", event=name)
    chain = await desk.rows("chain", company=found["company"], region=found["region"])
    place = next(n for n, row in enumerate(chain) if row["event"] == name)
    reports = await desk.rows("event_reports", event=name)
    witnesses = await desk.rows("event_sources", event=name)
    today = await desk.today()
    said = (found, _best(reports, witnesses), desk.address(), today)
    return await desk.answer(
        "event",
        event=found,
        **history,
        links=await desk.rows("links", event=name),
        pause=next(iter(await desk.rows("pause", event=name)), None),
        regulators=await desk.rows("event_regulators", event=name),
        reports=[row | {"context": around(row)} for row in reports],
        witnesses=witnesses,
        chain=chain[max(place - CHAIN, 0) : place + CHAIN + 1],
        left=len(chain) - 2 * CHAIN - 1,
        before=chain[place - 1] if place else None,
        after=chain[place + 1] if place + 1 < len(chain) else None,
        cited={"plain": cite.plain(*said), "bibtex": cite.bibtex(*said), "csl": cite.csl(*said)},
        today=today,
        data=desk.table("timeline", event=name),
    )


#: neighbours of an event that its page lists, on each side
CHAIN = 15


def _best(reports: list[Row], witnesses: list[Row]) -> Row | None:
    return next(iter(reports or witnesses), None)


async def citation(desk: Desk) -> Response:
    """The citation of an event as a file for a reference manager."""
    name, kind = desk.id(), desk.request.url_vars["format"]
    found = await desk.one("event", "event", event=name)
    best = _best(await desk.rows("event_reports", event=name), await desk.rows("event_sources", event=name))
    write, content_type = FORMATS[kind]
    address = str(desk.datasette.absolute_url(desk.request, desk.request.path.removesuffix(f".{kind}")))
    body: Any = write(found, best, address, await desk.today())
    return Response(body, content_type=f"{content_type}; charset=utf-8", headers=desk.headers())
