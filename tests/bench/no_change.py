"""All sources, played with 50 ms of latency, are asked again when nothing is new; what that costs goes out.

    python -m tests.bench.no_change

The waits between two requests to a host are the real ones, so that it takes minutes; the first day, on which all is
fetched, has none. Told are the seconds of a run beside those that the slowest host takes by its own waits and latency,
and the seconds of the processor; the servers are another process.
"""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections import Counter
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from web import Web  # noqa: E402

from tracker import pipeline  # noqa: E402
from tracker.archive import Archive  # noqa: E402
from tracker.declarations import Feeds, load_feeds, load_words  # noqa: E402
from tracker.ledger import Ledger  # noqa: E402
from tracker.pipeline import Collected  # noqa: E402

LATENCY = 0.05
#: seconds between two requests to a host that asks for no other wait
USUAL = 5.0


def play(pipe: Connection) -> None:
    """Serves until told to stop; each message is answered with the requests since the last one, by host."""
    with Web(every=True, latency=LATENCY) as web:
        pipe.send(web.declare((ROOT / "feeds.yaml").read_text("utf-8")))
        while pipe.recv():
            pipe.send(Counter(urlsplit(web.url(one.site)).netloc for one in web.requests))
            web.requests.clear()


def main() -> None:
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=play, args=(theirs,), daemon=True)
    server.start()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "feeds.yaml"
        path.write_text(ours.recv(), "utf-8")
        feeds = load_feeds(path)
        real = {source.id: source.delay for source in load_feeds(ROOT / "feeds.yaml").sources}
        waits = {source.id: real[source.id] or USUAL for source in feeds.sources}
        polite = replace(feeds, sources=tuple(replace(one, delay=waits[one.id]) for one in feeds.sources))
        words, archive, ledger = load_words(), Archive(Path(folder) / "archive"), Ledger(Path(folder) / "ledger.db")

        def day(feeds: Feeds, now: str) -> tuple[Collected, float, float, Counter[str]]:
            start, used = time.perf_counter(), time.process_time()
            found = pipeline.collect(feeds, words, archive, ledger, now)
            took = time.perf_counter() - start, time.process_time() - used
            ours.send(True)
            return found, *took, ours.recv()

        print(f"{len([one for one in feeds.sources if not one.off])} sources, {LATENCY * 1000:.0f} ms of latency")
        days = ((feeds, "2026-11-20"), (polite, "2026-11-22"), (polite, "2026-11-24"))  # two apart: all are due
        for rules, now in ((rules, f"{date}T06:00:00Z") for rules, date in days):
            found, seconds, used, asked = day(rules, now)
            hosts = {urlsplit(one.url).netloc: waits[one.id] for one in feeds.sources}
            slowest = max(asked, key=lambda host: asked[host] * (hosts.get(host, USUAL) + LATENCY))
            own = asked[slowest] * (hosts.get(slowest, USUAL) + LATENCY)
            site = next((one.id for one in feeds.sources if urlsplit(one.url).netloc == slowest), "pages alone")
            states = dict(Counter(one.state for one in found.outcomes))
            print(
                f"{now[:10]}: {asked.total()} requests, {sum(one.fetched for one in found.outcomes)} pages, {states};"
                f" {seconds:.2f} s, {seconds / own:.2f} times the {own:.2f} s of the slowest host"
                f" ({site}, {asked[slowest]} requests); {used:.2f} s of processor"
            )
        ledger.close()
    ours.send(False)
    server.join()


if __name__ == "__main__":
    main()
