"""Counts come in; the share that they make goes out, with the interval in which the true share lies at 95 %."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

#: of the normal distribution, for 95 %
Z = 1.96


@dataclass(frozen=True, slots=True)
class Share:
    """`right` of `of`, as a share from 0 to 1, with its interval by Wilson."""

    right: int
    of: int
    value: float
    low: float
    high: float


def share(right: int, of: int) -> Share | None:
    """Return `right` of `of`; None where there is nothing to divide by."""
    if not of:
        return None
    value = right / of
    middle = (value + Z * Z / (2 * of)) / (1 + Z * Z / of)
    half = Z / (1 + Z * Z / of) * sqrt(value * (1 - value) / of + Z * Z / (4 * of * of))
    return Share(right, of, value, max(middle - half, 0.0), min(middle + half, 1.0))
