"""A folder of feeds, as many of them broken as may be, comes in; whether discover crashed or hung on one goes out.

    pip download feedparser --no-binary :all: --no-deps && tar xf feedparser-*.tar.gz
    python tests/bench/malformed_feeds.py feedparser-*/tests

feedparser's own test suite has some 2,000 of them. Each is read as a feed, a sitemap, a list and JSON.
"""

from __future__ import annotations

import sys
import time
import warnings
from collections import Counter
from pathlib import Path

from tracker.discover import DiscoverError, discover
from tracker.model import Find, Format, Kind, Source

FIND = Find("a", "&", title="title", date="date")


def main(folder: Path) -> None:
    warnings.simplefilter("error")
    sources = [Source("s", "S", Kind.NEWS, "https://a.org/", form, find=FIND) for form in Format]
    counts: Counter[str] = Counter()
    slowest = (0.0, "")
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        body = path.read_bytes()
        counts["files"] += 1
        for source in sources:
            start = time.process_time()
            try:
                links = discover(source, body, source.url)
                counts[f"{source.format}: links" if links else f"{source.format}: an empty list"] += 1
            except DiscoverError:
                counts[f"{source.format}: told as broken"] += 1
            except Exception as error:
                counts["CRASHED"] += 1
                print(f"{path} as {source.format}: {type(error).__name__}: {error}")
            slowest = max(slowest, (time.process_time() - start, f"{path.name} as {source.format}"))
    for name, count in sorted(counts.items()):
        print(f"{count:6} {name}")
    print(f"slowest: {slowest[0]:.2f} s, {slowest[1]}")
    sys.exit(bool(counts["CRASHED"]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
