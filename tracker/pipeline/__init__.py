"""Sources, words and stores come in; collect() brings pages into the archive, build() makes the database from it."""

from __future__ import annotations

from tracker.pipeline.backfill import Backfilled, backfill
from tracker.pipeline.build import Built, build, standing
from tracker.pipeline.collect import Collected, Outcome, agent, collect
from tracker.pipeline.preserve import Preserved, Wanted, preserve

__all__ = [
    "Backfilled",
    "Built",
    "Collected",
    "Outcome",
    "Preserved",
    "Wanted",
    "agent",
    "backfill",
    "build",
    "collect",
    "preserve",
    "standing",
]
