"""A request for /api comes in; the page that explains feeds, JSON, badges and copies goes out, its examples worked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from datasette import Response

from tracker.site.desk import Desk, Row
from tracker.site.doors.answers import absolute
from tracker.site.doors.entries import COLUMNS
from tracker.site.doors.feeds import DAYS, FORMATS, SIZE
from tracker.site.formats import slug
from tracker.site.slices import NAMES

#: rows of an answer that the page shows
ROWS = 2
PAUSES = """select e.summary, p.paused, p.ended, p.days
from pauses p join events e on e.id = p.event
where p.company = :company order by p.paused desc"""


@dataclass(frozen=True, slots=True)
class Example:
    """A question, the path that answers it, and the beginning of its answer today."""

    question: str
    how: str
    path: str
    answer: str


async def page(desk: Desk) -> Response:
    """The page, with examples about the company and region that have the most events."""
    (about,) = await desk.rows("busiest")
    badge = f"/badge/{slug(about['company'])}/{slug(about['region'])}.svg"
    return await desk.answer(
        "api",
        examples=[await _worked(desk, *one) for one in _examples(desk, about)],
        formats=FORMATS,
        filters=NAMES,
        columns=COLUMNS,
        size=SIZE,
        days=DAYS,
        about=about,
        badge=badge,
        badge_url=absolute(desk, badge),
        company_url=absolute(desk, f"/company/{slug(about['company'])}"),
        address=lambda path: absolute(desk, path),
        data=desk.datasette.urls.database(desk.name),
    )


def _examples(desk: Desk, about: Row) -> list[tuple[str, str, str]]:
    """Return (question, how it is asked, path without the prefix of the site)."""
    route = desk.datasette.urls.database(desk.name)
    prefix = desk.datasette.urls.instance().rstrip("/")
    data = str(route).removeprefix(prefix)
    names = {"company": about["company"], "region": about["region"]}
    stands = {"region": about["region"], "_shape": "array", "_col": ["company_name", "meaning", "since"]}
    asked = {"sql": PAUSES, "company": about["company"], "_shape": "array"}
    return [
        (
            f"What happened to {about['company_name']} in {about['region_name']}?",
            "A slice of the timeline, by its filters. The answer holds every event of it.",
            f"/timeline.json?{urlencode(names)}",
        ),
        (
            f"Where does each company stand in {about['region_name']} today?",
            "A table or view of the database, by its columns: _col chooses columns, _shape=array leaves out the frame.",
            f"{data}/status.json?{urlencode(stands, doseq=True)}",
        ),
        (
            f"How long did the pauses of {about['company_name']} last?",
            "Any question in SQL; what stands after a colon is given as a parameter of its own.",
            f"{data}.json?{urlencode(asked)}",
        ),
    ]


async def _worked(desk: Desk, question: str, how: str, path: str) -> Example:
    answer = await desk.datasette.client.get(path)
    shown = _short(answer.json()) if answer.status_code == 200 else ""
    return Example(question, how, path, shown)


def _short(answer: Any) -> str:
    """Return the beginning of a JSON answer: its first rows."""
    if isinstance(answer, dict):
        answer = {name: value[:ROWS] if isinstance(value, list) else value for name, value in answer.items()}
    else:
        answer = answer[:ROWS]
    return json.dumps(answer, ensure_ascii=False, indent=1)
