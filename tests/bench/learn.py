"""Labelled texts of our own are read sentence by sentence; the weights of the model that finds leads are written.

    python -m tests.bench.learn     (needs scikit-learn, which the tracker itself does not)

Learned from tests/corpus/learned.jsonl, tests/corpus/sentences.jsonl and tests/sentences.yaml, and never from the whole
texts by which the reader is measured: tests/corpus/blind.jsonl and tests/documents.jsonl.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sklearn.feature_extraction import DictVectorizer  # type: ignore[import-not-found]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-not-found]

from tests.scoring import NOW, sentences
from tracker import read
from tracker.declarations import load_words
from tracker.extract.english import English
from tracker.extract.leads import features
from tracker.extract.phrases import Names, Sentence
from tracker.model import Action, Snapshot

TESTS = Path(__file__).parent.parent
MODEL = TESTS.parent / "tracker" / "words" / "leads.en.json"
#: words in a row that fewer sentences have, and weights below, are left out
RAREST, LIGHTEST = 2, 0.4


class Sample(NamedTuple):
    """A sentence with the acts that it tells of, and those over which two readers may differ."""

    sentence: Sentence
    acts: frozenset[str]
    open: frozenset[str]


def samples(reader: English, row: dict[str, Any]) -> Iterator[Sample]:
    """The sentences of a labelled document; an act belongs to the sentences that its evidence stands in."""
    document = read.read(
        Snapshot("urn:row", "", "", NOW, "", 0, "application/json"), json.dumps(row).encode(), read.IMPORTED
    )
    if document is None:
        return
    names = reader.names.find(document.title + "\n" + document.text)
    _, split = reader.sentences(document, document.text, names)
    for sentence in split:
        told: dict[bool, set[str]] = {True: set(), False: set()}
        for event in row["events"]:
            place = document.text.find(event["evidence"]) if event.get("evidence") else 0
            end = place + len(event["evidence"]) if event.get("evidence") else len(document.text)
            if place >= 0 and sentence.span.start < end and place < sentence.span.end:
                told[bool(event.get("optional"))].add(event["action"])
        yield Sample(sentence, frozenset(told[False]), frozenset(told[True] - told[False]))


def material() -> Iterator[dict[str, Any]]:
    """The labelled texts that may be learned from, as documents."""
    yield from map(json.loads, (TESTS / "corpus" / "learned.jsonl").read_text("utf-8").splitlines())
    rows = [json.loads(line) for line in (TESTS / "corpus" / "sentences.jsonl").read_text("utf-8").splitlines()]
    yield from (row for _, row in sentences() if "\n\n" not in row["text"])
    yield from ({**row, "events": [{"action": action} for action in row["actions"]]} for row in rows)


def learn(found: list[Sample]) -> dict[str, Any]:
    """One weight an act for each row of words, by logistic regression, each act against the rest."""
    grams = [{gram for gram, _, _ in features(one.sentence.tokens)} for one in found]
    spread = Counter(gram for each in grams for gram in each)
    table = DictVectorizer()
    rows = table.fit_transform(
        [{gram: 1 / math.sqrt(len(each)) for gram in each if spread[gram] >= RAREST} for each in grams]
    )
    weights, bias = [], []
    for action in Action:
        known = [number for number, one in enumerate(found) if action not in one.open]
        model = LogisticRegression(C=20, class_weight="balanced", max_iter=400, solver="liblinear", random_state=0)
        model.fit(rows[known], [action in found[number].acts for number in known])
        weights.append(model.coef_[0])
        bias.append(round(float(model.intercept_[0]), 3))
    columns = zip(table.get_feature_names_out(), zip(*weights, strict=True), strict=True)
    kept = {gram: [round(float(one), 2) for one in row] for gram, row in columns if max(map(abs, row)) >= LIGHTEST}
    return {"actions": list(Action), "bias": bias, "weights": kept}


def write(model: dict[str, Any]) -> None:
    """The model as JSON, a row of words a line, so that a change can be read."""
    rows = ",\n".join(
        f"{json.dumps(gram, ensure_ascii=False)}:{json.dumps(row, separators=(',', ':'))}"
        for gram, row in model["weights"].items()
    )
    head = f'{{"actions":{json.dumps(model["actions"])},"bias":{json.dumps(model["bias"])},"weights":{{'
    MODEL.write_text(f"{head}\n{rows}\n}}}}\n", "utf-8")


def main() -> None:
    words = load_words()
    reader = English(words, Names(words))
    found = [sample for row in material() for sample in samples(reader, {**row, "id": "row"})]
    model = learn(found)
    write(model)
    print(f"{len(found)} sentences, {sum(bool(one.acts) for one in found)} of them with an act; "
          f"{len(model['weights'])} rows of words, {MODEL.stat().st_size / 1e6:.1f} MB")  # fmt: skip


if __name__ == "__main__":
    main()
