"""State is made, backed up, lost and restored: the same site, ledger and archive; nothing there is overwritten."""

from __future__ import annotations

import fcntl
import gzip
import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import asked
import bagit
import pytest
from home import Home
from web import Web

from tracker import backup, databases, lock
from tracker.archive import Archive
from tracker.cli import operating
from tracker.ledger import Ledger
from tracker.model import InputError, Link, Page

DAY = "2026-11-23T05:17:00Z"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A tracker that has run once; tests work on copies of it."""
    root = tmp_path_factory.mktemp("made")
    with Web() as web:
        home = Home(root, web)
        home.run("collect", "ico-news")
        home.run("build")
        (root / "data" / "notes").mkdir()
        (root / "data" / "notes" / "mine.json").write_text("{}", "utf-8")
        yield home


@pytest.fixture
def root(made: Home, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made.root, tmp_path / "tracker"))


def at(root: Path, made: Home) -> Home:
    """The same tracker at another place."""
    home = object.__new__(Home)
    home.root, home.now = root, made.now
    return home


def rows(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as database:
        return list(database.iterdump())


def state(root: Path) -> dict[str, object]:
    """What a tracker is made of: its rows, and the bytes of all other files."""
    found: dict[str, object] = {name: rows(root / name) for name in ("data/ledger.db", "data/timeline.db")}
    for path in (
        root / "feeds.yaml",
        *root.glob("data/*.yaml"),
        *root.glob("data/archive/*.gz"),
        *root.glob("data/*/*.json"),
    ):
        found[str(path.relative_to(root))] = path.read_bytes()
    return found


def site(root: Path) -> list[str]:
    """Pages of the site as it is served."""
    urls = ("/", "/timeline.json", "/sources", "/timeline?company=linkedin")
    answers = [asked.get(root / "data" / "timeline.db", url) for url in urls]
    assert {answer.status_code for answer in answers} == {200}
    return [answer.text for answer in answers]


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_lost_and_restored(made: Home, root: Path, tmp_path: Path) -> None:
    before, pages = state(root), site(root)
    assert len(before) == 6
    ended = at(root, made).run("backup", str(tmp_path / "backups"))
    assert ended.exit_code == 0, ended.output
    shutil.rmtree(root)
    new = at(tmp_path / "new", made)
    new.root.mkdir()
    ended = new.run("restore", str(tmp_path / "backups"))
    assert ended.exit_code == 0, ended.output
    assert state(new.root) == before
    assert site(new.root) == pages
    ended = new.run("collect", "ico-news")
    assert ended.exit_code == 0, ended.output
    assert "0 archived (0 new)" in ended.output, "the ledger knows what it has"


@pytest.mark.filterwarnings("ignore::DeprecationWarning:bagit")
def test_a_backup_is_a_bag_that_others_can_check(root: Path, tmp_path: Path) -> None:
    found = backup.backup(root, tmp_path / "b", DAY, "tracker 0")
    assert found.folder.name == "2026-11-23T05-17-00Z"
    assert bagit.Bag(str(found.folder)).validate()
    assert found.files == len(list((found.folder / "data").rglob("*.*")))


def test_what_can_be_made_again_is_left_out(root: Path, tmp_path: Path) -> None:
    folder = backup.backup(root, tmp_path / "b", DAY, "tracker 0").folder / "data"
    assert (root / "data" / "cache.db").exists()
    assert {str(path.relative_to(folder)) for path in folder.rglob("*.*")} == set(state(root))


def test_the_archive_has_all_that_the_databases_know_of(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before each file that is copied another process, which holds no lock, archives a page and notes it."""
    archive, ledger = Archive(root / "data" / "archive"), Ledger(root / "data" / "ledger.db")

    def writing(copy: Callable[[Path, Path], object]) -> Callable[[Path, Path], object]:
        def copied(source: Path, target: Path) -> object:
            url = f"https://example.org/{source.name}"
            ledger.sighted("a", [(Link("a", url), url)], DAY)
            archive.write(Page(url, url, 200, (), b"text", made_at), "a", "", None)
            ledger.fetched(Link("a", url), DAY)
            return copy(source, target)

        return copied

    made_at = "2026-11-22T12:00:00Z"  # the one file of the archive grows
    monkeypatch.setattr(backup, "_copied", writing(backup._copied))
    monkeypatch.setattr(databases, "copy", writing(databases.copy))
    folder = backup.backup(root, tmp_path / "b", DAY, "tracker 0").folder / "data" / "data"
    ledger.close()
    with closing(sqlite3.connect(folder / "ledger.db")) as copy:
        known = {url for (url,) in copy.execute("select url from links where source = 'a' and state = 'fetched'")}
    copied = Archive(folder / "archive")
    there = {one.url for one in copied.snapshots()}
    assert {"https://example.org/ledger.db"} <= known <= there
    assert copied.damage() == ()


def test_a_page_that_is_being_archived_is_copied_whole(root: Path, tmp_path: Path) -> None:
    path, held = root / "data" / "archive" / "2026-11-22.warc.gz", threading.Event()
    record = gzip.compress(b"WARC/1.1\r\n" + os.urandom(5_000))

    def write() -> None:
        with path.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(record[:2_000])
            file.flush()
            held.set()
            time.sleep(0.3)
            file.write(record[2_000:])

    thread = threading.Thread(target=write)
    thread.start()
    assert held.wait(20)
    folder = backup.backup(root, tmp_path / "b", DAY, "tracker 0").folder
    thread.join()
    copy = (folder / "data" / "data" / "archive" / path.name).read_bytes()
    assert copy == path.read_bytes()
    assert copy.endswith(record)


def test_it_waits_for_a_run_at_work(made: Home, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, free, held = at(root, made), threading.Event(), threading.Event()

    def hold() -> None:
        with lock.alone(root / "data", "tracker refresh", DAY):
            held.set()
            free.wait(20)

    threading.Thread(target=hold).start()
    assert held.wait(20)
    monkeypatch.setattr(operating, "PATIENCE", 0.1)
    ended = home.run("backup", str(tmp_path / "b"))
    assert ended.exit_code == 2
    assert "tracker refresh (process" in ended.stderr
    assert not (tmp_path / "b").exists()
    monkeypatch.setattr(operating, "PATIENCE", 20)
    threading.Timer(0.3, free.set).start()
    assert home.run("backup", str(tmp_path / "b")).exit_code == 0


def test_a_second_backup_shares_what_did_not_change(root: Path, tmp_path: Path) -> None:
    first = backup.backup(root, tmp_path / "b", DAY, "tracker 0")
    second = backup.backup(root, tmp_path / "b", "2026-11-24T05:17:00Z", "tracker 0")
    assert (first.shared, second.shared) == (0, first.files - 2), "all but the databases"
    page = next((second.folder / "data" / "data" / "archive").glob("*.gz"))
    assert page.stat().st_nlink == 2
    with page.open("r+b") as file:
        file.write(b"rot")
    os.utime(page, ns=(0, (root / "data" / "archive" / page.name).stat().st_mtime_ns))
    third = backup.backup(root, tmp_path / "b", "2026-11-25T05:17:00Z", "tracker 0")
    assert third.shared == second.shared - 1
    shutil.rmtree(first.folder)
    shutil.rmtree(second.folder)
    (tmp_path / "new").mkdir()
    backup.restore(tmp_path / "b", tmp_path / "new")
    assert state(tmp_path / "new") == state(root)


@pytest.mark.parametrize("harm", ["changed", "missing", "added"])
def test_a_damaged_backup_is_refused(made: Home, root: Path, tmp_path: Path, harm: str) -> None:
    folder = backup.backup(root, tmp_path / "b", DAY, "tracker 0").folder
    page = next(folder.glob("data/data/archive/*.gz"))
    if harm == "changed":
        page.write_bytes(page.read_bytes()[:-1] + b"x")
    elif harm == "missing":
        page.unlink()
    else:
        page.with_name("2020-01-01.warc.gz").write_bytes(b"")
    (tmp_path / "new").mkdir()
    ended = at(tmp_path / "new", made).run("restore", str(tmp_path / "b"))
    assert ended.exit_code == 2
    assert "nothing was restored: data/archive/" in ended.stderr
    assert list((tmp_path / "new").rglob("*.*")) in ([], [tmp_path / "new" / "data" / "run.lock"])


@pytest.mark.parametrize(
    "name", ["feeds.yaml", "data/ledger.db", "data/archive/2026-11-22.warc.gz", "data/ledger.db-wal"]
)
def test_nothing_that_is_there_is_overwritten(made: Home, root: Path, tmp_path: Path, name: str) -> None:
    backup.backup(root, tmp_path / "b", DAY, "tracker 0")
    there = tmp_path / "new" / name
    there.parent.mkdir(parents=True)
    there.write_bytes(b"something else")
    ended = at(tmp_path / "new", made).run("restore", str(tmp_path / "b"))
    assert ended.exit_code == 2
    assert name in ended.stderr
    (tmp_path / "new" / "data" / "run.lock").unlink(missing_ok=True)
    assert tree(tmp_path / "new") == {name: b"something else"}


def test_what_was_killed_is_no_backup_and_goes_away(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(backup, "_written", fail)
        with pytest.raises(KeyboardInterrupt):
            backup.backup(root, tmp_path / "b", DAY, "tracker 0")
    assert backup.latest(tmp_path / "b") is None
    with pytest.raises(InputError, match="no whole backup"):
        backup.restore(tmp_path / "b", tmp_path / "new")
    backup.backup(root, tmp_path / "b", "2026-11-24T05:17:00Z", "tracker 0")
    assert [path.name for path in (tmp_path / "b").iterdir()] == ["2026-11-24T05-17-00Z"]


def fail(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_restore_that_was_killed_goes_on(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its databases come last: a run in between finds no ledger that knows more than the archive has."""
    backup.backup(root, tmp_path / "b", DAY, "tracker 0")
    new = tmp_path / "new"
    new.mkdir()
    settle, left = backup._settle, [2]

    def settled(folder: Path) -> None:
        left[0] -= 1
        settle(folder) if left[0] else fail()

    with monkeypatch.context() as patch:
        patch.setattr(backup, "_settle", settled)
        with pytest.raises(KeyboardInterrupt):
            backup.restore(tmp_path / "b", new)
    assert list(new.rglob("*.yaml"))
    assert not list(new.rglob("*.db"))
    assert backup.restore(tmp_path / "b", new).shared == 2
    assert state(new) == state(root)
    assert not list(new.rglob("*.part"))


@pytest.mark.parametrize("at_byte", [0, 4096])
def test_a_damaged_database_is_told_and_the_last_backup_stays(
    made: Home, root: Path, tmp_path: Path, at_byte: int
) -> None:
    kept = backup.backup(root, tmp_path / "b", DAY, "tracker 0").folder
    with (root / "data" / "ledger.db").open("r+b") as file:
        file.seek(at_byte)
        file.write(b"\xff" * 8192)
    ended = at(root, made).run("backup", str(tmp_path / "b"))
    assert ended.exit_code == 2
    assert "ledger.db is damaged, no backup was made" in ended.stderr
    assert backup.latest(tmp_path / "b") == kept


def test_a_last_backup_that_cannot_be_read_is_left_alone(root: Path, tmp_path: Path) -> None:
    first = backup.backup(root, tmp_path / "b", DAY, "tracker 0").folder
    (first / "manifest-sha256.txt").write_text("nothing\n", "utf-8")
    (root / "data" / "gone").symlink_to("nowhere")
    second = backup.backup(root, tmp_path / "b", "2026-11-24T05:17:00Z", "tracker 0")
    assert second.shared == 0
    (tmp_path / "new").mkdir()
    assert backup.restore(tmp_path / "b", tmp_path / "new").folder == second.folder


def test_a_backup_within_the_data_is_refused(made: Home, root: Path, tmp_path: Path) -> None:
    ended = at(root, made).run("backup", str(root / "data" / "backups"))
    assert ended.exit_code == 2
    assert "outside" in ended.stderr
    (tmp_path / "empty").mkdir()
    assert "feeds.yaml is not there" in at(tmp_path / "empty", made).run("backup", str(tmp_path / "b")).stderr
