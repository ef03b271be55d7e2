"""Killed at a write or at a step of sending: no notice is lost, none is told twice, and what is in doubt is named.

Some seconds of it; `python tests/bench/notices.py` takes every write and 300 moments.
"""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator

import pytest
from crashes import FULL, KILL, TEAR
from tellings import STEPS, Scene, scene, trial

pytestmark = pytest.mark.skipif(shutil.which("cc") is None, reason="needs a C compiler for the failing disk")


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with scene(tmp_path_factory.mktemp("notices")) as made:
        yield made


def test_undisturbed_all_is_told_in_full(at: Scene) -> None:
    assert trial(at) == ([], 0)


@pytest.mark.parametrize("step", STEPS)
def test_killed_while_a_message_is_under_way(at: Scene, step: str) -> None:
    at.killed_at(step)
    faults, doubts = trial(at)
    assert faults == []
    assert doubts == 2, "both events of that message are named again, and no other"


def test_told_to_end_while_a_message_is_under_way(at: Scene) -> None:
    at.killed_at("SMTP DATA", signal.SIGTERM)
    faults, _ = trial(at)
    assert faults == []


@pytest.mark.parametrize("kind", [KILL, TEAR, FULL])
def test_a_fault_at_a_write(at: Scene, kind: int) -> None:
    count = at.run(at.fresh(), "22")["count"]
    assert count > 20, "the layer sees the writes"
    found = [trial(at, kind, number) for number in range(kind, count, count // 3)]
    assert [fault for faults, _ in found for fault in faults] == []
