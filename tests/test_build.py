"""The archive and the curated record in, the database out: through the real archive, ledger, reader and resolver."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tracker import pipeline, read
from tracker.archive import Archive
from tracker.extract import Reading
from tracker.ledger import Ledger, Run
from tracker.model import (
    Act,
    Action,
    Company,
    Document,
    Entry,
    Format,
    Kind,
    Link,
    Page,
    PageRules,
    Problem,
    Reason,
    Region,
    Rejection,
    Report,
    Source,
    Subject,
    Witness,
    Words,
)

PAPER = Source("paper", "Paper", Kind.NEWS, "https://paper.example/feed", Format.FEED)
OFFICE = Source(
    "office", "Office", Kind.REGULATOR, "https://office.example/news", Format.LISTING, region="GB", licence="OGL-UK-3.0"
)
SILENT = replace(PAPER, id="silent", name="Silent Post", url="https://silent.example/feed")
COMPANY_ACTS = {Action.PAUSED, Action.RESUMED, Action.ABANDONED, Action.ANNOUNCED, Action.STARTED}
WORDS = Words(
    companies={"acme": Company("acme", "Acme")},
    regions={"GB": Region("GB", "United Kingdom")},
    regulators={},
    acts={
        one: Act(one, one.title(), "company" if one in COMPANY_ACTS else "others", "Meaning.", rank)
        for rank, one in enumerate(Action)
    },
    gate=(),
    rules={},
)
HISTORY = (
    Entry(
        "acme", "GB", Action.ANNOUNCED, "2024-05-30", "Acme said that it would train on posts.",
        (Witness("https://paper.example/first", "Paper", Kind.NEWS, "2024-05-31"),),
    ),
)  # fmt: skip
FILLER = " ".join(f"Sentence number {i} of the article says little that is of note to anyone." for i in range(12))
PAUSED = "Acme has paused the training of its model on the posts of people in Britain."
RESUMED = "Acme has resumed the training of its model on the posts of people in Britain."


def extract(document: Document) -> Reading:
    """A reader of three phrases, with the honesty of the real one: every quote is a part of the text."""
    found = re.finditer(r"Acme has (paused|resumed|not stopped)[^.]*\.", document.text)
    reports, rejections = [], []
    for match in found:
        place = (match[0], match.start(), match.end(), match[1])
        if match[1] == "not stopped":
            rejections.append(Rejection(document.id, Reason.DENIAL, Action.PAUSED, "acme", *place))
            continue
        facts = (document.published, None, (), Subject.TRAINING, True)
        reports.append(
            Report(document.id, "acme", "GB", Action(match[1]), *facts, *place, 0.9 + 0.05 * ("own word" in match[0]))
        )
    return Reading(tuple(reports), tuple(rejections))


class Home:
    """A folder with an archive, a ledger and the database that is built from them."""

    def __init__(self, root: Path) -> None:
        self.archive = Archive(root / "archive")
        self.ledger = Ledger(root / "ledger.db")
        self.path = root / "timeline.db"

    def page(self, url: str, text: str, day: str, source: str = "paper") -> None:
        paragraphs = "".join(f"<p>{part}</p>" for part in (text, FILLER))
        body = f"<html><body><article><h1>News of Acme</h1>{paragraphs}</article></body></html>"
        headers = (("content-type", "text/html; charset=utf-8"),)
        page = Page(url, url, 200, headers, body.encode(), f"{day}T08:00:00Z")
        self.archive.write(page, source, "News of Acme", day)

    def build(self, today: str = "2024-10-01") -> pipeline.Built:
        sources = (PAPER, OFFICE, SILENT)
        return pipeline.build(self.path, WORDS, HISTORY, sources, self.archive, self.ledger, extract, today)

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.path)) as database:
            return database.execute(sql).fetchall()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path)
    yield made
    made.ledger.close()


def test_from_the_archive_to_the_timeline(home: Home) -> None:
    home.page("https://paper.example/acme", PAUSED, "2024-06-14")
    home.page("https://other.example/acme", "Acme has not stopped its service in Britain at all.", "2024-06-15", "gone")
    built = home.build()
    assert (built.documents, built.versions, built.reports, built.rejections, built.events) == (2, 2, 1, 1, 2)
    assert built.problems == ()
    assert home.ask("select event, state, quote, publisher from timeline") == [
        ("acme-gb-paused-2024-06", "extracted", PAUSED, "Paper"),
        ("acme-gb-announced-2024-05", "curated", None, "Paper"),
    ]
    assert home.ask("select d.url, d.source, j.reason from rejections j join documents d on d.id = j.document") == [
        ("https://other.example/acme", None, "denial")
    ]


def test_twice_gives_the_same_rows_and_an_empty_archive_the_curated_record(home: Home) -> None:
    home.build()
    assert home.ask("select event from timeline") == [("acme-gb-announced-2024-05",)]
    home.page("https://paper.example/acme", PAUSED, "2024-06-14")
    home.page("https://office.example/acme", RESUMED, "2024-09-13", "office")
    dumps = []
    for _ in range(2):
        home.build()
        with closing(sqlite3.connect(home.path)) as database:
            dumps.append(list(database.iterdump()))
    assert dumps[0] == dumps[1]
    assert any("acme-gb-resumed-2024-09" in line for line in dumps[0])


def test_an_edited_page_has_versions_and_is_read_as_it_was_seen_last(home: Home) -> None:
    for day, text in (("2024-06-14", PAUSED), ("2024-06-20", PAUSED), ("2024-09-13", RESUMED)):
        home.page("https://office.example/acme", text, day, "office")
    assert home.build().versions == 2
    assert home.ask("select versions, first_seen, last_seen from documents") == [
        (2, "2024-06-14T08:00:00Z", "2024-09-13T08:00:00Z")
    ]
    rows = home.ask('select v.version, substr(v.text, r.start + 1, r."end" - r.start) from reports r join versions v'
                    " on v.document = r.document and v.version = r.version order by 1")  # fmt: skip
    assert rows == [(1, PAUSED), (2, RESUMED)], "what an authority said once it has said, although it is gone"
    home.page("https://office.example/acme", PAUSED, "2024-09-20", "office")
    assert home.build().versions == 2  # an earlier text came back: no new version, and what it says is what stands
    assert home.ask("select version, quote from reports") == [(1, PAUSED)]


def test_each_body_is_read_once(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in range(10, 20):
        home.page("https://paper.example/acme", PAUSED, f"2024-06-{day}")
    asked: list[str] = []
    read = home.archive.read
    monkeypatch.setattr(home.archive, "read", lambda snapshot: asked.append(snapshot.sha) or read(snapshot))
    home.build()
    assert len(asked) == 1
    assert home.ask("select last_seen from documents") == [("2024-06-19T08:00:00Z",)]


def test_a_page_without_text_is_a_problem_and_the_rest_is_built(home: Home) -> None:
    home.page("https://paper.example/acme", PAUSED, "2024-06-14")
    shell = Page(
        "https://paper.example/x", "https://paper.example/x", 200, (), b"<html></html>", "2024-06-15T08:00:00Z"
    )
    home.archive.write(shell, "paper", "", None)
    built = home.build()
    assert built.problems == (Problem("read", "no text was found", "paper", "https://paper.example/x"),)
    assert home.ask("select step, source, url, run from problems") == [
        ("read", "paper", "https://paper.example/x", None)
    ]
    assert built.events == 2
    home.page("https://paper.example/x", RESUMED, "2024-06-16")  # it is there when asked again
    assert home.build().problems == ()


def test_page_rules_that_find_nothing_are_a_problem_until_they_do(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = PageRules(body="article", title="h1", date=".day")
    monkeypatch.setitem(globals(), "OFFICE", replace(OFFICE, page=rules))
    for name in "ab":
        home.page(f"https://office.example/{name}", PAUSED, "2024-06-14", "office")
    url = "https://office.example/b"
    (dateless,) = home.build().problems
    assert dateless == Problem("read", dateless.message, "office", url)
    assert dateless.message.startswith("page.date of feeds.yaml matches nothing in 2 of 2 pages")
    monkeypatch.setitem(globals(), "OFFICE", replace(OFFICE, page=replace(rules, body=".moved", date=None)))
    assert [one.message.split(" of ")[0] for one in home.build().problems] == ["page.body"]
    assert ("office", url) in home.ask("select source, url from problems where step = 'read'")
    monkeypatch.setitem(globals(), "OFFICE", replace(OFFICE, page=replace(rules, date=None)))
    assert home.build().problems == ()


def test_our_own_bugs_are_not_hidden(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.build()
    home.page("https://paper.example/acme", PAUSED, "2024-06-14")
    monkeypatch.setattr(read, "read", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        home.build()
    assert home.ask("select count(*) from timeline") == [(1,)]


def test_the_quote_of_the_timeline_stands_at_its_address(home: Home) -> None:
    home.page("https://first.example/acme", PAUSED, "2024-06-14", "gone")
    surer = PAUSED.replace("has paused", "has paused, by its own word,")
    home.page("https://second.example/acme", surer, "2024-06-15", "gone")
    home.build()
    asked = "select t.document_url, (select url from documents where id = r.document) from timeline t join reports r"
    found = home.ask(f"{asked} on r.event = t.event and r.quote = t.quote where t.witnesses = 1")  # the other is a copy
    assert found == [("https://second.example/acme", "https://second.example/acme")]


def test_a_document_without_a_date_is_read_as_of_the_event_that_its_news_is(home: Home) -> None:
    home.page("https://paper.example/acme", PAUSED, "2024-06-14")
    told = f"Acme has paused the training. {FILLER}"
    page = Page("urn:sha256:00", "urn:sha256:00", 200, (("content-type", "text/plain"),), told.encode(),
                "2025-01-02T08:00:00Z")  # fmt: skip
    home.archive.write(page, "import", "", None)
    home.build()
    assert home.ask("select date from reports order by document") == [("2024-06-14",), ("2024-06-14",)]
    assert home.ask("select published from documents where url is null") == [(None,)]
    assert home.ask("select published from event_sources where url is null") == [(None,)]


def test_health_runs_and_the_last_run_s_problems_are_published(home: Home) -> None:
    for started, message in (("2024-06-01T08:00:00Z", "old trouble"), ("2024-09-30T08:00:00Z", "refused")):
        run = home.ledger.begin("collect", started)
        home.ledger.note(run, Problem("fetch", message, "paper", "https://paper.example/feed"))
        home.ledger.end(Run(run, "collect", started, started, 1, 1, 0, 0, 1))
    home.ledger.trouble("paper", "broken", "refused", "2024-09-30T08:00:00Z")
    link = Link("silent", "https://silent.example/1", published="2024-01-02")
    home.ledger.sighted("silent", [(link, link.url)], "2024-09-30T08:00:00Z")
    home.build("2024-10-01")
    assert home.ask("select id, state, message, newest, last_try from sources order by id") == [
        ("office", "never tried", None, None, None),
        ("paper", "broken", "refused", None, "2024-09-30T08:00:00Z"),
        ("silent", "silent", home.ask("select message from sources where id = 'silent'")[0][0], "2024-01-02",
         "2024-09-30T08:00:00Z"),
    ]  # fmt: skip
    assert home.ask("select message, run from problems") == [("refused", 2)]
    assert home.ask("select id, exit_code from runs") == [(1, 1), (2, 1)]
    home.build("2024-01-03")
    assert home.ask("select state from sources where id = 'silent'") == [("ok",)]
