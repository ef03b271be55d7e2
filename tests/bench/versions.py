"""Pages change a thousand times, by noise and edits; how many versions are noise, and which edits are missed, is told.

    python -m tests.bench.versions [PAGES] [CHANGES] [FOLDER]

FOLDER, where it is there, has recorded terms of platforms as Markdown (NAME.YYYY-MM-DD.md): what their diffs say of AI
training is shown.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from itertools import groupby, pairwise
from pathlib import Path

from tests.histories import history, judged
from tracker.declarations import load_words
from tracker.model import Snapshot
from tracker.read import IMPORTED, read
from tracker.versions import Rules, compare, judge

PAGES, CHANGES = 60, 25


def main(pages: int, changes: int) -> None:
    rules = Rules.of(load_words().rules["edits"])
    start = time.perf_counter()
    every = list(judged([history(seed, changes) for seed in range(pages)], rules))
    passed = time.perf_counter() - start
    edits = [row for row in every if row[1]]
    versions = [row for row in every if row[2]]
    noise = [row for row in versions if not row[1]]
    missed = [row for row in edits if not row[2]]
    print(
        f"{len(every)} changes of {pages} pages: {len(edits)} edits, {len(every) - len(edits)} noise ({passed:.0f} s)"
    )
    print(f"versions: {len(versions)}, of them noise: {len(noise)} ({len(noise) / len(versions):.1%})")
    print(f"edits missed: {len(missed)}")
    for title, rows in (("noise that made a version", noise), ("edits missed", missed)):
        print(
            f"{title}: " + (", ".join(f"{kind} {n}" for kind, n in Counter(r[0] for r in rows).most_common()) or "none")
        )


def recorded(folder: Path) -> None:
    """What came and went in recorded terms, where it is about training."""
    rules = Rules.of(load_words().rules["edits"])
    for _, group in groupby(sorted(folder.glob("*.md")), lambda path: path.name.split(".")[0]):
        for old, new in pairwise(group):
            texts = []
            for path in (old, new):
                shot = Snapshot("https://t.example/x.md", "", "", "2026-11-22T08:00:00Z", "", 0, "text/markdown")
                document = read(shot, path.read_bytes(), IMPORTED)
                texts.append(document.text if document else "")
            found = compare(*texts, rules)
            about = [edit for edit in found if rules.is_about(f"{edit.before} {edit.after}")]
            verdict = "a new version" if judge(texts[:1], 0, texts[1], rules).place is None else "no version"
            print(f"\n{old.name} -> {new.name}: {verdict}, {len(found)} edits, {len(about)} about training")
            for edit in about:
                print(f"  {edit.change}: {edit.before[:150]!r} -> {edit.after[:250]!r}")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:3]) if len(sys.argv) > 2 else (PAGES, CHANGES))
    if len(sys.argv) > 3 and Path(sys.argv[3]).is_dir():
        recorded(Path(sys.argv[3]))
