"""Notices: who is told what and when, once, through real servers of this machine."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sinks import CUT, Sinks, Taken, free_port
from told import LINKEDIN, META, Desk, entry

from tracker.ledger import Ledger
from tracker.ledger.told import Told

OPENAI = entry("openai", "IT", "order", "2023-03-30", "The Garante banned ChatGPT.", kind="regulator")
EVERYTHING = "actions: [paused, resumed, abandoned, announced, started, complaint, inquiry, order, fine, cleared]"

KNOWN = {"meta-eu-paused-2024-06"}


@pytest.fixture
def sinks() -> Iterator[Sinks]:
    with Sinks() as made:
        yield made


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Desk(tmp_path_factory.mktemp("known"))
    made.declare("- {name: desk, to: 'json://127.0.0.1'}")
    made.record(META)
    assert "desk is new: 1 events are taken as known, and the sources as they do today" in made.notify("22").output
    return made.root


@pytest.fixture
def desk(tmp_path: Path, known: Path, sinks: Sinks) -> Desk:
    """A tracker whose record holds one event that its one recipient knows."""
    shutil.copytree(known, tmp_path, dirs_exist_ok=True)
    made = Desk(tmp_path)
    made.declare(f"- {{name: desk, to: '{sinks.hook}'}}")
    return made


def only(sinks: Sinks) -> Taken:
    assert len(sinks.taken) == 1, [one.body for one in sinks.taken]
    return sinks.taken.pop()


def heads(told: Taken) -> list[str]:
    """The lines that begin a notice told in full, without their numbers."""
    return re.findall(r"^\d+\. (.*)$", told.body, re.MULTILINE)


# ---- what is told


def test_what_stood_there_is_known_and_a_new_event_is_told_once(desk: Desk, sinks: Sinks) -> None:
    assert sinks.taken == []
    desk.record(META, LINKEDIN)
    assert "desk: sent: Regulatory news 2026-11-22: 1 new" in desk.notify("22").output
    told = only(sinks)
    assert told.title == "Regulatory news 2026-11-22: 1 new"
    assert told.body.splitlines()[:7] == [
        "1. New: LinkedIn, United Kingdom: paused, 2024-09-20",
        "   LinkedIn suspended the training.",
        "   In effect: 2024-09-21",
        "   At whose push: ICO (Information Commissioner’s Office)",
        "   Source: The Paper, 2024-09-20: https://paper.example/linkedin",
        "   State: curated: entered by hand from named sources",
        "   https://tracker.example/event/linkedin-gb-paused-2024-09",
    ]
    assert told.headers["X-Notice"] == "Recipient desk, message 1"
    for day in ("22", "23", "24"):
        assert "desk: nothing new" in desk.notify(day).output
    assert sinks.taken == []


def test_a_database_made_anew_is_no_news(desk: Desk, sinks: Sinks) -> None:
    (desk.root / "data" / "timeline.db").unlink()
    desk.record(META)
    assert "nothing new" in desk.notify("23").output
    assert sinks.taken == []


def ruling(kind: str, **more: str) -> str:
    given = "".join(f", {name}: {value}" for name, value in more.items())
    return f"- {{event: meta-eu-paused-2024-06, ruling: {kind}, who: A, when: '2026-11-22', why: It says so{given}}}"


@pytest.mark.parametrize(
    ("rulings", "said"),
    [
        (
            ruling("amend", date="'2024-06-15'"),
            ["Changed date: 2024-06-15 (before: 2024-06-14)", "Because: ruling: amend, A"],
        ),
        (
            ruling("amend", regulators="[DPC]"),
            ["Changed regulators: DPC (before: none)", "At whose push: DPC (Data Protect"],
        ),
        (ruling("dispute"), ["Changed state: disputed (before: curated)", "State: disputed: somebody contests it"]),
        (ruling("amend", part="posts"), ["Changed part: posts (before: none)", "Only: posts"]),
        (ruling("amend", subject="product"), ["Changed: Meta, European Union: paused (an AI product), 2024-06-14"]),
        (ruling("drop"), ["Withdrawn: Meta, European Union: paused, 2024-06-14", "Because: dropped by A: It says so"]),
    ],
    ids=["date", "regulators", "dispute", "part", "subject", "drop"],
)
def test_a_ruling_is_told_as_a_change(desk: Desk, sinks: Sinks, rulings: str, said: list[str]) -> None:
    desk.record(META, rulings=rulings)
    desk.notify("22")
    told = only(sinks)
    assert told.title == "Regulatory news 2026-11-22: 1 changed"
    assert [part for part in said if part not in told.body] == []
    assert "nothing new" in desk.notify("23").output


def test_an_event_known_from_before_a_field_was_there_is_withdrawn(desk: Desk, sinks: Sinks) -> None:
    with closing(sqlite3.connect(desk.root / "data" / "ledger.db")) as db, db:
        assert db.execute("update told set state = json_remove(state, '$.part') where item like 'event %'").rowcount
    desk.record(META)
    assert "nothing new" in desk.notify("22").output
    desk.record(META, rulings=ruling("drop"))
    desk.notify("23")
    assert "Withdrawn: Meta, European Union: paused, 2024-06-14" in only(sinks).body


def test_an_event_that_comes_back_is_told_as_a_change(desk: Desk, sinks: Sinks) -> None:
    desk.record(rulings="[]")
    desk.notify("22")
    assert "Because: taken out of the curated record" in only(sinks).body
    desk.record(META)
    desk.notify("23")
    told = only(sinks)
    assert heads(told) == ["Changed: Meta, European Union: paused, 2024-06-14"]
    assert "it had been withdrawn, and stands in the record again" in told.body


def test_an_event_with_another_id_is_the_same_event(desk: Desk, sinks: Sinks) -> None:
    """Also where it was renamed twice since the last message."""
    for date in ("2024-07-02", "2024-08-02"):
        desk.record(META.replace("2024-06-14", date))
    desk.notify("22")
    told = only(sinks)
    assert heads(told) == ["Changed: Meta, European Union: paused, 2024-08-02"]
    assert "it was called meta-eu-paused-2024-06" in told.body
    assert "Changed date: 2024-08-02 (before: 2024-06-14)" in told.body
    assert "nothing new" in desk.notify("23").output


def test_an_event_merged_into_one_that_is_known_is_withdrawn(desk: Desk, sinks: Sinks) -> None:
    later = entry("meta", "EU", "paused", "2024-09-14", "Meta paused again.")
    desk.record(META, later)
    desk.notify("22")
    sinks.taken.clear()
    desk.record(META, later, rulings=ruling("merge", into="meta-eu-paused-2024-09"))
    desk.notify("23")
    told = only(sinks)
    assert heads(told) == ["Withdrawn: Meta, European Union: paused, 2024-06-14"]
    assert "merged into meta-eu-paused-2024-09 by A" in told.body


def test_what_changed_back_before_a_message_is_no_news(desk: Desk, sinks: Sinks) -> None:
    desk.record(META, rulings=ruling("dispute"))
    desk.record(META)
    assert "nothing new" in desk.notify("23").output
    assert sinks.taken == []


def test_another_article_on_an_event_is_no_news(desk: Desk, sinks: Sinks) -> None:
    more = META.replace("sources: [", "sources: [{url: 'https://other.example/a', publisher: Other, kind: regulator}, ")
    desk.record(more)
    assert desk.ask("select witnesses from events") == [(2,)]
    assert "nothing new" in desk.notify("23").output
    assert sinks.taken == []


def test_sources_that_break_and_are_well_again(desk: Desk, sinks: Sinks) -> None:
    for name in ("paper", "links"):  # the second is an aggregator, which needs no person
        desk.source(name, "broken")
    desk.record(META)
    desk.notify("22")
    told = only(sinks)
    assert told.title == "Regulatory news 2026-11-22: 1 on sources"
    assert heads(told) == ["Source The Paper (paper) is broken"]
    assert "   Why: HTTP 500 (b)@\u2060here(/b)\n   https://tracker.example/sources" in told.body
    assert "nothing new" in desk.notify("23").output
    desk.source("paper", "ok")
    desk.record(META)
    desk.notify("23")
    assert heads(only(sinks)) == ["Source The Paper (paper) is well again"]


# ---- when


def test_one_message_a_day(desk: Desk, sinks: Sinks) -> None:
    desk.record(META, LINKEDIN)
    desk.notify("22")
    sinks.taken.clear()
    desk.record(OPENAI.replace("order", "paused"), META, LINKEDIN)
    assert "desk had a message today; what is new waits: Regulatory" in desk.notify("22", hour="23").output
    assert sinks.taken == []
    desk.notify("23", hour="00")
    assert heads(only(sinks)) == ["New: OpenAI, Italy: paused, 2023-03-30"]


def test_a_dry_run_shows_the_message_and_sends_none(desk: Desk, sinks: Sinks) -> None:
    desk.record(META, LINKEDIN)
    for _ in range(2):
        shown = desk.notify("22", "--dry-run").output
        assert "desk would get:\n\nRegulatory news 2026-11-22: 1 new\n\n1. New: LinkedIn, United Kingdom" in shown
    assert sinks.taken == []
    desk.notify("22")
    assert only(sinks).body.splitlines()[:-1] == shown.split("\n\n", 2)[2].strip().splitlines()[:-1]


def test_refresh_ends_with_notices(desk: Desk, sinks: Sinks) -> None:
    feeds = desk.root / "feeds.yaml"
    feeds.write_text(feeds.read_text("utf-8").split("sources:")[0] + "sources: []\n", "utf-8")
    (desk.root / "data" / "history.yaml").write_text(f"{META}\n{LINKEDIN}\n", "utf-8")
    ended = desk.run("refresh", now="2026-11-22T06:00:00Z")
    assert ended.exit_code == 0, ended.output
    assert heads(only(sinks)) == ["New: LinkedIn, United Kingdom: paused, 2024-09-20"]
    sinks.status = 500
    (desk.root / "data" / "history.yaml").write_text("[]\n", "utf-8")
    assert desk.run("refresh", now="2026-11-23T06:00:00Z").exit_code == 1


# ---- to whom


FILTERS = [
    ("", {"linkedin", "x"}),  # the three core actions
    (EVERYTHING, {"linkedin", "x", "openai", "zoom"}),
    ("companies: [linkedin]", {"linkedin"}),
    ("regions: [GB]", {"linkedin"}),
    ("regions: [IE]", {"x"}),  # what is done in the EU holds in Ireland
    ("regions: [EU]", {"x"}),
    (f"regions: [EU], {EVERYTHING}", {"x", "zoom"}),  # what is done worldwide holds there too
    (f"kinds: [regulator], {EVERYTHING}", {"openai"}),
    ("actions: [resumed]", {"x"}),
    ("tell: [changed, sources]", set()),
]


def test_filters(desk: Desk, sinks: Sinks) -> None:
    desk.declare(*(f"- {{name: r{n}, to: '{sinks.hook}', {filters}}}" for n, (filters, _) in enumerate(FILTERS)))
    desk.notify("22")
    zoom = entry("zoom", "WW", "announced", "2023-08-07", "Zoom changed its terms.")
    desk.record(OPENAI, zoom, META, entry("x", "EU", "resumed", "2024-08-08", "X resumed."), LINKEDIN)
    desk.notify("22")
    told = {one.body.splitlines()[-1]: set(re.findall(r"/event/([a-z]+)-", one.body)) for one in sinks.taken}
    wanted = [(f"Recipient r{n}", companies) for n, (_, companies) in enumerate(FILTERS) if companies]
    assert [(name.split(",")[0], companies) for name, companies in told.items()] == wanted
    desk.declare(*(f"- {{name: r{n}, to: '{sinks.hook}', {EVERYTHING}}}" for n in range(len(FILTERS))))
    said = desk.notify("23").output
    assert said.count("nothing new") == len(FILTERS), "a filter holds from the day on which it is written"


def test_an_event_that_passes_the_filters_later_is_new_then(desk: Desk, sinks: Sinks) -> None:
    desk.declare(f"- {{name: desk, to: '{sinks.hook}', kinds: [regulator]}}")
    assert "nothing new" in desk.notify("22").output
    desk.record(META.replace("kind: news", "kind: regulator"))
    desk.notify("22")
    assert heads(only(sinks)) == ["New: Meta, European Union: paused, 2024-06-14"]


def test_each_recipient_knows_for_themselves(desk: Desk, sinks: Sinks) -> None:
    desk.record(META, LINKEDIN)
    first, second = (f"- {{name: {name}, to: '{sinks.hook}'}}" for name in ("desk", "lawyers"))
    desk.declare(first, second)
    said = desk.notify("22").output
    assert "desk: sent" in said
    assert "lawyers is new: 2 events are taken as known" in said
    sinks.taken.clear()
    desk.declare(second)
    assert "desk is no more in data/notices.yaml, and is forgotten" in desk.notify("22").stderr
    desk.record(META, LINKEDIN, entry("x", "EU", "resumed", "2024-10-08", "X resumed."))
    desk.declare(first, second)
    said = desk.notify("23").output
    assert "lawyers: sent" in said
    assert "desk is new: 3 events are taken as known" in said


# ---- by which way


def test_mail(desk: Desk, sinks: Sinks) -> None:
    desk.declare(f"- {{name: desk, to: '{sinks.mail}'}}")
    desk.record(META, LINKEDIN)
    desk.notify("22")
    told = only(sinks)
    assert told.title == "Regulatory news 2026-11-22: 1 new"
    assert told.body.startswith("1. New: LinkedIn, United Kingdom: paused, 2024-09-20\n   LinkedIn suspended")
    assert "(Information Commissioner’s Office)" in told.body
    assert told.headers["X-Notice"] == "Recipient desk, message 1"
    assert told.headers["To"] == "desk@example.org"
    assert told.headers["Content-Type"].startswith("text/plain"), "nothing in it is read as HTML"


def test_a_long_message_is_whole_and_tells_the_rest_in_short(
    desk: Desk, sinks: Sinks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the service takes short messages only: then it comes in parts."""
    monkeypatch.setattr("apprise.plugins.custom_json.NotifyJSON.body_maxlen", 4000)
    monkeypatch.setattr("apprise.plugins.custom_json.NotifyJSON.request_rate_per_sec", 0)
    months = [f"20{year}-{month:02}-07" for year in (19, 20, 21, 22) for month in range(1, 13)]
    lots = [entry("zoom", "US", "paused" if n % 2 else "resumed", day, "Zoom.") for n, day in enumerate(months)]
    desk.record(*lots, META)
    desk.notify("22")
    assert sinks.taken[0].title.startswith("Regulatory news 2026-11-22: 48 new")
    assert all(len(one.body) <= 4000 for one in sinks.taken)
    body = "\n".join(one.body for one in sinks.taken)
    assert set(re.findall(r"/event/(\S+)", body)) == {x for (x,) in desk.ask("select id from events")} - KNOWN
    assert body.count("At whose push") == 30


def test_addresses_take_their_secrets_from_the_environment(
    desk: Desk, sinks: Sinks, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = sinks.hook.replace("json://", "json://user:p%40ss%2Fword@")
    desk.record(META, LINKEDIN)
    desk.declare("- {name: desk, to: $DESK}")
    ended = desk.notify("22")
    assert ended.exit_code == 2
    assert "notices.yaml: entry (desk), field to: the environment has no variable DESK" in ended.stderr
    assert desk.run("refresh", now="2026-11-22T06:00:00Z").exit_code == 2
    assert desk.ask("select * from runs", "ledger.db") == [], "it is told before anything is fetched"
    monkeypatch.setenv("DESK", "nothing://secret")
    ended = desk.notify("22")
    assert ended.exit_code == 2
    assert "apprise cannot use this address: $DESK" in ended.stderr
    assert "secret" not in ended.output
    monkeypatch.setenv("DESK", f"json://127.0.0.1:{free_port()}/token")
    ended = desk.notify("22")
    assert "notification to ***.; ConnectionRefusedError" in ended.stderr
    monkeypatch.setenv("DESK", whole)
    desk.notify("22")
    by_whole = only(sinks).headers["Authorization"]
    desk.declare(f"- {{name: desk, to: '{sinks.hook.replace('json://', 'json://user:${PASSWORD}@')}'}}")
    monkeypatch.setenv("PASSWORD", "p@ss/word")
    desk.record(META)
    desk.notify("23")
    assert only(sinks).headers["Authorization"] == by_whole
    assert b"word" not in (desk.root / "data" / "ledger.db").read_bytes()


# ---- where it is not taken


def test_where_nobody_answers_or_all_is_refused_the_next_run_tries_again(desk: Desk, sinks: Sinks) -> None:
    desk.record(META, LINKEDIN)
    for to, status in ((f"json://127.0.0.1:{free_port()}/", 0), (sinks.hook, 404)):
        desk.declare(f"- {{name: desk, to: '{to}'}}")
        sinks.status = status
        ended = desk.notify("22")
        assert ended.exit_code == 1
        assert "desk: not sent, the next run tries again: " in ended.stderr
        assert ("Connection refused" if not status else "404") in ended.stderr
    desk.declare(f"- {{name: desk, to: 'mailto://127.0.0.1:{free_port()}?from=a@b.org&mode=insecure'}}")
    assert "not sent, the next run tries again" in desk.notify("22").stderr
    desk.declare(f"- {{name: desk, to: '{sinks.mail}'}}")
    for step, answer in (("MAIL", "550 who are you"), ("RCPT", "550 nobody here"), ("DATA", "451 try later")):
        sinks.refuses = {step: answer}
        assert "not sent, the next run tries again" in desk.notify("22").stderr
    assert sinks.taken == []
    sinks.refuses.clear()
    desk.notify("22")
    assert heads(only(sinks)) == ["New: LinkedIn, United Kingdom: paused, 2024-09-20"]
    assert [state for state, _ in desk.messages()] == ["not sent"] * 6 + ["sent"]


def test_where_nobody_can_tell_it_is_not_sent_again_but_named(desk: Desk, sinks: Sinks) -> None:
    desk.record(META, LINKEDIN)
    sinks.status = 502
    ended = desk.notify("22")
    assert ended.exit_code == 1
    assert "desk: it is not sure whether this was sent; the next message names again what it told" in ended.stderr
    sinks.status = 200
    assert "what is new waits: Regulatory news 2026-11-22: 1 in doubt" in desk.notify("22").output
    sinks.refuses["DATA"] = CUT
    desk.declare(f"- {{name: desk, to: '{sinks.mail}'}}")
    desk.record(META.replace("sources", "note: Seen, sources"), LINKEDIN)
    assert "not sure" in desk.notify("23").stderr
    sinks.refuses.clear()
    desk.notify("24")
    told = only(sinks)
    assert heads(told) == []
    assert told.title == "Regulatory news 2026-11-24: 2 in doubt"
    assert told.body.startswith(
        "The message of 2026-11-22T06:00:00Z may have been sent already, or may be lost. It told of:\n"
        "- New: LinkedIn, United Kingdom: paused, 2024-09-20: https://tracker.example/event/linkedin-gb-paused-2024-09"
        "\n\nThe message of 2026-11-23T06:00:00Z may have been sent already, or may be lost. It told of:\n"
        "- Changed: Meta, European Union: paused, 2024-06-14: https://tracker.example/event/meta-eu-paused-2024-06\n"
    )
    assert "nothing new" in desk.notify("25").output


def test_trouble_with_one_recipient_keeps_no_other_from_theirs(
    desk: Desk, sinks: Sinks, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> bool:
        raise LookupError("a bug of a plugin")

    monkeypatch.setattr("apprise.plugins.email.NotifyEmail.notify", broken)
    both = [f"- {{name: {name}, to: '{to}'}}" for name, to in (("first", sinks.mail), ("desk", sinks.hook))]
    desk.declare(*both)
    desk.notify("22")
    desk.record(META, LINKEDIN)
    ended = desk.notify("22")
    assert ended.exit_code == 1
    assert "first: it is not sure" in ended.stderr
    assert "LookupError: a bug of a plugin" in ended.stderr
    assert heads(only(sinks)) == ["New: LinkedIn, United Kingdom: paused, 2024-09-20"]


def test_an_address_cannot_ask_for_more_tries(desk: Desk, sinks: Sinks) -> None:
    """What is tried again may arrive twice."""
    tries: list[str] = []
    sinks.heard = lambda step: bool(tries.append(step)) or True
    sinks.status = 502
    desk.declare(f"- {{name: desk, to: '{sinks.hook}?retry=3&wait=0'}}")
    desk.record(META, LINKEDIN)
    desk.notify("22")
    assert tries == ["HTTP POST"]


# ---- what is kept


def test_a_message_that_was_never_settled_is_in_doubt_until_another_is_sent(tmp_path: Path) -> None:
    from tracker.ledger.told import Part

    ledger = Ledger(tmp_path / "ledger.db")
    told = Told(ledger)
    told.meet("desk", {}, "2026-11-21T06:00:00Z")
    first = told.begin("desk", [Part("event a", "A", {"event a": "1"})], "2026-11-22T06:00:00Z")
    assert told.unsettled() == (first,)
    told.doubted(first, "its run did not end")
    assert told.states("desk") == {"event a": "1"}
    second = told.begin("desk", [Part("event b", "B", {"event b": "1"})], "2026-11-23T06:00:00Z")
    told.unsent(second, "nobody answers")
    assert told.states("desk") == {"event a": "1"}
    assert [one.line for one in told.doubts("desk")] == ["A"]
    assert told.last("desk") == "2026-11-22"
    third = told.begin("desk", [Part("event b", "B", {"event b": "1"})], "2026-11-23T07:00:00Z")
    told.sent(third)
    assert told.doubts("desk") == ()
    assert told.states("desk") == {"event a": "1", "event b": "1"}
    ledger.close()
