"""Labelled documents are read as `tracker extract` reads them; what is right comes out, and what confidence is worth.

    python -m tests.bench.accuracy [CORPUS.jsonl ...]

Our own documents and sentences are always scored; a corpus beside them when its file is named or lies in ../shared.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.scoring import (
    CORE,
    DETAILS,
    DOCUMENTS,
    NOW,
    Case,
    details,
    explained,
    extractor,
    false_alarms,
    figures,
    judge,
    key,
    passes,
    read_all,
    score,
    sentences,
)
from tracker import lines
from tracker.model import Action

SHARED = Path(__file__).parents[3] / "shared" / "corpus" / "dev.jsonl"
#: confidence from ... to below ...
STEPS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)


def read(path: Path) -> tuple[tuple[Case, ...], list[list[dict[str, Any]]], int]:
    """The cases of a corpus, the events of each as `tracker extract` gives them, and how many quotes are not exact."""
    rows = [row for row in path.read_bytes().splitlines() if row.strip()]
    records = [json.loads(row) for row in rows]
    answers = [json.loads(answer)["events"] for answer in lines.answers(rows, extractor(), NOW)]
    inexact = sum(
        event["quote"] != record["text"][event["start"] : event["end"]]
        for record, events in zip(records, answers, strict=True)
        for event in events
    )
    cases = tuple(
        Case(
            record["id"],
            "",
            record["text"],
            tuple(record["events"]),
            tuple({name: event[name] for name in ("company", "region", "action", *DETAILS)} for event in events),
            (),
            None,
            record["relevant"],
        )
        for record, events in zip(records, answers, strict=True)
    )
    return cases, answers, inexact


def tell(name: str, path: Path) -> None:
    cases, answers, inexact = read(path)
    aside, alarmed = false_alarms(cases)
    print(f"\n{name}: {len(cases)} documents, {aside} of them irrelevant")
    rows = {**figures(cases), **{f"action {action}": score(cases, (action,)) for action in sorted(Action)}}
    for title, one in rows.items():
        counts = f"right {one.right:4}  false {one.false:3}  missed {one.missed:3}"
        print(f"  {title:28} precision {one.precision:.3f}  recall {one.recall:.3f}  f1 {one.f1:.3f}  {counts}")
    print(f"  irrelevant documents with an event: {alarmed} of {aside} ({alarmed / aside:.1%})")
    print(f"  reports whose quote is not an exact part of the text: {inexact}")
    confidence(cases, answers)


def confidence(cases: Sequence[Case], answers: Sequence[Iterable[dict[str, Any]]]) -> None:
    """Of the reports of each degree of confidence, how many are right; optional ones are left out."""
    found = []
    for one, events in zip(cases, answers, strict=True):
        verdicts = judge(one)
        found += [
            (event["confidence"], verdicts[key(event)] == "right", event["action"])
            for event in events
            if key(event) in verdicts
        ]
    print("  confidence          all ten           core three")
    for low, high in (*pairwise(STEPS), (0.9, 1.01)):
        cells = []
        for actions in (tuple(Action), CORE):
            inside = [right for sure, right, action in found if low <= sure < high and action in actions]
            cells.append(f"{sum(inside):4} of {len(inside):4} {sum(inside) / len(inside):6.1%}" if inside else " " * 19)
        print(f"  {low:.2f} to {min(high, 1):.2f}   {'   '.join(cells)}")


def groups() -> None:
    cases = read_all(sentences())
    print(f"\nsentences: {len(cases)} rows")
    for title, one in figures(cases).items():
        print(f"  {title:28} precision {one.precision:.3f}  recall {one.recall:.3f}  f1 {one.f1:.3f}")
    print(f"  {'group':36} events right   wrong details   reasons right")
    for group in (*dict.fromkeys(one.group for one in cases), "all"):
        rows = [one for one in cases if group in (one.group, "all")]
        asked = [one for one in rows if one.expected]
        well, wrong = sum(map(passes, rows)), sum(bool(details(one)) for one in rows)
        reasons = f"{sum(map(explained, asked)):4} of {len(asked):3}" if asked else ""
        print(f"  {group:36} {well:3} of {len(rows):3} {well / len(rows):4.0%} {wrong:9}          {reasons}")


def main(paths: Sequence[str]) -> None:
    for path in map(Path, paths or ([str(SHARED)] if SHARED.exists() else [])):
        tell(path.name, path)
    tell("our own documents", DOCUMENTS)
    groups()


if __name__ == "__main__":
    main(sys.argv[1:])
