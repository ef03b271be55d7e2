"""Linear models add up the signs of a sentence: rows and pairs of words, rows of classes, names seen from a target."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from test_leads import reader
from test_seen import seen

from tracker.extract.linear import LEARNED, SCALE, Linear, Weights
from tracker.extract.scores import ACTIONS, Asked
from tracker.extract.seen import Target
from tracker.extract.signs import Signs
from tracker.model import Action


def added_up() -> Signs:
    return Signs(reader().lexicon)


def signs(text: str, target: Target | None = None) -> set[str]:
    """The signs of the first sentence of a text, seen from nobody or a target."""
    line = seen(text)
    starred = reader().eye.starred(line.tokens, target) if target else []
    classes = added_up().classes(line)
    return added_up().plain(line, classes) | added_up().named(line, classes, target.kind if target else "", starred)


def models(weights: Mapping[str, Mapping[str, int]], bias: float = -1) -> Linear:
    """Models of a few signs, all alike."""
    rows = {sign: " ".join(str(acts.get(action, 0)) for action in ACTIONS) for sign, acts in weights.items()}
    learned = {name: {"bias": [bias] * len(ACTIONS), "weights": rows} for name in LEARNED}
    return Linear(Weights(learned), added_up())


def test_the_weights_of_the_signs_decide() -> None:
    model = models({"fine": {"fine": 9 * SCALE}, "never": {"fine": -9 * SCALE}}).weights
    told = model.scores("who", model.sum({"fine", "0 euro", "new", "other"}), 4)
    assert told[ACTIONS.index(Action.FINE)] == pytest.approx(-1 + 9 / 4**0.35)
    assert told[ACTIONS.index(Action.PAUSED)] == pytest.approx(-1)
    assert model.scores("who", model.sum(set()), 0)[0] == pytest.approx(-1)


def test_numbers_and_names_are_alike() -> None:
    found = signs("LinkedIn paid 20 million euros for its AI in Brazil.")
    assert {"<C>", "<C> pay 0", "0 million euro", "=paid"} <= found
    assert not any("linkedin" in sign or "20" in sign or "brazil" in sign for sign in found)


def test_a_target_is_starred_with_those_in_its_row() -> None:
    text = "TikTok, unlike LinkedIn, will train its AI models in the UK and in Norway, not in Brazil."
    assert {"<C*>", "<C->", "<C*> , unlike"} <= signs(text, Target("C", "tiktok"))
    assert "unlike <C*> ," in signs(text, Target("C", "linkedin"))
    there = signs(text, Target("G", "GB"))
    assert {"<G*> and in", "in <G*> ,", "in <G->", "L|unlike"} <= there
    assert there & {"in <G*>"} == signs(text, Target("G", "NO")) & {"in <G*>"}
    assert "unnamed" in signs(text, Target("C", "meta"))
    assert "unnamed" not in signs(text)


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


def test_months_and_days_are_one_sign_each() -> None:
    told = "On Friday in {} LinkedIn has paused the training of its models."
    assert signs(told.format("April")) == signs(told.format("October"))
    assert {"in <month>", "on <day>"} <= signs(told.format("April"))
    assert not any(sign.startswith("=") and sign[1:] in ("friday", "april") for sign in signs(told.format("April")))


def test_a_sentence_is_seen_less_far_in_pairs() -> None:
    found = signs("LinkedIn trains AI models in Brazil and " + "on and " * 30 + "hammock.")
    assert "hammock" in found
    assert not any(sign.startswith("&") and "hammock" in sign for sign in found)


def test_a_line_is_read_from_nobody_and_from_a_target() -> None:
    lines = [seen("TikTok, unlike LinkedIn, will train its AI models in Chile.")]
    read = models({"unlike <C*> ,": {"started": 9 * SCALE}, "unlike <C> ,": {"fine": 9 * SCALE}}).read(lines)
    started, fine = ACTIONS.index(Action.STARTED), ACTIONS.index(Action.FINE)
    assert read.act[0, fine] > 0 > read.act[0, started]
    assert read.world.tolist() == read.act.tolist()
    tiktok, linkedin = read.asked("C", [Asked(0, [0], [3]), Asked(0, [3], [0])])
    assert linkedin[started] > 0 > tiktok[started]
    assert read.asked("C", []).shape == (0, len(ACTIONS))


def test_a_text_is_on_the_matter_by_all_its_signs() -> None:
    lines = [seen("LinkedIn trains its AI models in Chile."), seen("The hammock of LinkedIn and its AI is green.")]
    model = models({"hammock": {Action.PAUSED: 9 * SCALE}})
    assert model.read(lines).matter > model.read(lines[:1]).matter


def test_the_word_that_speaks_most_for_an_act() -> None:
    line = seen("LinkedIn has laid its training of AI into a green hammock.")
    read = models({"hammock": {Action.PAUSED: 9, Action.FINE: -9}, "green": {Action.PAUSED: 2}}).read([line])
    assert line.words[read.word(0, Action.PAUSED)] == "hammock"
    assert read.word(0, Action.FINE) == 0


def test_of_dates_it_knows_nothing() -> None:
    read = models({}).read([seen("LinkedIn paused its AI in Chile on Monday.")])
    with pytest.raises(KeyError):
        read.asked("D", [Asked(0, [7], [])])
    with pytest.raises(NotImplementedError):
        read.days(0, Action.PAUSED, [])
