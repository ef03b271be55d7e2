"""A daily build, with 50 new pages among many, next to a build that reads all; and the start of a run that archives.

    python -m tests.bench.daily [PAGES]

Ratios of the same run. The pages are those of main_job.py, with two kilobytes of text and thirty of markup each.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from tests.bench.main_job import page
from tracker import pipeline
from tracker.archive import Archive
from tracker.cache import Cache, version
from tracker.declarations import load_words
from tracker.extract import Extractor
from tracker.ledger import Ledger
from tracker.model import Page

PAGES, NEW = 3000, 50
WORDS = load_words()
MARKUP = "".join(f'<div class="tile" data-track="{n * 7919 % 10007}"><img src="/i/{n}.jpg"></div>' for n in range(450))


def fetched(number: int) -> Page:
    """A page of its own day: 50 a day."""
    one, day = page(number), date(2024, 1, 1) + timedelta(days=number // NEW)
    return replace(one, body=one.body.replace(b"<footer>", MARKUP.encode() + b"<footer>"), fetched=f"{day}T08:00:00Z")


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        archive = Archive(root / "archive")
        for number in range(count):
            archive.write(fetched(number), "import", "", None)

        def build(cached: bool) -> None:
            cache = Cache(root / "cache.db", version(WORDS)) if cached else None
            ledger, extractor = Ledger(root / "ledger.db"), Extractor(WORDS)
            pipeline.build(
                root / "timeline.db",
                WORDS,
                (),
                (),
                Archive(root / "archive"),
                ledger,
                extractor,
                "2026-11-22",
                cache=cache,
            )

        filling = seconds(lambda: build(True))
        for number in range(count, count + NEW):
            archive.write(fetched(number), "import", "", None)
        daily = seconds(lambda: build(True))
        idle = seconds(lambda: build(True))
        whole = seconds(lambda: build(False))
        print(f"{count} pages, then {NEW} more")
        print(
            f"a build that reads all, without a cache: {whole:.1f} s; the first with one: {filling / whole:.2f} of it"
        )
        print(f"the daily build with the new pages: {daily:.2f} s, {daily / whole:.3f} of it")
        print(f"a build with nothing new: {idle:.2f} s, {idle / whole:.3f} of it")
        size = (root / "cache.db").stat().st_size / sum(x.stat().st_size for x in (root / "archive").glob("*.gz"))
        print(f"the cache is {size:.2f} times as large as the archive")

        def start(number: int) -> float:
            return seconds(lambda: Archive(root / "archive").write(fetched(number), "import", "", None))

        indexed = min(start(count + NEW + n) for n in range(3))
        for path in (root / "archive").glob("index.db*"):
            path.unlink()
        anew = start(count + NEW + 3)
        shutil.rmtree(root / "archive")
        print(f"the first write of a run: {indexed * 1000:.1f} ms; without an index {anew / indexed:.0f} times as long")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PAGES)
