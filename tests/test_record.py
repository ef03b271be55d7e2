"""The record as a whole: copies that count once, chains and pauses, and where a company stood on any day."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joining import bcubed
from ruamel.yaml import YAML
from test_resolve import WORDS as SMALL
from test_resolve import document, entry, report

from tracker import publish
from tracker.declarations import load_history, load_words
from tracker.model import Action, Entry, Subject
from tracker.resolve import course, resolve, status
from tracker.resolve.copies import copies

ROOT = Path(__file__).parent.parent
WORDS = load_words()
HISTORY = load_history(ROOT / "data" / "history.yaml")
STANDING = resolve((), {}, HISTORY, WORDS)


# ---- status


@pytest.mark.parametrize(
    ("company", "region", "day", "action", "since", "meaning", "regulators"),
    [
        ("linkedin", "GB", "2024-09-01", None, None, "unknown, never said", ()),
        ("linkedin", "GB", "2024-09-19", "announced", "2024-09-18", "says that it trains, will or may", ()),
        ("linkedin", "GB", "2024-10-01", "paused", "2024-09-20", "does not train for now", ("ICO",)),
        ("linkedin", "GB", "2025-10-01", "resumed", "2025-09-18", "plans to train from 2025-11-03", ("ICO",)),
        ("linkedin", "GB", "2025-11-03", "resumed", "2025-09-18", "trains again", ("ICO",)),
        ("meta", "EU", "2024-06-01", "announced", "2024-05-22", "plans to train from 2024-06-26", ()),
        ("meta", "EU", "2024-08-01", "paused", "2024-06-14", "does not train for now", ("DPC",)),
        ("meta", "EU", "2025-05-01", "resumed", "2025-04-14", "plans to train from 2025-05-27", ("DPC", "EDPB")),
        ("meta", "FR", "2024-08-01", "paused", "2024-06-14", "does not train for now", ("DPC",)),
        ("meta", "NO", "2025-06-01", "resumed", "2025-04-14", "trains again", ("DPC", "EDPB")),
        ("meta", "GB", "2024-07-01", "paused", "2024-06-14", "does not train for now", ("ICO",)),
        ("meta", "GB", "2025-01-01", "resumed", "2024-09-13", "trains again or is about to", ("ICO",)),
        ("meta", "CH", "2025-04-13", "paused", "2024-06-21", "does not train for now", ("FDPIC",)),
        ("meta", "BR", "2024-06-30", "started", "2024-06-26", "trains", ()),
        ("meta", "BR", "2024-08-01", "started", "2024-06-26", "trains, but was given an order on 2024-07-10", ()),
        ("meta", "BR", "2024-09-10", "resumed", "2024-09-03", "trains again or is about to", ("ANPD",)),
        ("x", "EU", "2024-06-01", "started", "2024-05-07", "trains", ("DPC",)),
        ("x", "EU", "2024-08-20", "paused", "2024-08-08", "does not train for now", ("DPC",)),
        ("x", "EU", "2024-10-01", "abandoned", "2024-09-04", "does not train", ("DPC",)),
        ("zoom", "WW", "2023-08-01", "announced", "2023-07-27", "says that it trains, will or may", ()),
        ("zoom", "WW", "2024-01-01", "abandoned", "2023-08-08", "does not train", ()),
        ("zoom", "JP", "2024-01-01", "abandoned", "2023-08-08", "does not train", ()),
        # a practice of its own, announced without a day to come: told beside the stop, which it does not undo
        ("apple", "WW", "2025-05-01", "paused", "2023-02-14",
         "does not train for now, but announced a use on 2025-04-14", ()),
    ],
)  # fmt: skip
def test_status_of_the_curated_record(
    company: str,
    region: str,
    day: str,
    action: str | None,
    since: str | None,
    meaning: str,
    regulators: tuple[str, ...],
) -> None:
    found = status(STANDING, company, region, day, WORDS)
    act = found.event
    told = (act.action, act.date, act.regulators) if act else (None, None, ())
    assert (*told, found.meaning) == (action, since, regulators, meaning)
    assert act is None or act.witnesses


def _act(action: str, day: str, region: str = "GB", **other: Any) -> Entry:
    return entry(day, company="meta", region=region, action=Action(action), **other)


@pytest.mark.parametrize(
    ("acts", "region", "day", "meaning"),
    [
        pytest.param([_act("paused", "2024-06-14", "EU")], "CH", "2024-07-01", "unknown, never said", id="EU, not CH"),
        pytest.param([_act("paused", "2024-06-14", "EU")], "GB", "2024-07-01", "unknown, never said", id="EU, not GB"),
        pytest.param([_act("paused", "2024-06-14", "EU")], "IS", "2024-07-01", "does not train for now", id="EEA"),
        pytest.param([_act("paused", "2024-06-14"), _act("started", "2024-08-01", "WW")], "GB", "2024-09-01", "trains",
                     id="a later act for the world holds"),
        pytest.param([_act("paused", "2024-06-14"), _act("started", "2024-05-01", "WW")], "GB", "2024-09-01",
                     "does not train for now", id="an own later act holds"),
        pytest.param([_act("abandoned", "2024-06-14", "EU"),
                      _act("announced", "2024-10-01", "WW", effective="2024-11-01")], "EU", "2024-12-01",
                     "does not train, but announced a use worldwide on 2024-10-01", id="world terms undo nothing"),
        pytest.param([_act("paused", "2024-06-14", "WW"), _act("announced", "2025-01-01")], "GB", "2025-02-01",
                     "says that it trains, will or may", id="an announcement for the region alone holds there"),
        pytest.param([_act("paused", "2024-06-14", "WW"), _act("announced", "2025-01-01")], "FR", "2025-02-01",
                     "does not train for now", id="and nowhere else"),
        pytest.param([_act("paused", "2024-06-14"), _act("announced", "2025-01-01", effective="2025-03-01")], "GB",
                     "2025-02-01", "plans to train from 2025-03-01", id="a day to come undoes a pause"),
        pytest.param([_act("paused", "2024-06-14"), _act("announced", "2025-01-01", effective="2025-03-01")], "GB",
                     "2025-03-01", "trains or may train", id="the day has come"),
        pytest.param([_act("announced", "2022-11-11"), _act("abandoned", "2022-11")], "GB", "2022-12-01",
                     "does not train", id="the month may end with the act"),
        pytest.param([_act("paused", "2024")], "GB", "2023-12-31", "unknown, never said", id="before the year"),
        pytest.param([_act("paused", "2024")], "GB", "2024-01-01", "does not train for now", id="its start"),
        pytest.param([_act("abandoned", "2024-06-10", effective="2024-06-18")], "GB", "2024-06-12",
                     "does not train, as of 2024-06-18", id="an end to come"),
        pytest.param([_act("paused", "2024-06-14", subject=Subject.PRODUCT)], "GB", "2024-07-01", "product paused",
                     id="a product"),
        pytest.param([_act("started", "2024-06-01"), _act("paused", "2024-06-14", subject=Subject.PRODUCT)], "GB",
                     "2024-07-01", "trains", id="training before products"),
        pytest.param([_act("started", "2024-06-01"), _act("order", "2024-07-01")], "GB", "2024-07-01",
                     "trains, but was given an order on 2024-07-01", id="an order after the act"),
        pytest.param([_act("order", "2024-05-01"), _act("started", "2024-06-01")], "GB", "2024-07-01", "trains",
                     id="an order before the act"),
        pytest.param([_act("started", "2024-06-01"), _act("order", "2024-07-01"), _act("cleared", "2024-08-01")], "GB",
                     "2024-08-01", "trains", id="an order that was lifted"),
        pytest.param([_act("complaint", "2024-06-01")], "GB", "2024-07-01", "unknown, never said", id="others only"),
    ],
)  # fmt: skip
def test_status_rules(acts: list[Entry], region: str, day: str, meaning: str) -> None:
    events = resolve((), {}, acts, WORDS)
    assert status(events, "meta", region, day, WORDS).meaning == meaning
    assert status(events[::-1], "meta", region, day, WORDS).meaning == meaning


DAYS = st.dates(date(2023, 1, 1), date(2025, 12, 31)).map(date.isoformat)
PREFIXES = st.builds(lambda day, length: day[:length], DAYS, st.sampled_from((4, 7, 10, 10, 10)))
ACTS = st.builds(
    lambda action, region, day, effective, subject: _act(
        action, day, region, effective=effective, subject=subject, summary=f"{action} {region} {day}"
    ),
    st.sampled_from([*Action, Action.PAUSED, Action.ANNOUNCED]),
    st.sampled_from(("GB", "FR", "EU", "WW")),
    PREFIXES,
    st.none() | DAYS,
    st.sampled_from((Subject.TRAINING, Subject.TRAINING, Subject.PRODUCT)),
)
STATUS_ON = (ROOT / "tracker" / "site" / "queries" / "status-on.sql").read_text("utf-8")


@settings(max_examples=40, deadline=None)
@given(st.lists(ACTS, max_size=9, unique_by=lambda one: (one.region, one.action, one.date)), st.lists(DAYS, max_size=5))
def test_the_query_for_any_day_says_what_the_function_says(acts: list[Entry], days: list[str]) -> None:
    """So does the view, for today: as given, on the days of the acts and of their effect, and in places without any."""
    events = resolve((), {}, acts, WORDS)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        publish.fill(database, publish.Content(WORDS, events, (), (), (), course=course(events, WORDS)))
        database.row_factory = sqlite3.Row
        (today,) = database.execute("select date('now')").fetchone()
        days = [*days, today, *(f"{one.date}-01-01"[:10] for one in acts), *(x.effective for x in acts if x.effective)]
        for day in days:
            everywhere = {row["region"]: row for row in database.execute(STATUS_ON, _asked(day))}
            for region in ("GB", "FR", "EU", "WW", "DE", "JP"):
                found = status(events, "meta", region, day, WORDS)
                wanted = (found.meaning, found.event.id if found.event else None)
                rows = database.execute(STATUS_ON, _asked(day, "meta", region)).fetchall()
                told = [rows[0]] if rows else []
                told += [everywhere[region]] if region in everywhere else []
                assert told or found.event is None
                assert {(row["meaning"], row["event"]) for row in told} <= {wanted}, (region, day)
        view = {tuple(row) for row in database.execute("select region, meaning, event, open_matters from status")}
        query = database.execute(STATUS_ON, _asked(today)).fetchall()
        assert view == {(row["region"], row["meaning"], row["event"], row["open_matters"]) for row in query}


def _asked(day: str, company: str = "", region: str = "") -> dict[str, str]:
    return {"day": day, "company": company, "region": region}


# ---- copies

NEWS = " ".join(
    f"Sentence {number} of this report tells what the council said on its day {number}." for number in range(20)
)
OTHER = " ".join(
    f"Another writer found in place {number} that nobody had asked the people there." for number in range(20)
)


@pytest.mark.parametrize(
    ("text", "copied"),
    [
        pytest.param(NEWS, True, id="the same"),
        pytest.param(NEWS.upper().replace(".", ".\n\n"), True, id="set anew"),
        pytest.param("By our staff. " + NEWS + " Subscribe to our letter for more.", True, id="with a frame"),
        pytest.param(". ".join(NEWS.split(". ")[:12]), True, id="cut at the end"),
        pytest.param(NEWS.replace("Sentence 3 ", "Part 3 "), True, id="a word changed"),
        pytest.param(OTHER, False, id="another text"),
        pytest.param(
            OTHER + " Sentence 1 of this report tells what the council said on its day 1.", False, id="a quote"
        ),
        pytest.param(NEWS[:150], False, id="a brief"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_copies(text: str, copied: bool) -> None:
    first, second = (replace(document(name), text=body) for name, body in (("alpha", NEWS), ("beta", text)))
    assert copies([first, second]) == ({second.id: first.id} if copied else {})


def test_wire_copies_count_once_and_stay_named() -> None:
    wire = [replace(document(name), text=NEWS) for name in ("wire", "mirror", "paper")]
    own = replace(document("own"), text=OTHER)
    documents = {one.id: one for one in (*wire, own)}
    reports = [report(one, "2024-09-20") for one in wire[:2]] + [
        report(wire[2], "2024-09-25"),
        report(own, "2024-09-21"),
    ]
    (event,) = resolve(reports, documents, (), SMALL)
    assert len(event.witnesses) == 4
    assert {original for _, original in event.copies} == {wire[1].id}  # the first by name: all are of one day
    assert "2 publishers" in event.confidence_reasons
    assert "2 copies of their texts not counted" in event.confidence_reasons
    single = resolve([report(own, "2024-09-21"), report(wire[1], "2024-09-20")], documents, (), SMALL)
    assert single[0].confidence == event.confidence


# ---- joining

HARD: list[dict[str, Any]] = YAML(typ="safe", pure=True).load(ROOT / "tests" / "joining.yaml")


def _hard(case: dict[str, Any], number: int) -> tuple[list[str], list[str]]:
    """The acts that the reports of a hard case tell of, and those that they are joined as."""
    pages, reports = [], []
    for place, told in enumerate(case["reports"]):
        pages.append(document(f"page-{number}-{place}", told.get("published")))
        subject = Subject.PRODUCT if told.get("product") else Subject.TRAINING
        reports.append(report(pages[-1], told.get("on"), effective=told.get("until"), subject=subject))
    history = [entry(day) for day in case.get("truth", ())]
    events = resolve(reports, {one.id: one for one in pages}, history, SMALL)
    names = {one: event.id for event in events for one in event.reports}
    wanted = [f"{number} {told['of']}" for told in case["reports"]]
    return wanted, [f"{number} {names.get(one, one.document)}" for one in reports]


@pytest.mark.parametrize("case", HARD, ids=lambda case: case["case"])
def test_hard_cases_of_joining(case: dict[str, Any]) -> None:
    wanted, found = _hard(case, 0)
    assert bcubed(wanted, found).f1 == 1.0, list(zip(wanted, found, strict=True))


def test_bcubed_is_that_of_its_inventors() -> None:
    """The example of Amigó et al. (2009), counted by hand; and what is all one, or all apart."""
    assert bcubed("aaab", "xxyy").precision == pytest.approx((1 + 1 + 0.5 + 0.5) / 4)
    assert bcubed("aaab", "xxyy").recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert (bcubed("aabb", "xxxx").precision, bcubed("aabb", "xxxx").recall) == (0.5, 1.0)
    assert (bcubed("aabb", "wxyz").precision, bcubed("aabb", "wxyz").recall) == (1.0, 0.5)


# ---- chains, pauses, matters

ICO: dict[str, Any] = {"regulators": ("ICO",)}


@pytest.mark.parametrize(
    ("acts", "chains"),
    [
        pytest.param([_act("paused", "2024-06-14"), _act("resumed", "2024-09-13")], ["resumed answers paused"],
                     id="back"),
        pytest.param([_act("paused", "2024-06-14", "EU"), _act("resumed", "2024-09-13")], [], id="back elsewhere"),
        pytest.param([_act("paused", "2024-06-14", "FR"), _act("resumed", "2024-09-13", "EU")],
                     ["resumed answers paused"], id="back in all of Europe"),
        pytest.param([_act("resumed", "2024-06-14"), _act("paused", "2024-09-13")], [], id="back before"),
        pytest.param([_act("paused", "2024-06-14"), _act("abandoned", "2024-09-13", part="posts")], [],
                     id="a part of what was halted"),
        pytest.param([_act("paused", "2024-06-14", part="posts"), _act("abandoned", "2024-09-13", part="posts")],
                     ["abandoned answers paused"], id="the part that was halted"),
        pytest.param([_act("order", "2024-07-02", **ICO), _act("cleared", "2024-08-30", part="posts", **ICO)], [],
                     id="a part of what was ordered"),
        pytest.param([_act("paused", "2024-06-14", subject=Subject.PRODUCT), _act("abandoned", "2024-09-13")],
                     [], id="another subject"),
        pytest.param([_act("order", "2024-07-02", **ICO), _act("order", "2024-07-10", **ICO),
                      _act("cleared", "2024-08-30", **ICO)],
                     ["cleared lifts order", "cleared lifts order"], id="an order upheld and lifted"),
        pytest.param([_act("order", "2024-01-02", **ICO), _act("order", "2024-07-10", **ICO),
                      _act("cleared", "2024-08-30", **ICO)], ["cleared lifts order"], id="two orders"),
        pytest.param([_act("order", "2024-07-02", **ICO), _act("cleared", "2024-08-30", regulators=("DPC",))],
                     [], id="another regulator"),
        pytest.param([_act("order", "2024-07-02", "NL"), _act("cleared", "2024-08-30", "EU", regulators=("DPC",))], [],
                     id="a court's order elsewhere"),
        pytest.param([_act("complaint", "2024-06-06"), _act("inquiry", "2024-08-01", **ICO),
                      _act("fine", "2025-02-01", **ICO), _act("cleared", "2025-09-01")],
                     ["complaint leads to inquiry", "inquiry leads to fine", "cleared lifts fine"], id="to the end"),
        pytest.param([_act("complaint", "2022-06-06"), _act("inquiry", "2024-08-01")], [], id="years between"),
        pytest.param([_act("complaint", "2024-06-06"), _act("cleared", "2024-08-01")], ["cleared closes complaint"],
                     id="turned down"),
    ],
)  # fmt: skip
def test_chains(acts: list[Entry], chains: list[str]) -> None:
    events = resolve((), {}, acts, WORDS)
    names = {event.id: event.action for event in events}
    found = course(events, WORDS).chains
    assert sorted(f"{names[one.event]} {one.relation} {names[one.other]}" for one in found) == sorted(chains)


def test_a_return_ends_the_pause_of_all_before_that_of_a_part() -> None:
    acts = [_act("paused", "2024-01-14"), _act("paused", "2024-06-14", part="posts"), _act("resumed", "2024-09-13")]
    assert {one.paused: one.ended for one in course(resolve((), {}, acts, WORDS), WORDS).pauses} == {
        "2024-01-14": "2024-09-13", "2024-06-14": None
    }  # fmt: skip


def test_a_pause_lasts_until_the_use_goes_on() -> None:
    """Of its subject first; the day of effect counts; without days there is no count of days."""
    acts = [
        _act("paused", "2024-06-14"),
        _act("resumed", "2024-09-13", effective="2024-10-01"),
        _act("paused", "2024-06-14", "EU", subject=Subject.PRODUCT),
        _act("resumed", "2024-09-13", "EU"),
        _act("resumed", "2024-10", "EU", subject=Subject.PRODUCT),
        _act("paused", "2024-06-14", "BR"),
    ]
    found = {one.region: one for one in course(resolve((), {}, acts, WORDS), WORDS).pauses}
    assert (found["GB"].answered, found["GB"].ended, found["GB"].days) == ("2024-09-13", "2024-10-01", 109)
    assert (found["EU"].ended_by, found["EU"].days) == ("meta-eu-resumed-2024-10", None)
    assert (found["BR"].ended_by, found["BR"].ended) == (None, None)
