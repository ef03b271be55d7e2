"""The history of the record: each build says what changed since the state published last, and why; nothing is lost."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import test_build
from test_build import HISTORY, PAPER, PAUSED, WORDS

from tracker import pipeline, publish
from tracker.ledger import Ledger
from tracker.model import Action, Correction, Entry, Ruling
from tracker.pipeline import build

ANNOUNCED, STOP = "acme-gb-announced-2024-05", "acme-gb-paused-2024-06"


class Home(test_build.Home):
    """A tracker whose curated record and rulings change."""

    history: tuple[Entry, ...] = HISTORY
    rulings: tuple[Correction, ...] = ()

    def build(self, today: str = "2024-10-01") -> pipeline.Built:
        sources = (PAPER, test_build.OFFICE)
        inputs = (self.path, WORDS, self.history, sources, self.archive, self.ledger, test_build.extract, today)
        return build(*inputs, corrections=self.rulings)

    def news(self) -> list[tuple[object, ...]]:
        """The changes of the last build."""
        return self.ask(
            "select event, change, field, old, new, because from changes where build = (select max(id) from builds)"
        )


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path)
    yield made
    made.ledger.close()


def ruling(kind: Ruling, event: str = STOP, **other: object) -> Correction:
    return Correction(event, kind, "A. Person", "2024-10-02", "Read again.", **other)  # type: ignore[arg-type]


def test_the_first_state_is_one_build_and_the_same_again_none(home: Home) -> None:
    for day in ("2024-10-01T05:00:00Z", "2024-10-02T05:00:00Z"):
        home.build(day)
        assert home.ask("select * from builds") == [(1, "2024-10-01T05:00:00Z", 1, 0, 0, 0)]
        assert home.news() == []


def test_an_event_that_a_document_tells_is_added_because_of_it(home: Home) -> None:
    home.build()
    home.page("https://paper.example/acme", PAUSED, "2024-06-14")
    home.build("2024-10-02")
    assert home.news() == [(STOP, "added", None, None, None, "read in a document")]
    assert home.ask("select d.url from changes c join documents d on d.id = c.document") == [
        ("https://paper.example/acme",)
    ]
    assert home.ask("select id, built, events, added, changed, withdrawn from builds") == [
        (1, "2024-10-01", 1, 0, 0, 0), (2, "2024-10-02", 2, 1, 0, 0),
    ]  # fmt: skip


def test_a_better_date_is_a_change_because_of_the_document_that_gives_it(home: Home) -> None:
    home.page("https://paper.example/acme", PAUSED, "2024-06-20")
    home.build()
    home.page(
        "https://other.example/acme",
        f"Elsewhere it was told so. {PAUSED} It is said by its own word.",
        "2024-06-14",
        "office",
    )
    home.build("2024-10-02")
    news = home.news()
    assert news[0] == (STOP, "changed", "date", "2024-06-20", "2024-06-14", "another document tells of it")
    assert home.ask("select distinct d.url from changes c join documents d on d.id = c.document") == [
        ("https://other.example/acme",)
    ]


def test_an_edited_page_is_the_cause_of_what_it_changes(home: Home) -> None:
    home.page("https://paper.example/acme", PAUSED, "2024-06-14")
    home.build()
    home.page("https://paper.example/acme", f"Corrected. {PAUSED}", "2024-06-15")
    home.build("2024-10-02")
    assert home.news() == [(STOP, "changed", "date", "2024-06-14", "2024-06-15", "a document was edited")]
    assert home.ask("select d.url from changes c join documents d on d.id = c.document") == [
        ("https://paper.example/acme",)
    ]


def test_an_event_that_an_edited_page_does_not_tell_any_more_is_withdrawn_and_kept_in_view(home: Home) -> None:
    home.page("https://paper.example/acme", PAUSED, "2024-06-14")
    home.build()
    home.page("https://paper.example/acme", "Acme has not stopped anything.", "2024-06-15")
    home.build("2024-10-02T05:00:00Z")
    assert home.news() == [(STOP, "withdrawn", None, None, None, "no document tells of it any more")]
    kept = [(STOP, "2024-10-02T05:00:00Z", "no document tells of it any more", None)]
    assert home.ask("select event, withdrawn, because, successor from withdrawn") == kept
    home.build("2024-10-03")
    assert home.ask("select event, withdrawn, because, successor from withdrawn") == kept
    home.page("https://paper.example/acme", PAUSED, "2024-06-16")
    home.build("2024-10-04")
    assert home.ask("select * from withdrawn") == []
    assert home.news()[0][:2] == (STOP, "added")
    assert home.ask("select event, change from changes") == [(STOP, "withdrawn"), (STOP, "added")]


def test_an_event_under_a_new_id_is_found_from_the_old_one(home: Home) -> None:
    home.page("https://paper.example/acme", PAUSED, "2024-06-14")
    home.build()
    home.page("https://paper.example/acme", f"{PAUSED} It was so from July.", "2024-07-01")
    home.build()
    assert home.ask("select event, because, successor from withdrawn") == [
        (STOP, "it is called acme-gb-paused-2024-07 now", "acme-gb-paused-2024-07")
    ]


def test_the_curated_record_and_the_rules_are_causes_too(home: Home) -> None:
    home.build()
    home.history = (replace(HISTORY[0], date="2024-05-29", summary="Acme told of it."),)
    home.build("2024-10-02")
    assert home.news() == [
        (ANNOUNCED, "changed", "date", "2024-05-30", "2024-05-29", "the curated record was edited"),
        (ANNOUNCED, "changed", "summary", HISTORY[0].summary, "Acme told of it.", "the curated record was edited"),
    ]
    home.history = ()
    home.build("2024-10-03")
    assert home.news() == [(ANNOUNCED, "withdrawn", None, None, None, "taken out of the curated record")]


def test_rulings_are_causes_when_they_come_and_when_they_are_taken_back(home: Home) -> None:
    home.page("https://paper.example/acme", PAUSED, "2024-06-14")
    home.build()
    plain = home.ask("select * from events order by id")
    home.rulings = (ruling(Ruling.AMEND, date="2024-06-13"),)
    home.build("2024-10-02")
    said = "ruling: amend, A. Person, 2024-10-02: Read again."
    assert home.news() == [(STOP, "changed", "date", "2024-06-14", "2024-06-13", said)]
    assert home.ask("select event, ruling, detail, who, ruled, why, applied from corrections") == [
        (STOP, "amend", "date: 2024-06-13", "A. Person", "2024-10-02", "Read again.", 1)
    ]
    home.rulings = (ruling(Ruling.DROP),)
    home.build("2024-10-03")
    assert home.news() == [(STOP, "withdrawn", None, None, None, "dropped by A. Person: Read again.")]
    home.build("2024-10-04")  # it survives a rebuild
    assert home.ask("select event, withdrawn, because from withdrawn") == [
        (STOP, "2024-10-02", "dropped by A. Person: Read again.")
    ]
    home.rulings = ()
    home.build("2024-10-05")
    taken_back = "ruling taken back: drop, A. Person, 2024-10-02: Read again."
    assert home.news() == [(STOP, "added", None, None, None, taken_back)]
    assert home.ask("select * from events order by id") == plain
    assert home.ask("select count(*) from changes") == [(3,)]


def test_a_ruling_that_matches_nothing_is_a_problem_with_its_place(home: Home) -> None:
    home.rulings = (ruling(Ruling.DISPUTE, ANNOUNCED), ruling(Ruling.DROP, "acme-gb-paused-1999-01"))
    built = home.build()
    told = "data/corrections.yaml: entry 2: there is no event 'acme-gb-paused-1999-01'"
    assert [one.message.split(";")[0] for one in built.problems] == [told]
    assert home.ask("select step from problems") == [("corrections",)]
    assert home.ask("select event, applied from corrections") == [(ANNOUNCED, 1), ("acme-gb-paused-1999-01", 0)]
    assert home.ask("select state from events") == [("disputed",)]


def test_a_curated_return_from_nothing_is_a_problem_and_is_published(home: Home) -> None:
    home.history = (replace(HISTORY[0], action=Action.RESUMED, effective="2024-05"),)
    assert [one.message for one in home.build().problems] == [
        "data/history.yaml: acme-gb-resumed-2024-05: resumed, but nothing was paused there before"
    ]
    home.history = (replace(HISTORY[0], effective="2024-05-01"),)
    (problem,) = home.build().problems
    assert "takes effect on 2024-05-01, before it was done (2024-05-30)" in problem.message


def test_a_file_that_was_made_before_there_was_a_history_is_its_first_state(home: Home) -> None:
    home.build()
    with closing(sqlite3.connect(home.path)) as database:
        database.executescript("drop table changes; drop table builds; drop table withdrawn; delete from corrections")
    home.build("2024-10-02")
    assert home.ask("select id, built, added from builds") == [(1, "2024-10-02", 0)], "no run says when it was made"
    home.history = ()
    home.build("2024-10-03")
    assert home.ask("select id, built, withdrawn from builds where id = 2") == [(2, "2024-10-03", 1)]


def _flip(root: Path) -> None:
    """Build for ever; the record goes back and forth between two states."""
    home = Home.__new__(Home)
    home.archive, home.path = test_build.Archive(root / "archive"), root / "timeline.db"
    home.ledger = Ledger(root / f"ledger-{os.getpid()}.db")
    while True:
        for home.history in (HISTORY, tuple(replace(HISTORY[0], date=f"2024-04-{n + 1:02}") for n in range(20))):
            home.build()


def test_a_killed_build_leaves_state_and_history_of_one_moment(home: Home, tmp_path: Path) -> None:
    """Whenever it is killed: the counts of the last build are those of the rows beside it, and no number is missing."""
    home.page("https://paper.example/acme", PAUSED, "2024-06-14")
    home.build()
    for number in range(6):
        worker = multiprocessing.get_context("fork").Process(target=_flip, args=(tmp_path,))
        worker.start()
        time.sleep(0.3 + 0.17 * number)
        os.kill(worker.pid or 0, signal.SIGKILL)
        worker.join()
        assert worker.exitcode == -signal.SIGKILL
        (last,) = home.ask("select id, events, added, withdrawn from builds order by id desc limit 1")
        assert home.ask("select count(*) from events") == [(last[1],)]
        builds = home.ask("select id, events, added, withdrawn from builds order by id")
        assert [row[0] for row in builds] == list(range(1, len(builds) + 1))
        for before, after in pairwise(builds):
            assert int(str(before[1])) + int(str(after[2])) - int(str(after[3])) == after[1]
        assert home.ask("select count(*) - coalesce(max(id), 0) from changes") == [(0,)]
    assert len(builds) > 2
    home.history = HISTORY
    home.build()
    assert home.ask("select count(*) from events") == [(2,)]


def test_a_state_is_read_as_of_one_moment_and_no_file_is_no_state(tmp_path: Path) -> None:
    assert publish.published(tmp_path / "timeline.db") is None
    (tmp_path / "timeline.db").write_text("a letter" * 100, "utf-8")
    assert publish.published(tmp_path / "timeline.db") is None
