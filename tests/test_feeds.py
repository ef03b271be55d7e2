"""Feeds of any slice hold the events of that slice, each under a name that lasts, in the formats as their rules ask."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import feedparser
import jsonschema
import pytest
import sample
from asked import get
from icalendar import Calendar
from jsonfeed import SCHEMA
from lxml import etree

from tracker.site.doors import calendars, entries, feeds

ATOM = "{http://www.w3.org/2005/Atom}"
RULES = etree.RelaxNG(etree.parse(Path(__file__).parent / "atom.rng"))
#: query: the events of the sample that it means
SLICES = {
    "company=meta&region=EU": {"meta-eu-complaint-2024-06", "meta-eu-paused-2024-06"},
    "region=IT": {"openai-it-order-2023-03", "openai-it-cleared-2023-04"},
    "action=abandoned": {"zoom-ww-abandoned-2023-08"},
    "regulator=DPC": {"meta-eu-paused-2024-06"},
    "year=2025": {"linkedin-gb-resumed-2025-09"},
    "q=clause": {"zoom-ww-abandoned-2023-08"},
    "company=meta&year=2025": set(),
    "q=%22": set(),
}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("feeds") / "timeline.db"
    sample.write(file)
    return file


def ids(path: Path, sql: str = "select id from events") -> set[str]:
    with closing(sqlite3.connect(path)) as database:
        return {row[0] for row in database.execute(sql)}


def do(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()


def atom(path: Path, query: str = "") -> etree._Element:
    """Return the Atom feed, after every check that its rules allow."""
    answer = get(path, f"/timeline.atom{query}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    tree = etree.fromstring(answer.content)
    RULES.assertValid(tree)
    read = feedparser.parse(answer.content)
    assert not read.bozo
    assert len(read.entries) == len({entry.id for entry in read.entries}) == len(tree.findall(f"{ATOM}entry"))
    for entry in tree.iter(f"{ATOM}entry"):
        assert len([one for one in entry.iter(f"{ATOM}link") if one.get("rel", "alternate") == "alternate"]) == 1
        assert entry.findtext(f"{ATOM}published") <= entry.findtext(f"{ATOM}updated")
    return tree


def json_feed(path: Path, query: str = "") -> Any:
    answer = get(path, f"/timeline.feed.json{query}")
    assert answer.headers["content-type"] == "application/feed+json"
    feed = answer.json()
    jsonschema.Draft202012Validator(SCHEMA).validate(feed)
    assert len({item["id"] for item in feed["items"]}) == len(feed["items"])
    return feed


def calendar(path: Path, query: str = "") -> Calendar:
    answer = get(path, f"/timeline.ics{query}")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    assert b"\n" not in answer.content.replace(b"\r\n", b"")
    found = Calendar.from_ical(answer.content)
    assert isinstance(found, Calendar)
    assert [one.errors for one in found.walk() if one.errors] == []
    assert [one for one in found.walk("VEVENT") if not {"UID", "DTSTAMP", "DTSTART"} <= set(one)] == []
    assert len({one["UID"] for one in found.walk("VEVENT")}) == len(found.walk("VEVENT"))
    return found


def rows(path: Path, query: str = "") -> list[dict[str, str]]:
    answer = get(path, f"/timeline.csv{query}")
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.text, newline=""), strict=True))


def told(path: Path, query: str) -> dict[str, set[str]]:
    """Return the events that each format tells."""
    page = "http://localhost/event/"
    return {
        "atom": {
            link.get("href", "").removeprefix(page)
            for link in atom(path, query).iterfind(f"{ATOM}entry/{ATOM}link")
            if link.get("rel", "alternate") == "alternate"
        },
        "feed.json": {item["_event"]["event"] for item in json_feed(path, query)["items"]},
        "csv": {row["event"] for row in rows(path, query)},
        "json": {row["event"] for row in get(path, f"/timeline.json{query}").json()["events"]},
        "ics": {str(one["URL"]).removeprefix(page) for one in calendar(path, query).walk("VEVENT")},
    }


@pytest.mark.parametrize(("query", "wanted"), SLICES.items())
def test_every_format_holds_the_events_of_the_slice(path: Path, query: str, wanted: set[str]) -> None:
    assert told(path, f"?{query}") == dict.fromkeys(feeds.FORMATS, wanted)


def test_without_a_filter_every_event_is_there(path: Path) -> None:
    found, everything = told(path, ""), ids(path)
    undated = ids(path, "select id from events where date is null")
    assert undated
    assert found.pop("ics") == everything - undated
    assert found == dict.fromkeys(found, everything)
    assert f"{len(undated)} more have no date" in calendar(path)["DESCRIPTION"]


@pytest.mark.parametrize("ending", feeds.FORMATS)
@pytest.mark.parametrize("query", ["company=nobody", "region=XX", "action=stopped", "regulator=NIX"])
def test_a_name_that_nobody_declared_is_not_an_empty_feed(path: Path, ending: str, query: str) -> None:
    answer = get(path, f"/timeline.{ending}?{query}")
    assert answer.status_code == 404
    assert "There is no" in answer.text


@pytest.mark.parametrize("ending", feeds.FORMATS)
def test_a_reader_that_has_it_is_not_sent_it_again(path: Path, ending: str) -> None:
    url = f"/timeline.{ending}?company=meta"
    first = get(path, url)
    assert first.headers["cache-control"] == "public, max-age=300"
    for known in (first.headers["etag"], f"W/{first.headers['etag']}", f'"x", {first.headers["etag"]}', "*"):
        again = get(path, url, {"if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert get(path, url, {"if-none-match": '"x"'}).status_code == 200
    assert get(path, f"/timeline.{ending}?company=zoom").headers["etag"] != first.headers["etag"]


def test_a_changed_record_has_another_tag_at_once_and_an_unchanged_one_the_same(tmp_path: Path) -> None:
    file = tmp_path / "timeline.db"
    sample.write(file)
    before = get(file, "/timeline.atom")
    sample.write(file)
    assert get(file, "/timeline.atom").headers["etag"] == before.headers["etag"]
    do(file, "update events set summary = 'Zoom did so.' where company = 'zoom'")
    after = get(file, "/timeline.atom", {"if-none-match": before.headers["etag"]})
    assert after.status_code == 200
    assert "Zoom did so." in after.text


def test_names_of_entries_last() -> None:
    """Every reader shows every event anew if these change: they are promised for ever."""
    assert entries.lasting("event/meta-eu-paused-2024-06") == "urn:uuid:4091573a-8ddb-59cd-b811-3142da6e584e"
    assert entries.lasting("timeline?") == "urn:uuid:b1f82ab0-873c-5330-819c-a57a476204bd"


def test_an_entry_has_one_name_in_all_slices_formats_and_places(path: Path) -> None:
    wanted = entries.lasting("event/zoom-ww-abandoned-2023-08")
    for url in ("/timeline.atom", "/timeline.atom?company=zoom", "/timeline.feed.json?q=clause"):
        assert wanted in get(path, url).text
        assert wanted in get(path, url, base_url="/record/").text
    assert f"UID:{wanted.removeprefix('urn:uuid:')}" in get(path, "/timeline.ics").text


def test_what_changed_comes_first_with_its_times(tmp_path: Path) -> None:
    file = tmp_path / "timeline.db"
    sample.write(file)
    do(
        file,
        "insert into builds values (1, '2026-08-01T05:00:00Z', 12, 0, 0, 0), (2, '2026-08-02T05:00:00Z', 13, 1, 0, 0),"
        " (3, '2026-08-03T05:00:00Z', 13, 0, 1, 0)",
        "insert into changes (build, event, change, because) values"
        " (2, 'zoom-ww-abandoned-2023-08', 'added', 'x'), (3, 'openai-it-order-2023-03', 'changed', 'x')",
    )
    found = [
        (item["_event"]["event"], item["date_published"][:10], item["date_modified"][:10])
        for item in json_feed(file)["items"]
    ]
    assert found[:3] == [
        ("openai-it-order-2023-03", "2026-08-01", "2026-08-03"),
        ("zoom-ww-abandoned-2023-08", "2026-08-02", "2026-08-02"),
        ("linkedin-gb-resumed-2025-09", "2026-08-01", "2026-08-01"),
    ]
    assert atom(file).findtext(f"{ATOM}updated") == "2026-08-03T05:00:00+00:00"


def test_the_pages_of_a_feed_hold_every_event_once(tmp_path: Path) -> None:
    file = tmp_path / "timeline.db"
    sample.write(file)
    do(
        file,
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 230) insert into events"
        " select id || '-' || i, company, region, action, date, effective, subject, part, state, summary, note,"
        " confidence, confidence_reasons, witnesses from events, n where company = 'zoom'",
    )
    found: list[str] = []
    url, pages = "/timeline.feed.json", 0
    while url:
        feed = json_feed(file, url.partition("json")[2])
        assert feed["feed_url"] == f"http://localhost{url}"
        found += [item["_event"]["event"] for item in feed["items"]]
        url, pages = feed.get("next_url", "").removeprefix("http://localhost"), pages + 1
    assert pages == 3
    assert len(found) == len(set(found))
    assert set(found) == ids(file)
    links = {link.get("rel"): link.get("href") for link in atom(file, "?page=2").findall(f"{ATOM}link")}
    assert links["next"] == links["last"] == "http://localhost/timeline.atom?page=3"
    assert links["previous"] == links["first"] == "http://localhost/timeline.atom"
    assert get(file, "/timeline.atom?page=4").status_code == get(file, "/timeline.atom?page=x").status_code == 404


def test_whole_slices_are_not_cut_and_a_calendar_says_where_it_is(tmp_path: Path) -> None:
    file = tmp_path / "timeline.db"
    sample.write(file)
    do(
        file,
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 1200) insert into events"
        " select id || '-' || i, company, region, action, date, effective, subject, part, state, summary, note,"
        " confidence, confidence_reasons, witnesses from events, n where company = 'zoom'",
    )
    assert len(rows(file)) == get(file, "/timeline.json").json()["count"] == len(ids(file)) == 1213
    found = calendar(file)
    assert len({one["URL"] for one in found.walk("VEVENT")}) <= feeds.DAYS
    assert "the 1000 events that came up last, of 1213" in found["DESCRIPTION"]


def test_calendar_days(path: Path) -> None:
    found = {str(one["SUMMARY"]): one for one in calendar(path, "?year=2025").walk("VEVENT")}
    assert {name: (one["DTSTART"].dt, one["DTEND"].dt) for name, one in found.items()} == {
        "LinkedIn, United Kingdom: resumed": (date(2025, 9, 18), date(2025, 9, 19)),
        "LinkedIn, United Kingdom: resumed, takes effect": (date(2025, 11, 3), date(2025, 11, 4)),
    }
    (month,) = calendar(path, "?company=zoom").walk("VEVENT")
    assert "August 2023, day not known" in month["SUMMARY"]
    assert calendars.span("2023-08") == (date(2023, 8, 1), date(2023, 9, 1))
    assert calendars.span("2023-12") == (date(2023, 12, 1), date(2024, 1, 1))
    assert calendars.span("2023") == (date(2023, 1, 1), date(2024, 1, 1))


def test_what_comes_from_the_web_stays_text(tmp_path: Path) -> None:
    """Markup, formulas, signs that XML cannot hold and addresses that are none."""
    file = tmp_path / "timeline.db"
    sample.write(file)
    event = sample.spoil(file)
    do(file, "update events set summary = '=HYPERLINK(\"x\")\x0b\uffff<script>alert(1)</script>,;\\n' "
             f"where id = '{event}'")  # fmt: skip
    found = {entry.findtext(f"{ATOM}summary"): entry for entry in atom(file, "?company=x").iter(f"{ATOM}entry")}
    ((summary, entry),) = found.items()
    assert summary == '=HYPERLINK("x")<script>alert(1)</script>,;\\n'
    assert "<script>" not in str(entry.findtext(f"{ATOM}content"))
    assert "javascript:" not in etree.tostring(entry, encoding="unicode")
    (item,) = json_feed(file, "?company=x")["items"]
    assert "external_url" not in item
    assert "<script>" not in item["content_html"]
    (row,) = rows(file, "?company=x")
    assert row["summary"] == f"'{summary}"
    assert summary in str(calendar(file, "?company=x").walk("VEVENT")[0]["DESCRIPTION"])


def test_an_empty_record_has_valid_feeds(tmp_path: Path) -> None:
    file = tmp_path / "timeline.db"
    sample.empty(file)
    assert told(file, "") == {ending: set() for ending in feeds.FORMATS}
    assert get(file, "/timeline.atom").headers["etag"] == get(file, "/timeline.atom").headers["etag"]


def test_the_rules_see_a_breach(path: Path) -> None:
    """Each of the rules above refuses what it is there for."""
    good = get(path, "/timeline.atom?company=zoom").text
    for old, new in (
        ("<updated>", "<updated>on "),
        ("<id>urn:uuid:", "<id>"),
        ("</title>", "</title><title>x</title>"),
    ):
        assert not RULES.validate(etree.fromstring(good.replace(old, new).encode()))
    feed = get(path, "/timeline.feed.json?company=zoom").json()
    for broken in ({**feed, "version": "1"}, {**feed, "extra": 1}, {**feed, "items": [{"id": "1"}]}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.Draft202012Validator(SCHEMA).validate(broken)


def test_data_carries_the_fields_of_the_view_timeline(path: Path) -> None:
    (event,) = get(path, "/timeline.json?company=zoom").json()["events"]
    (row,) = rows(path, "?company=zoom")
    with closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        wanted = dict(database.execute("select * from timeline where company = 'zoom'").fetchone())
    wanted |= {"regulators": [], "url": "http://localhost/event/zoom-ww-abandoned-2023-08"}
    assert event == wanted
    assert list(event) == list(row) == list(entries.COLUMNS)
    assert json.loads(row["confidence"]) == wanted["confidence"]
