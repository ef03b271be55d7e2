"""Takes the id of a document; gives its page: what it said, how it was edited, and what was read from it."""

from __future__ import annotations

from datasette import Response

from tracker.site.desk import Desk, Row

#: passages on the page of a document that was often edited
EDITS = 60


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
