"""Signs in; how surely each act is told, by linear models learned from labelled texts, out.

Six models: `act` of a sentence alone, `who` seen from a company (is it that company's act, or done to it?), `where`
seen from a region (is it there?), `world` of a sentence alone (is it everywhere?), `matter` of a whole text (is it
about the matter at all?), and `when` seen from a date (was it then?). `python -m tests.bench.learn` learns them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from tracker.model import Action

Scores = npt.NDArray[np.float32]
ACTIONS = tuple(Action)
#: weights are kept as whole numbers, this many to one
SCALE = 25
#: what each of many signs weighs falls with their number to this power: at .5, acts of unseen lines are told less well
#: (average precision of pauses .753 to .762, of returns .50 to .53), and at .25 no better
FADING = 0.35
LEARNED = ("act", "who", "where", "world", "matter")
#: the model that knows other signs, and is kept apart
WHEN = "when"


def share(count: int) -> float:
    """What each of `count` signs weighs."""
    return float((count or 1) ** -FADING)


class Models:
    """The models together: `weights` has for each sign one number for each outcome, mostly an act, of each model.

    In what is `learned` they stand in one text for each sign, which is read much faster than lists.
    """

    def __init__(self, learned: Mapping[str, Any], names: Sequence[str] = LEARNED) -> None:
        ends = np.cumsum([0, *(len(learned[name]["bias"]) for name in names)]).tolist()
        self.columns = {name: slice(*both) for name, both in zip(names, pairwise(ends), strict=True)}
        self.bias = {name: np.array(learned[name]["bias"], np.float32) for name in names}
        every = dict.fromkeys(sign for name in names for sign in learned[name]["weights"])
        self.rows = {sign: number for number, sign in enumerate(every)}
        #: whole numbers, whose sum does not depend on the order of the signs
        self.weights = np.zeros((len(every), ends[-1]), np.int16)
        for name in names:
            weights: dict[str, str] = learned[name]["weights"]
            if weights:
                numbers = np.fromstring(" ".join(weights.values()), np.int16, sep=" ").reshape(len(weights), -1)
                self.weights[[self.rows[sign] for sign in weights], self.columns[name]] = numbers

    def sum(self, signs: Iterable[str]) -> npt.NDArray[np.int32]:
        """What some signs add up to, in all models."""
        known = [row for row in map(self.rows.get, signs) if row is not None]
        total: npt.NDArray[np.int32] = self.weights[known].sum(0, dtype=np.int32)
        return total

    def scores(self, name: str, total: npt.NDArray[np.int32], count: int) -> Scores:
        """How sure each outcome is in a model by what `count` signs add up to: over 0 is rather yes."""
        told: Scores = self.bias[name] + total[self.columns[name]].astype(np.float32) * np.float32(share(count) / SCALE)
        return told

    def weightiest(self, signs: Iterable[str], action: Action) -> str:
        """The row of plain words that speaks most for an act; empty if none does."""
        column = ACTIONS.index(action)
        plain = (sign for sign in signs if sign in self.rows and sign[0].islower())
        found = max(plain, key=lambda sign: (self.weights[self.rows[sign], column], sign), default="")
        return found if found and self.weights[self.rows[found], column] > 0 else ""
