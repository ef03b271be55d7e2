"""What was read before is not read again, and no build can tell the difference but by its watch."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from home import Home
from test_build import HISTORY, OFFICE, PAPER, PAUSED, RESUMED, WORDS, extract
from web import Web

import tracker
from tracker import pipeline, read
from tracker.archive import Archive
from tracker.cache import Cache, version
from tracker.extract import Reading
from tracker.ledger import Ledger
from tracker.model import Document, Page, Source

HTML = (("Content-Type", "text/html"),)


def put(root: Path, name: str, text: str, day: str = "2026-11-20") -> None:
    url = f"https://paper.example/{name}"
    body = f"<html><title>{name}</title><article><p>{text}</p><p>{'More is not said. ' * 20}</p></article></html>"
    Archive(root / "archive").write(Page(url, url, 200, HTML, body.encode(), f"{day}T08:00:00Z"), "paper", name, day)


class Work:
    """Builds in a folder and counts what is read and extracted anew."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root, self.done = root, Counter[str]()
        self.sources: tuple[Source, ...] = (PAPER, OFFICE)
        real = read.read

        def counted(*given: Any) -> Document | None:
            self.done["read"] += 1
            return real(*given)

        monkeypatch.setattr(read, "read", counted)

    def build(self, cached: bool = True, made_by: str = "code") -> dict[str, int]:
        def extractor(document: Document) -> Reading:
            self.done["extract"] += 1
            return extract(document)

        self.done.clear()
        cache = Cache(self.root / "cache.db", made_by) if cached else None
        with closing(Ledger(self.root / "ledger.db")) as ledger:
            pipeline.build(
                self.root / "timeline.db", WORDS, HISTORY, self.sources, Archive(self.root / "archive"), ledger,
                extractor, "2026-11-22", cache=cache,
            )  # fmt: skip
        return dict(self.done)

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        with closing(sqlite3.connect(self.root / "timeline.db")) as db:
            names = [row[0] for row in db.execute("select name from sqlite_master where type in ('table', 'view')")]
            return {name: db.execute(f'select * from "{name}"').fetchall() for name in names if "fts" not in name}


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Work:
    put(tmp_path, "one", PAUSED)
    put(tmp_path, "two", "Nothing is told here of Acme.")
    put(tmp_path, "one", PAUSED, "2026-11-21")
    return Work(tmp_path, monkeypatch)


def test_only_what_is_new_is_read(work: Work) -> None:
    assert work.build() == {"read": 2, "extract": 2}
    assert work.build() == {}
    put(work.root, "three", RESUMED)
    assert work.build() == {"read": 1, "extract": 1}


def test_a_build_with_a_cache_gives_the_rows_of_one_without(work: Work) -> None:
    """Filled, used, and used after pages came, changed and were damaged."""
    for step in range(4):
        work.build()
        cached = work.rows()
        work.build()
        assert work.rows() == cached
        work.build(cached=False)
        assert work.rows() == cached, step
        if step == 0:
            put(work.root, "three", RESUMED)
        elif step == 1:
            put(work.root, "one", RESUMED, "2026-11-22")
            put(work.root, "two", "An older text of it.", "2026-11-01")
        else:
            path = work.root / "archive" / "2026-11-20.warc.gz"
            path.write_bytes(path.read_bytes()[:-40])


def test_other_code_reads_anew(work: Work) -> None:
    work.build()
    assert work.build(made_by="other code") == {"read": 2, "extract": 2}
    assert work.build(made_by="code") == {"read": 2, "extract": 2}, "what the last build did not use is forgotten"


def test_other_rules_of_a_source_read_its_pages_anew(work: Work) -> None:
    work.build()
    work.sources = (replace(PAPER, name="The Paper"), OFFICE)
    assert work.build() == {"read": 2, "extract": 2}
    assert {row[3] for row in work.rows()["documents"]} == {"The Paper"}


def test_it_does_not_grow(work: Work) -> None:
    def entries() -> int:
        with closing(sqlite3.connect(work.root / "cache.db")) as db:
            count: int = db.execute("select count(*) from results").fetchone()[0]
            return count

    work.build()
    before = entries()
    for n in range(5):
        work.build(made_by=f"code {n}")
    assert entries() == before


def test_a_damaged_cache_is_made_anew(work: Work) -> None:
    work.build()
    for path in work.root.glob("cache.db*"):
        path.unlink()
    (work.root / "cache.db").write_bytes(b"no database" * 100)
    assert work.build() == {"read": 2, "extract": 2}
    assert work.build() == {}


def test_a_killed_build_keeps_what_it_read(tmp_path: Path) -> None:
    script = (
        "import os, sys, pathlib; from tracker.cache import Cache\n"
        "def square(n): return n * n if n < 450 else os.kill(os.getpid(), 9)\n"
        "work = Cache(pathlib.Path(sys.argv[1]), 'code').wrap('square', square)\n"
        "for n in range(500): work(n)\n"
    )
    path = tmp_path / "cache.db"
    ended = subprocess.run(
        [sys.executable, "-c", script, str(path)], check=False, cwd=Path(tracker.__file__).parents[1]
    )
    assert ended.returncode == -9
    asked: list[int] = []
    square = Cache(path, "code").wrap("square", lambda n: asked.append(n) or n * n)
    assert [square(n) for n in range(450)] == [n * n for n in range(450)]
    assert asked == list(range(400, 450)), "two hundred at a time are put on disk"


@pytest.mark.parametrize("file", ["words/en.yaml", "words/companies.yaml", "extract/dates.py", "read/html.py"])
def test_a_changed_file_is_another_version(tmp_path: Path, file: str) -> None:
    package = Path(tracker.__file__).parent
    shutil.copytree(package, tmp_path / "tracker")
    assert version(package=tmp_path / "tracker") == version(package=package)
    with (tmp_path / "tracker" / file).open("a") as stream:
        stream.write("\n")
    assert version(package=tmp_path / "tracker") != version(package=package)
    assert version("words", package=package) != version("other words", package=package)


def test_the_commands_use_it(home: Home, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refresh after an edit reads the edited page alone; the rows are those of a build without a cache."""
    home.run("refresh")
    web.edit()
    home.now = "2026-11-23T06:00:00Z"
    read_now: list[str] = []
    real = read.read
    monkeypatch.setattr(read, "read", lambda *given: (read_now.append(given[0].url), real(*given))[1])
    home.run("refresh")
    assert len(read_now) == 1
    tables = ("documents", "versions", "reports", "rejections", "events", "event_sources", "timeline", "problems")
    cached = {table: home.ask(f"select * from {table}") for table in tables}
    (home.root / "data" / "cache.db").unlink()
    home.run("build")
    assert len(read_now) > 10
    assert {table: home.ask(f"select * from {table}") for table in tables} == cached
