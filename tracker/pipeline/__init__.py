"""Sources, words and stores come in; collect() brings pages into the archive, build() makes the database from it."""

from __future__ import annotations

from tracker.pipeline.backfill import Backfilled, backfill
from tracker.pipeline.build import Built, build
from tracker.pipeline.collect import agent, chains, collect
from tracker.pipeline.outcome import NOTHING_REACHED, Collected, Outcome
from tracker.pipeline.preserve import Preserved, Wanted, preserve
from tracker.pipeline.standing import needs_a_person, standing

__all__ = [
    "NOTHING_REACHED",
    "Backfilled",
    "Built",
    "Collected",
    "Outcome",
    "Preserved",
    "Wanted",
    "agent",
    "backfill",
    "build",
    "chains",
    "collect",
    "needs_a_person",
    "preserve",
    "standing",
]
