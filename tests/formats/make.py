"""A commit of this project comes in; the files that its program makes of a small world of our own go out, as text.

    python tests/formats/make.py COMMIT NAME

writes tests/formats/NAME/: ledger.sql, timeline.sql, and archive.jsonl with the records of each WARC file. The program
of that commit runs itself, twice, a week apart: a page is edited meanwhile, one is gone, a source fails. It is told
that office.example is this machine, where a server listens at port 80, which needs the right to do so. Left out of
timeline.sql are the words of its day that no event uses, the dictionary, and the names and words that the search knows.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import zlib
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HERE = Path(__file__).parent
DAYS = ("2026-11-01", "2026-11-08")
FEEDS = """
crawler: {{name: old-tracker, contact: somebody@example.org{allow}}}
sources:
  - {{id: office, name: Office, kind: regulator, region: GB, regulator: ICO, url: "http://office.example/list",
      format: json, find: {{item: results, link: url, title: title, date: date, stamp: stamp}},
      delay: 0, licence: Open Government Licence v3.0}}
  - {{id: paper, name: Paper, kind: news, url: "http://office.example/paper", format: feed, delay: 0}}
"""
HISTORY = """
- {company: snap, region: GB, action: inquiry, date: '2023-10-06', regulators: [ICO], subject: training,
   summary: The office looked into the helper of Snap., confidence: high,
   sources: [{url: "http://office.example/curated", publisher: Office, kind: regulator, published: '2023-10-06'}]}
"""
PAUSE = "LinkedIn has paused the training of its AI models on the data of users in the United Kingdom."
GOES_ON = "LinkedIn has resumed the training of its AI models on the data of users in the United Kingdom."
FINE = "The Information Commissioner's Office fined Clearview AI over the training of AI on photos of people."
TITLES = {"a": "LinkedIn pauses AI training", "b": "Fine for AI training", "c": "AI training on user data"}


def items(day: int) -> dict[str, str]:
    """The pages of the office by name, as they are on that day, each with the day of its last change."""
    return {"a": ("2026-10-20", "2026-11-05")[day], "b": "2026-10-22"} | ({"c": "2026-11-04"} if day else {})


def page(name: str, day: int) -> str | None:
    said = {"a": PAUSE if not day else f"<p>Update of 5 November 2026. {GOES_ON}</p><p>{PAUSE}</p>", "b": FINE}
    if name not in said:
        return None
    lead = "<p>This is a page of our own making, so that a file of an old format has something in it.</p>"
    head = f'<title>{TITLES[name]}</title><meta name="date" content="{items(0)[name]}">'
    return f"<html lang=en><head>{head}</head><body><h1>{TITLES[name]}</h1>{lead}<p>{said[name]}</p></body></html>"


def listed(day: int) -> str:
    rows = [
        {"url": f"/{name}", "title": TITLES[name], "date": items(0).get(name, stamp), "stamp": stamp}
        for name, stamp in items(day).items()
    ]
    return json.dumps({"results": rows})


class Handler(BaseHTTPRequestHandler):
    day = 0

    def do_GET(self) -> None:
        body = listed(self.day) if self.path == "/list" else page(self.path.strip("/"), self.day)
        status = 200 if body else 500 if self.path == "/paper" else 404
        sent = (body or "<html><title>No</title></html>").encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json" if self.path == "/list" else "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_: object) -> None:
        """Nothing on the screen."""


def inside(root: Path) -> None:
    """Run the tracker that is imported here on both days."""
    look_up = socket.getaddrinfo
    socket.getaddrinfo = lambda host, *more, **named: look_up(  # type: ignore[assignment]
        "127.0.0.1" if host in ("office.example", b"office.example") else host, *more, **named
    )
    sleep = asyncio.sleep
    asyncio.sleep = lambda seconds, *more: sleep(min(seconds, 0.01), *more)  # type: ignore[assignment]
    server = ThreadingHTTPServer(("127.0.0.1", 80), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    from click.testing import CliRunner

    from tracker import cli

    for Handler.day, day in enumerate(DAYS):
        getattr(cli, "base", cli).clock = lambda day=day: f"{day}T06:00:00Z"
        result = CliRunner().invoke(cli.main, ["--root", str(root), "refresh"])
        print(result.output)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
    server.shutdown()


def dumped(path: Path) -> Iterator[str]:
    """The database as statements that make it anew."""
    with closing(sqlite3.connect(path)) as db:
        tables = {row[0] for row in db.execute("select name from sqlite_master where type = 'table'")}
        if "events" in tables:
            used = {"companies": "company", "regions": "region"}
            for table, column in used.items():
                db.execute(f"delete from {table} where id not in (select {column} from events)")
            db.execute("delete from regulators where id not in (select regulator from event_regulators)")
            for table in tables & {"dictionary", "names"}:
                db.execute(f"delete from {table}")
            for table in tables & {"standings"}:
                db.execute(f"delete from {table} where event is null or company not in (select id from companies)"
                           " or region not in (select id from regions)")  # fmt: skip
        yield f"pragma user_version = {db.execute('pragma user_version').fetchone()[0]};"
        shadow = tuple(f"{name}_{part}" for name in tables if name.endswith("_fts")
                       for part in ("data", "idx", "content", "docsize", "config"))  # fmt: skip
        made = "select name, type, sql from sqlite_master where sql is not null order by type = 'view', rowid"
        for name, kind, sql in db.execute(made).fetchall():
            if name in shadow or name.startswith("sqlite_"):
                continue
            yield f"{sql};"
            if kind == "table" and not name.endswith("_fts"):
                for row in db.execute(f'select * from "{name}"'):
                    values = ", ".join(db.execute("select quote(?)", (value,)).fetchone()[0] for value in row)
                    yield f"insert into {name} values ({values});"


def members(path: Path) -> Iterator[str]:
    """The records of a WARC file as they were before each was packed."""
    rest = path.read_bytes()
    while rest:
        packer = zlib.decompressobj(wbits=31)
        yield packer.decompress(rest).decode("ascii")
        rest = packer.unused_data


def main(commit: str, name: str) -> None:
    target = HERE / name
    target.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        tree, root = Path(folder, "tree"), Path(folder, "root")
        (root / "data").mkdir(parents=True)
        tree.mkdir()
        packed = subprocess.run(
            ["git", "archive", commit, "tracker"], cwd=HERE.parent.parent, check=True, capture_output=True
        ).stdout
        subprocess.run(["tar", "x", "-C", str(tree)], input=packed, check=True)
        guarded = (tree / "tracker" / "fetch" / "guard.py").exists()
        allow = ", allow: [office.example]" if guarded else ""
        (root / "feeds.yaml").write_text(FEEDS.format(allow=allow), "utf-8")
        (root / "data" / "history.yaml").write_text(HISTORY, "utf-8")
        command = [sys.executable, "-P", str(Path(__file__).resolve()), "--inside", str(root)]
        subprocess.run(command, check=True, cwd=tree, env={"PYTHONPATH": str(tree)})
        for file in ("ledger", "timeline"):
            text = "\n".join(dumped(root / "data" / f"{file}.db"))
            (target / f"{file}.sql").write_text(text + "\n", "utf-8")
        lines = [
            json.dumps({"file": path.name, "record": record})
            for path in sorted((root / "data" / "archive").glob("*.warc.gz"))
            for record in members(path)
        ]
        (target / "archive.jsonl").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    inside(Path(sys.argv[2])) if sys.argv[1] == "--inside" else main(*sys.argv[1:])
