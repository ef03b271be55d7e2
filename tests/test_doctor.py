"""Each broken thing is named with what to do, and nothing is changed by looking; prune spares what the record needs."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace

import pytest
from home import Home
from web import Web

from tracker import backup, keeping
from tracker.archive import Archive

SOURCES = ("ico-news", "edpb-news")


def time(**ago: float) -> str:
    return (datetime.now(UTC) - timedelta(**ago)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A tracker of two sources that has run a minute ago and was backed up; tests work on copies of it."""
    root = tmp_path_factory.mktemp("made")
    with Web() as web:
        home = Home(root, web)
        feeds = (root / "feeds.yaml").read_text("utf-8")
        head, *entries = feeds.split("\n  - id: ")
        kept = [one for one in entries if one.split("\n")[0] in SOURCES]
        text = re.sub(r"gap: \d+", "gap: 3000", "\n  - id: ".join([head, *kept]))  # the played pages grow old
        (root / "feeds.yaml").write_text(text + "\n", "utf-8")
        home.now = time(minutes=1)
        assert home.run("refresh").exit_code == 0
        backup.backup(root, root.parent / "backups", home.now, "tracker 0")
        yield home


@pytest.fixture
def home(made: Home, tmp_path: Path) -> Home:
    home = object.__new__(Home)
    home.root, home.now = Path(shutil.copytree(made.root, tmp_path / "tracker")), time()
    return home


def findings(home: Home) -> tuple[dict[str, tuple[str, str, str]], int]:
    """What the doctor tells, by check, the worst of each; and its exit code."""
    ended = home.run("doctor")
    found: dict[str, tuple[str, str, str]] = {}
    for line in ended.stdout.splitlines()[1:]:
        check, *rest = line.split("\t")
        if check not in found or rest[0] == "broken":
            found[check] = (rest[0], rest[1], rest[2])
    return found, ended.exit_code


def test_a_healthy_tracker(home: Home) -> None:
    before = held(home.root)
    found, code = findings(home)
    assert {check: state for check, (state, *_) in found.items() if state != "ok"} == {}
    assert code == 0
    assert set(found) == {
        "configuration", "files", "disk", "ledger", "timeline", "archive", "index", "backup", "versions", "runs",
        "sources", "network", "clock",
    }  # fmt: skip
    assert held(home.root) == before, "looking changes nothing"


def held(root: Path) -> dict[str, tuple[int, bytes]]:
    """All files but what SQLite keeps beside its own, with the time of their last change."""
    files = (path for path in root.rglob("*") if path.is_file() and not path.name.endswith(("-wal", "-shm")))
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


def newer(home: Home) -> None:
    with closing(sqlite3.connect(home.root / "data" / "ledger.db")) as ledger:
        ledger.execute("pragma user_version = 99")


def declaration(home: Home) -> None:
    with (home.root / "data" / "history.yaml").open("a") as file:
        file.write("- {company: nobody}\n")


def page_of(name: str) -> Callable[[Home], None]:
    def harm(home: Home) -> None:
        with (home.root / "data" / name).open("r+b") as file:
            file.seek(4096)
            file.write(b"\xff" * 8192)

    return harm


def record(home: Home) -> None:
    path = next((home.root / "data" / "archive").glob("*.gz"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def row(home: Home) -> None:
    with closing(sqlite3.connect(home.root / "data" / "archive" / "index.db")) as index, index:
        assert index.execute("delete from pages where start = (select max(start) from pages)").rowcount == 1


def index(home: Home) -> None:
    (home.root / "data" / "archive" / "index.db").write_bytes(b"SQLite format 3\0" + b"x" * 5000)


def job(home: Home) -> None:
    home.now = time(days=-3)


def clock_back(home: Home) -> None:
    home.now = time(days=1)


@pytest.mark.parametrize(
    ("harm", "check", "said", "advice"),
    [
        (declaration, "configuration", "history.yaml", "mend data/history.yaml"),
        (page_of("ledger.db"), "ledger", "ledger.db is damaged", "`tracker restore` the last backup"),
        (page_of("timeline.db"), "timeline", "timeline.db is damaged", "then `tracker build`"),
        (newer, "ledger", "of format 99, made by a newer version", "the message"),
        (record, "archive", "are damaged; records there are lost", "take the file from a backup"),
        (row, "index", "pages, ", "delete "),
        (index, "index", "it cannot be read", "delete "),
        (job, "runs", "the last one was 3 days ago", "daily job"),
        (job, "clock", " s ahead of what servers say", "set the clock"),
        (clock_back, "clock", "but something was done here at", "set the clock"),
    ],
)  # fmt: skip
def test_what_is_broken_is_named_with_what_to_do(
    home: Home, harm: Callable[[Home], None], check: str, said: str, advice: str
) -> None:
    harm(home)
    found, code = findings(home)
    state, text, todo = found[check]
    assert (state, code) == ("broken", 1)
    assert said in text
    assert advice in todo
    assert {"files", "disk", "ledger", "timeline", "archive", "index", "versions"} <= set(found), "all else is told too"


def test_the_machine_around_it(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    required = metadata.requires("regulatory-news-tracker") or []
    monkeypatch.setattr(metadata, "requires", lambda _: [*required, "httpx<0.1", "not-there", 'other; extra == "x"'])
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=150_000_000))
    monkeypatch.setattr(os, "access", lambda path, _: not str(path).endswith("ledger.db"))
    found, code = findings(home)
    assert code == 1
    assert found["disk"][:2] == ("broken", "150.0 MB are free")
    assert found["files"][1].endswith("may not write " + str(home.root / "data" / "ledger.db"))
    httpx = metadata.version("httpx")
    assert found["versions"][:2] == ("broken", f"httpx is {httpx}, needed is <0.1; not-there is missing")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=500_000_000))
    assert findings(home)[0]["disk"][0] == "note"


@pytest.mark.parametrize(
    ("down", "state", "said"),
    [(("ico", "dpc", "ftc"), "broken", "nothing can be reached"), (("ico",), "ok", "; not 127")],
)
def test_without_a_network_and_with_a_source_in_trouble(
    tmp_path: Path, down: tuple[str, ...], state: str, said: str
) -> None:
    with Web(down=down) as web:
        home = Home(tmp_path, web)
        home.now = time(minutes=1)
        assert home.run("collect", "ico-news").exit_code == 3
        found, code = findings(home)
    assert code == 1
    assert found["sources"][1] == "1 need a person: ico-news"
    assert "tracker sources" in found["sources"][2]
    assert found["network"][0] == state
    assert said in found["network"][1]
    assert ("firewall" in found["network"][2]) == (state == "broken")
    assert found["clock"][0] == ("note" if state == "broken" else "ok")


def test_an_empty_folder_and_an_old_backup(home: Home, tmp_path: Path) -> None:
    home.now = time(days=-9)
    assert findings(home)[0]["backup"][:2] == ("note", "the last one is 9 days old")
    (tmp_path / "empty").mkdir()
    home.root = tmp_path / "empty"
    found, code = findings(home)
    assert code == 1
    assert "go to the folder" in found["files"][2]
    assert found["backup"][0] == "note"
    assert list(home.root.iterdir()) == []


# ---- prune


def test_prune_spares_what_the_record_needs(home: Home) -> None:
    data = home.root / "data"
    for name in ("ledger.format-1.db", "old.log", "note.txt", "x.part", "archive/y.part", "deep/cache.db"):
        (data / name).parent.mkdir(exist_ok=True)
        (data / name).write_bytes(b"x")
        os.utime(data / name, (0, 0))
    for path in data.rglob("*"):
        os.utime(path, (0, 0))
    (data / "new.log").write_bytes(b"x")
    before = {name for name, _ in keeping.files(home.root)}
    told = home.run("prune", "--dry-run")
    assert {name for name, _ in keeping.files(home.root)} >= before, "a dry run deletes nothing"
    ended = home.run("prune")
    assert ended.stdout == told.stdout.replace("would be deleted", "were deleted")
    gone = before - {name for name, _ in keeping.files(home.root)}
    assert gone == {
        "data/ledger.format-1.db", "data/old.log", "data/x.part", "data/archive/y.part", "data/cache.db",
        "data/archive/index.db", *(name for name in before if name.startswith("data/cache.db-")),
    }  # fmt: skip
    pages = list(Archive(data / "archive").snapshots())
    assert pages
    events = home.ask("select * from timeline order by event")
    assert home.run("build").exit_code == 0
    assert home.ask("select * from timeline order by event") == events
    assert list(Archive(data / "archive").snapshots()) == pages


def test_what_somebody_works_with_is_not_deleted(home: Home) -> None:
    cache = home.root / "data" / "cache.db"
    with closing(sqlite3.connect(cache)) as other:
        other.execute("select count(*) from results").fetchone()
        assert "data/cache.db is in use and stays" in home.run("prune").stdout
        assert cache.exists()
        assert other.execute("select count(*) from results").fetchone()[0] > 0
    home.run("prune")
    assert not cache.exists()


def test_a_copy_from_before_an_upgrade_stays_while_its_database_is_damaged(home: Home) -> None:
    for name in ("ledger", "timeline", "lost"):
        copy = home.root / "data" / f"{name}.format-1.db"
        copy.write_bytes(b"x")
        os.utime(copy, (0, 0))
    page_of("ledger.db")(home)
    told = home.run("prune").stdout
    assert "timeline.format-1.db" in told
    assert "ledger.format-1.db" not in told
    assert "lost.format-1.db" not in told


def test_what_is_state_is_never_spared() -> None:
    assert all(one.spare is None for one in (*keeping.KINDS, keeping.OTHER) if one.state)
    assert keeping.kind("data/found/run.json") is keeping.OTHER, "a folder of yours is kept with all that is in it"
    assert keeping.kind("data/archive/2026-11-22.warc.gz").state
