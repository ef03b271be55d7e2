"""Networks for tests: one with weights by chance, and one that goes by a word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tracker.extract.network import GAPS, SCALE
from tracker.extract.scores import ACTIONS, KINDS, Asked, Option, Scores
from tracker.extract.seen import Seen

WORD, CLASS, FORM, RULE, LINE, TEXT, ASKED, DAY = 4, 2, 2, 3, 5, 3, 4, 4
#: facts on dates that the network of chance knows
FACTS = ("the page's", "none", "in the paragraph")


def by_chance(words: Sequence[str], rules: Sequence[str] = ("Tai", "Ttrain")) -> dict[str, Any]:
    """What a small network of some words has learned: weights by chance, the same each time."""
    chance, acts, kinds = np.random.default_rng(1), len(ACTIONS), len(KINDS)
    both, told = 2 * LINE, 2 * TEXT
    shapes: dict[str, tuple[int, ...]] = {
        "forms": (6, FORM),
        "line in": (2, 3 * LINE, WORD + CLASS + FORM), "line in bias": (2, 3 * LINE),
        "line again": (2, 3 * LINE, LINE), "line again bias": (2, 3 * LINE),
        "text in": (2, 3 * TEXT, TEXT), "text in bias": (2, 3 * TEXT),
        "text again": (2, 3 * TEXT, TEXT), "text again bias": (2, 3 * TEXT),
        "look": (acts, both), "look bias": (acts,),
        "summary": (TEXT, 2 * both + RULE), "summary bias": (TEXT,), "matter": (1, told), "matter bias": (1,),
        "nobody": (kinds, 2, both), "asked": (kinds, ASKED, 2 * both + 5 + told), "asked bias": (kinds, ASKED),
        "told": (kinds, ASKED, both), "asked act": (kinds, acts, ASKED), "asked by act": (kinds, acts),
        "asked act bias": (kinds, acts), "gaps": (kinds, GAPS),
        "day told": (DAY, both + told), "day told bias": (DAY,), "day act": (acts, DAY), "day date": (DAY, both + told),
        "day gaps": (DAY, GAPS), "day told alike": (DAY, both + told), "day date alike": (DAY, both + told),
        "day nowhere": (2, both + told), "day score": (1, DAY),
    }  # fmt: skip
    for name in ("act", "world"):
        shapes |= {name: (acts, both), f"{name} by rules": (acts, RULE), f"{name} by rules bias": (acts,)}
        shapes |= {f"{name} by text": (acts, told), f"{name} by text bias": (acts,)}

    def rows(*shape: int) -> list[str]:
        numbers = chance.integers(-SCALE, SCALE, shape).reshape(-1, shape[-1])
        return [" ".join(map(str, row)) for row in numbers.tolist()]

    return {
        "words": dict(zip(("", *words), rows(len(words) + 1, WORD), strict=True)),
        "classes": dict(zip(("#ai",), rows(1, CLASS), strict=True)),
        "rules": dict(zip(rules, rows(len(rules), RULE), strict=True)),
        "facts": dict(zip(FACTS, rows(len(FACTS), DAY), strict=True)),
        "weights": {name: {"shape": list(shape), "rows": rows(*shape)} for name, shape in shapes.items()},
    }


class ByWord:
    """A network that holds every line with a word for one that tells an act: of whoever and wherever it is asked."""

    faint = -5.0

    def __init__(self, told: Mapping[str, Mapping[str, float]], *, world: bool = False) -> None:
        self.told, self.everywhere = told, world

    def read(self, lines: Sequence[Seen]) -> ByWord:
        """The lines of a text, read."""
        found = ByWord(self.told, world=self.everywhere)
        found.lines = lines
        found.act = np.array([self.scores(line) for line in lines], np.float32)
        found.world = found.act if self.everywhere else np.full_like(found.act, -1)
        found.matter = 0.0
        return found

    lines: Sequence[Seen]
    act: Scores
    world: Scores
    matter: float

    def scores(self, line: Seen) -> list[float]:
        """How surely a line tells each act."""
        return [sum(acts.get(act, 0) for word, acts in self.told.items() if word in line.words) - 1 for act in ACTIONS]

    def asked(self, _kind: str, every: Sequence[Asked]) -> Scores:
        """The scores of the lines in which something is asked about."""
        return self.act[[one.line for one in every]]

    def days(self, _line: int, _action: str, options: Sequence[Option]) -> Scores:
        """It knows nothing of days: all are as likely."""
        return np.full(len(options), 1 / len(options), np.float32)

    def word(self, line: int, action: str) -> int:
        """The first word of a line that speaks for an act."""
        words = self.lines[line].words
        return next((n for n, word in enumerate(words) if self.told.get(word, {}).get(action)), 0)
