"""Signs in; how surely each act is told, by linear models learned from labelled texts, out.

Four models: of a sentence alone, seen from a company (is it that company's act, or done to it?), seen from a region
(is it there?), and of a whole text (is it about the matter at all?). `python -m tests.bench.learn` learns them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from tracker.model import Action

Scores = npt.NDArray[np.float32]
ACTIONS = tuple(Action)
#: weights are kept as whole numbers, this many to one
SCALE = 100


class Linear:
    """One model: `weights` has for each sign one number for each outcome, mostly an act."""

    def __init__(self, model: Mapping[str, Any]) -> None:
        weights: dict[str, list[int]] = model["weights"]
        self.rows = {sign: number for number, sign in enumerate(weights)}
        #: whole numbers, whose sum does not depend on the order of the signs
        self.weights = np.array(list(weights.values()), np.int32).reshape(len(weights), len(model["bias"]))
        self.bias = np.array(model["bias"], np.float32)

    def __call__(self, signs: set[str]) -> Scores:
        """How sure each outcome is: over 0 is rather yes."""
        known = [row for row in map(self.rows.get, signs) if row is not None]
        told: Scores = self.bias + self.weights[known].sum(0, dtype=np.int32) * np.float32(
            1 / (SCALE * math.sqrt(len(signs) or 1))
        )
        return told

    def weightiest(self, signs: Iterable[str], action: Action) -> str:
        """The row of plain words that speaks most for an act; empty if none does."""
        column = ACTIONS.index(action)
        plain = (sign for sign in signs if sign in self.rows and sign[0].islower())
        found = max(plain, key=lambda sign: (self.weights[self.rows[sign], column], sign), default="")
        return found if found and self.weights[self.rows[found], column] > 0 else ""
