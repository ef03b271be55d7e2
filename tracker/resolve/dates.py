"""ISO prefixes (`2024`, `2024-06`, `2024-06-14`) come in; whether they agree and how far apart they are goes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

#: what makes a vaguer prefix the day in the middle of its span
MIDDLE = {len("2024"): "-07-01", len("2024-06"): "-15", len("2024-06-14"): ""}


def agree(one: str, other: str) -> bool:
    """Tell whether two prefixes are the same as far as both go."""
    return one.startswith(other) or other.startswith(one)


def middle(prefix: str) -> date:
    return date.fromisoformat(prefix + MIDDLE[len(prefix)])


def is_day(prefix: str | None) -> bool:
    return prefix is not None and len(prefix) == len("2024-06-14")


def gap(one: str | None, other: str | None) -> int:
    """Return the days between the middles of two prefixes, 0 where one is unknown or they agree."""
    if one is None or other is None or agree(one, other):
        return 0
    return abs((middle(one) - middle(other)).days)


def best(told: Iterable[tuple[int, str]]) -> str | None:
    """Return the best of (authority, prefix) pairs, lowest authority first: then the more precise, the more often told.

    A vague date of those who know best is made as precise as anyone makes it who agrees with them.
    """
    pairs = sorted(told)
    if not pairs:
        return None
    count = Counter(prefix for _, prefix in pairs)
    first = min(pairs, key=lambda pair: (pair[0], -len(pair[1]), -count[pair[1]]))[1]
    finer = [pair for pair in pairs if pair[1].startswith(first)]
    return min(finer, key=lambda pair: (-len(pair[1]), pair[0], -count[pair[1]]))[1]
