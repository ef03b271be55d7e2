"""Every write and 300 moments of `tracker notify` come in as points of a crash; what was lost or told twice comes out.

    python tests/bench/notices.py [every [moments]]

`every`: each how-manieth write is taken (1: all). Two recipients, by mail and by a webhook of this machine, get three
events on two days. Takes some minutes; ends with 1 where a notice was lost or told twice.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import crashes
import tellings

KINDS = {crashes.KILL: "killed before", crashes.TEAR: "killed amid", crashes.FULL: "disk full from"}


def main(every: int = 1, moments: int = 300) -> int:
    faults: list[str] = []

    def account(name: str, trials: Iterable[tuple[list[str], int]]) -> None:
        points = doubts = 0
        wrong: list[str] = []
        for found, doubtful in trials:
            points, doubts, wrong = points + 1, doubts + bool(doubtful), wrong + found
        print(f"{name}: {points} points, {doubts} left a message in doubt, {len(wrong)} faults", flush=True)
        faults.extend(wrong)

    with tempfile.TemporaryDirectory() as folder, tellings.scene(Path(folder)) as at:
        ended = at.run(at.fresh(), "22")
        count, took = ended["count"], ended["took"]
        print(f"an undisturbed run: {count} writes, {took:.2f} s", flush=True)
        for kind, name in KINDS.items():
            account(f"{name} a write", (tellings.trial(at, kind, number) for number in range(0, count, every)))
        luck = random.Random(0)
        account("killed at a moment", (tellings.trial(at, after=luck.uniform(0, took)) for _ in range(moments)))
    print(*faults[:20], sep="\n")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
