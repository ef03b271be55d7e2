"""Links, answers and refusals come in; what the next run has to do goes out."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tracker.ledger import MAX_TRIES, Ledger, Run
from tracker.ledger.watchbook import Watchbook, Watched
from tracker.model import InputError, Link, Problem

DAY_1, DAY_2, DAY_3 = "2026-11-20T06:00:00Z", "2026-11-21T06:00:00Z", "2026-11-22T06:00:00Z"


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "data" / "ledger.db")


def see(ledger: Ledger, now: str, *links: Link, item: str | None = None, source: str = "s") -> None:
    ledger.sighted(source, [(link, item or link.url) for link in links], now)


def link(name: str, stamp: str | None = None, source: str = "s", published: str | None = None) -> Link:
    return Link(source, f"https://a.org/{name}", name, "teaser", published, stamp)


def test_a_new_link_waits_until_it_is_fetched(ledger: Ledger) -> None:
    see(ledger, DAY_1, link("old", published="2024-01"), link("new", published="2026-11-20"))
    assert [x.title for x in ledger.waiting("s")] == ["new", "old"]
    assert ledger.waiting("s")[0] == link("new", published="2026-11-20")
    assert ledger.fetched(link("new"), DAY_1) is True
    see(ledger, DAY_2, link("old", published="2024-01"), link("new", published="2026-11-20"))
    assert [x.title for x in ledger.waiting("s")] == ["old"]


def test_a_stamp_that_moves_makes_it_wait_again(ledger: Ledger) -> None:
    see(ledger, DAY_1, link("a", "1"))
    ledger.fetched(link("a"), DAY_1)
    see(ledger, DAY_2, link("a", "1"))
    assert ledger.waiting("s") == ()
    see(ledger, DAY_2, link("a"))
    assert ledger.waiting("s") == (), "a list that no longer gives a stamp tells nothing"
    see(ledger, DAY_3, link("a", "2"))
    assert ledger.waiting("s") == (link("a", "2"),)
    assert ledger.fetched(link("a"), DAY_3) is False


def test_a_failure_is_tried_in_some_runs_and_then_no_more_until_the_stamp_moves(ledger: Ledger) -> None:
    see(ledger, DAY_1, link("a", "1"), link("b"))
    for _ in range(MAX_TRIES):
        assert link("a", "1") in ledger.waiting("s")
        ledger.failed(link("a"), "status 502", lasting=False)
    ledger.failed(link("b"), "status 404", lasting=True)
    assert ledger.waiting("s") == ()
    see(ledger, DAY_2, link("a", "2"), link("b"))
    assert ledger.waiting("s") == (link("a", "2"),)


def test_what_the_gate_held_back_is_offered_to_another_gate(ledger: Ledger) -> None:
    see(ledger, DAY_1, link("a"))
    ledger.gated([link("a")], "words of today")
    assert ledger.waiting("s", "words of today") == ()
    assert ledger.waiting("s", "words of tomorrow") == (link("a"),)


def test_one_item_of_two_sources_is_fetched_once(ledger: Ledger) -> None:
    see(ledger, DAY_1, link("latest/x", "1"), item="x")
    see(ledger, DAY_1, link("press/x", source="t"), item="x", source="t")
    assert not ledger.known_elsewhere(link("press/x", source="t"))
    ledger.fetched(link("latest/x"), DAY_1)
    assert ledger.known_elsewhere(link("press/x", source="t"))
    ledger.fetched(link("press/x", source="t"), None)
    assert ledger.waiting("t") == ()
    see(ledger, DAY_2, link("latest/x", "2"), item="x")
    assert not ledger.known_elsewhere(link("latest/x")), "it moved after the other was fetched"


def test_a_list_is_asked_with_its_tag_only_while_the_same_rules_read_it(ledger: Ledger) -> None:
    ledger.sighted("s", [], DAY_1, [("https://a.org/feed", "rules 1", '"7"', None)])
    assert ledger.validators("https://a.org/feed", "rules 1") == ('"7"', None)
    assert ledger.validators("https://a.org/feed", "rules 2") == (None, None)
    ledger.sighted("s", [], DAY_2, [("https://a.org/feed", "rules 2", None, "then")])
    assert ledger.validators("https://a.org/feed", "rules 1") == (None, None)
    assert ledger.validators("https://a.org/feed", "rules 2") == (None, "then")
    see(ledger, DAY_1, link("a"))
    ledger.fetched(link("a"), DAY_1, '"9"', None)
    assert ledger.validators("https://a.org/a") == ('"9"', None)


def test_trouble_keeps_what_was_known_before(ledger: Ledger) -> None:
    see(ledger, DAY_1, link("a", published="2026-11-19"))
    ledger.trouble("s", "broken", "status 500", DAY_2)
    health = ledger.health()["s"]
    assert (health.state, health.message, health.last_try) == ("broken", "status 500", DAY_2)
    assert (health.last_success, health.links, health.newest) == (DAY_1, 1, "2026-11-19")
    ledger.unchanged("s", DAY_3)
    health = ledger.health()["s"]
    assert (health.state, health.message, health.last_success, health.links) == ("unchanged", "", DAY_3, 1)


def test_a_host_is_left_alone_for_the_day(ledger: Ledger) -> None:
    ledger.stop({"a.org": "status 403"}, "2026-11-20")
    assert ledger.stopped("2026-11-20") == {"a.org": "status 403"}
    assert ledger.stopped("2026-11-21") == {}


def test_runs_and_problems_are_kept(ledger: Ledger) -> None:
    killed, run = ledger.begin("collect", DAY_1), ledger.begin("collect", DAY_2)
    problem = Problem("fetch", "status 500", "s", "https://a.org")
    ledger.note(run, problem)
    ended = Run(run, "collect", DAY_2, DAY_3, 1, 0, 5, 4, 0)
    ledger.end(ended)
    assert ledger.runs() == (Run(killed, "collect", DAY_1), ended)
    assert ledger.problems(run) == (problem,)


def test_a_ledger_of_another_version_is_refused(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "data" / "ledger.db"
    ledger.close()
    with sqlite3.connect(path) as db:
        db.execute("pragma user_version = 99")
    with pytest.raises(InputError, match="format 99"):
        Ledger(path)


WRITER = """
import sys
from pathlib import Path
from tracker.ledger import Ledger
from tracker.model import Link
ledger = Ledger(Path(sys.argv[1]))
n = 0
while True:
    links = [Link("s", f"https://a.org/{n}/{m}") for m in range(50)]
    ledger.sighted("s", [(x, x.url) for x in links], "2026-11-20T06:00:00Z")
    for x in links:
        ledger.fetched(x, "2026-11-20T06:00:00Z")
        print(x.url, flush=True)
    n += 1
"""


def test_a_killed_writer_loses_nothing_that_it_had_reported(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    reported: set[str] = set()
    for lines in (3, 60, 130):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        reported |= {writer.stdout.readline().strip() for _ in range(lines)}
        writer.kill()
        writer.communicate()
        ledger = Ledger(path)
        waiting = {x.url for x in ledger.waiting("s")}
        assert not waiting & reported
        with sqlite3.connect(path) as db:
            assert db.execute("pragma integrity_check").fetchone() == ("ok",)
            assert db.execute("select count(*) % 50 from links").fetchone() == (0,), (
                "a list is seen whole or not at all"
            )
        ledger.close()


def test_watched_pages_keep_their_last_look_and_leave_with_the_list(ledger: Ledger) -> None:
    book = Watchbook(ledger)
    page = Watched("https://a.org/1", "s", "why", "2026-11-01")
    book.keep([page, replace(page, url="https://a.org/2")], whole=False)
    book.looked(page.url, DAY_2, "status 404", ("tag", None))
    book.keep([replace(page, why="new", since="2026-11-20")], whole=False)
    first, second = book.pages()
    assert (first.looked, first.message, first.why) == (DAY_2, "status 404", "why"), "what is known stays as it is"
    assert ledger.validators(page.url) == ("tag", None)
    assert (second.looked, second.message) == (None, "")
    book.keep([replace(page, why="new", since="2026-11-20", looked=DAY_1)], whole=True)
    assert book.pages() == (replace(first, why="new", since="2026-11-20"),), "the later look counts"
    book.keep([replace(page, looked=DAY_3)], whole=True)
    assert book.pages()[0].looked == DAY_3
