"""The published file and a folder come in; the whole record stands in the folder as CSV, JSON Lines and SQLite.

A Data Package (datapackage.json, https://datapackage.org) names every file, column and reference.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.model import InputError
from tracker.publish import Table, reading

if TYPE_CHECKING:
    from frictionless import Resource, Schema

DESCRIPTION = (
    "Acts of companies that train AI on the data of people, and acts of others about it, each with its sources. The"
    " facts (names, dates, summaries) are under CC BY 4.0. Quotes and texts belong to their publishers: a whole text"
    " stands in `versions` only under the licence that `documents` names. An empty cell of a CSV file is no value."
)
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
TYPES = {"integer": "integer", "real": "number", "text": "string", "": "any"}
PACKAGE = "datapackage.json"


def export(database: Path, folder: Path, now: str) -> list[tuple[str, int]]:
    """Write the export of `now` (UTC); return the tables with their numbers of rows.

    Raises InputError where the folder holds something else, or the library of Data Packages is missing.
    """
    try:
        import frictionless
    except ImportError as error:
        raise InputError("the export needs the library frictionless: pip install '.[export]'") from error
    if folder.exists() and any(folder.iterdir()) and not (folder / PACKAGE).exists():
        raise InputError(f"{folder} holds something else; name a new folder")
    (folder / PACKAGE).unlink(missing_ok=True)  # it comes last: an export that was cut off has none
    counts: list[tuple[str, int]] = []
    resources: list[Resource] = []
    with reading(database) as published:
        for table in published.tables():
            rows = published.ask(f'select * from "{table.name}"')
            for kind, write in (("csv", _csv), ("jsonl", _jsonl)):
                path = folder / kind / f"{table.name}.{kind}"
                path.parent.mkdir(parents=True, exist_ok=True)
                write(path, table, rows)
                name = table.name if kind == "csv" else f"{table.name}-jsonl"
                resources.append(_resource(name, f"{kind}/{path.name}", kind, table, filled=bool(rows)))
            counts.append((table.name, len(rows)))
        (folder / "timeline.db").unlink(missing_ok=True)
        published.copy(folder / "timeline.db")
    resources.append(
        frictionless.Resource(name="sqlite", path="timeline.db", format="sqlite", mediatype="application/vnd.sqlite3")
    )
    package = frictionless.Package(
        name="regulatory-news-tracker", title="Regulatory news tracker", description=DESCRIPTION,
        created=now, licenses=[LICENCE], resources=resources,
    )  # fmt: skip
    package.to_json(str(folder / PACKAGE))
    return counts


def _csv(path: Path, table: Table, rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([column.name for column in table.columns])
        writer.writerows(row.values() for row in rows)


def _jsonl(path: Path, _: Table, rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _resource(name: str, path: str, kind: str, table: Table, *, filled: bool) -> Resource:
    import frictionless

    if kind == "jsonl" and not filled:  # without a line the library finds no table in it
        return frictionless.resources.FileResource(name=name, path=path, description=table.description)

    schema = _schema(table, references=kind == "csv")
    dialect = (
        frictionless.Dialect() if kind == "csv" else frictionless.Dialect.from_descriptor({"json": {"keyed": True}})
    )
    mediatype = {"csv": "text/csv", "jsonl": "application/jsonl"}[kind]
    return frictionless.Resource(
        name=name, path=path, format=kind, mediatype=mediatype, encoding="utf-8", description=table.description,
        schema=schema, dialect=dialect,
    )  # fmt: skip


def _schema(table: Table, *, references: bool) -> Schema:
    import frictionless

    fields = []
    for column in table.columns:
        told = {"name": column.name, "type": TYPES[column.type], "description": column.description}
        field = frictionless.Field.from_descriptor(told)
        if column.needed and column.type == "text":
            field.missing_values = []  # an empty text is a value where there always is one
        fields.append(field)
    keys = [
        {"fields": [column.name], "reference": {"resource": "" if column.refers[0] == table.name else column.refers[0],
                                                "fields": [column.refers[1]]}}
        for column in table.columns
        if column.refers and references
    ]  # fmt: skip
    return frictionless.Schema(fields=fields, primary_key=list(table.key), foreign_keys=keys)
