"""Words for a date may mean a day of the page, or one counted from what was told: every such day is weighed."""

from __future__ import annotations

import pytest
from scoring import document
from test_leads import reader

from tracker.extract import counted, dates, senses
from tracker.extract.mentions import Dates
from tracker.extract.senses import BACK, FORTH, PAGE

#: a Tuesday
TOLD = "2024-06-04"


def found(text: str, page: str = "", told: str = TOLD, meant: str = "") -> set[tuple[str, str]]:
    """The further days of a sentence, each with how it comes about."""
    plain = dates.find(text, page or None)
    every = senses.find(text, *([one] if one else [] for one in (page, told, meant)), plain)
    return {(one.date, one.sense) for one in every}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It stopped on 1 July.", {("2024-07-01", FORTH), ("2023-07-01", BACK)}),
        ("Ten days after that it stopped.", {("2024-06-14", FORTH)}),
        ("Late April: the door is open.", {("2024-04", BACK), ("2025-04", FORTH)}),
        ("It ended in May.", {("2024-05", BACK), ("2025-05", FORTH)}),
        ("In July it was back.", {("2024-07", FORTH), ("2023-07", BACK)}),
        ("In June it was back.", {("2024-06", BACK)}),
        ("It closed on the 8th.", {("2024-06-08", FORTH)}),
        ("The pause (11th) came late.", {("2024-06-11", FORTH)}),
        ("It closed on the eighth.", {("2024-06-08", FORTH)}),
        ("It closed on the second of the month.", {("2024-06-02", BACK)}),
        ("It closed on the first of July.", {("2024-07-01", FORTH), ("2023-07-01", BACK)}),
        ("It closed on the last day of that month.", {("2024-06-30", FORTH)}),
        ("It closed on the last day of February.", {("2024-02-29", BACK), ("2025-02-28", FORTH)}),
        ("On the Friday it closed.", {("2024-06-07", FORTH), ("2024-05-31", BACK)}),
        ("On Tuesday it closed.", {(TOLD, BACK), ("2024-06-11", FORTH)}),
        ("The following evening it closed.", {("2024-06-05", FORTH)}),
        ("It closed the same day.", {(TOLD, BACK)}),
        ("It had closed the day before.", {("2024-06-03", BACK)}),
        ("It had closed the day before yesterday.", {("2024-06-02", BACK)}),
        ("It opened two weeks later.", {("2024-06", BACK)}),
        ("A fortnight later it opened.", {("2024-06", BACK)}),
        ("Forty-eight hours later it closed.", {("2024-06-06", FORTH)}),
        ("Within two days it closed.", {("2024-06-06", FORTH)}),
        ("Three months earlier it closed.", {("2024-03", BACK)}),
        ("Two summers ago it closed.", {("2022", BACK)}),
        ("It lasted for 28 days.", {("2024-07-02", FORTH)}),
        ("It has 28 days of data.", set()),
        ("That may hold, and the first is theirs.", set()),
        ("The first anniversary and the 4th century.", set()),
        ("On 1 July 2020 it closed.", set()),
    ],
)  # fmt: skip
def test_a_day_is_counted_from_the_one_told_before(text: str, expected: set[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Last Friday it closed.", {"2024-06-14"}),
        ("It closed yesterday.", set()),
        ("It closed the day before yesterday.", {"2024-06-21"}),
        ("At this time last year it closed.", {"2023-06"}),
        ("It closed on the first of July.", {"2024-07-01", "2023-07-01"}),
        ("Two days earlier it closed.", {"2024-06-21"}),
        ("Two days later it closed.", set()),
        ("It closed that same day.", set()),
        ("It closed that summer.", set()),
        ("It closed this morning.", {"2024-06-23"}),
    ],
)
def test_a_day_is_counted_back_from_the_page(text: str, expected: set[str]) -> None:
    assert found(text, page="2024-06-23", told="") == {(date, PAGE) for date in expected}


def test_only_steps_are_counted_from_a_day_that_may_have_been_meant() -> None:
    assert found("Two days later it closed.", told="", meant="2024-06-06") == {("2024-06-08", FORTH)}
    assert found("In July it closed.", told="", meant="2024-06-06") == set()


def test_weeks_from_a_month_lead_to_a_month() -> None:
    assert found("Four weeks later it was back.", told="2023-03") == {("2023-04", FORTH)}
    assert found("Four days later it was back.", told="2023-03") == set()
    assert found("On Friday and on the 8th it was back.", told="2023") == set()


@pytest.mark.parametrize("way", ["later", "earlier", "ago", "after", "before that"])
@pytest.mark.parametrize("count", ["9999", "99999999999", "9" * 5000])
@pytest.mark.parametrize("unit", ["days", "weeks", "months", "years"])
def test_no_day_lies_beyond_the_calendar(count: str, unit: str, way: str) -> None:
    text = f"It closed {count} {unit} {way}."
    assert found(text) == found(text, page=TOLD) == set()
    assert counted.find(text, TOLD, TOLD, dates.find(text, TOLD)) == []


@pytest.mark.parametrize(
    ("text", "told", "expected"),
    [
        ("On the 6th it ended.", "2024-06", "2024-06-06"),
        ("On the 6th it ended.", "2024-12-24", "2024-12-06"),
        ("On the 6th it ended.", "2025-01", "2025-02-06"),
        ("On the 6th it ended.", "2024", "2025-02-06"),
        ("On the 6th it ended.", None, "2025-02-06"),
        ("On the 24th it ended.", None, "2025-01-24"),
        ("On the 6th of this month it ended.", "2024-06", "2025-02-06"),
        ("On the 20th of June it ended.", "2024-12", "2024-06-20"),
        ("On the 20th of June, 2023, it ended.", "2024-12", "2023-06-20"),
        ("On the 20th June 2023 it ended.", "2024-12", "2023-06-20"),
    ],
)
def test_a_day_alone_is_of_the_month_told_that_is_far_from_the_page(text: str, told: str | None, expected: str) -> None:
    page = "2025-02-10"
    assert counted.find(text, page, told, dates.find(text, page))[0].date == expected


def dated(text: str, published: str | None = None, title: str = "") -> dict[str, set[str]]:
    """The days that each line of a text may mean, each with all ways in which it comes about."""
    parsed = reader().parse(document({"title": title, "text": text, "lang": "en", "published": published}))
    assert parsed
    every: dict[str, set[str]] = {}
    for date, places in Dates(reader().views(parsed)[-1].text).places.items():
        every[date] = {place.mention.sense for place in places}
    return every


OPENING = "Meta paused the training of its AI models on posts."


def test_a_page_without_a_day_has_those_of_its_first_lines_and_the_last() -> None:
    text = f"{OPENING} 15 June 2024.\n\nIt stopped yesterday. NOYB sued on 6 June 2024.\n\nEdited on 20 June 2024."
    found = dated(text)
    assert {"2024-06-14", "2024-06-19"} <= {date for date, senses in found.items() if PAGE in senses}
    assert "2024-06-05" not in found or PAGE not in found["2024-06-05"]
    assert PAGE not in dated(text, published="2024-06-21").get("2024-06-19", set())


def test_days_are_counted_from_line_to_line() -> None:
    text = f"{OPENING} It had started in March 2023, on the 30th. Two days later it ended. On the Friday it was over."
    found = dated(text, published="2025-02-02")
    assert "" in found["2023-03-30"]
    assert "" in found["2023-04-01"]
    assert FORTH in found["2023-04-07"]


def test_days_are_counted_from_the_last_three_that_were_told() -> None:
    told = "It began in 2021, it grew on 1 May 2022, on 1 May 2023 and on 1 May 2024."
    found = dated(f"{OPENING} {told} Two days later it ended.", published="2025-02-02")
    assert {date for date in found if date.endswith("-05-03")} == {"2022-05-03", "2023-05-03", "2024-05-03"}


def test_a_day_to_come_is_not_counted_from() -> None:
    text = f"{OPENING} It starts again on 3 November 2025. Two days later it ends."
    assert "2025-11-05" not in dated(text, published="2025-09-18")
    assert "2025-11-05" in dated(text)


def test_the_year_told_last_is_kept() -> None:
    text = (
        f"{OPENING} In 2021 Ann left. In May Bob did, in June Cleo, in July Dan, in August Eve. On 8 October it ended."
    )
    assert FORTH in dated(text, published="2026-09-01")["2021-10-08"]


def test_the_headline_takes_no_days_from_the_first_sentence() -> None:
    assert "" in dated("On 14 June 2024 Meta paused the training of its AI.", title="Meta pauses")["2024-06-14"]
