"""Every how-manieth write of a first build over files of old versions comes in; what was lost at these points goes out.

    python -m tests.bench.upgrade [every]

At each point the build is killed before the write, killed amid it, or finds the disk full; the next build must bring
the files forward as if nothing had been, and the copies of the old files must be whole. Ends with 1 where it does not.
"""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

import crashes  # noqa: E402
from test_formats import NOW, VERSIONS, ask, dump, made  # noqa: E402

KINDS = {crashes.KILL: "killed before", crashes.TEAR: "killed amid", crashes.FULL: "disk full from"}
LASTING = ("builds", "changes", "withdrawn", "events", "reports")
LEDGER = ("links", "sources", "runs", "problems")


def build(runner: crashes.Runner, root: Path, kind: int = crashes.COUNT, at: int = crashes.NEVER) -> dict[str, Any]:
    return runner.ask(crashes.order(root, kind, at, NOW) | {"words": ["build"]})


def state(root: Path) -> dict[str, list[Any]]:
    """What must be the same however it came about, the copies of the old files among it."""
    kept = {path.name: dump(path) for path in sorted((root / "data").glob("*.format-*.db"))}
    rows = {name: ask(root / "data" / "timeline.db", f"select * from {name}") for name in LASTING}
    rows |= {f"ledger {name}": ask(root / "data" / "ledger.db", f"select * from {name}") for name in LEDGER}
    return {**kept, **{name: sorted(found, key=repr) for name, found in rows.items()}}


def trial(runner: crashes.Runner, old: Path, whole: dict[str, Any], kind: int, at: int) -> list[str]:
    root = old.with_name("trial")
    shutil.copytree(old, root)
    faults = []
    first = build(runner, root, kind, at)
    if "BUG" in first["said"] or "Traceback" in first["said"]:
        faults.append(first["said"][-500:])
    faults += crashes.look(root)
    if (second := build(runner, root))["ended"] != 0:
        faults.append(f"the next build ends with {second['ended']}: {second['said'][-300:]}")
    now = state(root)
    faults += [f"{name} is not as it should be" for name in whole if now.get(name) != whole[name]]
    shutil.rmtree(root)
    return [f"{KINDS[kind]} write {at}: {fault}" for fault in faults]


def main(every: int = 1) -> int:
    faults: list[str] = []
    with TemporaryDirectory() as folder:
        runner = crashes.Runner(Path(folder))
        try:
            for version in VERSIONS:
                start, old = time.monotonic(), made(version, Path(folder, version, "old"))
                root = Path(shutil.copytree(old, old.with_name("whole")))
                ended = build(runner, root)
                whole = state(root)
                points = range(0, ended["count"], every)
                found = [x for kind in KINDS for at in points for x in trial(runner, old, whole, kind, at)]
                print(f"{version}: {ended['count']} writes, {len(KINDS) * len(points)} points, {len(found)} faults, "
                      f"{time.monotonic() - start:.0f} s", flush=True)  # fmt: skip
                faults += found
        finally:
            runner.close()
    print("\n".join(faults[:40]))
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
