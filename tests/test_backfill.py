"""Old states of pages come from the Wayback Machine into archive and rows, over kills, refusals and odd answers."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from unittest.mock import patch

import pytest
from home import DAY, Home
from machine import SITE, Machine
from stand import ARTICLE, FEEDS, HISTORY, STATEMENT, WATCH, Stand, paragraphs
from web_pages import LINKEDIN, LINKEDIN_NEW

from tracker.ledger import Ledger
from tracker.model import Link, Page
from tracker.pipeline.backfill import thinned
from tracker.wayback import Capture

HERE = Path(__file__).parent


def test_an_edited_statement_is_read_as_it_was_captured(stand: Stand) -> None:
    """Two states, each of the time of its capture; the newest leads, and where they can be seen is told."""
    stand.machine.keep(STATEMENT, "20240921080000", paragraphs(LINKEDIN))
    stand.machine.keep(STATEMENT, "20250924080000", paragraphs(LINKEDIN_NEW))
    done = stand.backfill()
    assert (done.exit_code, done.output.splitlines()[-1]) == (
        0, "4 addresses looked up, 0 old lists read, 2 captures archived",
    )  # fmt: skip
    assert stand.run("build").exit_code == 0
    assert stand.home.ask("select url, source, versions, first_seen, last_seen, archived_url from documents") == [
        (STATEMENT, "office", 2, "2024-09-21T08:00:00Z", "2025-09-24T08:00:00Z",
         f"{SITE}/web/20250924080000/{STATEMENT}"),
    ]  # fmt: skip
    assert stand.home.ask("select version, fetched, file, archived_url from versions order by version") == [
        (1, "2024-09-21T08:00:00Z", "2024-09-21.warc.gz", f"{SITE}/web/20240921080000/{STATEMENT}"),
        (2, "2025-09-24T08:00:00Z", "2025-09-24.warc.gz", f"{SITE}/web/20250924080000/{STATEMENT}"),
    ]
    assert ("linkedin", "GB", "resumed") in stand.home.ask("select company, region, action from timeline")


def test_a_page_fetched_before_stays_the_newest(stand: Stand) -> None:
    """What counts is when a page was captured, not when it was brought."""
    html = paragraphs(LINKEDIN_NEW).encode()
    live = Page(STATEMENT, STATEMENT, 200, (("Content-Type", "text/html"),), html, "2026-11-20T08:00:00Z")
    stand.archive.write(live, "office", "", None)
    stand.machine.keep(STATEMENT, "20240921080000", paragraphs(LINKEDIN))
    assert stand.backfill().exit_code == 0
    stand.run("build")
    assert stand.home.ask("select version, fetched, archived_url is null from versions order by version") == [
        (1, "2024-09-21T08:00:00Z", 0),
        (2, "2026-11-20T08:00:00Z", 1),
    ]
    assert stand.home.ask("select distinct version from reports") == [(2,)]


def test_the_record_tells_who_published_a_page_of_no_source(stand: Stand) -> None:
    (stand.root / "data" / "history.yaml").write_text(
        HISTORY.replace(ARTICLE, "https://blog.example/we-pause?utm_source=x").replace("kind: news", "kind: company")
    )
    stand.machine.keep("https://blog.example/we-pause", "20240922080000", paragraphs(LINKEDIN))
    stand.backfill()
    stand.run("build")
    asked = "select url, publisher, kind, source, published from documents"
    assert stand.home.ask(asked) == [("https://blog.example/we-pause", "Paper", "company", None, "2024-09-21")]


def test_what_is_told_of_a_page_in_several_places_is_put_together(stand: Stand) -> None:
    """A page of no source that is watched and in the record: each day of it is wanted, and its date is known."""
    page = "https://company.example/terms"
    (stand.root / "data" / "watch.yaml").write_text(WATCH.replace(STATEMENT, page))
    (stand.root / "data" / "history.yaml").write_text(HISTORY.replace(ARTICLE, page))
    for day in (1, 2, 3):
        stand.machine.keep(page, f"2024100{day}080000", paragraphs(f"<p>The terms of day {day}.</p>"))
    stand.backfill()
    told = [(x.source, x.published, x.fetched[8:10]) for x in stand.archive.snapshots()]
    assert told == [("watch", "2024-09-21", day) for day in ("01", "02", "03")]


def test_old_lists_lead_to_pages(stand: Stand) -> None:
    """One list a week is read, none is archived; what the gate holds back is not looked up."""
    old, feed = "https://office.example/news/2023/scraping", "https://paper.example/feed"
    stand.machine.page = 50
    for day in ("20230502", "20230503", "20230515"):
        stand.machine.keep("https://office.example/news/", f"{day}080000", f"<ul><li><a href={old}>{day}</a></li></ul>")
    items = "".join(
        f"<item><title>{title}</title><link>https://paper.example/{name}</link></item>"
        for name, title in (("ball", "A ball game"), ("meta", "Meta pauses AI training on user data"))
    )
    stand.machine.keep(feed, "20240615080000", f"<rss version='2.0'><channel>{items}</channel></rss>", kind="text/xml")
    stand.machine.keep(old, "20230501080000", paragraphs("<p>A text on scraping, long enough to be read.</p>"))
    done = stand.backfill()
    assert done.exit_code == 0, done.output
    assert "3 old lists read, 1 captures archived" in done.output
    asked = "\n".join(stand.machine.asked("/cdx"))
    assert "paper.example%2Fmeta" in asked
    assert "paper.example%2Fball" not in asked
    assert [(x.url, x.source, x.title) for x in stand.archive.snapshots()] == [(old, "office", "20230502")]


def test_a_source_that_is_gone(stand: Stand) -> None:
    """Its list is not read any more; its pages are looked up as before."""
    stand.machine.next += [("/cdx", 429, {})] * 2
    stand.backfill()
    feeds = stand.root / "feeds.yaml"
    feeds.write_text(feeds.read_text()[: FEEDS.index("  - {id: paper")])
    stand.later(86400)
    assert "3 addresses looked up" in stand.backfill().output
    assert [path for path in stand.machine.asked("/cdx") if "linkedin-pauses" in path]


def test_a_list_that_is_none_is_told(stand: Stand) -> None:
    stand.machine.keep("https://paper.example/feed", "20240615080000", "<html>A page</html>")
    done = stand.backfill()
    assert done.exit_code == 0
    assert "the list: neither RSS nor Atom" in done.output


def test_only_the_pages_of_a_source(stand: Stand) -> None:
    assert stand.backfill("--source", "paper").exit_code == 0
    assert len(stand.machine.asked("/cdx")) == 2, "its list, and the article of the record on its host"
    assert not [path for path in stand.machine.asked("/cdx") if "office" in path]


def test_pages_that_were_collected_are_looked_up(home: Home, stand: Stand) -> None:

    ledger, link = (
        Ledger(home.root / "data" / "ledger.db"),
        Link("office", "https://office.example/news/2025/other", "O"),
    )
    ledger.sighted("office", [(link, "other"), (Link("office", "https://office.example/news/2025/not", ""), "n")], DAY)
    ledger.fetched(link, DAY)
    ledger.close()
    stand.backfill()
    assert [path for path in stand.machine.asked("/cdx") if "2025%2Fother" in path]
    assert not [path for path in stand.machine.asked("/cdx") if "2025%2Fnot" in path]


def test_captures_under_other_spellings_are_the_same_page(stand: Stand) -> None:
    """The index takes them for one; a capture whose address differs in more than that keeps its own."""
    stand.machine.keep(f"http://www.{STATEMENT[8:]}/", "20240101080000", paragraphs("<p>The first text.</p>"))
    stand.machine.keep(STATEMENT.replace("linkedin", "LinkedIn"), "20240201080000", paragraphs("<p>Another one.</p>"))
    stand.backfill()
    assert [x.url for x in stand.archive.snapshots()] == [STATEMENT, STATEMENT.replace("linkedin", "LinkedIn")]


def test_a_second_run_asks_for_nothing_until_a_month_has_passed(stand: Stand) -> None:
    stand.machine.keep(STATEMENT, "20240921080000", paragraphs(LINKEDIN))
    stand.backfill()
    before = len(stand.machine.requests)
    assert stand.backfill().exit_code == 0
    assert len(stand.machine.requests) == before
    stand.machine.keep(STATEMENT, "20220921080000", paragraphs("<p>An older text.</p>"))
    assert stand.run("backfill", "--from", "2022").exit_code == 0
    assert len(stand.machine.asked("/web")) == 2, "further back, the index is asked again"
    stand.later(31 * 86400)
    stand.machine.keep(STATEMENT, "20261201080000", paragraphs(LINKEDIN_NEW))
    assert "4 addresses looked up, 0 old lists read, 1 captures archived" in stand.backfill().output


def test_a_killed_run_is_gone_on_with(stand: Stand) -> None:
    """`kill -9` in the midst: in the end each capture is in the archive once, and none was asked for twice but one."""
    for day in range(1, 29):
        stand.machine.keep(STATEMENT, f"202402{day:02}080000", paragraphs(f"<p>Text of day {day}, which is new.</p>"))
    stand.machine.page = 10
    script = (
        "import sys; sys.path[:0] = sys.argv[1:3]; import machine, tracker.wayback as w\n"
        "w._Session = machine.pinned(sys.argv[3]); from tracker import cli\n"
        "cli.main(['--root', sys.argv[4], 'backfill', '--from', '2023'])"
    )
    command = [sys.executable, "-c", script, str(HERE.parent), str(HERE), stand.machine.base, str(stand.root)]
    for wanted in (3, 9, 17):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while len(stand.machine.asked("/web")) < wanted:
            assert process.poll() is None
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    assert [x.fetched[:10] for x in stand.archive.snapshots()] == [f"2024-02-{day:02}" for day in range(1, 29)]
    assert len(stand.machine.asked("/web")) <= 28 + 3
    assert stand.archive.damage() == ()


# ---- refusals


def test_after_a_429_a_minute_passes(stand: Stand) -> None:
    stand.machine.keep(STATEMENT, "20240921080000", paragraphs(LINKEDIN))
    stand.machine.next.append(("/web", 429, {}))
    assert stand.backfill().exit_code == 0
    assert len(stand.slept) == 1
    assert stand.slept[0] >= 60
    assert len(list(stand.archive.snapshots())) == 1


def test_the_minute_outlives_the_run(stand: Stand) -> None:
    """A run that is killed while it waits, and started again after 20 seconds, waits for the rest."""
    stand.machine.next.append(("/cdx", 429, {}))
    with patch.object(Stand, "sleep", side_effect=KeyboardInterrupt):
        stand.backfill()
    assert len(stand.machine.requests) == 1
    stand.later(20)
    assert stand.backfill().exit_code == 0
    assert 40 <= stand.slept[0] <= 41


def test_after_a_second_429_it_is_left_alone_until_tomorrow(stand: Stand) -> None:
    stand.machine.next += [("/cdx", 429, {})] * 2
    done = stand.backfill()
    assert done.exit_code == 1
    assert "left alone until tomorrow" in done.output
    assert len(stand.machine.requests) == 2
    assert stand.backfill().exit_code == 3
    assert len(stand.machine.requests) == 2
    stand.later(86400)
    assert stand.backfill().exit_code == 0


def test_a_long_rest_is_not_waited_for(stand: Stand) -> None:
    stand.machine.next.append(("/cdx", 429, {"Retry-After": "3600"}))
    assert stand.backfill().exit_code == 1
    assert stand.slept == []


def test_a_blocked_page_is_told_and_not_asked_again(stand: Stand) -> None:
    stand.machine.blocked.add("office.example")
    done = stand.backfill()
    assert done.exit_code == 0
    assert "does not show this page" in done.output
    stand.run("build")
    shown = stand.home.ask("select source, url, message from problems where step = 'backfill'")
    assert ("office", STATEMENT) in {row[:2] for row in shown}
    before = len(stand.machine.requests)
    stand.backfill()
    assert len(stand.machine.requests) == before


def test_a_capture_that_cannot_be_played_is_tried_five_times(stand: Stand) -> None:
    stand.machine.keep(STATEMENT, "20240921080000", paragraphs(LINKEDIN), played="lost")
    for run in range(7):
        assert stand.backfill().exit_code == (1 if run < 5 else 0)
    assert len(stand.machine.asked("/web")) == 5


def test_nobody_answers(stand: Stand) -> None:
    with Machine() as gone:
        session = gone.session()
    with patch("tracker.wayback._Session", session):
        done = stand.backfill()
    assert done.exit_code == 3
    assert "cannot be reached" in done.output


@pytest.mark.parametrize("words", [("--from", "2023-13"), ("--from", "lately"), ("--from", "2023", "--source", "nope")])
def test_bad_input(stand: Stand, words: tuple[str, ...]) -> None:
    assert stand.run("backfill", *words).exit_code == 2
    assert stand.machine.requests == []


# ---- which captures are enough


def captures(*found: tuple[str, str]) -> list[Capture]:
    return [Capture(STATEMENT, f"{day}080000", digest) for day, digest in found]


def test_captures_are_thinned() -> None:
    """Neighbours of one body count once, also where the index did not see that; a body that comes back counts again."""
    seen = captures(("20240101", "a"), ("20240102", "a"), ("20240103", "b"), ("20240104", "a"), ("20240115", "c"))
    twice = [*seen, Capture(STATEMENT, "20240115090000", "d")]
    assert [x.stamp[:8] for x in thinned(twice, "day")] == ["20240101", "20240103", "20240104", "20240115"]
    assert [x.stamp[:8] for x in thinned(twice, "week")] == ["20240101", "20240115"]
    assert [x.stamp for x in thinned(twice, "ends")] == ["20240101080000", "20240115090000"]
    assert thinned(seen[:1], "ends") == seen[:1]
    assert thinned([], "day") == []
