"""Seconds and names of readers come in; each is fed bent bytes for as long, and what breaks it goes out.

    python tests/fuzz/run.py [seconds [reader ...]]

Ten minutes each by default. A find is printed as bytes, shrunk: put it into finds.py, where test_fuzz.py keeps it.
"""

from __future__ import annotations

import contextlib
import io
import logging
import sys
import time
from itertools import count
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

from hypothesis import HealthCheck, given, seed, settings  # noqa: E402
from targets import TARGETS, bent  # noqa: E402

logging.disable()  # a library warns of each broken record
FREE = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck))


def fuzz(name: str, seconds: float) -> int:
    """How many inputs were tried; prints the finds."""
    seeds, holds = TARGETS[name]
    tried, found, start = 0, set[str](), time.monotonic()
    for number in count():
        last = b""

        @seed(number)
        @settings(FREE, max_examples=100, report_multiple_bugs=False)
        @given(bent(seeds()))
        def property_(body: bytes) -> None:
            nonlocal tried, last
            tried, last = tried + 1, body
            holds(body)

        try:
            with contextlib.redirect_stderr(io.StringIO()):
                property_()
        except Exception as error:
            where = error.__traceback__
            while where and where.tb_next:
                where = where.tb_next
            place = f"{type(error).__name__} at {where.tb_frame.f_code.co_filename}:{where.tb_lineno}" if where else ""
            if place not in found:
                found.add(place)
                print(f"{name}: {place}: {str(error)[:200]}\n    {last!r}", flush=True)
        if time.monotonic() - start > seconds:
            print(f"{name}: {tried} inputs in {time.monotonic() - start:.0f} s, {len(found)} finds", flush=True)
            return len(found)
    return 0


if __name__ == "__main__":
    seconds, *names = sys.argv[1:] or ["600"]
    sys.exit(min(1, sum(fuzz(name, float(seconds)) for name in names or TARGETS)))
