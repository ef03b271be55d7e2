"""A document with its versions comes in; the rows that tell of its sections and its edits go out.

Where a licence lets us, an edit is shown whole. Else it is quoted: as much of a passage as proves what came or went,
and of one version no more than a page of them, those about the subject of the tracker first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import takewhile

from tracker.model import Document, Edit, Section

Row = Mapping[str, str | int | float | None]
#: characters: of one side of an edit, of all edits of a version, and before the first difference
PASSAGE, PAGE, LEAD = 600, 4000, 120


def sections(document: Document, name: str) -> Iterator[Row]:
    """The rows of the parts of a text that are dated apart; none where it is of one piece."""
    for number, one in enumerate(document.sections[1:] and document.sections, 1):
        yield {
            "document": name,
            "number": number,
            "heading": one.heading,
            "date": one.date,
            "first_seen": int(one.first_seen),
            "version": one.version,
            "start": one.start,
            "end": one.end,
        }


def edits(version: Document, number: int, found: tuple[Edit, ...], name: str) -> Iterator[Row]:
    """The rows of what version `number` changed in the one before it."""
    shown = dict(enumerate((edit.before, edit.after) for edit in found)) if version.licence else _quoted(found)
    for place, edit in enumerate(found):
        before, after = shown.get(place, (None, None))
        yield {
            "document": name,
            "version": number,
            "place": place + 1,
            "change": edit.change,
            "about": int(edit.about),
            "before": before or None,
            "after": after or None,
            "words_before": len(edit.before.split()),
            "words_after": len(edit.after.split()),
            "heading": _heading(version.sections, edit) or None,
        }


def _quoted(found: tuple[Edit, ...]) -> dict[int, tuple[str, str]]:
    """The edits that may be quoted by their place, each as far as it may."""
    left, shown = PAGE, dict[int, tuple[str, str]]()
    for place, edit in sorted(enumerate(found), key=lambda pair: (not pair[1].about, pair[0])):
        start = _first_difference(edit.before, edit.after)
        sides = (_cut(edit.before, start), _cut(edit.after, start))
        left -= len(sides[0]) + len(sides[1])
        if left < 0:
            break
        shown[place] = sides
    return shown


def _first_difference(one: str, other: str) -> int:
    """Where to begin a quote of two texts so that their first difference stands in it."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    if not (one and other) or max(len(one), len(other)) <= PASSAGE or same <= LEAD:
        return 0
    return one.rfind(" ", 0, same - LEAD) + 1


def _cut(text: str, start: int) -> str:
    """A quote of at most PASSAGE characters from `start`, cut between words."""
    quote = text[start:]
    if len(quote) > PASSAGE:
        quote = quote[: PASSAGE + 1].rsplit(maxsplit=1)[0][:PASSAGE] + " …"
    return f"… {quote}" if start and quote else quote


def _heading(parts: tuple[Section, ...], edit: Edit) -> str:
    """The dated heading under which an edit stands in the text."""
    return next((one.heading for one in parts if edit.after and one.start <= edit.start < one.end), "")
