"""A tracker's folder and a played Wayback Machine come in; commands that ask it run there."""

from __future__ import annotations

from datetime import datetime, timedelta
from unittest.mock import patch

from click.testing import Result
from home import Home
from machine import Machine

from tracker.archive import Archive

FEEDS = """
crawler: {name: tracker, contact: https://example.org/contact}
sources:
  - id: office
    name: Information Commissioner's Office
    kind: regulator
    region: GB
    regulator: ICO
    url: https://office.example/news/
    format: listing
    find: {item: li, link: a, title: a}
    keep: [/news/20]
  - {id: paper, name: Paper, kind: news, url: "https://paper.example/feed", format: feed}
"""
STATEMENT = "https://office.example/news/2024/linkedin"
ARTICLE = "https://paper.example/linkedin-pauses"
HISTORY = f"""
- company: linkedin
  region: GB
  action: paused
  date: '2024-09-20'
  summary: LinkedIn paused.
  sources:
    - {{url: '{ARTICLE}', publisher: Paper, kind: news, published: '2024-09-21'}}
"""
WATCH = f"- {{url: '{STATEMENT}', company: linkedin, region: GB, why: It was edited in place.}}\n"


class Stand:
    """A tracker with two sources, a watched page and an article of the record; a machine; a clock that sleep moves."""

    def __init__(self, home: Home, machine: Machine) -> None:
        self.home, self.machine, self.root = home, machine, home.root
        self.slept: list[float] = []
        for name, text in (("feeds", FEEDS), ("data/history", HISTORY), ("data/watch", WATCH)):
            (home.root / f"{name}.yaml").write_text(text, "utf-8")

    def run(self, *words: str) -> Result:
        with patch("tracker.cli.preserving.sleep", self.sleep):
            return self.home.run(*words)

    def backfill(self, *words: str) -> Result:
        return self.run("backfill", "--from", "2023-01", *words)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.later(seconds)

    def later(self, seconds: float) -> None:
        now = datetime.fromisoformat(self.home.now) + timedelta(seconds=seconds)
        self.home.now = now.strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def archive(self) -> Archive:
        return Archive(self.root / "data" / "archive")


def paragraphs(text: str) -> str:
    return (
        f"<!doctype html><html lang=en><head><title>A statement</title></head><body><main>{text}</main></body></html>"
    )
