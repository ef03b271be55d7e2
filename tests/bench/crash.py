"""Every write and 300 moments of a refresh come in as points of a crash; their number and what went wrong come out.

    python tests/bench/crash.py [every [moments]]

`every`: each how-manieth write is taken (1: all). Takes an hour on two cores; ends with 1 where something was torn or
lost. test_crash.py takes a minute's worth of the same.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import crashes

KINDS = {crashes.KILL: "killed before", crashes.TEAR: "killed amid", crashes.FULL: "disk full from"}


def main(every: int = 1, moments: int = 300) -> int:
    faults: list[str] = []
    with tempfile.TemporaryDirectory() as folder, crashes.place(Path(folder)) as at:
        root = at.fresh()
        ended = at.run(root)
        whole, count, took = crashes.told(root), ended["count"], ended["took"]
        print(f"an undisturbed refresh: {count} writes, {took:.2f} s", flush=True)
        for kind, name in KINDS.items():
            start = time.monotonic()
            found = [x for number in range(0, count, every) for x in crashes.trial(at, whole, kind, number)]
            print(f"{name} a write: {len(range(0, count, every))} points, {len(found)} faults, "
                  f"{time.monotonic() - start:.0f} s", flush=True)  # fmt: skip
            faults += found
        luck = random.Random(0)
        found = [
            x
            for _ in range(moments)
            for x in crashes.trial(at, whole, crashes.COUNT, after=luck.uniform(0, 1.1 * took))
        ]
        print(f"killed at a moment: {moments} points, {len(found)} faults", flush=True)
    print("\n".join(faults + found))
    return int(bool(faults + found))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
