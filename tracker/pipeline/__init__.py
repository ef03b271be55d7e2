"""Sources, words and stores come in; collect() brings pages into the archive, build() makes the database from it."""

from __future__ import annotations

from tracker.pipeline.build import Built, build, standing
from tracker.pipeline.collect import Collected, Outcome, agent, collect

__all__ = ["Built", "Collected", "Outcome", "agent", "build", "collect", "standing"]
