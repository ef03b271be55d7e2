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
    then = datetime.fromisoformat(now)
    for name, kind in keeping.files(root):
        path = root / name
        stat = path.stat()
        if kind.spare is None or (kind.spare and stat.st_mtime > (then - timedelta(days=kind.spare)).timestamp()):
            continue
        if ".format-" in name and not _replaced(path):
            continue
        yield Spare(name, stat.st_size, kind.means)


def prune(root: Path, found: list[Spare]) -> list[Spare]:
    """Deletes them; those of a database that somebody works with stay, and are returned."""
    bases = (root / one.name for one in found if one.name.endswith(".db"))
    used = tuple(str(base) for base in bases if databases.in_use(base))
    stay = [one for one in found if str(root / one.name).startswith(used)] if used else []
    for one in found:
        if one not in stay:
            (root / one.name).unlink(missing_ok=True)
    return stay


def _replaced(copy: Path) -> bool:
    """Whether the database stands there whole of which this is an older copy."""
    path = copy.with_name(copy.name.partition(".format-")[0] + ".db")
    return path.exists() and not databases.faults(path)
