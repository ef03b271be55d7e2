"""Lines as they are seen in; how surely each tells each act, by linear models over its signs, out.

Five models, learned from labelled texts of our own (`python -m tests.bench.learn`): `act` of a sentence alone, `who`
seen from a company (is it that company's act, or done to it?), `where` seen from a region (is it there?), `world` of a
sentence alone (is it everywhere?), and `matter` of a whole text (is it about the matter at all?).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from tracker.extract.scores import ACTIONS, Asked, Option, Scores
from tracker.extract.seen import Seen
from tracker.extract.signs import Signs
from tracker.model import Action

#: weights are kept as whole numbers, this many to one
SCALE = 25
#: what each of many signs weighs falls with their number to this power: at .5, acts of unseen lines are told less well
#: (average precision of pauses .753 to .762, of returns .50 to .53), and at .25 no better
FADING = 0.35
LEARNED = ("act", "who", "where", "world", "matter")
#: the models that see a line from what it names, by the kind of that; dates are not seen
NAMED = {"C": "who", "G": "where"}


def share(count: int) -> float:
    """What each of `count` signs weighs."""
    return float((count or 1) ** -FADING)


class Weights:
    """The models together: for each sign one number for each outcome, mostly an act, of each model.

    In what is `learned` they stand in one text for each sign, which is read much faster than lists.
    """

    def __init__(self, learned: Mapping[str, Any]) -> None:
        ends = np.cumsum([0, *(len(learned[name]["bias"]) for name in LEARNED)]).tolist()
        self.columns = {name: slice(*both) for name, both in zip(LEARNED, pairwise(ends), strict=True)}
        self.bias = {name: np.array(learned[name]["bias"], np.float32) for name in LEARNED}
        every = dict.fromkeys(sign for name in LEARNED for sign in learned[name]["weights"])
        self.rows = {sign: number for number, sign in enumerate(every)}
        #: whole numbers, whose sum does not depend on the order of the signs
        self.table = np.zeros((len(every), ends[-1]), np.int16)
        for name in LEARNED:
            weights: dict[str, str] = learned[name]["weights"]
            if weights:
                numbers = np.fromstring(" ".join(weights.values()), np.int16, sep=" ").reshape(len(weights), -1)
                self.table[[self.rows[sign] for sign in weights], self.columns[name]] = numbers

    def sum(self, signs: Iterable[str]) -> npt.NDArray[np.int32]:
        """What some signs add up to, in all models."""
        known = [row for row in map(self.rows.get, signs) if row is not None]
        total: npt.NDArray[np.int32] = self.table[known].sum(0, dtype=np.int32)
        return total

    def scores(self, name: str, total: npt.NDArray[np.int32], count: int) -> Scores:
        """How sure each outcome is in a model by what `count` signs add up to: over 0 is rather yes."""
        told: Scores = self.bias[name] + total[self.columns[name]].astype(np.float32) * np.float32(share(count) / SCALE)
        return told


class Linear:
    """Reads lines by the models."""

    faint = -2.0

    def __init__(self, weights: Weights, signs: Signs) -> None:
        self.weights, self.signs = weights, signs

    def read(self, lines: Sequence[Seen]) -> Added:
        """The lines of a text, read."""
        return Added(self, lines)


class Added:
    """The lines of one text by what their signs add up to."""

    def __init__(self, models: Linear, lines: Sequence[Seen]) -> None:
        self.signs, self.weights, self.seen = models.signs, models.weights, lines
        self.classes = [self.signs.classes(line) for line in lines]
        self.plain = [self.signs.plain(*both) for both in zip(lines, self.classes, strict=True)]
        #: what the signs of each line add up to that are the same from wherever it is seen
        self.sums = [self.weights.sum(signs) for signs in self.plain]
        #: the signs of the names in each line, seen from none of them
        self.bare = [self.signs.named(*both) for both in zip(lines, self.classes, strict=True)]

    def scores(self, name: str, line: int, named: set[str]) -> Scores:
        """How surely a line tells each act, by a model; `named` are the signs in which names stand."""
        total = self.sums[line] + self.weights.sum(named)
        return self.weights.scores(name, total, len(self.plain[line]) + len(named))

    @cached_property
    def act(self) -> Scores:
        """How surely each line tells each act."""
        return self.alone("act")

    @cached_property
    def world(self) -> Scores:
        """How surely each line tells each act of the whole world."""
        return self.alone("world")

    def alone(self, name: str) -> Scores:
        """How surely each line tells each act, seen from nobody."""
        found = [self.scores(name, number, named) for number, named in enumerate(self.bare)]
        return np.array(found, np.float32).reshape(-1, len(ACTIONS))

    @cached_property
    def matter(self) -> float:
        """How surely the whole text is on the matter."""
        every = set[str]().union(*self.bare, *self.plain)
        return float(self.weights.scores("matter", self.weights.sum(every), len(every))[0])

    def asked(self, kind: str, every: Sequence[Asked]) -> Scores:
        """How surely each act is that of a company or in a region that stands in a line."""
        found = [self.of(kind, one) for one in every]
        return np.array(found, np.float32).reshape(-1, len(ACTIONS))

    def word(self, line: int, action: Action) -> int:
        """The word of a line that speaks most for an act by itself; the first where none does."""
        column = self.weights.columns["act"].start + ACTIONS.index(action)
        rows = [self.weights.rows.get(word) for word in self.seen[line].words]
        return int(np.argmax([0 if row is None else self.weights.table[row, column] for row in rows] or [0]))

    def of(self, kind: str, one: Asked) -> Scores:
        """How surely each act is that of a company or in a region."""
        named = self.signs.named(self.seen[one.line], self.classes[one.line], kind, one.own)
        return self.scores(NAMED[kind], one.line, named)

    def days(self, line: int, action: Action, options: Sequence[Option]) -> Scores:
        """It knows nothing of dates."""
        raise NotImplementedError
