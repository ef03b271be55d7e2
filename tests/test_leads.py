"""The model points to sentences that no rule reads, and to nothing that a rule has turned down."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scoring import document, extractor

from tracker.declarations import load_words
from tracker.extract import english
from tracker.extract.leads import Leads, features
from tracker.extract.lexicon import lemma
from tracker.extract.phrases import Sentence, Token
from tracker.extract.sentences import Span
from tracker.model import Action, Report

MODEL = {"actions": ["paused", "fine"], "bias": [-1.0, -1.0], "weights": {
    "zizz": [9.0, -1.0], "=zizzed": [3.0, 0.0], "<C>": [50.0, 0.0], "0 euro": [0.0, 9.0],
}}  # fmt: skip
LEAD = "Meta trains its AI models on posts by users in Brazil, and the regulator ANPD has looked into it. "


def sentence(*words: str) -> Sentence:
    """Words as a sentence; META is a company."""
    tokens = [
        Token(word, word.lower(), lemma(word.lower(), "en"), 0, 0, "C" if word == "META" else "") for word in words
    ]
    return Sentence(Span(0, 0, 0, False), " ".join(words), tokens)


def test_the_weights_of_the_words_decide() -> None:
    leads = Leads(MODEL)
    (one,) = leads(sentence("They", "paid", "20", "euros"))
    assert (one.action, one.place, one.words) == (Action.FINE, 2, 2)
    assert 0.5 < one.chance < 1
    assert leads(sentence("They", "paid", "nothing")) == []


def test_a_name_alone_tells_nothing() -> None:
    assert Leads(MODEL)(sentence("META", "is", "here")) == []


def test_a_word_counts_once_and_numbers_and_names_are_alike() -> None:
    grams = {gram for gram, _, _ in features(sentence("META", "paid", "20", "euros").tokens)}
    assert {"<C>", "<C> pay 0", "0 euro", "=paid"} <= grams
    assert not any("meta" in gram or "20" in gram for gram in grams)


@pytest.fixture
def sure_of_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that holds every sentence with a hammock in it for one that tells of a pause."""
    model = {"actions": ["paused"], "bias": [-1.0], "weights": {"hammock": [99.0]}}
    monkeypatch.setattr(extractor().reader("en"), "leads", Leads(model))


def paused(text: str) -> list[Report]:
    """The pauses that are read in a text on training."""
    reports = extractor()(document({"text": LEAD + text, "lang": "en"})).reports
    return [report for report in reports if report.action is Action.PAUSED]


@pytest.mark.usefixtures("sure_of_pauses")
def test_what_no_rule_reads_is_led_and_never_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "The company has sent its training on these posts to the hammock."
    (one,) = paused(text)
    assert (one.quote, one.rule) == (text, "hammock")
    assert one.confidence <= 0.5
    monkeypatch.setattr(english, "LIKELY", 1.1)
    assert paused(text) == []


@pytest.mark.usefixtures("sure_of_pauses")
@pytest.mark.parametrize(
    "text",
    [
        "The ANPD asked Meta to pause the training in a hammock.",
        "Has the company sent its training on these posts to the hammock?",
    ],
)
def test_what_a_rule_turned_down_or_is_asked_stays_so(text: str) -> None:
    assert paused(text) == []


def test_the_blind_texts_are_not_learned_from() -> None:
    folder = Path(__file__).parent / "corpus"
    learned, blind = ((folder / f"{name}.jsonl").read_text("utf-8") for name in ("learned", "blind"))
    seen = {json.loads(line)["text"] for line in learned.splitlines()}
    assert seen.isdisjoint(json.loads(line)["text"] for line in blind.splitlines())
    assert Leads(load_words().rules["leads"]).weights  # type: ignore[arg-type]
