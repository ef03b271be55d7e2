"""Backups and restores killed at any moment, while another process archives pages: what has its name is whole.

    python -m tests.bench.backup [KILLS]

tells how many backups were whole, how many were left half-made, and how long whole ones took.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tracker import backup
from tracker.archive import Archive
from tracker.ledger import Ledger
from tracker.model import Link, Page

DAY = "2026-11-22T12:00:00Z"


def write(root: Path, count: int, pause: float = 0) -> None:
    """Archives pages and notes each, as collect does."""
    archive, ledger = Archive(root / "data" / "archive"), Ledger(root / "data" / "ledger.db")
    for _ in range(count):
        url = f"https://example.org/{random.random()}"
        ledger.sighted("a", [(Link("a", url), url)], DAY)
        archive.write(Page(url, url, 200, (), os.urandom(20_000), DAY), "a", "", None)
        ledger.fetched(Link("a", url), DAY)
        time.sleep(pause)
    ledger.close()


def child(work: Callable[[], object]) -> int:
    number = os.fork()
    if not number:
        try:
            work()
        finally:
            os._exit(0)
    return number


def killed(work: Callable[[], object], after: float) -> None:
    number = child(work)
    time.sleep(after)
    os.kill(number, signal.SIGKILL)
    os.waitpid(number, 0)


def faults(folder: Path) -> list[str]:
    """What is wrong with a backup: its digests, and what its ledger knows that its archive has not."""
    wrong = list(backup._faults(folder, backup._manifest(folder)))
    data = folder / "data" / "data"
    with closing(sqlite3.connect(f"file:{data / 'ledger.db'}?immutable=1", uri=True)) as ledger:
        known = {url for (url,) in ledger.execute("select url from links where state = 'fetched'")}
    there = {one.url for one in Archive(data / "archive").snapshots()}
    for path in (data / "archive").glob("index.db*"):
        path.unlink()
    return [*wrong, *sorted(known - there)]


def main(kills: int) -> None:
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as place:
        root, target = Path(place) / "tracker", Path(place) / "backups"
        (root / "data").mkdir(parents=True)
        (root / "feeds.yaml").write_text("", "utf-8")
        write(root, 300)
        start = time.perf_counter()
        backup.backup(root, target, DAY, "bench")
        took = time.perf_counter() - start
        writer = child(lambda: write(root, 10**9, 0.05))
        wrong, halves, left = [], 0, 0
        try:
            for number in range(kills):
                now = f"2026-11-23T{number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}Z"
                killed(lambda now=now: backup.backup(root, target, now, "bench"), chance.uniform(0, 8 * took))  # type: ignore[misc]
                left += len(list(target.glob("*.part")))
                wrong += [fault for folder in target.glob("*Z") for fault in faults(folder)]
                for folder in sorted(target.glob("*Z"))[:-1]:
                    shutil.rmtree(folder)
                new = Path(place) / "new"
                new.mkdir()
                killed(lambda new=new: backup.restore(target, new), chance.uniform(0, 4 * took))  # type: ignore[misc]
                halves += 0 < sum(1 for path in new.rglob("*") if path.is_file()) < 3
                backup.restore(target, new)
                whole = backup.latest(target)
                assert whole
                wrong += [name for name in backup._manifest(whole) if not _same(whole / "data" / name, new / name)]
                wrong += [str(path) for path in new.rglob("*.part")]
                shutil.rmtree(new)
        finally:
            os.kill(writer, signal.SIGKILL)
            os.waitpid(writer, 0)
        print(f"{kills} backups and {kills} restores killed; a whole backup takes {took:.2f} s")
        print(f"{left} times half a backup was left, {halves} times half a restore; {len(wrong)} faults {wrong[:5]}")
        sys.exit(bool(wrong))


def _same(one: Path, other: Path) -> bool:
    return one.read_bytes() == other.read_bytes()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
