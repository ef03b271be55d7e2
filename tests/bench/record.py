"""Reports of our own making are joined; processor time and memory at a quarter, a half and all are printed.

    python -m tests.bench.record [REPORTS]

A few companies and events have most of the reports, as in life (Zipf); dates are vague or missing at times; three
documents in ten repeat the text of another one. The published state is compared with the one before as in a build.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import time
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory

from tracker import publish, resolve
from tracker.declarations import load_words
from tracker.model import Action, Document, Kind, Report, Subject

REPORTS = 100_000
FIRST = date(2019, 1, 1)
WORDS = [
    "council",
    "shop",
    "railway",
    "team",
    "museum",
    "farmer",
    "choir",
    "bridge",
    "hall",
    "harvest",
    "letter",
    "tree",
    "ticket",
    "boat",
    "opened",
    "sold",
    "counted",
    "painted",
    "wrote",
    "paid",
    "brought",
    "measured",
]


def text(chance: random.Random) -> str:
    """About 300 words in 20 sentences."""
    return " ".join(" ".join(chance.choices(WORDS, k=15)).capitalize() + "." for _ in range(20))


def made(count: int) -> tuple[list[Report], dict[str, Document]]:
    """`count` reports with their documents, two reports a document and 20 reports an event in the mean."""
    chance, words = random.Random(count), load_words()
    companies, regions = list(words.companies)[:150], ("WW", "EU", "US", "GB", "BR", "IT", "CH", "KR", "FR", "DE")
    events = [
        (chance.choice(companies), chance.choice(regions), chance.choice(list(Action)), chance.randrange(2800))
        for _ in range(max(count // 20, 1))
    ]
    weights = list(accumulate(1 / (n + 1) ** 0.8 for n in range(len(events))))
    documents: dict[str, Document] = {}
    texts: dict[int, list[str]] = {}
    reports = []
    while len(reports) < count:
        url = f"https://paper-{len(documents) % 400}.example/{len(documents)}"
        told = chance.choices(range(len(events)), cum_weights=weights, k=2)
        own = texts.setdefault(told[0], [])
        if not own or chance.random() > 0.3:
            own.append(text(chance))
        body = own[-1] if len(own) == 1 else chance.choice(own[-5:])
        for place, number in enumerate(told):
            company, region, action, days = events[number]
            day = (FIRST + timedelta(days=days + chance.choice((0, 0, 0, 0, 1, 2, 7)))).isoformat()
            shown = chance.choice((day, day, day, day, day[:7], day[:4], None))
            reports.append(Report(url, company, region, action, shown, None, (), Subject.TRAINING, not place,
                                  body[:40], 0, 40, "rule", 0.5 + chance.random() / 2))  # fmt: skip
        later = (FIRST + timedelta(days=events[told[0]][3] + chance.randrange(400))).isoformat()
        kind = chance.choice((Kind.NEWS, Kind.NEWS, Kind.NEWS, Kind.BLOG, Kind.REGULATOR))
        documents[url] = Document(url, url, "A title", body, later, f"Paper {len(documents) % 400}", kind, "en")
    return reports[:count], documents


def measure(count: int) -> None:
    reports, documents = made(count)
    words, before = load_words(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.process_time()
    events = resolve.resolve(reports, documents, (), words)
    joined = time.process_time()
    record = resolve.record(events, documents, (), words)
    course = resolve.course(record.events, words)
    ended = time.process_time()
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    filed = tuple(
        publish.Filed((one,), 1, "2026-11-22T06:00:00Z", "2026-11-22T06:00:00Z") for one in documents.values()
    )
    content = publish.Content(words, record.events, filed, tuple(reports), (), course=course)
    with TemporaryDirectory() as place:
        path = Path(place) / "timeline.db"
        publish.publish(path, publish.compared(content, None, "2026-11-21"))
        started = time.process_time()
        compared = publish.compared(content, publish.published(path), "2026-11-22")
        looked = time.process_time() - started
    assert compared.changes == ()
    biggest = max(len(one.reports) for one in events)
    print(
        f"{count:7} reports, {len(documents)} documents: {len(events)} events, the biggest of {biggest};"
        f" joined in {joined - begun:.1f} s, followed ({len(course.standings)} stretches) in {ended - joined:.1f} s,"
        f" {memory:.0f} MB more; compared with the state before in {looked:.1f} s"
    )


def main() -> None:
    if len(sys.argv) == 3:
        measure(int(sys.argv[2]))
        return
    count = int(sys.argv[1]) if len(sys.argv) == 2 else REPORTS
    for part in (count // 4, count // 2, count):
        subprocess.run([sys.executable, "-m", "tests.bench.record", "only", str(part)], check=True)


if __name__ == "__main__":
    main()
