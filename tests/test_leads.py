"""The network points to events that no rule reads, and judges weigh all by named figures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from networks import ByWord
from scoring import document, extractor

from tracker.declarations import load_words
from tracker.extract import judge
from tracker.extract.days import Days
from tracker.extract.english import English
from tracker.extract.judge import as_whole, beside
from tracker.extract.scores import ACTIONS
from tracker.extract.trees import Judge
from tracker.model import Action, Reason, Report

LEAD = "Meta trains its AI models on posts by users in Brazil, and the regulator ANPD has looked into it. "


def reader() -> English:
    """The English reader."""
    found = extractor().reader("en")
    assert isinstance(found, English)
    return found


@pytest.mark.parametrize(
    "matter",
    [
        "artificial intelligence",
        "voice recordings",
        "a face scan",
        "facial recognition",
        "transcribing",
        "human reviewers",
        "data sets that machines learn from",
        "keystrokes",
        "old recordings",
    ],
)
def test_a_text_is_read_that_names_neither_ai_nor_training(matter: str) -> None:
    assert reader().parse(document({"text": f"Google has paused its use of {matter} in Brazil.", "lang": "en"}))
    assert not reader().parse(document({"text": "Google has paused its use of the car park in Brazil.", "lang": "en"}))


def test_trees_add_up() -> None:
    tree = {
        "figure": [1, 0, 0],
        "bar": [0.5, 0, 0],
        "low": [1, 1, 2],
        "high": [2, 1, 2],
        "adds": [0, -2, 2],
        "depth": 1,
    }
    table = np.array([[9, 0.5], [9, 0.6]], np.float32)
    low, high = Judge({"bias": 0.5, "trees": [tree, tree]})(table)
    assert low == pytest.approx(1 / (1 + np.exp(3.5)))
    assert high == pytest.approx(1 / (1 + np.exp(-4.5)))


def test_the_second_judge_sees_the_chances_of_the_others() -> None:
    keys = [("meta", "BR", Action.PAUSED), ("meta", "EU", Action.PAUSED), ("x", "BR", Action.PAUSED),
            ("meta", "BR", Action.RESUMED)]  # fmt: skip
    table = np.array([[7]] * 4, np.float32)
    figures = beside(keys, table, np.array([0.5, 0.25, 0.125, 0.75], np.float32))
    # of the table, own, another company there, another region, another act, all other regions, one of them is likelier,
    # another company anywhere, all of them; worldwide, in the EU; paused, resumed, abandoned there
    assert figures[0].tolist() == [7, 0.5, 0.125, 0.25, 0.75, 0.25, 0, 0.125, 0.125, 0, 0.25, 0.5, 0.75, 0]
    assert figures[1].tolist() == [7, 0.25, 0, 0.5, 0, 0.5, 1, 0.125, 0.125, 0, 0.25, 0.25, 0, 0]


def test_a_text_as_a_whole_is_seen_by_its_likeliest_candidate() -> None:
    keys = [("meta", "BR", Action.PAUSED), ("meta", "BR", Action.FINE)]
    row = as_whole(keys, np.array([[1, 5], [2, 4]], np.float32), np.array([0.4, 0.6], np.float32))
    # of the likeliest, the highest of each; likeliest, likeliest of a stop or return, over 0.3, over 0.5
    assert row.tolist() == [pytest.approx([2, 4, 2, 5, 0.6, 0.4, 2, 1])]


@pytest.mark.parametrize(("bar", "told"), [(0.0, [Action.PAUSED]), (1.01, [])])
def test_a_text_that_may_be_on_another_matter_tells_nothing(
    monkeypatch: pytest.MonkeyPatch, bar: float, told: list[Action]
) -> None:
    monkeypatch.setattr(judge, "RELEVANT", bar)
    text = "LinkedIn has suspended the training of its generative AI models on posts of members in Chile."
    reading = extractor()(document({"text": text, "lang": "en"}))
    assert [report.action for report in reading.reports] == told
    assert [one.reason for one in reading.rejections] == ([] if told else [Reason.UNLIKELY])


class Always:
    """Judges that hold one act likely wherever the network sees it."""

    def __init__(self, action: Action) -> None:
        self.number = ACTIONS.index(action)
        self.names = reader().readers[-1][1].names

    def __call__(self, _keys: Any, table: Any) -> Any:
        figures = self.names
        sure = (table[:, figures.index("act")] == self.number) & (table[:, figures.index("joint")] > 0)
        return 1.0, np.where(sure, 0.8, 0.1)


@pytest.fixture
def sure_of_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """A network that holds every sentence with a hammock in it for one that tells of a pause."""
    read_by(monkeypatch, Action.PAUSED, ByWord({"hammock": {"paused": 9}}))


def read_by(monkeypatch: pytest.MonkeyPatch, action: Action, network: ByWord) -> None:
    """Texts are read by one network alone, and an act is held likely wherever it sees it."""
    monkeypatch.setattr(reader(), "readers", [(network, Always(action))])


def paused(text: str) -> list[Report]:
    """The pauses that are read in a text on training."""
    reports = extractor()(document({"text": LEAD + text, "lang": "en", "published": "2025-03-04"})).reports
    return [report for report in reports if report.action is Action.PAUSED]


@pytest.mark.usefixtures("sure_of_pauses")
def test_what_no_rule_reads_is_led(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Yesterday the ANPD saw Meta send its training on these posts to the hammock."
    (one,) = paused(text)
    assert (one.company, one.region, one.quote, one.rule) == ("meta", "BR", text, "hammock")
    assert (one.date, one.regulators, one.confidence) == ("2025-03-03", ("ANPD",), 0.8)
    monkeypatch.setattr(judge, "LIKELY", 0.81)
    assert paused(text) == []


def test_an_act_everywhere_rests_on_a_line_that_names_no_region(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Yesterday Meta sent its training on these posts to the hammock."
    for world, regions in ((True, ["WW"]), (False, [])):
        read_by(monkeypatch, Action.PAUSED, ByWord({"hammock": {"paused": 9}}, world=world))
        assert [report.region for report in paused(text)] == regions
    read_by(monkeypatch, Action.PAUSED, ByWord({"hammock": {"paused": 9}}, world=True))
    assert [report.quote for report in paused(text + " The ANPD in Brazil had asked Meta about it.")] == [text]


@pytest.mark.usefixtures("sure_of_pauses")
def test_a_headline_above_no_sentence_is_no_report() -> None:
    headline = "Meta sends its AI training in Brazil to the hammock"
    assert extractor()(document({"title": headline, "text": "...", "lang": "en"})).reports == ()


@pytest.mark.usefixtures("sure_of_pauses")
def test_what_the_judge_holds_for_unlikely_is_kept_with_that_reason() -> None:
    text = "LinkedIn has announced on Friday that it will train its AI on the posts of its members in Chile."
    reading = extractor()(document({"text": text, "lang": "en", "published": "2025-03-04"}))
    assert reading.reports == ()
    (one,) = (one for one in reading.rejections if one.action is Action.ANNOUNCED)
    assert (one.reason, one.company, one.quote) == (Reason.UNLIKELY, "linkedin", text)


def test_only_a_stop_or_a_return_is_reported_of_a_text_on_another_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Meta is being probed in Brazil over deepfakes of its AI, a hammock for all."
    found = {}
    for action in (Action.PAUSED, Action.INQUIRY):
        read_by(monkeypatch, action, ByWord({"hammock": {action: 9}}))
        found[action] = {report.region for report in extractor()(document({"text": text, "lang": "en"})).reports}
    assert found == {Action.PAUSED: {"BR"}, Action.INQUIRY: set()}


@pytest.mark.parametrize(
    ("more", "quoted", "date"),
    [
        ("Not long ago Meta began to tell users in Brazil about the hammock anew.", "Not long ago", "2025-09-20"),
        ("The choir sold two schools in the rain.", "In June", None),
    ],
)
def test_a_return_rests_on_no_stop_where_it_can_and_takes_no_day_of_one(
    monkeypatch: pytest.MonkeyPatch, more: str, quoted: str, date: str | None
) -> None:
    read_by(monkeypatch, Action.RESUMED, ByWord({"hammock": {"resumed": 9}, "pause": {"resumed": 1}}))
    monkeypatch.setattr(
        Days, "__call__", lambda _, found, _pointed: {found.report.date: 1.0} if found.report.date else {}
    )
    text = f"In June, Meta paused the hammock of its AI training on posts of users in Brazil. {more}"
    found = extractor()(document({"text": text, "lang": "en", "published": "2025-09-20"})).reports
    (one,) = (one for one in found if one.region == "BR")
    assert one.quote.startswith(quoted)
    assert (one.action, one.date) == (Action.RESUMED, date)


def test_the_judges_know_their_figures() -> None:
    parsed = reader().parse(document({"text": LEAD, "lang": "en"}))
    assert parsed
    for view in reader().views(parsed):
        assert view.figures.names() == view.judges.names


def views(
    *chances: tuple[float, dict[tuple[str, str, Action], float]],
) -> list[judge.View]:
    """A text as some readers have it: how likely it is on the matter, and how likely its candidates are told."""

    class Found:
        def __init__(self, keys: list[tuple[str, str, Action]]) -> None:
            self.keys = keys

        def table(self) -> Any:
            return self.keys, None

    def judged(matter: float, told: list[float]) -> Any:
        return lambda _keys, _table: (matter, np.array(told))

    found: list[Any] = [(Found(list(told)), judged(matter, list(told.values()))) for matter, told in chances]
    return [judge.View(figures, judges) for figures, judges in found]


def test_the_mean_of_two_readers_counts() -> None:
    pause, end = ("meta", "BR", Action.PAUSED), ("meta", "BR", Action.ABANDONED)
    found = judge.likely(views((1, {pause: 0.9, end: 0.4}), (0.9, {pause: 0.5})))
    assert found == {pause: pytest.approx(0.7), end: pytest.approx(0.2)}


def test_readers_have_to_agree_that_a_text_is_on_the_matter() -> None:
    pause = ("meta", "BR", Action.PAUSED)
    assert judge.likely(views((0.9, {pause: 0.9}), (0.6, {pause: 0.9}))) == {}
    assert judge.likely(views((0.9, {pause: 0.9}), (judge.RELEVANT, {pause: 0.9}))) != {}
    # the second is not asked where the first is sure that it is not
    none: Any = None
    (first,) = views((2 * judge.RELEVANT - 1.01, {pause: 0.9}))
    assert judge.likely([first, judge.View(none, none)]) == {}


def test_the_blind_texts_are_not_learned_from() -> None:
    def texts(*names: str) -> set[str]:
        lines = (line for name in names for line in (folder / name).read_text("utf-8").splitlines())
        return {json.loads(line)["text"] for line in lines}

    folder = Path(__file__).parent
    learned = texts("corpus/learned.jsonl", "corpus/sentences.jsonl")
    assert learned.isdisjoint(texts("corpus/blind.jsonl", "documents.jsonl"))
    assert load_words().rules["networks"]


def test_a_stop_has_not_the_date_of_effect_of_the_return() -> None:
    text = "Meta will resume AI training on UK users' posts from 3 November, having paused it in June 2024."
    found = extractor()(document({"text": text, "lang": "en", "published": "2025-09-18"})).reports
    told = {one.action: (one.date, one.effective) for one in found if one.region == "GB"}
    assert told[Action.PAUSED] == ("2024-06", None)
    assert told[Action.RESUMED][1] == "2025-11-03"


def test_a_stop_has_a_date_of_effect_of_its_own() -> None:
    text = "Meta will pause AI training on UK users' posts from 3 November, the ICO said."
    found = extractor()(document({"text": text, "lang": "en", "published": "2025-09-18"})).reports
    assert {one.effective for one in found if one.action is Action.PAUSED} == {"2025-11-03"}


def test_an_act_rests_on_the_line_that_tells_it_though_another_names_the_place() -> None:
    quote = "On the 6th the group noyb complained about it to regulators in eleven countries."
    text = (
        f"In June 2024 Meta announced AI training on posts of users in the EU. {quote} Meta paused it there in August."
    )
    found = extractor()(document({"text": text, "lang": "en", "published": "2025-03-02"})).reports
    assert {one.quote for one in found if one.action is Action.COMPLAINT} == {quote}
