"""A company and a region come in; a small picture (SVG) that says where the company stands there today goes out."""

from __future__ import annotations

from urllib.parse import unquote

from datasette import Response

from tracker.site.desk import Desk, MissingError
from tracker.site.doors.answers import answer
from tracker.site.formats import day

#: seconds for which others may keep the picture
AGE = 3600
#: width of a letter in the font's 11 px, on average; `textLength` then fits each text to its box exactly
LETTER, PAD = 6.2, 7
#: colour of the right half, with white letters at 4.5 to 1 or better
COLOURS = {
    "paused": "#8a5a00",
    "abandoned": "#1a6e3c",
    "resumed": "#1f4f8f",
    "started": "#1f4f8f",
    "announced": "#5b4a9e",
}
NOTHING = "#5a5a5a"


async def badge(desk: Desk) -> Response:
    """The picture; MissingError where the company or the region is not declared."""
    company, region = (unquote(desk.request.url_vars[name]) for name in ("company", "region"))
    rows = await desk.rows("badge", company=company, region=region, today=await desk.today())
    if not rows:
        raise MissingError(f"company and region “{company}, {region}”")
    (row,) = rows
    label = f"{row['company_name']}, {row['region_name']}"
    value = "no act of its own is known"
    if row["meaning"]:
        place = "" if row["own"] else f", {row['acts_in']}"
        value = f"{row['meaning']} (since {day(row['since'])}{place})"
    context = {
        "label": label,
        "value": value,
        "left": round(len(label) * LETTER) + 2 * PAD,
        "right": round(len(value) * LETTER) + 2 * PAD,
        "pad": PAD,
        "colour": NOTHING
        if row["part"] and row["action"] in ("paused", "abandoned")
        else COLOURS.get(row["action"], NOTHING),
    }
    body = await desk.datasette.render_template("tracker/badge.svg", context)
    return answer(desk, body.encode(), "image/svg+xml; charset=utf-8", AGE)
