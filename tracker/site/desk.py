"""Takes a request; gives its arguments, the rows of the queries in sql/, and the answer with our headers."""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files
from typing import Any
from urllib.parse import unquote, urlencode

from datasette import Response

from tracker.site.slices import Slice

SQL = {
    file.name.removesuffix(".sql"): file.read_text(encoding="utf-8")
    for file in files(__package__).joinpath("sql").iterdir()
    if file.name.endswith(".sql")
}
CSS = files(__package__).joinpath("static", "timeline.css").read_text(encoding="utf-8")
#: the part of the address under which Datasette shows the tables: /timeline is a page of ours
ROUTE = "data"
MENU = (
    ("/timeline", "Timeline"),
    ("/status", "Status"),
    ("/company", "Companies"),
    ("/region", "Regions"),
    ("/regulator", "Regulators"),
    ("/questions", "Questions"),
    ("/sources", "Sources"),
    ("/about", "About"),
)
#: pages on the record itself, linked at the foot of every page
FOOT = (
    ("/accuracy", "How accurate is it?"),
    ("/changes", "Changes and corrections"),
    ("/sources", "Sources and their health"),
    ("/about", "About the data"),
    ("/api", "Feeds, JSON, badges"),
)
#: nothing but our own style sheet and pictures: no script, no other host
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
STYLE = sha256(CSS.encode()).hexdigest()[:10]
Row = dict[str, Any]


class MissingError(Exception):
    """There is nothing under the id in the address; the message says what was asked for."""


class Desk:
    """One request: its arguments, the rows of a named query, and the answer."""

    def __init__(self, datasette: Any, request: Any, name: str) -> None:
        self.datasette, self.request, self.name = datasette, request, name

    async def rows(self, query: str, slice_: Slice | None = None, **values: Any) -> list[Row]:
        """Return the rows of sql/`query`.sql, of the events of `slice_` where the query asks for one."""
        wanted = slice_ or Slice()
        sql = wanted.fill(SQL[query])
        result = await self.datasette.get_database(self.name).execute(sql, wanted.values | values)
        return [dict(row) for row in result.rows]

    async def today(self) -> str:
        """Return the current day in UTC, as the database tells it."""
        return str((await self.rows("today"))[0]["today"])

    async def one(self, query: str, what: str, **values: Any) -> Row:
        """Return the only row of sql/`query`.sql; MissingError where there is none."""
        found = await self.rows(query, **values)
        if not found:
            raise MissingError(f"{what} “{next(iter(values.values()))}”")
        return found[0]

    def id(self) -> str:
        return unquote(self.request.url_vars["id"])

    def argument(self, name: str) -> str | None:
        """Return the trimmed query argument `name`, or None where it is empty or missing."""
        return (self.request.args.get(name) or "").replace("\0", "").strip() or None

    def page(self, size: int, total: int) -> tuple[int, int]:
        """Return the page of `size` rows that is asked for, and the number of pages."""
        pages = max(-(-total // size), 1)
        asked = self.argument("page") or ""
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 1
        return min(max(number, 1), pages), pages

    def table(self, table: str, **filters: str | None) -> str:
        """Return the address of a table or view in Datasette, narrowed to `filters`."""
        query = urlencode({key: value for key, value in filters.items() if value})
        return f"{self.datasette.urls.table(self.name, table)}{'?' if query else ''}{query}"

    def address(self) -> str:
        """Return the address of this page, with its host."""
        return str(self.datasette.absolute_url(self.request, self.request.path))

    async def answer(self, template: str, status: int = 200, **context: Any) -> Response:
        """Return the page; `data` in the context is the address of the same rows in Datasette."""
        urls = self.datasette.urls
        context.setdefault("data", self.table("timeline"))
        context |= {
            "style": urls.path(f"/-/timeline-{STYLE}.css"),
            "menu": MENU,
            "foot": FOOT,
            "here": "/" + self.request.path.removeprefix(urls.instance()).split("/")[0],
            "database": urls.database(self.name),
            "others": [name for name in self.datasette.databases if name not in (self.name, "_internal")],
            "last_run": next(iter(await self.rows("runs")), None),
        }
        html = await self.datasette.render_template(f"tracker/{template}.html", context, request=self.request)
        return Response.html(html, status=status, headers=self.headers())

    def headers(self) -> dict[str, str]:
        """Return the headers of every answer of ours."""
        return {
            "content-security-policy": POLICY,
            "referrer-policy": "strict-origin-when-cross-origin",
            "x-content-type-options": "nosniff",
            "cache-control": f"max-age={self.datasette.setting('default_cache_ttl')}",
        }
