"""Takes the published database that Datasette serves; gives it a home page, pages to cite, questions and descriptions.

Registered under the entry point group `datasette`. Nothing here imports the rest of the tracker: the site knows the
format, the tables and the views of the database, and nothing else. Where no served database is a timeline, the plugin
does nothing.
"""

from __future__ import annotations

import sqlite3
import traceback
from typing import Any
from urllib.parse import quote

from datasette.utils import StartupError
from pluggy import HookimplMarker

from tracker.formats import PUBLISHED
from tracker.site import cells, desk, formats, guard, pages, questions
from tracker.site.doors import cards

hookimpl = HookimplMarker("datasette")

#: what makes a database a timeline: its name says nothing
MARKS = {("view", "timeline"), ("table", "events"), ("table", "actions")}
DESCRIPTION = (
    "Acts of companies that train AI on the data of people, and acts of others against it, each with its source. "
    "Every table and column is described on its page."
)
#: what Datasette shows first of each table, and what it offers to count
TABLES: dict[str, dict[str, Any]] = {
    "timeline": {"facets": ["company", "region", "action"]},
    "status": {"facets": ["region", "state"]},
    "events": {
        "facets": ["company", "region", "action"],
        "sort_desc": "date",
        "label_column": "id",
        "fts_table": "events_fts",
        "fts_pk": "rowid",
    },
    "reports": {"facets": ["company", "action"], "sort_desc": "date"},
    "rejections": {"facets": ["reason"]},
    "documents": {
        "facets": ["publisher", "kind"],
        "sort_desc": "published",
        "label_column": "title",
        "fts_table": "documents_fts",
        "fts_pk": "rowid",
    },
    "companies": {"label_column": "name"},
    "regions": {"label_column": "name"},
    "regulators": {"label_column": "name"},
    "actions": {"label_column": "label", "sort": "rank"},
}


def timeline_database(datasette: Any) -> str | None:
    """Return the name of the first served database that is a timeline, or None.

    Reads the files directly, because Datasette asks for routes and metadata outside of its event loop.
    """
    for name, database in datasette.databases.items():
        if database.path and set(_read(database.path, "select type, name from sqlite_master")) >= MARKS:
            return str(name)
    return None


def _read(path: str, sql: str) -> list[tuple[Any, ...]]:
    """Return the rows of `sql`; none where the file or the table is missing or is no database."""
    try:
        connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()
    except sqlite3.Error:
        return []


def _described(path: str) -> dict[str, Any]:
    """Return Datasette's metadata of the tables, from the table `dictionary` of the database at `path`."""
    tables = {name: dict(shown) for name, shown in TABLES.items()}
    for table, column, text in _read(
        path, "select table_name, column_name, description from dictionary order by rowid"
    ):
        entry = tables.setdefault(table, {})
        if column:
            entry.setdefault("columns", {})[column] = text
        else:
            entry["description"] = text
    return tables


@hookimpl
def startup(datasette: Any) -> None:
    """Show the tables under /data, unless another database is there: /timeline is a page of ours.

    A timeline of another format than these pages are written for is refused.
    """
    name = timeline_database(datasette)
    if name:
        path = datasette.databases[name].path
        ((found,),) = _read(path, "pragma user_version")
        if found != PUBLISHED.number:
            what = "run tracker build" if found < PUBLISHED.number else "install the newer version again"
            raise StartupError(f"{path}: is of format {found}, the site shows format {PUBLISHED.number}; {what}")
    if name and not any(database.route == desk.ROUTE for database in datasette.databases.values()):
        datasette.databases[name].route = desk.ROUTE


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, Any]]:
    name = timeline_database(datasette)
    return pages.routes(name) if name else []


@hookimpl
def canned_queries(datasette: Any, database: str) -> dict[str, dict[str, str]]:
    if database != _served(datasette).get("name"):
        return {}
    return {question.name: {"title": question.title, "description": question.description, "sql": question.sql}
            for question in questions.QUESTIONS}  # fmt: skip


@hookimpl
def get_metadata(datasette: Any) -> dict[str, Any]:
    served = _served(datasette)
    if not served:
        return {}
    return {"databases": {served["name"]: {"description": DESCRIPTION, "tables": served["tables"]}}}


@hookimpl
def menu_links(datasette: Any) -> list[dict[str, str]]:
    if not _served(datasette):
        return []
    return [{"href": datasette.urls.path(path), "label": label} for path, label in desk.MENU]


@hookimpl
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    env.filters.update(formats.FILTERS, kind=cells.kind)
    env.globals["card_of"] = cards.maker(datasette, str(_served(datasette).get("name", "")))


@hookimpl
def asgi_wrapper(datasette: Any) -> Any:
    return lambda app: guard.wrapped(datasette, app) if _served(datasette) else app


@hookimpl
def prepare_connection(conn: sqlite3.Connection, database: str, datasette: Any) -> None:
    if database == _served(datasette).get("name"):
        guard.prepare(conn)


@hookimpl
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    if not _served(datasette):
        return None
    said = guard.said_of(datasette, exception, request.path)
    if said and said.status == 500:
        traceback.print_exception(exception)
    return said


def _served(datasette: Any) -> dict[str, Any]:
    """Return name and table metadata of the timeline that `datasette` serves, read once; empty where there is none."""
    known: dict[str, Any] | None = getattr(datasette, "_tracker_site", None)
    if known is None:
        name = timeline_database(datasette)
        known = {"name": name, "tables": _described(datasette.databases[name].path)} if name else {}
        datasette._tracker_site = known
    return known
