"""The texts of a page at each look at it come in; which version each look showed goes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tracker.model import Change
from tracker.versions.edits import compare
from tracker.versions.judge import judge
from tracker.versions.units import Rules, Words, units

#: words that a notice has at most
_NOTICE = 60


@dataclass(frozen=True, slots=True)
class History:
    """What a page showed: of each look the version, from 0, and what was wrong with it, if anything."""

    shown: tuple[int, ...]
    troubles: tuple[str, ...]
    #: of each version the look that was the first to show it
    firsts: tuple[int, ...]
    #: the rules that fit the page: its own passing notices are no text of it
    rules: Rules


def history(looks: Sequence[str], rules: Rules) -> History:
    """Judge each look after those before it; a passing notice makes no version.

    That is a passage, not about the subject of the tracker, that came and went with nothing else changed.
    """
    found = _judged(looks, rules)
    passing = frozenset(_passing(looks, found))
    return _judged(looks, replace(rules, notices=rules.notices | passing)) if passing else found


def _judged(looks: Sequence[str], rules: Rules) -> History:
    firsts, shown, troubles = [0], [0], [""]
    for number, text in enumerate(looks[1:], 1):
        verdict = judge([looks[first] for first in firsts], shown[-1], text, rules)
        if verdict.place is None:
            firsts.append(number)
        shown.append(len(firsts) - 1 if verdict.place is None else verdict.place)
        troubles.append(verdict.trouble)
    return History(tuple(shown), tuple(troubles), tuple(firsts), rules)


def _passing(looks: Sequence[str], found: History) -> Iterator[Words]:
    """The sentences of notices that came, went with nothing else changed, and stand there in the fewer of the looks."""
    moves = [(look, one, two) for look, (one, two) in enumerate(pairwise(found.shown), 1) if one != two]
    for (start, before, version), (_, left, after) in pairwise(moves):
        if (before, version) != (after, left) or found.firsts[version] != start:
            continue
        edits = compare(looks[found.firsts[before]], looks[start], found.rules)
        length = sum(len(edit.after.split()) for edit in edits)
        if length <= _NOTICE and all(edit.change is Change.ADDED and not edit.about for edit in edits):
            came = _said(looks[start], found.rules) - _said(looks[found.firsts[before]], found.rules)
            there = [bool(came & _said(text, found.rules)) for text in looks[found.firsts[version] :]]
            if 2 * sum(there) <= len(there):
                yield from came


def _said(text: str, rules: Rules) -> set[Words]:
    return {unit.words for unit in units(text, rules)}
