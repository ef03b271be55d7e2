"""Pages that gave reports are saved by the Wayback Machine, once a text, and linked where they are shown."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pytest
from click.testing import Result
from machine import ACCESS, SECRET, SITE, Machine
from stand import STATEMENT, Stand, paragraphs
from web_pages import LINKEDIN, LINKEDIN_NEW

from tracker import wayback
from tracker.model import Page

COPY = f"{SITE}/web/20261122070000/{STATEMENT}"


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAVEPAGENOW_ACCESS_KEY", ACCESS)
    monkeypatch.setenv("SAVEPAGENOW_SECRET_KEY", SECRET)
    monkeypatch.setattr(wayback, "SAVES", 0)  # the pace of six a minute; zero is none


def fetched(stand: Stand, text: str, day: str, url: str = STATEMENT) -> None:
    """The page as collect would have archived it, read."""
    html = paragraphs(text).encode()
    stand.archive.write(
        Page(url, url, 200, (("Content-Type", "text/html"),), html, f"{day}T06:00:00Z"), "office", "", None
    )
    assert stand.run("build").exit_code == 0


@pytest.fixture
def built(stand: Stand) -> Stand:
    fetched(stand, LINKEDIN, "2026-11-21")
    fetched(stand, "<p>The office has opened a new hall and invites all to see it on Monday.</p>", "2026-11-21",
            "https://office.example/news/2026/hall")  # fmt: skip
    return stand


def preserve(stand: Stand) -> Result:
    return stand.run("preserve")


def links(stand: Stand) -> list[tuple[str | None]]:
    assert stand.run("build").exit_code == 0
    return stand.home.ask(f"select archived_url from documents where url = '{STATEMENT}'")


def test_a_page_that_gave_reports_is_saved_and_linked(built: Stand) -> None:
    done = preserve(built)
    assert (done.exit_code, done.output) == (0, "1 pages saved, 0 stood there already, 0 at work still\n")
    assert [job.url for job in built.machine.jobs.values()] == [STATEMENT], "not the page without a report"
    assert links(built) == [(COPY,)]


def test_it_is_saved_once_and_again_when_its_text_changes(built: Stand) -> None:
    preserve(built)
    assert preserve(built).output == "0 pages saved, 1 stood there already, 0 at work still\n"
    assert len(built.machine.asked("/save")) == 3, "one question, two looks"
    built.later(86400)
    fetched(built, LINKEDIN_NEW, "2026-11-23")
    built.machine.jobs.clear()
    built.machine.saved_at = "20261123070000"
    assert preserve(built).exit_code == 0
    assert links(built) == [(COPY.replace("20261122", "20261123"),)]


def test_a_text_that_came_from_there_is_not_saved(stand: Stand) -> None:
    stand.machine.keep(STATEMENT, "20240921080000", paragraphs(LINKEDIN))
    stand.backfill()
    stand.run("build")
    assert stand.home.ask("select count(*) > 0 from reports") == [(1,)]
    assert preserve(stand).exit_code == 0
    assert stand.machine.asked("/save") == []


def test_a_recent_copy_is_taken(built: Stand) -> None:
    """The machine says that it has one of this day, in place of a new job's outcome."""
    built.machine.save({"url": STATEMENT, "if_not_archived_within": "1d"})
    assert preserve(built).exit_code == 0
    assert links(built) == [(COPY,)]


def test_a_job_outlives_the_run(built: Stand) -> None:
    """A run that ends while the machine is at work; the next asks for the same job."""
    built.machine.pending = 40
    done = preserve(built)
    assert (done.exit_code, done.output) == (1, "0 pages saved, 0 stood there already, 1 at work still\n")
    assert sum(built.slept) >= 120, "a capture may take two minutes"
    assert preserve(built).exit_code == 0
    assert len(built.machine.jobs) == 1
    assert links(built) == [(COPY,)]


def test_a_job_that_the_machine_has_forgotten_is_asked_for_anew(built: Stand) -> None:
    built.machine.pending = 40
    preserve(built)
    built.later(3600)
    built.machine.pending = 0
    assert preserve(built).exit_code == 0
    assert len(built.machine.jobs) == 2


def test_a_page_that_cannot_be_saved_is_told(built: Stand) -> None:
    built.machine.outcomes[STATEMENT] = {
        "status": "error", "status_ext": "error:no-access", "message": "Access to it is forbidden.",
    }  # fmt: skip
    done = preserve(built)
    assert done.exit_code == 1
    assert f"preserve: no-access: Access to it is forbidden. ({STATEMENT})" in done.output
    assert links(built) == [(None,)]
    assert built.home.ask("select url, message from problems where step = 'preserve'") == [
        (STATEMENT, "no-access: Access to it is forbidden.")
    ]
    again = preserve(built)
    assert (again.exit_code, again.output) == (
        0, "0 pages saved, 0 stood there already, 0 at work still, 1 given up earlier\n",
    )  # fmt: skip
    assert len(built.machine.jobs) == 1, "not asked again"
    built.later(86400)
    fetched(built, LINKEDIN_NEW, "2026-11-23")
    del built.machine.outcomes[STATEMENT]
    built.machine.jobs.clear()
    built.machine.saved_at = "20261123070000"
    assert preserve(built).output.startswith("1 pages saved"), "a new text is"


def test_a_page_that_leads_elsewhere_is_not_linked(built: Stand) -> None:
    """A statement that was taken down, so that its address leads to the home page: the copy proves nothing."""
    home = {"status": "success", "original_url": "https://office.example/", "timestamp": "20261122070000"}
    built.machine.outcomes[STATEMENT] = home
    done = preserve(built)
    assert done.exit_code == 1
    assert "leads to https://office.example/ now" in done.output
    assert links(built) == [(None,)]


def test_passing_trouble_is_tried_by_five_runs(built: Stand) -> None:
    built.machine.outcomes[STATEMENT] = {"status": "error", "status_ext": "error:job-failed", "message": "Sorry."}
    assert [preserve(built).exit_code for _ in range(6)] == [1, 1, 1, 1, 1, 0]
    assert len(built.machine.jobs) == 5


def test_a_busy_account_waits_a_minute_once(built: Stand) -> None:
    busy = {"status": "error", "status_ext": "error:user-session-limit", "message": "You have 12 at work."}
    built.machine.refusals[STATEMENT] = busy
    done = preserve(built)
    assert done.exit_code == 1
    assert "left alone until tomorrow" in done.output
    assert len(built.machine.asked("/save")) == 2
    assert built.slept[0] >= 60


def test_without_keys_nothing_is_asked(built: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SAVEPAGENOW_SECRET_KEY")
    done = preserve(built)
    assert done.exit_code == 2
    assert "SAVEPAGENOW_SECRET_KEY" in done.output
    assert built.machine.requests == []


def test_wrong_keys(built: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are refused, and stand nowhere afterwards."""
    monkeypatch.setenv("SAVEPAGENOW_SECRET_KEY", "hush-hush")
    done = preserve(built)
    assert done.exit_code == 2
    assert "does not know the keys" in done.output
    assert "hush-hush" not in done.output
    for path in Path(built.root).rglob("*"):
        assert not path.is_file() or b"hush-hush" not in path.read_bytes()


def test_without_a_database(stand: Stand) -> None:
    done = preserve(stand)
    assert done.exit_code == 2
    assert "make it: tracker build" in done.output


def test_nobody_answers(built: Stand) -> None:
    with Machine() as gone:
        session = gone.session()
    with patch("tracker.wayback._Session", session):
        assert preserve(built).exit_code == 3
