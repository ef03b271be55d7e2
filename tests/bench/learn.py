"""Labelled texts of our own are read line by line; the models and networks that read and the trees that judge are
written.

    python -m tests.bench.learn     (hours; needs PyTorch and scikit-learn, which the tracker does not)

The first judges learn from figures that readers of the other three quarters of the texts gave, none of the same hand,
so that they know how far these can be trusted on new ones, and the second from the first in the same way; so is what is
printed measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from tests.bench.judging import Weighed, dated, fit_days, judges, voted, weighed
from tests.bench.labelled import Labelled, Labels
from tests.bench.linear import Samples, linears
from tests.bench.network import Known, Learner, learned, packed
from tests.bench.written import grown, write
from tests.scoring import CORE, Score
from tracker.extract.figures import Figures
from tracker.extract.judge import JUDGES
from tracker.extract.linear import Linear, Weights
from tracker.extract.merge import Key
from tracker.extract.network import Networks
from tracker.extract.scores import ACTIONS, Reader
from tracker.extract.signs import Signs

FOLDS = 4
#: networks that read together, each learned from another start
TOGETHER = 2
BARS = (0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Material:
    """All labelled texts and sentences, and what reads them."""

    labels: Labels
    samples: Samples
    texts: list[Labelled]
    singles: list[Labelled]
    loose: list[Labelled]

    @property
    def sentences(self) -> list[Labelled]:
        """All single sentences."""
        return [*self.singles, *self.loose]


def folds_of(texts: Sequence[Labelled]) -> list[int]:
    """The fold of each text: all of one hand, which words things alike, are in one."""
    hands = [text.row["id"].rpartition("-")[0] for text in texts]
    numbers = {hand: number for number, hand in enumerate(dict.fromkeys(hands))}
    return [numbers[hand] % FOLDS for hand in hands]


def measure(folds: Sequence[list[Weighed]]) -> Iterator[str]:
    """How the judge does on texts that neither it nor the models learned from, at several bars."""
    found: list[tuple[Weighed, np.ndarray[Any, Any]]] = []
    for fold in folds:
        others = judges([other for other in folds if other is not fold])
        found += [(one, others.chances(one)) for one in fold if one.whole]
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


def measure_days(folds: Sequence[list[Weighed]], names: Sequence[str]) -> Iterator[str]:
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
                f"bar {bar}: right {right / len(known):.3f}, {right / (given or 1):.3f} of those given; "
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
    labels = Labels(packed(Learner(Known({}, {"": 1}, {"": 1}, {"": 1}))))
    material = Material(labels, Samples(Signs(labels.reader.lexicon)), *labels.material())
    print(f"{len(material.texts)} texts, {len(material.singles)} + {len(material.loose)} sentences", flush=True)
    blank = labels.reader.readers[-1][0]
    read = ((one.row, labels.text(one.parsed, blank)) for one in material.texts if one.parsed)
    some = next(found for row, text in read for _, found in dated(labels, text, row))
    figures, names = Figures(some.text).names(), some.names
    # forked, so that all see the texts and none gets a copy
    with threadpool_limits(1), get_context("fork").Pool(initializer=at_hand.append, initargs=(material,)) as pool:
        models = pool.apply_async(models_of_all)
        networks = pool.map_async(network_of_all, range(TOGETHER), 1)
        folds = zip(*pool.map(crossed, range(FOLDS), 1), strict=True)
        by_signs, by_network = folds
        days = pool.apply_async(dated_by, (by_network, names))
        (signs_said, signs_judged), (network_said, network_judged) = pool.starmap(
            judged, [(some, figures) for some in (by_signs, by_network)], 1
        )
        days_said, trees_for_days = days.get()
        write("linear", {**models.get(), "judge": signs_judged})
        write("networks", {"networks": networks.get(), "judge": network_judged, "day": trees_for_days})
    print(*signs_said, *network_said, *days_said, sep="\n")


#: what a process that learns has before it
at_hand: list[Material] = []


def models_of_all() -> dict[str, Any]:
    """Linear models that learned from all."""
    [material] = at_hand
    return linears(material.samples, [*material.texts, *material.sentences])


def network_of_all(seed: int) -> dict[str, Any]:
    """A network that learned from all."""
    [material] = at_hand
    return packed(learned(material.texts, material.sentences, seed))


def crossed(number: int) -> tuple[list[Weighed], list[Weighed]]:
    """One fold of the texts and sentences, as linear models have it that learned from the others, and a network."""
    [material] = at_hand
    turns = [place % FOLDS for place in range(len(material.singles))]
    both = [(material.texts, folds_of(material.texts)), (material.singles, turns)]
    own, (rest, others) = (
        [[one for one, its in zip(*pair, strict=True) if (its == number) is own] for pair in both]
        for own in (True, False)
    )
    sentences = [*others, *material.loose]
    readers: list[Reader] = [
        Linear(Weights(linears(material.samples, [*rest, *sentences])), material.samples.signs),
        Networks([packed(learned(rest, sentences))]),
    ]
    by_signs, by_network = (
        [weighed(material.labels, one, reader) for some in own for one in some] for reader in readers
    )
    return by_signs, by_network


def judged(folds: Sequence[list[Weighed]], figures: list[str]) -> tuple[list[str], dict[str, Any]]:
    """How judges do that learn from some folds, and these, with the names of what they see."""
    every = judges(folds)
    forests = (grown(every.first), grown(every.whole), grown(*every.second))
    return [*measure(folds)], {"figures": figures, **dict(zip(JUDGES, forests, strict=True))}


def dated_by(folds: Sequence[list[Weighed]], names: list[str]) -> tuple[list[str], dict[str, Any]]:
    """How days are read by trees that learn from some folds, and these, with the names of what they see."""
    days = fit_days((day for fold in folds for one in fold for day in one.days), names)
    return [*measure_days(folds, names)], {"figures": names, **grown(*days)}


if __name__ == "__main__":
    main()
