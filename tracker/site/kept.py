"""Answers that were given come in; they go out again as long as the file that they were made from is the same.

A page depends on its address, on the day and on the database. The database is the same while its file and its log of
changes have kept their size and their time.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

#: pages that are kept; with 150 kB each this is 30 MB
PAGES = 200

Stamp = tuple[str, tuple[tuple[int, int], ...]]


def stamp(path: str, today: str) -> Stamp:
    """Return what changes with the database at `path` or with the day."""
    files = []
    for file in (Path(path), Path(f"{path}-wal")):
        try:
            told = file.stat()
            files.append((told.st_mtime_ns, told.st_size))
        except OSError:
            files.append((0, 0))
    return today, tuple(files)


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was given, with its tag."""

    body: str
    status: int
    headers: tuple[tuple[str, str], ...]
    content_type: str

    @property
    def tag(self) -> str:
        return f'"{sha256(self.body.encode()).hexdigest()[:20]}"'


class Kept:
    """The pages asked for last."""

    def __init__(self) -> None:
        self._pages: OrderedDict[str, tuple[Stamp, Page]] = OrderedDict()

    def get(self, address: str, now: Stamp) -> Page | None:
        """Return the page of `address` if it was made from the same rows on the same day."""
        found = self._pages.get(address)
        if found is None or found[0] != now:
            return None
        self._pages.move_to_end(address)
        return found[1]

    def put(self, address: str, made: Stamp, page: Page) -> None:
        self._pages[address] = made, page
        self._pages.move_to_end(address)
        while len(self._pages) > PAGES:
            self._pages.popitem(last=False)
