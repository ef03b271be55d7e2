"""A folder of recorded feeds and pages comes in; how discover and read do on it is printed, next to trafilatura alone.

    python -m tests.bench.read_recorded ../shared/recorded

The folder holds `feeds/`, `news-pages/` (HTML, `.gz` or not, with `meta.*.info.json` for address and day, and answer
keys in `expected/`), `regulators/` (JSON records with `text`) and `terms/` (Markdown).
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import trafilatura

from tests.bench.reading import cost
from tests.scoring import extractor
from tracker import discover, read
from tracker.model import Document, Format, Kind, Snapshot, Source, TrackerError

ROUNDS = 3


def snapshot(url: str, body: bytes, content_type: str, fetched: str, title: str = "") -> Snapshot:
    return Snapshot(url, "import", hashlib.sha256(body).hexdigest(), fetched, "recorded", 0, content_type, title)


def pages(folder: Path) -> Iterator[tuple[Path, Snapshot, bytes]]:
    """The recorded news pages with their addresses; where none is recorded, the day of the record's making."""
    known: dict[str, dict[str, str]] = {}
    for path in folder.glob("meta.*.info.json"):
        known |= json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(folder.glob("*.html*")):
        body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        note = known.get(path.name, {})
        fetched = note.get("crawl_date", "2026-11-22 00:00:00")[:19].replace(" ", "T") + "Z"
        yield path, snapshot(note.get("url", f"https://recorded.example/{path.stem}"), body, "text/html", fetched), body


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def f1(found: str, wanted: str) -> float:
    """Agreement of two texts word by word, each word as often as it stands there."""
    ours, keys = words(found), words(wanted)
    common = (ours & keys).total()
    return 2 * common / (ours.total() + keys.total()) if common else 0.0


def key_text(key: dict[str, Any]) -> str:
    body = key["body"]
    parts = list(body["summary"])
    for section in body["sections"]:
        parts += [*section["headline"], *section["paragraphs"]]
    return "\n".join(parts)


def answer(folder: Path, path: Path, document: Document) -> dict[str, Any] | None:
    """The answer key of a page: of the versions in the publisher's file the one with the same story, if any."""
    file = folder / "expected" / f"{path.name.partition('_')[0]}.json"
    if not file.exists():
        return None
    keys = json.loads(file.read_text(encoding="utf-8")).values()
    best: dict[str, Any] = max(keys, key=lambda key: f1(document.text, key_text(key)))
    return best if f1(document.text, key_text(best)) > 0.4 else None


def read_pages(folder: Path) -> None:
    titles = days = keyed = dated = total = 0
    agreement = []
    for path, shot, body in pages(folder):
        document = read.read(shot, body, read.IMPORTED)
        if document is None:
            print(f"  {path.name}: NOT READ")
            continue
        total += 1
        dated += document.published is not None
        key = answer(folder, path, document)
        verdict = "no key"
        if key:
            keyed += 1
            title, day = key.get("title") or "", str(key.get("publishing_date"))[:10]
            titles += document.title == title
            days += document.published == day
            agreement.append(f1(document.text, key_text(key)))
            verdict = f"text {agreement[-1]:.3f}"
            verdict += "" if document.title == title else f"; title, key: {title!r}"
            verdict += "" if document.published == day else f"; date, key: {day}"
        print(f"  {path.name:36} {document.published} {document.lang} {document.title[:70]!r} {verdict}")
    print(f"pages: {total} read, {dated} dated; of {keyed} with a key: title {titles}, date {days} right, ", end="")
    print(f"text F1 {sum(agreement) / max(len(agreement), 1):.3f}")


def read_texts(folder: Path) -> None:
    records = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((folder / "regulators").glob("*.json"))]
    for record in records:
        body = json.dumps({"text": record["text"], "title": record.get("title")}).encode()
        document = read.read(
            snapshot("urn:sha256:0", body, "application/json", "2026-11-22T00:00:00Z"), body, read.IMPORTED
        )
        assert document is not None
    print(f"regulators' records: {len(records)} read")
    terms = sorted((folder / "terms").glob("*.md"))
    for path in terms:
        body = path.read_bytes()
        shot = snapshot("urn:sha256:0", body, "text/markdown", path.name.split(".")[1] + "T00:00:00Z")
        document = read.read(shot, body, read.IMPORTED)
        assert document is not None
        share = words(document.text).total() / words(body.decode()).total()
        print(f"  {path.name:50} {document.title[:40]!r} {share:.2f} of its words, {len(document.sections)} sections")


def read_feeds(folder: Path) -> None:
    for path in sorted((folder / "feeds").iterdir()):
        source = Source(path.stem, path.stem, Kind.NEWS, f"https://{path.stem}.example/feed", Format.FEED)
        try:
            links = discover.discover(source, path.read_bytes(), source.url)
        except TrackerError as error:
            print(f"  {path.name:36} REFUSED: {error}")
            continue
        counts = [
            sum(map(bool, column)) for column in zip(*((x.title, x.published, x.summary) for x in links), strict=True)
        ]
        print(f"  {path.name:36} {len(links)} links; with title, date, teaser: {counts}")


def speed(folder: Path) -> None:
    recorded = [(shot, body) for _, shot, body in pages(folder)]

    def timed(work: Callable[[Snapshot, bytes], object]) -> float:
        """Pages a second, the best of some rounds."""
        best = 0.0
        for _ in range(ROUNDS):
            start = time.perf_counter()
            for shot, body in recorded:
                work(shot, body)
            best = max(best, len(recorded) / (time.perf_counter() - start))
        return best

    ours = timed(lambda shot, body: read.read(shot, body, read.IMPORTED))
    text = timed(lambda _, body: trafilatura.extract(body, favor_precision=True, include_comments=False))
    whole = timed(
        lambda _, body: trafilatura.bare_extraction(
            body, favor_precision=True, include_comments=False, with_metadata=True
        )
    )
    print(f"read: {ours:.1f} pages a second; trafilatura, text alone: {text:.1f} (ratio {ours / text:.2f}); ", end="")
    print(f"trafilatura with title and date: {whole:.1f} (ratio {ours / whole:.2f})")
    extract = extractor()
    english = extract.reader("en")
    for shot, body in recorded:
        document = read.read(shot, body, read.IMPORTED)
        if document and document.lang == "en" and english.parse(document):
            seconds = cost(extract, [document], ROUNDS)
            theirs = cost(lambda html: trafilatura.extract(html, favor_precision=True), [body], ROUNDS)
            print(f"events of {len(document.text)} signs, {shot.url}: {seconds / theirs:.2f} of trafilatura's time")


if __name__ == "__main__":
    recorded = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/recorded")
    read_feeds(recorded)
    read_pages(recorded / "news-pages")
    read_texts(recorded)
    speed(recorded / "news-pages")
