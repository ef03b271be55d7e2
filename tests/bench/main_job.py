"""Pages of our own making go from the archive to the database; what each stage costs is printed, next to trafilatura.

    python -m tests.bench.main_job [PAGES]

One page in five is about the subject; all have menus, adverts and a footer, as pages of newspapers do.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import trafilatura

from tracker import pipeline, publish, read, resolve
from tracker.archive import Archive
from tracker.declarations import load_words
from tracker.extract import Extractor
from tracker.ledger import Ledger
from tracker.model import Page

PAGES = 1000
DAY = "2026-11-22"
COMPANIES = ("Meta", "LinkedIn", "Zoom", "Slack", "OpenAI", "Google", "Snapchat", "Reddit", "Adobe", "Dropbox")
PLACES = ("the United Kingdom", "Brazil", "the European Union", "Switzerland", "South Korea", "Canada", "Italy")
ACTS = (
    "has paused the training of its AI models on posts of users in",
    "will resume training its generative AI on public posts of people in",
    "has dropped its plan to train AI models on messages of customers in",
    "was ordered to stop training AI on personal data of people in",
    "has not stopped training its AI on photos of users in",
    "could be forced to suspend AI training on personal data of people in",
)
SUBJECTS = ("The council", "A shop in the old town", "The railway", "Her team", "The museum", "A farmer", "The choir")
VERBS = ("opened", "sold", "counted", "painted", "looked after", "wrote about", "paid for", "brought back", "measured")
THINGS = ("three bridges", "a new hall", "the harvest", "old letters", "a row of trees", "the tickets", "some boats")
TIMES = ("on Monday", "last spring", "after a long debate", "in the rain", "for the second time", "without much noise")


def sentence(chance: random.Random) -> str:
    return " ".join(map(chance.choice, (SUBJECTS, VERBS, THINGS, TIMES))) + ", and people spoke of it for days."


def page(number: int) -> Page:
    """A page of about 500 words; every fifth one tells of an act."""
    chance = random.Random(number)
    paragraphs = [" ".join(sentence(chance) for _ in range(4)) for _ in range(8)]
    title = sentence(chance)
    if number % 5 == 0:
        act = " ".join(map(chance.choice, (COMPANIES, ACTS, PLACES)))
        title = act
        paragraphs[0] = f"{act}, the regulator said on Tuesday. {paragraphs[0]}"
    menu = "".join(f'<li><a href="/s/{n}">Section {n}</a></li>' for n in range(40))
    adverts = "".join(f'<div class="teaser"><a href="/t/{n}"><h3>{sentence(chance)}</h3></a></div>' for n in range(15))
    story = "".join(f"<p>{text}</p>" for text in paragraphs)
    html = (
        f'<!doctype html><html lang="en"><head><title>{title}</title>'
        f'<meta property="article:published_time" content="2026-10-{number % 28 + 1:02}T08:00:00Z"></head>'
        f"<body><nav><ul>{menu}</ul></nav><main><article><h1>{title}</h1>{story}</article></main>"
        f"<aside>{adverts}</aside><footer>Contact, terms, privacy policy</footer></body></html>"
    )
    url = f"https://paper.example/{number}"
    return Page(url, url, 200, (("Content-Type", "text/html; charset=utf-8"),), html.encode(), f"{DAY}T08:00:00Z")


class Watch:
    """Adds up the seconds that functions take, by stage."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()

    def timed(self, stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any, **named: Any) -> Any:
            start = time.perf_counter()
            try:
                return work(*given, **named)
            finally:
                self.seconds[stage] += time.perf_counter() - start

        return run


def memory() -> float:
    """The most memory that this process has had so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(count: int) -> None:
    pages, watch = [page(number) for number in range(count)], Watch()
    start = time.perf_counter()
    for one in pages:
        trafilatura.extract(one.body, favor_precision=True, include_comments=False)
    alone = time.perf_counter() - start
    print(f"trafilatura alone (text, no title, no date): {count / alone:.0f} pages a second, {memory():.0f} MB")

    with tempfile.TemporaryDirectory() as folder:
        root, words = Path(folder), load_words()
        archive, extractor = Archive(root / "archive"), Extractor(words)
        start = time.perf_counter()
        for one in pages:
            archive.write(one, "import", "", None)
        writing = time.perf_counter() - start
        print(f"archive: {count / writing:.0f} pages written a second")
        before = memory()
        read.read = watch.timed("read", read.read)
        resolve.resolve = watch.timed("resolve", resolve.resolve)
        publish.publish = watch.timed("publish", publish.publish)
        archive.read = watch.timed("archive", archive.read)  # type: ignore[method-assign]
        start = time.perf_counter()
        made = pipeline.build(
            root / "timeline.db",
            words,
            (),
            (),
            archive,
            Ledger(root / "ledger.db"),
            watch.timed("extract", extractor),
            DAY,
        )
        whole = time.perf_counter() - start
    print(f"build: {made.documents} documents, {made.reports} reports, {made.events} events in {whole:.1f} s")
    watch.seconds["the rest"] = whole - sum(watch.seconds.values())
    for stage, seconds in watch.seconds.most_common():
        speed = f", {made.documents / seconds:.0f} documents a second" if stage in ("read", "extract") else ""
        print(f"  {stage}: {seconds:.2f} s, {seconds / whole:.0%}{speed}")
    print(f"read + extract against trafilatura alone: {(watch.seconds['read'] + watch.seconds['extract']) / alone:.2f}")
    print(f"memory at most: {memory():.0f} MB ({memory() - before:.0f} MB more than before the build)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PAGES)
