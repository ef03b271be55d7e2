"""Takes the site that Datasette serves; gives one that may be left open to strangers.

It is read-only, tells nothing of this machine, sends its headers with every answer, and heavy questions wait for one
another, so that the pages answer meanwhile.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
from base64 import b64encode
from collections.abc import Awaitable, Callable
from hashlib import sha256
from importlib.resources import files
from typing import Any

from datasette import Response
from datasette.database import QueryInterrupted
from datasette.views.base import DatasetteError

#: heavy questions at once, those that may wait, seconds that they wait, and seconds for an answer; two
#: that count would slow the pages, since SQLite asks Python again and again whether their time is up
AT_ONCE, WAITING, PATIENCE, LONGEST = 1, 20, 10.0, 30.0
#: bytes of a query string; of one value, more than any text that we publish; of all rows of an answer
QUERY, VALUE, ROWS = 8_000, 6_000_000, 10_000_000
#: what SQLite allows: characters of a statement, depth of an expression, parts of a union, files, a pattern for `like`
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: VALUE,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 200,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 50,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1_000,
}
#: of the pages under /-/ visitors need the pictures, styles and scripts alone; the others tell of this machine
_ASSETS = re.compile(r"/-/(static|static-plugins)/|/-/[\w-]+\.(css|js|svg|png|ico|woff2)$")
_PLAIN = "The site could not answer this. It has been noted."
_WRONG = "The question cannot be understood."
_SLOW = "This took too long. Ask for less, or try again later."

Scope = dict[str, Any]
App = Callable[[Scope, Any, Any], Awaitable[None]]


def _own_scripts() -> list[str]:
    """The scripts that stand in Datasette's own pages, as a policy names them; no text of a row can become one."""
    found = ["DATASETTE_ALLOW_FACET = true;", "DATASETTE_ALLOW_FACET = false;"]
    for name in ("_codemirror_foot.html", "_close_open_menus.html"):
        template = files("datasette").joinpath("templates", name).read_text("utf-8")
        found += re.findall(r"<script>(.*?)</script>", template, re.S)
    return [f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in found]


#: for the pages of Datasette itself; ours send a stricter one
POLICY = (
    f"default-src 'none'; script-src 'self' {' '.join(_own_scripts())}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "x-frame-options": "SAMEORIGIN",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


def wrapped(datasette: Any, app: App) -> App:
    """The site with all of the above."""
    turns = asyncio.Semaphore(AT_ONCE)
    waiting = 0
    base = datasette.setting("base_url").rstrip("/")

    async def guarded(scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        answer = _headed(send)
        path = scope["path"].removeprefix(base)
        if refusal := _refusal(scope, path):
            await refusal.asgi_send(answer)
        elif _is_heavy(datasette, path):
            await heavy(scope, receive, answer)
        else:
            await app(scope, receive, answer)

    async def heavy(scope: Scope, receive: Any, send: Any) -> None:
        nonlocal waiting
        if waiting >= WAITING:
            await _busy().asgi_send(send)
            return
        waiting += 1
        try:
            async with asyncio.timeout(PATIENCE):
                await turns.acquire()
        except TimeoutError:
            await _busy().asgi_send(send)
            return
        finally:
            waiting -= 1
        try:
            async with asyncio.timeout(LONGEST):
                await app(scope, receive, send)
        finally:
            turns.release()

    return guarded


def _headed(send: Any) -> Any:
    """Adds our headers to an answer, where it has none of that name."""

    async def sending(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            there = {name.lower() for name, _ in message.get("headers", [])}
            ours = [(name.encode(), value.encode()) for name, value in HEADERS.items() if name.encode() not in there]
            message = {**message, "headers": [*message.get("headers", []), *ours]}
        await send(message)

    return sending


def _refusal(scope: Scope, path: str) -> Response | None:
    if scope["method"] not in ("GET", "HEAD"):
        return Response.text("The site is read-only.", status=405, headers={"allow": "GET, HEAD"})
    if len(scope.get("query_string", b"")) > QUERY:
        return Response.text("The question is too long.", status=414)
    if (path.startswith("/-/") and not _ASSETS.match(path)) or path.startswith(("/_", "/:")):
        return Response.text("There is nothing here.", status=404)
    return None


def _is_heavy(datasette: Any, path: str) -> bool:
    """Whether a visitor writes the SQL, or names columns and rows: all that Datasette shows itself, and the search."""
    first = re.split(r"[/.]", path.lstrip("/"), maxsplit=1)[0]
    return first == "search" or first in {database.route for database in datasette.databases.values()}


def _busy() -> Response:
    text = "Many are asking at once. Please try again in some seconds."
    return Response.text(text, status=503, headers={"retry-after": "10"})


def prepare(connection: sqlite3.Connection) -> None:
    """Sets the limits of a connection that visitors' SQL is read with."""
    for limit, most in _LIMITS.items():
        connection.setlimit(limit, most)
    connection.row_factory = _Measured()
    connection.set_authorizer(_authorize)
    for name, count, function in _FUNCTIONS:
        connection.create_function(name, count, function, deterministic=True)


def _authorize(action: int, first: str | None, second: str | None, *_: object) -> int:
    """Where the file lies is nobody's business; Datasette itself asks for the names of databases there."""
    if action == sqlite3.SQLITE_READ and first == "pragma_database_list" and second == "file":
        return sqlite3.SQLITE_IGNORE
    if action in (sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH) or (action == _FUNCTION and second in _ENDLESS):
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


def _sought(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of SQLite as its manual tells it, in time that grows with the texts and not with their product."""

    def called(*values: Any) -> Any:
        if None in values:
            return None
        if not all(isinstance(value, bytes) for value in values):
            values = tuple(x.decode("utf-8", "replace") if isinstance(x, bytes) else str(x) for x in values)
        return function(*values)

    return called


def _each(signs: Any) -> Any:
    return bytes(set(signs)) if isinstance(signs, bytes) else "".join(set(signs))


#: no limit of time ends a single step of SQLite: its `instr` of two long texts alone may take an hour
_FUNCTIONS = (
    ("instr", 2, _sought(lambda text, part: text.find(part) + 1)),
    ("replace", 3, _sought(lambda text, part, by: text.replace(part, by) if part else text)),
    ("trim", 2, _sought(lambda text, signs: text.strip(_each(signs)) if signs else text)),
    ("ltrim", 2, _sought(lambda text, signs: text.lstrip(_each(signs)) if signs else text)),
    ("rtrim", 2, _sought(lambda text, signs: text.rstrip(_each(signs)) if signs else text)),
)
#: nor a text of a thousand million signs that `printf` fills in
_ENDLESS = ("printf", "format")
#: the number that SQLite gives to the call of a function; Python has no name for it
_FUNCTION = 31


class _Measured:
    """Makes the rows of an answer, and an end of it where they are too large to be shown."""

    def __init__(self) -> None:
        self._cursor: sqlite3.Cursor | None = None
        self._bytes = 0

    def __call__(self, cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> sqlite3.Row:
        if cursor is not self._cursor:
            self._cursor, self._bytes = cursor, 0
        self._bytes += sum(len(value) for value in row if isinstance(value, str | bytes))
        if self._bytes > ROWS:
            self._cursor = None
            raise sqlite3.OperationalError(f"the answer is larger than {ROWS // 1_000_000} MB; ask for less")
        return sqlite3.Row(cursor, row)


def said_of(datasette: Any, exception: Exception, path: str) -> Response | None:
    """What a visitor is told of an error that Datasette has no good page for: nothing of its text.

    Datasette calls a sort by no column an error of its own (500), and stumbles over a page that is none, or a NUL.
    """
    if isinstance(exception, DatasetteError) and exception.status == 500:
        text, status = str(exception.message), 400
    elif isinstance(exception, QueryInterrupted | TimeoutError):
        text, status = _SLOW, 503
    elif type(exception).__module__.startswith("datasette."):
        return None
    elif isinstance(exception, ValueError | sqlite3.ProgrammingError) and _is_heavy(datasette, path):
        text, status = _WRONG, 400
    else:
        text, status = _PLAIN, 500
    if path.split("?")[0].endswith(".json"):
        return Response.json({"ok": False, "error": text, "status": status}, status=status)
    return Response.text(text, status=status)
