"""A number of refreshes comes in, a day each, three in ten killed; what was lost, doubled or broken goes out.

    python -m tests.bench.soak [refreshes]

The sources of soak_world.py are played on this machine, the hostile catalogue among them; the site is served all the
time as `tracker serve` does, and a browser walks from page to page of it at random. Every fiftieth refresh is a process
of its own. Prints what it counts: ends, faults, pages read and broken; memory and open files of the site, and the peak
memory of refreshes, by tenths of the run. Ends with 1 where anything was lost, doubled or broken. A refresh takes a
second or so on two cores.
"""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

import psutil  # noqa: E402
from browser import CHROMIUM, chromium  # noqa: E402
from soak_world import SoakWorld  # noqa: E402
from soaking import Told, now, soak  # noqa: E402

#: seconds between two pages, pages in one tab; days between two samples, and between two refreshes as processes
PAUSE, TAB, SAMPLE, ALONE = 0.25, 200, 5, 50
STARTS = ("/", "/timeline", "/status", "/changes", "/questions", "/sources", "/search?q=training", "/data", "/accuracy")
#: in JavaScript; a link within a picture has no address as text otherwise
LINKS = "all => all.map(one => new URL(one.getAttribute('href'), document.baseURI).href)"
REAL = """
import sys
from tracker import cli, fetch
from tracker.cli import base
fetch.TIME_LIMIT = 1.0
base.clock = lambda: sys.argv[2]
cli.main(["--root", sys.argv[1], "refresh"])
"""


class Reader(threading.Thread):
    """A browser that walks through the site at random until it is told to stop; keeps what it saw broken."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base, self.done = base, threading.Event()
        self.read: Counter[str] = Counter()
        self.broken: list[str] = []

    def run(self) -> None:
        try:
            with chromium() as browser:
                self._walk(browser)
        except Exception as error:  # a thread that dies must not look like a site without faults
            self.broken.append(f"the reader itself: {error!r}")

    def _walk(self, browser: Any) -> None:
        luck, path, page = random.Random(0), "/", self._tab(browser)
        while not self.done.wait(PAUSE):
            if sum(self.read.values()) % TAB == TAB - 1:  # an old tab takes ever more memory
                page.close()
                page = self._tab(browser)
            try:
                answer = page.goto(self.base + path, wait_until="load", timeout=30_000)
                whole = page.evaluate("!!document.title && !!document.querySelector('footer, .ft')")
                if answer.status != 200 or not whole:
                    self.broken.append(f"{path}: status {answer.status}, whole: {whole}")
                self.read[path.split("/")[1].split("?")[0] or "home"] += 1
                links = page.eval_on_selector_all("a[href]", LINKS)
            except Exception as error:
                self.broken.append(f"{path}: {error}")
                links = []
            pages = sorted({self._path(link) for link in links} - {""})
            path = luck.choice(STARTS) if not pages or luck.random() < 0.2 else luck.choice(pages)

    def _tab(self, browser: Any) -> Any:
        page = browser.new_page()
        page.on("pageerror", lambda error: self.broken.append(f"{page.url}: script: {error}"))
        page.on("console", lambda said: said.type == "error" and self.broken.append(f"{page.url}: {said.text}"))
        page.on("requestfailed", lambda one: self.broken.append(f"{one.url}: {one.failure}"))
        return page

    def _path(self, link: str) -> str:
        """The part of a link behind our address where it leads to a page; else empty."""
        parts = urlsplit(link)
        page = link.startswith(self.base) and "." not in parts.path.rpartition("/")[2] and "_format" not in parts.query
        return f"{parts.path}?{parts.query}" if page and parts.query else parts.path if page else ""


class Watch:
    """The site beside the refreshes, its reader, and the samples that are taken of it."""

    def __init__(self, folder: Path, world: SoakWorld) -> None:
        self.root, self.world, self.start = folder / "root", world, time.monotonic()
        self.site: subprocess.Popen[bytes] | None = None
        self.reader: Reader | None = None
        #: of the site: megabytes and open files; of refreshes in processes of their own: megabytes at their peak
        self.samples: list[tuple[float, int]] = []
        self.peaks: list[float] = []
        self.shown = 0
        self.log = (folder / "site.log").open("wb")

    def after(self, told: Told) -> None:
        """A day is over."""
        day = self.world.day
        if self.site is None and (self.root / "data" / "timeline.db").exists():
            self._open()
        if self.site and day % SAMPLE == 0:
            assert self.site.poll() is None, "the site ended"
            process = psutil.Process(self.site.pid)
            self.samples.append((process.memory_info().rss / 1e6, process.num_fds()))
        if day % ALONE == ALONE - 1:
            alone = subprocess.Popen(
                [sys.executable, "-c", REAL, str(self.root), now(self.world)],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            _, status, used = os.wait4(alone.pid, 0)
            alone.returncode = os.waitstatus_to_exitcode(status)
            self.peaks.append(used.ru_maxrss / 1000)
            told.faults += [f"day {day}: a process ended with {alone.returncode}"] if alone.returncode > 1 else []
        for fault in told.faults[self.shown :]:
            print(f"fault: {fault}", flush=True)
        self.shown = len(told.faults)
        if day % 50 == 0:
            pages = sum(self.reader.read.values()) if self.reader else 0
            broken = len(self.reader.broken) if self.reader else 0
            print(f"day {day}: {dict(told.ended)}, {len(told.faults)} faults; {pages} pages read, {broken} broken; "
                  f"{time.monotonic() - self.start:.0f} s", flush=True)  # fmt: skip

    def _open(self) -> None:
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "tracker.cli", "--root", str(self.root), "serve", "--port", str(port)]
        self.site = subprocess.Popen(command, stdout=self.log, stderr=self.log)
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        if CHROMIUM:
            self.reader = Reader(f"http://127.0.0.1:{port}")
            self.reader.start()

    def close(self) -> None:
        if self.reader:
            self.reader.done.set()
            self.reader.join(60)
        if self.site:
            self.site.terminate()
            self.site.wait(20)
        self.log.close()


def tenths(values: list[float]) -> str:
    """The mean of each tenth."""
    size = max(1, len(values) // 10)
    return " ".join(f"{mean(values[n : n + size]):.0f}" for n in range(0, len(values) - size + 1, size))


def main(refreshes: int = 1000) -> int:
    memory = Path("/dev/shm")  # thousands of runs wait for a disk for hours
    with TemporaryDirectory(dir=memory if memory.exists() else None) as folder, SoakWorld() as world:
        watch = Watch(Path(folder), world)
        try:
            told = soak(Path(folder), world, refreshes, watch.after)
        finally:
            watch.close()
            said = (Path(folder) / "site.log").read_text("utf-8", "replace")
    reader = watch.reader
    broken = reader.broken if reader else ["no browser is here"]
    broken += [f"the site told of an error of its own: {said[-2000:]}"] if "Traceback" in said else []
    print(f"{refreshes} refreshes in {time.monotonic() - watch.start:.0f} s: {dict(told.ended)}; "
          f"the slowest end after SIGTERM {told.slowest_end:.2f} s")  # fmt: skip
    print(f"lost, doubled or torn: {len(told.faults)}", *told.faults[:20], sep="\n  ")
    print(f"pages read: {sum(reader.read.values()) if reader else 0} {dict(reader.read) if reader else ''}")
    print(f"broken: {len(broken)}", *broken[:20], sep="\n  ")
    print(f"site, MB by tenths: {tenths([size for size, _ in watch.samples])}")
    print(f"site, open files by tenths: {tenths([float(files) for _, files in watch.samples])}")
    print(f"refresh in a fork, MB by tenths: {tenths([size for _, _, size in told.calm])}")
    print(f"refresh in a fork, seconds/10 by tenths: {tenths([10 * took for _, took, _ in told.calm])}")
    print(f"refresh as a process, MB: {' '.join(f'{size:.0f}' for size in watch.peaks)}")
    return int(bool(told.faults or broken))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
