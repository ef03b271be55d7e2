"""What the Wayback Machine answers, odd lines and refusals too, becomes captures, pages, jobs and errors of ours."""

from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from machine import ACCESS, SECRET, SITE, Machine

from tracker.model import InputError
from tracker.wayback import Capture, ClosedError, Keys, LimitedError, Wayback, WaybackError

PAGE = "https://office.example/news/statement"
KEYS = Keys(ACCESS, SECRET)
AGENT = "tracker/1.0 (+https://example.org/contact)"


@pytest.fixture
def machine() -> Iterator[Machine]:
    with Machine() as played, patch("tracker.wayback._Session", played.session()):
        yield played


@pytest.fixture
def asker(machine: Machine) -> Iterator[Wayback]:
    assert machine.base
    with Wayback(AGENT) as one:
        yield one


def stamps(asker: Wayback, url: str = PAGE, since: str = "2023-01-01") -> list[str]:
    return [x.stamp for x in asker.captures(url, since)]


def test_the_index_is_walked_page_by_page(machine: Machine, asker: Wayback) -> None:
    """Three lines an answer, a key to go on with, lines that are repeated, neighbours of one body once."""
    for day in range(1, 9):
        machine.keep(PAGE, f"202401{day:02}120000", f"<p>Text {day // 2}.</p>")
    assert stamps(asker) == [f"202401{day:02}120000" for day in (1, 2, 4, 6, 8)]
    assert len(machine.asked("/cdx")) == 2
    assert machine.agents == {AGENT}


def test_captures_before_the_first_day_and_errors_are_left_out(machine: Machine, asker: Wayback) -> None:
    machine.keep(PAGE, "20221231235959", "<p>Too early.</p>")
    machine.keep(PAGE, "20230101000000", "<p>In time.</p>")
    machine.keep(PAGE, "20230301000000", "<p>Gone.</p>", status=404)
    assert stamps(asker) == ["20230101000000"]


def test_odd_lines(machine: Machine, asker: Wayback) -> None:
    """A length of `-`, a mail address taken for a page, a month 00 with what follows pushed on by two places."""
    machine.page = 10
    key = "example,office)/news/statement"
    machine.odd[key] = [
        f"{key} 20240105120000 {PAGE} text/html 200 AAAA -",
        f"{key} 20240106120000 http://mailto:someone@office.example/ unk 200 BBBB 324",
        f"{key} 20240007241623 {PAGE} text/html 200 CCCC 6177",
    ]
    found = list(asker.captures(PAGE, "2023-01-01"))
    assert [(x.stamp, x.length) for x in found] == [("20240724162300", 6177), ("20240105120000", None)]


def test_what_came_before_a_line_that_cannot_be_read_is_kept(machine: Machine, asker: Wayback) -> None:
    machine.keep(PAGE, "20240105120000", "<p>Text.</p>")
    key = "example,office)/news/statement"
    machine.odd[key] = [f"{key} 20249905120000 {PAGE} text/html 200 AAAA 12"]
    captures = asker.captures(PAGE, "2023-01-01")
    assert next(captures).stamp == "20240105120000"
    with pytest.raises(WaybackError, match="its index") as error:
        next(captures)
    assert not error.value.lasting


def test_a_page_without_captures_is_no_error(asker: Wayback) -> None:
    assert stamps(asker) == []


def test_a_blocked_page(machine: Machine, asker: Wayback) -> None:
    machine.blocked.add("office.example")
    with pytest.raises(WaybackError, match="does not show") as error:
        stamps(asker)
    assert error.value.lasting


def test_a_capture_is_the_page_as_it_was_served(machine: Machine, asker: Wayback) -> None:
    machine.keep(PAGE, "20240614093000", "<p>Text.</p>")
    page = asker.memento(next(asker.captures(PAGE, "2023-01-01")), PAGE)
    assert (page.body, page.fetched, page.final_url) == (b"<p>Text.</p>", "2024-06-14T09:30:00Z", PAGE)
    assert page.url == f"{SITE}/web/20240614093000/{PAGE}"
    assert dict(page.headers)["server"] == "cloudflare-nginx"
    assert machine.asked("/web") == [f"/web/20240614093000id_/{PAGE}"]


def test_an_archived_429_is_no_live_429(machine: Machine, asker: Wayback) -> None:
    machine.keep(PAGE, "20240614093000", "<h1>Too many requests</h1>", status=429)
    with pytest.raises(WaybackError, match="a page with status 429") as archived:
        asker.memento(Capture(PAGE, "20240614093000", ""), PAGE)
    assert archived.value.lasting
    assert not isinstance(archived.value, LimitedError)
    machine.next.append(("/web", 429, {}))
    with pytest.raises(LimitedError) as live:
        asker.memento(Capture(PAGE, "20240614093000", ""), PAGE)
    assert live.value.seconds == 60


@pytest.mark.parametrize(
    ("played", "lasting", "text"),
    [
        ("lost", False, "could not be played"),
        ("elsewhere", False, "could not be played"),
        ("empty", True, "empty"),
        ("torn", False, "broke off"),
    ],
)
def test_a_capture_that_cannot_be_played(
    machine: Machine, asker: Wayback, played: str, lasting: bool, text: str
) -> None:
    """Another capture than that which was asked for is not taken: its date would be wrong."""
    machine.keep(PAGE, "20240614093000", "<p>Text.</p>", played=played)
    with pytest.raises(WaybackError, match=text) as error:
        asker.memento(Capture(PAGE, "20240614093000", ""), PAGE)
    assert error.value.lasting is lasting


def test_a_large_capture_is_not_asked_for(machine: Machine, asker: Wayback) -> None:
    with pytest.raises(WaybackError, match="larger than 5 MB"):
        asker.memento(Capture(PAGE, "20240614093000", "", 6_000_000), PAGE)
    assert machine.requests == []


@pytest.mark.parametrize(
    ("status", "headers", "wait"),
    [
        (429, {}, 60),
        (429, {"Retry-After": "7"}, 60),
        (429, {"Retry-After": "90"}, 90),
        (503, {"Retry-After": "900"}, 900),
    ],
)
def test_it_wants_to_be_left_alone(
    machine: Machine, asker: Wayback, status: int, headers: dict[str, str], wait: float
) -> None:
    """Never less than a minute, whatever it says; and no request follows by itself."""
    machine.next.append(("/cdx", status, headers))
    with pytest.raises(LimitedError) as error:
        stamps(asker)
    assert error.value.seconds == wait
    assert len(machine.requests) == 1


def test_short_trouble_is_tried_again(machine: Machine, asker: Wayback) -> None:
    machine.keep(PAGE, "20240614093000", "<p>Text.</p>")
    machine.next += [("/cdx", 503, {}), ("/cdx", 500, {})]
    assert stamps(asker) == ["20240614093000"]


def test_nobody_answers() -> None:
    with Machine() as machine:
        session = machine.session()
    with (
        patch("tracker.wayback._Session", session),
        Wayback(AGENT) as asker,
        pytest.raises(ClosedError, match="reached"),
    ):
        stamps(asker)


def test_the_pace_is_that_of_24_questions_a_minute() -> None:
    with Machine() as machine, patch("tracker.wayback._Session", machine.session(pace=True)), Wayback(AGENT) as asker:
        for _ in range(3):
            stamps(asker)
    assert machine.times[2] - machine.times[0] >= 2 * 60 / 24 - 0.1


def test_a_page_is_saved(asker: Wayback) -> None:
    job = asker.save(PAGE, KEYS, "1d")
    assert asker.saved(job, KEYS) is None
    capture = asker.saved(job, KEYS)
    assert capture is not None
    assert (capture.archived_url, capture.time) == (f"{SITE}/web/20261122070000/{PAGE}", "2026-11-22T07:00:00Z")


@pytest.mark.parametrize(
    ("code", "lasting"),
    [
        ("error:blocked-url", True),
        ("error:not-found", True),
        ("error:no-access", True),
        ("error:invalid-host-resolution", True),
        ("error:too-many-requests", False),
        ("error:too-many-daily-captures", False),
        ("error:job-failed", False),
        ("error:gateway-timeout", False),
    ],
)
def test_errors_of_a_job(machine: Machine, asker: Wayback, code: str, lasting: bool) -> None:
    machine.pending = 0
    machine.outcomes[PAGE] = {"status": "error", "status_ext": code, "message": "Could not be saved."}
    with pytest.raises(WaybackError, match="Could not be saved") as error:
        asker.saved(asker.save(PAGE, KEYS, "1d"), KEYS)
    assert error.value.lasting is lasting


def test_an_account_that_has_had_enough(machine: Machine, asker: Wayback) -> None:
    machine.refusals[PAGE] = {"status": "error", "status_ext": "error:user-session-limit", "message": "Too many."}
    with pytest.raises(LimitedError):
        asker.save(PAGE, KEYS, "1d")
    machine.refusals[PAGE] = {"status": "error", "status_ext": "error:max-daily-bandwidth", "message": "5 GB."}
    asker._saves = type(asker._saves)(0)  # the pace is tested above
    with pytest.raises(ClosedError):
        asker.save(PAGE, KEYS, "1d")


def test_wrong_keys_are_not_told(asker: Wayback) -> None:
    with pytest.raises(InputError, match="does not know the keys") as error:
        asker.save(PAGE, Keys("wrong", "hush-hush"), "1d")
    assert "hush-hush" not in str(error.value)


def test_an_answer_that_is_no_json(machine: Machine, asker: Wayback) -> None:
    machine.next.append(("/save", 520, {}))
    with pytest.raises(WaybackError, match="520 and no JSON"):
        asker.save(PAGE, KEYS, "1d")
