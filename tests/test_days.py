"""Every date of a text is weighed as the day of an act, by named figures; what is not likely is left unknown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scoring import document, extractor
from test_leads import reader

from tracker.extract import days, judge
from tracker.extract.candidates import NONE
from tracker.extract.days import Dated, Days
from tracker.extract.grounds import Grounds
from tracker.extract.mentions import Dates
from tracker.extract.options import pointed
from tracker.extract.senses import PAGE, SENSES
from tracker.model import Action, Report

TEXT = (
    "Meta paused the training of its AI models on posts of users in Brazil on 2 July 2024.\n\n"
    "The group has taken it up again in Brazil since 30 August, said the ANPD on Monday."
)


def dated(text: str, action: Action, published: str | None = "2024-09-04", title: str = "") -> Dated:
    """The dates that may be the day of an act of Meta in Brazil."""
    row = {"title": title, "text": text, "lang": "en", "published": published}
    parsed = reader().parse(document(row))
    assert parsed
    found = reader().views(parsed)[-1].text
    return Dated(Dates(found), *Grounds(found, reader().finder).of(("meta", "BR", action)))


def figures(found: Dated, date: str, networks: dict[str, float] | None = None) -> dict[str, Any]:
    dates, table = found.table(networks or {})
    return dict(zip(found.names, table[dates.index(date)].tolist(), strict=True))


def test_every_date_is_weighed() -> None:
    found = dated(TEXT, Action.PAUSED, title="News of August 2024")
    plain = {"2024-08", "2024-07-02", "2024-08-30", "2024-09-02", "2024-09-04", "2024-09"}
    others = {"2023-08-30", "2024-07-01", "2024-07-08", "2024-08-26"}  # of August, and Mondays
    assert set(found.places) == plain | others
    assert figures(found, "2024-08-30")["plain"] == 1
    assert figures(found, "2024-08-30")["sense"] == -1
    assert figures(found, "2024-08-26")["plain"] == 0
    assert SENSES[int(figures(found, "2024-08-26")["sense"])] == PAGE


def test_a_date_is_seen_from_the_words_of_the_act() -> None:
    found = dated(TEXT, Action.PAUSED)
    own, other, base = (figures(found, date) for date in ("2024-07-02", "2024-08-30", "2024-09-04"))
    assert (own["same line"], own["lines away"], own["signs away"], own["lead"]) == (1, 0, 68, days.LEADS.index("on"))
    assert (other["same line"], other["lines away"], other["base"]) == (0, 1, 0)
    assert (base["same line"], base["base"], base["gap"]) == (-1, 1, 0)
    assert (own["gap"], own["rule"], other["rule"]) == (-64, 1, 0)


def test_a_sentence_is_seen_from_one_of_its_dates() -> None:
    text = "Meta paused the training on posts in Brazil on 2 July 2024 and resumed it on 30 August 2024."
    every = dated(text, Action.PAUSED).every
    first, second = every.asked(0).values()
    assert (list(first.own), first.others) == ([9, 10, 11], [16, 17, 18])
    assert (list(second.own), second.others) == ([16, 17, 18], [9, 10, 11])


def test_a_sentence_tells_which_of_two_dates_is_that_of_the_act() -> None:
    text = "Meta paused the training of its AI on posts in Brazil on 2 July 2024 and resumed it on 30 August 2024."
    early, late = "2024-07-02", "2024-08-30"
    for action, own, other in ((Action.PAUSED, early, late), (Action.RESUMED, late, early)):
        found = dated(text, action)
        assert figures(found, own)["when here"] > figures(found, other)["when here"]
        assert figures(found, own)["when, lead"] > 0 > figures(found, other)["when, lead"]


def test_a_date_that_stands_nowhere_is_said_to_be_of_no_act() -> None:
    assert figures(dated(TEXT, Action.PAUSED), "2024-09-04")["when, most"] == NONE


def test_the_days_of_other_acts_are_known() -> None:
    found = figures(dated(TEXT, Action.RESUMED), "2024-07-02")
    assert found["to paused"] == 0
    assert figures(dated(TEXT, Action.RESUMED), "2024-08-30")["to paused"] == 1


class Sure:
    """Trees that are so sure of one date and do not think of others."""

    def __init__(self, found: Dated, date: str, chance: float) -> None:
        self.chances = np.array([chance if one == date else 0.01 for one in found.places])

    def __call__(self, _table: Any) -> Any:
        return self.chances


@pytest.mark.parametrize(("chance", "given"), [(days.LIKELY, "2024-08-30"), (days.LIKELY - 0.01, None)])
def test_the_likeliest_date_is_the_day_if_it_is_likely(chance: float, given: str | None) -> None:
    assert days.day({"2024-07-02": 0.01, "2024-08-30": chance}) == given


@pytest.mark.parametrize(("month", "given"), [(0.46, "2024-08"), (0.44, "2024-08-30")])
def test_a_coarser_date_is_told_that_is_about_as_likely(month: float, given: str) -> None:
    assert days.day({"2024-08-30": 0.5, "2024-08": month, "2024": 0.1, "2024-09": 0.49}) == given


def test_each_date_is_weighed_by_trees() -> None:
    found, weighed = dated(TEXT, Action.RESUMED), Days(BLANK)
    weighed.judge = Sure(found, "2024-08-30", 0.6)  # type: ignore[assignment]
    chances = weighed(found, {})
    assert chances["2024-08-30"] == pytest.approx(0.6)
    assert set(chances) == set(found.places)


def test_the_trees_see_how_likely_each_date_is_by_the_networks() -> None:
    found = dated(TEXT, Action.RESUMED)
    networks = {"2024-08-30": 0.5, "2024-07-02": 0.3}
    own, other, third = (figures(found, date, networks) for date in ("2024-08-30", "2024-07-02", "2024-09-04"))
    assert [one["networks"] for one in (own, other, third)] == pytest.approx([0.5, 0.3, 0])
    assert [one["networks, lead"] for one in (own, other, third)] == pytest.approx([0.2, -0.2, -0.5])
    assert [one["networks, none"] for one in (own, other, third)] == pytest.approx([0.2] * 3)


def test_what_the_networks_give_of_a_month_counts_for_its_days() -> None:
    networks = {"2024-08-30": 0.5, "2024-08": 0.2, "2024-07-02": 0.1}
    found = dated(TEXT, Action.RESUMED, title="News of August 2024")
    alike = [figures(found, date, networks)["networks, alike"] for date in ("2024-08-30", "2024-08", "2024-07-02")]
    assert alike == pytest.approx([0.7, 0.7, 0.1])


def test_a_date_is_seen_from_the_last_one() -> None:
    found = dated(TEXT, Action.PAUSED)
    assert [figures(found, date)["gap to last"] for date in ("2024-09-04", "2024-09-02")] == [0, 2]


def test_a_line_with_one_date_alone_is_no_rival_of_it() -> None:
    text = "Meta paused the training of its AI on posts in Brazil on 2 July 2024.\n\nThat was all."
    found = dated(text, Action.PAUSED)
    assert found.surest("2024-07-02") == NONE
    assert found.surest("2024-09-04") == found.joint[0] > NONE


def test_the_networks_are_asked_once_for_an_act_of_a_company(monkeypatch: pytest.MonkeyPatch) -> None:
    found = dated(TEXT, Action.PAUSED)
    asked = []
    monkeypatch.setattr(
        type(found.text.impression), "days", lambda *given: asked.append(given) or np.ones(len(given[-1]))
    )
    other = Dated(found.every, replace(found.report, company="x"), found.claim)
    for one in (found, Dated(found.every, replace(found.report, region="PT"), found.claim), other):
        pointed(one)
    assert len(asked) == 2


def test_a_day_is_weighed_with_what_the_networks_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Days, "__call__", lambda _self, _found, pointed: pointed)
    for date in ("2024-07-02", "2024-08-30"):
        monkeypatch.setattr(judge, "pointed", lambda _, date=date: {date: 1.0})
        assert {one.date for one in read(TEXT, "2024-09-04").values()} == {date}


def test_what_the_networks_give_the_places_of_a_date_adds_up(monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"{TEXT} On 30 August 2024 Meta was glad."
    found = dated(text, Action.RESUMED)
    shares = {"2024-07-02": 0.1, "2024-08-30": 0.2, "": 0.05}
    monkeypatch.setattr(
        type(found.text.impression), "days", lambda *given: np.array([shares.get(one.date, 0) for one in given[-1]])
    )
    told = pointed(found)
    assert told["2024-08-30"] == pytest.approx(0.4)
    assert told["2024-07-02"] == pytest.approx(0.1)
    assert "" not in told


LEAF = {"figure": [0], "bar": [0], "low": [0], "high": [0], "adds": [0], "depth": 0}
BLANK = {"figures": [], "bias": 0, "trees": [LEAF]}


def test_a_text_without_any_date_gives_none() -> None:
    text = "Meta paused the training of its AI models on posts of users in Brazil."
    assert days.day(Days(BLANK)(dated(text, Action.PAUSED, published=None), {})) is None


def test_the_trees_know_their_figures() -> None:
    assert dated(TEXT, Action.PAUSED).names == reader().days.names


def read(text: str, published: str | None) -> dict[Action, Report]:
    """What is read in a text, by act."""
    found = extractor()(document({"text": text, "lang": "en", "published": published})).reports
    return {report.action: report for report in found if report.region == "BR"}


def test_days_are_read() -> None:
    found = read(TEXT, "2024-09-04")
    assert found[Action.PAUSED].date == "2024-07-02"
    assert (found[Action.RESUMED].date or "").startswith("2024-0")


def test_the_explanation_has_the_day_of_the_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Days, "__call__", lambda *_: {"2024-05": 1.0})
    one = document({"text": TEXT, "lang": "en", "published": "2024-09-04"})
    told = [act for line in extractor().explain(one) for act in line.statements if act.reason is None]
    assert told
    assert {act.date for act in told} == {"2024-05"}
