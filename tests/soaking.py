"""A number of refreshes comes in, a day each, many of them killed; what is lost, doubled or broken in the end goes out.

Used by test_soak.py for some days and by bench/soak.py for years.
"""

from __future__ import annotations

import random
import re
import signal
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

import crashes
from soak_world import PACE, START, SoakWorld, statements

#: seconds for an answer, so that hostile ones do not take all day; days after which the last statements must be known
PATIENCE, CALM = 1.0, 4
#: days after which all files are read through
LOOK = 25
KILLS = {signal.SIGKILL: 2, signal.SIGTERM: 1}


@dataclass
class Told:
    """How the refreshes went."""

    ended: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    #: of each refresh that was left alone: day, seconds, megabytes at its peak
    calm: list[tuple[int, float, float]] = field(default_factory=list)
    #: seconds from SIGTERM to the end
    slowest_end: float = 0.0


def soak(
    folder: Path,
    world: SoakWorld,
    days: int,
    after: Callable[[Told], None] | None = None,
    *,
    stride: int = 1,
    share: float = 0.3,
) -> Told:
    """Refresh the tracker in `folder`/root every `stride` days; a `share` is killed, but not the last days.

    `after` hears of each.
    """
    root, luck, told = folder / "root", random.Random(days), Told()
    (root / "data").mkdir(parents=True)
    (root / "data" / "history.yaml").write_text("[]\n", "utf-8")
    (root / "feeds.yaml").write_text(world.feeds(), "utf-8")
    runner = crashes.Runner(folder)
    try:
        runner.ask(_order(root, world) | {"warm": True})
        for world.day in range(0, days, stride):
            order, by = _order(root, world), None
            if world.day < days - CALM:
                by = luck.choices(list(KILLS), list(KILLS.values()))[0] if luck.random() < share else None
            if by:
                usual = median([took for _, took, _ in told.calm[-9:]] or [1.0])
                order |= {"after": luck.uniform(0, 1.1 * usual), "signal": int(by)}
            answer = runner.ask(order)
            _note(told, world.day, answer, by, float(order.get("after", 0)))
            if world.day % LOOK == 0:
                told.faults += [f"day {world.day}: {fault}" for fault in crashes.look(root)]
            if after:
                after(told)
    finally:
        runner.close()
    told.faults += [f"at the end: {fault}" for fault in crashes.look(root)] + judged(root, world)
    return told


def now(world: SoakWorld) -> str:
    """The time at which a day's refresh is run."""
    return f"{START + timedelta(days=world.day)}T06:00:00Z"


def _order(root: Path, world: SoakWorld) -> dict[str, Any]:
    return crashes.order(root, crashes.COUNT, crashes.NEVER, now(world)) | {"patience": PATIENCE}


def _note(told: Told, day: int, answer: dict[str, Any], by: signal.Signals | None, sent: float) -> None:
    ended, said = answer["ended"], answer["said"]
    if found := re.search("BUG|Traceback", said):
        told.faults.append(f"day {day}: {said[max(0, found.start() - 200) : found.start() + 1500]}")
    if ended in (0, 1):
        told.ended["whole"] += 1
        if not by:
            told.calm.append((day, answer["took"], answer["memory"]))
    elif by and ended == -signal.SIGKILL:
        told.ended["killed"] += 1
    elif by is signal.SIGTERM and ended in (143, -signal.SIGTERM):
        told.ended["told to end"] += 1
        told.slowest_end = max(told.slowest_end, answer["took"] - sent)
        if answer["took"] - sent > 5:
            told.faults.append(f"day {day}: it took {answer['took'] - sent:.1f} s to end")
    else:
        told.faults.append(f"day {day}: ended with {ended}: {said[-800:]}")


def judged(root: Path, world: SoakWorld) -> list[str]:
    """What is lost or doubled in the record at `root`, after the last day of the world."""
    with closing(sqlite3.connect(root / "data" / "timeline.db")) as db:
        acts = Counter(db.execute("select company, region, action, date from events").fetchall())
        versions = Counter(_all(db, f"select url {_VERSIONS}"))
        reported = set(_all(db, "select url from reports r join documents d on d.id = r.document where event <> ''"))
        faults = [f"doubled version: {url}" for url in _all(db, f"select url {_VERSIONS} group by url, v.sha"
                                                                " having count(*) > 1")]  # fmt: skip
        faults += [f"lost in between: {x}" for x in _all(db, "select event from changes where change = 'withdrawn'")]
        faults += [f"doubled change: {x}" for x in _all(db, "select event from changes where change = 'added'"
                                                            " group by event having count(*) > 1")]  # fmt: skip
        faults += [f"doubled source: {x}" for x in _all(db, "select event || ' ' || url from event_sources"
                                                            " group by event, url having count(*) > 1")]  # fmt: skip
    ours = set()
    for one in (one for source in PACE for one in statements(source, world.day)):
        url = f"{world.urls[one.source]}/{one.number}".replace("http:", "https:")
        paper = f"{world.urls['paper']}/{one.source}/{one.number}".replace("http:", "https:")
        due = [act for act, day in one.acts() if day <= world.day - CALM]
        ours |= {act for act, _ in one.acts()}
        faults += [f"lost: {act}" for act in due if not acts[act]]
        faults += [f"lost: the page {url}"] if due and url not in reported else []
        faults += [f"lost: the page {paper}"] if due and one.told and paper not in reported else []
        faults += (
            [f"{versions[url]} versions of {url}"]
            if due and versions[url] not in (len(due), len(list(one.acts())))
            else []
        )
    faults += [f"doubled: {act}" for act, times in acts.items() if times > 1]
    # of the hostile pages some tell of Meta
    return faults + [f"nobody told of {act}" for act in acts if act not in ours and act[0] != "meta"]


def _all(db: sqlite3.Connection, sql: str) -> list[Any]:
    return [row[0] for row in db.execute(sql)]


_VERSIONS = "from versions v join documents d on d.id = v.document"
