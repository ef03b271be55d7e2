"""Labelled texts of our own in; their lines as the readers see them, with the acts that each tells, out.

Read are tests/corpus/learned.jsonl, tests/corpus/sentences.jsonl and tests/sentences.yaml, and never the whole texts by
which the reader is measured: tests/corpus/blind.jsonl and tests/documents.jsonl.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.scoring import document, sentences
from tracker.declarations import load_words
from tracker.extract.candidates import Parsed, Text
from tracker.extract.dates import Mention
from tracker.extract.english import English
from tracker.extract.judge import JUDGES
from tracker.extract.linear import LEARNED
from tracker.extract.mentions import Dates
from tracker.extract.options import Options
from tracker.extract.phrases import Names
from tracker.extract.scores import ACTIONS, Asked, Option, Reader
from tracker.extract.seen import Seen, Target
from tracker.extract.settle import WORLD
from tracker.model import Action, Document

CORPUS = Path(__file__).parent.parent / "corpus"
#: what a text or sentence weighs that re-tells no real page (its row has no `url`) beside one that does
MADE_UP = 0.3
#: a sentence to stand before one that may name neither AI nor a company that is known, or else it would not be read
OPENING = "Meta trains its AI models on the posts of its users."
#: of a longer text only the first lines are learned from, and of the lines that tell an act as of its day
LONGEST, TELLING = 60, 3
#: trees that know nothing
BLANK: dict[str, Any] = {
    "figures": [],
    "bias": 0,
    "trees": [{"figure": [0], "bar": [0], "low": [0], "high": [0], "adds": [0], "depth": 0}],
}


@dataclass(frozen=True, slots=True)
class Told:
    """The acts that a line tells, and those over which nothing is known."""

    acts: frozenset[str]
    open: frozenset[str]


@dataclass(frozen=True, slots=True)
class Line:
    """A line with the acts that it tells: at all, of the whole world, and of what is asked about (by its kind)."""

    seen: Seen
    act: Told | None
    world: Told | None
    asked: list[tuple[str, Asked, Told]]


@dataclass(frozen=True, slots=True)
class Day:
    """A labelled act: a line that tells it, the dates that may be its day, and which of them are; the last is none."""

    line: int
    act: int
    options: list[Option]
    right: list[bool]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A labelled text as the rules read it (None: they read nothing), with its lines."""

    row: dict[str, Any]
    parsed: Parsed | None
    lines: list[Line]
    #: for each labelled act whose day is known, or known not to be told, the lines that tell it
    days: list[list[Day]]
    #: whether it is known if the text is on the matter
    whole: bool = True

    @property
    def weight(self) -> float:
        """What it weighs."""
        return 1.0 if self.row.get("url") else MADE_UP

    @property
    def relevant(self) -> bool:
        """Whether it is on the matter."""
        return bool(self.row.get("relevant", True))


class Labels:
    """Reads labelled texts by the rules; `network` is one that has learned nothing."""

    def __init__(self, network: dict[str, Any]) -> None:
        words = load_words()
        judge = {"figures": [], **dict.fromkeys(JUDGES, BLANK)}
        models = {name: {"bias": [0] * len(ACTIONS), "weights": {}} for name in LEARNED}
        blank = {
            "linear": json.dumps({**models, "judge": judge}),
            "networks": json.dumps({"networks": [network], "judge": judge, "day": BLANK}),
        }
        self.reader = English(replace(words, rules={**words.rules, **blank}), Names(words))

    def material(self) -> tuple[list[Labelled], list[Labelled], list[Labelled]]:
        """The labelled texts, sentences with whole labels, and sentences whose acts alone are labelled."""
        acts = map(json.loads, (CORPUS / "sentences.jsonl").read_text("utf-8").splitlines())
        texts = self.read(map(json.loads, (CORPUS / "learned.jsonl").read_text("utf-8").splitlines()))
        singles = self.read(row for _, row in sentences() if "\n\n" not in row["text"])
        loose = self.read(
            {"text": f"{OPENING}\n\n{row['text']}", "events": [{"action": act} for act in row["actions"]]}
            for row in acts
        )
        return (
            texts,
            [replace(one, whole=False) for one in singles],
            [
                replace(
                    one,
                    whole=False,
                    lines=[Line(line.seen, line.act if n else None, None, []) for n, line in enumerate(one.lines)],
                )
                for one in loose
            ],
        )

    def read(self, rows: Iterable[dict[str, Any]]) -> list[Labelled]:
        """Labelled rows, read."""
        return [self.labelled(row) for row in rows]

    def labelled(self, row: dict[str, Any]) -> Labelled:
        """A labelled row, read."""
        text = document({"lang": "en", **row})
        parsed = self.reader.parse(text)
        if not parsed:
            return Labelled(row, None, [], [])
        dates = Dates(self.text(parsed, self.reader.readers[-1][0]))
        headline = dates.text.headline
        labels = [Label(row, text, seen, headline and not number) for number, seen in enumerate(parsed.lines[:LONGEST])]
        return Labelled(row, parsed, self.lines(labels, dates), list(self.days(row, labels, dates)))

    def days(self, row: dict[str, Any], labels: list[Label], dates: Dates) -> Iterator[list[Day]]:
        """The labelled acts of a text with the dates that may be their days."""
        for event in row["events"]:
            if "date" not in event or "told" not in event or event.get("optional"):
                continue
            action, found = Action(event["action"]), []
            told = [number for number, label in enumerate(labels) if not label.headline and label.tells(event)]
            for line in told[:TELLING]:
                every = Options(dates, line, event["company"], action)
                options = [one for one in every if not one.asked or one.asked.line < LONGEST]
                right = [one.date == (event["date"] or "") for one in options]
                if not any(right):  # no date of the text is just as coarse as the label
                    right = [one.date.startswith(event["date"]) for one in options]
                if any(right):
                    found.append(Day(line, ACTIONS.index(action), options, right))
            if found:
                yield found

    def lines(self, labels: list[Label], dates: Dates) -> list[Line]:
        """The first lines of a text with what they tell."""
        text = dates.text
        asked = {
            "C": text.asked("C", text.companies, text.meant),
            "G": text.asked("G", text.regions, text.places),
        }
        found = []
        for number, label in enumerate(labels):
            about = [
                (kind, one, label.told(Target(kind, name)))
                for kind, every in asked.items()
                for (name, line), one in every.items()
                if line == number
            ]
            if number in dates.mentions:
                about += [("D", *one) for one in label.told_on(dates.asked(number))]
            found.append(Line(label.seen, label.told(None), label.told(Target("G", WORLD)), about))
        return found

    def text(self, parsed: Parsed, reader: Reader) -> Text:
        """A text as it is read."""
        return Text(parsed, self.reader.eye, reader)


@dataclass(frozen=True, slots=True)
class Label:
    """A line of a labelled text, with the text's row."""

    row: dict[str, Any]
    document: Document
    seen: Seen
    headline: bool

    def told(self, target: Target | None) -> Told:
        """The acts that the line tells (of a target), and those that it may (labels without `told` leave more open)."""
        told: dict[bool, set[str]] = {True: set(), False: set()}
        for event in self.row["events"]:
            tells = self.tells(event)
            known = "told" in event or (tells and not self.headline)
            whose = target is None or target.id == event.get("company" if target.kind == "C" else "region", target.id)
            if (tells or not known) and whose:
                told[bool(event.get("optional")) or not known].add(event["action"])
        return Told(frozenset(told[False]), frozenset(told[True] - told[False]))

    def told_on(self, every: Mapping[Mention, Asked]) -> Iterator[tuple[Asked, Told]]:
        """The words of the line for dates, each with the acts that it tells as of a day which they may mean."""
        days: defaultdict[tuple[int, ...], list[str]] = defaultdict(list)
        asked = {}
        for mention, one in every.items():
            days[tuple(one.own)].append(mention.date)
            asked[tuple(one.own)] = one
        for words, one in asked.items():
            yield one, self.told_then(days[words])

    def told_then(self, days: Sequence[str]) -> Told:
        """The acts that the line tells as of one of some days, and those that it may: labels may be coarse or none."""
        told: dict[bool, set[str]] = {True: set(), False: set()}
        for event in self.row["events"]:
            tells, label = self.tells(event), event.get("date")
            if "date" not in event:
                told[True].add(event["action"])
            elif label and (tells or "told" not in event):
                if any(date.startswith(label) for date in days):
                    told[bool(event.get("optional")) or not tells].add(event["action"])
                elif any(label.startswith(date) for date in days):
                    told[True].add(event["action"])
        return Told(frozenset(told[False]), frozenset(told[True] - told[False]))

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
