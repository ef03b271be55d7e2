"""The year of tests/test_year.py is run; the processor's seconds of a day's work, by quarter, come out.

    python -m tests.bench.year

The servers run in the same process, so that their share is in it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from test_year import Year  # noqa: E402

if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        year = Year(Path(folder))
        pages = sum(1 for _ in year.archive.snapshots())
    for first in range(0, 360, 90):
        print(f"days {first} to {first + 89}: {sum(year.seconds[first : first + 90]) / 90 * 1000:.0f} ms a day")
    print(f"{pages} pages in the archive at the end")
