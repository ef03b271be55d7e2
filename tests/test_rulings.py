"""What people rule over events: each kind, what matches nothing, and that taking a ruling back restores what was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_resolve import WORDS, A, B, C, document, entry, report

from tracker.declarations import load_corrections
from tracker.model import Action, Correction, DeclarationError, Entry, Kind, Report, Ruling, State
from tracker.record import Record
from tracker.resolve import NEAR, course, record, resolve
from tracker.resolve.dates import gap

PAUSED = "acme-gb-paused-2024-09"
DOCUMENTS = {one.id: one for one in (A, B, C)}
REPORTS = [report(A, "2024-09-20"), report(B, "2024-09-21"), report(C, "2025-03-01")]


def ruling(kind: Ruling, event: str = PAUSED, **other: Any) -> Correction:
    return Correction(event, kind, "A. Person", "2026-11-22", "It was read again.", **other)


def ruled(*rulings: Correction, history: tuple[Entry, ...] = (), reports: list[Report] = REPORTS) -> Record:
    events = resolve(reports, DOCUMENTS, history, WORDS)
    return record(events, DOCUMENTS, history, WORDS, rulings)


def test_without_rulings_nothing_changes() -> None:
    made = ruled()
    assert made.events == resolve(REPORTS, DOCUMENTS, (), WORDS)
    assert (made.withdrawn, made.ruled) == ((), ())


def test_drop_takes_an_event_out_and_says_why() -> None:
    made = ruled(ruling(Ruling.DROP))
    assert [event.id for event in made.events] == ["acme-gb-paused-2025-03"]
    (gone,) = made.withdrawn
    assert (gone.event, gone.withdrawn, gone.because) == (
        PAUSED, "2026-11-22", "dropped by A. Person: It was read again."
    )  # fmt: skip
    assert made.ruled[0].applied
    assert made.ruled[0].trouble is None


def test_drop_of_a_document_takes_only_its_report_and_the_last_one_the_event() -> None:
    made = ruled(ruling(Ruling.DROP, documents=(A.id,)))
    event = next(one for one in made.events if one.id == PAUSED)
    assert ([one.document for one in event.reports], event.date) == ([B.id], "2024-09-21")
    made = ruled(
        ruling(Ruling.DROP, documents=(A.id,)), ruling(Ruling.DROP, documents=(B.url.replace("https", "http"),))
    )
    assert [one.event for one in made.withdrawn] == [PAUSED]


def test_a_dropped_curated_entry_is_withdrawn_and_a_dropped_witness_leaves_it_curated() -> None:
    curated = (entry("2024-09-20"),)
    assert [one.event for one in ruled(ruling(Ruling.DROP), history=curated).withdrawn] == [PAUSED]
    event = ruled(ruling(Ruling.DROP, documents=(A.id, B.id)), history=curated).events[0]
    assert (event.id, event.state, event.reports) == (PAUSED, State.CURATED, ())


def test_amend_gives_fields_and_keeps_the_id() -> None:
    made = ruled(ruling(Ruling.AMEND, date="2024-08-30", effective="2024-10-01", regulators=("ICO",), part="posts"))
    event = next(one for one in made.events if one.id == PAUSED)
    assert (event.date, event.effective, event.regulators, event.part) == (
        "2024-08-30",
        "2024-10-01",
        ("ICO",),
        "posts",
    )
    assert "date, effective, regulators, part amended by A. Person" in event.confidence_reasons
    assert made.ruled[0].detail == "date: 2024-08-30; effective: 2024-10-01; regulators: ICO; part: posts"


def test_merge_hands_the_witnesses_over() -> None:
    made = ruled(ruling(Ruling.MERGE, "acme-gb-paused-2025-03", into=PAUSED))
    (event,) = made.events
    assert {one.document for one in event.reports} == {A.id, B.id, C.id}
    assert (event.id, made.withdrawn[0].successor) == (PAUSED, PAUSED)
    curated = (entry("2024-09-20"), entry("2024-12-01", summary="Once more."))
    made = ruled(ruling(Ruling.MERGE, "acme-gb-paused-2024-12", into=PAUSED), history=curated, reports=REPORTS[:2])
    (event,) = made.events
    assert (event.summary, event.state) == ("Acme, 2024-09-20.", State.CONFIRMED)
    assert "https://paper.example/old" in {one.url for one in event.witnesses}


def test_split_makes_an_event_of_its_own() -> None:
    made = ruled(ruling(Ruling.SPLIT, documents=(B.id,)))
    assert {event.id: [one.document for one in event.reports] for event in made.events} == {
        PAUSED: [A.id],
        "acme-gb-paused-2024-09-21": [B.id],
        "acme-gb-paused-2025-03": [C.id],
    }
    made = ruled(ruling(Ruling.SPLIT, documents=(B.id,), date="2024-11-05"))
    assert {event.id: event.date for event in made.events}["acme-gb-paused-2024-11"] == "2024-11-05"


def test_dispute_marks_and_a_later_merge_keeps_the_mark() -> None:
    made = ruled(ruling(Ruling.DISPUTE), ruling(Ruling.MERGE, "acme-gb-paused-2025-03", into=PAUSED))
    (event,) = made.events
    assert event.state is State.DISPUTED
    assert "disputed by A. Person" in event.confidence_reasons
    assert course(made.events, WORDS).standings[0].event == PAUSED


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (ruling(Ruling.DROP, "acme-gb-pausd-2024-09"), f"did you mean {PAUSED}?"),
        (ruling(Ruling.DROP, "acme-gb-paused-2022-09"), "there is no event"),
        (ruling(Ruling.DROP, documents=(C.id,)), "has no report from gamma.example/story"),
        (ruling(Ruling.SPLIT, documents=(A.id, B.id)), "nothing to split"),
        (ruling(Ruling.MERGE, into="acme-gb-paused-1999-01"), "there is no event 'acme-gb-paused-1999-01'"),
        (ruling(Ruling.MERGE, into=PAUSED), "into itself"),
    ],
)
def test_a_ruling_that_matches_nothing_is_told_and_changes_nothing(wrong: Correction, said: str) -> None:
    made = ruled(wrong)
    assert made.events == ruled().events
    assert not made.ruled[0].applied
    assert said in (made.ruled[0].trouble or "")


def test_a_ruling_holds_where_news_has_moved_the_id_and_a_person_is_told() -> None:
    earlier = report(document("early", "2024-09-02", Kind.REGULATOR), "2024-08-31")
    documents = DOCUMENTS | {earlier.document: document("early", "2024-09-02", Kind.REGULATOR)}
    events = resolve([*REPORTS, earlier], documents, (), WORDS)
    assert PAUSED not in {event.id for event in events}
    made = record(events, documents, (), WORDS, [ruling(Ruling.DROP)])
    assert [one.event for one in made.withdrawn] == ["acme-gb-paused-2024-08"]
    assert made.ruled[0].applied
    assert "is called acme-gb-paused-2024-08 now" in (made.ruled[0].trouble or "")


# ---- properties

PAGES = [document(f"page{n}", f"2024-{n + 1:02}-15", list(Kind)[n % 6]) for n in range(8)]
DATES = st.none() | st.builds(
    lambda month, day, length: f"2024-{month:02}-{day:02}"[:length],
    st.integers(1, 12), st.integers(1, 28), st.sampled_from((4, 7, 10, 10)),
)  # fmt: skip
REPORTED = st.lists(
    st.builds(
        lambda page, day, action, start: report(page, day, action=action, start=start, end=start + 15),
        st.sampled_from(PAGES), DATES, st.sampled_from((Action.PAUSED, Action.RESUMED)), st.integers(0, 5),
    ),
    max_size=9, unique_by=lambda one: (one.document, one.start),
)  # fmt: skip
ENTRIES = st.lists(DATES.filter(bool).map(lambda day: entry(day)), max_size=2, unique_by=lambda one: one.date)
KINDS = st.sampled_from((Ruling.DROP, Ruling.DISPUTE, Ruling.AMEND, Ruling.MERGE, Ruling.SPLIT))
KNOWN = {one.id: one for one in PAGES}


@settings(max_examples=150, deadline=None)
@given(REPORTED, ENTRIES, st.randoms(use_true_random=False))
def test_no_order_of_reports_documents_or_entries_matters(
    reports: list[Report], history: list[Entry], chance: Any
) -> None:
    expected = resolve(reports, KNOWN, history, WORDS)
    assert resolve(reports, KNOWN, history, WORDS) == expected
    for one in (reports, history):
        chance.shuffle(one)
    pages = list(KNOWN.items())
    chance.shuffle(pages)
    assert resolve(reports, dict(pages), history, WORDS) == expected
    assert course(expected[::-1], WORDS) == course(expected, WORDS)


@settings(max_examples=150, deadline=None)
@given(REPORTED, ENTRIES, DATES)
def test_another_witness_leaves_none_alone(reports: list[Report], history: list[Entry], day: str | None) -> None:
    """Its id may move with a better date, two that were one may part, and two that are both near it may be one; but
    none of its witnesses is left alone."""
    witness = document("late", "2024-12-31", Kind.REGULATOR)
    documents = KNOWN | {witness.id: witness}
    before = resolve(reports, documents, history, WORDS)
    after = resolve([*reports, report(witness, day)], documents, history, WORDS)
    near = [one for one in before if one.action is Action.PAUSED and day and one.date and gap(one.date, day) <= NEAR]
    assert len(after) >= len(before) - max(0, len(near) - 1) or any(event.date is None for event in before)
    joined = {one for event in after for one in event.reports}
    for event in before:
        assert event.reports == () or joined & set(event.reports), event.id
    assert {one.date for one in history} <= {event.date for event in after}


@settings(max_examples=100, deadline=None)
@given(REPORTED, ENTRIES, st.lists(st.tuples(KINDS, st.integers(0, 9), st.integers(0, 9)), max_size=4))
def test_rulings_taken_back_restore_the_record(
    reports: list[Report], history: list[Entry], choices: list[tuple[Ruling, int, int]]
) -> None:
    events = resolve(reports, KNOWN, history, WORDS)
    plain = record(events, KNOWN, history, WORDS)
    if not events:
        return
    rulings = []
    for kind, first, second in choices:
        event, other = events[first % len(events)], events[second % len(events)]
        more: dict[str, Any] = {"into": other.id} if kind is Ruling.MERGE else {}
        more |= {"date": "2020"} if kind is Ruling.AMEND else {}
        if kind is Ruling.SPLIT:
            more["documents"] = tuple(one.document for one in event.reports[:1]) or (A.id,)
        rulings.append(ruling(kind, event.id, **more))
    made = record(events, KNOWN, history, WORDS, rulings)
    assert record(events, KNOWN, history, WORDS, rulings) == made
    assert record(events, KNOWN, history, WORDS) == plain
    kept = {one.id for one in made.events} | {one.event for one in made.withdrawn}
    assert {one.id for one in events} <= kept
    assert sorted(kept) == sorted([*(one.id for one in made.events), *(one.event for one in made.withdrawn)])
    course(made.events, WORDS)


# ---- the file

HEAD = "- event: acme-gb-paused-2024-09\n  who: A. Person\n  when: '2026-11-22'\n  why: It was read again.\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + "  ruling: forget\n", "field ruling: must be one of drop, amend, merge, split, dispute"),
        (HEAD + "  ruling: merge\n", "field into: is missing: merge needs it"),
        (HEAD + "  ruling: split\n", "field documents: is missing"),
        (HEAD + "  ruling: amend\n", "changes nothing"),
        (HEAD + "  ruling: drop\n  date: '2024'\n", "field date: means nothing for drop; allowed: documents"),
        (HEAD + "  ruling: amend\n  date: '2024-13'\n", "field date: must be a date that exists"),
        (HEAD + "  ruling: amend\n  part: ' '\n", "field part: must not be empty"),
        (HEAD + "  ruling: amend\n  regulators: [NIX]\n", "field regulators: 'NIX' is unknown"),
        (HEAD + "  ruling: drop\n  documents: [nowhere]\n", "field documents: must be a whole web address"),
        (HEAD.replace("  who: A. Person\n", "") + "  ruling: drop\n", "field who: is missing"),
        (HEAD.replace("A. Person", "''") + "  ruling: drop\n", "field who: must not be empty"),
        (2 * (HEAD + "  ruling: drop\n"), "stands in entry 1 already"),
        (HEAD + "  ruling: drop\n  wen: x\n", "'wen' is unknown; did you mean when?"),
    ],
)
def test_a_wrong_ruling_names_entry_and_field(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "corrections.yaml").write_text(text, "utf-8")
    with pytest.raises(DeclarationError) as error:
        load_corrections(tmp_path / "corrections.yaml")
    assert said in str(error.value)
    assert str(error.value).startswith("corrections.yaml: entry ")


def test_the_file_that_comes_with_the_project_and_its_example_are_right(tmp_path: Path) -> None:
    ours = Path(__file__).parent.parent / "data" / "corrections.yaml"
    assert load_corrections(ours) == ()
    example = "\n".join(
        line.removeprefix("# ") for line in ours.read_text("utf-8").splitlines() if line.startswith("# ")
    )
    (tmp_path / "corrections.yaml").write_text(example[example.index("- event: acme") :], "utf-8")
    (one,) = load_corrections(tmp_path / "corrections.yaml")
    assert one.ruling is Ruling.AMEND
