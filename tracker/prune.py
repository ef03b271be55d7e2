"""A tracker's folder comes in; the files that can be spared go out, and away where that is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tracker import databases, keeping


@dataclass(frozen=True, slots=True)
class Spare:
    """A file that nothing needs, by its path in the folder."""

    name: str
    size: int
    means: str


def spare(root: Path, now: str) -> Iterator[Spare]:
    """The files of the tracker at `root` that can go at `now` (UTC); of what must be kept there is none among them."""
    for name, kind in keeping.files(root):
        path = root / name
        stat = path.stat()
        if kind.spare is None or datetime.fromisoformat(now).timestamp() - stat.st_mtime < _seconds(kind.spare):
            continue
        if ".format-" in name and not _replaced(path):
            continue
        yield Spare(name, stat.st_size, kind.means)


def prune(root: Path, found: list[Spare]) -> None:
    """Deletes them; no run may be at work."""
    for one in found:
        (root / one.name).unlink(missing_ok=True)


def _seconds(days: int) -> float:
    return timedelta(days=days).total_seconds()


def _replaced(copy: Path) -> bool:
    """Whether the database stands there whole of which this is an older copy."""
    path = copy.with_name(copy.name.partition(".format-")[0] + ".db")
    return path.exists() and not databases.faults(path)
