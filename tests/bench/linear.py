"""Labelled lines in; the linear models of tracker/extract/linear.py, learned from their signs, out."""

from __future__ import annotations

import math
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]
from sklearn.exceptions import ConvergenceWarning  # type: ignore[import-not-found]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-not-found]

from tests.bench.labelled import Labelled, Told
from tracker.extract.candidates import NONE
from tracker.extract.linear import LEARNED, NAMED, SCALE, share
from tracker.extract.scores import ACTIONS
from tracker.extract.signs import Signs

#: signs that fewer lines have, and weights below, are left out; with weights from .4 on there are a quarter more, for
#: nothing (F1 of the core acts of tests/corpus/blind.jsonl .850 to .848, of all .830 to .829)
RAREST, LIGHTEST = 3, 0.5
#: the same for whole texts, which have many more signs, so that each weighs less
LIGHTEST_IN_TEXT = 0.25
#: passes over the lines: on lines of other hands few do better than all that it takes to settle (average precision of
#: the three core acts .711 to .716), in a twentieth of the time
PASSES = 3
#: what a model of whole texts says
MATTER = "matter"


@dataclass(frozen=True, slots=True)
class Sample:
    """A line, seen from somewhere, by the numbers of its signs; the acts that it tells, and those that it may."""

    weight: float
    signs: np.ndarray[Any, np.dtype[np.int32]]
    told: Told


class Samples:
    """Labelled texts as samples for each model; a sign has the same number in all of them."""

    def __init__(self, signs: Signs) -> None:
        self.signs = signs
        self.numbers: dict[str, int] = {}

    def of(self, text: Labelled) -> Iterator[tuple[str, Sample]]:
        """The lines of a text, each with the model that it is for."""
        every = set[str]()
        for line in text.lines:
            classes = self.signs.classes(line.seen)
            plain = self.signs.plain(line.seen, classes)
            alone = plain | self.signs.named(line.seen, classes)
            every |= alone
            for name, told in (("act", line.act), ("world", line.world)):
                if told:
                    yield name, self.sample(text, alone, told)
            for kind, asked, told in line.asked:
                if kind in NAMED:
                    named = self.signs.named(line.seen, classes, kind, asked.own)
                    yield NAMED[kind], self.sample(text, plain | named, told)
        if text.whole and text.lines:
            yield MATTER, self.sample(text, every, Told(frozenset({MATTER} if text.relevant else ()), frozenset()))

    def sample(self, text: Labelled, signs: Iterable[str], told: Told) -> Sample:
        """A line as a sample."""
        numbers = sorted(self.numbers.setdefault(sign, len(self.numbers)) for sign in sorted(signs))
        return Sample(text.weight, np.array(numbers, np.int32), told)


def linears(samples: Samples, texts: Iterable[Labelled]) -> dict[str, Any]:
    """The linear models of some texts."""
    found: dict[str, list[Sample]] = {name: [] for name in LEARNED}
    for text in texts:
        for name, sample in samples.of(text):
            found[name].append(sample)
    signs = list(samples.numbers)
    whole = linear(found[MATTER], signs, [MATTER], LIGHTEST_IN_TEXT)
    return {name: whole if name == MATTER else linear(found[name], signs) for name in found}


def linear(
    samples: Sequence[Sample], signs: Sequence[str], outcomes: Sequence[str] = ACTIONS, lightest: float = LIGHTEST
) -> dict[str, Any]:
    """One weight an outcome for each sign, the rarer the freer, by logistic regression against the rest."""
    spread = Counter(number for sample in samples for number in sample.signs.tolist())
    kept = sorted(number for number, count in spread.items() if count >= RAREST)
    column = {number: place for place, number in enumerate(kept)}
    places = [[column[one] for one in sample.signs.tolist() if one in column] for sample in samples]
    rare = np.array([math.log(len(samples) / spread[number]) for number in kept])
    rare /= rare.mean()
    shares = [share(len(sample.signs)) for sample in samples]
    cells = [rare[one] * each for each, row in zip(shares, places, strict=True) for one in row]
    ends = np.cumsum([0, *map(len, places)])
    table = csr_matrix((cells, [one for row in places for one in row], ends), shape=(len(samples), len(kept)))
    weights, bias = [], []
    for outcome in outcomes:
        known = [number for number, sample in enumerate(samples) if outcome not in sample.told.open]
        told = [outcome in samples[number].told.acts for number in known]
        if any(told):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ConvergenceWarning)  # few passes are meant
                model = LogisticRegression(
                    C=20, class_weight="balanced", solver="liblinear", dual=True, max_iter=PASSES, random_state=0
                ).fit(table[known], told, [samples[number].weight for number in known])
            weights.append(model.coef_[0] * rare)
            bias.append(round(float(model.intercept_[0]), 3))
        else:  # no fine, say, was for the whole world
            weights.append(np.zeros(len(kept)))
            bias.append(float(NONE))
    rows = zip(kept, np.array(weights).T, strict=True)
    return {
        "bias": bias,
        "weights": {
            signs[number]: " ".join(str(round(SCALE * float(one))) for one in row)
            for number, row in rows
            if np.abs(row).max() >= lightest
        },
    }
