"""Takes a request; gives its arguments, the rows of the queries in sql/, and the answer with our headers."""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files
from typing import Any
from urllib.parse import unquote, urlencode

from datasette import Response

FILTERS = ("company", "region", "action", "regulator", "year")
SQL = {
    file.name.removesuffix(".sql"): file.read_text(encoding="utf-8")
    for file in files(__package__).joinpath("sql").iterdir()
    if file.name.endswith(".sql")
}
CSS = files(__package__).joinpath("static", "timeline.css").read_text(encoding="utf-8")
MENU = (
    ("/", "Timeline"),
    ("/status", "Status"),
    ("/company", "Companies"),
    ("/region", "Regions"),
    ("/regulator", "Regulators"),
    ("/questions", "Questions"),
    ("/sources", "Sources"),
    ("/about", "About"),
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
    """One request: its filters, the rows of a named query, and the answer."""

    def __init__(self, datasette: Any, request: Any, name: str) -> None:
        self.datasette, self.request, self.name = datasette, request, name

    async def rows(self, query: str, **values: Any) -> list[Row]:
        """Return the rows of sql/`query`.sql; filters that are not given are null."""
        given = dict.fromkeys(FILTERS) | values
        result = await self.datasette.get_database(self.name).execute(SQL[query], given)
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

    def table(self, table: str, **filters: str | None) -> str:
        """Return the address of a table or view in Datasette, narrowed to `filters`."""
        query = urlencode({key: value for key, value in filters.items() if value})
        return f"{self.datasette.urls.table(self.name, table)}{'?' if query else ''}{query}"

    async def answer(self, template: str, status: int = 200, **context: Any) -> Response:
        """Return the page; `data` in the context is the address of the same rows in Datasette."""
        urls = self.datasette.urls
        context.setdefault("data", self.table("timeline"))
        context |= {
            "style": urls.path(f"/-/timeline-{STYLE}.css"),
            "menu": MENU,
            "here": "/" + self.request.path.removeprefix(urls.instance()).split("/")[0],
            "database": urls.database(self.name),
            "others": [name for name in self.datasette.databases if name not in (self.name, "_internal")],
            "last_run": next(iter(await self.rows("runs")), None),
        }
        html = await self.datasette.render_template(f"tracker/{template}.html", context, request=self.request)
        age = self.datasette.setting("default_cache_ttl")
        headers = {
            "content-security-policy": POLICY,
            "referrer-policy": "strict-origin-when-cross-origin",
            "cache-control": f"max-age={age}",
        }
        return Response.html(html, status=status, headers=headers)
