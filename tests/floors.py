"""The figures that our own labelled texts give come in; the floors below which they may not fall go to floors.json.

    python tests/floors.py --update           raises every floor that has been passed
    python tests/floors.py --update --lower   writes the figures as they are, lower ones too

A figure is a share, cut to three digits. Without --lower nothing is written when one has fallen.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Sequence

from scoring import HERE, Case, details, documents, explained, false_alarms, figures, passes, read_all, sentences

FLOORS = HERE / "floors.json"
Figures = dict[str, float]


def cut(share: float) -> float:
    """A share as it is written: three digits, never more than it is."""
    return math.floor(share * 1000 + 1e-6) / 1000


def share(good: Iterable[bool]) -> float:
    """The share of what is true; 1 where there is nothing."""
    found = list(good)
    return cut(sum(found) / len(found)) if found else 1.0


def by_group(cases: Iterable[Case]) -> dict[str, list[Case]]:
    groups: dict[str, list[Case]] = {}
    for one in cases:
        groups.setdefault(one.group, []).append(one)
    return groups


def whole(name: str, cases: Sequence[Case]) -> Figures:
    """Precision, recall and F1 of a set of texts."""
    found = {}
    for title, one in figures(cases).items():
        for measure in ("precision", "recall", "f1"):
            found[f"{name}: {title}: {measure}"] = cut(getattr(one, measure))
    return found


def of_sentences(cases: Sequence[Case]) -> Figures:
    """The share of the rows of each group that pass, and what holds over all of them."""
    found = {f"sentences: {group}": share(map(passes, rows)) for group, rows in by_group(cases).items()}
    stating = [one for one in cases if passes(one) and one.labels]
    return {
        **found,
        **whole("sentences", cases),
        "sentences: details right": share(not details(one) for one in stating),
        "sentences: reasons right": share(explained(one) for one in cases if one.expected),
    }


def of_documents(cases: Sequence[Case]) -> Figures:
    """The scores of the re-told documents, and the share of irrelevant ones that give no event."""
    aside, alarmed = false_alarms(cases)
    return {**whole("documents", cases), "documents: irrelevant ones without an event": cut(1 - alarmed / aside)}


def fallen(floors: Figures, now: Figures) -> list[str]:
    """A line for each figure below its floor, and for each that one side lacks."""
    lines = [
        f"{name}: {now[name]} is below {floors[name]}" for name in floors if name in now and now[name] < floors[name]
    ]
    return lines + [f"{name}: only on one side; run tests/floors.py --update" for name in floors.keys() ^ now.keys()]


def raised(floors: Figures, now: Figures, *, lower: bool) -> Figures:
    """The floors as they are to be written; raises ValueError where one would fall and `lower` does not allow it."""
    down = {name: floors[name] for name in floors if now.get(name, 0) < floors[name]}
    if down and not lower:
        told = "\n".join(f"  {name}: {now.get(name, 'gone')}, was {floor}" for name, floor in sorted(down.items()))
        raise ValueError(f"{len(down)} figures have fallen; to write them all the same: --update --lower\n{told}")
    return dict(sorted(now.items()))


def load() -> Figures:
    return dict(json.loads(FLOORS.read_text("utf-8"))) if FLOORS.exists() else {}


def main(words: Sequence[str]) -> int:
    if list(words) not in (["--update"], ["--update", "--lower"]):
        print(__doc__)
        return 2
    before = load()
    now = of_sentences(read_all(sentences())) | of_documents(read_all(documents()))
    try:
        floors = raised(before, now, lower="--lower" in words)
    except ValueError as error:
        print(error)
        return 1
    FLOORS.write_text(json.dumps(floors, indent=1) + "\n", "utf-8")
    moved = sorted(name for name in floors if floors[name] != before.get(name))
    print("\n".join(f"{name}: {before.get(name, 'new')} -> {floors[name]}" for name in moved) or "nothing has moved")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
