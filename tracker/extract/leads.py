"""A sentence in; how likely it tells of each act, by the weights of its words, and which words say so, out.

A linear model, learned from labelled texts of our own (`python -m tests.bench.learn`). It only points: who acted, where
and when is read by the rules, and what the rules turn down stays turned down.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.extract.phrases import Sentence, Token
from tracker.model import Action

#: words in a row at most
LONGEST = 3


@dataclass(frozen=True, slots=True)
class Lead:
    """An act that a sentence seems to tell of, from 0 to 1; the weightiest words for it begin at token `place`."""

    action: Action
    chance: float
    place: int
    words: int


class Leads:
    """The weights, by words in a row; `weights[words]` has one number for each of `actions`."""

    def __init__(self, model: Mapping[str, Any]) -> None:
        self.actions = [Action(name) for name in model["actions"]]
        self.weights: dict[str, list[float]] = model["weights"]
        self.bias: list[float] = model["bias"]

    def __call__(self, sentence: Sentence) -> list[Lead]:
        """The acts that a sentence more likely tells of than not."""
        grams = list(features(sentence.tokens))
        known = {gram: self.weights[gram] for gram, _, _ in grams if gram in self.weights}
        scale = 1 / math.sqrt(len({gram for gram, _, _ in grams}) or 1)
        leads = []
        for number, action in enumerate(self.actions):
            score = self.bias[number] + scale * sum(weights[number] for weights in known.values())
            if score > 0:
                telling = [one for one in grams if one[0] in known and not one[0].startswith("<")]
                if not telling:
                    continue
                best = max(telling, key=lambda one: known[one[0]][number])
                leads.append(Lead(action, 1 / (1 + math.exp(-score)), best[1], best[2]))
        return leads


def features(tokens: Sequence[Token]) -> Iterator[tuple[str, int, int]]:
    """Every row of up to three words with the number of its first token and of its words.

    A word stands in its dictionary form, a verb's past also as such; names by their kind alone, numbers as 0.
    """
    words = [shape(token) for token in tokens]
    for first in range(len(words)):
        for count in range(1, min(LONGEST, len(words) - first) + 1):
            yield " ".join(words[first : first + count]), first, count
    for first, token in enumerate(tokens):
        if not token.kind and token.low != token.lemma:
            yield "=" + token.low, first, 1


def shape(token: Token) -> str:
    """A token as the model knows it."""
    if token.kind:
        return f"<{token.kind}>"
    return "0" if token.low[:1].isdigit() else token.lemma
