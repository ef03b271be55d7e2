"""What two kinds of readers give of the lines of a text: how surely each tells each act, at all and of what is asked.

One reader adds up signs (tracker/extract/linear.py), the other understands a line from those round it
(tracker/extract/network.py); each is right where the other is not, so both are asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from tracker.extract.seen import Seen
from tracker.model import Action

Scores = npt.NDArray[np.float32]
ACTIONS = tuple(Action)
#: what may be asked about: a company, a region, a date
KINDS = ("C", "G", "D")


@dataclass(frozen=True, slots=True)
class Asked:
    """A company, region or date in a line, with the words of the line that mean it, and those of others of its kind."""

    line: int
    own: Sequence[int]
    others: Sequence[int]
    spoken_of: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """A date that may be the day of an act: where it stands in the text, if it does, and what else is known of it."""

    date: str
    asked: Asked | None
    facts: Sequence[str]


class Impression(Protocol):
    """The lines of a text as a reader has them; scores over 0 are rather yes."""

    @property
    def act(self) -> Scores:
        """How surely each line tells each act."""

    @property
    def world(self) -> Scores:
        """How surely each line tells each act of the whole world."""

    @property
    def matter(self) -> float:
        """How surely the text is on the matter."""

    def asked(self, kind: str, every: Sequence[Asked]) -> Scores:
        """How surely each act is that of a company, in a region or on a date that stands in a line."""

    def days(self, line: int, action: Action, options: Sequence[Option]) -> Scores:
        """How likely each date is the day of an act that a line tells."""

    def word(self, line: int, action: Action) -> int:
        """The word of a line that speaks most for an act."""


class Reader(Protocol):
    """Reads the lines of a text."""

    @property
    def faint(self) -> float:
        """An act that no line tells more surely than this, and that no rule reads, is no candidate."""

    def read(self, lines: Sequence[Seen]) -> Impression:
        """The lines of a text, read."""
