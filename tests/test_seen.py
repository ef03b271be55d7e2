"""A sentence is seen by its words, their classes and forms; which words mean what is asked about is told beside it."""

from __future__ import annotations

import pytest
from scoring import document
from test_leads import reader

from tracker.extract.seen import Seen, Target


def seen(text: str) -> Seen:
    """The first sentence of a text as it is seen."""
    parsed = reader().parse(document({"text": text, "lang": "en"}))
    assert parsed
    return parsed.lines[0]


def test_numbers_and_names_are_alike() -> None:
    found = seen("LinkedIn paid 20 million euros for its AI in Brazil.")
    assert found.words == ["<C>", "pay", "0", "million", "euro", "for", "its", "ai", "in", "<G>", "."]
    assert found.forms == [0, 3 + 2, 1, 1, 4, 1, 1, 1, 1, 0, 1]


def test_the_form_of_a_word_is_told_beside_it() -> None:
    found = seen("LinkedIn paused, pauses and is pausing the training of AI.")
    assert [form for word, form in zip(found.words, found.forms, strict=True) if word == "pause"] == [3, 4, 2]


@pytest.mark.parametrize(("one", "other", "sign"), [("April", "October", "<month>"), ("Friday", "Monday", "<day>")])
def test_months_and_days_are_one_word_each(one: str, other: str, sign: str) -> None:
    told = "In {} LinkedIn has paused the training of its models."
    assert seen(told.format(one)).words == seen(told.format(other)).words
    assert seen(told.format(one)).words[1] == sign


def test_classes_stand_for_words() -> None:
    found = seen("LinkedIn has shelved the training of its AI models.")
    classes = dict(zip(found.words, found.classes, strict=True))
    assert (classes["<C>"], classes["have"], classes["ai"]) == ("", "", "#ai")
    assert classes["shelve"].startswith("§")
    assert "paused" in classes["shelve"]


def test_what_the_rules_read_is_seen() -> None:
    found = seen("LinkedIn has shelved the training of its AI models.").rules
    assert {"Tai", "Ttrain", "Jpaused|told|C"} <= set(found)
    assert any(rule.startswith("Jpaused|negated") or "denial" in rule for rule in
               seen("LinkedIn has not shelved the training of its AI models.").rules)  # fmt: skip


def starred(text: str, target: Target) -> list[str]:
    """The words of a sentence that mean a company or region."""
    tokens = seen(text).tokens
    return [tokens[place].text for place in reader().eye.starred(tokens, target)]


def test_a_target_is_starred_with_those_in_its_row() -> None:
    text = "TikTok, unlike LinkedIn, will train its AI models in the UK and in Norway, not in Brazil."
    assert starred(text, Target("C", "tiktok")) == ["TikTok"]
    assert starred(text, Target("C", "linkedin")) == ["LinkedIn"]
    assert starred(text, Target("G", "GB")) == starred(text, Target("G", "NO")) == ["the UK", "Norway"]
    assert starred(text, Target("C", "meta")) == []


def test_a_regulator_stands_for_its_region() -> None:
    text = "The ANPD asked Meta about training its AI on posts in Chile."
    assert starred(text, Target("G", "BR")) == ["ANPD"]
    assert starred(text, Target("G", "CL")) == ["Chile"]


def test_a_noun_stands_for_the_company_that_is_spoken_of() -> None:
    text = "In Chile LinkedIn trains AI, and the company has said so."
    assert starred(text, Target("C", "linkedin", spoken_of=True)) == ["LinkedIn", "the company"]
    assert starred(text, Target("C", "meta", spoken_of=False)) == []


def test_a_sentence_is_seen_as_far_as_it_is_read() -> None:
    found = seen(
        "LinkedIn trains AI models in Brazil and " + "on and " * 30 + "hammock, " + "on and " * 100 + "hamster."
    )
    assert "hammock" in found.words
    assert "hamster" not in found.words
    assert len(found.words) == len(found.classes) == len(found.forms) == 80
