"""Files that older versions made open in this one, whole and with a copy kept; those of newer versions are refused.

The files in tests/formats/ were made by the programs of their day: see make.py there.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import re
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from click.testing import CliRunner, Result
from datasette.app import Datasette
from datasette.utils import StartupError

from tracker import cache, cli, formats, ledger, publish
from tracker.archive import Archive, index
from tracker.ledger import agenda, told, watchbook
from tracker.model import InputError, Page
from tracker.pipeline.standing import STATES

FORMATS = Path(__file__).parent / "formats"
VERSIONS = sorted(path.name for path in FORMATS.iterdir() if (path / "ledger.sql").exists())
NOW = "2026-12-01T06:00:00Z"
FEEDS = """
crawler: {name: x, contact: somebody@example.org}
sources:
  - {id: office, name: Office, kind: regulator, region: GB, regulator: ICO, url: "http://127.0.0.1:1/list",
      format: json, find: {item: results, link: url, title: title, date: date, stamp: stamp},
      licence: Open Government Licence v3.0}
  - {id: paper, name: Paper, kind: news, url: "http://127.0.0.1:1/paper", format: feed}
"""
#: of each number the digest of the tables that bear it
PINNED = {
    ("ledger", 2): "b77757355b648dbd",
    ("published database", 2): "721d9ae0cbb13175",
    ("index of the archive", 1): "94cbd20bc92d2f41",
    ("cache", 1): "c9d7ad1fc6843568",
}


def made(version: str, root: Path) -> Path:
    """A folder as the program of that day left it, but for the curated record, which has lost its entry since."""
    (root / "data" / "archive").mkdir(parents=True)
    (root / "feeds.yaml").write_text(FEEDS, "utf-8")
    (root / "data" / "history.yaml").write_text("[]\n", "utf-8")
    for name in ("ledger", "timeline"):
        with closing(sqlite3.connect(root / "data" / f"{name}.db")) as db:
            db.executescript((FORMATS / version / f"{name}.sql").read_text("utf-8"))
            db.execute("pragma journal_mode = wal")
    for line in (FORMATS / version / "archive.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        with (root / "data" / "archive" / row["file"]).open("ab") as file:
            file.write(gzip.compress(row["record"].encode("ascii")))
    return root


def run(root: Path, *words: str) -> Result:
    with patch.object(cli.base, "clock", lambda: NOW):
        result = CliRunner().invoke(cli.main, ["--root", str(root), *words])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as db:
        return [f"{db.execute('pragma user_version').fetchone()[0]}", *db.iterdump()]


def ask(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()


def shape(path: Path) -> dict[str, object]:
    """The tables with their columns, in whatever order they were added, and the indexes."""
    with closing(sqlite3.connect(path)) as db:
        tables = [row[0] for row in db.execute("select name from sqlite_master where type = 'table'")]
        columns = {name: sorted(row[1:] for row in db.execute(f"pragma table_info({name})")) for name in tables}
        indexes = sorted(db.execute("select name, sql from sqlite_master where type = 'index' and sql is not null"))
    return {**columns, "indexes": indexes}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the oldest version, brought forward."""
    root = made(VERSIONS[0], tmp_path_factory.mktemp("built") / "old")
    assert run(root, "build").exit_code == 0
    return root


@pytest.fixture(params=VERSIONS)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return made(request.param, tmp_path / "old")


def test_there_are_files_of_every_format_before_this_one() -> None:
    numbers = {
        int(text.split(";")[0].rpartition(" ")[2])
        for name in VERSIONS
        if (text := (FORMATS / name / "ledger.sql").read_text("utf-8"))
    }
    assert numbers >= set(formats.LEDGER.steps)
    assert set(formats.LEDGER.steps) == set(range(1, formats.LEDGER.number)), "a step for every number"


def test_a_ledger_loses_nothing_and_a_copy_is_kept(old: Path, tmp_path: Path) -> None:
    path = old / "data" / "ledger.db"
    before, number = dump(path), ask(path, "pragma user_version")[0][0]
    known = {name: ask(path, f"select * from {name} order by 1, 2") for name in ("links", "runs", "problems", "hosts")}
    with closing(ledger.Ledger(path)) as opened:
        health = opened.health()
        _parts(opened)
        assert {one.state for one in health.values()} <= set(STATES)
        assert (health["paper"].state, health["paper"].answered) == ("broken", True)
        assert [link.url for link in opened.waiting("office")] == []
    assert {name: ask(path, f"select * from {name} order by 1, 2") for name in known} == known
    with closing(ledger.Ledger(tmp_path / "fresh.db")) as fresh:
        _parts(fresh)
    assert shape(path) == shape(tmp_path / "fresh.db")
    kept = path.with_name(f"ledger.format-{number}.db")
    assert kept.exists() == (number < formats.LEDGER.number)
    assert not kept.exists() or dump(kept) == before


def _parts(opened: ledger.Ledger) -> None:
    """The parts of the ledger that make their tables when they are needed."""
    for part in (agenda.Agenda, told.Told, watchbook.Watchbook):
        part(opened)


def test_the_database_the_archive_and_the_history_go_on(old: Path) -> None:
    path = old / "data" / "timeline.db"
    before, events = dump(path), {row[0] for row in ask(path, "select id from events")}
    texts = ask(path, "select d.url, v.sha from versions v join documents d on d.id = v.document order by 1, v.version")
    had = {name for (name,) in ask(path, "select name from sqlite_master")}
    changes = ask(path, "select * from changes") if "changes" in had else []
    assert len(list(Archive(old / "data" / "archive").snapshots())) >= len(texts) >= 2
    result = run(old, "build")
    assert result.exit_code == 0, result.output
    assert ask(path, "pragma user_version") == [(formats.PUBLISHED.number,)]
    assert dump(path.with_name("timeline.format-0.db")) == before
    sql = "select d.url, v.sha from versions v join documents d on d.id = v.document order by 1, v.version"
    assert set(ask(path, sql)) >= set(texts)
    still = {row[0] for row in ask(path, "select id from events")}
    gone = {row[0] for row in ask(path, "select event from withdrawn")}
    assert still | gone >= events
    assert "snap-gb-inquiry-2023-10" in gone, "the entry that was taken out since"
    assert ask(path, "select * from changes")[: len(changes)] == changes
    assert ask(path, "select built from builds where id = 1")[0][0] < NOW, "the history begins with the old state"
    assert ("snap-gb-inquiry-2023-10", "withdrawn") in ask(path, "select event, change from changes where build > 1")
    again = dump(path)
    run(old, "build")
    assert dump(path) == again
    assert run(old, "sources").exit_code == 1, "a source is broken, as it was"


def test_a_site_of_an_older_format_is_built_before_it_is_shown(tmp_path: Path) -> None:
    root = made(VERSIONS[0], tmp_path / "old")
    result = run(root, "export", str(tmp_path / "out"))
    assert (result.exit_code, "tracker build" in result.output) == (2, True)
    assert run(root, "preserve").exit_code == 2
    with patch("datasette.cli.serve.main") as serve:
        with patch.object(cli.serving, "_check_port"):
            assert run(root, "serve").exit_code == 0
        assert serve.called
    assert publish.current(root / "data" / "timeline.db")


@pytest.mark.parametrize("number", [0, 99])
def test_datasette_itself_does_not_show_another_format(built: Path, tmp_path: Path, number: int) -> None:
    path = Path(shutil.copy(built / "data" / "timeline.db", tmp_path))
    asyncio.run(Datasette([str(path)]).invoke_startup())
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"pragma user_version = {number}")
    with pytest.raises(StartupError, match=f"timeline.db: is of format {number}"):
        asyncio.run(Datasette([str(path)]).invoke_startup())


@pytest.mark.parametrize("name", ["ledger", "timeline"])
@pytest.mark.parametrize("words", ["refresh", "collect", "build", "serve", "export-site out", "sources", "review"])
def test_a_newer_file_is_refused_and_left_alone(built: Path, tmp_path: Path, name: str, words: str) -> None:
    if (name, words) in {("timeline", "collect"), ("timeline", "sources"), ("ledger", "review")}:
        return  # they do not look at it
    root = Path(shutil.copytree(built, tmp_path / "old"))
    form, kept = {"ledger": (formats.LEDGER, 1), "timeline": (formats.PUBLISHED, 0)}[name]
    path = root / "data" / f"{name}.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("pragma user_version = 99")
        db.execute("create table later (x)")
    if name == "ledger" and words in ("serve", "export-site out"):
        (root / "data" / "timeline.db").unlink()  # else they only read what is there
    before = dump(path)
    with patch.object(cli.serving, "_check_port"):
        result = run(root, *words.split())
    said = " ".join(result.output.split())
    assert result.exit_code == 2
    assert f"{path}: this {form.name} is of format 99" in said
    assert f"knows formats up to {form.number}" in said
    assert f"put {name}.format-{kept}.db in its place" in said
    assert dump(path) == before


def test_without_a_copy_there_is_none_to_go_back_to(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("pragma user_version = 3")
    with pytest.raises(formats.NewerError, match=r"Install the newer version again$"):
        ledger.Ledger(path)


def test_a_database_that_is_no_ledger_is_told(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("create table letters (x)")
    with pytest.raises(InputError, match="no ledger of ours"):
        ledger.Ledger(path)
    assert ask(path, "select name from sqlite_master") == [("letters",)]


def test_a_step_that_fails_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = made(VERSIONS[0], tmp_path / "old") / "data" / "ledger.db"
    before = dump(path)
    for place in range(len(formats.LEDGER.steps[1])):
        steps = (*formats.LEDGER.steps[1][: place + 1], "select * from nowhere")
        monkeypatch.setattr(formats, "LEDGER", replace(formats.LEDGER, steps={1: steps}))
        with pytest.raises(sqlite3.OperationalError):
            ledger.Ledger(path)
        assert dump(path) == before
        monkeypatch.undo()
    monkeypatch.setattr(Path, "replace", _full)
    with pytest.raises(OSError, match="full"):
        ledger.Ledger(path)
    assert dump(path) == before, "without a copy nothing is changed"
    monkeypatch.undo()
    ledger.Ledger(path).close()
    assert dump(path.with_name("ledger.format-1.db")) == before


def _full(*_: object) -> Path:
    raise OSError("the disk is full")


def test_of_many_that_open_it_at_once_one_brings_it_forward(tmp_path: Path) -> None:
    path = made(VERSIONS[0], tmp_path / "old") / "data" / "ledger.db"
    ready, states = threading.Barrier(4), []

    def open_it() -> None:
        ready.wait()
        with closing(ledger.Ledger(path)) as opened:
            states.append(opened.health()["paper"].state)

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert states == ["broken"] * 4
    assert [one.name for one in path.parent.glob("ledger.*") if "format" in one.name] == ["ledger.format-1.db"]


def test_records_of_a_newer_version_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = Page("https://a.example/", "https://a.example/", 200, (), b"<p>Words</p>", NOW)
    monkeypatch.setattr(formats, "RECORDS", replace(formats.RECORDS, number=7))
    Archive(tmp_path).write(page, "s", "t", None)
    assert len(list(Archive(tmp_path).snapshots())) == 1
    monkeypatch.undo()
    for path in tmp_path.glob("index.db*"):
        path.unlink()
    before = (tmp_path / "2026-12-01.warc.gz").read_bytes()
    with pytest.raises(formats.NewerError, match=r"2026-12-01\.warc\.gz: this WARC file is of format 7"):
        list(Archive(tmp_path).snapshots())
    with pytest.raises(formats.NewerError):
        Archive(tmp_path).write(page, "s", "t", None)
    assert (tmp_path / "2026-12-01.warc.gz").read_bytes() == before


@pytest.mark.parametrize("number", [0, 99])
def test_what_can_be_made_anew_is(tmp_path: Path, number: int) -> None:
    def work(x: int) -> int:
        worked.append(x)
        return x + 1

    worked: list[int] = []
    path = tmp_path / "cache.db"
    for _ in range(2):
        one = cache.Cache(path, "1")
        assert one.wrap("f", work)(1) == 2
        one.prune()
    assert worked == [1]
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"pragma user_version = {number}")
    assert cache.Cache(path, "1").wrap("f", work)(1) == 2
    assert worked == [1, 1]
    assert ask(path, "pragma user_version") == [(formats.CACHE.number,)]


def schemas() -> Iterator[tuple[formats.Format, str]]:
    yield formats.LEDGER, ledger._SCHEMA + agenda._SCHEMA + watchbook._SCHEMA + told._SCHEMA
    yield formats.PUBLISHED, re.sub("--.*", "", resources.files(publish).joinpath("schema.sql").read_text("utf-8"))
    yield formats.INDEX, index._SCHEMA
    yield formats.CACHE, cache._SCHEMA


@pytest.mark.parametrize(("form", "schema"), list(schemas()), ids=lambda x: getattr(x, "name", ""))
def test_no_table_changes_under_the_same_number(form: formats.Format, schema: str) -> None:
    """Where this fails, raise the number in tracker/formats.py, give the step to it, and write the new digest here."""
    digest = hashlib.sha256(" ".join(schema.split()).encode()).hexdigest()[:16]
    assert PINNED.get((form.name, form.number)) == digest
