"""Events: which reports and curated entries tell of one act, what date it has, and that order changes nothing."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from tracker.model import (
    Act,
    Action,
    Company,
    Document,
    Entry,
    Event,
    Kind,
    Region,
    Regulator,
    Report,
    State,
    Subject,
    Witness,
    Words,
)
from tracker.resolve import resolve

WORDS = Words(
    companies={"acme": Company("acme", "Acme"), "zeta": Company("zeta", "Zeta")},
    regions={"GB": Region("GB", "United Kingdom"), "EU": Region("EU", "European Union")},
    regulators={"ICO": Regulator("ICO", "Information Commissioner's Office", "GB")},
    acts={action: Act(action, action.title(), "company", "", 1) for action in Action},
    gate=(),
    rules={},
)


def document(name: str, published: str | None = "2024-09-21", kind: Kind = Kind.NEWS) -> Document:
    address = f"https://{name}.example/story"
    return Document(address, address, f"Story of {name}", "text", published, name.title(), kind, "en")


def report(where: Document, date: str | None, **other: Any) -> Report:
    fields: dict[str, Any] = {
        "document": where.id,
        "company": "acme",
        "region": "GB",
        "action": Action.PAUSED,
        "date": date,
        "effective": None,
        "regulators": (),
        "subject": Subject.TRAINING,
        "core": True,
        "quote": "Acme has paused",
        "start": 0,
        "end": 15,
        "rule": "paused",
        "confidence": 0.8,
    }
    return Report(**(fields | other))


def entry(date: str, **other: Any) -> Entry:
    sources = (Witness("https://paper.example/old", "Paper", Kind.NEWS, "2024-06-15"),)
    fields = {"company": "acme", "region": "GB", "action": Action.PAUSED, "date": date, "summary": f"Acme, {date}."}
    return Entry(**(fields | {"sources": sources, "confidence": "high"} | other))


def events(reports: list[Report], documents: list[Document], *history: Entry) -> tuple[Event, ...]:
    return resolve(reports, {one.id: one for one in documents}, history, WORDS)


def one(reports: list[Report], documents: list[Document], *history: Entry) -> Event:
    (event,) = events(reports, documents, *history)
    return event


A, B, C = document("alpha"), document("beta"), document("gamma")
OFFICE = document("office", "2024-09-20", Kind.REGULATOR)


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        pytest.param(["2024-09-20", "2024-09-20"], ["2024-09-20"], id="same day"),
        pytest.param(["2024-09-20", "2024-09"], ["2024-09-20"], id="month holds the day"),
        pytest.param(["2024-09-20", "2024"], ["2024-09-20"], id="year holds the day"),
        pytest.param(["2024-09-20", "2024-11-04"], ["2024-09-20"], id="45 days"),
        pytest.param(["2024-09-20", "2024-11-05"], ["2024-09-20", "2024-11-05"], id="46 days"),
        pytest.param(["2024-09", "2024-10"], ["2024-09"], id="next month"),
        pytest.param(["2024-09", "2024-11"], ["2024-09", "2024-11"], id="two months on"),
        pytest.param(["2024-12-30", "2025"], ["2024-12-30", "2025"], id="another year, near as it is"),
        pytest.param(["2023-05-01", "2024-09-20", "2024"], ["2023-05-01", "2024-09-20"], id="the year that fits"),
    ],
)
def test_dates_that_fit_are_one_event(dates: list[str], expected: list[str]) -> None:
    documents = [A, B, C]
    reports = [report(where, date) for where, date in zip(documents, dates, strict=False)]
    assert [event.date for event in events(reports, documents)] == expected
    assert sum(len(event.reports) for event in events(reports, documents)) == len(reports)


def test_a_chain_of_near_dates_is_not_one_long_event() -> None:
    days = ["2024-01-01", "2024-02-10", "2024-03-21"]
    assert len(events([report(A, day, start=i) for i, day in enumerate(days)], [A])) == 2


def test_company_region_and_action_keep_apart() -> None:
    reports = [
        report(A, "2024-09-20"),
        report(A, "2024-09-20", region="EU"),
        report(A, "2024-09-20", company="zeta"),
        report(A, "2024-09-20", action=Action.RESUMED),
    ]
    assert {event.id for event in events(reports, [A])} == {
        "acme-gb-paused-2024-09",
        "acme-eu-paused-2024-09",
        "zeta-gb-paused-2024-09",
        "acme-gb-resumed-2024-09",
    }


def test_order_changes_nothing() -> None:
    documents = [A, B, C, OFFICE]
    reports = [
        report(A, "2024-09-20"),
        report(B, "2024-09", confidence=0.9),
        report(C, None),
        report(OFFICE, "2024-11-01", regulators=("ICO",)),
        report(B, "2025-03-01", start=40, end=55),
    ]
    history = [entry("2024-09-19"), entry("2025"), entry("2024-09-25", summary="Acme again.")]
    expected = events(reports, documents, *history)
    for shuffled in permutations(reports):
        assert events(list(shuffled), documents[::-1], *history[::-1]) == expected


@pytest.mark.parametrize(
    ("published", "days", "joined"),
    [
        pytest.param("2025-05-01", ["2024-09-20"], "2024-09-20", id="the only one"),
        pytest.param(None, ["2024-09-20"], "2024-09-20", id="the only one, a text without a date"),
        pytest.param("2024-01-01", ["2024-09-20"], "", id="the only one lies in its future: one without a date"),
        pytest.param("2024-10-01", ["2023-09-20", "2024-09-20"], "2024-09-20", id="the nearer of two"),
        pytest.param("2024-10-01", ["2024-09-20", "2025-09-20"], "2024-09-20", id="the other is still to come"),
        pytest.param("2026-10-01", ["2023-09-20", "2024-09-20"], None, id="both too long ago to say which"),
        pytest.param(None, ["2023-09-20", "2024-09-20"], None, id="no date to measure from"),
    ],
)
def test_a_report_without_a_date_joins_what_it_can_mean(
    published: str | None, days: list[str], joined: str | None
) -> None:
    late = document("late", published)
    loose = report(late, None)
    found = events([loose, *(report(A, day, start=i) for i, day in enumerate(days))], [A, late])
    assert [event.date for event in found if event.date] == days
    assert [event.date or "" for event in found if loose in event.reports] == ([] if joined is None else [joined])


def test_reports_without_a_date_and_nothing_to_join_make_one_undated_event() -> None:
    event = one([report(A, None), report(B, None)], [A, B])
    assert (event.id, event.date, event.state) == ("acme-gb-paused-undated", None, State.EXTRACTED)
    assert "date unknown" in event.confidence_reasons


def test_curated_fields_win_and_reports_confirm() -> None:
    curated = entry("2024-09-19", effective="2024-10-01", note="Dates differ.", regulators=("DPC",))
    event = one([report(A, "2024-09-20", regulators=("ICO",), effective="2024-11-01")], [A], curated)
    assert (event.date, event.effective, event.state) == ("2024-09-19", "2024-10-01", State.CONFIRMED)
    assert (event.summary, event.note, event.regulators) == ("Acme, 2024-09-19.", "Dates differ.", ("DPC", "ICO"))
    assert [witness.url for witness in event.witnesses] == ["https://paper.example/old", A.id]


def test_a_recalled_year_joins_the_curated_entry_of_that_year() -> None:
    recalling = document("later", "2025-05-07")
    event = one([report(recalling, "2024", core=False)], [recalling], entry("2024-06-14"))
    assert (event.id, event.date, event.state) == ("acme-gb-paused-2024-06", "2024-06-14", State.CONFIRMED)


def test_the_day_of_effect_is_no_second_event() -> None:
    told = [report(A, "2025-11-03"), report(B, "2025-11-03"), report(C, "2025-09-18", effective="2025-11-03")]
    event = one(told, [A, B, C])
    assert (event.date, event.effective) == ("2025-09-18", "2025-11-03")
    curated = entry("2025-09-18", effective="2025-11-03")
    assert len(events([report(A, "2025-11-03")], [A], curated)) == 1


def test_two_curated_entries_stay_two_and_each_report_goes_to_the_nearer() -> None:
    first, second = entry("2024-07-02"), entry("2024-07-10")
    found = events([report(A, "2024-07-03"), report(B, "2024-07-10")], [A, B], first, second)
    assert [(event.id, len(event.reports)) for event in found] == [
        ("acme-gb-paused-2024-07", 1),
        ("acme-gb-paused-2024-07-10", 1),
    ]


def test_a_training_report_prefers_the_training_entry() -> None:
    product = entry("2024-07-17", subject=Subject.PRODUCT)
    found = events([report(A, "2024")], [A], entry("2024-06-14"), product)
    assert [(event.subject, len(event.reports)) for event in found] == [(Subject.TRAINING, 1), (Subject.PRODUCT, 0)]


def test_subject_training_wins_among_reports() -> None:
    assert one([report(A, "2024", subject=Subject.PRODUCT), report(B, "2024")], [A, B]).subject == Subject.TRAINING
    assert one([report(A, "2024", subject=Subject.PRODUCT)], [A]).subject == Subject.PRODUCT


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([(OFFICE, "2024-09-20"), (A, "2024-09-21"), (B, "2024-09-21")], "2024-09-20"),
        ([(OFFICE, "2024-09"), (A, "2024-09-21"), (B, "2024-10-02")], "2024-09-21"),
        ([(A, "2024-09"), (B, "2024-09-21")], "2024-09-21"),
        ([(A, "2024-09-20"), (B, "2024-09-21"), (C, "2024-09-21")], "2024-09-21"),
        ([(A, "2024-09-20"), (B, "2024-09-21")], "2024-09-20"),
    ],
    ids=["regulator before press", "made precise by who agrees", "more precise", "majority", "else the earlier"],
)
def test_best_date(told: list[tuple[Document, str]], expected: str) -> None:
    documents = [where for where, _ in told]
    assert one([report(where, day) for where, day in told], documents).date == expected


def test_ids_of_one_month_are_told_apart_by_day_and_number() -> None:
    same_day = [entry("2024-07-31", summary=name) for name in ("a", "b", "c")]
    assert [event.id for event in events([], [], *same_day)] == [
        "acme-gb-paused-2024-07",
        "acme-gb-paused-2024-07-31",
        "acme-gb-paused-2024-07-31-2",
    ]
    years = [event.id for event in events([], [], entry("2024", summary="a"), entry("2024", summary="b"))]
    assert years == ["acme-gb-paused-2024", "acme-gb-paused-2024-2"]


def test_summary_of_an_extracted_event_is_our_own_sentence() -> None:
    event = one([report(A, "2024-09-20", regulators=("ICO",))], [A])
    assert event.summary == "Acme paused AI training on personal data (United Kingdom); regulator: ICO."


def test_every_action_has_a_summary() -> None:
    for action in Action:
        assert "Acme" in one([report(A, "2024", action=action)], [A]).summary


def test_a_source_is_one_witness_however_its_address_is_written() -> None:
    written = Witness("http://www.alpha.example/story/#top", "Alpha", Kind.NEWS)
    event = one([report(A, "2024-06-14")], [A], entry("2024-06-14", sources=(written,)))
    assert event.witnesses == (Witness(A.id, "Alpha", Kind.NEWS, "2024-09-21"),)


def test_confidence_grows_with_publishers_and_shrinks_with_doubt() -> None:
    alone = one([report(A, "2024-09-20")], [A])
    twice = one([report(A, "2024-09-20"), report(A, "2024-09-20", start=50)], [A])
    both = one([report(A, "2024-09-20"), report(OFFICE, "2024-09")], [A, OFFICE])
    differ = one([report(A, "2024-09-20"), report(OFFICE, "2024-09-21")], [A, OFFICE])
    assert alone.confidence == twice.confidence == 0.8
    assert both.confidence == 0.88
    assert differ.confidence < both.confidence
    assert both.confidence_reasons == ("regulator's own statement", "2 publishers", "dates agree")
    assert differ.confidence_reasons[-1] == "dates differ: 2024-09-20, 2024-09-21"
    assert one([], [], entry("2024")).confidence_reasons == ("1 publisher", "curated record: high")


def test_the_best_report_comes_first() -> None:
    weak, own = report(A, "2024-09-20", confidence=0.99), report(OFFICE, "2024-09-20", confidence=0.7)
    aside = report(B, "2024-09-20", core=False, confidence=1.0)
    assert one([aside, weak, own], [A, B, OFFICE]).reports == (own, weak, aside)
