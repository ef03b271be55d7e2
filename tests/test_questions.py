"""Every question that readers come with has an answer in the site, and the answer is right for a record of our own."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import sample
from ruamel.yaml import YAML
from test_site import get

from tracker.model import Action, Correction, Document, Entry, Kind, Ruling, Witness
from tracker.publish import Filed, compared, publish, published
from tracker.site.questions import QUESTIONS

ASKED: list[dict[str, Any]] = YAML(typ="safe", pure=True).load(Path(__file__).parent / "questions.yaml")
#: "the last year" is that before the day on which the test runs
LATELY = (date.today() - timedelta(days=10)).isoformat()
TERMS = "https://zoom.example/terms"


def entry(company: str, region: str, action: str, day: str, summary: str, **more: Any) -> Entry:
    page = Witness(f"https://news.example/{company}-{region}-{action}", "Example News", Kind.NEWS, day)
    return Entry(company, region, Action(action), day, summary, (page,), **more)


MORE = (
    entry("meta", "BR", "paused", "2024-07-05", "Meta stopped in Brazil."),
    entry("openai", "DE", "inquiry", "2023-04-24", "A German authority asked questions."),
    entry("x", "EU", "complaint", "2024-08-12", "noyb complained of X."),
    entry("x", "EU", "paused", "2024-08-08", "X stopped in Europe."),
    entry("x", "EU", "resumed", "2025-05-01", "X went on in Europe."),
    entry("linkedin", "GB", "announced", "2025-09-10", "Members can opt out in the settings.", effective="2025-11-03"),
)
NEW = entry("adobe", "WW", "announced", LATELY, "Adobe said that it may.")


def terms(text: str, sha: str, day: str) -> Document:
    return Document(
        TERMS, TERMS, "Terms", text, None, "Zoom", Kind.COMPANY, "en", sha=sha * 64, fetched=f"{day}T08:00:00Z"
    )


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record published twice: an event came, another was dropped, and one has a better date."""
    file = tmp_path_factory.mktemp("questions") / "any-name.db"
    page = Filed((terms("We may.", "a", "2023-08-01"), terms("We do not.", "b", "2023-08-10")), 2,
                 "2023-08-01T08:00:00Z", "2023-08-10T08:00:00Z")  # fmt: skip
    rulings = (
        Correction("zoom-ww-abandoned-2023-08", Ruling.AMEND, "A. Person", "2026-08-02", "Its blog says so.",
                   date="2023-08-07", note="By its blog."),
        Correction("openai-de-inquiry-2023-04", Ruling.DROP, "A. Person", "2026-08-02", "For the test."),
        Correction("x-eu-complaint-2024-08", Ruling.DISPUTE, "X", "2026-08-02", "X says that it stopped before."),
    )  # fmt: skip
    first = sample.content((*sample.ENTRIES, *MORE), more=(page,))
    publish(file, compared(first, None, "2026-08-01T08:00:00Z"))
    second = sample.content((*sample.ENTRIES, *MORE, NEW), rulings, more=(page,))
    publish(file, compared(second, published(file), "2026-08-02T08:00:00Z"))
    return file


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: str(asked["ask"]))
def test_the_answer(path: Path, asked: dict[str, Any]) -> None:
    if "page" in asked:
        assert asked["says"] in get(path, asked["page"]).text
        return
    rows = get(path, f"/data/{asked['answer']}.json?_shape=array&{urlencode(asked.get('with', {}))}").json()
    found = [row[asked["column"]] for row in rows]
    wanted = [f"adobe-ww-announced-{LATELY[:7]}" if one == "adobe-ww-announced-today" else one
              for one in asked.get("gives", asked.get("among"))]  # fmt: skip
    if "gives" in asked:
        assert sorted(found, key=str) == sorted(wanted, key=str)
    else:
        assert set(wanted) <= set(found)


def test_every_query_is_asked_for_and_what_is_asked_for_is_there() -> None:
    there = {question.name for question in QUESTIONS}
    assert {asked["answer"] for asked in ASKED if "answer" in asked} == there
    assert len(ASKED) >= 50


def test_no_query_names_a_column_that_the_dictionary_does_not_describe(path: Path) -> None:
    """Each table or view that a query reads is described, column by column."""
    with closing(sqlite3.connect(path)) as database:
        known = {row[0] for row in database.execute("select distinct table_name from dictionary")}
    for question in QUESTIONS:
        made = set(re.findall(r"(\w+) as \(", question.sql)) | {"events_fts"}
        read = set(re.findall(r"\b(?:from|join) (\w+)", question.sql)) - made
        assert read <= known, question.name


@pytest.mark.parametrize(
    ("event", "phrases"),
    [
        ("zoom-ww-abandoned-2023-08", ["date: 2023-08-07", "Its blog says so.", "date was 2023-08, is 2023-08-07"]),
        ("openai-de-inquiry-2023-04", ["<h1>Withdrawn: Inquiry", "A German authority asked", "dropped by A. Person"]),
        ("linkedin-gb-resumed-2025-09", ["<dt>Answers</dt>", "LinkedIn stopped for British members."]),
        ("linkedin-gb-paused-2024-09", ["<dt>Answered by</dt>", "409 days"]),
        ("meta-eu-paused-2024-06", ["<dt>Lasted</dt>", "so far"]),
        ("openai-it-cleared-2023-04", ["<dt>Lifts</dt>"]),
        ("openai-it-order-2023-03", ["<dt>Lifted by</dt>"]),
        ("x-eu-complaint-2024-08", ["<dt>Disputed</dt>", "X says that it stopped before."]),
    ],
)
def test_the_page_of_an_event_shows_links_rulings_and_changes(path: Path, event: str, phrases: list[str]) -> None:
    answer = get(path, f"/event/{event}")
    assert answer.status_code == 200
    assert [phrase for phrase in phrases if phrase not in answer.text] == []
