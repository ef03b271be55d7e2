"""A year of daily runs against sources that fail, move, fall silent, are rebuilt, edited or send garbage."""

from __future__ import annotations

import ssl
import time
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import stamina
from year import EDITS, PACE, World, source

from tracker import pipeline
from tracker.archive import Archive
from tracker.declarations import Feeds, load_words
from tracker.ledger import Ledger

DAYS = 365
WORDS = load_words()


class Year:
    """What was seen in each run: states of the sources, exit code, seconds of the processor."""

    def __init__(self, folder: Path, days: int = DAYS) -> None:
        self.states: list[dict[str, tuple[str, str]]] = []
        self.exits: list[int] = []
        self.seconds: list[float] = []
        with World() as world, stamina.set_testing(True, attempts=2), pytest.MonkeyPatch.context() as patch:
            # each run loads the certificates of the world, a tenth of a second for nothing here
            patch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))
            self.world = world
            for world.day in range(days):
                self._run(folder, world)
            self.archive = Archive(folder / "archive")

    def _run(self, folder: Path, world: World) -> None:
        """One day: everything is opened and closed, as by cron."""
        sources = tuple(source(name, world) for name in PACE)
        allow = tuple(url.removeprefix("http://") for url in world.urls.values())
        feeds = Feeds("me@example.org", "tracker", sources, allow=allow)
        ledger, now = Ledger(folder / "ledger.db"), f"{world.today()}T06:00:00Z"
        start = time.process_time()
        found = pipeline.collect(feeds, WORDS, Archive(folder / "archive"), ledger, now)
        self.seconds.append(time.process_time() - start)
        self.exits.append(found.exit_code)
        health = ledger.health()
        self.states.append({one.id: pipeline.standing(one, health.get(one.id), now) for one in sources})
        ledger.close()


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    return Year(tmp_path_factory.mktemp("year"))


def test_every_statement_is_found(year: Year) -> None:
    found = {shot.url for shot in year.archive.snapshots()}
    for name in PACE:
        items = {day for day in year.world.published(name) if year.world.on_topic(name, day)}
        roots = {year.world.urls[name], year.world.urls["elsewhere" if name == "map" else name]}
        assert {day for day in items if not any(f"{root}/item/{day}" in found for root in roots)} == set(), name
    assert not [url for url in found if url.startswith(year.world.urls["daily"]) and int(url.rpartition("/")[2]) % 6]


def test_every_edit_is_found(year: Year) -> None:
    texts: dict[str, list[bytes]] = {}
    for shot in year.archive.snapshots():
        texts.setdefault(shot.url, []).append(year.archive.read(shot))
    for number, edits in EDITS.items():
        versions = texts[f"{year.world.urls['search']}/item/{number * PACE['search']}"]
        assert len(versions) == 1 + len(edits)
        for version, day in zip(versions[1:], edits, strict=True):
            assert f"Edited on day {day}.".encode() in version


def test_each_outage_is_shown_on_its_day_and_on_no_other(year: Year) -> None:
    world, wrong = year.world, []
    for world.day, states in enumerate(year.states):
        for name, (state, why) in states.items():
            expected = world.expected(name)
            if state != expected if expected else state not in ("ok", "unchanged"):
                wrong.append((world.day, name, state, why, expected))
            assert bool(why) == (state not in ("ok", "unchanged"))
    assert wrong == []
    assert {day for day, code in enumerate(year.exits) if code} == {
        day for day, states in enumerate(year.states) if {"broken", "blocked"} & {state for state, _ in states.values()}
    }


def test_nothing_is_asked_more_often_than_its_schedule(year: Year) -> None:
    pages: Counter[tuple[str, str]] = Counter()
    for (day, name, path), times in year.world.asked.items():
        if path.startswith("/item/"):
            pages[name, path] += times
        elif path != "/robots.txt" and name != "daily":
            assert times == 1, (day, name, path)
        assert times <= 2, "what fails is tried once more"
    edits = {("search", f"/item/{number * PACE['search']}"): len(days) for number, days in EDITS.items()}
    assert {key: times for key, times in pages.items() if times > 1} == {key: 1 + n for key, n in edits.items()}


def test_the_work_of_a_day_does_not_grow(year: Year) -> None:
    """In requests, the moved source apart, which costs one more each; in seconds: `python -m tests.bench.year`."""
    asked: Counter[int] = Counter()
    for (day, name, _path), times in year.world.asked.items():
        asked[day // 90] += times if name not in ("map", "elsewhere") else 0
    assert max(asked[2], asked[3]) <= 1.1 * asked[1], "the lists are full in spring; from then on a day is like another"
