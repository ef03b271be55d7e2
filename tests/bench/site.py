"""A record of 20,000 made-up events and many documents is served; the time and weight of each page are printed.

    python -m tests.bench.site [EVENTS] [DOCUMENTS] [DATABASE]

Each kind of page is asked under many different addresses, one after the other and then at 20 requests a second; beside
it stands the time that the same queries take in bare SQLite. With DATABASE the file is kept there for the next run.
"""

from __future__ import annotations

import asyncio
import os
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest.mock import patch

from datasette.app import Datasette
from datasette.plugins import pm

import tracker.site
from tests import bulk

EVENTS, DOCUMENTS = 20_000, 100_000
ASKED, RATE, SECONDS = 40, 20, 10


def addresses(path: Path, chance: random.Random) -> dict[str, list[str]]:
    """ASKED addresses of each kind of page."""
    with closing(sqlite3.connect(path)) as db:

        def some(sql: str) -> list[str]:
            found = [str(row[0]) for row in db.execute(sql)]
            return [chance.choice(found) for _ in range(ASKED)]

        companies = some("select distinct company from events")
        regions = some("select distinct region from events")
        regulators = some("select distinct regulator from event_regulators")
        events = some("select id from events order by id limit 5000")
        words = some("select name from companies")
    years = [str(chance.randint(2019, 2026)) for _ in range(ASKED)]
    return {
        "home": ["/"] * ASKED,
        "home of a year": [f"/?year={year}" for year in years],
        "status": [f"/status?page={n % 5 + 1}" for n in range(ASKED)],
        "status of a day": [f"/status?as_of={year}-0{n % 9 + 1}-15" for n, year in enumerate(years)],
        "timeline": [f"/timeline?page={chance.randint(1, 700)}" for _ in range(ASKED)],
        "timeline of a company": [f"/timeline?company={one}" for one in companies],
        "timeline of an action": [f"/timeline?action=paused&year={year}" for year in years],
        "timeline with words": [f"/timeline?q={one.split()[0]}" for one in words],
        "company": [f"/company/{one}" for one in companies],
        "region": [f"/region/{one}" for one in regions],
        "regulator": [f"/regulator/{one}" for one in regulators],
        "feed of a company": [f"/timeline.atom?company={one}" for one in companies],
        "feed of a region": [f"/timeline.feed.json?region={one}" for one in regions],
        "calendar of a company": [f"/timeline.ics?company={one}" for one in companies],
        "CSV of a regulator": [f"/timeline.csv?regulator={one}" for one in regulators],
        "badge": [f"/badge/{one}/{other}.svg" for one, other in zip(companies, regions, strict=True)],
        "companies": ["/company"] * ASKED,
        "event": [f"/event/{one}" for one in events],
        "search": [f"/search?q={one}" for one in words],
        "sources": ["/sources"] * ASKED,
        "changes": ["/changes"] * ASKED,
        "accuracy": ["/accuracy"] * ASKED,
        "about": ["/about"] * ASKED,
        "questions": ["/questions"] * ASKED,
    }


class Watch:
    """Keeps what the pages asked of the database."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def around(self, execute: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def watched(database: Any, sql: str, params: Any = None, **more: Any) -> Any:
            self.asked.append((sql, params or {}))
            return await execute(database, sql, params, **more)

        return watched


def p95(seconds: list[float]) -> float:
    return 1000 * statistics.quantiles(seconds, n=20)[-1]


async def measure(path: Path) -> None:
    """Print a line a kind of page: made anew (the file is touched before each), and asked for a second time."""
    datasette = Datasette([str(path)], settings={"suggest_facets": False})
    await datasette.invoke_startup()
    kinds = addresses(path, random.Random(1))
    watch = Watch()
    database = type(datasette.get_database(path.stem))
    print("ms; CPU: time of the processor, which other programs on the machine do not lengthen")
    print(
        f"{'page':24}{'p50':>7}{'p95':>7}{'CPU p50':>9}{'CPU p95':>9}{'SQLite':>8}{'ratio':>7}{'kept p95':>10}{'kB':>6}"
    )
    for kind, asked in kinds.items():
        await datasette.client.get(asked[0])
        made, busy, again, weights = [], [], [], []
        watch.asked.clear()
        for address in asked:
            os.utime(path)
            with patch.object(database, "execute", watch.around(database.execute)):
                start, working = time.perf_counter(), time.process_time()
                answer = await datasette.client.get(address)
                busy.append(time.process_time() - working)
                made.append(time.perf_counter() - start)
            assert answer.status_code == 200, (address, answer.status_code)
            weights.append(len(answer.content))
            start = time.perf_counter()
            await datasette.client.get(address)
            again.append(time.perf_counter() - start)
        bare = alone(path, watch.asked) / len(asked)
        middle = statistics.median(busy)
        print(f"{kind:24}{1000 * statistics.median(made):7.1f}{p95(made):7.1f}{1000 * middle:9.1f}{p95(busy):9.1f}"
              f"{1000 * bare:8.1f}{middle / bare:7.1f}{p95(again):10.1f}{max(weights) / 1000:6.0f}")  # fmt: skip
    os.utime(path)
    for time_ in ("first", "second"):
        await at_a_rate(datasette, kinds, time_)


def alone(path: Path, asked: list[tuple[str, dict[str, Any]]]) -> float:
    """The seconds that the queries take in SQLite without anything around it."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        db.create_function("escape_fts", 1, lambda q: " ".join(f'"{word}"' for word in q.replace('"', "").split()))
        db.execute("select count(*) from events").fetchall()
        start = time.process_time()
        for sql, params in asked:
            db.execute(sql, params).fetchall()
        return time.process_time() - start


async def at_a_rate(datasette: Any, kinds: dict[str, list[str]], which: str) -> None:
    """Ask all kinds in turn, RATE times a second, whether the last answer has come or not."""
    mixed = [address for group in zip(*kinds.values(), strict=True) for address in group][: RATE * SECONDS]
    taken: list[float] = []

    async def one(address: str) -> None:
        start = time.perf_counter()
        await datasette.client.get(address)
        taken.append(time.perf_counter() - start)

    tasks = []
    for address in mixed:
        tasks.append(asyncio.create_task(one(address)))
        await asyncio.sleep(1 / RATE)
    await asyncio.gather(*tasks)
    middle = 1000 * statistics.median(taken)
    print(f"all kinds at {RATE} a second, for the {which} time: p50 {middle:.0f} ms, p95 {p95(taken):.0f} ms")


def main(events: int, documents: int, kept: Path | None) -> None:
    if not any(plugin is tracker.site for plugin in pm.get_plugins()):
        pm.register(tracker.site, name="tracker")
    with tempfile.TemporaryDirectory() as place:
        path = kept or Path(place) / "timeline.db"
        if not path.exists():
            bulk.write(path, events, documents)
        print(f"{events:,} events, {documents:,} documents, {path.stat().st_size / 1e6:.0f} MB")
        asyncio.run(measure(path))


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[1:3]] + [EVENTS, DOCUMENTS][len(sys.argv[1:3]) :]
    main(*numbers, Path(sys.argv[3]) if sys.argv[3:] else None)
