"""The index of the archive tells the same as the WARC files, whatever happened to either of them."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from unittest.mock import patch

import pytest
from test_archive import page

from tracker.archive import Archive, records
from tracker.archive.index import Index
from tracker.model import Snapshot

ROOT = Path(__file__).parent.parent


def read_anew(folder: Path) -> list[Snapshot]:
    """What the WARC files say, without any index."""
    for path in folder.glob("index.db*"):
        path.unlink()
    return list(Archive(folder).snapshots())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three days, with a body that comes back, a move and an older copy that came later."""
    archive = Archive(tmp_path)
    for day, body in ((3, "one"), (4, "two"), (5, "one"), (5, "two"), (1, "one")):
        url = f"https://example.org/{body}"
        archive.write(page(body, f"2025-03-0{day}T10:00:00Z", url), "a", body.title(), "2025-03-01")
    return tmp_path


def test_it_tells_what_the_files_tell(folder: Path) -> None:
    kept = list(Archive(folder).snapshots())
    assert len(kept) == 5
    assert len({(x.file, x.offset) for x in kept}) == 3, "a body that comes back lies where it lay"
    assert read_anew(folder) == kept


def test_files_are_read_once(folder: Path) -> None:
    with patch.object(records, "members", side_effect=AssertionError("a file is read")):
        again = Archive(folder)
        assert len(list(again.snapshots())) == 5
        assert again.write(page("new", "2025-03-05T12:00:00Z"), "a", "", None) in list(again.snapshots())


def test_files_that_came_went_or_changed_are_read_anew(folder: Path) -> None:
    other = Archive(folder / "other")
    other.write(page("elsewhere", "2025-03-04T11:00:00Z"), "a", "", None)
    with (folder / "2025-03-04.warc.gz").open("ab") as stream:
        stream.write((folder / "other" / "2025-03-04.warc.gz").read_bytes())
    (folder / "2025-03-01.warc.gz").rename(folder / "2025-02-01.warc.gz")
    (folder / "2025-03-05.warc.gz").unlink()
    seen = [(x.file, x.fetched[8:10]) for x in Archive(folder).snapshots()]
    assert seen == [("2025-02-01.warc.gz", "01"), ("2025-03-03.warc.gz", "03"), *[("2025-03-04.warc.gz", "04")] * 2]
    assert read_anew(folder) == list(Archive(folder).snapshots())


def test_a_page_that_was_written_and_not_noted_is_not_written_twice(folder: Path) -> None:
    """The process dies between the file and the index."""
    late = page("late", "2025-03-05T12:00:00Z")
    with patch.object(Index, "add", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        Archive(folder).write(late, "a", "", None)
    size = (folder / "2025-03-05.warc.gz").stat().st_size
    Archive(folder).write(late, "a", "", None)
    assert (folder / "2025-03-05.warc.gz").stat().st_size == size
    assert read_anew(folder) == list(Archive(folder).snapshots())


def test_no_wrong_index_cuts_a_file(folder: Path) -> None:
    kept = list(Archive(folder).snapshots())
    with closing(sqlite3.connect(folder / "index.db")) as db:
        db.execute('update files set "end" = 10')
        db.commit()
    written = Archive(folder).write(page("new", "2025-03-05T12:00:00Z"), "a", "", None)
    assert read_anew(folder) == [*kept, written]


def test_killed_and_killed_again(tmp_path: Path) -> None:
    """`kill -9` at moments of chance, two writers at once: every page once, and the index tells what the files tell."""
    script = (
        "import sys, pathlib; sys.path[:0] = sys.argv[1:3]\n"
        "from test_archive import page; from tracker.archive import Archive\n"
        "archive = Archive(pathlib.Path(sys.argv[3]))\n"
        "for n in range(300):\n"
        "    archive.write(page(f'body {n % 40}', f'2025-03-0{n % 3 + 1}T1{n // 60}:00:{n % 60:02}Z'), '', '', None)\n"
    )
    command = [sys.executable, "-c", script, str(ROOT), str(ROOT / "tests"), str(tmp_path)]
    for number in range(6):
        writers = [subprocess.Popen(command) for _ in range(2)]
        until, seen = time.monotonic() + 20, sum(1 for _ in Archive(tmp_path).snapshots())
        while time.monotonic() < until and sum(1 for _ in Archive(tmp_path).snapshots()) < min(seen + 30, 250):
            time.sleep(0.003 * number)
        for writer in writers:
            writer.send_signal(signal.SIGKILL)
            writer.wait()
    assert subprocess.run(command, check=False).returncode == 0
    kept = list(Archive(tmp_path).snapshots())
    assert max(Counter((x.sha, x.fetched) for x in kept).values()) == 1
    assert len(kept) == 300
    assert read_anew(tmp_path) == kept
    assert Archive(tmp_path).damage() == ()


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\0" + bytes(200)])
def test_a_damaged_index_is_made_anew(folder: Path, content: bytes) -> None:
    kept = list(Archive(folder).snapshots())
    for path in folder.glob("index.db*"):
        path.unlink()
    (folder / "index.db").write_bytes(content)
    assert list(Archive(folder).snapshots()) == kept


def test_an_index_of_another_version_is_made_anew(folder: Path) -> None:
    kept = list(Archive(folder).snapshots())
    with closing(sqlite3.connect(folder / "index.db")) as db:
        db.execute("delete from pages")
        db.execute("pragma user_version = 99")
        db.commit()
    assert list(Archive(folder).snapshots()) == kept


def test_a_folder_that_cannot_be_written_to_is_read(folder: Path) -> None:
    kept = read_anew(folder)
    for path in folder.glob("index.db*"):
        path.unlink()
    (folder / "index.db").mkdir()  # no file can be opened there
    assert list(Archive(folder).snapshots()) == kept


def test_looking_makes_no_folder(tmp_path: Path) -> None:
    assert list(Archive(tmp_path / "none").snapshots()) == []
    assert list(tmp_path.iterdir()) == []
