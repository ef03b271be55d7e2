"""A month of refreshes, many killed, against sources that change, vanish and are hostile: nothing is lost or doubled.

Years of it, with a browser that reads the site meanwhile: `python -m tests.bench.soak`.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from soak_world import SoakWorld
from soaking import judged, soak

pytestmark = pytest.mark.skipif(shutil.which("cc") is None, reason="needs a C compiler for the runner")


def test_a_month_of_kills_loses_and_doubles_nothing(tmp_path: Path) -> None:
    memory = Path("/dev/shm")  # a month of runs waits for a disk
    with SoakWorld() as world, TemporaryDirectory(dir=memory if memory.exists() else None) as folder:
        told = soak(Path(folder), world, 29, stride=4, share=0.7)
        assert told.faults == []
        assert told.ended["killed"] + told.ended["told to end"] >= 2
        path = Path(folder, "root", "data", "timeline.db")
        for spoilt, seen in (
            ("delete from events where id = (select min(id) from events where company = 'reddit')", "lost: ('reddit'"),
            ("update events set action = 'fine' where company = 'zoom'", "nobody told of ('zoom'"),
            ("insert into versions select id || 'x', document, 9, sha, fetched, file, 0, null, words, null, null"
             " from versions limit 1", "doubled version"),
        ):  # fmt: skip
            shutil.copy(path, tmp_path / "kept.db")
            with closing(sqlite3.connect(path)) as db, db:
                db.execute(spoilt)
            faults = judged(Path(folder, "root"), world)
            assert any(fault.startswith(seen) for fault in faults), f"the judge does not see it: {spoilt}"
            shutil.copy(tmp_path / "kept.db", path)
