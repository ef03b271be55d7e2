"""The sources of feeds.yaml, played on this machine: all is found once, and only what changed is fetched again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from web import HOSTS, Web
from web_pages import ITEMS, STATEMENT

from tracker import pipeline
from tracker.archive import Archive
from tracker.declarations import load_feeds, load_words
from tracker.ledger import Ledger
from tracker.model import Expect, InputError
from tracker.pipeline import Collected

ROOT = Path(__file__).parent.parent
DAYS = [f"2026-11-{day}T06:00:00Z" for day in (22, 23, 24)]
WORDS = load_words()


class House:
    """A place with its own archive and ledger, whose feeds.yaml leads to the servers of `web`."""

    def __init__(self, folder: Path, web: Web) -> None:
        declared = folder / "feeds.yaml"
        declared.write_text(web.declare((ROOT / "feeds.yaml").read_text("utf-8")), "utf-8")
        self.feeds = load_feeds(declared)
        self.archive = Archive(folder / "archive")
        self.ledger = Ledger(folder / "ledger.db")

    def collect(self, now: str, *only: str, **options: float) -> Collected:
        return pipeline.collect(self.feeds, WORDS, self.archive, self.ledger, now, only, **options)

    def urls(self) -> list[str]:
        return [snapshot.url for snapshot in self.archive.snapshots()]

    def change(self, source: str, **fields: object) -> None:
        changed = (replace(x, **fields) if x.id == source else x for x in self.feeds.sources)  # type: ignore[arg-type]
        self.feeds = replace(self.feeds, sources=tuple(changed))

    def budget(self, requests: int) -> None:
        self.feeds = replace(self.feeds, budget=requests)


def states(collected: Collected) -> dict[str, str]:
    return {outcome.source: outcome.state for outcome in collected.outcomes}


def test_two_runs_find_everything_and_a_third_only_what_was_edited(tmp_path: Path) -> None:
    with Web(down=("register",)) as web:
        house = House(tmp_path, web)
        first = house.collect(DAYS[0])
        assert states(first) == dict.fromkeys(states(first), "ok") | {"register": "broken"}
        assert first.exit_code == 1

        urls = house.urls()
        assert len(urls) == len(set(urls))
        ico = [url for url in urls if url.startswith(web.url("ico"))]
        assert len(ico) == ITEMS, "the hole in one order is filled by the other"
        assert not any("promoted" in url for url in urls)
        assert sum("dpcs-engagement-meta-ai" in url for url in urls) == 1, "one item under two paths is fetched once"
        assert not any(url.endswith("/en/join") for url in urls)
        assert web.url("bbc", "/news/articles/c0ffee") in urls, "without tracking parameters"
        assert not any("chip-plant" in url for url in urls), "the gate holds back what is off topic"
        assert sum(url.startswith(web.url("ftc")) for url in urls) == 5, "no gate for regulators"
        assert any("snap-pauses" in url for url in urls)
        assert any("noyb-complains" in url for url in urls), "the fallback is used where the first address gives HTML"

        before = len(web.requests)
        second = house.collect(DAYS[1])
        assert (sum(x.fetched for x in second.outcomes), sum(x.new for x in second.outcomes)) == (0, 0)
        again = [x for x in web.requests[before:] if x.path != "/robots.txt"]
        assert {x.site for x in again if x.status == 304} == {"ftc", "bbc", "thn"}
        assert sum(x.site == "ico" for x in again) == 6, "only the search: three pages in two orders"
        assert house.urls() == urls

        web.edit()
        before = len(web.requests)
        third = house.collect(DAYS[2])
        pages = [x.path for x in web.requests[before:] if x.site == "ico" and x.method == "GET"]
        assert pages == ["/robots.txt", STATEMENT]
        assert [x.fetched for x in third.outcomes if x.fetched] == [1]
        assert house.urls()[len(urls) :] == [web.url("ico", STATEMENT)]
        newest = list(house.archive.snapshots())[-1]
        assert b"Updated statement Tuesday 23 September 2025" in house.archive.read(newest)
        assert {x.agent for x in web.requests} == {next(iter(web.requests)).agent}
        assert f"(+{house.feeds.contact})" in web.requests[0].agent


def test_the_list_says_of_a_page_what_its_snapshot_keeps(tmp_path: Path) -> None:
    with Web() as web:
        house = House(tmp_path, web)
        house.collect(DAYS[0], "dpc-news", "thn")
        seen = {Path(x.url).name: (x.source, x.title, x.published) for x in house.archive.snapshots()}
        assert seen["grok-inquiry"] == ("dpc-news", "DPC opens inquiry into X over Grok", "2025-04-11")
        assert seen["from-the-future.html"][2] is None, "a date ahead of the fetch is no date"


def test_nothing_reached_is_told_quickly_and_does_not_get_worse(tmp_path: Path) -> None:
    with Web(down=tuple(HOSTS)) as web:
        house = House(tmp_path, web)
        start = time.monotonic()
        for now in DAYS[:2]:
            collected = house.collect(now)
            assert collected.exit_code == 3
            assert set(states(collected).values()) == {"broken"}
            assert all(outcome.problems for outcome in collected.outcomes)
        assert time.monotonic() - start < 15
        assert [run.exit_code for run in house.ledger.runs()] == [3, 3]
        assert house.urls() == []


def test_a_source_rests_until_its_hours_have_passed_unless_it_is_named(tmp_path: Path) -> None:
    with Web() as web:
        house = House(tmp_path, web)
        few = tuple(x for x in house.feeds.sources if x.id in ("bbc-tech", "guardian-ai", "dpc-news"))
        house.feeds = replace(house.feeds, sources=few)
        house.collect(DAYS[0])
        before = len(web.requests)
        resting = house.collect("2026-11-22T08:00:00Z")
        assert set(states(resting).values()) == {"resting"}
        assert resting.exit_code == 0
        assert len(web.requests) == before
        assert states(house.collect("2026-11-22T08:00:00Z", "bbc-tech")) == {"bbc-tech": "unchanged"}
        due = states(house.collect("2026-11-22T11:59:00Z"))
        assert due["guardian-ai"] == "unchanged", "six hours less a minute"
        assert due["dpc-news"] == "resting"


def test_a_name_that_is_no_source_is_refused(tmp_path: Path) -> None:
    with Web() as web, pytest.raises(InputError, match="no source icoo"):
        House(tmp_path, web).collect(DAYS[0], "icoo")


def test_a_list_that_lost_its_links_is_a_failure_and_not_a_quiet_day(tmp_path: Path) -> None:
    with Web() as web:
        house = House(tmp_path, web)
        house.collect(DAYS[0], "dpc-news")
        house.change("dpc-news", expect=Expect(links=0), keep=("/moved/",))
        failed = house.collect(DAYS[1], "dpc-news")
        assert states(failed) == {"dpc-news": "broken"}
        assert "0 links" in failed.problems[0].message
        assert house.ledger.health()["dpc-news"].last_success == DAYS[0]
        assert states(house.collect(DAYS[2], "dpc-news")) == {"dpc-news": "broken"}, "and stays one"


def test_new_rules_for_a_list_are_not_answered_by_unchanged(tmp_path: Path) -> None:
    with Web() as web:
        house = House(tmp_path, web)
        house.change("ftc-press", keep=("photo-app",), expect=Expect(links=1))
        house.collect(DAYS[0], "ftc-press")
        assert len(house.urls()) == 1
        house.change("ftc-press", keep=())
        house.collect(DAYS[1], "ftc-press")
        assert len(house.urls()) == 5


def test_an_agent_without_a_name_is_refused_and_the_host_left_alone_for_the_day(tmp_path: Path) -> None:
    with Web() as web:
        house = House(tmp_path, web)
        house.feeds = replace(house.feeds, contact="nobody", name="crawler")
        web.guard = "(+https"
        refused = house.collect(DAYS[0], "ftc-press")
        assert states(refused) == {"ftc-press": "blocked"}
        assert "refuses us" in refused.problems[0].message
        asked = len(web.requests)
        house.collect("2026-11-22T20:00:00Z", "ftc-press")
        assert len(web.requests) == asked
        house.collect(DAYS[1], "ftc-press")
        assert len(web.requests) == asked + 1


def test_a_page_that_fails_is_tried_again_and_the_rest_goes_on(tmp_path: Path) -> None:
    with Web() as web:
        house = House(tmp_path, web)
        web.broken = "/news-events/news/press-releases/2026/10/photo-app-order"
        first = house.collect(DAYS[0], "ftc-press")
        assert (first.outcomes[0].state, first.outcomes[0].fetched) == ("ok", 4)
        assert [(x.url, x.message) for x in first.problems] == [(web.url("ftc", web.broken), "status 500")]
        web.broken = ""
        second = house.collect(DAYS[1], "ftc-press")
        assert [url for url in house.urls() if "photo-app" in url]
        assert (second.outcomes[0].links, second.outcomes[0].fetched) == (None, 1), "although the list was unchanged"


def test_a_run_may_be_given_a_time_after_which_the_rest_waits(tmp_path: Path) -> None:
    with Web() as web:
        house = House(tmp_path, web)
        cut = house.collect(DAYS[0], "ico-news", seconds=0.3)
        assert 0 < cut.outcomes[0].waiting <= ITEMS
        rest = house.collect("2026-11-22T06:10:00Z")
        ico = next(x for x in rest.outcomes if x.source == "ico-news")
        assert (ico.links, ico.waiting) == (None, 0), "its list is not due, its pages are"
        assert sum(url.startswith(web.url("ico")) for url in house.urls()) == ITEMS


COLLECT = """
import sys
from pathlib import Path
from tracker import pipeline
from tracker.archive import Archive
from tracker.declarations import load_feeds
from tracker.ledger import Ledger
from tracker.model import Words
root = Path(sys.argv[1])
pipeline.collect(load_feeds(root / "feeds.yaml"), Words({}, {}, {}, {}, (), {}), Archive(root / "archive"),
                 Ledger(root / "ledger.db"), "2026-11-22T06:00:00Z", ("ico-news", "ftc-press", "dpc-news"))
"""


def test_a_run_killed_at_any_moment_is_finished_by_the_next(tmp_path: Path) -> None:
    with Web() as web:
        house = House(tmp_path, web)
        house.ledger.close()
        for seen in (9, 40):
            target = len(web.requests) + seen
            arguments = [sys.executable, "-c", COLLECT, str(tmp_path)]
            child = subprocess.Popen(arguments, cwd=ROOT, start_new_session=True)
            deadline = time.monotonic() + 20
            while len(web.requests) < target and child.poll() is None and time.monotonic() < deadline:
                time.sleep(0.005)
            assert child.poll() is None
            os.kill(child.pid, signal.SIGKILL)
            child.wait()
        house.ledger = Ledger(tmp_path / "ledger.db")
        last = house.collect(DAYS[1], "ico-news", "ftc-press", "dpc-news")
        assert last.exit_code == 0
        assert len(set(house.urls())) == ITEMS + 5 + 6
        for snapshot in house.archive.snapshots():
            assert house.archive.read(snapshot)
