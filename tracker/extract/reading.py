"""What a reader finds in one document: the values that go out of every language's reader."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.model import Action, Reason, Rejection, Report


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in one document."""

    reports: tuple[Report, ...]
    rejections: tuple[Rejection, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """What a sentence says that somebody did, as the reader understood it; `reason` tells why it does not count."""

    action: Action
    #: the words that fired, as they stand in the text
    words: str
    #: the words of the one who acts, or nothing where the sentence names nobody
    who: str
    companies: tuple[str, ...]
    regions: tuple[str, ...]
    regulators: tuple[str, ...]
    date: str | None
    effective: str | None
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a document, `text[start:end]`, and its statements; none where it tells of no act."""

    start: int
    end: int
    text: str
    statements: tuple[Statement, ...]
