"""Lines as they are seen in; how surely each tells each act, of whom, where and when, and whether the text is on the
matter at all, out.

Small recurrent networks, learned from labelled texts of our own (`python -m tests.bench.learn`): one layer reads the
words of each line both ways, another the lines of the text, so that a line is understood from those round it. Several
read together, as what one gives hangs on chance. Reading needs numpy alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from tracker.extract.scores import ACTIONS, KINDS, Asked, Option, Scores
from tracker.extract.seen import Seen
from tracker.model import Action

Numbers = npt.NDArray[np.int64]
#: weights are kept as whole numbers, this many to one
SCALE = 1000
#: lines that are read together: more need more memory
TOGETHER = 64
#: words between an act and a mention at most that are told apart; a mention that there is not is as far away
FARTHEST = np.float32(40)
#: numbers that tell how far a mention stands from an act
GAPS = 8


class Networks:
    """The networks together."""

    #: of the acts of texts that were not learned from 93 % are candidates; with no bar 94 %, of twice as many
    faint = -5.0

    def __init__(self, learned: Sequence[Mapping[str, Any]]) -> None:
        self.every = [Network(one) for one in learned]
        threadpool_limits(1, "blas")  # the sums are small: two threads take twice as long as one

    def read(self, lines: Sequence[Seen]) -> Impressions:
        """The lines of a text, read."""
        return Impressions([Impression(one, lines) for one in self.every])


class Network:
    """One network; `learned` has the names that it knows, and its weights by theirs."""

    def __init__(self, learned: Mapping[str, Any]) -> None:
        #: 0 is nothing; the first word after it any that is not known
        self.numbers = {
            name: {key: number for number, key in enumerate(learned[name], 1)}
            for name in ("words", "classes", "rules", "facts")
        }
        self.weights = {name: unpacked(**one) for name, one in learned["weights"].items()}
        for name in self.numbers:
            rows = self.weights[name] = unpacked(list(learned[name].values()))
            self.weights[name] = np.concatenate([np.zeros_like(rows[:1]), rows])
        #: those by which it tells the day of an act
        self.day = {name.removeprefix("day "): one for name, one in self.weights.items() if name.startswith("day ")}
        self.line, self.text = Recurrent(self.weights, "line"), Recurrent(self.weights, "text")

    def words(self, lines: Sequence[Seen]) -> Scores:
        """What is known of each word of some lines."""
        words, classes = self.numbers["words"], self.numbers["classes"]
        return np.concatenate(
            [
                self.weights["words"][[words.get(word, 1) for line in lines for word in line.words or [""]]],
                self.weights["classes"][[classes.get(name, 0) for line in lines for name in line.classes or [""]]],
                self.weights["forms"][[number for line in lines for number in line.forms or [0]]],
            ],
            1,
        )

    def rules(self, lines: Sequence[Seen]) -> Scores:
        """What the rules make of each line."""
        known = self.numbers["rules"]
        found = [[known[one] for one in line.rules if one in known] for line in lines]
        return np.array([self.weights["rules"][one].sum(0) for one in found], np.float32)

    def facts(self, options: Sequence[Option]) -> Scores:
        """What speaks for some dates by what is known of them."""
        known = self.numbers["facts"]
        found = [[known[one] for one in option.facts if one in known] for option in options]
        return np.array([self.weights["facts"][one].sum(0) for one in found], np.float32)

    def linear(self, name: str, told: Scores) -> Scores:
        """What a layer makes of its input."""
        found: Scores = told @ self.weights[name].T + self.weights[name + " bias"]
        return found


class Recurrent:
    """A gated recurrent unit that reads rows both ways (as Cho et al., 2014, with the reset after the product)."""

    def __init__(self, weights: Mapping[str, Scores], name: str) -> None:
        self.into, self.into_bias = weights[name + " in"], weights[name + " in bias"]
        self.again = np.ascontiguousarray(weights[name + " again"].transpose(0, 2, 1))
        self.again_bias = weights[name + " again bias"][:, None]
        self.size = self.again.shape[1]

    def __call__(self, rows: Scores, starts: Numbers, sizes: Numbers) -> Scores:
        """What is known at each row; the rows of a line follow one another from its start on."""
        size, count = self.size, len(rows)
        told = (rows @ self.into.transpose(0, 2, 1) + self.into_bias[:, None]).reshape(2 * count, -1)
        order = np.argsort(-sizes, kind="stable")
        ends = np.array([starts[order], count + starts[order] + sizes[order] - 1])
        active = np.searchsorted(-sizes[order], -np.arange(sizes.max()), "left")
        state = np.zeros((2, len(sizes), size), np.float32)
        found = np.empty((2 * count, size), np.float32)
        for step, lines in enumerate(active.tolist()):
            places = ends[:, :lines] + [[step], [-step]]
            here, before = told[places], state[:, :lines]
            gates = before @ self.again + self.again_bias
            shares = sigmoid(here[..., : 2 * size] + gates[..., : 2 * size])
            reset, keep = shares[..., :size], shares[..., size:]
            new = np.tanh(here[..., 2 * size :] + reset * gates[..., 2 * size :])
            state[:, :lines] = found[places] = new + keep * (before - new)
        return np.concatenate([found[:count], found[count:]], 1)


class Impressions:
    """The lines of one text as the networks read them, on average."""

    def __init__(self, every: Sequence[Impression]) -> None:
        self.every = every

    @cached_property
    def act(self) -> Scores:
        """How surely each line tells each act."""
        return mean([one.act for one in self.every])

    @cached_property
    def world(self) -> Scores:
        """How surely each line tells each act of the whole world."""
        return mean([one.acts("world") for one in self.every])

    @cached_property
    def matter(self) -> float:
        """How surely the text is on the matter."""
        return float(mean([one.matter for one in self.every])[0])

    def asked(self, kind: str, every: Sequence[Asked]) -> Scores:
        """How surely each act is that of a company, in a region or on a date that stands in a line."""
        if not every:
            return np.empty((0, len(ACTIONS)), np.float32)
        return mean([one.asked(kind, every) for one in self.every])

    def days(self, line: int, action: Action, options: Sequence[Option]) -> Scores:
        """How likely each date is the day of an act that a line tells."""
        return mean([one.days(line, ACTIONS.index(action), options) for one in self.every])

    def word(self, line: int, action: Action) -> int:
        """The word of a line that speaks most for an act."""
        return int(mean([one.looked(line)[:, ACTIONS.index(action)] for one in self.every]).argmax())


class Impression:
    """The lines of one text as one network reads them."""

    def __init__(self, network: Network, lines: Sequence[Seen]) -> None:
        self.network = network
        self.sizes = lengths(lines)
        self.starts = np.cumsum([0, *self.sizes[:-1]])
        parts = [self.part(lines[place : place + TOGETHER]) for place in range(0, len(lines), TOGETHER)]
        found: list[Scores] = [np.concatenate(one) for one in zip(*parts, strict=True)]
        #: what is known at each word; of each act in each line what is known, where it stands, and how much each word
        #: of all lines is looked at for it
        self.words, self.told, self.places, self.looks, whole = found
        self.rules = network.rules(lines)
        summary = np.tanh(network.linear("summary", np.concatenate([whole, self.rules], 1)))
        #: what is known at each line of the text
        self.lines = network.text(summary, np.zeros(1, np.int64), np.array([len(lines)]))

    @cached_property
    def act(self) -> Scores:
        """How surely each line tells each act."""
        return self.acts("act")

    def acts(self, name: str) -> Scores:
        """What the words of each line, the rules and the text tell of each act."""
        network = self.network
        told: Scores = np.einsum("lah,ah->la", self.told, network.weights[name])
        return told + network.linear(name + " by rules", self.rules) + network.linear(name + " by text", self.lines)

    def part(self, lines: Sequence[Seen]) -> tuple[Scores, ...]:
        """The words of some lines, and of each line what is known of each act, where it stands, and all in all."""
        network, sizes = self.network, lengths(lines)
        starts = np.cumsum([0, *sizes[:-1]])
        words = network.line(network.words(lines), starts, sizes)
        looks = network.linear("look", words)
        looks = np.exp(looks - np.repeat(np.maximum.reduceat(looks, starts), sizes, 0))
        looks /= np.repeat(np.add.reduceat(looks, starts), sizes, 0)
        told = np.add.reduceat(looks[:, :, None] * words[:, None], starts)
        places = np.arange(len(words)) - np.repeat(starts, sizes)
        place = np.add.reduceat(looks * places[:, None].astype(np.float32), starts)
        mean = np.add.reduceat(words, starts) / sizes[:, None].astype(np.float32)
        return words, told, place, looks, np.concatenate([np.maximum.reduceat(words, starts), mean], 1)

    @cached_property
    def matter(self) -> Scores:
        """How surely the text is on the matter, one number."""
        return self.network.linear("matter", self.lines.max(0))

    def asked(self, kind: str, every: Sequence[Asked]) -> Scores:
        """How surely each act is that of a company, in a region or on a date that stands in a line."""
        number, weights = KINDS.index(kind), self.network.weights
        nobody = weights["nobody"][number]
        own = np.array([self.known(one.line, one.own, nobody[0]) for one in every])
        others = np.array([self.known(one.line, one.others, nobody[1]) for one in every])
        lines = [one.line for one in every]
        known = [
            [len(one.own) > 0, len(one.others) > 0, one.spoken_of, len(one.own), min(3, len(one.others))]
            for one in every
        ]
        row = np.concatenate([own, others, np.array(known, np.float32), self.lines[lines]], 1)
        about = np.tanh(row @ weights["asked"][number].T + weights["asked bias"][number])
        there = self.told[lines] @ weights["told"][number].T
        found: Scores = (
            weights["asked by act"][number] * self.act[lines]
            + weights["asked act bias"][number]
            + about @ weights["asked act"][number].T
            + np.einsum("naq,nq->na", there, about)
            + self.gaps(every) @ weights["gaps"][number]
        )
        return found.astype(np.float32)

    def gaps(self, every: Sequence[Asked]) -> Scores:
        """How far the words of each act are from what is asked about in their line, and from others of its kind."""
        if not every:
            return np.empty((0, len(ACTIONS), GAPS), np.float32)
        near = np.array([distance(self.places[one.line], one.own) for one in every])
        rival = np.array([distance(self.places[one.line], one.others) for one in every])
        gaps = (
            near / 10, abs(near) / 10, near > 0, rival / 10, abs(rival) / 10, rival > 0, abs(near) < abs(rival),
            (abs(near) - abs(rival)) / 10,
        )  # fmt: skip
        return np.stack(gaps, 2)

    def days(self, line: int, act: int, options: Sequence[Option]) -> Scores:
        """How likely each date is the day of an act that a line tells."""
        of = self.network.day
        told = np.concatenate([self.told[line, act], self.lines[line]])
        dates = np.array([self.there(one) for one in options])
        gaps = np.zeros((len(options), GAPS), np.float32)
        beside = {number: one.asked for number, one in enumerate(options) if one.asked and one.asked.line == line}
        gaps[list(beside)] = self.gaps(list(beside.values()))[:, act]
        hidden = of["told"] @ told + of["told bias"] + of["act"][act] + dates @ of["date"].T + gaps @ of["gaps"].T
        hidden = np.tanh(hidden + self.network.facts(options))
        alike = dates @ of["date alike"].T @ (of["told alike"] @ told) / np.sqrt(hidden.shape[1])
        scores = hidden @ of["score"][0] + alike
        chances = np.exp(scores - scores.max())
        found: Scores = chances / chances.sum()
        return found

    def there(self, option: Option) -> Scores:
        """What is known of a date by its words and its line; the same of all that stand nowhere, and of none."""
        nowhere: Scores = self.network.day["nowhere"][int(not option.date)]
        if (asked := option.asked) is None:
            return nowhere
        return np.concatenate([self.known(asked.line, asked.own, nowhere), self.lines[asked.line]])

    def known(self, line: int, words: Sequence[int], none: Scores) -> Scores:
        """What is known at some words of a line on average, or what stands for no words."""
        found: Scores = self.words[[self.starts[line] + word for word in words]].mean(0) if words else none
        return found

    def looked(self, line: int) -> Scores:
        """How much each word of a line is looked at for each act."""
        start = self.starts[line]
        return self.looks[start : start + self.sizes[line]]


def mean(every: Sequence[Scores]) -> Scores:
    """Scores of several networks on average."""
    found: Scores = np.mean(every, 0, np.float32)
    return found


def lengths(lines: Sequence[Seen]) -> Numbers:
    """How many words each line has; one that stands for none where there is none."""
    return np.array([len(line.words) or 1 for line in lines], np.int64)


def distance(places: Scores, words: Sequence[int]) -> Scores:
    """From each of some places in a line to the nearest of some words."""
    if not words:
        return np.full_like(places, FARTHEST)
    gaps = np.array(words, np.float32)[:, None] - places
    nearest: Scores = np.take_along_axis(gaps, abs(gaps).argmin(0)[None], 0)[0].clip(-FARTHEST, FARTHEST)
    return nearest


def sigmoid(told: Scores) -> Scores:
    """Numbers as shares of one."""
    found: Scores = np.float32(1) / (np.float32(1) + np.exp(-told))
    return found


def unpacked(rows: Iterable[str], shape: Sequence[int] = ()) -> Scores:
    """Weights from texts of whole numbers, one text a row."""
    every = list(rows)
    found = np.fromstring(" ".join(every), np.float32, sep=" ") / np.float32(SCALE)
    return found.reshape(shape or (len(every), -1))
