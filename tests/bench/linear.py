"""Lines of labelled texts as samples in; the linear models that say what a line tells out."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-not-found]

from tests.bench.labelled import MATTER, Labelled, Labels, Sample
from tracker.extract.candidates import NONE
from tracker.extract.leads import ACTIONS, SCALE, WHEN, share

#: signs that fewer lines have, and weights below, are left out
RAREST, LIGHTEST = 3, 0.4
#: the same for whole texts, which have many more signs, so that each weighs less
LIGHTEST_IN_TEXT = 0.2
#: passes over the lines: on lines of other hands few do better than all that it takes to settle (average precision of
#: the three core acts .711 to .716), in a twentieth of the time
PASSES = 3


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
        known = [number for number, sample in enumerate(samples) if outcome not in sample.open]
        told = [outcome in samples[number].acts for number in known]
        if any(told):
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


def linears(labels: Labels, texts: list[Labelled], singles: list[Labelled], loose: list[Sample]) -> dict[str, Any]:
    """The linear models; `singles` are texts of one sentence, of `loose` ones only the acts are known."""
    signs = list(labels.numbers)

    def samples(name: str, some: list[Labelled]) -> list[Sample]:
        return [sample for one in some for sample in one.samples[name]]

    return {
        "act": linear(samples("act", texts + singles) + loose, signs),
        "who": linear(samples("who", texts + singles), signs),
        "where": linear(samples("where", texts + singles), signs),
        "world": linear(samples("world", texts + singles), signs),
        "matter": linear(samples("matter", texts), signs, [MATTER], LIGHTEST_IN_TEXT),
        WHEN: linear(samples(WHEN, texts + singles), signs),
    }
