"""A tracker's folder comes in; how its databases, its archive, its backups and its runs do goes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from tracker import backup, databases, formats, keeping, pipeline
from tracker.archive import health
from tracker.doctor.finding import Finding, State, ago
from tracker.ledger import Ledger
from tracker.model import Source
from tracker.place import Place

#: how long a daily job may not have run, and a backup may lie back
_QUIET, _UNSAVED = timedelta(days=2), timedelta(days=8)


def examine(place: Place, now: str) -> Iterator[Finding]:
    """All that lies on the disk; the checks are named after what they look at."""
    data = place.root / "data"
    yield from _database(
        "ledger", data / "ledger.db", formats.LEDGER, "move it away; the next run asks for everything again"
    )
    yield from _database(
        "timeline", place.database, formats.PUBLISHED, "move it away, then `tracker build`; its history starts anew"
    )
    yield from _archive(place)
    yield from _index(data / "archive")
    yield from _backup(place.root, now)


@contextmanager
def remembered(root: Path) -> Iterator[Ledger | None]:
    """A copy of the ledger, so that looking at it does not change it; None where there is none."""
    path = root / "data" / "ledger.db"
    if not path.exists():
        yield None
        return
    with TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        databases.copy(path, copy)
        with closing(Ledger(copy)) as ledger:
            yield ledger


def runs(ledger: Ledger, sources: Iterable[Source], now: str) -> Iterator[Finding]:
    """The last run and the sources."""
    done = [run for run in ledger.runs() if run.command == "collect"]
    if done and ago(done[-1].started, now) > _QUIET:
        text = f"the last one was {ago(done[-1].started, now).days} days ago"
        yield Finding("runs", State.BROKEN, text, "look whether the daily job is switched on, and at what it said")
    elif done:
        ended = "" if done[-1].ended else "; it has not ended: it is at work, or was killed and the next goes on"
        yield Finding("runs", State.OK, f"the last one began at {done[-1].started}{ended}")
    known = ledger.health()
    states = ((one, pipeline.standing(one, known.get(one.id), now)[0]) for one in sources)
    bad = [one.id for one, state in states if pipeline.needs_a_person(one, state)]
    if bad:
        text = f"{len(bad)} need a person: {', '.join(bad[:5])}{' and others' if len(bad) > 5 else ''}"
        yield Finding("sources", State.BROKEN, text, "`tracker sources` tells why")
    elif known:
        yield Finding("sources", State.OK, "none needs a person")


def latest(ledger: Ledger | None, folder: Path) -> str:
    """The latest time at which something was done here, as ledger and archive tell; empty where nothing was."""
    times = [run.started for run in ledger.runs()[-1:]] if ledger else []
    return max(*times, health.newest(folder), "")


def _database(check: str, path: Path, form: formats.Format, otherwise: str) -> Iterator[Finding]:
    if not path.exists():
        yield Finding(check, State.NOTE, f"{path} is not there yet", "`tracker refresh` makes it")
        return
    if faults := databases.faults(path):
        advice = f"`tracker restore` the last backup into a new folder; without one, {otherwise}"
        yield Finding(check, State.BROKEN, f"{path} is damaged: {'; '.join(faults)}", advice)
        return
    try:
        number = formats.look(path, form) or 0
    except formats.NewerError as error:
        yield Finding(check, State.BROKEN, str(error), "the message says what to do")
        return
    told = f"{path} is sound: {keeping.spelt(path.stat().st_size)}, format {number}"
    older = f"; the next run brings it to {form.number}" if number < form.number else ""
    yield Finding(check, State.OK, told + older)


def _archive(place: Place) -> Iterator[Finding]:
    count, size = health.size(place.root / "data" / "archive")
    lost = place.archive.damage()
    for problem in lost:
        advice = "take the file from a backup; without one leave it: all other records in it can be read"
        yield Finding("archive", State.BROKEN, problem.message, advice)
    if not lost:
        yield Finding("archive", State.OK, f"each record can be read: {count} files, {keeping.spelt(size)}")


def _index(folder: Path) -> Iterator[Finding]:
    wrong = list(health.wrong(folder))
    for text in wrong:
        advice = f"delete {folder / 'index.db'}, its -wal and its -shm; it is made anew"
        yield Finding("index", State.BROKEN, text, advice)
    if not wrong:
        yield Finding("index", State.OK, "it tells what the archive holds")


def _backup(root: Path, now: str) -> Iterator[Finding]:
    made, advice = backup.last(root), "`tracker backup DIR`, on another disk"
    if made is None:
        yield Finding("backup", State.NOTE, "none was made from here", advice)
    elif ago(made[0], now) > _UNSAVED:
        yield Finding("backup", State.NOTE, f"the last one is {ago(made[0], now).days} days old", advice)
    else:
        yield Finding("backup", State.OK, f"the last one was made at {made[0]}: {made[1]}")
