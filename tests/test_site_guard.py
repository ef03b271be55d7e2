"""Strangers can read the site and nothing else: they do not write, see this machine, run a script or stop the pages."""

from __future__ import annotations

import asyncio
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest
import sample
from datasette.app import Datasette
from datasette.plugins import pm

import tracker.site
from tracker.cli.serving import SETTINGS
from tracker.site import guard

if not any(plugin is tracker.site for plugin in pm.get_plugins()):
    pm.register(tracker.site, name="tracker")

#: what a row may hold to be run by a browser
PAYLOAD = (
    "<script>window.ran=1</script>\"'><img src=/ran onerror=window.ran=1><svg/onload=window.ran=1>"
    "</textarea></title></style></script><script>window.ran=1</script>{{7*7}}${7*7}javascript:window.ran=1//"
)
RUNNER = asyncio.Runner()


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("secret-folder") / "timeline.db"
    sample.write(file)
    return file


@pytest.fixture(scope="module")
def site(path: Path) -> Datasette:
    made = Datasette([str(path)], settings={k: _value(v) for k, v in SETTINGS.items()})
    RUNNER.run(made.invoke_startup())
    return made


def _value(written: str) -> Any:
    return int(written) if written.isdecimal() else written == "on"


def get(site: Datasette, url: str, method: str = "GET") -> Any:
    return RUNNER.run(site.client.request(method, url))


def data(site: Datasette) -> str:
    """Where the tables are."""
    return "/" + next(x.route for x in site.databases.values() if x.name == "timeline")


def asked(site: Datasette, sql: str, form: str = ".json") -> Any:
    return get(site, f"{data(site)}{form}?{urlencode({'sql': sql, '_shape': 'array'})}")


ADDRESSES = ["/", "/status", "/about", "/sources", "/nowhere", "/event/nix", "/search?q=x", "/-/static/app.css"]


@pytest.mark.parametrize(
    "url", [*ADDRESSES, "{data}", "{data}/events", "{data}/events.json", "{data}/nix", "{data}?sql=x"]
)
def test_every_answer_has_the_headers(site: Datasette, url: str) -> None:
    headers = get(site, url.format(data=data(site))).headers
    assert {name: headers.get(name) is not None for name in guard.HEADERS} == dict.fromkeys(guard.HEADERS, True)
    assert headers["x-content-type-options"] == "nosniff"
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert "unsafe" not in policy.get("script-src", "")
    assert "*" not in headers["content-security-policy"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_there_is_no_way_to_write(site: Datasette, method: str) -> None:
    for url in ("/", f"{data(site)}/events", f"{data(site)}?sql=select+1", "/-/messages"):
        answer = get(site, url, method)
        assert answer.status_code == 405
        assert answer.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    "sql",
    [
        "delete from events",
        "update events set date = ''",
        "insert into events values (1)",
        "drop table events",
        "create table x (y)",
        "attach database '/tmp/x.db' as x",
        "vacuum into '/tmp/x.db'",
        "pragma journal_mode = off",
        "pragma writable_schema = on",
        "select load_extension('x')",
        "select writefile('/tmp/x', 'y')",
        "select readfile('/etc/passwd')",
        "with x as (select 1) delete from events",
        "select 1; drop table events",
        "explain delete from events; select 1",
    ],
)
def test_sql_cannot_change_or_open_a_file(site: Datasette, path: Path, sql: str) -> None:
    before = path.read_bytes()
    assert asked(site, sql).status_code in (400, 403)
    assert path.read_bytes() == before


LEAKS = [
    "/-/databases", "/-/databases.json", "/-/metadata.json", "/-/plugins.json", "/-/settings.json", "/-/versions.json",
    "/-/threads.json", "/-/actor.json", "/-/config", "/-/permissions", "/-/messages", "/-/allow-debug", "/-/patterns",
    "/-/auth-token", "/-/logout", "/_internal", "/_internal/databases.json", "/_memory", "/:memory:", "/-/", "/-/x.py",
    "/-/static/../../app.py", "/-/static/%2e%2e/app.py", "/-/static-plugins/tracker/../guard.py", "/../etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd", "/event/..%2f..%2fetc%2fpasswd",
]  # fmt: skip
TROUBLE = [
    "{data}/events.json?_where=1%2F",
    "{data}?sql=select",
    "{data}/events?_sort=nix",
    "{data}/events?_next=%00",
    "{data}/events/%00",
    "{data}/nix.json",
    "{data}.json?sql=select+nix",
    "{data}/events?_size=-1",
    "{data}.json?sql=select+*+from+pragma_database_list&_shape=array",
    "{data}.json?sql=select+*+from+main.pragma_database_list&_shape=array",
    "{data}.json?sql=select+file+from+%22pragma_database_list%22&_shape=array",
    "{data}/events.json?_where=exists(select+file+from+pragma_database_list+where+file+like+%27%25secret%25%27)&_shape=array",
    "{data}.db",
    "/search?q=%00",
    "/?page=%00",
    "/status?on=%00",
    "/company/%00",
    "/event/" + "x" * 5000,
]


@pytest.mark.parametrize("url", LEAKS + TROUBLE)
def test_nothing_of_this_machine_is_told(site: Datasette, path: Path, url: str) -> None:
    answer = get(site, url.format(data=data(site)))
    text = answer.text
    assert url not in LEAKS or answer.status_code in (302, 403, 404), text[:300]
    for secret in ("secret-folder", str(path.parent), "site-packages", "Traceback", "/usr/", "/home/", "root:"):
        assert secret not in text
    if "_where=exists" in url:
        assert answer.json() == [], "the path cannot be guessed letter by letter either"


@pytest.mark.parametrize("url", ["/", "/status", "{data}/events"])
def test_an_error_of_ours_is_told_without_its_text(
    site: Datasette, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], url: str
) -> None:
    async def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("cannot open /secret-folder/timeline.db")

    monkeypatch.setattr("datasette.database.Database.execute", broken)
    answer = get(site, url.format(data=data(site)))
    assert answer.status_code == 500
    assert "secret-folder" not in answer.text
    assert "cannot open /secret-folder" in capsys.readouterr().err, "the log has it"


COUNT = "with recursive c(x) as (select 1 union all select x + 1 from c limit {}) "


@pytest.mark.parametrize(
    "query", ["_sort=nix", "_next=nix", "_sort=date&_sort_desc=id", "_next=%C3%98XR%C2%A0", "%00=1"]
)
def test_a_wrong_question_is_the_visitor_s_mistake(site: Datasette, query: str) -> None:
    for form in (".json", ""):
        assert get(site, f"{data(site)}/status{form}?{query}").status_code == 400


HEAVY = {
    "endless": "with recursive c(x) as (select 1 union all select x + 1 from c) select max(x) from c",
    "a-large-value": "select hex(zeroblob(900000000))",
    "a-large-text": "select printf('%.*c', 999999999, 'x')",
    "large-rows": COUNT.format(1000) + "select zeroblob(50000) from c",
    "many-rows": COUNT.format(5000) + "select x from c",
    "long-in-long": "select instr(hex(zeroblob(2900000)), hex(zeroblob(1400000)) || '1')",
    "long-for-long": "select length(replace(hex(zeroblob(2900000)), hex(zeroblob(1400000)) || '1', 'x'))",
    "long-off-long": "select length(trim(hex(zeroblob(2900000)), replace(hex(zeroblob(1400000)), '0', '1') || '0'))",
    "a-product": "select count(*) from events a, events b, events c, events d, events e, events f, events g, events h",
    "a-pattern": "select 'a' like '" + "%a" * 1_500 + "'",
    "a-deep-expression": "select " + "(" * 500 + "1" + ")" * 500,
    "a-long-union": "select 1" + " union select 1" * 100,
}


@pytest.mark.parametrize("name", HEAVY)
def test_heavy_sql_ends_soon(site: Datasette, name: str) -> None:
    start = time.monotonic()
    answer = asked(site, HEAVY[name])
    assert time.monotonic() - start < 5
    if name == "many-rows":
        assert len(answer.json()) == 1000
    elif "-long" in name and name.startswith("long"):
        assert answer.status_code == 200
    else:
        assert answer.status_code == 400, answer.text[:200]
    assert len(answer.content) < 12_000_000


@pytest.mark.parametrize(
    "call",
    [
        "instr('a clause', 'clause')", "instr('a', 'b')", "instr(null, 'b')", "instr('a', null)", "instr(123, 2)",
        "instr(x'0102', x'02')", "instr('é', 'é')", "replace('a b', ' ', '-')", "replace('a', '', 'b')",
        "replace(1, 1, 2)",
        "replace('a', null, 'b')", "trim('xaxx', 'x')", "ltrim('xax', 'x')", "rtrim('xax', 'x')", "trim('  a ')",
        "trim('abc', '')", "trim('ab', 'ba')", "trim(null, 'x')",
    ],
)  # fmt: skip
def test_functions_that_we_replace_do_as_those_of_sqlite(call: str) -> None:
    with closing(sqlite3.connect(":memory:")) as plain, closing(sqlite3.connect(":memory:")) as ours:
        guard.prepare(ours)
        assert tuple(ours.execute(f"select {call}").fetchone()) == plain.execute(f"select {call}").fetchone()


def test_a_long_question_is_refused(site: Datasette) -> None:
    assert get(site, "/?x=" + "y" * 9_000).status_code == 414


def test_heavy_questions_wait_for_one_another_and_pages_do_not(site: Datasette) -> None:
    """Forty endless ones: one at a time, the rest waits or is told to come back; the home page does not wait."""

    async def storm() -> tuple[list[int], float]:
        url = f"{data(site)}.json?{urlencode({'sql': HEAVY['endless']})}"
        asking = [asyncio.ensure_future(site.client.get(url)) for _ in range(40)]
        await asyncio.sleep(0.2)
        start = time.monotonic()
        assert (await site.client.get("/")).status_code == 200
        took = time.monotonic() - start
        return [x.status_code for x in await asyncio.gather(*asking)], took

    app = site.app()
    codes, took = RUNNER.run(_with_app(site, app, storm))
    assert took < 3
    assert set(codes) <= {400, 503}
    assert codes.count(503) >= 15, "the crowd is told to come back"
    assert codes.count(400) >= 2, "some are answered: that they take too long"


async def _with_app(site: Datasette, app: Any, work: Any) -> Any:
    """`site.client` makes an app for each request, each with turns of its own; a served one has a single app."""
    site.app = lambda: app  # type: ignore[method-assign]
    try:
        return await work()
    finally:
        del site.app


def test_a_database_that_is_no_timeline_is_left_alone(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as database:
        database.execute("create table x (y)")
    other = Datasette([str(tmp_path / "other.db")])
    RUNNER.run(other.invoke_startup())
    assert get(other, "/-/versions.json").status_code == 200
    assert "content-security-policy" not in get(other, "/").headers


# ---- rows that strangers wrote


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A timeline in which every text that comes from outside is PAYLOAD."""
    file = tmp_path_factory.mktemp("poisoned") / "timeline.db"
    sample.write(file)
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        for table, columns in OUTSIDE.items():
            there = {row[1] for row in database.execute(f"pragma table_info({table})")}
            for column in columns:
                assert column in there, f"{table}.{column}"
                database.execute(f'update {table} set "{column}" = ? where "{column}" is not null', (PAYLOAD,))
    return file


#: texts that scrapers bring in, or people write
OUTSIDE = {
    "documents": ("title", "publisher", "lang"),
    "reports": ("quote",),
    "rejections": ("quote",),
    "events": ("summary",),
    "event_sources": ("url", "publisher"),
    "companies": ("name",),
    "regions": ("name",),
    "regulators": ("name",),
    "sources": ("name", "message", "url", "note"),
    "problems": ("message", "url"),
}


def pages(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as database:
        event = database.execute("select id from events where company = 'linkedin' order by id").fetchone()[0]
        tables = [row[0] for row in database.execute("select name from sqlite_master where type in ('table', 'view')")]
    own = [
        "/",
        "/status",
        "/company",
        "/company/linkedin",
        "/region/GB",
        "/regulator/ICO",
        f"/event/{event}",
        "/sources",
        "/about",
        "/questions",
        f"/search?q={quote(PAYLOAD)}",
        f"/search?q={quote('script')}",
        f"/?company={quote(PAYLOAD)}",
        "/company/" + quote(PAYLOAD, ""),
    ]
    shown = [f"{{data}}/{table}" for table in tables if "_fts_" not in table]
    return [
        *own,
        *shown,
        f"{{data}}?{urlencode({'sql': 'select ' + repr(PAYLOAD[:29])})}",
        f"{{data}}/events?summary={quote(PAYLOAD)}",
    ]


def test_what_strangers_wrote_is_text(poisoned: Path) -> None:
    site = Datasette([str(poisoned)])
    RUNNER.run(site.invoke_startup())
    for url in pages(poisoned):
        text = get(site, url.format(data=data(site))).text
        assert "<script>window.ran" not in text, url
        assert "<img src=/ran" not in text, url
        assert not re.search(r"""(href|src|action)\s*=\s*["']?\s*javascript:""", text, re.I), url


@pytest.fixture
def served(poisoned: Path, tmp_path: Path) -> Iterator[str]:
    """The poisoned timeline, served as `tracker serve` does."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (tmp_path / "data").mkdir()
    shutil.copy(poisoned, tmp_path / "data" / "timeline.db")
    command = [sys.executable, "-m", "tracker.cli", "--root", str(tmp_path), "serve", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                httpx.get(f"http://127.0.0.1:{port}/status", timeout=5)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


@pytest.mark.skipif(not Path("/usr/bin/chromium").exists(), reason="needs Debian's chromium")
def test_a_browser_runs_nothing_that_strangers_wrote(served: str, poisoned: Path) -> None:
    sync_api = pytest.importorskip("playwright.sync_api")
    route = "/data" if httpx.get(f"{served}/data/events.json").status_code == 200 else "/timeline"
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        loaded: list[str] = []
        errors: list[str] = []
        page.on("request", lambda request: loaded.append(request.url))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("dialog", lambda _: errors.append("dialog"))
        for url in pages(poisoned):
            errors.clear()
            page.goto(served + url.format(data=route), wait_until="load")
            assert page.evaluate("window.ran") is None, url
            assert [x for x in errors if "Content Security Policy" in x] == [], (
                f"{url}: our own pages keep to their policy"
            )
        browser.close()
    assert [url for url in loaded if not url.startswith(served)] == []
    assert [url for url in loaded if url.endswith("/ran")] == []
