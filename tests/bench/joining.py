"""A labelled corpus and the curated record come in; the B-cubed score of joining by the record's events is printed.

    python -m tests.bench.joining CORPUS.jsonl

The label of a document tells of the entry of the record that names the document's address, or else of the one whose
date it gives, or the only one of its kind; a label that none fits, or several, is left out, and counted. Labels stand
for reports: joining is measured, not reading. It is measured without the record's help (reports alone), and with it.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.joining import bcubed, joined
from tests.scoring import document
from tracker.declarations import load_history
from tracker.model import Action, Document, Entry, Report, Subject
from tracker.resolve import dates

HISTORY = Path(__file__).parent.parent.parent / "data" / "history.yaml"
#: days by which the date of a label may miss the entry that it tells of, where no address settles it
MISSED = 7


def truth(label: dict[str, Any], url: str, history: tuple[Entry, ...]) -> Entry | None:
    """The entry that a label tells of; None where none does, or two do equally."""
    same = [one for one in history if (one.company, one.region, one.action) == key(label)]
    named = [one for one in same if any(source.url == url for source in one.sources)]
    if label["date"]:
        near = [one for one in named or same if dates.gap(one.date, label["date"]) <= MISSED] or named
        near = [one for one in near if dates.agree(one.date, label["date"])] or near
    else:
        near = named or same
    best = [one for one in near if one.subject == label["subject"]] or near
    return best[0] if len(best) == 1 else None


def key(label: dict[str, Any]) -> tuple[str, str, Action]:
    return label["company"], label["region"], Action(label["action"])


def cases(path: Path, history: tuple[Entry, ...]) -> Iterator[tuple[Document, Report, Entry | None]]:
    for line in path.read_text("utf-8").splitlines():
        record = json.loads(line)
        page = document(record)
        for label in record["events"]:
            if label["optional"]:
                continue
            start = max(page.text.find(label["evidence"]), 0)
            report = Report(
                page.id, *key(label), label["date"], label["effective"], tuple(label["regulators"]),
                Subject(label["subject"]), label["core"], label["evidence"], start, start + len(label["evidence"]),
                "label", 0.9,
            )  # fmt: skip
            yield page, report, truth(label, record["url"], history)


def main() -> None:
    history = load_history(HISTORY)
    told = list(cases(Path(sys.argv[1]), history))
    documents = {page.id: page for page, _, _ in told}
    known = [(report, entry) for _, report, entry in told if entry]
    print(f"{len(told)} labels, {len(known)} of them of {len({id(entry) for _, entry in known})} entries of the record")
    reports = [report for report, _ in known]
    wanted = [(entry.company, entry.region, entry.action, entry.date) for _, entry in known]
    for name, help_ in (("reports alone", ()), ("with the record", history)):
        found = joined(reports, documents, help_)
        score = bcubed(wanted, found)
        print(f"{name}: precision {score.precision:.3f}, recall {score.recall:.3f}, B-cubed F1 {score.f1:.3f}")
        for gold in sorted(
            {one for one in wanted if len({f for w, f in zip(wanted, found, strict=True) if w == one}) > 1}
        ):
            print("  divided:", *gold, Counter(f for w, f in zip(wanted, found, strict=True) if w == gold))
        for group in sorted(
            {one for one in found if len({w for w, f in zip(wanted, found, strict=True) if f == one}) > 1}
        ):
            print("  thrown together:", group, Counter(w[3] for w, f in zip(wanted, found, strict=True) if f == group))


if __name__ == "__main__":
    main()
