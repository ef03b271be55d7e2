"""The models point to events that no rule reads, and weigh those that the rules read; both from named figures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scoring import document, extractor

from tracker.declarations import load_words
from tracker.extract import judge
from tracker.extract.days import Days
from tracker.extract.english import English
from tracker.extract.judge import as_whole, beside
from tracker.extract.leads import ACTIONS, LEARNED, SCALE, Models
from tracker.extract.signs import Target
from tracker.extract.trees import Judge
from tracker.model import Action, Reason, Report

LEAD = "Meta trains its AI models on posts by users in Brazil, and the regulator ANPD has looked into it. "


def reader() -> English:
    """The English reader."""
    found = extractor().reader("en")
    assert isinstance(found, English)
    return found


def signs(text: str, target: Target | None = None) -> frozenset[str]:
    """The signs of the first sentence of a text."""
    parsed = reader().parse(document({"text": text, "lang": "en"}))
    assert parsed
    return reader().signs.of(parsed.lines[0], target)


def models(weights: Mapping[str, Mapping[str, int]], bias: float = -1, *, world: bool = False) -> Models:
    """Models of a few signs, all alike, but that none tells of an act in the whole world unless it is asked for."""
    rows = {sign: " ".join(str(acts.get(action, 0)) for action in ACTIONS) for sign, acts in weights.items()}
    return Models(
        {name: {"bias": [bias] * len(ACTIONS), "weights": rows if world or name != "world" else {}} for name in LEARNED}
    )


def test_the_weights_of_the_signs_decide() -> None:
    model = models({"fine": {"fine": 9 * SCALE}, "never": {"fine": -9 * SCALE}})
    told = model.scores("who", model.sum({"fine", "0 euro", "new", "other"}), 4)
    assert told[ACTIONS.index(Action.FINE)] == pytest.approx(-1 + 9 / 4**0.35)
    assert told[ACTIONS.index(Action.PAUSED)] == pytest.approx(-1)
    assert model.scores("who", model.sum(set()), 0)[0] == pytest.approx(-1)
    assert model.weightiest({"fine", "never"}, Action.FINE) == "fine"
    assert model.weightiest({"fine", "never"}, Action.PAUSED) == ""


def test_numbers_and_names_are_alike() -> None:
    found = signs("LinkedIn paid 20 million euros for its AI in Brazil.")
    assert {"<C>", "<C> pay 0", "0 million euro", "=paid"} <= found
    assert not any("linkedin" in sign or "20" in sign or "brazil" in sign for sign in found)


def test_a_target_is_starred_with_those_in_its_row() -> None:
    text = "TikTok, unlike LinkedIn, will train its AI models in the UK and in Norway, not in Brazil."
    assert {"<C*>", "<C->", "<C*> , unlike"} <= signs(text, Target("C", "tiktok"))
    assert "unlike <C*> ," in signs(text, Target("C", "linkedin"))
    there = signs(text, Target("G", "GB"))
    assert {"<G*> and in", "in <G*> ,", "in <G->"} <= there
    assert there & {"in <G*>"} == signs(text, Target("G", "NO")) & {"in <G*>"}
    assert "unnamed" in signs(text, Target("C", "meta"))


def test_a_regulator_stands_for_its_region() -> None:
    text = "The ANPD asked Meta about training its AI on posts in Chile."
    assert {"the <R*>", "in <G->"} <= signs(text, Target("G", "BR"))
    assert {"the <R->", "in <G*>"} <= signs(text, Target("G", "CL"))


def test_classes_stand_for_words() -> None:
    found = signs("LinkedIn has shelved the training of its AI models.")
    assert {"K<C> has §paused the", "Jpaused|told|C", "Tai"} <= found


def test_words_are_seen_in_pairs_wherever_they_stand() -> None:
    def pairs(text: str) -> set[str]:
        return {sign for sign in signs(text) if sign.startswith("&")}

    found = pairs("LinkedIn has in Brazil, for now, shelved the training of its 20 AI models.")
    assert {"&<C> shelve", "&<G> shelve", "&model shelve", "&<C> <G>"} <= found
    assert found == pairs("AI models (20): their training LinkedIn shelved for now in Brazil.")
    assert not any(set(pair[1:].split()) & {"has", "have", "the", "of", "for", "in"} for pair in found)


@pytest.mark.parametrize(
    "matter",
    [
        "artificial intelligence",
        "voice recordings",
        "a face scan",
        "facial recognition",
        "transcribing",
        "human reviewers",
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


def test_months_and_days_are_one_sign_each() -> None:
    told = "On Friday in {} LinkedIn has paused the training of its models."
    assert signs(told.format("April")) == signs(told.format("October"))
    assert "in <month>" in signs(told.format("April"))
    assert "on <day>" in signs(told.format("April"))


class Always:
    """Judges that hold one act likely wherever the models see it."""

    def __init__(self, action: Action) -> None:
        self.number = ACTIONS.index(action)
        self.names = reader().judges.names

    def __call__(self, _keys: Any, table: Any) -> Any:
        figures = self.names
        sure = (table[:, figures.index("act")] == self.number) & (table[:, figures.index("joint")] > 0)
        return np.where(sure, 0.8, 0.1)


@pytest.fixture
def sure_of_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Models that hold every sentence with a hammock in it for one that tells of a pause."""
    monkeypatch.setattr(reader(), "models", models({"hammock": {"paused": 9900}}))
    monkeypatch.setattr(reader(), "judges", Always(Action.PAUSED))


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
    monkeypatch.setattr(reader(), "judges", Always(Action.PAUSED))
    text = "Yesterday Meta sent its training on these posts to the hammock."
    for world, regions in ((True, ["WW"]), (False, [])):
        monkeypatch.setattr(reader(), "models", models({"hammock": {"paused": 9900}}, world=world))
        assert [report.region for report in paused(text)] == regions
    monkeypatch.setattr(reader(), "models", models({"hammock": {"paused": 9900}}, world=True))
    assert [report.quote for report in paused(text + " The ANPD in Brazil had asked Meta about it.")] == [text]


def test_an_announcement_has_a_bar_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader(), "models", models({"hammock": {"announced": 9900}}))
    monkeypatch.setattr(reader(), "judges", Always(Action.ANNOUNCED))
    page = document({"text": LEAD + "The ANPD saw Meta lay these posts into the hammock for training.", "lang": "en"})
    for bar, told in ((0.79, {Action.ANNOUNCED}), (0.81, set())):
        monkeypatch.setattr(judge, "ANNOUNCED", bar)
        assert {report.action for report in extractor()(page).reports} == told


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
        learned = models({"hammock": {action: 9900}})
        monkeypatch.setattr(reader(), "models", learned)
        monkeypatch.setattr(reader(), "judges", Always(action))
        found[action] = {report.region for report in extractor()(document({"text": text, "lang": "en"})).reports}
    assert found == {Action.PAUSED: {"BR"}, Action.INQUIRY: set()}


def test_a_text_without_a_word_on_people_or_data_must_be_surer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader(), "models", models({"hammock": {"paused": 9900}}))
    monkeypatch.setattr(reader(), "judges", Always(Action.PAUSED))
    monkeypatch.setattr(judge, "ASTRAY", 0.81)
    aside = document({"text": "Meta showed an AI in Brazil, a hammock for all.", "lang": "en"})
    assert extractor()(aside).reports == ()
    monkeypatch.setattr(judge, "ASTRAY", 0.79)
    assert {report.region for report in extractor()(aside).reports} == {"BR"}


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
    learned = models({"hammock": {"resumed": 9900}, "pause": {"resumed": 300}})
    monkeypatch.setattr(reader(), "models", learned)
    monkeypatch.setattr(reader(), "judges", Always(Action.RESUMED))
    monkeypatch.setattr(Days, "__call__", lambda _, found: found.report.date)
    text = f"In June, Meta paused the hammock of its AI training on posts of users in Brazil. {more}"
    found = extractor()(document({"text": text, "lang": "en", "published": "2025-09-20"})).reports
    (one,) = (one for one in found if one.region == "BR")
    assert one.quote.startswith(quoted)
    assert (one.action, one.date) == (Action.RESUMED, date)


def test_the_judge_knows_its_figures() -> None:
    parsed = reader().parse(document({"text": LEAD, "lang": "en"}))
    assert parsed
    assert reader().text(parsed).figures() == reader().judges.names


def test_the_blind_texts_are_not_learned_from() -> None:
    def texts(*names: str) -> set[str]:
        lines = (line for name in names for line in (folder / name).read_text("utf-8").splitlines())
        return {json.loads(line)["text"] for line in lines}

    folder = Path(__file__).parent
    learned = texts("corpus/learned.jsonl", "corpus/sentences.jsonl")
    assert learned.isdisjoint(texts("corpus/blind.jsonl", "documents.jsonl"))
    assert load_words().rules["learned"]


def test_a_sentence_is_seen_as_far_as_it_is_read_and_less_far_in_pairs() -> None:
    text = "LinkedIn trains AI models in Brazil and " + "on and " * 30 + "hammock, " + "on and " * 100 + "hamster."
    found = signs(text)
    assert "hammock" in found
    assert not any("hamster" in sign for sign in found)
    assert not any(sign.startswith("&") and "hammock" in sign for sign in found)
