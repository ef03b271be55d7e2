"""The folder of a tracker comes in; each of its files goes out with its kind: what it is, and whether it can be spared.

What must be kept is backed up and never thrown away. A file of no known kind is kept.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath


@dataclass(frozen=True, slots=True)
class Kind:
    """Files by the pattern of their path in the folder; `spare`: days after their last change, None for never."""

    pattern: str
    means: str
    spare: int | None = None
    #: whether it is state: only that is backed up
    state: bool = True


KINDS = (
    Kind("feeds.yaml", "the sources, as you declared them"),
    Kind("data/*.yaml", "what people wrote: the curated record, rulings, watched pages, notices"),
    Kind(
        "data/archive/????-??-??.warc.gz",
        "the pages as they were, also those that gave no report: reports and versions stand on them, and every new"
        " rule reads them again",
    ),
    Kind("data/ledger.db", "what was asked and seen; without it all is asked for again"),
    Kind("data/*.format-*.db", "a database as it was before a new version brought it forward", 30, state=False),
    Kind("data/timeline.db", "the product; it alone has the history of the record"),
    Kind("data/cache.db*", "what earlier builds read; without it the next build reads all anew", 0, state=False),
    Kind("data/archive/index.db*", "where pages lie in the archive; it is made anew when it is needed", 0, state=False),
    Kind("data/*.log", "logs", 90, state=False),
    Kind("data/*.part", "a half of what a killed run wrote", 1, state=False),
    Kind("data/archive/*.part", "the same", 1, state=False),
    Kind("data/*.lock", "locks of runs", state=False),
    Kind("data/*.json", "notes of runs at work, and of the last backup", state=False),
    Kind("data/*.db-*", "of SQLite, to be left beside its file; a backup has it within the file", state=False),
)
OTHER = Kind("data/*", "anything else")


def files(root: Path) -> Iterator[tuple[str, Kind]]:
    """The files of the tracker at `root` by their path in it, with `/` between names, and the kind of each."""
    if (root / "feeds.yaml").is_file():
        yield "feeds.yaml", kind("feeds.yaml")
    for folder, inner, names in os.walk(root / "data", followlinks=True):
        inner.sort()
        for name in sorted(names):
            if (Path(folder) / name).is_file():
                path = (Path(folder) / name).relative_to(root).as_posix()
                yield path, kind(path)


def kind(path: str) -> Kind:
    """The kind of the file with this path in the folder."""
    there = PurePosixPath(path)
    return next((x for x in KINDS if there.match(x.pattern) and x.pattern.count("/") == path.count("/")), OTHER)


def spelt(size: int) -> str:
    """Bytes in words."""
    return f"{size / 1e6:,.1f} MB"
