"""Labelled texts of our own are read line by line; the models that find and judge events are written.

    python -m tests.bench.learn     (needs scikit-learn, which the tracker itself does not)

Learned from tests/corpus/learned.jsonl, tests/corpus/sentences.jsonl and tests/sentences.yaml, and never from the whole
texts by which the reader is measured: tests/corpus/blind.jsonl and tests/documents.jsonl. The judge learns from figures
that models of the other four fifths of the texts gave, so that it knows how far they can be trusted on new ones; what
is printed is measured the same way.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]
from sklearn.ensemble import HistGradientBoostingClassifier  # type: ignore[import-not-found]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-not-found]

from tests.scoring import NOW, sentences
from tracker import read
from tracker.declarations import load_words
from tracker.extract.candidates import LEARNED, Models, Text
from tracker.extract.english import English, Parsed
from tracker.extract.leads import ACTIONS, SCALE, Linear
from tracker.extract.phrases import Names
from tracker.extract.signs import Seen, Target
from tracker.model import Document, Snapshot

TESTS = Path(__file__).parent.parent
MODEL = TESTS.parent / "tracker" / "words" / "learned.en.json"
#: signs that fewer lines have, and weights below, are left out
RAREST, LIGHTEST = 2, 0.4
FOLDS = 5
BARS = (0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9)
#: the id of a text of one sentence
SINGLE = "single"
#: that a text is about the matter at all
MATTER = "matter"
CORE = ("paused", "resumed", "abandoned")
NOTHING: dict[str, Any] = {"bias": [0] * len(ACTIONS), "weights": {}}
BLANK = {**dict.fromkeys(LEARNED, NOTHING), "judge": {"figures": [], "bias": 0, "trees": []}}


@dataclass(frozen=True, slots=True)
class Sample:
    """A line, seen from somewhere, by the numbers of its signs; the acts that it tells, and those that it may."""

    signs: np.ndarray[Any, np.dtype[np.int32]]
    acts: frozenset[str]
    open: frozenset[str]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A labelled text as the rules read it, with its lines as samples for each model."""

    row: dict[str, Any]
    document: Document
    parsed: Parsed
    samples: dict[str, list[Sample]]


class Learner:
    """Reads labelled texts and learns from them."""

    def __init__(self) -> None:
        words = load_words()
        self.reader = English(replace(words, rules={**words.rules, "learned": json.dumps(BLANK)}), Names(words))
        self.numbers: dict[str, int] = {}

    def labelled(self, row: dict[str, Any]) -> Labelled | None:
        """A labelled text, read; None where the rules find nothing to read."""
        document = read.read(
            Snapshot("urn:row", "", "", NOW, "", 0, "application/json"), json.dumps(row).encode(), read.IMPORTED
        )
        parsed = self.reader.parse(document) if document else None
        if document is None or parsed is None:
            return None
        text = self.text(parsed, self.reader.models)
        lines = [Line(document, seen, row["events"], text.headline and not n) for n, seen in enumerate(text.seen)]
        samples: dict[str, list[Sample]] = {
            "act": [self.sample(line) for line in lines],
            "who": [
                self.sample(line, Target("C", company, company in text.spoken[number]))
                for company in text.companies
                for number, line in enumerate(lines)
                if company in text.meant[number]
            ],
            "where": [
                self.sample(line, Target("G", region))
                for region in text.regions
                for number, line in enumerate(lines)
                if region in text.places[number]
            ],
        }
        every = np.unique(np.concatenate([sample.signs for sample in samples["act"]]))
        samples["matter"] = [Sample(every, frozenset({MATTER} if row.get("relevant", True) else ()), frozenset())]
        return Labelled(row, document, parsed, samples)

    def sample(self, line: Line, target: Target | None = None) -> Sample:
        """A line as a sample."""
        signs = self.reader.signs.of(line.seen, target)
        numbers = np.array(sorted(self.numbers.setdefault(sign, len(self.numbers)) for sign in sorted(signs)), np.int32)
        return Sample(numbers, *line.told(target))

    def text(self, parsed: Parsed, models: Models) -> Text:
        """A text under some models."""
        return Text(parsed.attach, parsed.lines, self.reader.signs, models, parsed.reports, parsed.rejections)

    def linear(self, samples: Sequence[Sample], outcomes: Sequence[str] = ACTIONS) -> dict[str, Any]:
        """One weight an outcome for each sign, the rarer the freer, by logistic regression against the rest."""
        spread = Counter(number for sample in samples for number in sample.signs.tolist())
        kept = sorted(number for number, count in spread.items() if count >= RAREST)
        column = {number: place for place, number in enumerate(kept)}
        places = [[column[one] for one in sample.signs.tolist() if one in column] for sample in samples]
        rare = np.array([math.log(len(samples) / spread[number]) for number in kept])
        rare /= rare.mean()
        cells = [
            rare[one] / math.sqrt(len(sample.signs)) for sample, row in zip(samples, places, strict=True) for one in row
        ]
        ends = np.cumsum([0, *map(len, places)])
        table = csr_matrix((cells, [one for row in places for one in row], ends), shape=(len(samples), len(kept)))
        weights, bias = [], []
        for outcome in outcomes:
            known = [number for number, sample in enumerate(samples) if outcome not in sample.open]
            told = [outcome in samples[number].acts for number in known]
            model = LogisticRegression(
                C=20, class_weight="balanced", solver="liblinear", dual=True, tol=0.01, max_iter=400, random_state=0
            )
            model.fit(table[known], told)
            weights.append(model.coef_[0] * rare)
            bias.append(round(float(model.intercept_[0]), 3))
        signs = list(self.numbers)
        rows = zip(kept, np.array(weights).T, strict=True)
        return {
            "bias": bias,
            "weights": {
                signs[number]: [round(SCALE * float(one)) for one in row]
                for number, row in rows
                if np.abs(row).max() >= LIGHTEST
            },
        }

    def models(self, texts: Iterable[Labelled], singles: Iterable[Labelled], loose: Iterable[Sample]) -> dict[str, Any]:
        """The linear models; `singles` are texts of one sentence, of `loose` ones only the acts are known."""
        texts = list(texts)
        every = [*texts, *singles]
        found = {name: [sample for one in every for sample in one.samples[name]] for name in ("act", "who", "where")}
        found["act"] += loose
        matter = self.linear([sample for one in texts for sample in one.samples["matter"]], [MATTER])
        return {**{name: self.linear(samples) for name, samples in found.items()}, "matter": matter}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a labelled text, with the text's events."""

    document: Document
    seen: Seen
    events: list[dict[str, Any]]
    headline: bool

    def told(self, target: Target | None) -> tuple[frozenset[str], frozenset[str]]:
        """The acts that the line tells (of a target), and those that it may."""
        told: dict[bool, set[str]] = {True: set(), False: set()}
        for event in self.events:
            known = "told" in event or not self.headline
            here = self.tells(event) if known else True
            whose = target is None or target.id == event.get("company" if target.kind == "C" else "region", target.id)
            if here and whose:
                told[bool(event.get("optional")) or not known].add(event["action"])
        return frozenset(told[False]), frozenset(told[True] - told[False])

    def tells(self, event: dict[str, Any]) -> bool:
        """Whether one of the passages that tell of an event stands in the line."""
        quotes = event.get("told") or ([event["evidence"]] if event.get("evidence") else None)
        if quotes is None:
            return True
        if self.headline:
            return any(quote in self.document.title or self.document.title in quote for quote in quotes)
        span = self.seen.sentence.span
        places = ((self.document.text.find(quote), len(quote)) for quote in quotes)
        return any(place >= 0 and span.start < place + size and place < span.end for place, size in places)


def material(learner: Learner) -> tuple[list[Labelled], list[Labelled], list[Sample]]:
    """The labelled texts, sentences with whole labels, and sentences whose acts alone are labelled."""
    rows = map(json.loads, (TESTS / "corpus" / "learned.jsonl").read_text("utf-8").splitlines())
    own = (row for _, row in sentences() if "\n\n" not in row["text"])
    acts = map(json.loads, (TESTS / "corpus" / "sentences.jsonl").read_text("utf-8").splitlines())
    loose = ({**row, "events": [{"action": action} for action in row["actions"]]} for row in acts)
    texts, singles, alone = (
        [one for row in some if (one := learner.labelled(row))]
        for some in (rows, ({**row, "id": SINGLE} for row in own), ({**row, "id": SINGLE} for row in loose))
    )
    return texts, singles, [sample for one in alone for sample in one.samples["act"]]


# ---- the judge


@dataclass(frozen=True, slots=True)
class Weighed:
    """The candidates of a text: their keys, figures, and whether each is told; None where readers may differ."""

    row: dict[str, Any]
    keys: list[tuple[str, str, str]]
    table: np.ndarray[Any, np.dtype[np.float32]]
    told: list[bool | None]


def weighed(learner: Learner, one: Labelled, models: Models) -> Weighed:
    """The candidates of a labelled text under some models."""
    keys, table = learner.text(one.parsed, models).table()
    sure, open_ = (
        {
            (event["company"], event["region"], event["action"])
            for event in one.row["events"]
            if bool(event.get("optional")) is may
        }
        for may in (False, True)
    )
    return Weighed(
        one.row, [tuple(key) for key in keys], table, [key in sure or (None if key in open_ else False) for key in keys]
    )


def crossed(
    learner: Learner, texts: list[Labelled], singles: list[Labelled], loose: list[Sample]
) -> list[list[Weighed]]:
    """The candidates of all texts by folds, each under models of the other folds."""

    def kept(some: list[Labelled], fold: int) -> list[Labelled]:
        return [one for number, one in enumerate(some) if number % FOLDS == fold]

    def rest(some: list[Labelled], fold: int) -> list[Labelled]:
        return [one for number, one in enumerate(some) if number % FOLDS != fold]

    folds = []
    for fold in range(FOLDS):
        models = as_models(learner.models(rest(texts, fold), rest(singles, fold), loose))
        folds.append([weighed(learner, one, models) for some in (texts, singles) for one in kept(some, fold)])
    return folds


def as_models(learned: dict[str, Any]) -> Models:
    return Models(*(Linear(learned[name]) for name in LEARNED))


def fit(some: Iterable[Weighed]) -> HistGradientBoostingClassifier:
    """The trees for some texts."""
    kept = [one for one in some if one.keys and one.row["id"] != SINGLE]
    table = np.concatenate([one.table for one in kept])
    told = [one for text in kept for one in text.told]
    known = [number for number, one in enumerate(told) if one is not None]
    model = HistGradientBoostingClassifier(
        max_iter=150,
        learning_rate=0.05,
        max_leaf_nodes=31,
        min_samples_leaf=20,
        max_features=0.3,
        l2_regularization=1.0,
        early_stopping=False,
        random_state=0,
    )
    return model.fit(table[known], [told[number] for number in known])


def grown(model: HistGradientBoostingClassifier) -> dict[str, Any]:
    """The trees as lists; a leaf asks figure 0 and leads to itself."""
    trees = []
    for (tree,) in model._predictors:
        nodes = list(enumerate(tree.nodes))
        trees.append(
            {
                "figure": [0 if node["is_leaf"] else int(node["feature_idx"]) for _, node in nodes],
                "bar": [0 if node["is_leaf"] else short(node["num_threshold"]) for _, node in nodes],
                "low": [number if node["is_leaf"] else int(node["left"]) for number, node in nodes],
                "high": [number if node["is_leaf"] else int(node["right"]) for number, node in nodes],
                "adds": [short(node["value"]) if node["is_leaf"] else 0 for _, node in nodes],
                "depth": int(max(node["depth"] for _, node in nodes)),
            }
        )
    return {"bias": short(model._baseline_prediction[0, 0]), "trees": trees}


def short(value: float) -> float:
    return float(f"{value:.5g}")


def measure(folds: list[list[Weighed]]) -> Iterator[str]:
    """How the judge does on texts that neither it nor the models learned from, at several bars."""
    chances: list[tuple[Weighed, Any]] = []
    for number, fold in enumerate(folds):
        model = fit(one for other, some in enumerate(folds) if other != number for one in some)
        whole = [one for one in fold if one.row["id"] != SINGLE]
        chances += [(one, model.predict_proba(one.table)[:, 1] if one.keys else []) for one in whole]
    for bar in BARS:
        line = []
        for core in (True, False):
            right = false = wanted = 0
            for one, likely in chances:
                found = {
                    key
                    for key, chance in zip(one.keys, likely, strict=True)
                    if chance >= bar and (not core or key[2] in CORE)
                }
                sure, may = (
                    {
                        (e["company"], e["region"], e["action"])
                        for e in one.row["events"]
                        if bool(e.get("optional")) is open_ and (not core or e["action"] in CORE)
                    }
                    for open_ in (False, True)
                )
                right, false, wanted = right + len(found & sure), false + len(found - sure - may), wanted + len(sure)
            line.append(
                f"P {right / (right + false):.3f} R {right / wanted:.3f} F1 {2 * right / (right + false + wanted):.3f}"
            )
        away = [bool((np.array(likely) >= bar).any()) for one, likely in chances if not one.row.get("relevant", True)]
        yield f"bar {bar}: core {line[0]} | all ten {line[1]} | irrelevant with an event {sum(away)} of {len(away)}"


def write(learned: dict[str, Any]) -> None:
    """The models as JSON, a sign or a tree a line, so that a change can be read."""
    with MODEL.open("w", encoding="utf-8") as file:
        file.write("{\n")
        for name in LEARNED:
            rows = (
                f"{json.dumps(sign, ensure_ascii=False)}:{json.dumps(row, separators=(',', ':'))}"
                for sign, row in learned[name]["weights"].items()
            )
            lines = ",\n".join(rows)
            file.write(f'"{name}":{{"bias":{json.dumps(learned[name]["bias"])},"weights":{{\n{lines}\n}}}},\n')
        judge = learned["judge"]
        trees = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in judge["trees"])
        file.write(
            f'"judge":{{"bias":{judge["bias"]},"figures":{json.dumps(judge["figures"])},"trees":[\n{trees}\n]}}\n}}\n'
        )


def main() -> None:
    learner = Learner()
    texts, singles, loose = material(learner)
    print(f"{len(texts)} texts, {len(singles)} + {len(loose)} sentences")
    folds = crossed(learner, texts, singles, loose)
    for line in measure(folds):
        print(line)
    learned = learner.models(texts, singles, loose)
    figures = learner.text(texts[0].parsed, as_models(learned)).figures()
    learned["judge"] = {"figures": figures, **grown(fit(one for fold in folds for one in fold))}
    write(learned)
    counts = ", ".join(f"{name} {len(learned[name]['weights'])}" for name in LEARNED)
    print(f"signs: {counts}; {len(learned['judge']['trees'])} trees; {MODEL.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
