"""Labelled texts as a reader has them in; the forests that judge candidate events and weigh dates out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier  # type: ignore[import-not-found]

from tests.bench.labelled import Labelled, Labels
from tests.scoring import CORE
from tracker.extract.candidates import Text
from tracker.extract.days import Dated
from tracker.extract.figures import Figures
from tracker.extract.grounds import Grounds
from tracker.extract.judge import RELEVANT, as_whole, beside
from tracker.extract.mentions import Dates
from tracker.extract.merge import Key
from tracker.extract.network import Networks
from tracker.extract.options import pointed
from tracker.extract.scores import Reader
from tracker.model import Action

#: forests that judge together: the figures of one alone hang on chance, by two of 47 days and three of 54 core acts
SEEDS = 4
#: the same for days, of each kind: twice as many take longer and find no more
DAY_SEEDS = 2
#: what a single sentence weighs for the judge beside a text: there are few, and each shows one thing in its purest form
SINGLE = 12.0


@dataclass(frozen=True, slots=True)
class Weighed:
    """A text's candidates with their figures, the events that it tells, and those over which readers may differ."""

    #: more than a sentence: what is printed is measured on these
    whole: bool
    weight: float
    relevant: bool
    keys: list[Key]
    table: np.ndarray[Any, np.dtype[np.float32]]
    told: frozenset[Key]
    open: frozenset[Key]
    days: list[Weighted]


@dataclass(frozen=True, slots=True)
class Weighted:
    """The dates that may be the day of a labelled act with their figures, and the day that the label has."""

    dates: list[str]
    table: np.ndarray[Any, np.dtype[np.float32]]
    label: str | None
    core: bool
    #: the day that the rules give it
    rule: str | None

    @property
    def right(self) -> list[bool]:
        """Which of the dates are the day of the label, or finer."""
        return [bool(self.label and date.startswith(self.label)) for date in self.dates]


def weighed(labels: Labels, one: Labelled, reader: Reader) -> Weighed:
    """The candidates of a labelled text as it is read, and by networks the dates that may be the days of its acts."""
    text = labels.text(one.parsed, reader) if one.parsed else None
    keys, table = Figures(text).table() if text else ([], np.empty((0, 0), np.float32))
    told, open_ = (
        frozenset(
            (event["company"], event["region"], event["action"])
            for event in one.row["events"]
            if bool(event.get("optional")) is may
        )
        for may in (False, True)
    )
    weight = one.weight if one.whole else SINGLE
    found = [weighted(*pair) for pair in dated(labels, text, one.row)] if text and isinstance(reader, Networks) else []
    return Weighed(one.whole, weight, one.relevant, keys, table, told, open_ - told, found)


def dated(labels: Labels, text: Text, row: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Dated]]:
    """The labelled acts of a text with the dates that may be their days."""
    grounds, every = Grounds(text, labels.reader.finder), Dates(text)
    for event in row["events"]:
        company, region, action = event["company"], event["region"], Action(event["action"])
        if "date" in event and company in text.companies and region in text.regions:
            found = Dated(every, *grounds.of((company, region, action)))
            if found.places:
                yield event, found


def weighted(event: dict[str, Any], found: Dated) -> Weighted:
    """The dates of a labelled act."""
    dates, table = found.table(pointed(found))
    return Weighted(dates, table, event["date"], found.report.action in CORE, found.report.date)


def fit(some: Iterable[Weighed], seed: int = 0) -> HistGradientBoostingClassifier:
    """The trees for some texts."""
    kept = [one for one in some if one.keys]
    table = np.concatenate([one.table for one in kept])
    known = np.array([key not in one.open for one in kept for key in one.keys])
    told = np.array([key in one.told for one in kept for key in one.keys])
    weight = np.array([one.weight for one in kept for _ in one.keys])
    return trees(random_state=seed).fit(table[known], told[known], weight[known])


def trees(**more: float) -> HistGradientBoostingClassifier:
    """Trees that have learned nothing yet."""
    usual = {"random_state": 0, "max_iter": 150, "max_leaf_nodes": 31, "max_features": 0.3, "l2_regularization": 1.0}
    return HistGradientBoostingClassifier(
        learning_rate=0.05, min_samples_leaf=20, early_stopping=False, **{**usual, **more}
    )


def fit_days(days: Iterable[Weighted], names: Sequence[str]) -> list[HistGradientBoostingClassifier]:
    """The trees that weigh dates; half of them do not see what the reader of the lines says of dates."""
    every = list(days)
    table, right = np.concatenate([one.table for one in every]), np.concatenate([one.right for one in every])
    hidden = np.where([name.startswith("when") for name in names], 0, table)
    return [trees(random_state=seed).fit(some, right) for seed in range(DAY_SEEDS) for some in (table, hidden)]


def chances(model: HistGradientBoostingClassifier, one: Weighed) -> np.ndarray[Any, Any]:
    """How likely the candidates of a text are told."""
    found: np.ndarray[Any, Any] = model.predict_proba(one.table)[:, 1] if one.keys else np.empty(0)
    return found


def voted(models: Sequence[HistGradientBoostingClassifier], table: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """How likely rows of figures are by several forests together."""
    found: np.ndarray[Any, Any] = 1 / (1 + np.exp(-np.mean([model.decision_function(table) for model in models], 0)))
    return found


def widened(model: HistGradientBoostingClassifier, one: Weighed) -> Weighed:
    """A text with the figures that the second judge sees, by the chances of the first."""
    return replace(one, table=beside(one.keys, one.table, chances(model, one))) if one.keys else one


@dataclass(frozen=True, slots=True)
class Judged:
    """The first judge, the one of texts as a whole, and the second."""

    first: HistGradientBoostingClassifier
    whole: HistGradientBoostingClassifier
    second: list[HistGradientBoostingClassifier]

    def chances(self, one: Weighed) -> np.ndarray[Any, Any]:
        """How likely the candidates of a text are told."""
        if not one.keys:
            return np.empty(0)
        whole = as_whole(one.keys, one.table, chances(self.first, one))
        if self.whole.predict_proba(whole)[0, 1] < RELEVANT:
            return np.zeros(len(one.keys))
        return voted(self.second, widened(self.first, one).table)


def judges(folds: Sequence[list[Weighed]]) -> Judged:
    """The judges; the later ones learn from what a first one made of texts that it had not seen."""
    seen, rows, relevant = [], [], []
    for fold in folds:
        rest = fit(one for other in folds if other is not fold for one in other)
        seen += [widened(rest, one) for one in fold]
        known = [one for one in fold if one.keys and (one.whole or one.told)]
        rows += [as_whole(one.keys, one.table, chances(rest, one)) for one in known]
        relevant += [one.relevant for one in known]
    whole = trees(max_iter=120, max_leaf_nodes=15, max_features=0.2, l2_regularization=5.0)
    return Judged(
        fit(one for fold in folds for one in fold),
        whole.fit(np.concatenate(rows), np.array(relevant)),
        [fit(seen, seed) for seed in range(SEEDS)],
    )
