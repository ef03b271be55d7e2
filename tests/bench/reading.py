"""Texts of our own are read; what that costs, next to trafilatura extracting them from HTML in the same run, comes out.

    python -m tests.bench.reading [ROUNDS] [DOCUMENTS]

The texts are our re-told documents; irrelevant ones are those about something else, and made-up local news. As pages
they get the scripts, styles, menus and teasers of a newspaper (tests/crawl.py), as heavy as real ones.
"""

from __future__ import annotations

import cProfile
import pstats
import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import trafilatura

from tests.bench.main_job import sentence
from tests.crawl import Frame, words
from tests.scoring import document, documents, extractor
from tracker.extract import Extractor
from tracker.model import Document

ROUNDS = 5
DOCUMENTS = 10_000
#: of the profile
HOTTEST = 12


def page(record: dict[str, Any]) -> str:
    """A document as a newspaper serves it, which is as heavy as real ones."""
    chance = random.Random(record["id"])
    frame = Frame(chance.randrange(150), words()["en"])
    teasers = [sentence(chance) for _ in range(frame.teasers)]
    return frame.page(chance, "en", "utf-8", "2026-10-01", record["title"], record["text"].split("\n\n"), teasers)


def local_news(number: int) -> dict[str, Any]:
    """A text of about 400 words that is about nothing of ours."""
    chance = random.Random(number)
    text = "\n\n".join(" ".join(sentence(chance) for _ in range(4)) for _ in range(6))
    return {"id": f"local-{number}", "title": sentence(chance), "text": text, "lang": "en", "published": "2026-10-01"}


def cost(work: Callable[[Any], object], things: Sequence[Any], rounds: int) -> float:
    """Seconds of processor time that one thing takes, in the best of some rounds."""
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        for one in things:
            work(one)
        taken.append(time.process_time() - start)
    return min(taken) / len(things)


def memory() -> float:
    """What this process holds now, in MB; where the system does not tell, the most that it has held."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(row for row in status.read_text("ascii").splitlines() if row.startswith("VmRSS"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def against_trafilatura(read: Extractor, rounds: int) -> None:
    records = [record for _, record in documents()]
    kinds = {
        "relevant": [record for record in records if record["relevant"]],
        "irrelevant, of our labelled documents": [record for record in records if not record["relevant"]],
        "irrelevant, local news": [local_news(number) for number in range(60)],
    }
    for kind, chosen in kinds.items():
        texts, pages = [document(record) for record in chosen], [page(record) for record in chosen]
        ours = cost(read, texts, rounds)
        theirs = cost(
            lambda html: trafilatura.extract(html, favor_precision=True, include_comments=False), pages, rounds
        )
        words = sum(len(one.text.split()) for one in texts) / len(texts)
        print(
            f"{kind}: {len(texts)} documents of {words:.0f} words, {1 / ours:.0f} a second, {words / ours:.0f} words a "
            f"second; trafilatura {1 / theirs:.0f} a second; reading takes {ours / theirs:.3f} of its time"
        )


def stages(read: Extractor, texts: Sequence[Document]) -> None:
    """The functions that the reading of relevant documents spends its time in."""
    profile = cProfile.Profile()
    profile.enable()
    for one in texts:
        read(one)
    profile.disable()
    stats: dict[Any, Any] = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    whole = sum(row[2] for row in stats.values())
    modules: dict[str, float] = {}
    for (file, _, _), row in stats.items():
        name = Path(file).name if "tracker" in file else "built in and libraries"
        modules[name] = modules.get(name, 0) + row[2]
    print(
        "\nown time by file: " + ", ".join(f"{n} {s / whole:.0%}" for n, s in sorted(modules.items(), key=_least)[:10])
    )
    print(f"{'own':>6} {'with all beneath':>17} {'calls':>9}  function")
    for (file, line, name), row in sorted(stats.items(), key=lambda item: -item[1][2])[:HOTTEST]:
        print(f"{row[2] / whole:6.1%} {row[3] / whole:17.1%} {row[0]:9}  {Path(file).name}:{line} {name}")


def _least(item: tuple[str, float]) -> float:
    return -item[1]


def growth(read: Extractor, count: int) -> None:
    """The memory of one process over many documents, each unlike the others."""
    rows = [record for _, record in documents()]
    marks = [memory()]
    for number in range(1, count + 1):
        row = rows[number % len(rows)]
        read(document({**row, "text": f"{row['text']} {local_news(number)['text'][:400]} File {number}x{number * 7}."}))
        if number % (count // 5) == 0:
            marks.append(memory())
    print(f"\nmemory in MB over {count} documents in one process: {', '.join(f'{mark:.0f}' for mark in marks)}")


def main(rounds: int, count: int) -> None:
    read = extractor()
    against_trafilatura(read, rounds)
    stages(read, [document(record) for _, record in documents() if record["relevant"]])
    growth(read, count)


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*[*given, *(ROUNDS, DOCUMENTS)[len(given) :]])
