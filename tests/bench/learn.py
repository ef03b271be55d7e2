"""Labelled texts of our own are read line by line; the models and networks that read and the trees that judge are
written.

    python -m tests.bench.learn     (needs PyTorch and scikit-learn, which the tracker itself does not)

The first judges learn from figures that readers of the other four fifths of the texts gave, none of the same hand, so
that they know how far these can be trusted on new ones, and the second from the first in the same way; so is what is
printed measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.bench.judging import Weighed, dated, fit_days, judges, voted, weighed
from tests.bench.labelled import Labelled, Labels
from tests.bench.linear import Samples, linears
from tests.bench.network import Known, Learner, learned, packed
from tests.bench.written import grown, write
from tests.scoring import CORE, Score
from tracker.extract.judge import JUDGES
from tracker.extract.linear import Linear, Models
from tracker.extract.merge import Key
from tracker.extract.network import Networks
from tracker.extract.scores import ACTIONS
from tracker.extract.signs import Signs

FOLDS = 5
#: networks that read together: those of the first folds, each of which has learned from four fifths of the texts
TOGETHER = 2
BARS = (0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Fold:
    """One fold of the texts and sentences, as readers have it that learned from the others."""

    network: dict[str, Any]
    by_signs: list[Weighed]
    by_network: list[Weighed]


def crossed(
    labels: Labels, samples: Samples, texts: list[Labelled], singles: list[Labelled], loose: list[Labelled]
) -> Iterator[Fold]:
    """All texts and sentences by folds."""
    both = [(some, folds_of(some)) for some in (texts, singles)]
    for number in range(FOLDS):
        own, (rest, others) = (
            [[one for one, its in zip(*pair, strict=True) if (its == number) is own] for pair in both]
            for own in (True, False)
        )
        network = packed(learned(rest, [*others, *loose]))
        added = Linear(Models(linears(samples, [*rest, *others, *loose])), samples.signs)
        reader = Networks([network])
        by_signs = [weighed(labels, one, added) for some in own for one in some]
        by_network = [weighed(labels, one, reader) for some in own for one in some]
        yield Fold(network, by_signs, by_network)


def folds_of(some: list[Labelled]) -> list[int]:
    """The fold of each: all texts of one hand, which words things alike, are in one; sentences take turns."""
    hands = [one.row.get("id", f"{number}-").rpartition("-")[0] for number, one in enumerate(some)]
    numbers = {hand: number for number, hand in enumerate(dict.fromkeys(hands))}
    return [numbers[hand] % FOLDS for hand in hands]


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
    labels = Labels(packed(Learner(Known({}, {"": 1}, {"": 1}))))
    samples = Samples(Signs(labels.reader.lexicon))
    texts, singles, loose = labels.material()
    print(f"{len(texts)} texts, {len(singles)} + {len(loose)} sentences", flush=True)
    every = list(crossed(labels, samples, texts, singles, loose))
    networks = [fold.network for fold in every[:TOGETHER]]
    models = linears(samples, [*texts, *singles, *loose])
    reader = Networks(networks)
    read = [(one.row, labels.text(one.parsed, reader)) for one in texts[:FOLDS] if one.parsed]
    figures = read[0][1].figures()
    names = next(found for row, text in read for _, found in dated(labels, text, row)).names
    by_network = [fold.by_network for fold in every]
    by_signs = [fold.by_signs for fold in every]
    for some in (by_signs, by_network):
        for line in (*measure_days(some, names), *measure(some)):
            print(line, flush=True)
    write("linear", {**models, **written(by_signs, figures, names)})
    write("networks", {"networks": networks, **written(by_network, figures, names)})


def written(folds: list[list[Weighed]], figures: list[str], names: list[str]) -> dict[str, Any]:
    """The judges and the trees for days that learn from some folds, with the names of the figures that they see."""
    judged = judges(folds)
    forests = (grown(judged.first), grown(judged.whole), grown(*judged.second))
    days = fit_days((day for fold in folds for one in fold for day in one.days), names)
    return {
        "judge": {"figures": figures, **dict(zip(JUDGES, forests, strict=True))},
        "day": {"figures": names, **grown(*days)},
    }


if __name__ == "__main__":
    main()
