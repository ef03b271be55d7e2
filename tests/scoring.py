"""Labelled documents come in; how many of the events read in them are right comes out, by the rules of the README.

An event is known by (company, region, action), once in a document. A label that is `optional` is left out on both
sides: to find it or to miss it is no error.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tracker.declarations import load_words
from tracker.extract import Extractor, Reading
from tracker.model import Action, Document, Snapshot
from tracker.read import IMPORTED, read

HERE = Path(__file__).parent
SENTENCES = HERE / "sentences.yaml"
DOCUMENTS = HERE / "documents.jsonl"
CORE = (Action.PAUSED, Action.RESUMED, Action.ABANDONED)
#: the time at which all labelled texts are read
NOW = "2026-11-22T06:00:00Z"
#: of a label, compared where the label states them
DETAILS = ("date", "effective", "regulators", "subject")

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Case:
    """A labelled text and what was read in it; an event, labelled or found, has the fields of a report."""

    id: str
    group: str
    text: str
    labels: tuple[dict[str, Any], ...]
    found: tuple[dict[str, Any], ...]
    #: the reasons of the statements that were turned down
    reasons: tuple[str, ...]
    #: the reason for which a statement should be
    expected: str | None
    relevant: bool


@dataclass(frozen=True, slots=True)
class Score:
    """Events that are right, false and missed."""

    right: int = 0
    false: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.false) if self.right else 0.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (2 * self.right + self.false + self.missed) if self.right else 0.0


# ---- reading


@lru_cache(maxsize=1)
def extractor() -> Extractor:
    return Extractor(load_words())


def document(record: dict[str, Any]) -> Document:
    """A record as `tracker extract` reads a line of its input."""
    shot = Snapshot(record.get("url") or "urn:line", "", "", NOW, "", 0, "application/json")
    found = read(shot, json.dumps(record).encode(), IMPORTED)
    assert found is not None, f"no text in {record}"
    return found


def case(record: dict[str, Any], reading: Reading, group: str = "") -> Case:
    """A labelled record with what an extractor read in it."""
    found = tuple(
        {name: getattr(one, name) for name in ("company", "region", "action", *DETAILS)} for one in reading.reports
    )
    reasons = tuple(one.reason.value for one in reading.rejections)
    labels, expected = tuple(record["events"]), record.get("not")
    return Case(
        record["id"], group, record["text"], labels, found, reasons, expected, record.get("relevant", bool(labels))
    )


def sentences(path: Path = SENTENCES) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of a file of sentences with the names of their groups."""
    groups = YAML(typ="safe", pure=True).load(path)
    for group, rows in groups.items():
        for number, row in enumerate(rows, 1):
            yield group, {"lang": "en", **row, "id": f"{group} {number}"}


def documents(path: Path = DOCUMENTS) -> Iterator[tuple[str, dict[str, Any]]]:
    """The records of a file of labelled documents, all in one group."""
    for line in path.read_text("utf-8").splitlines():
        if line.strip():
            yield "", json.loads(line)


def read_all(records: Iterable[tuple[str, dict[str, Any]]]) -> tuple[Case, ...]:
    """Every record with what our extractor reads in it."""
    return tuple(case(record, extractor()(document(record)), group) for group, record in records)


# ---- scoring


def key(event: dict[str, Any]) -> Key:
    return event["company"], event["region"], str(event["action"])


def fits(label: str | None, found: str | None) -> bool:
    """Whether a date is right as precisely as its label says; a label without one asks for none."""
    return not label or (found or "").startswith(label)


def judge(
    one: Case, actions: Sequence[str] = tuple(Action), *, dated: bool = False, news: bool = False
) -> dict[Key, str]:
    """For each event that counts, `right`, `false`, `missed` or `date` (right but for its day, asked by `dated`).

    `news`: background events are optional too.
    """
    wanted: dict[Key, list[str | None]] = defaultdict(list)
    spared: set[Key] = set()
    for label in one.labels:
        if label["action"] in actions:
            if label.get("optional") or (news and not label.get("core", True)):
                spared.add(key(label))
            else:
                wanted[key(label)].append(label.get("date"))
    found: dict[Key, list[str | None]] = defaultdict(list)
    for event in one.found:
        if event["action"] in actions:
            found[key(event)].append(event["date"])
    verdicts = {}
    for event in wanted.keys() | found.keys() - spared:
        if event not in found:
            verdicts[event] = "missed"
        elif event not in wanted:
            verdicts[event] = "false"
        else:
            well = any(fits(label, date) for label in wanted[event] for date in found[event])
            verdicts[event] = "right" if well or not dated else "date"
    return verdicts


def score(
    cases: Iterable[Case], actions: Sequence[str] = tuple(Action), *, dated: bool = False, news: bool = False
) -> Score:
    """The counts over some documents; an event with a wrong day is both false and missed."""
    verdicts = [verdict for one in cases for verdict in judge(one, actions, dated=dated, news=news).values()]
    wrong = verdicts.count("date")
    return Score(verdicts.count("right"), verdicts.count("false") + wrong, verdicts.count("missed") + wrong)


def figures(cases: Sequence[Case]) -> dict[str, Score]:
    """The scores that a set of documents is known by."""
    return {
        "core three": score(cases, CORE),
        "core three, dated": score(cases, CORE, dated=True),
        "core three, main news only": score(cases, CORE, news=True),
        "all ten": score(cases),
        "all ten, dated": score(cases, dated=True),
    }


def false_alarms(cases: Iterable[Case]) -> tuple[int, int]:
    """The documents that are not about the subject, and how many of them give an event."""
    aside = [one for one in cases if not one.relevant]
    return len(aside), sum(bool(one.found) for one in aside)


# ---- rows of sentences


def passes(one: Case) -> bool:
    """Whether the events of a row are those of its labels."""
    return set(judge(one).values()) <= {"right"}


def details(one: Case) -> list[str]:
    """What is wrong with the dates, regulators and subjects of the events that are right."""
    found = {key(event): event for event in one.found}
    wrong = []
    for label in one.labels:
        event = found.get(key(label))
        if event is None or label.get("optional"):
            continue
        for name in DETAILS:
            if name in label and not _agree(name, label[name], event[name]):
                wrong.append(f"{label['action']}: {name} {event[name]!r}, not {label[name]!r}")
    return wrong


def _agree(name: str, label: Any, found: Any) -> bool:
    if name == "regulators":
        return set(label) == set(found)
    if label is None:
        return found is None
    return fits(label, found) if name in ("date", "effective") else bool(label == found)


def explained(one: Case) -> bool:
    """Whether a statement is turned down for the expected reason.

    A text in which no statement is seen at all is out of scope without a word.
    """
    return one.expected in one.reasons or (one.expected == "out of scope" and not one.reasons)
