"""Labelled texts of our own are read line by line; the models that find and judge events are written.

    python -m tests.bench.learn     (needs scikit-learn, which the tracker itself does not)

The first judge learns from figures that models of the other four fifths of the texts gave, none of the same hand, so
that it knows how far they can be trusted on new ones, and the second from the first in the same way; so is what is
printed measured.
"""

from __future__ import annotations

import math
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]
from sklearn.ensemble import HistGradientBoostingClassifier  # type: ignore[import-not-found]
from sklearn.exceptions import ConvergenceWarning  # type: ignore[import-not-found]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-not-found]

from tests.bench.labelled import MATTER, Labelled, Labels, Sample, weight_of
from tests.bench.written import MODEL, grown, write
from tests.scoring import CORE, Score
from tracker.extract.candidates import NONE, Text
from tracker.extract.days import Dated, Dates
from tracker.extract.grounds import Grounds
from tracker.extract.judge import JUDGES, RELEVANT, as_whole, beside
from tracker.extract.leads import ACTIONS, LEARNED, SCALE, WHEN, Models, share
from tracker.extract.merge import Key
from tracker.model import Action

#: signs that fewer lines have, and weights below, are left out
RAREST, LIGHTEST = 3, 0.4
#: the same for whole texts, which have many more signs, so that each weighs less
LIGHTEST_IN_TEXT = 0.2
#: passes over the lines: on lines of other hands few do better than all that it takes to settle (average precision of
#: the three core acts .711 to .716), in a twentieth of the time
PASSES = 3
FOLDS = 5
#: forests that judge together: the figures of one alone hang on chance, by two of 47 days and three of 54 core acts
SEEDS = 4
#: what a single sentence weighs for the judge beside a text: there are few, and each shows one thing in its purest form
SINGLE = 12.0
BARS = (0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9)


# ---- the linear models


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


# ---- the judge


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


def weighed(labels: Labels, one: Labelled, models: Models, when: Models, whole: bool) -> Weighed:
    """The candidates of a labelled text under some models, that of dates apart."""
    text = labels.text(one.parsed, models) if one.parsed else None
    keys, table = text.table() if text else ([], np.empty((0, 0), np.float32))
    told, open_ = (
        frozenset(
            (event["company"], event["region"], event["action"])
            for event in one.row["events"]
            if bool(event.get("optional")) is may
        )
        for may in (False, True)
    )
    days = [weighted(*pair) for pair in dated(labels, text, when, one.row)] if text else []
    weight = weight_of(one.row) if whole else SINGLE
    return Weighed(whole, weight, one.row.get("relevant", True), keys, table, told, open_ - told, days)


def dated(labels: Labels, text: Text, when: Models, row: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Dated]]:
    """The labelled acts of a text with the dates that may be their days."""
    grounds, every = Grounds(text, labels.reader.finder), Dates(text, when)
    for event in row["events"]:
        company, region, action = event["company"], event["region"], Action(event["action"])
        if "date" in event and company in text.companies and region in text.regions:
            found = Dated(every, *grounds.of((company, region, action)))
            if found.places:
                yield event, found


def weighted(event: dict[str, Any], found: Dated) -> Weighted:
    """The dates of a labelled act."""
    return Weighted(*found.table(), event["date"], found.report.action in CORE, found.report.date)


def crossed(labels: Labels, texts: list[Labelled], singles: list[Labelled], loose: list[Sample]) -> list[list[Weighed]]:
    """The candidates of all texts by folds, each under models of the other folds."""
    both = [(some, folds_of(some)) for some in (texts, singles)]
    return [fold(labels, number, both, loose) for number in range(FOLDS)]


def folds_of(some: list[Labelled]) -> list[int]:
    """The fold of each: all texts of one hand, which words things alike, are in one; sentences take turns."""
    hands = [one.row.get("id", f"{number}-").rpartition("-")[0] for number, one in enumerate(some)]
    numbers = {hand: number for number, hand in enumerate(dict.fromkeys(hands))}
    return [numbers[hand] % FOLDS for hand in hands]


def fold(
    labels: Labels, number: int, both: list[tuple[list[Labelled], list[int]]], loose: list[Sample]
) -> list[Weighed]:
    """The candidates of one fold's texts and sentences under models of the others."""
    rest = [[one for one, its in zip(*pair, strict=True) if its != number] for pair in both]
    learned = linears(labels, *rest, loose)
    models, when = Models(learned), Models(learned, (WHEN,))
    return [
        weighed(labels, one, models, when, whole)
        for whole, pair in zip((True, False), both, strict=True)
        for one, its in zip(*pair, strict=True)
        if its == number
    ]


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
    """The trees that weigh dates; half of them do not see what the model of dates says.

    Of the acts of unseen texts with a day 78.2 % then get the right one without that model and 79.5 % with it, and 65.6
    and 66.6 % of all days given are right; where all trees see it, 79.7 and 66.2 %.
    """
    every = list(days)
    table, right = np.concatenate([one.table for one in every]), np.concatenate([one.right for one in every])
    hidden = np.where([name.startswith(WHEN) for name in names], 0, table)
    return [trees(random_state=seed).fit(some, right) for seed in range(SEEDS) for some in (table, hidden)]


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


def judges(folds: list[list[Weighed]]) -> Judged:
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


def measure(folds: list[list[Weighed]]) -> Iterator[str]:
    """How the judge does on texts that neither it nor the models learned from, at several bars."""
    found: list[tuple[Weighed, np.ndarray[Any, Any]]] = []
    for fold in folds:
        judged = judges([other for other in folds if other is not fold])
        found += [(one, judged.chances(one)) for one in fold if one.whole]
    for bar in BARS:
        held = [
            (one, {key for key, chance in zip(one.keys, likely, strict=True) if chance >= bar}) for one, likely in found
        ]
        core, all_ten = (
            f"P {one.precision:.3f} R {one.recall:.3f} F1 {one.f1:.3f}"
            for one in (counted(held, CORE), counted(held, ACTIONS))
        )
        away = [bool(keys) for one, keys in held if not one.relevant]
        yield f"bar {bar}: core {core} | all ten {all_ten} | irrelevant with an event {sum(away)} of {len(away)}"


def measure_days(folds: list[list[Weighed]], names: Sequence[str]) -> Iterator[str]:
    """How many days of labelled acts are right, by the rules and by trees of the other folds, at several bars."""
    found = []
    for fold in folds:
        models = fit_days((day for other in folds if other is not fold for one in other for day in one.days), names)
        for day in (day for one in fold if one.whole for day in one.days):
            likely = voted(models, day.table)
            found.append((day, day.dates[int(likely.argmax())], float(likely.max())))
    for core in (True, False):
        known = [(day, date, chance) for day, date, chance in found if day.label and day.core is core]
        rules = sum(bool(day.rule and day.rule.startswith(day.label)) for day, _, _ in known)
        kind = "core" if core else "other"
        yield f"{kind} acts with a day: {len(known)}; right by the rules {rules / len(known):.3f}"
        for bar in BARS:
            right = sum(chance >= bar and date.startswith(day.label) for day, date, chance in known)
            given = sum(chance >= bar for _, _, chance in known)
            unknown = [chance >= bar for day, _, chance in found if not day.label and day.core is core]
            yield (
                f"bar {bar}: right {right / len(known):.3f}, {right / given:.3f} of those given; "
                f"given {sum(unknown)} of {len(unknown)} without one"
            )


def counted(found: Iterable[tuple[Weighed, set[Key]]], actions: Sequence[str]) -> Score:
    """The counts over some texts, each with the candidates that are held for told."""
    right = false = missed = 0
    for one, keys in found:
        right += sum(key[2] in actions for key in keys & one.told)
        false += sum(key[2] in actions for key in keys - one.told - one.open)
        missed += sum(key[2] in actions for key in one.told - keys)
    return Score(right, false, missed)


def main() -> None:
    warnings.simplefilter("ignore", ConvergenceWarning)  # few passes are meant
    labels = Labels()
    texts, singles, loose = labels.material()
    print(f"{len(texts)} texts, {len(singles)} + {len(loose)} sentences")
    folds = crossed(labels, texts, singles, loose)
    learned = linears(labels, texts, singles, loose)
    models, when = Models(learned), Models(learned, (WHEN,))
    read = [(one.row, labels.text(one.parsed, models)) for one in texts[:FOLDS] if one.parsed]
    names = next(found for row, text in read for _, found in dated(labels, text, when, row)).names
    for line in (*measure_days(folds, names), *measure(folds)):
        print(line, flush=True)
    judged = judges(folds)
    days = fit_days((day for fold in folds for one in fold for day in one.days), names)
    learned["day"] = {"figures": names, **grown(*days)}
    learned["judge"] = {
        "figures": read[0][1].figures(),
        **dict(zip(JUDGES, (grown(judged.first), grown(judged.whole), grown(*judged.second)), strict=True)),
    }
    write(learned)
    counts = ", ".join(f"{name} {len(learned[name]['weights'])}" for name in (*LEARNED, WHEN))
    print(f"signs: {counts}; {MODEL.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
