"""A folder and the servers of web.py come in; a tracker lives there, run by its commands, at a time of our choice."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest.mock import patch

from click.testing import CliRunner, Result
from web import Web

from tracker import cli

ROOT = Path(__file__).parent.parent
DAY = "2026-11-22T06:00:00Z"


class Home:
    """A tracker with the sources of feeds.yaml as `web` plays them, and an empty curated record."""

    def __init__(self, root: Path, web: Web) -> None:
        self.root = root
        self.now = DAY
        (root / "data").mkdir()
        (root / "data" / "history.yaml").write_text("[]\n", "utf-8")
        feeds = (ROOT / "feeds.yaml").read_text("utf-8").replace("your-name", "somebody")
        (root / "feeds.yaml").write_text(web.declare(feeds), "utf-8")

    def run(self, *words: str, lines: str | bytes = "") -> Result:
        """What a command does and how it ends; a bug of ours is raised."""
        with patch.object(cli.base, "clock", lambda: self.now):
            result = CliRunner().invoke(cli.main, ["--root", str(self.root), *words], input=lines)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.root / "data" / "timeline.db")) as database:
            return database.execute(sql).fetchall()


def write(folder: Path, name: str, text: str) -> Path:
    """A file with this text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
