"""How a source does: its state and why, in the ledger, in the table, on the page and as an exit code."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from home import Home
from test_collect import DAYS, House, states
from web import Web
from web_shapes import Reply

from tracker import pipeline
from tracker.ledger import Health, Ledger
from tracker.model import Document, Expect, Format, Kind, Link, Source
from tracker.pipeline.doubts import doubts

SOURCE = Source("s", "S", Kind.NEWS, "https://a.org", Format.FEED, expect=Expect(gap=10))
WELL = Health("s", "ok", "", DAYS[0], DAYS[0], 5, "2026-11-20")


@pytest.mark.parametrize(
    ("source", "health", "today", "state", "why"),
    [
        (SOURCE, None, "2026-11-22", "never tried", ""),
        (replace(SOURCE, off=True), WELL, "2026-11-22", "off", "switched off"),
        (SOURCE, WELL, "2026-11-30", "ok", ""),
        (SOURCE, replace(WELL, state="unchanged"), "2026-11-30", "unchanged", ""),
        (SOURCE, WELL, "2026-12-01", "silent", "nothing new since 2026-11-20; 10 days"),
        (SOURCE, replace(WELL, newest="2026-10"), "2026-11-22", "silent", "2026-10-01"),
        (SOURCE, replace(WELL, state="blocked", message="it refuses us"), "2027-01-01", "blocked", "it refuses us"),
        (SOURCE, replace(WELL, state="broken", message="no"), "2027-01-01", "broken", "no"),
        (SOURCE, replace(WELL, doubt="text shorter than ever"), "2026-11-22", "broken", "shorter"),
        # a list without dates: the day of the last new link counts
        (SOURCE, replace(WELL, newest=None, last_new=DAYS[0], first_new=DAYS[0]), "2026-12-02", "ok", ""),
        (SOURCE, replace(WELL, newest=None, last_new=DAYS[0], first_new=DAYS[0]), "2026-12-03", "silent", "2026-11-22"),
        # an old list seen for the first time is no news; a new link in it is, though its date is old
        (
            SOURCE,
            replace(WELL, newest="2026-09-01", last_new=DAYS[0], first_new=DAYS[0]),
            DAYS[0],
            "silent",
            "2026-09-01",
        ),
        (SOURCE, replace(WELL, newest="2026-09-01", last_new=DAYS[1], first_new=DAYS[0]), DAYS[1], "ok", ""),
    ],
)
def test_the_standing_of_a_source(source: Source, health: Health | None, today: str, state: str, why: str) -> None:
    found = pipeline.standing(source, health, today)
    assert found[0] == state
    assert why in found[1]
    assert bool(found[1]) == bool(why)


def test_an_aggregator_needs_no_person() -> None:
    assert pipeline.needs_a_person(SOURCE, "blocked")
    assert not pipeline.needs_a_person(replace(SOURCE, kind=Kind.AGGREGATOR), "blocked")
    assert not pipeline.needs_a_person(SOURCE, "unchanged")


def test_the_ledger_knows_the_last_news_and_the_usual_gap(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.db")
    days = ("2026-10-01", "2026-10-03", "2026-10-05", "2026-11-01")
    first = [(Link("s", f"https://a.org/{day}", published=day), day) for day in days]
    ledger.sighted("s", first, DAYS[0])
    ledger.sighted("s", first, DAYS[1])
    health = ledger.health()["s"]
    assert (health.state, health.last_new, health.first_new, health.usual_gap) == ("unchanged", DAYS[0], DAYS[0], 2)
    ledger.sighted("s", [(Link("s", "https://a.org/2026-10-01", stamp="2"), "x")], DAYS[2])
    assert (ledger.health()["s"].state, ledger.health()["s"].last_new) == ("ok", DAYS[2]), "an edit is news"
    for n, day in enumerate(DAYS):
        ledger.sighted("t", [(Link("t", f"https://b.org/{n}"), str(n))], day)
    assert ledger.health()["t"].usual_gap == 1, "without dates the days of the looks count"


def _document(n: int, text: str = "word " * 200, missed: tuple[str, ...] = ()) -> Document:
    url = f"https://a.org/{n}"
    day = f"2026-11-{n:02}T06:00:00Z"
    return Document(url, url, "T", text, None, "S", Kind.NEWS, "en", "s", missed=missed, fetched=day)


def test_pages_that_lost_their_text_are_doubted() -> None:
    well = [_document(n) for n in range(1, 8)]
    wall = [_document(n, "We value your privacy.") for n in range(8, 11)]
    assert doubts(well) == {}
    assert doubts([*well, *wall[:2]]) == {}, "two short pages may well be short"
    assert "text shorter than ever" in doubts([*wall, *well])["s"]
    assert doubts([*well[:4], *wall]) == {}, "too few to know what is usual"
    assert doubts([*well, _document(7, "Short."), *wall]) == {}, "there were such short ones before"


def test_rules_for_pages_that_match_nothing_any_more_are_doubted() -> None:
    well = [_document(n) for n in range(1, 4)]
    lost = [_document(n, missed=("body", "date")) for n in range(4, 7)]
    why = doubts([*well, *lost])["s"]
    assert why.startswith("page.body of feeds.yaml matches nothing in the newest 3 pages, such as https://a.org/6")
    assert "page.body" in doubts(lost)["s"], "from the first pages on"
    assert doubts([*lost, *(_document(n) for n in range(7, 9))]) == {}
    assert doubts([_document(n, missed=("date",)) for n in range(1, 5)]) == {}, "some pages have no date"


def test_what_each_kind_of_trouble_is_called(tmp_path: Path) -> None:
    """200 but no feed, no items where it had some, a selector without a match, a status, silence of the host."""
    with Web() as web:
        house = House(tmp_path, web)
        ids = ("thn", "guardian-ai", "dpc-press", "techcrunch", "ico-news", "ftc-press")
        assert states(house.collect(DAYS[0], *ids)) == dict.fromkeys(ids, "ok")
        empty = '<rss version="2.0"><channel><title>t</title></channel></rss>'
        web.instead |= {
            "thn": Reply("<html><title>Parked</title></html>"),
            "guardian": Reply(empty, "application/rss+xml"),
            "dpc": Reply("<html><body><div class=new-layout></div></body></html>"),
            "techcrunch": Reply("gone", status=410),
            "ico": Reply('{"results": {}}', "application/json"),
            "ftc": Reply("<html><title>Access Denied</title></html>", status=403),
        }
        found = house.collect(DAYS[1], *ids)
        assert states(found) == dict.fromkeys(ids, "broken") | {"ftc-press": "blocked"}
        why = {source: health.message for source, health in house.ledger.health().items()}
        assert "an HTML page" in why["thn"]
        assert "0 links; at least 10 are expected" in why["guardian-ai"]
        assert "matches nothing" in why["dpc-press"]
        assert why["techcrunch"] == "status 410"
        assert "without a list results" in why["ico-news"]
        assert "left alone until tomorrow" in why["ftc-press"]
        assert house.ledger.health()["thn"].last_success == DAYS[0]
        web.instead.clear()
        again = states(house.collect(DAYS[2], *ids))
        assert again == dict.fromkeys(ids, "unchanged"), "and it is well again when they are"


def test_health_is_told_everywhere(home: Home, web: Web) -> None:
    web.instead["thn"] = Reply("<html><title>Parked</title></html>")
    home.run("collect", "thn", "noyb")
    home.run("build")
    told = home.run("sources")
    assert told.exit_code == 1
    rows = {line.split("\t")[0]: line.split("\t") for line in told.stdout.splitlines()}
    assert rows["source"][3:] == ["state", "last try", "last success", "last new", "usual gap", "why"]
    assert (rows["thn"][3:6], "an HTML page" in rows["thn"][8]) == (["broken", home.now, "never"], True)
    assert (rows["noyb"][3], rows["noyb"][6]) == ("ok", home.now)
    asked = home.ask("select id, state, last_try, last_success, last_new, gap from sources where id in ('noyb', 'thn')")
    assert sorted(asked) == [
        ("noyb", "ok", home.now, home.now, home.now, 45),
        ("thn", "broken", home.now, None, None, 5),
    ]
    web.instead.clear()
    home.now = DAYS[1]
    home.run("collect", "thn")
    assert "thn\tnews\tfeed\tok" in home.run("sources").stdout


def test_a_source_that_failed_is_not_asked_more_often_for_it(tmp_path: Path) -> None:
    with Web() as web:
        house = House(tmp_path, web)
        house.change("noyb", poll=24)
        web.instead["noyb"] = Reply("broken", status=500)
        house.collect("2026-11-22T06:00:00Z", "noyb")
        asked = sum(x.site == "noyb" for x in web.requests)
        house.collect("2026-11-22T08:00:00Z")
        assert sum(x.site == "noyb" for x in web.requests) == asked
        house.collect("2026-11-22T12:00:00Z")
        assert sum(x.site == "noyb" for x in web.requests) > asked
