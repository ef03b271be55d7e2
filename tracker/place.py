"""A folder comes in; the tracker that lives there goes out: its declarations, archive, ledger, database and screen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tracker import publish
from tracker.archive import Archive
from tracker.cache import Cache, version
from tracker.declarations import Feeds, load_corrections, load_feeds, load_history, load_watch
from tracker.declarations.notices import load_notices
from tracker.ledger import Ledger
from tracker.model import Correction, Entry, InputError, Watch, Words
from tracker.model.notices import Notices
from tracker.show import Screen


@dataclass
class Place:
    """The folder with feeds.yaml and data/, and the screen to which its commands write."""

    root: Path
    screen: Screen

    @cached_property
    def feeds(self) -> Feeds:
        return load_feeds(self._there("feeds.yaml"))

    @cached_property
    def history(self) -> tuple[Entry, ...]:
        """The curated record."""
        return load_history(self._there("data/history.yaml"))

    @cached_property
    def watch(self) -> tuple[Watch, ...]:
        """The pages that are read again; none where there is no such file."""
        path = self.root / "data" / "watch.yaml"
        return load_watch(path) if path.exists() else ()

    @cached_property
    def corrections(self) -> tuple[Correction, ...]:
        """What people ruled over events; a folder without the file has none."""
        path = self.root / "data" / "corrections.yaml"
        return load_corrections(path) if path.exists() else ()

    @cached_property
    def notices(self) -> Notices | None:
        """Who is told of news; nobody where there is no such file."""
        path = self.root / "data" / "notices.yaml"
        return load_notices(path) if path.exists() else None

    @property
    def database(self) -> Path:
        return self.root / "data" / "timeline.db"

    def current(self) -> bool:
        """Whether a database of today's format stands there; one of a newer format is an error."""
        return publish.current(self.database)

    def reported(self) -> tuple[tuple[str, str], ...]:
        """The pages that gave reports, and when each was fetched."""
        return publish.reported(self.database)

    @property
    def archive(self) -> Archive:
        return Archive(self.root / "data" / "archive")

    def cache(self, words: Words) -> Cache:
        """What earlier builds read with the same words and code."""
        return Cache(self.root / "data" / "cache.db", version(words))

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        ledger = Ledger(self.root / "data" / "ledger.db")
        try:
            yield ledger
        finally:
            ledger.close()

    def _there(self, name: str) -> Path:
        path = self.root / name
        if not path.exists():
            raise InputError(f"{path} is not there; go to the folder of your tracker, or name it: tracker --root DIR")
        return path
