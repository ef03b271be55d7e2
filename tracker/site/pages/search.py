"""Takes the words of `q`; gives names, events and documents that have them, the best first."""

from __future__ import annotations

import json
import re

from datasette import Response

from tracker.site import names
from tracker.site.desk import Desk, Row
from tracker.site.formats import codes
from tracker.site.pages.front import entries

#: hits that are shown of each kind
NAMES, EVENTS, DOCUMENTS = 8, 20, 20


async def search(desk: Desk) -> Response:
    """One box over companies, regions, regulators, events, quotes and documents."""
    q = (desk.argument("q") or "")[:200]
    words = bool(re.search(r"\w", q))  # the search index takes marks alone for a mistake
    found = await desk.rows("search_events", q=q, limit=EVENTS + 1) if words else []
    documents = await desk.rows("search_documents", q=q, limit=DOCUMENTS) if words else []
    return await desk.answer(
        "search",
        q=q,
        names=await _names(desk, q) if words else [],
        entries=await entries(desk, [row["id"] for row in found[:EVENTS]]),
        more=len(found) > EVENTS,
        documents=[row | {"events": codes(row["events"])} for row in documents],
        data=desk.table("timeline"),
    )


async def _names(desk: Desk, q: str) -> list[Row]:
    """Return the companies, regions and regulators that `q` may mean; of those that fit alike the busiest first."""
    found = names.meant(q, await desk.rows("names"))[: 4 * NAMES]
    told = await desk.rows("named", found=json.dumps([[row["page"], row["id"]] for row in found]))
    rows = [{**one, **row} for one, row in zip(found, told, strict=True)]
    return sorted(rows, key=lambda row: (-row["score"], -row["events"], row["name"]))[:NAMES]
