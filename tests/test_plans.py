"""No page reads a whole table of a long record: SQLite's own plan of every query is read, for every kind of slice."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
import sample

from tracker.site.desk import SQL
from tracker.site.slices import Slice

#: tables that grow with the record; all others are as long as a list that people wrote
LONG = {"events", "documents", "versions", "reports", "rejections", "event_sources", "event_regulators", "standings",
        "chains", "matters", "pauses", "changes"}  # fmt: skip
#: every value that a query asks for beside those of a slice
VALUES = {
    "on": "2025-01-01", "today": "2025-01-01", "busy": 1, "limit": 10, "offset": 0, "lanes": 10, "events": 30, "all": 0,
    "since": "2023", "until": "9", "ids": "[]", "found": "[]", "id": None, "event": "x", "document": "x",
}  # fmt: skip
SLICES = {
    "all": Slice(),
    "company": Slice(company="meta"),
    "region": Slice(region="GB"),
    "action": Slice(action="paused"),
    "regulator": Slice(regulator="ICO"),
    "year": Slice(year="2024"),
    "words": Slice(q="meta"),
    "several": Slice(company="meta", region="GB", year="2024"),
}
#: (query, table) that is read whole on purpose, and why
WHOLE = {
    ("counted", "events"): "the home page counts all events, companies and regions",
    ("companies", "events"): "the list counts the events of each company",
    ("regions", "events"): "the list counts the events of each region",
    ("regulators", "event_regulators"): "the list counts the events of each regulator",
    ("feed_size", "events"): "a feed of the whole timeline tells how many pages it has",
    ("feed_order", "events"): "what changed last comes first, and no index has the times of changes",
    ("sitemap", "reports"): "the map lists the documents that tell of an event",
    ("sitemap_size", "reports"): "the map lists the documents that tell of an event",
    ("badges", "standings"): "a copy has a badge for each of them",
    ("coming", "events"): "few events lie ahead, and no index would be worth its room",
    ("matters", "matters"): "every page asks for those of one place",
    ("pauses", "pauses"): "every page asks for those of one place",
    ("record_changes", "changes"): "the newest first by their number; reading ends with the page",
}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("plans") / "timeline.db"
    sample.write(path)
    with closing(sqlite3.connect(path)) as db:
        db.create_function("escape_fts", 1, str)
        yield db


def scanned(db: sqlite3.Connection, query: str, wanted: Slice) -> set[str]:
    """The long tables of which the plan of a query reads every row, not even by an index that holds what it needs."""
    sql = wanted.fill(SQL[query])
    values = VALUES | {"company": None, "region": None} | wanted.values
    aliases = {alias or table: table for table, alias in re.findall(r"\b(?:from|join) (\w+)(?: (?:as )?(\w+))?", sql)}
    found = set()
    for *_, detail in db.execute(f"explain query plan {sql}", values):
        if (read := re.fullmatch(r"SCAN (\w+)", detail)) and aliases.get(read[1], read[1]) in LONG:
            found.add(aliases.get(read[1], read[1]))
    return found


@pytest.mark.parametrize("query", sorted(SQL))
def test_plans(database: sqlite3.Connection, query: str) -> None:
    kinds = SLICES if "{slice" in SQL[query] else {"all": Slice()}
    for name, wanted in kinds.items():
        whole = {table for table in scanned(database, query, wanted) if (query, table) not in WHOLE or name != "all"}
        assert whole == set(), f"{query} of {name} reads all of {', '.join(whole)}"


def test_the_check_itself_sees_a_whole_table(database: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SQL, "slow", "select * from events e where e.summary = 'x' and {slice}")
    assert scanned(database, "slow", Slice()) == {"events"}
