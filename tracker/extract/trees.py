"""Boosted trees: rows of figures in, how likely each is what was asked, out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from tracker.extract.scores import Scores


class Judge:
    """Trees over figures in the order in which they were learned: a row of figures in, how likely it is told, out."""

    def __init__(self, model: Mapping[str, Any]) -> None:
        self.bias = float(model["bias"])
        trees = sorted(model["trees"], key=lambda tree: -int(tree["depth"]))
        #: how many trees, the deepest first, have a node at each step down
        self.reaching = [sum(tree["depth"] > step for tree in trees) for step in range(trees[0]["depth"])]
        sizes = [len(tree["figure"]) for tree in trees]
        self.roots = np.cumsum([0, *sizes[:-1]], dtype=np.int32)
        #: of each node: the figure asked, the bar, where to go at most at the bar and over it, and what a leaf adds
        self.figure, self.bar = joined(trees, "figure", np.int32), joined(trees, "bar", np.float32)
        ways = [joined(trees, "low", np.int32), joined(trees, "high", np.int32)]
        self.ways = (np.array(ways) + np.repeat(self.roots, sizes)).ravel("F")
        self.adds = joined(trees, "adds", np.float64)

    def __call__(self, table: Scores) -> Scores:
        """How likely each row is told, 0 to 1."""
        rows, figures = table.shape
        start, told = np.arange(rows, dtype=np.int32) * figures, table.ravel()
        node = np.repeat(self.roots[:, None], rows, 1)
        for count in self.reaching:
            asked = node[:count]
            high = told.take(start + self.figure.take(asked)) > self.bar.take(asked)
            node[:count] = self.ways.take(2 * asked + high)
        likely: Scores = 1 / (1 + np.exp(-self.bias - self.adds.take(node).sum(0)))
        return likely


def joined(trees: Sequence[Mapping[str, Any]], name: str, kind: npt.DTypeLike) -> npt.NDArray[Any]:
    """What the nodes of all trees hold under a name, in one row."""
    return np.concatenate([np.array(tree[name], kind) for tree in trees])
