"""Words that somebody typed come in, and the names of the record; the companies, regions and regulators meant go out.

A slip of a letter or two is forgiven: `linkdin` finds LinkedIn, and `facebok` Meta, whose product Facebook is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz, utils

#: how alike (0 to 100) a name must be, and how much more alike the first one makes the others uninteresting
ALIKE, BEHIND = 82, 10
#: a name of fewer letters must be typed as it is written: `IN` is India, `in` is not
SHORT = 4

Row = Mapping[str, Any]


def meant(q: str, names: Iterable[Row]) -> list[dict[str, Any]]:
    """Return what `q` may mean of `names` (page, id, called), the best first, each thing once, with its `score`.

    `called` is the name that fits: of a product, a legal name, an acronym.
    """
    typed = _plain(q)
    words = [word for word in typed.split() if len(word) > SHORT]
    exact = set(q.split())
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in names:
        score = 98 if row["called"] in exact else _alike(typed, words, _plain(row["called"]))
        key = row["page"], row["id"]
        if score >= ALIKE and (key not in found or found[key]["score"] < score):
            found[key] = {**row, "score": score}
    best = max((row["score"] for row in found.values()), default=0)
    near = [row for row in found.values() if row["score"] >= best - BEHIND]
    return sorted(near, key=lambda row: (-row["score"], row["called"]))


@lru_cache(maxsize=20_000)
def _plain(text: str) -> str:
    """Return `text` in small letters, without marks."""
    return utils.default_process(text)


def _alike(typed: str, words: list[str], name: str) -> float:
    """How well `name` fits what was typed: whole, by its beginning, or as some of the words typed."""
    if typed == name:
        return 100
    if len(typed) < SHORT or len(name) < SHORT:
        return 0
    if f" {name} " in f" {typed} ":
        return 97
    if name.startswith(typed):
        return 95
    single = (fuzz.ratio(word, name, score_cutoff=ALIKE + 4) - 4 for word in words)
    return max(fuzz.ratio(typed, name, score_cutoff=ALIKE), *single, 0)
