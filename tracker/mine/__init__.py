"""WARC files of whole crawls come in; pages that report an act, their reports and an account of each file go out."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.mine.sift import START, Place
from tracker.mine.store import Store, mined
from tracker.model import InputError

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["Estimate", "Mined", "estimate", "mine", "mined", "ready"]

#: how often a part of a file is tried whose host fails, and one whose workers are lost
_TRIES, _LOSSES = 3, 20
#: records read of each of so many files, to tell what all will take
_SAMPLE, _SAMPLED = 3000, 4


@dataclass(frozen=True, slots=True)
class Mined:
    """What a run did: lines of the manifest that it added, and (file, why) of those that could not be read."""

    lines: tuple[dict[str, Any], ...]
    before: int
    unread: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Estimate:
    """What mining some files would take, from a sample of them."""

    files: int
    bytes: int
    pages: int
    kept: int
    #: of one core
    hours: float
    workers: int
    sampled_pages: int
    sampled_bytes: int


def ready() -> None:
    """Raises InputError where a library of the extra is missing."""
    missing = [name for name in ("distributed", "fsspec", "hyperscan", "isal", "pyarrow") if not find_spec(name)]
    if missing:
        raise InputError(f"mining needs the libraries {', '.join(missing)}: pip install '.[mine]'")


def mine(
    paths: Sequence[str],
    folder: Path,
    scheduler: str | None,
    tell: Callable[[str], None],
    elapsed: Callable[[], float],
) -> Mined:
    """Reads all files that are meant and not done yet, on the cluster at `scheduler` or on the cores of this machine.

    Raises InputError for paths that mean no file, a folder of something else and a cluster that is not there.
    `tell` hears of progress; `elapsed` gives seconds.
    """
    from tracker.mine import files
    from tracker.mine.rules import rules

    store = Store(folder, rules())
    meant = files.files(paths)
    waiting = [address for address in meant if address not in store.done]
    before = len(meant) - len(waiting)
    with _cluster(scheduler) as client:
        tell(f"{len(waiting)} files to read, {before} are done; dashboard: {client.dashboard_link}")
        folder.mkdir(parents=True, exist_ok=True)
        run = _Run(client, store, waiting, tell, elapsed)
        return Mined(tuple(run.lines()), before, tuple(run.unread.items()))


class _Run:
    """The files of a run, two a worker's thread in its hands at any time."""

    def __init__(
        self,
        client: Client,
        store: Store,
        waiting: list[str],
        tell: Callable[[str], None],
        elapsed: Callable[[], float],
    ) -> None:
        self.client, self.store, self.tell, self.elapsed = client, store, tell, elapsed
        self.total, self.start = len(waiting), elapsed()
        self.waiting = [(address, START) for address in reversed(waiting)]
        self.unread: dict[str, str] = {}
        self.tried: Counter[str] = Counter()
        self.lost: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()

    def lines(self) -> Iterator[dict[str, Any]]:
        """The line of each file as soon as it is done."""
        from distributed import as_completed

        self.queue = as_completed()
        self.held: dict[Any, tuple[str, Place]] = {}
        self._fill()
        for future in self.queue:
            address, begin = self.held.pop(future)
            line = self._line(future, address, begin)
            if line:
                self._progress(line)
                yield line
            self._fill()

    def _fill(self) -> None:
        hands = 2 * max(1, sum(self.client.nthreads().values()))
        while self.waiting and len(self.held) < hands:
            self._submit(*self.waiting.pop())

    def _submit(self, address: str, begin: Place) -> None:
        from tracker.mine import work

        future = self.client.submit(work.sift, address, begin, self.store.rules, pure=False)
        self.held[future] = (address, begin)
        self.queue.add(future)

    def _line(self, future: Any, address: str, begin: Place) -> dict[str, Any] | None:
        """The line of a file that is done; else what is left of it is asked for, or noted."""
        from distributed.scheduler import KilledWorker

        from tracker.mine.files import SourceError

        if future.status == "finished":
            part = future.result()
            self.tried[address] = self.lost[address] = 0
            line = self.store.add(address, part, begin)
            if part.next is not None:
                self._submit(address, part.next)
            return line
        error = future.exception() if future.status == "error" else None
        if isinstance(error, SourceError):
            self.tried[address] += 1
            if self.tried[address] < _TRIES:
                self.waiting.insert(0, (address, begin))
            else:
                self.unread[address] = str(error)
        elif error is None or isinstance(error, KilledWorker):
            self.lost[address] += 1
            if self.lost[address] < _LOSSES:
                self._submit(address, begin)
            else:
                self.unread[address] = f"{_LOSSES} times the workers that read it were lost"
        else:
            raise error
        return None

    def _progress(self, line: dict[str, Any]) -> None:
        self.counts.update(files=1, pages=line["pages"], kept=line["kept"])
        seconds = max(self.elapsed() - self.start, 0.001)
        done = self.counts["files"]
        left = (self.total - done) * seconds / done
        self.tell(
            f"{done} of {self.total} files, {self.counts['pages']:,} pages, {self.counts['kept']:,} kept, "
            f"{self.counts['pages'] / seconds:,.0f} pages a second, {duration(left)} left"
        )


def estimate(paths: Sequence[str], scheduler: str | None, tell: Callable[[str], None]) -> Estimate:
    """What mining would take, by the processor time of a sample of at most four files, read here; nothing is stored."""
    from tracker.mine import files
    from tracker.mine.child import Child

    meant = files.files(paths)
    sizes = [files.size(address) for address in meant]
    known = [one for one in sizes if one is not None]
    if not known:
        raise InputError("no host tells how large its files are; nothing can be estimated")
    total = sum(known) * len(meant) // len(known)
    child, parts = Child(), []
    for address in meant[:: max(1, len(meant) // _SAMPLED)][:_SAMPLED]:
        tell(f"sample of {address}")
        parts.append(child.sift(address, sample=_SAMPLE))
    child.close()
    read, pages = sum(one.bytes for one in parts), sum(one.pages for one in parts)
    share = total / max(1, read)
    if scheduler:
        with _cluster(scheduler) as client:
            workers = sum(client.nthreads().values())
    else:
        workers = os.cpu_count() or 1
    kept, seconds = sum(one.kept_pages for one in parts), sum(one.seconds for one in parts)
    return Estimate(
        len(meant), total, round(pages * share), round(kept * share), seconds * share / 3600, workers, pages, read
    )


@contextmanager
def _cluster(scheduler: str | None) -> Iterator[Client]:
    """A client of the cluster at an address, or of one in this process, a thread for each core."""
    from distributed import Client, LocalCluster

    if scheduler:
        try:
            client = Client(scheduler, timeout=30)
        except (OSError, ValueError) as error:
            raise InputError(f"no Dask scheduler answers at {scheduler}: {error}") from error
        with client:
            yield client
        return
    cores = os.cpu_count() or 1
    local = {"host": "127.0.0.1", "protocol": "tcp://", "dashboard_address": "127.0.0.1:0"}
    with (
        LocalCluster(n_workers=1, threads_per_worker=cores, processes=False, **local) as cluster,
        Client(cluster) as client,
    ):
        yield client


def duration(seconds: float) -> str:
    """Seconds as people say them."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return f"{seconds:.0f} s"
    return f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{minutes} min"
