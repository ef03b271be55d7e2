"""A place whose commands are killed, or whose disk fails, at a chosen write or moment; what is left of it is looked at.

Used by test_crash.py for a minute and by bench/crash.py for as long as it takes.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from home import DAY, Home
from web import Web

from tracker.archive import Archive
from tracker.declarations import load_feeds

HERE = Path(__file__).parent
#: few pages each, so that a run takes half a second
SOURCES = {"dpc-news", "edpb-news", "guardian-ai"}
TABLES = ("documents", "events", "reports", "rejections", "event_sources", "timeline")
#: columns that tell when and where a page was archived, and not what it says
OF_THE_RUN = {"file", "offset", "fetched", "first_seen", "last_seen"}
COUNT, KILL, TEAR, FULL, READ_ONLY, DENIED, END = range(7)
NEVER = -1


@contextmanager
def place(folder: Path) -> Iterator[Place]:
    """A place with played sources of its own."""
    with Web() as web:
        made = Place(folder, web)
        try:
            yield made
        finally:
            made.close()


class Runner:
    """A process that runs commands of the tracker as it is ordered, each in a fork of its own: crash_runner.py."""

    def __init__(self, folder: Path) -> None:
        library = folder / "faults.so"
        built = ["cc", "-shared", "-fPIC", "-O1", "-o", str(library), str(HERE / "faults.c"), "-ldl"]
        subprocess.run(built, check=True)
        environment = {**os.environ, "LD_PRELOAD": str(library), "PYTHONPATH": os.pathsep.join(sys.path)}
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "crash_runner.py")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, stderr=None,
        )  # fmt: skip

    def ask(self, order: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the runner ended: {self._process.poll()}"
        return dict(json.loads(line))

    def close(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()


def order(root: Path, kind: int, at: int, now: str) -> dict[str, Any]:
    """A refresh at `root`, at the time `now`, with a fault at its write number `at`."""
    return {"root": str(root), "folder": str(root / "data"), "kind": kind, "at": at, "now": now, "words": ["refresh"]}


class Place:
    """Runs each command in a fresh copy of an empty tracker's folder."""

    def __init__(self, folder: Path, web: Web) -> None:
        self.web = web
        self._folder = folder
        self._template = folder / "template"
        self._template.mkdir()
        feeds = Home(self._template, web).root / "feeds.yaml"
        head, *entries = feeds.read_text("utf-8").split("\n  - id: ")
        kept = [entry for entry in entries if entry.split("\n")[0] in SOURCES]
        feeds.write_text("\n  - id: ".join([head, *kept]), "utf-8")
        lists = {urlsplit(source.url)[2:4] for source in load_feeds(feeds).sources}
        self.lists = {path + (f"?{query}" if query else "") for path, query in lists} | {"/robots.txt"}
        self._number = 0
        self._runner = Runner(folder)
        self._runner.ask(order(self.fresh(), COUNT, NEVER, DAY) | {"warm": True})

    def close(self) -> None:
        self._runner.close()

    def fresh(self) -> Path:
        self._number += 1
        return Path(shutil.copytree(self._template, self._folder / str(self._number)))

    def run(self, root: Path, kind: int = COUNT, at: int = NEVER, **more: Any) -> dict[str, Any]:
        """How `refresh` ended at `root`, with a fault at its write number `at`, or killed `after` seconds."""
        return self._runner.ask(order(root, kind, at, DAY) | more)


def told(root: Path) -> dict[str, list[tuple[Any, ...]]]:
    """What the database at `root` says, without what depends on the run."""
    with closing(sqlite3.connect(root / "data" / "timeline.db")) as database:
        rows = {}
        for table in TABLES:
            names = [row[1] for row in database.execute(f"pragma table_info({table})")]
            kept = [f'"{name}"' for name in names if name not in OF_THE_RUN]
            rows[table] = sorted(database.execute(f"select {', '.join(kept)} from {table}"), key=repr)
        return rows


def look(root: Path) -> list[str]:
    """What is wrong with the files at `root`, as they lie there."""
    faults = []
    archive = Archive(root / "data" / "archive")
    for snapshot in archive.snapshots():
        archive.read(snapshot)
    faults += [problem.message for problem in archive.damage()]
    for name in ("ledger.db", "timeline.db"):
        path = root / "data" / name
        if path.exists() and path.stat().st_size:
            with closing(sqlite3.connect(path)) as database:
                said = database.execute("pragma integrity_check").fetchall()
                faults += [f"{name}: {row[0]}" for row in said if row[0] != "ok"]
                if name == "timeline.db" and database.execute("select count(*) from sqlite_master").fetchone()[0]:
                    kept = database.execute("select count(*) from actions").fetchone()[0]
                    faults += [] if kept else ["timeline.db: no actions"]
    return faults


def repeats(at: Place, since: int) -> dict[str, int]:
    """By site, how many pages too many were asked for since request number `since`."""
    asked = [x for x in at.web.requests[since:] if x.method == "GET" and x.status == 200 and x.path not in at.lists]
    pages = Counter((x.site, x.path) for x in asked)
    found: Counter[str] = Counter()
    for (site, _), times in pages.items():
        found[site] += times - 1
    return dict(+found)


def trial(at: Place, whole: dict[str, Any], kind: int, number: int = NEVER, **more: Any) -> list[str]:
    """One fault, the look at what is left, and the next run: what went wrong, nothing where all is well."""
    root, since = at.fresh(), len(at.web.requests)
    first = at.run(root, kind, number, **more)
    faults = [f"BUG: {first['said'][-500:]}"] if "BUG" in first["said"] or "Traceback" in first["said"] else []
    faults += look(root)
    if kind in (FULL, READ_ONLY, DENIED) and first["ended"] == 0 and told(root) != whole:  # at the very end all is done
        faults.append(f"a failing disk at write {number} is not told")
    second = at.run(root)
    if second["ended"] != 0:
        faults.append(f"the next run ends with {second['ended']}: {second['said'][-500:]}")
    faults += look(root)
    if not faults and told(root) != whole:
        faults.append("the next run tells something else")
    again = {site: times for site, times in repeats(at, since).items() if times > 1}
    if again:
        faults.append(f"pages repeated: {again}")
    shutil.rmtree(root)
    return [f"fault {kind} at {number} {more or ''}: {fault}" for fault in faults]
