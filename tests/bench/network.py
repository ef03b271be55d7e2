"""Labelled lines in; the weights of the network of tracker/extract/network.py, learned by PyTorch, out."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
import torch
from scipy.sparse import coo_matrix  # type: ignore[import-untyped]
from sklearn.utils.extmath import randomized_svd  # type: ignore[import-not-found]
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils import rnn

from tests.bench.labelled import Day, Labelled, Line, Told
from tests.bench.pointer import Pointer, Read, missed
from tracker.extract.network import ACTIONS, GAPS, KINDS, SCALE, Asked

#: words that fewer lines have are not known, and rules that fewer tell
RAREST, RAREST_RULE = 3, 20
#: classes of words that are known: the commonest
CLASSES = 63
#: how many numbers stand for a word, a class, a form, what rules make of a line; for what is known at a word, at a
#: line, and of what is asked about
WORD, CLASS, FORM, RULE, LINE, TEXT, ASKED = 64, 16, 8, 64, 80, 64, 48
#: passes over the texts, and texts that are learned from together; with less hidden (.3, .1) and six passes, acts are
#: told less well on lines of other hands (average precision of the core acts .789 to .796, of all .707 to .721)
PASSES, TOGETHER = 10, 32
#: lines are read in so many parts of the same length about, of so many lines at least
PARTS, ALIKE = 6, 24
#: how fast is learned at most; the share of what is known that is hidden, and of the words, lest it learn by heart
FASTEST, HIDDEN, UNREAD = 3e-3, 0.35, 0.25
#: what it counts beside the acts of lines whether they are of the whole world, of what is asked about, the text's
#: matter, and the days of the acts: with .7 and fewer numbers for these, acts are told less well on lines of other
#: hands (average precision of the core acts .801 to .796, without days .789)
WORLD, ABOUT, MATTER, DATED = 0.5, 0.7, 0.05, 1.5
#: what a row of classes or forms looks like for a line without words
NO_WORDS = [""]


@dataclass(frozen=True, slots=True)
class Known:
    """The words, classes of words and rules that the network knows, with their numbers; 0 is nothing, 1 any word."""

    words: dict[str, int]
    classes: dict[str, int]
    rules: dict[str, int]
    #: what is known of dates
    facts: dict[str, int]

    @classmethod
    def of(cls, texts: Iterable[Labelled]) -> Known:
        """All that some texts have often enough."""
        lines = [line.seen for text in texts for line in text.lines]
        words = Counter(word for line in lines for word in line.words)
        classes = Counter(name for line in lines for name in line.classes if name)
        rules = Counter(rule for line in lines for rule in line.rules)
        options = [option for text in texts for days in text.days for day in days for option in day.options]
        facts = Counter(fact for option in options for fact in option.facts)
        return cls(
            {word: number for number, word in enumerate((w for w, count in words.items() if count >= RAREST), 2)},
            {name: number for number, (name, _) in enumerate(classes.most_common(CLASSES), 1)},
            {rule: number for number, rule in enumerate((r for r, count in rules.items() if count >= RAREST_RULE), 1)},
            {fact: number for number, fact in enumerate((f for f, count in facts.items() if count >= RAREST_RULE), 1)},
        )


class Learner(nn.Module):
    """The network while it learns."""

    def __init__(self, known: Known) -> None:
        super().__init__()
        self.known, acts, both, told = known, len(ACTIONS), 2 * LINE, 2 * TEXT
        self.words = nn.Embedding(len(known.words) + 2, WORD, padding_idx=0)
        self.classes = nn.Embedding(len(known.classes) + 1, CLASS, padding_idx=0)
        self.forms = nn.Embedding(6, FORM)
        self.rules = nn.EmbeddingBag(len(known.rules) + 1, RULE, mode="sum", padding_idx=0)
        self.line = nn.GRU(WORD + CLASS + FORM, LINE, batch_first=True, bidirectional=True)
        self.text = nn.GRU(TEXT, TEXT, batch_first=True, bidirectional=True)
        self.look = nn.Linear(both, acts)
        self.summary = nn.Linear(2 * both + RULE, TEXT)
        self.matter = nn.Linear(told, 1)
        self.act, self.world = (nn.Parameter(torch.randn(acts, both) * 0.05) for _ in range(2))
        self.by_rules = nn.ModuleDict({name: nn.Linear(RULE, acts) for name in ("act", "world")})
        self.by_text = nn.ModuleDict({name: nn.Linear(told, acts) for name in ("act", "world")})
        self.nobody = nn.Parameter(torch.zeros(len(KINDS), 2, both))
        self.asked = nn.ModuleList(nn.Linear(2 * both + 5 + told, ASKED) for _ in KINDS)
        self.told = nn.ModuleList(nn.Linear(both, ASKED, bias=False) for _ in KINDS)
        self.asked_act = nn.Parameter(torch.randn(len(KINDS), acts, ASKED) * 0.05)
        self.asked_by_act = nn.Parameter(torch.ones(len(KINDS), acts))
        self.asked_act_bias = nn.Parameter(torch.zeros(len(KINDS), acts))
        self.gaps = nn.Parameter(torch.zeros(len(KINDS), GAPS))
        self.day = Pointer(both + told, known.facts, HIDDEN)
        nn.init.normal_(self.words.weight, 0, 0.3)
        nn.init.normal_(self.rules.weight, 0, 0.1)
        for name, bias in (("act", -3.0), ("world", -4.0)):  # most lines tell nothing
            nn.init.constant_(self.by_text[name].bias, bias)

    def hide(self, told: Tensor) -> Tensor:
        return functional.dropout(told, HIDDEN, self.training)

    def numbers(self, lines: Sequence[Line]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """The numbers of the words, classes and forms of some lines, a line a row, and how many words each has."""
        known = self.known
        words = [[known.words.get(word, 1) for word in line.seen.words or NO_WORDS] for line in lines]
        classes = [[known.classes.get(name, 0) for name in line.seen.classes or NO_WORDS] for line in lines]
        forms = [line.seen.forms or [0] for line in lines]
        rows = (
            rnn.pad_sequence([torch.tensor(one) for one in every], batch_first=True)
            for every in (words, classes, forms)
        )
        return (*rows, torch.tensor([len(one) for one in words]))

    def read(self, lines: Sequence[Line]) -> tuple[Tensor, list[int], Tensor, Tensor, Tensor]:
        """What is known at each word, the first of each line, of each act in a line, its place, and of the line."""
        order = sorted(range(len(lines)), key=lambda number: len(lines[number].seen.words))
        size = max(ALIKE, len(lines) // PARTS)
        parts = [order[first : first + size] for first in range(0, len(order), size)]
        words, *found = zip(*(self.read_alike([lines[number] for number in part]) for part in parts), strict=True)
        back = torch.tensor(order).argsort()
        sizes = torch.tensor([max(1, len(lines[number].seen.words)) for number in order])
        told, place, whole = (torch.cat(one)[back] for one in found)
        return torch.cat(words), (sizes.cumsum(0) - sizes)[back].tolist(), told, place, whole

    def read_alike(self, lines: Sequence[Line]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """The same for lines of about the same length, which are filled up to the longest."""
        words, classes, forms, sizes = self.numbers(lines)
        inside = words > 0
        if self.training:
            words = words.masked_fill((torch.rand(words.shape) < UNREAD) & inside, 1)
        told = torch.cat([self.words(words), self.classes(classes), self.forms(forms)], 2)
        packed = rnn.pack_padded_sequence(self.hide(told), sizes, batch_first=True, enforce_sorted=False)
        told = self.hide(rnn.pad_packed_sequence(self.line(packed)[0], batch_first=True)[0])
        looks = self.look(told).masked_fill(~inside[:, :, None], -1e9).softmax(1)
        place = torch.einsum("lwa,w->la", looks, torch.arange(told.shape[1], dtype=torch.float32))
        mean = told.masked_fill(~inside[:, :, None], 0).sum(1) / sizes[:, None]
        most = told.masked_fill(~inside[:, :, None], -1e9).amax(1)
        return told[inside], torch.einsum("lwh,lwa->lah", told, looks), place, torch.cat([most, mean], 1)

    def forward(self, texts: Sequence[Labelled]) -> dict[str, Tensor]:
        """How surely each line of some texts tells each act, at all and of what is asked about, one after another."""
        lines = [line for text in texts for line in text.lines]
        words, starts, told, place, whole = self.read(lines)
        found = [[self.known.rules[one] for one in line.seen.rules if one in self.known.rules] or [0] for line in lines]
        rules = self.hide(self.rules(rnn.pad_sequence([torch.tensor(one) for one in found], batch_first=True)))
        summary = torch.tanh(self.summary(torch.cat([whole, rules], 1)))
        sizes = [len(text.lines) for text in texts]
        packed = rnn.pack_sequence(summary.split(sizes), enforce_sorted=False)
        every = self.hide(rnn.pad_packed_sequence(self.text(packed)[0], batch_first=True)[0])
        known = torch.cat([one[:size] for one, size in zip(every, sizes, strict=True)])
        read = Read(words, starts, told, place, known)
        acts = {
            name: torch.einsum("lah,ah->la", told, weights) + self.by_rules[name](rules) + self.by_text[name](known)
            for name, weights in (("act", self.act), ("world", self.world))
        }
        most = torch.stack([one[:size].amax(0) for one, size in zip(every, sizes, strict=True)])
        about = {
            kind: self.about(number, asked, read, acts["act"])
            for number, kind in enumerate(KINDS)
            if (asked := asked_of(lines, kind))
        }
        days = days_of(texts)
        day = {"day": self.day(read, days)} if days else {}
        return {**acts, **about, **day, "matter": self.matter(most)[:, 0]}

    def about(self, number: int, asked: list[tuple[int, Asked]], read: Read, act: Tensor) -> Tensor:
        """How surely each act is that of what is asked about."""
        lines = torch.tensor([line for line, _ in asked])
        both = [(line, one.own) for line, one in asked], [(line, one.others) for line, one in asked]
        own, others = (read.middle(every, none) for every, none in zip(both, self.nobody[number], strict=True))
        facts = [
            [len(one.own) > 0, len(one.others) > 0, one.spoken_of, len(one.own), min(3, len(one.others))]
            for _, one in asked
        ]
        row = torch.cat([own, others, torch.tensor(facts, dtype=torch.float32), read.known[lines]], 1)
        about = torch.tanh(self.asked[number](row))
        return (
            self.asked_by_act[number] * act[lines]
            + self.asked_act_bias[number]
            + about @ self.asked_act[number].T
            + torch.einsum("naq,nq->na", self.told[number](read.told[lines]), about)
            + read.gaps(asked) @ self.gaps[number]
        )


def asked_of(lines: Sequence[Line], kind: str) -> list[tuple[int, Asked]]:
    """What is asked of some lines about one kind of thing, with the number of the line among them."""
    return [(number, one) for number, line in enumerate(lines) for its, one, _ in line.asked if its == kind]


def days_of(texts: Sequence[Labelled]) -> list[tuple[int, Day]]:
    """The acts of some texts with the dates that may be their days, each with the first line of its text."""
    firsts = accumulate((len(text.lines) for text in texts[:-1]), initial=0)
    return [(first, day) for text, first in zip(texts, firsts, strict=True) for days in text.days for day in days]


def loss(learner: Learner, texts: Sequence[Labelled]) -> Tensor:
    """How wrong it is about some texts."""
    found = learner(texts)
    lines = [(line, text.weight) for text in texts for line in text.lines]
    asked = {
        kind: [(told, weight) for line, weight in lines for its, _, told in line.asked if its == kind] for kind in KINDS
    }
    days = [day for _, day in days_of(texts)]
    weights = torch.tensor([text.weight / len(lines) for text in texts for lines in text.days for _ in lines])
    wrong = (
        away(found["act"], [(line.act, weight) for line, weight in lines])
        + WORLD * away(found["world"], [(line.world, weight) for line, weight in lines])
        + ABOUT * sum(away(found[kind], every) for kind, every in asked.items() if every)
        + (DATED * (weights * missed(found["day"], days)).sum() if days else 0)
    ) / len(lines)
    matter = functional.binary_cross_entropy_with_logits(
        found["matter"], torch.tensor([float(text.relevant) for text in texts]), reduction="none"
    )
    total: Tensor = wrong + MATTER * (matter * torch.tensor([float(text.whole) for text in texts])).mean()
    return total


def away(found: Tensor, every: Sequence[tuple[Told | None, float]]) -> Tensor:
    """How far off scores are from what is told; what is open, or not known at all, does not count."""
    told = torch.tensor([[float(bool(one) and act in one.acts) for act in ACTIONS] for one, _ in every])
    counts = torch.tensor(
        [[weight if one and act not in one.open else 0.0 for act in ACTIONS] for one, weight in every]
    )
    return (functional.binary_cross_entropy_with_logits(found, told, reduction="none") * counts).sum()


def learned(texts: Sequence[Labelled], others: Sequence[Labelled] = (), seed: int = 0) -> Learner:
    """A network that has learned from some texts, by whose words it knows, and from others."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    kept = [text for text in texts if text.lines]
    learner = Learner(Known.of(kept))
    learner.words.weight.data.copy_(torch.from_numpy(meanings(kept, learner.known.words)))
    every = [*kept, *(text for text in others if text.lines)]
    steps = PASSES * math.ceil(len(every) / TOGETHER)
    optimizer = torch.optim.AdamW(learner.parameters(), lr=FASTEST, weight_decay=0.01)
    pace = torch.optim.lr_scheduler.OneCycleLR(optimizer, FASTEST, total_steps=steps, pct_start=0.15)
    for _ in range(PASSES):
        chance.shuffle(every)
        for first in range(0, len(every), TOGETHER):
            optimizer.zero_grad()
            loss(learner, every[first : first + TOGETHER]).backward()
            nn.utils.clip_grad_norm_(learner.parameters(), 1.0)
            optimizer.step()
            pace.step()
    return learner.eval()


def meanings(texts: Iterable[Labelled], numbers: dict[str, int]) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Words that stand beside the same words are alike from the start: what stands within four words, factored."""
    beside: Counter[tuple[int, int]] = Counter()
    for text in texts:
        for line in text.lines:
            row = [numbers.get(word, 1) for word in line.seen.words]
            for place, word in enumerate(row):
                for gap in range(1, min(4, place) + 1):
                    beside[word, row[place - gap]] += 1 / gap  # type: ignore[assignment]
                    beside[row[place - gap], word] += 1 / gap  # type: ignore[assignment]
    size = len(numbers) + 2
    rows, columns = np.array(list(beside)).T
    counts = np.array(list(beside.values()))
    total = np.bincount(rows, counts, size) + 1e-9
    usual = total**0.75 / (total**0.75).sum()
    surprise = np.log(counts / (total[rows] * usual[columns]))
    told = surprise > 0
    table = coo_matrix((surprise[told], (rows[told], columns[told])), (size, size)).tocsr()
    left, strength, _ = randomized_svd(table, WORD, random_state=0)
    found = left * strength**0.5
    return (found * 0.3 / found.std()).astype(np.float32)


def packed(learner: Learner) -> dict[str, Any]:
    """The weights as the reader loads them."""
    state = learner.state_dict()

    def both(name: str) -> Tensor:
        return torch.stack([state[name], state[name + "_reverse"]])

    def stacked(name: str) -> Tensor:
        return torch.stack([state[name.format(number)] for number in range(len(KINDS))])

    weights = {"forms": state["forms.weight"]}
    for name in ("line", "text"):
        for told, of in (("in", "ih"), ("again", "hh")):
            weights[f"{name} {told}"] = both(f"{name}.weight_{of}_l0")
            weights[f"{name} {told} bias"] = both(f"{name}.bias_{of}_l0")
    for name in ("look", "summary", "matter"):
        weights |= {name: state[name + ".weight"], f"{name} bias": state[name + ".bias"]}
    for name in ("act", "world"):
        weights[name] = state[name]
        for by in ("rules", "text"):
            weights[f"{name} by {by}"] = state[f"by_{by}.{name}.weight"]
            weights[f"{name} by {by} bias"] = state[f"by_{by}.{name}.bias"]
    weights |= {"asked": stacked("asked.{}.weight"), "asked bias": stacked("asked.{}.bias")}
    weights |= {"told": stacked("told.{}.weight")}
    for name in ("nobody", "asked_act", "asked_by_act", "asked_act_bias", "gaps"):
        weights[name.replace("_", " ")] = state[name]
    weights |= learner.day.packed()
    known = learner.known
    return {
        "words": dict(zip(("", *known.words), rows(state["words.weight"][1:]), strict=True)),
        "classes": dict(zip(known.classes, rows(state["classes.weight"][1:]), strict=True)),
        "rules": dict(zip(known.rules, rows(state["rules.weight"][1:]), strict=True)),
        "facts": dict(zip(known.facts, rows(state["day.facts.weight"][1:]), strict=True)),
        "weights": {name: {"shape": list(one.shape), "rows": rows(one)} for name, one in weights.items()},
    }


def rows(weights: Tensor) -> list[str]:
    """Weights as texts of whole numbers, one for each row."""
    return [" ".join(str(round(SCALE * one)) for one in row) for row in weights.reshape(-1, weights.shape[-1]).tolist()]
