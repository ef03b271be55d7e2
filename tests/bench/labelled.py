"""Labelled texts of our own in; their lines as samples, seen alone, from companies and from regions, out.

Read are tests/corpus/learned.jsonl, tests/corpus/sentences.jsonl and tests/sentences.yaml, and never the whole texts by
which the reader is measured: tests/corpus/blind.jsonl and tests/documents.jsonl.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from tests.scoring import document, sentences
from tracker.declarations import load_words
from tracker.extract.candidates import Parsed, Text
from tracker.extract.days import Dates
from tracker.extract.english import English
from tracker.extract.judge import JUDGES
from tracker.extract.leads import ACTIONS, LEARNED, WHEN, Models
from tracker.extract.phrases import Names
from tracker.extract.settle import WORLD
from tracker.extract.signs import Seen, Target
from tracker.model import Document

CORPUS = Path(__file__).parent.parent / "corpus"
#: that a text is about the matter at all
MATTER = "matter"
#: what a text or sentence weighs that re-tells no real page (its row has no `url`) beside one that does: on lines of
#: pages re-told by other hands (average precision of the three core acts) .694 with 1, .702 with .3
MADE_UP = 0.3
#: a sentence to stand before one that may name neither AI nor a company that is known, or else it would not be read
OPENING = "Meta trains its AI models on the posts of its users."
NOTHING: dict[str, Any] = {"bias": [0] * len(ACTIONS), "weights": {}}
LEAF = {"figure": [0], "bar": [0], "low": [0], "high": [0], "adds": [0], "depth": 0}
JUDGE = {"bias": 0, "trees": [LEAF]}
BLANK = {
    **dict.fromkeys((*LEARNED, WHEN), NOTHING),
    "judge": {"figures": [], **dict.fromkeys(JUDGES, JUDGE)},
    "day": {"figures": [], **JUDGE},
}


@dataclass(frozen=True, slots=True)
class Sample:
    """A line, seen from somewhere, by the numbers of its signs; the acts that it tells, and those that it may."""

    weight: float
    signs: np.ndarray[Any, np.dtype[np.int32]]
    acts: frozenset[str]
    open: frozenset[str]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A labelled text as the rules read it (None: they read nothing), with its lines as samples for each model."""

    row: dict[str, Any]
    parsed: Parsed | None
    samples: dict[str, list[Sample]]


class Labels:
    """Reads labelled texts; a sign has the same number in all of them."""

    def __init__(self) -> None:
        words = load_words()
        self.reader = English(replace(words, rules={**words.rules, "learned": json.dumps(BLANK)}), Names(words))
        self.numbers: dict[str, int] = {}

    def material(self) -> tuple[list[Labelled], list[Labelled], list[Sample]]:
        """The labelled texts, sentences with whole labels, and sentences whose acts alone are labelled."""
        acts = map(json.loads, (CORPUS / "sentences.jsonl").read_text("utf-8").splitlines())
        return (
            self.read(map(json.loads, (CORPUS / "learned.jsonl").read_text("utf-8").splitlines())),
            self.read(row for _, row in sentences() if "\n\n" not in row["text"]),
            [
                sample
                for one in self.read(
                    {"text": f"{OPENING}\n\n{row['text']}", "events": [{"action": act} for act in row["actions"]]}
                    for row in acts
                )
                for sample in one.samples["act"][1:]
            ],
        )

    def read(self, rows: Iterable[dict[str, Any]]) -> list[Labelled]:
        """Labelled rows, read."""
        return [self.labelled(row) for row in rows]

    def labelled(self, row: dict[str, Any]) -> Labelled:
        """A labelled row, read."""
        text = document({"lang": "en", **row})
        parsed = self.reader.parse(text)
        samples = self.samples(row, text, parsed) if parsed else {name: [] for name in (*LEARNED, WHEN)}
        return Labelled(row, parsed, samples)

    def samples(self, row: dict[str, Any], document: Document, parsed: Parsed) -> dict[str, list[Sample]]:
        """The lines of a text as samples for each model."""
        text = self.text(parsed, self.reader.models)
        lines = [Line(row, document, seen, text.headline and not n) for n, seen in enumerate(parsed.lines)]
        act = [self.sample(line) for line in lines]
        every = np.unique(np.concatenate([sample.signs for sample in act]))
        return {
            "act": act,
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
            "world": [
                Sample(sample.weight, sample.signs, *line.told(Target("G", WORLD)))
                for sample, line in zip(act, lines, strict=True)
            ],
            "matter": [
                Sample(weight_of(row), every, frozenset({MATTER} if row.get("relevant", True) else ()), frozenset())
            ],
            "when": list(self.dated(lines, text)),
        }

    def dated(self, lines: list[Line], text: Text) -> Iterator[Sample]:
        """The lines of a text as seen from each date in them."""
        dates = Dates(text, self.reader.days.models)
        places = {(place.line, place.mention): date for date, found in dates.places.items() for place in found}
        for (number, mention), date in sorted(places.items(), key=lambda pair: pair[0][0]):
            if signs := dates.signs(number, mention):
                yield Sample(weight_of(lines[number].row), self.numbered(signs), *lines[number].told_on(date))

    def sample(self, line: Line, target: Target | None = None) -> Sample:
        """A line as a sample."""
        return Sample(weight_of(line.row), self.numbered(self.reader.signs.of(line.seen, target)), *line.told(target))

    def numbered(self, signs: Iterable[str]) -> np.ndarray[Any, np.dtype[np.int32]]:
        """The numbers of some signs; new ones get the next."""
        return np.array(sorted(self.numbers.setdefault(sign, len(self.numbers)) for sign in sorted(signs)), np.int32)

    def text(self, parsed: Parsed, models: Models) -> Text:
        """A text under some models."""
        return Text(parsed, self.reader.signs, models)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a labelled text, with the text's row."""

    row: dict[str, Any]
    document: Document
    seen: Seen
    headline: bool

    def told(self, target: Target | None) -> tuple[frozenset[str], frozenset[str]]:
        """The acts that the line tells (of a target), and those that it may (labels without `told` leave more open)."""
        told: dict[bool, set[str]] = {True: set(), False: set()}
        for event in self.row["events"]:
            tells = self.tells(event)
            known = "told" in event or (tells and not self.headline)
            whose = target is None or target.id == event.get("company" if target.kind == "C" else "region", target.id)
            if (tells or not known) and whose:
                told[bool(event.get("optional")) or not known].add(event["action"])
        return frozenset(told[False]), frozenset(told[True] - told[False])

    def told_on(self, date: str) -> tuple[frozenset[str], frozenset[str]]:
        """The acts that the line tells as of a date, and those that it may: labels may be coarser or have none."""
        told: dict[bool, set[str]] = {True: set(), False: set()}
        for event in self.row["events"]:
            tells, label = self.tells(event), event.get("date")
            if "date" not in event:
                told[True].add(event["action"])
            elif label and (tells or "told" not in event):
                if date.startswith(label):
                    told[bool(event.get("optional")) or not tells].add(event["action"])
                elif label.startswith(date):
                    told[True].add(event["action"])
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


def weight_of(row: dict[str, Any]) -> float:
    """What a labelled text weighs."""
    return 1.0 if row.get("url") else MADE_UP
