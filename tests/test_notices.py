"""Notices: who is told what and when, once, through real servers of this machine; and what is said of a wrong file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from home import ROOT
from sinks import Sinks, Taken, free_port
from told import LINKEDIN, META, Desk, entry

from tracker.declarations.notices import load_notices
from tracker.model import DeclarationError


@pytest.fixture
def sinks() -> Iterator[Sinks]:
    with Sinks() as made:
        yield made


@pytest.fixture
def desk(tmp_path: Path, sinks: Sinks) -> Desk:
    """A tracker whose record holds one event that its one recipient knows, on 22 November."""
    made = Desk(tmp_path)
    made.declare(f"- {{name: desk, to: '{sinks.hook}'}}")
    made.record(META)
    assert "desk is new: 1 events are taken as known" in made.notify("22").output
    return made


def only(sinks: Sinks) -> Taken:
    assert len(sinks.taken) == 1
    return sinks.taken.pop()


# ---- what is told


def test_what_stood_there_is_known_and_a_new_event_is_told_once(desk: Desk, sinks: Sinks) -> None:
    assert sinks.taken == []
    desk.record(META, LINKEDIN)
    assert "desk: sent: Regulatory news 2026-11-22: 1 new" in desk.notify("22").output
    told = only(sinks)
    assert told.title == "Regulatory news 2026-11-22: 1 new"
    assert told.body.splitlines()[:7] == [
        "1. New: LinkedIn, United Kingdom: paused, 2024-09-20",
        "   LinkedIn suspended the training.",
        "   In effect: 2024-09-21",
        "   At whose push: ICO (Information Commissioner’s Office)",
        "   Source: The Paper, 2024-09-20: https://paper.example/linkedin",
        "   State: curated: entered by hand from named sources",
        "   https://tracker.example/event/linkedin-gb-paused-2024-09",
    ]
    assert told.headers["X-Notice"] == "Recipient desk, message 1"
    for day in ("22", "23", "24"):
        assert "desk: nothing new" in desk.notify(day).output
    assert sinks.taken == []
