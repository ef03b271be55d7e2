"""Takes a request for a page about the record itself; gives sources, changes, accuracy, the data, and questions."""

from __future__ import annotations

import json
import re
from importlib.resources import files

from datasette import Response

from tracker.site import questions
from tracker.site.desk import Desk, MissingError, Row

#: measured by tests/accuracy.py on labelled texts, and checked by a test; nothing here is typed by hand
MEASURED = json.loads(files("tracker.site").joinpath("accuracy.json").read_text(encoding="utf-8"))
#: changes on one page; rows of an answer that are shown
CHANGES, ROWS = 50, 100


async def sources(desk: Desk) -> Response:
    """State and health of each source, and what the last runs did."""
    return await desk.answer(
        "sources",
        sources=await desk.rows("sources"),
        problems=await desk.rows("problems"),
        runs=await desk.rows("runs"),
        data=desk.table("sources"),
    )


async def changes(desk: Desk) -> Response:
    """What was corrected, withdrawn, added or changed, the newest first."""
    totals = (await desk.rows("totals"))[0]
    page, pages = desk.page(CHANGES, totals["changes"])
    return await desk.answer(
        "changes",
        totals=totals,
        rulings=await desk.rows("record_rulings") if page == 1 else [],
        changes=await desk.rows("record_changes", limit=CHANGES, offset=(page - 1) * CHANGES),
        page=page,
        pages=pages,
        data=desk.table("changes"),
    )


async def accuracy(desk: Desk) -> Response:
    """How good the reading is, with the counts behind every figure and how it was measured."""
    return await desk.answer("accuracy", measured=MEASURED, data=desk.table("reports"))


async def about(desk: Desk) -> Response:
    """Definitions, columns, licence, downloads and caveats."""
    dictionary: dict[str, list[Row]] = {}
    for row in await desk.rows("dictionary"):
        dictionary.setdefault(row["table_name"], []).append(row)
    return await desk.answer(
        "about",
        actions=await desk.rows("actions"),
        dictionary=dictionary,
        totals=(await desk.rows("totals"))[0],
        whole=not desk.datasette.get_database(desk.name).is_mutable and desk.datasette.setting("allow_download"),
        data=desk.table("actions"),
    )


async def asked(desk: Desk) -> Response:
    """The questions that are answered by SQL, grouped by who asks them."""
    groups = [
        (group, title, [question for question in questions.QUESTIONS if question.group == group])
        for group, title in questions.GROUPS.items()
    ]
    return await desk.answer("questions", groups=groups, data=desk.datasette.urls.database(desk.name))


async def answered(desk: Desk) -> Response:
    """One question with its answer of today; its parameters come from the address."""
    found = next((question for question in questions.QUESTIONS if question.name == desk.id()), None)
    if found is None:
        raise MissingError(f"question “{desk.id()}”")
    wanted = dict.fromkeys(re.findall(r":([a-z]+)\b", found.sql))
    values = {name: desk.argument(name) or "" for name in wanted}
    result = await desk.datasette.get_database(desk.name).execute(
        f"select * from ({found.sql}) limit {ROWS + 1}", values
    )
    address = f"{desk.datasette.urls.database(desk.name)}/{found.name}"
    return await desk.answer(
        "answer",
        question=found,
        values=values,
        columns=result.columns,
        rows=[dict(row) for row in result.rows[:ROWS]],
        more=len(result.rows) > ROWS,
        query=desk.request.query_string,
        data=f"{address}?{desk.request.query_string}" if desk.request.query_string else address,
    )
