"""What a network knows of the lines of some texts in; what it learns of the days of their acts out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils import rnn

from tests.bench.labelled import Day
from tracker.extract.network import FARTHEST, GAPS
from tracker.extract.scores import ACTIONS, Asked

#: how many numbers stand for an act with a date that may be its day
SIZE = 96
#: the score of what cannot be
NEVER = -1e9


@dataclass(frozen=True, slots=True)
class Read:
    """Some lines, read: what is known at their words, one after another, and where each line starts among them."""

    words: Tensor
    starts: list[int]
    #: what is known of each act in each line, where in the line it stands, and of the line from those round it
    told: Tensor
    place: Tensor
    known: Tensor

    def middle(self, every: Sequence[tuple[int, Sequence[int]]], none: Tensor) -> Tensor:
        """The mean of what is known at some words of a line, for each of some lines; `none` where there are none."""
        places = torch.tensor([self.starts[line] + word for line, some in every for word in some], dtype=torch.long)
        sizes = torch.tensor([len(some) for _, some in every])
        found = functional.embedding_bag(places, self.words, sizes.cumsum(0) - sizes, mode="mean")
        return torch.where(sizes[:, None] > 0, found, none)

    def gaps(self, every: Sequence[tuple[int, Asked]]) -> Tensor:
        """How far the words for something stand from each act in their line, and from that those for others."""
        if not every:
            return torch.zeros(0, len(ACTIONS), GAPS)
        near, rival = (
            torch.stack([distance(self.place[line].detach(), words) for line, words in some])
            for some in ([(line, one.own) for line, one in every], [(line, one.others) for line, one in every])
        )
        gaps = [near / 10, near.abs() / 10, near > 0, rival / 10, rival.abs() / 10, rival > 0]
        gaps += [near.abs() < rival.abs(), (near.abs() - rival.abs()) / 10]
        return torch.stack([one.float() for one in gaps], 2)


def distance(places: Tensor, words: Sequence[int]) -> Tensor:
    """From each of some places in a line to the nearest of some words."""
    if not words:
        return torch.full_like(places, float(FARTHEST))
    gaps = torch.tensor(list(words), dtype=torch.float32)[:, None] - places
    return gaps.gather(0, gaps.abs().argmin(0)[None])[0].clamp(-float(FARTHEST), float(FARTHEST))


class Pointer(nn.Module):
    """Learns which of the dates of a text is the day of an act; `size` numbers are known of an act in its line."""

    def __init__(self, size: int, facts: dict[str, int], hidden: float) -> None:
        super().__init__()
        self.numbers, self.hidden = facts, hidden
        self.act = nn.Parameter(torch.randn(len(ACTIONS), SIZE) * 0.05)
        self.nowhere = nn.Parameter(torch.zeros(2, size))
        self.facts = nn.EmbeddingBag(len(facts) + 1, SIZE, mode="sum", padding_idx=0)
        self.told = nn.Linear(size, SIZE)
        self.date, self.told_alike, self.date_alike = (nn.Linear(size, SIZE, bias=False) for _ in range(3))
        self.gaps = nn.Linear(GAPS, SIZE, bias=False)
        self.score = nn.Linear(SIZE, 1, bias=False)
        nn.init.normal_(self.facts.weight, 0, 0.1)

    def forward(self, read: Read, asked: Sequence[tuple[int, Day]]) -> Tensor:
        """How surely each date is the day of its act, one act after another, each with the first line of its text."""
        lines, acts = torch.tensor([(first + day.line, day.act) for first, day in asked]).T
        every = [(number, first, day, one) for number, (first, day) in enumerate(asked) for one in day.options]
        spots = torch.tensor([number for number, *_ in every])
        at = [(first + one.asked.line, one.asked.own) if one.asked else (-1, ()) for _, first, _, one in every]
        there = torch.tensor([line for line, _ in at])
        words = torch.cat([read.middle(at, torch.zeros(1)), read.known[there.clamp(min=0)]], 1)
        none = torch.tensor([int(not one.date) for *_, one in every])
        dates = torch.where((there < 0)[:, None], self.nowhere[none], words)
        facts = [[self.numbers[fact] for fact in one.facts if fact in self.numbers] or [0] for *_, one in every]
        beside = [number for number, line in enumerate(there.tolist()) if line == lines[spots[number]]]
        gaps = torch.zeros(len(every), GAPS)
        gaps[beside] = read.gaps([(int(there[number]), every[number][3].asked) for number in beside])[
            range(len(beside)), acts[spots[beside]]
        ]
        told = torch.cat([read.told[lines, acts], read.known[lines]], 1)
        found = (self.told(told) + self.act[acts])[spots] + self.date(dates) + self.gaps(gaps)
        found = found + self.facts(rnn.pad_sequence([torch.tensor(one) for one in facts], batch_first=True))
        alike = (self.told_alike(told)[spots] * self.date_alike(dates)).sum(1) / math.sqrt(SIZE)
        score: Tensor = self.score(functional.dropout(torch.tanh(found), self.hidden, self.training))[:, 0] + alike
        return score

    def packed(self) -> dict[str, Tensor]:
        """The weights as the reader loads them, the facts apart."""
        state = {
            name.replace("_", " ").replace(".weight", "").replace(".", " "): one
            for name, one in self.state_dict().items()
        }
        return {f"day {name}": one for name, one in state.items() if name != "facts"}


def missed(found: Tensor, days: Sequence[Day]) -> Tensor:
    """How far off the days of some acts are."""
    told = rnn.pad_sequence(found.split([len(day.options) for day in days]), batch_first=True, padding_value=NEVER)
    right = rnn.pad_sequence([torch.tensor(day.right) for day in days], batch_first=True)
    return told.logsumexp(1) - told.masked_fill(~right, NEVER).logsumexp(1)
