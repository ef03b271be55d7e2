"""A made-up crawl is mined; what that costs, what the gate lets through and what kills change comes out.

    python -m tests.bench.mine [PAGES] [PART]...

The parts: gate (what passes, against reading every page in full), speed (one core, next to the WARC libraries and to
trafilatura on every page), scale (workers, files, memory), kills (a worker killed every few seconds), paper (what
CC-NEWS would take at the measured rates). All by default. With 200,000 pages the crawl takes 8 GB in the temporary
folder and the whole an hour on two cores that do nothing else; every ratio is of one run.
"""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import psutil
import trafilatura
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator

from tests import crawl
from tracker import mine as mines
from tracker.mine import child
from tracker.mine.sift import Sieve
from tracker.model import Page

PAGES = 200_000
#: an even share for one and for two workers, of a fourth of them too
FILES = 40
#: pages on which the gate is held against a full reading: that tell of an act, and any
TELLING, ANY = 2000, 2000
#: pages a month, as the dossier of the sources has it; bytes of a page, packed: of the middle one of 17 recorded news
#: pages (so a month fills 530 files of 1 GB, where the dossier guesses some hundreds); a guess: dollars an hour
MONTH, PACKED, PRICE = 11_500_000, 47_000, (0.01, 0.05)
MONTHS = 35  # since January 2023


def write(folder: Path, pages: int, files: int, *, damaged: bool = True) -> list[str]:
    folder.mkdir()
    share = pages // files
    with ProcessPoolExecutor(mp_context=get_context("fork")) as pool:  # which takes `near_share` along
        list(pool.map(partial(write_one, folder, share, damaged), range(files)))
    return [str(path) for path in sorted(folder.iterdir())]


def write_one(folder: Path, share: int, damaged: bool, number: int) -> None:
    with (folder / f"crawl-{number:05}.warc.gz").open("wb") as stream:
        crawl.write(stream, number * share, share, damaged=damaged)


def gate(sieve: Sieve) -> None:
    """What a full reading would keep and the gate drops; and what passes of all that it would not keep."""
    seen = held(sieve, TELLING, relevant=True)
    for share in (0.05, 0.2):
        crawl.Site.near_share = share
        found = held(sieve, ANY, relevant=False)
        dropped, rest = found[False, False], found[False, True] + found[False, False]
        print(f"gate: {share:.0%} near: {dropped} of {rest} others are dropped ({dropped / rest:.2%}, aim 98 %)")
    seen += found
    passed, kept = seen[True, True], seen[True, True] + seen[True, False]
    print(
        f"gate: {passed} of {kept} pages that a full reading keeps pass ({passed / kept:.2%}, aim 99.5 %)", flush=True
    )


def held(sieve: Sieve, count: int, *, relevant: bool) -> Counter[tuple[bool, bool]]:
    """How many pages a full reading keeps or not, and the gate lets pass or not."""
    seen: Counter[tuple[bool, bool]] = Counter()
    for made in crawl.pages(10_000_000, count, relevant=relevant):
        page = Page(made.url, made.url, 200, (("Content-Type", made.content_type),), made.body, "2026-01-01T00:00:00Z")
        document = sieve._document(page, made.content_type)
        kept = bool(document and sieve.extractor(document).reports)
        passes = sieve.gate.worded(made.body) and sieve.gate.telling(made.body, made.content_type)
        seen[kept, bool(passes)] += 1
    return seen


def timed(work: Callable[[], int]) -> float:
    """Things a second of processor time."""
    start = time.process_time()
    done = work()
    return done / (time.process_time() - start)


def speed(sieve: Sieve, folder: Path, pages: int) -> float:
    """Pages a second of one core, next to others on the same file; where every fifth and every twentieth comes near."""
    for share in (0.2, 0.05):
        crawl.Site.near_share = share
        warm, path = write(folder / f"speed-{share}", 2 * pages, 2, damaged=False)
        with Path(warm).open("rb") as stream:
            sieve(stream)  # the words of each language are compiled and the dictionaries loaded, once in a process
        rate = compared(sieve, path, share, pages)
    crawl.Site.near_share = 0.2
    return rate


def compared(sieve: Sieve, path: str, share: float, pages: int) -> float:
    """Bytes a second of one core, packed."""

    def fast() -> int:
        with Path(path).open("rb") as stream:
            return sum(record.reader.read() is not None for record in FastIterator(stream))

    def slow() -> int:
        with Path(path).open("rb") as stream:
            return sum(record.content_stream().read() is not None for record in ArchiveIterator(stream))

    def ours() -> int:
        with Path(path).open("rb") as stream:
            return sieve(stream).records

    def every(count: int = 400) -> int:
        return sum(bool(trafilatura.extract(made.body)) or True for made in crawl.pages(0, count))

    rates = {
        "mining": timed(ours),
        "FastWARC alone": timed(fast),
        "warcio alone": timed(slow),
        "trafilatura": timed(every),
    }
    for name, rate in rates.items():
        print(f"speed, {share:.0%} near: {name} {rate:.0f} pages a second; mining: x {rates['mining'] / rate:.2f}")
    print("speed: aims: 0.5 of the library alone, 20 times trafilatura on every page", flush=True)
    return rates["mining"] * Path(path).stat().st_size / pages


@contextmanager
def cluster(workers: int) -> Iterator[str]:
    """A scheduler and workers of Dask as processes of their own; ended with the block."""
    port = 20_000 + random.randrange(20_000)
    started: list[subprocess.Popen[bytes]] = []
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    run = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port)]
    started.append(subprocess.Popen([*run, "--no-dashboard"], **quiet))  # type: ignore[call-overload]
    work = [sys.executable, "-m", "distributed.cli.dask_worker", f"tcp://127.0.0.1:{port}", "--nthreads", "1"]
    started.append(subprocess.Popen([*work, "--nworkers", str(workers), "--no-dashboard"], **quiet))  # type: ignore[call-overload]
    try:
        yield f"tcp://127.0.0.1:{port}"
    finally:
        family = [one for process in started for one in _family(process.pid)]
        for process in reversed(started):
            process.terminate()
        for process in started:
            with suppress(subprocess.TimeoutExpired):  # a nanny whose worker was killed just now may wait for it
                process.wait(30)
            process.kill()
        for one in family:
            if one.is_running():
                one.kill()


def _family(pid: int) -> list[psutil.Process]:
    return psutil.Process(pid).children(recursive=True) if psutil.pid_exists(pid) else []


def mined(paths: list[str], out: Path, workers: int, during: Callable[[], None] = lambda: None) -> tuple[float, float]:
    """Seconds from the first file given to the last, the workers warm, and the largest child in MB."""
    with cluster(workers) as address:
        mines.mine(paths[: 2 * workers], out.with_name(out.name + "-warm"), address, lambda _: None, time.monotonic)
        done, largest = threading.Event(), 0.0

        def watch() -> None:
            nonlocal largest
            while not done.wait(0.5):
                for process in psutil.Process().children(recursive=True):
                    with _gone():
                        if "tracker.mine.child" in process.cmdline():
                            largest = max(largest, process.memory_info().rss / 1e6)
                during()

        watcher = threading.Thread(target=watch)
        watcher.start()
        start = time.monotonic()
        mines.mine(paths, out, address, lambda _: None, time.monotonic)
        seconds = time.monotonic() - start
        done.set()
        watcher.join()
    return seconds, largest


@contextmanager
def _gone() -> Iterator[None]:
    with suppress(psutil.Error):
        yield


def result(out: Path) -> dict[str, bytes]:
    """What mining wrote, but for the order of the manifest and the seconds in it."""
    found = {
        str(path.relative_to(out)): path.read_bytes()
        for part in ("pages", "reports")
        for path in (out / part).iterdir()
    }
    lines = sorted((out / "manifest.jsonl").read_text().splitlines())
    found["manifest"] = "\n".join(
        line.partition('"seconds"')[0] + line.partition('"rules"')[2] for line in lines
    ).encode()
    return found


def sifted(path: str) -> int:
    """The records of a file, read in this process."""
    with Path(path).open("rb") as stream:
        return child.sieve()(stream).records


def bare(paths: list[str], processes: int) -> float:
    """Seconds that some warm processes take for the files without Dask: what this machine has to give."""
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        list(pool.map(sifted, paths[: 2 * processes]))
        start = time.monotonic()
        list(pool.map(sifted, paths))
        return time.monotonic() - start


def scale(folder: Path, paths: list[str]) -> None:
    """Workers, files and memory."""
    few = paths[: len(paths) // 4]
    print(f"scale: two bare processes are {bare(few, 1) / bare(few, 2):.2f} times one, without Dask")
    one, _ = mined(few, folder / "one", 1)
    two, small = mined(few, folder / "two", 2)
    four, large = mined(paths, folder / "all", 2)
    print(f"scale: two workers are {one / two:.2f} times one (aim 1.8)")
    print(f"scale: {len(paths) / len(few):.0f} times the files take {four / two:.2f} times the time (aim 4.2)")
    print(f"scale: the largest process has {small:.0f} MB with {len(few)} files, {large:.0f} MB with {len(paths)}")
    print(
        f"scale: same output by one and by two workers: {result(folder / 'one') == result(folder / 'two')}", flush=True
    )


def kills(folder: Path, paths: list[str], every: float = 8.0) -> None:
    """A worker, or the process beneath it, is killed every few seconds."""
    chance, last, count = random.Random(1), time.monotonic(), 0

    def kill() -> None:
        nonlocal last, count
        if time.monotonic() - last < every:
            return
        last = time.monotonic()
        victims = []
        for process in psutil.Process().children(recursive=True):
            with _gone():
                line = process.cmdline()
                if "tracker.mine.child" in line or any("multiprocessing.spawn" in word for word in line):
                    victims.append(process)
        if victims:
            with _gone():
                os.kill(chance.choice(victims).pid, signal.SIGKILL)
                count += 1

    few = paths[: len(paths) // 4]
    if not (folder / "two").exists():
        mined(few, folder / "two", 2)
    seconds, _ = mined(few, folder / "killed", 2, kill)
    found, meant = result(folder / "killed"), result(folder / "two")
    other = [name for name in found.keys() | meant.keys() if found.get(name) != meant.get(name)]
    print(f"kills: {count} kills in {seconds:.0f} s; same output byte for byte: {not other} {other}", flush=True)


def paper(rate: float) -> None:
    """What CC-NEWS would take by its bytes at `rate` bytes a second and core; its pages may be larger than ours."""
    for name, months in (("one month", 1), ("since January 2023", MONTHS)):
        pages = MONTH * months
        hours = pages * PACKED / rate / 3600
        print(f"paper: CC-NEWS {name}: {pages / 1e6:.1f} million pages, {pages * PACKED / 1e12:.2f} TB to read")
        print(
            f"paper: {hours:.1f} core-hours, {hours * PRICE[0]:.1f} to {hours * PRICE[1]:.1f} dollars of rented cores"
        )


def main(given: list[str]) -> None:
    numbers = [int(word) for word in given if word.isdigit()]
    parts = [word for word in given if not word.isdigit()] or ["gate", "speed", "scale", "kills", "paper"]
    pages = numbers[0] if numbers else PAGES
    sieve: Any = child.sieve() if {"gate", "speed", "paper"} & set(parts) else None
    with tempfile.TemporaryDirectory() as place:
        folder, rate = Path(place), 0.0
        if "gate" in parts:
            gate(sieve)
        if "speed" in parts or "paper" in parts:
            rate = speed(sieve, folder, max(2000, pages // 10))
        if {"scale", "kills"} & set(parts):
            paths = write(folder / "crawl", pages, FILES)
            if "scale" in parts:
                scale(folder, paths)
            if "kills" in parts:
                kills(folder, paths)
        if "paper" in parts:
            paper(rate)
    print(f"largest of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
