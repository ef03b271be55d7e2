"""The whole straight path, by its commands, from lists and files to rows; on played sources and two articles."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from home import Home
from retold import MIRROR, REWRITE
from web import Web
from web_pages import STATEMENT

CORE = "('paused', 'resumed', 'abandoned')"


# ---- from the sources


def test_two_refreshes_and_a_statement_edited_in_place(home: Home, web: Web) -> None:
    assert home.run("refresh").exit_code == 0
    asked = f"select company, region, action, date, document_url from timeline where action in {CORE}"
    statement = web.url("ico", STATEMENT).replace("http:", "https:")  # a document's canonical address
    before = home.ask(asked)
    assert ("linkedin", "GB", "paused", "2024-09-20") in {row[:4] for row in before}
    assert not [row for row in before if row[:3] == ("linkedin", "GB", "resumed")]
    assert all(home.ask("select quote is not null from timeline"))

    home.now = "2026-11-23T06:00:00Z"
    web.edit()
    asked_for = len(web.requests)
    assert home.run("refresh").exit_code == 0
    pages = [x for x in web.requests[asked_for:] if x.site == "ico" and x.method == "GET" and x.path != "/robots.txt"]
    assert [x.path for x in pages] == [STATEMENT], "only what changed is fetched"
    after = home.ask(asked)
    new = set(after) - set(before)
    assert {row[:4] for row in new if row[0] == "linkedin"} == {("linkedin", "GB", "resumed", "2025-09-23")}
    assert {row[4] for row in new} == {statement}
    assert {row[:4] for row in before} <= {row[:4] for row in after}, "what the page told before still stands"
    assert home.ask("select effective from timeline where action = 'resumed' and company = 'linkedin'") == [
        ("2025-11-03",)
    ]
    versions = home.ask(f"select versions from documents where url = '{statement}'")
    assert versions == [(2,)]


def test_statements_of_regulators_name_their_authors(home: Home) -> None:
    home.run("refresh")
    asked = "select company, region, date, regulators from timeline where action = 'paused' and regulators is not null"
    assert set(home.ask(asked)) == {
        ("linkedin", "GB", "2024-09-20", "ICO"),
        ("meta", "GB", "2024-06-14", "ICO"),
        ("meta", "EU", "2024-06-14", "DPC"),
    }


def test_a_second_refresh_gives_the_same_rows(home: Home) -> None:
    tables = ("documents", "versions", "reports", "rejections", "events", "event_sources", "timeline", "status")
    seen = []
    for _ in range(2):
        assert home.run("refresh").exit_code == 0
        seen.append({table: home.ask(f"select * from {table}") for table in tables})
    assert seen[0] == seen[1]


def test_a_source_that_is_down_is_shown(tmp_path: Path) -> None:
    with Web(down=("edpb",)) as web:
        home = Home(tmp_path, web)
        assert home.run("refresh").exit_code == 1
        assert home.ask("select id, state from sources where state not in ('ok', 'off', 'silent')") == [
            ("edpb-news", "broken")
        ]
        assert home.ask("select step, source from problems where source = 'edpb-news'") == [("fetch", "edpb-news")]
        assert home.ask("select sources_failed, exit_code from runs") == [(1, 1)]
        assert home.ask(f"select count(*) from timeline where action in {CORE}") > [(0,)]


def test_every_quote_stands_in_its_text(home: Home) -> None:
    """What is published can be proved: words, place, digest and record of the archive."""
    home.run("refresh")
    rows = home.ask(
        'select r.quote, substr(v.text, r.start + 1, r."end" - r.start), v.sha, v.file from reports r'
        " join versions v on v.document = r.document and v.version = r.version where v.text is not null"
    )
    assert rows
    for quote, stands, sha, file in rows:
        assert quote == stands
        assert len(sha) == 64
        assert (home.root / "data" / "archive" / file).exists()


# ---- from files


@pytest.fixture
def imported(home: Home) -> Home:
    for name, text in (("mirror.txt", MIRROR), ("rewrite.txt", REWRITE)):
        (home.root / name).write_text(text, "utf-8")
    assert home.run("import", str(home.root / "mirror.txt"), str(home.root / "rewrite.txt")).exit_code == 0
    assert home.run("build").exit_code == 0
    return home


def test_two_articles_tell_what_is_in_them(imported: Home) -> None:
    asked = f"select company, region, action, date, regulators from timeline where action in {CORE}"
    found = {row[:3]: row[3:] for row in imported.ask(asked)}
    assert found["linkedin", "GB", "paused"] == ("2024-09-20", "ICO")
    assert found["meta", "GB", "paused"] == ("2024-06", "ICO")
    assert found["meta", "GB", "resumed"][0][:7] == "2024-09"
    assert found["zoom", "WW", "abandoned"][0] == "2023-08"
    assert {("linkedin", "EU", "paused"), ("linkedin", "CH", "paused")} <= set(found), (
        "held back there until further notice"
    )


def test_two_articles_tell_of_nothing_else(imported: Home) -> None:
    wanted = {
        ("linkedin", "GB", "paused"), ("linkedin", "EU", "paused"), ("linkedin", "CH", "paused"),
        ("meta", "GB", "paused"), ("meta", "GB", "resumed"), ("zoom", "WW", "abandoned"),
    }  # fmt: skip
    found = set(imported.ask(f"select company, region, action from timeline where action in {CORE}"))
    assert found - wanted == set()
    others = set(imported.ask("select distinct company from timeline"))
    assert others <= {("linkedin",), ("meta",), ("zoom",)}, (
        "not X, not the firms of the FTC's report, none from the adverts"
    )


def test_the_article_without_a_date_joins_the_other_one_s_event(imported: Home) -> None:
    asked = "select witnesses from timeline where company = 'linkedin' and region = 'GB' and action = 'paused'"
    assert imported.ask(asked) == [(2,)]
    quotes = imported.ask("select quote from reports")
    flat = MIRROR.replace("[", "").replace("]", "")
    for (quote,) in quotes:
        assert quote in REWRITE or quote[:20] in flat


def test_importing_and_building_again_changes_nothing(imported: Home) -> None:
    before = imported.ask("select * from timeline")
    imported.run("import", str(imported.root / "mirror.txt"), str(imported.root / "rewrite.txt"))
    imported.run("build")
    assert imported.ask("select * from timeline") == before


# ---- killed at any moment


def _size(folder: Path) -> int:
    """Bytes of a folder; 0 while it is not there, or where a file, as SQLite's journal does, goes while this looks."""
    try:
        return sum(path.stat().st_size for path in folder.iterdir())
    except FileNotFoundError:
        return 0


def _ended(root: Path) -> bool:
    """Whether collect has written down its end, so that build is at work."""
    try:
        with closing(sqlite3.connect(f"file:{root / 'data' / 'ledger.db'}?mode=ro", uri=True)) as ledger:
            return bool(ledger.execute("select count(*) from runs where ended is not null").fetchone()[0])
    except sqlite3.Error:
        return False


MOMENTS: dict[str, Callable[[Path], bool]] = {
    "at the first page": lambda root: _size(root / "data" / "archive") > 0,
    "amid the pages": lambda root: _size(root / "data" / "archive") > 30_000,
    "between collect and build": _ended,
    "as the database appears": lambda root: (root / "data" / "timeline.db").exists(),
}


def test_killed_at_any_moment_the_next_run_finishes(tmp_path: Path, web: Web) -> None:
    whole = Home(_folder(tmp_path / "whole"), web)
    assert whole.run("refresh").exit_code == 0
    asked = "select event, date, quote, witnesses from timeline order by event"
    killed = 0
    for number, (moment, reached) in enumerate(MOMENTS.items()):
        home = Home(_folder(tmp_path / str(number)), web)
        process = subprocess.Popen(
            [sys.executable, "-m", "tracker.cli", "--root", str(home.root), "refresh"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        while process.poll() is None and not reached(home.root):
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        if (home.root / "data" / "timeline.db").exists():
            assert home.ask("pragma integrity_check") == [("ok",)]
        assert home.run("refresh").exit_code == 0, moment
        assert home.ask("pragma integrity_check") == [("ok",)]
        assert home.ask("pragma foreign_key_check") == []
        assert home.ask(asked) == whole.ask(asked), moment
    assert killed >= 2, "most runs were killed before their end"


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


# ---- the corpus of a later day


def test_what_extract_says_is_what_build_says(home: Home) -> None:
    """One door: the same text gives the same events by both commands."""
    text = REWRITE.split("\nLinkedIn Stops")[0].replace(' "', '"')
    row = {"id": "https://a.example/1", "url": "https://a.example/1", "text": text, "published": "2024-09-21"}
    (home.root / "one.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    home.run("import", str(home.root / "one.jsonl"))
    home.run("build")
    (answer,) = (json.loads(line) for line in home.run("extract", lines=json.dumps(row)).stdout.splitlines())
    told = {(x["company"], x["region"], x["action"], x["date"], x["quote"]) for x in answer["events"]}
    assert told
    assert told == set(home.ask("select company, region, action, date, quote from reports"))
