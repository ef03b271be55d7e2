"""A folder comes in; a tracker with a curated record of our own and recipients of notices lives there."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest.mock import patch

from click.testing import CliRunner, Result

from tracker import cli
from tracker.archive import Archive
from tracker.declarations import load_corrections, load_history, load_words
from tracker.ledger import Ledger
from tracker.pipeline import build


def entry(company: str, region: str, action: str, date: str, summary: str, **more: str) -> str:
    """An entry of data/history.yaml."""
    fields = "".join(f", {name}: {value}" for name, value in more.items() if name != "kind")
    return (
        f"- {{company: {company}, region: {region}, action: {action}, date: '{date}', summary: '{summary}',"
        f" sources: [{{url: 'https://paper.example/{company}', publisher: The Paper, kind: {more.get('kind', 'news')},"
        f" published: '{date}'}}]{fields}}}"
    )


META = entry("meta", "EU", "paused", "2024-06-14", "Meta paused.")
LINKEDIN = entry(
    "linkedin", "GB", "paused", "2024-09-20", "LinkedIn suspended the training.",
    regulators="[ICO]", effective="'2024-09-21'",
)  # fmt: skip


class Desk:
    """A tracker whose record is what a test says, and which nothing collects for."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "data").mkdir(exist_ok=True)
        (root / "feeds.yaml").write_text(
            "crawler: {name: tracker, contact: me@paper.example}\nsources:\n"
            "- {id: paper, name: The Paper, kind: news, url: https://paper.example/feed, format: feed}\n"
            "- {id: links, name: Links, kind: aggregator, url: https://links.example/feed, format: feed}\n"
        )
        (root / "data" / "history.yaml").write_text("[]\n")

    def declare(self, *recipients: str) -> None:
        listed = "\n".join(recipients)
        (self.root / "data" / "notices.yaml").write_text(f"site: https://tracker.example/\nrecipients:\n{listed}\n")

    def record(self, *entries: str, rulings: str = "[]", day: str = "2026-11-22") -> None:
        """The record holds these entries of data/history.yaml, in the order of their dates, and is published."""
        data = self.root / "data"
        (data / "history.yaml").write_text("\n".join(entries) or "[]")
        (data / "corrections.yaml").write_text(rulings)
        feeds = cli.Place(self.root, None).feeds  # type: ignore[arg-type]
        ledger = Ledger(data / "ledger.db")
        build(
            data / "timeline.db", load_words(), load_history(data / "history.yaml"), feeds.sources,
            Archive(data / "archive"), ledger, _unread, f"{day}T06:00:00Z",
            corrections=load_corrections(data / "corrections.yaml"),
        )  # fmt: skip
        ledger.close()

    def source(self, name: str, state: str) -> None:
        """The last look at a source ended so; the record is to be published anew for it to be seen."""
        ledger = Ledger(self.root / "data" / "ledger.db")
        if state == "ok":
            ledger.unchanged(name, "2026-11-22T05:00:00Z")
        else:
            ledger.trouble(name, state, "HTTP 500 <b>@here</b>", "2026-11-22T05:00:00Z")
        ledger.close()

    def notify(self, day: str, *words: str, hour: str = "06") -> Result:
        """`tracker notify` on a day of November 2026."""
        return self.run("notify", *words, now=f"2026-11-{day}T{hour}:00:00Z")

    def run(self, *words: str, now: str) -> Result:
        with patch.object(cli.base, "clock", lambda: now):
            result = CliRunner().invoke(cli.main, ["--root", str(self.root), *words])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def messages(self) -> list[tuple[Any, ...]]:
        """State and reason of each message, the oldest first."""
        return self.ask("select state, reason from messages order by id", "ledger.db")

    def ask(self, sql: str, name: str = "timeline.db") -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.root / "data" / name)) as database:
            return database.execute(sql).fetchall()


def _unread(_document: object) -> Any:
    raise AssertionError("there is nothing to read")
