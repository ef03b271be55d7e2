"""Answers that were given come in; they go out again as long as the file that they were made from is the same.

A page depends on its address, on the day and on the database. The database is the same while its file and its log of
changes have kept their size and their time.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

#: pages that are kept, and the bytes that they may take together: a whole timeline as data can be 15 MB
PAGES, ROOM = 200, 64 * 2**20

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

    body: bytes
    status: int
    headers: tuple[tuple[str, str], ...]
    content_type: str

    @property
    def tag(self) -> str:
        return f'"{sha256(self.body).hexdigest()[:20]}"'

    def known(self, asked: str | None) -> bool:
        """Tell whether a reader that sends `asked` as If-None-Match has this page."""
        tags = [one.strip().removeprefix("W/") for one in (asked or "").split(",")]
        return self.status == 200 and (self.tag in tags or tags == ["*"])


class Kept:
    """The pages asked for last."""

    def __init__(self) -> None:
        self._pages: OrderedDict[str, tuple[Stamp, Page]] = OrderedDict()
        self._size = 0

    def get(self, address: str, now: Stamp) -> Page | None:
        """Return the page of `address` if it was made from the same rows on the same day."""
        found = self._pages.get(address)
        if found is None or found[0] != now:
            return None
        self._pages.move_to_end(address)
        return found[1]

    def put(self, address: str, made: Stamp, page: Page) -> None:
        if address in self._pages:
            self._size -= len(self._pages.pop(address)[1].body)
        self._pages[address] = made, page
        self._size += len(page.body)
        while len(self._pages) > PAGES or self._size > ROOM:
            self._size -= len(self._pages.popitem(last=False)[1][1].body)
