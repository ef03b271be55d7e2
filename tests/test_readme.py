"""The README is true: its tables come from the code, its SQL gives the output that it shows, its files exist.

    python tests/test_readme.py

writes the parts that are made by code into the README anew.
"""

from __future__ import annotations

import re
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import click
import pytest

from tracker import cli, keeping
from tracker.archive import Archive
from tracker.declarations import load_feeds, load_history, load_words
from tracker.extract import Extractor
from tracker.ledger import Ledger
from tracker.pipeline import build

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
_QUERY = re.compile(r"```sql\n(.*?)```\n(?:\n```text\n.*?```\n)?", re.DOTALL)


def table(*rows: tuple[str, ...]) -> str:
    head, *rest = ("| " + " | ".join(row) + " |" for row in rows)
    return "\n".join([head, "|" + " --- |" * len(rows[0]), *rest])


def actions() -> str:
    acts = sorted(load_words().acts.values(), key=lambda act: (act.actor == "others", act.rank))
    by = {"company": "the company", "others": "others"}
    return table(("action", "by", "means"), *((f"`{act.id}`", by[act.actor], act.meaning) for act in acts))


def commands() -> str:
    rows = [("command", "does")]
    for name, command in cli.main.commands.items():
        arguments = [
            one.make_metavar(click.Context(command)) for one in command.params if isinstance(one, click.Argument)
        ]
        rows.append((f"`tracker {' '.join([name, *arguments])}`", (command.help or "").split("\n\n")[0]))
    return table(*((row[0].replace("|", "\\|"), row[1].replace("\n", " ")) for row in rows))


def exit_codes() -> str:
    return table(("exit code", "means"), *((str(code), meaning) for code, meaning in cli.EXIT_CODES.items()))


def files() -> str:
    """What may be thrown away, and what never."""
    ages = {None: "never", 0: "yes", 1: "after a day"}
    rows = [
        (
            f"`{kind.pattern}`",
            kind.means,
            "yes" if kind.state else "no",
            ages.get(kind.spare, f"after {kind.spare} days"),
        )
        for kind in (*keeping.KINDS, keeping.OTHER)
    ]
    return table(("file", "is", "backed up", "may go"), *rows)


def answer(path: Path, sql: str) -> str:
    """The rows that a query gives, in columns."""
    with closing(sqlite3.connect(path)) as database:
        cursor = database.execute(sql)
        found = [[column[0] for column in cursor.description], *([_cell(x) for x in row] for row in cursor.fetchall())]
    assert len(found) > 1, f"no rows: {sql}"
    widths = [max(len(row[n]) for row in found) for n in range(len(found[0]))]
    return "\n".join("  ".join(x.ljust(w) for x, w in zip(row, widths, strict=True)).rstrip() for row in found)


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def made(text: str, path: Path) -> str:
    """The README with every part that code makes made anew from the database at `path`."""
    for name, content in (
        ("actions", actions()),
        ("commands", commands()),
        ("exit codes", exit_codes()),
        ("files", files()),
    ):
        part = re.compile(f"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        assert len(part.findall(text)) == 1
        text = part.sub(lambda found, content=content: f"{found[1]}{content}\n{found[2]}", text)  # type: ignore[misc]
    return _QUERY.sub(lambda found: f"```sql\n{found[1]}```\n\n```text\n{answer(path, found[1])}\n```\n", text)


def curated(folder: Path) -> Path:
    """A database of the curated record alone."""
    path, words = folder / "timeline.db", load_words()
    ledger = Ledger(folder / "ledger.db")
    history, sources = load_history(ROOT / "data" / "history.yaml"), load_feeds(ROOT / "feeds.yaml").sources
    build(path, words, history, sources, Archive(folder / "archive"), ledger, Extractor(words), "2026-11-22")
    ledger.close()
    return path


def test_what_code_makes_stands_in_it(tmp_path: Path) -> None:
    text = README.read_text("utf-8")
    assert made(text, curated(tmp_path)) == text, "run: python tests/test_readme.py"
    assert len(_QUERY.findall(text)) >= 5


def test_links_lead_to_files() -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", README.read_text("utf-8"))
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_the_picture_is_small() -> None:
    assert (ROOT / "tracker" / "site" / "static" / "home.png").stat().st_size < 300_000


@pytest.mark.parametrize("start", ["tracker up", "pytest"])
def test_the_two_commands(start: str) -> None:
    """Each is one line from nothing but Python, and what it names is there."""
    lines = [line for line in README.read_text("utf-8").splitlines() if line.startswith("python3 -m venv .venv &&")]
    assert sum(f".venv/bin/{start}" in line for line in lines) == 1


def test_commands_that_it_shows_are_commands() -> None:
    shown = re.findall(r"(?:`|^|bin/)tracker (?:--root DIR )?([a-z][a-z-]*)\b", README.read_text("utf-8"), re.MULTILINE)
    assert set(shown) == set(cli.main.commands)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        README.write_text(made(README.read_text("utf-8"), curated(Path(place))), "utf-8")
