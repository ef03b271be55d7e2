"""`tracker explain`: what a lawyer sees of a text, on a terminal, in plain lines and as a page."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from unittest.mock import patch

import pytest
from click.testing import CliRunner
from home import DAY, ROOT, Home

from tracker import cli
from tracker.declarations import load_words
from tracker.explain import REASONS, Label, explain, printable
from tracker.explain.page import page
from tracker.extract import Reading
from tracker.extract.reading import Line, Statement
from tracker.model import Action, Document, Kind, Reason, Rejection, Report, Subject

STORY = (
    "LinkedIn has suspended the training of its AI models on posts by members in the United Kingdom, the ICO said on "
    "Friday. Campaigners urged Meta to pause its AI training on users' posts in Norway. The weather was fine."
)


def shown(folder: Path, content: str, *words: str, name: str = "story.txt", **env: str) -> str:
    """What the command prints for a file."""
    path = folder / name
    path.write_text(content, "utf-8")
    with patch.object(cli.base, "clock", lambda: DAY):
        ended = CliRunner(env=env).invoke(cli.main, ["--root", str(ROOT), "explain", str(path), *words])
    assert ended.exit_code == 0, ended.output
    return ended.stdout


def record(**fields: str) -> str:
    return (
        json.dumps({"text": STORY, "title": "LinkedIn halts AI training", "published": "2024-09-21", **fields}) + "\n"
    )


def test_each_sentence_with_what_is_made_of_it(tmp_path: Path) -> None:
    lines = [line.strip() for line in shown(tmp_path, record()).splitlines()]
    said = lines.index(STORY.split(". ")[0] + ".")
    assert lines[said + 1].startswith("COUNTED      paused: LinkedIn, in the United Kingdom, on 2024-09-20")
    assert "(ICO)" in lines[said + 1]
    assert "by the words 'suspended" in lines[said + 1] or "by the words 'has suspended" in lines[said + 1]
    asked = lines.index(STORY.split(". ")[1] + ".")
    assert lines[asked + 1].startswith("NOT COUNTED  paused: a demand, not an act; Meta, in Norway; by the words '")
    assert "(1 sentence without an act)" in lines
    assert not [line for line in lines if "weather" in line]
    assert "1 event reported" in lines


def test_the_words_are_highlighted_on_a_terminal(tmp_path: Path) -> None:
    told = shown(tmp_path, record(), FORCE_COLOR="1")
    assert "\x1b[4;32m" in told
    assert "suspended\x1b[0m" in told
    assert "\x1b[33m  NOT COUNTED" in told
    assert "\x1b" not in shown(tmp_path, record())


def test_every_document_of_a_file(tmp_path: Path) -> None:
    told = shown(
        tmp_path, record() + record(text="Zoom has stopped training its AI on the calls of users in Brazil.", title="B")
    )
    assert told.count("event reported") == 2
    assert told.index("LinkedIn halts") < told.index("\nB\n")


def test_what_is_not_read_is_said(tmp_path: Path) -> None:
    assert "The text is in Finnish, a language that is not read." in shown(tmp_path, record(lang="fi"))
    about_nothing = shown(tmp_path, "The weather was fine.")
    assert "the sentences were not looked at" in about_nothing
    assert "0 events reported" in about_nothing
    long = shown(tmp_path, record(text=STORY + "\n\n" + "x" * 400_000))
    assert "The text is too long" in long


class Seen(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.marked: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        self.ids |= {value or "" for name, value in attrs if name == "id"}

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] == "mark":
            self.marked.append(data)


def test_a_page_of_its_own(tmp_path: Path) -> None:
    target = tmp_path / "reading.html"
    told = shown(tmp_path, record(url="https://paper.example/a"), "--html", str(target))
    assert told == f"written to {target}\n"
    text = target.read_text("utf-8")
    seen = Seen(text)
    assert not {"script", "link", "img", "iframe"} & set(seen.tags)
    assert "suspended" in seen.marked[0]
    assert "The weather was fine." in text
    inside = {link[1:] for link in seen.links if link.startswith("#")}
    assert inside
    assert inside <= seen.ids
    assert [link for link in seen.links if not link.startswith("#")] == ["https://paper.example/a"]
    assert "prefers-color-scheme:dark" in text


def test_the_page_is_not_written_without_a_text(home: Home) -> None:
    path, target = home.root / "empty.html", home.root / "reading.html"
    path.write_text("<html><body></body></html>", "utf-8")
    assert home.run("explain", str(path), "--html", str(target)).exit_code == 1
    assert not target.exists()
    assert home.run("explain", str(path), "--html", str(home.root)).exit_code == 2


# ---- the values

HOSTILE = '<script>alert("1")</script> & \x1b[31m'


def document(text: str, **fields: str) -> Document:
    return Document(
        "a", fields.get("url", "a"), fields.get("title", "T"), text, None, "P", Kind.NEWS, fields.get("lang", "en")
    )


def statement(words: str, reason: Reason | None = None, action: Action = Action.PAUSED) -> Statement:
    return Statement(action, words, "", ("meta",), ("GB",), (), "2024-06", None, reason)


def report(end: int, action: Action = Action.PAUSED) -> Report:
    return Report("a", "meta", "GB", action, "2024-06", None, (), Subject.TRAINING, True, "x" * end, 0, end, "r", 0.9)


def test_nothing_of_a_text_is_taken_for_markup_or_for_orders_to_the_terminal() -> None:
    text = f"Meta {HOSTILE} paused."
    line = Line(0, len(text), text, (statement(HOSTILE), statement("paused")))
    one = explain(
        document(text, title=HOSTILE, url="javascript:alert(1)"),
        (line,),
        Reading((report(len(text)),), ()),
        load_words(),
    )
    made = page([one])
    assert "<script>" not in made
    assert "\x1b" not in made
    assert "javascript:alert(1)" not in Seen(made).links
    assert "&lt;script&gt;" in made
    assert "\x1b" not in one.passages[0].text + one.passages[0].verdicts[0].text
    assert printable("a\x00\u202eb\n") == "a\ufffd\ufffdb\n"


def test_words_are_marked_where_they_stand() -> None:
    text = "Meta paused it and Meta paused it again."
    line = Line(0, len(text), text, (statement("paused"), statement("paused"), statement("gone")))
    one = explain(document(text), (line,), Reading((report(len(text)),), ()), load_words())
    (passage,) = one.passages
    assert [(x.start, x.end) for x in passage.verdicts] == [(5, 11), (24, 30), (0, 0)]
    assert page([one]).count("<mark>paused</mark>") == 2


def test_an_act_that_another_sentence_tells_better_is_said_to_be_told_again() -> None:
    first, second = "Meta paused it.", "It paused in Britain."
    lines = (
        Line(0, 15, first, (statement("paused"),)),
        Line(16, 37, second, (statement("paused"), statement("in", Reason.DENIAL))),
    )
    one = explain(document(f"{first} {second}"), lines, Reading((report(15),), ()), load_words())
    assert [[x.label for x in passage.verdicts] for passage in one.passages] == [
        [Label.COUNTED],
        [Label.AGAIN, Label.NOT_COUNTED],
    ]


def test_without_sentences_the_quotes_stand_for_them() -> None:
    text = "Meta setzt aus. Meta soll stoppen."
    no = Rejection("a", Reason.DEMAND, Action.PAUSED, "meta", text[16:], 16, 34, "soll")
    found = Report(
        "a",
        "meta",
        "EU",
        Action.PAUSED,
        None,
        None,
        ("DPC",),
        Subject.TRAINING,
        True,
        text[:15],
        0,
        15,
        "setzt aus",
        0.9,
    )
    one = explain(document(text, lang="de"), (), Reading((found,), (no,)), load_words())
    assert [passage.text for passage in one.passages] == [text[:15], text[16:]]
    assert one.passages[0].verdicts[0].text == (
        "paused: Meta, in the European Union, on a day that is not known; regulator: Data Protection Commission (DPC); "
        "by the words 'setzt aus'"
    )
    assert one.passages[1].verdicts[0].text == "paused: a demand, not an act; Meta; by the words 'soll'"
    assert one.notes == ()


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_its_words(reason: Reason) -> None:
    assert len(REASONS[reason].split()) > 2


def test_places_and_days_read_as_english() -> None:
    words = load_words()
    for region, said in (
        ("WW", "worldwide"),
        ("GB", "in the United Kingdom"),
        ("BR", "in Brazil"),
        ("NL", "in the Netherlands"),
    ):
        one = Statement(Action.FINE, "x", "", ("meta", "x"), (region,), ("ICO", "DPC"), "2024", "2024-06-14", None)
        told = explain(document("x"), (Line(0, 1, "x", (one,)),), Reading((), ()), words).passages[0].verdicts[0].text
        assert told.startswith(f"fine: against Meta and X, {said}, in 2024, in effect on 2024-06-14; regulators: Inf")
