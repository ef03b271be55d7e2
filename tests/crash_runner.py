"""Orders come in on standard input, one JSON object a line; each is a command of the tracker run in a fork of its own.

Loaded under LD_PRELOAD of faults.c. A fork starts at once, with all modules and words in memory, so that hundreds of
runs take minutes. The answer is a line too: how the run ended, what it said, its memory, and how often it wrote.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import time
from pathlib import Path

import stamina

from tracker import cli, fetch, limits
from tracker.cli import refreshing
from tracker.declarations import load_words
from tracker.extract import Extractor

FAULTS = ctypes.CDLL(None)


def run(order: dict[str, object]) -> int:
    """The command in this process; the exit code."""
    cli.base.clock = lambda: str(order["now"])
    if patience := order.get("patience"):
        fetch.TIME_LIMIT, limits.LIST = float(str(patience)), 4 * float(str(patience))
        stamina.set_testing(True, attempts=2)
    FAULTS.fault_set(str(order["folder"]).encode(), int(str(order["kind"])), int(str(order["at"])))
    try:
        cli.main(["--root", str(order["root"]), *map(str, list(order["words"]))])  # type: ignore[call-overload]
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def forked(order: dict[str, object]) -> dict[str, object]:
    said = Path(str(order["root"])).with_suffix(".said")
    counted = said.with_suffix(".count")
    counted.unlink(missing_ok=True)
    said.write_text("", "utf-8")  # a child may be killed before it opens it
    child = os.fork()
    if not child:
        code = 70
        with said.open("w") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
            try:
                code = run(order)
                sys.stdout.flush()
                sys.stderr.flush()
            except BaseException as error:
                file.write(f"BUG {type(error).__name__}: {error}")
                file.flush()
            FAULTS.fault_set(b"", 0, -1) if not (count := FAULTS.fault_count()) else None
            counted.write_text(str(count))
        os._exit(code)
    start = time.monotonic()
    if order.get("after") is not None:
        time.sleep(float(str(order["after"])))
        os.kill(child, int(str(order.get("signal", signal.SIGKILL))))
    _, status, used = os.wait4(child, 0)
    took = time.monotonic() - start
    count = int(counted.read_text()) if counted.exists() else None
    ended = -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
    memory = used.ru_maxrss / 1000
    return {
        "ended": ended,
        "took": took,
        "memory": memory,
        "count": count,
        "said": said.read_text("utf-8", "replace")[-3000:],
    }


def main() -> None:
    extractor = Extractor(load_words())
    refreshing.Extractor = lambda _: extractor  # type: ignore[assignment,misc]
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what commands say here is not an answer
    for line in sys.stdin:
        order = json.loads(line)
        answer = {"ended": run(order)} if order.get("warm") else forked(order)
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


main()
