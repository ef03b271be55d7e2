"""Each command as a person uses it: what it says, what it leaves behind, and with which code it ends."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from home import ROOT, Home
from sinks import free_port
from web import HOSTS, Web
from web_pages import STATEMENT

from tracker import cli, show

STORY = (
    "LinkedIn has suspended the training of its AI models on the posts of members in the United Kingdom, the "
    "Information Commissioner's Office said on 20 September 2024.\n\nThe office urged other platforms to stop too."
)


def document(**fields: object) -> str:
    return json.dumps({"id": "a", "title": "", "text": STORY, "published": "2024-09-21", **fields}) + "\n"


# ---- help


@pytest.mark.parametrize("name", sorted(cli.main.commands))
def test_help_reads_like_a_manual_page(name: str, home: Home) -> None:
    shown = home.run(name, "--help")
    assert shown.exit_code == 0
    for part in (f"Usage: main {name}", f"tracker {name}".replace("tracker check", "tracker check "), "Exit codes: 0"):
        assert part in " ".join(shown.output.replace(" [OPTIONS]", "").split()) or part in shown.output


def test_the_help_tells_all_exit_codes(home: Home) -> None:
    shown = home.run("--help").output
    for code, meaning in cli.EXIT_CODES.items():
        assert f"{code}  {meaning}" in shown


# ---- bad input: exit code 2, one error, nothing done


@pytest.mark.parametrize(
    ("file", "content", "words", "said"),
    [
        ("feeds.yaml", "crawler: {name: a}\nsources: []\n", ("collect",), "contact"),
        ("feeds.yaml", None, ("collect",), "feeds.yaml is not there"),
        ("feeds.yaml", "a: [", ("refresh",), "feeds.yaml: line"),
        ("data/history.yaml", "- {company: meta}\n", ("refresh",), "history.yaml"),
        ("data/history.yaml", "- {company: nobody, region: GB}\n", ("build",), "history.yaml"),
        ("data/history.yaml", None, ("build",), "history.yaml is not there"),
    ],
)
def test_a_wrong_file_is_told_before_anything_is_done(
    home: Home, file: str, content: str | None, words: tuple[str, ...], said: str
) -> None:
    if content is None:
        (home.root / file).unlink()
    else:
        (home.root / file).write_text(content, "utf-8")
    ended = home.run(*words)
    assert ended.exit_code == 2
    assert "Error: " in ended.stderr
    assert said in ended.stderr
    assert "Traceback" not in ended.output
    assert {path.name for path in (home.root / "data").iterdir()} <= {"history.yaml"}


@pytest.mark.parametrize(
    "words",
    [("collect", "nope"), ("check", "nope"), ("explain", "nope.txt"), ("import", "nope.txt"), ("nope",), ("import",)],
)
def test_unknown_names_are_bad_input(home: Home, words: tuple[str, ...]) -> None:
    ended = home.run(*words)
    assert ended.exit_code == 2
    assert "Traceback" not in ended.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("serve", "--port", "99999"), "99999"),
        (("serve", "--host", "nowhere.invalid"), "cannot serve at nowhere.invalid:8001"),
        (("explain", "data/history.yaml", "--html", "no/folder/a.html"), "no/folder/a.html: No such file"),
    ],
)
def test_what_cannot_be_used_is_bad_input(
    home: Home, words: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home.root)
    ended = home.run(*words)
    assert ended.exit_code == 2
    assert said in ended.stderr


def test_a_port_that_is_taken_is_told(home: Home) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for command in ("serve", "up"):
            ended = home.run(command, "--port", str(port))
            assert ended.exit_code == 2
            assert f"cannot serve at 127.0.0.1:{port}: Address already in use" in ended.stderr
    assert not (home.root / "data" / "ledger.db").exists()


def test_a_database_that_is_none_is_told(home: Home) -> None:
    (home.root / "data" / "timeline.db").write_text("not a database " * 20, "utf-8")
    for words in (("serve", "--port", str(free_port())), ("build",)):
        ended = home.run(*words)
        assert ended.exit_code == 2
        assert "timeline.db: not a database; move it away" in ended.stderr


def test_a_ledger_that_is_none_is_told(home: Home) -> None:
    (home.root / "data" / "ledger.db").write_text("not a database " * 20, "utf-8")
    ended = home.run("build")
    assert ended.exit_code == 2
    assert "ledger.db: cannot be used as the ledger: file is not a database" in ended.stderr


# ---- collect, build, refresh, sources


def test_the_example_contact_is_warned_of_until_it_is_changed(home: Home) -> None:
    path = home.root / "feeds.yaml"
    path.write_text(path.read_text("utf-8").replace("/somebody/", "/your-name/"), "utf-8")
    ended = home.run("collect", "register")
    assert ended.exit_code == 0
    assert ended.stderr.startswith("feeds.yaml: contact is still the example")
    path.write_text(path.read_text("utf-8").replace("/your-name/", "/somebody/"), "utf-8")
    assert home.run("collect", "register").stderr == ""


def test_refresh_and_sources_when_all_is_well(home: Home) -> None:
    done = home.run("refresh")
    assert done.exit_code == 0
    assert done.stderr == "", "cron sends mail for what needs a person only"
    assert "an HTML page" in done.stdout, "noyb's first address fails, its other one does not"
    assert "ico-news: ok; 60 links, 60 archived (60 new)" in done.stdout
    assert "11 sources: 0 in trouble, 0 not due yet" in done.stdout
    told = home.run("sources")
    assert told.exit_code == 1, "one of the played sources gives no date that could be new enough"
    rows = dict(line.split("\t")[0:4:3] for line in told.stdout.splitlines()[1:])
    assert rows["ico-news"] == "ok"
    assert set(rows.values()) == {"ok", "silent"}
    home.now = "2026-11-22T07:00:00Z"
    assert "0 in trouble, 11 not due yet" in home.run("collect").stdout


def test_a_source_that_is_down_needs_a_person(tmp_path: Path) -> None:
    with Web(down=("register",)) as web:
        home = Home(tmp_path, web)
        done = home.run("refresh")
        assert done.exit_code == 1
        assert "register: broken" in done.stdout
        assert "no connection" in done.stderr
        assert home.run("sources").exit_code == 1
        assert home.ask("select state from sources where id = 'register'") == [("broken",)]
        alone = home.run("collect", "register")
        assert alone.exit_code == 3
        assert "no connection" in alone.stderr, "where few were due, each is told"


def test_nothing_reached(tmp_path: Path) -> None:
    with Web(down=tuple(HOSTS)) as web:
        home = Home(tmp_path, web)
        (home.root / "data" / "history.yaml").write_bytes((ROOT / "data" / "history.yaml").read_bytes())
        seen = []
        for _ in range(2):
            done = home.run("refresh")
            assert done.exit_code == 3
            told = done.stderr.splitlines()
            assert len(told) == 1, "a lost network is one line in the mail of cron"
            assert re.fullmatch(r"nothing could be reached: of \d\d sources none answers; .*tracker doctor.*", told[0])
            assert "  fetch: the list: no connection" in done.stdout, "each is in the log"
            seen.append(home.ask("select * from timeline"))
            states = home.ask("select id, state, message <> '' from sources where state <> 'off' order by id")
            assert {row[1:] for row in states} == {("broken", 1)}
        assert seen[0] == seen[1]
        assert len(seen[0]) > 200, "the curated record is shown"


def test_collect_one_source_and_tell_every_step(home: Home, web: Web) -> None:
    done = home.run("--verbose", "collect", "ftc-press")
    assert done.exit_code == 0
    assert {seen.site for seen in web.requests} == {"ftc"}
    assert done.stderr.count("ftc-press: archived http") == 5


def test_build_tells_of_a_damaged_archive(home: Home) -> None:
    assert home.run("collect", "ftc-press").exit_code == 0
    assert home.run("build").exit_code == 0
    (file,) = (home.root / "data" / "archive").glob("*.gz")
    content = bytearray(file.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 40] = bytes(40)
    file.write_bytes(content)
    done = home.run("build")
    assert done.exit_code == 1
    assert "damaged" in done.stderr
    assert home.ask("select count(*) from problems where step = 'archive'")[0][0] >= 1


def test_sources_tells_who_is_silent(home: Home) -> None:
    home.run("collect", "ico-news")
    home.now = "2027-03-01T06:00:00Z"
    told = home.run("sources")
    assert told.exit_code == 1
    row = next(line for line in told.stdout.splitlines() if line.startswith("ico-news"))
    assert row.split("\t")[3] == "silent"
    assert "nothing new since 2026-11-20" in row


def test_sources_is_well_before_anything_was_tried(home: Home) -> None:
    assert home.run("sources").exit_code == 0


def test_on_a_terminal_there_is_a_table_and_elsewhere_there_are_tabs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    show.Screen(False).table(("source", "state"), [("one", "ok")])
    assert capsys.readouterr().out == "source\tstate\none\tok\n"
    monkeypatch.setenv("FORCE_COLOR", "1")
    show.Screen(False).table(("source", "state"), [("one", "ok")])
    shown = capsys.readouterr().out
    assert "\t" not in shown
    assert "\x1b[32mok" in shown


# ---- check and explain


def test_check_shows_a_source_and_stores_nothing(home: Home) -> None:
    shown = home.run("check", "ico-news")
    assert shown.exit_code == 0
    assert "25 links on its first page" in shown.stdout
    assert "2026-11-20  Notice 0 on nuisance calls" in shown.stdout
    assert "We have fined a firm that rang households" in shown.stdout
    assert "0 reports" in shown.stdout
    assert [path.name for path in (home.root / "data").iterdir()] == ["history.yaml"]


def test_check_tells_page_rules_that_match_nothing(home: Home) -> None:
    assert "page rules" not in home.run("check", "ico-news").stderr
    path = home.root / "feeds.yaml"
    path.write_text(path.read_text("utf-8").replace("main#main-content h1", ".moved"), "utf-8")
    assert "page rules that match nothing here: title" in home.run("check", "ico-news").stderr


def test_check_marks_what_the_gate_holds_back(home: Home) -> None:
    shown = home.run("check", "bbc-tech").stdout
    assert "  fetch " in shown
    assert "  gate  " in shown


def test_check_an_address(home: Home, web: Web) -> None:
    web.edit()
    shown = home.run("check", web.url("ico", STATEMENT))
    assert shown.exit_code == 0
    assert "section 2025-09-23: Updated statement Tuesday 23 September 2025" in shown.stdout
    assert "section 2024-09-20: Previous statement - 20 September 2024" in shown.stdout
    assert "who linkedin, what paused (training), where GB, when 2024-09-20" in shown.stdout


def test_check_tells_trouble_and_who_cannot_be_reached(tmp_path: Path) -> None:
    with Web(down=("noyb",)) as web:
        home = Home(tmp_path, web)
        ended = home.run("check", "noyb")
        assert (ended.exit_code, "no connection" in ended.stderr) == (3, True)
        ended = home.run("check", web.url("dpc", "/nowhere"))
        assert (ended.exit_code, "404" in ended.stderr) == (1, True)
        ended = home.run("explain", web.url("noyb", "/x"))
        assert (ended.exit_code, "no connection" in ended.stderr) == (3, True)


def test_explain_tells_what_a_text_says(home: Home) -> None:
    path = home.root / "story.txt"
    path.write_text(STORY, "utf-8")
    shown = home.run("explain", str(path))
    assert shown.exit_code == 0
    assert "paused: LinkedIn, in the United Kingdom, on 2024-09-20" in shown.stdout


def test_explain_an_address(home: Home, web: Web) -> None:
    shown = home.run("explain", web.url("ico", STATEMENT))
    assert shown.exit_code == 0
    assert "paused: LinkedIn" in shown.stdout


# ---- import


def test_import_and_build(home: Home) -> None:
    path = home.root / "story.txt"
    path.write_text(STORY, "utf-8")
    done = home.run("import", str(path), "--url", "https://a.example/story", "--published", "2024-09-21")
    assert done.exit_code == 0
    assert "1 pages brought in" in done.stdout
    assert home.run("build").exit_code == 0
    assert home.ask("select event, document_url, published from timeline where action = 'paused'") == [
        ("linkedin-gb-paused-2024-09", "https://a.example/story", "2024-09-21")
    ]


def test_a_bad_file_keeps_all_out(home: Home) -> None:
    good, bad = home.root / "good.txt", home.root / "bad.jsonl"
    good.write_text(STORY, "utf-8")
    bad.write_text('{"text": 3}\n', "utf-8")
    ended = home.run("import", str(good), str(bad))
    assert ended.exit_code == 2
    assert "bad.jsonl: line 1: field 'text'" in ended.stderr
    assert not (home.root / "data" / "archive").exists()


# ---- extract


def test_extract_answers_line_by_line(home: Home) -> None:
    rows = (
        document(kind="news", url="https://a.example/1", note="x", events=[]) + "\n" + document(id=7, text="Nothing.")
    )
    done = home.run("extract", lines=rows)
    assert done.exit_code == 0
    first, second = map(json.loads, done.stdout.splitlines())
    assert second == {"id": 7, "events": []}
    assert first["id"] == "a"
    (event,) = (event for event in first["events"] if event["action"] == "paused")
    assert STORY[event["start"] : event["end"]] == event["quote"]
    assert list(event) == [
        "company", "region", "action", "date", "effective", "regulators", "subject", "core", "quote", "start", "end",
        "rule", "confidence",
    ]  # fmt: skip
    assert (event["company"], event["region"], event["date"]) == ("linkedin", "GB", "2024-09-20")
    assert event["regulators"] == ["ICO"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "line 2: no JSON"),
        ("[]", "line 2: an object"),
        (json.dumps({"id": "b"}), "line 2: field 'text'"),
        (json.dumps({"text": "Words."}), "line 2: field 'id'"),
        (json.dumps({"id": "b", "text": "Words.", "published": "soon"}), "line 2: field 'published'"),
        (json.dumps({"id": "b", "text": "Words.", "kind": "rumour"}), "line 2: field 'kind'"),
    ],
)
def test_a_bad_line_ends_it_after_the_lines_before(home: Home, line: str, said: str) -> None:
    ended = home.run("extract", lines=document() + line + "\n" + document(id="c"))
    assert ended.exit_code == 2
    assert [json.loads(row)["id"] for row in ended.stdout.splitlines()] == ["a"]
    assert said in ended.stderr


def test_half_a_character_comes_back_as_it_was_spelled(home: Home) -> None:
    ended = home.run("extract", lines=document(id="\ud83d", text=f"{STORY} \ud83d"))
    answer = json.loads(ended.stdout)
    assert answer["id"] == "\ud83d"
    assert answer["events"]


def test_extract_streams() -> None:
    """An answer comes before the next line is given."""
    command = [sys.executable, "-m", "tracker.cli", "extract"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(document())
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == "a"
        process.stdin.close()
        assert process.wait(10) == 0
