"""The network reads the words of a line both ways, and each line from those round it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from networks import LINE, by_chance
from scoring import document
from test_leads import reader

from tracker.extract import network
from tracker.extract.network import Impression, Network, Networks
from tracker.extract.scores import ACTIONS, Asked, Option
from tracker.extract.seen import Seen

TEXT = "LinkedIn trains its AI in Chile. It has paused that in Norway, said the group of LinkedIn on Monday. So be it."


def seen(text: str = TEXT) -> list[Seen]:
    """The lines of a text as they are seen."""
    parsed = reader().parse(document({"text": text, "lang": "en"}))
    assert parsed
    return parsed.lines


@pytest.fixture(scope="module")
def net() -> Network:
    return Network(by_chance(("<C>", "train", "pause", "<G>", ".", "in", "say")))


def step(net: Network, way: int, told: Any, before: Any) -> Any:
    """One step of a gated recurrent unit, written out."""
    into = net.weights["line in"][way] @ told + net.weights["line in bias"][way]
    again = net.weights["line again"][way] @ before + net.weights["line again bias"][way]
    reset, keep = (1 / (1 + np.exp(-(into + again)[part * LINE : (part + 1) * LINE])) for part in (0, 1))
    new = np.tanh(into[2 * LINE :] + reset * again[2 * LINE :])
    return (1 - keep) * new + keep * before


def test_the_words_of_a_line_are_read_both_ways(net: Network) -> None:
    lines = seen()
    read, start = Impression(net, lines), 0
    for line in lines:
        told = net.words([line])
        for way, order in ((0, range(len(told))), (1, range(len(told) - 1, -1, -1))):
            state = np.zeros(LINE)
            for place in order:
                state = step(net, way, told[place], state)
                found = read.words[start + place, way * LINE : (way + 1) * LINE]
                assert found == pytest.approx(state, abs=1e-5)
        start += len(told)


def test_an_act_is_told_by_the_words_that_are_looked_at(net: Network) -> None:
    line = seen()[1]
    read = Impression(net, [line])
    looks = np.exp(read.words @ net.weights["look"].T + net.weights["look bias"])
    looks /= looks.sum(0)
    assert read.told[0] == pytest.approx(looks.T @ read.words, abs=1e-4)
    assert read.places[0] == pytest.approx(looks.T @ np.arange(len(line.words)), abs=1e-4)
    assert read.looked(0) == pytest.approx(looks, abs=1e-4)


def test_a_line_is_understood_from_those_round_it(net: Network) -> None:
    first, second, third = seen()
    whole, alone = Impression(net, [first, second, third]), Impression(net, [second])
    assert whole.told[1] == pytest.approx(alone.told[0], abs=1e-5)
    assert abs(whole.act[1] - alone.act[0]).max() > 0.01
    assert abs(whole.act[1] - Impression(net, [third, second, first]).act[1]).max() > 0.01


def test_what_the_rules_read_counts(net: Network) -> None:
    first, *rest = seen()
    assert "Ttrain" in first.rules
    told = Impression(net, [first, *rest]).act
    first.rules.clear()
    assert abs(Impression(net, [first, *rest]).act - told).max() > 0.01


def test_lines_are_the_same_whatever_is_read_with_them(net: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    together = Impression(net, seen())
    monkeypatch.setattr(network, "TOGETHER", 2)
    apart = Impression(net, seen())
    assert together.act == pytest.approx(apart.act, abs=1e-5)
    assert together.matter == pytest.approx(apart.matter, abs=1e-5)


def asked(read: Impression, *every: tuple[Sequence[int], Sequence[int]]) -> Any:
    """How surely the acts of the second line are those of what some of its words mean."""
    return read.asked("C", [Asked(1, own, others) for own, others in every])


def test_a_line_is_seen_from_what_is_asked_about(net: Network) -> None:
    read = Impression(net, seen())
    one, other, nobody = asked(read, ([0], [12]), ([12], [0]), ([], [0, 12]))
    assert abs(one - other).max() > 0.01
    assert abs(one - nobody).max() > 0.01
    assert asked(read, ([12], [0]))[0] == pytest.approx(other, abs=1e-5)


def test_what_is_asked_about_is_weighed_by_its_words_and_how_far_they_stand(net: Network) -> None:
    read, of, act = Impression(net, seen()), net.weights, 3
    (found,) = read.asked("C", [Asked(1, [0], [12], spoken_of=True)])
    start = read.starts[1]
    facts = [1, 1, 1, 1, 1]  # named, others named, spoken of, how often, how many others
    row = np.concatenate([read.words[start], read.words[start + 12], facts, read.lines[1]])
    about = np.tanh(of["asked"][0] @ row + of["asked bias"][0])
    near, far = (word - read.places[1, act] for word in (0, 12))
    gaps = [near / 10, abs(near) / 10, near > 0, far / 10, abs(far) / 10, far > 0]
    gaps += [abs(near) < abs(far), (abs(near) - abs(far)) / 10]
    assert found[act] == pytest.approx(
        of["asked by act"][0, act] * read.act[1, act]
        + of["asked act bias"][0, act]
        + of["asked act"][0, act] @ about
        + (of["told"][0] @ read.told[1, act]) @ about
        + np.array(gaps) @ of["gaps"][0],
        abs=1e-4,
    )


def test_how_far_a_mention_stands_from_an_act() -> None:
    places = np.array([0.0, 5.5, 90.0], np.float32)
    assert network.distance(places, [2, 7]).tolist() == [2.0, 1.5, -40.0]
    assert network.distance(places, []).tolist() == [40.0] * 3


#: of an act in the second line: a date there, one in the third line, the page's own day, and none
DATES = [
    Option("2024-05-01", Asked(1, [2, 3], [5]), ["in the paragraph", "a fact that it does not know"]),
    Option("2024-06", Asked(2, [1], []), []),
    Option("2024-07-02", None, ["the page's"]),
    Option("", None, ["none"]),
]


def test_the_day_of_an_act_is_weighed_by_the_act_the_words_of_a_date_and_the_facts(net: Network) -> None:
    read, act = Impression(net, seen()), 3
    of = {name.removeprefix("day "): one for name, one in net.weights.items() if name.startswith("day ")}
    told = np.concatenate([read.told[1, act], read.lines[1]])
    words = [read.words[read.starts[1] + np.array([2, 3])].mean(0), read.words[read.starts[2] + 1]]
    places = [np.concatenate([one, read.lines[line]]) for line, one in enumerate(words, 1)] + [*of["nowhere"]]
    near, far = 3 - read.places[1, act], 5 - read.places[1, act]
    if abs(2 - read.places[1, act]) < abs(near):
        near = 2 - read.places[1, act]
    gaps = [near / 10, abs(near) / 10, near > 0, far / 10, abs(far) / 10, far > 0]
    gaps += [abs(near) < abs(far), (abs(near) - abs(far)) / 10]
    facts = {name: net.weights["facts"][number] for name, number in net.numbers["facts"].items()}
    scores = []
    for option, place, apart in zip(DATES, places, [np.array(gaps), 0, 0, 0], strict=True):
        found = of["told"] @ told + of["told bias"] + of["act"][act] + of["date"] @ place
        found = (
            found + (of["gaps"] @ apart if option is DATES[0] else 0) + sum(facts.get(one, 0) for one in option.facts)
        )
        alike = (of["told alike"] @ told) @ (of["date alike"] @ place) / np.sqrt(len(found))
        scores.append(of["score"][0] @ np.tanh(found) + alike)
    chances = np.exp(scores) / np.exp(scores).sum()
    assert read.days(1, act, DATES) == pytest.approx(chances, abs=1e-4)
    assert abs(read.days(1, act, DATES) - read.days(1, act + 1, DATES)).max() > 0.01


def test_a_line_without_words_is_read(net: Network) -> None:
    line = seen()[0]
    empty = Seen(line.sentence, [], [], [], [])
    assert Impression(net, [line, empty]).act.shape == (2, len(ACTIONS))


def test_weights_are_thousandths() -> None:
    assert network.unpacked(["1 -2", "3000 4"]).tolist() == [[pytest.approx(0.001), pytest.approx(-0.002)],
                                                            [3.0, pytest.approx(0.004)]]  # fmt: skip
    assert network.unpacked(["1 2 3 4"], (2, 1, 2)).shape == (2, 1, 2)


def test_networks_are_read_together_on_average(net: Network) -> None:
    learned = by_chance(("<C>", "train"))
    other = Network(learned)
    read = Networks([learned, by_chance(("<C>", "train", "pause", "<G>", ".", "in", "say"))]).read(seen())
    both = [Impression(one, seen()) for one in (other, net)]
    assert read.act == pytest.approx((both[0].act + both[1].act) / 2, abs=1e-5)
    every = [Asked(1, [0], [12])]
    assert read.asked("G", every) == pytest.approx(sum(one.asked("G", every) for one in both) / 2, abs=1e-5)
    assert read.matter == pytest.approx(float(sum(one.matter for one in both)[0]) / 2, abs=1e-5)
    days = sum(one.days(1, 0, DATES) for one in both) / 2
    assert read.days(1, ACTIONS[0], DATES) == pytest.approx(days, abs=1e-5)
    assert read.days(1, ACTIONS[0], DATES).sum() == pytest.approx(1, abs=1e-5)
    looked = sum(one.looked(1) for one in both)
    assert [read.word(1, act) for act in ACTIONS] == looked.argmax(0).tolist()
    assert read.asked("G", []).shape == (0, len(ACTIONS))
