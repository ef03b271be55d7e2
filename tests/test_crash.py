"""Killed at a write or a moment, on a full disk, twice at once: nothing is torn, and the next run loses nothing.

A minute of it; `python tests/bench/crash.py` takes every write and 300 moments.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import crashes
import pytest
from crashes import DENIED, FULL, KILL, READ_ONLY, TEAR, Place, told, trial
from home import Home
from web import Web

from tracker import lock
from tracker.cli import base
from tracker.model import InputError

pytestmark = pytest.mark.skipif(shutil.which("cc") is None, reason="needs a C compiler for the failing disk")


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with crashes.place(tmp_path_factory.mktemp("crash")) as made:
        yield made


@pytest.fixture(scope="module")
def whole(at: Place) -> tuple[dict[str, Any], int, float]:
    """What an undisturbed run tells, how often it writes and how long it takes."""
    root = at.fresh()
    ended = at.run(root)
    assert ended["ended"] == 0, ended["said"]
    assert ended["count"] > 300, "the layer sees the writes"
    rows = told(root)
    assert len(rows["documents"]) == 12
    assert rows["events"]
    return rows, ended["count"], ended["took"]


@pytest.mark.parametrize("kind", [KILL, TEAR, FULL, READ_ONLY, DENIED])
def test_a_fault_at_a_write(at: Place, whole: tuple[dict[str, Any], int, float], kind: int) -> None:
    rows, count, _ = whole
    points = random.Random(kind).sample(range(count), {KILL: 7, TEAR: 7, FULL: 6}.get(kind, 2))
    assert [fault for number in points for fault in trial(at, rows, kind, number)] == []


def test_killed_at_any_moment(at: Place, whole: tuple[dict[str, Any], int, float]) -> None:
    rows, _, took = whole
    moments = [random.Random(7 + n).uniform(0, took) for n in range(7)]
    assert [fault for after in moments for fault in trial(at, rows, crashes.COUNT, after=after)] == []


def test_told_to_end_it_ends_within_five_seconds_and_cleans_up(
    at: Place, whole: tuple[dict[str, Any], int, float]
) -> None:
    rows, count, _ = whole
    for share in (0.1, 0.5, 0.8):
        root = at.fresh()
        ended = at.run(root, crashes.END, int(count * share))
        assert ended["ended"] == 143, ended["said"]
        assert ended["took"] < 8, "with all that came before"
        assert not (root / "data" / "run.json").exists(), "it says that it has ended"
        assert crashes.look(root) == []
        again = at.run(root)
        assert again["ended"] == 0
        assert "did not end" not in again["said"]
        assert told(root) == rows


def test_after_a_killed_run_the_next_says_whose_work_it_goes_on_with(at: Place) -> None:
    root = at.fresh()
    at.run(root, KILL, 100)
    note = json.loads((root / "data" / "run.json").read_text("utf-8"))
    assert note["command"] == "tracker refresh"
    assert note["host"] == socket.gethostname()
    again = at.run(root)
    assert again["ended"] == 0
    assert f"tracker refresh (process {note['process']} on {note['host']}" in " ".join(again["said"].split())


def test_the_second_of_two_at_once_does_nothing_and_names_the_first(at: Place) -> None:
    root = at.fresh()
    with lock.alone(root / "data", "tracker refresh", "2026-11-22T05:00:00Z") as before:
        assert before == ""
        asked = len(at.web.requests)
        second = at.run(root)
        said = " ".join(second["said"].split())
        assert second["ended"] == 2
        assert f"(process {os.getpid()} on {socket.gethostname()}, since 2026-11-22T05:00:00Z) is at work" in said
        assert len(at.web.requests) == asked
        with pytest.raises(InputError, match="is at work"), lock.alone(root / "data", "tracker collect", "now"):
            pass
    assert at.run(root)["ended"] == 0


@pytest.mark.parametrize("note", ["", "no json", "[]", "{}", '{"command": 1}', "\0"])
def test_a_note_that_nobody_can_read_is_no_trouble(tmp_path: Path, note: str) -> None:
    (tmp_path / "run.json").write_text(note, "utf-8")
    with lock.alone(tmp_path, "tracker refresh", "now") as before:
        assert before == ""
    assert not (tmp_path / "run.json").exists()


HANGS = """
import socket, sys, time
socket.getaddrinfo = lambda *_, **__: time.sleep(60)
from tracker import cli
cli.main(["--root", sys.argv[1], "collect"])
"""


def test_told_to_end_while_a_name_is_looked_up_it_ends_too(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    feeds = (
        "crawler: {name: x, contact: a@b.org}\nsources:\n"
        "  - {id: x, name: X, kind: news, url: 'https://a.example/feed', format: feed}\n"
    )
    (tmp_path / "feeds.yaml").write_text(feeds, "utf-8")
    process = subprocess.Popen([sys.executable, "-c", HANGS, str(tmp_path)], stderr=subprocess.DEVNULL)
    while not (tmp_path / "data" / "run.json").exists() and process.poll() is None:
        time.sleep(0.02)
    time.sleep(1.0)
    process.terminate()
    start = time.monotonic()
    assert process.wait(20) == 143
    assert time.monotonic() - start < 5


def test_a_clock_that_is_set_back_loses_nothing(tmp_path: Path, web: Web) -> None:
    home = Home(tmp_path, web)
    assert home.run("refresh").exit_code == 0
    before = home.ask("select event, date, quote from timeline order by 1, 3")
    for now in ("2026-11-19T06:00:00Z", "2026-11-22T05:59:59Z", "1970-01-01T00:00:00Z", "2026-11-23T06:00:00Z"):
        home.now = now
        assert home.run("refresh").exit_code == 0, now
        assert home.ask("select event, date, quote from timeline order by 1, 3") == before
        assert crashes.look(home.root) == []


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Pacific/Apia", "UTC"])
def test_the_clock_knows_no_summer_time(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert abs(time.mktime(time.strptime(base.clock() + "UTC", "%Y-%m-%dT%H:%M:%SZ%Z")) - time.time()) < 86_400
        assert base.clock()[:16] == time.strftime("%Y-%m-%dT%H:%M", time.gmtime())
    finally:
        monkeypatch.undo()
        time.tzset()
