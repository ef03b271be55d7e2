"""`tracker notify` killed at a write, a moment or a step of sending; what its two recipients were told in the end.

Used by test_notices_crash.py for some seconds and by bench/notices.py for as long as it takes.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import crashes
import psutil
from crashes import COUNT, NEVER
from sinks import HTTP_STEPS, SMTP_STEPS, Sinks
from told import LINKEDIN, META, Desk, entry

HERE = Path(__file__).parent
RECIPIENTS = ("hook", "mail")
STEPS = [*(f"SMTP {step}" for step in SMTP_STEPS), *(f"HTTP {step}" for step in HTTP_STEPS)]
#: new on the first day, and on the second
FIRST = (LINKEDIN, entry("x", "EU", "resumed", "2024-10-08", "X resumed."))
SECOND = entry("zoom", "WW", "abandoned", "2024-11-08", "Zoom gave it up.")
EVENTS = {"linkedin-gb-paused-2024-09", "x-eu-resumed-2024-10", "zoom-ww-abandoned-2024-11"}


class Scene:
    """Runs the command in a fresh copy of a folder where two events are new to both recipients."""

    def __init__(self, folder: Path, sinks: Sinks) -> None:
        self.sinks, self._folder, self._number = sinks, folder, 0
        library = folder / "faults.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, HERE / "faults.c", "-ldl"], check=True)
        self._template = folder / "template"
        self._template.mkdir()
        desk = Desk(self._template)
        desk.declare(f"- {{name: hook, to: '{sinks.hook}'}}", f"- {{name: mail, to: '{sinks.mail}'}}")
        desk.record(META)
        assert desk.notify("21").output.count("is new: 1 events") == 2
        desk.record(META, *FIRST, SECOND)
        shutil.copy(desk.root / "data" / "timeline.db", folder / "second.db")
        (desk.root / "data" / "timeline.db").unlink()
        desk.record(META, *FIRST)
        environment = {**os.environ, "LD_PRELOAD": str(library), "PYTHONPATH": os.pathsep.join(sys.path)}
        self._runner = subprocess.Popen(
            [sys.executable, str(HERE / "crash_runner.py")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
        )  # fmt: skip
        self.run(self.fresh(), "22", warm=True)

    def close(self) -> None:
        self._runner.communicate(timeout=20)

    def fresh(self) -> Path:
        self._number += 1
        self.sinks.taken.clear()
        return Path(shutil.copytree(self._template, self._folder / str(self._number)))

    def run(self, root: Path, day: str, kind: int = COUNT, at: int = NEVER, **more: Any) -> dict[str, Any]:
        """How the command ended on a day of November 2026."""
        order = {"root": str(root), "folder": str(root / "data"), "kind": kind, "at": at, "words": ["notify"]}
        order |= {"now": f"2026-11-{day}T06:00:00Z"} | more
        assert self._runner.stdin
        assert self._runner.stdout
        self._runner.stdin.write(json.dumps(order) + "\n")
        self._runner.stdin.flush()
        return dict(json.loads(self._runner.stdout.readline()))

    def killed_at(self, step: str, by: signal.Signals = signal.SIGKILL) -> None:
        """The run that comes to this step of sending is killed there; what is not taken by then is not taken."""

        def heard(name: str) -> bool:
            if name != step:
                return True
            for child in psutil.Process(self._runner.pid).children():
                os.kill(child.pid, by)
            return False

        self.sinks.heard = heard

    def well(self) -> None:
        """The servers take everything again."""
        self.sinks.heard = lambda _: True


@contextmanager
def scene(folder: Path) -> Iterator[Scene]:
    with Sinks() as sinks:
        made = Scene(folder, sinks)
        try:
            yield made
        finally:
            made.close()


def trial(at: Scene, kind: int = COUNT, number: int = NEVER, **more: Any) -> tuple[list[str], int]:
    """One fault and three more days: what went wrong, nothing where all is well; and how many notices were in doubt."""
    root = at.fresh()
    first = at.run(root, "22", kind, number, **more)
    at.well()
    faults = [f"BUG: {first['said'][-900:]}"] if "BUG" in first["said"] or "Traceback" in first["said"] else []
    faults += crashes.look(root)
    later = [at.run(root, "22")]
    shutil.copy(at._folder / "second.db", root / "data" / "timeline.db")
    later.append(at.run(root, "23"))
    before = len(at.sinks.taken)
    later.append(at.run(root, "24"))
    faults += [f"a later run ends with {run['ended']}: {run['said'][-900:]}" for run in later if run["ended"]]
    if len(at.sinks.taken) != before:
        faults.append("something is told when nothing is new")
    doubts = 0
    for recipient in RECIPIENTS:
        told, named = Counter[str](), set[str]()
        for one in at.sinks.taken:
            if f"\nRecipient {recipient}, " in one.body:
                whole, _, short = one.body.partition("The message of ")
                told.update(re.findall(r"/event/(\S+)", whole))
                named |= set(re.findall(r"/event/(\S+)", short))
        doubts += len(named)
        faults += [f"{recipient}: {event} is told twice" for event, times in told.items() if times > 1]
        faults += [f"{recipient}: {event} is lost" for event in EVENTS - set(told) - named]
    shutil.rmtree(root)
    return [f"fault {kind} at {number} {more or ''}: {fault}" for fault in faults], doubts
