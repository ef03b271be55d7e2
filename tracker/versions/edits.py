"""Two versions of a text come in; what was added, removed and changed between them goes out, passage by passage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from tracker.model import Change, Edit
from tracker.versions.units import Rules, Unit, units

#: the share of words that two sentences have in common where one was made of the other
_ALIKE = 0.5


def compare(before: str, after: str, rules: Rules) -> tuple[Edit, ...]:
    """The edits in the order of the text; what was only moved, or is the page's furniture, is none."""
    olds, news = units(before, rules), units(after, rules)
    spared = {unit.words for unit in olds} & {unit.words for unit in news}
    matcher = SequenceMatcher(None, [unit.words for unit in olds], [unit.words for unit in news], autojunk=False)
    found: list[Edit] = []
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag != "equal":
            gone = [unit for unit in olds[old_from:old_to] if unit.words not in spared]
            come = [unit for unit in news[new_from:new_to] if unit.words not in spared]
            found += _block(gone, come, before, after)
    judged = [replace(edit, about=rules.is_about(f"{edit.before} {edit.after}")) for edit in found]
    return tuple(_joined(judged, before, after))


def _block(gone: Sequence[Unit], come: Sequence[Unit], before: str, after: str) -> Iterator[Edit]:
    """The edits of one place: each new sentence with the old one it was made of, then the old ones that are left."""
    if [word for unit in gone for word in unit.words] == [word for unit in come for word in unit.words]:
        return  # only cut into sentences in another way
    left = list(gone)
    for unit in come:
        best = max(left, key=lambda old: _likeness(old, unit), default=None)
        if best is not None and _likeness(best, unit) >= _ALIKE:
            yield from (_removed(old, before) for old in left[: left.index(best)])
            left = left[left.index(best) + 1 :]
            yield Edit(
                Change.CHANGED, before[best.start : best.end], after[unit.start : unit.end], unit.start, unit.end
            )
        else:
            yield Edit(Change.ADDED, "", after[unit.start : unit.end], unit.start, unit.end)
    yield from (_removed(old, before) for old in left)


def _removed(unit: Unit, before: str) -> Edit:
    return Edit(Change.REMOVED, before[unit.start : unit.end], "", unit.start, unit.end)


def _likeness(one: Unit, other: Unit) -> float:
    """The share of their words that two sentences have in common."""
    common = (Counter(one.words) & Counter(other.words)).total()
    return 2 * common / (len(one.words) + len(other.words))


def _joined(edits: Sequence[Edit], before: str, after: str) -> Iterator[Edit]:
    """Neighbours of one paragraph that came or went together are one passage."""
    last: Edit | None = None
    for edit in edits:
        text = before if edit.change is Change.REMOVED else after
        if (
            last is not None
            and last.change is edit.change is not Change.CHANGED
            and last.about == edit.about
            and last.end <= edit.start
            and not text[last.end : edit.start].strip()
            and "\n" not in text[last.end : edit.start]
        ):
            whole = text[last.start : edit.end]
            parts = ("", whole) if edit.change is Change.ADDED else (whole, "")
            last = Edit(edit.change, *parts, last.start, edit.end, edit.about)
            continue
        if last is not None:
            yield last
        last = edit
    if last is not None:
        yield last
