"""Labelled texts of our own are read line by line; the models that find and judge events are written.

    python -m tests.bench.learn     (needs scikit-learn, which the tracker itself does not)

The first judge learns from figures that models of the other four fifths of the texts gave, none of the same hand, so
that it knows how far they can be trusted on new ones, and the second from the first in the same way; so is what is
printed measured.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from sklearn.exceptions import ConvergenceWarning  # type: ignore[import-not-found]

from tests.bench.judging import Weighed, dated, fit_days, judges, voted, weighed
from tests.bench.labelled import Labelled, Labels, Sample
from tests.bench.linear import linears
from tests.bench.written import MODEL, grown, write
from tests.scoring import CORE, Score
from tracker.extract.judge import JUDGES
from tracker.extract.leads import ACTIONS, LEARNED, WHEN, Models
from tracker.extract.merge import Key

FOLDS = 5
BARS = (0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9)


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
