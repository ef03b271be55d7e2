"""What a check of the doctor finds, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class State(StrEnum):
    """How a check ended."""

    OK = "ok"
    #: worth knowing; nobody has to come at once
    NOTE = "note"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found; `advice` says what to do, where something is to be done."""

    check: str
    state: State
    text: str
    advice: str = ""


def ago(then: str, now: str) -> timedelta:
    """How long a time (UTC) lies back."""
    return datetime.fromisoformat(now) - datetime.fromisoformat(then)
