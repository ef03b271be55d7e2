"""Each date of a text that may be the day of an act is told with what is known of it, and that there may be none."""

from __future__ import annotations

import pytest
from scoring import document
from test_leads import reader

from tracker.extract import options
from tracker.extract.mentions import Dates
from tracker.extract.options import Options
from tracker.extract.scores import Option
from tracker.model import Action

TEXT = (
    "Meta paused the training of its AI models on posts of users in Brazil on 2 July 2024.\n\n"
    "The group has taken it up again in Brazil since 30 August 2024, said the ANPD. That was news on 2 July 2024."
)


def found(
    published: str | None = "2024-09-04",
    title: str = "",
    action: Action = Action.PAUSED,
    line: int = 0,
    text: str = TEXT,
) -> list[Option]:
    """The dates that may be the day of an act of Meta in a line of the text."""
    parsed = reader().parse(document({"title": title, "text": text, "lang": "en", "published": published}))
    assert parsed
    text_as_read = reader().views(parsed)[-1].text
    return list(Options(Dates(text_as_read), line + text_as_read.headline, "meta", action))


def test_each_place_of_a_date_may_be_meant_and_the_day_of_the_page_and_none() -> None:
    places = [(one.date, one.asked.line if one.asked else None) for one in found()]
    assert places == [("2024-07-02", 0), ("2024-08-30", 1), ("2024-07-02", 2), ("2024-09-04", None), ("", None)]
    assert [one.date for one in found(published=None)][-1] == ""
    assert "2024-09-04" not in {one.date for one in found(published=None)}


def test_a_day_after_the_page_is_no_day_of_an_act() -> None:
    assert {one.date for one in found(published="2024-08-01")} == {"2024-07-02", "2024-08-01", ""}


def test_what_is_known_of_a_date() -> None:
    first, second, third, page, none = (set(one.facts) for one in found())
    every = {"page with a day", "one of 3 dates", "act in line 0"}
    assert every <= first & second & third & page & none
    assert none == {*every, "none"}
    assert first - every == {
        "10 characters", "up to 400 days before the page", "2 times", "0 dates before", "2 dates after", "by rules",
        "0 lines after", "0 between", "in line 0", "in line 2 from the end", "in the paragraph",
    }  # fmt: skip
    assert {"1 lines after", "1 dates before", "in line 1", "1 times"} <= second
    assert "in the paragraph" not in second
    assert {"2 lines after", "1 between", "in line 0 from the end"} <= third
    assert {"the page's", "up to 0 days before the page", "2 dates before", "stands nowhere"} <= page
    assert "page without a day" in found(published=None)[0].facts


def test_how_words_come_to_mean_a_day_is_known() -> None:
    text = "Meta paused AI training in Brazil on 2 July 2024. It took it up again on Friday or two days later."
    facts = {one.date: set(one.facts) for one in found(text=text)}
    assert {"counted forth", "unsure"} <= facts["2024-07-05"] & facts["2024-07-04"]
    assert "counted from the page" in facts["2024-08-23"]
    assert "counted back" in facts["2024-06-28"]
    assert not [fact for fact in facts["2024-07-02"] | facts["2024-09-04"] if fact.startswith("counted")]


def test_the_day_that_the_rules_give_an_act_is_known_as_that_of_another() -> None:
    assert "by rules" not in found(action=Action.FINE)[0].facts
    assert "of another act by rules" in found(action=Action.FINE)[0].facts


def test_a_date_in_the_headline_is_known_by_it() -> None:
    headline = next(one for one in found(title="Meta news of May 2024") if one.date == "2024-05")
    assert {"in the headline", "-1 lines after"} <= set(headline.facts)


def test_the_nearest_dates_are_weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "MOST", 2)
    assert [one.asked.line for one in found() if one.asked] == [0, 1]
    assert [one.asked.line for one in found(line=2) if one.asked] == [2, 1]
