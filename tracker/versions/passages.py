"""The versions of a page come in; one of them goes out with each passage dated from when it stood there.

A passage under a dated heading that came with it is of that day. One that was put into older text is of the day that
the page gives its newer text, else of the day on which it was first seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from tracker.model import Document, Section
from tracker.versions.units import Rules, Unit, Words, units


class _Stamp(NamedTuple):
    """From which version, counted from 1, a sentence stood there, and what it is dated by."""

    version: int
    date: str | None
    first_seen: bool = False


class _Text:
    """A version as one stream of words, to find in it what was only cut into sentences in another way."""

    def __init__(self, said: Sequence[Unit]) -> None:
        self.said = said
        self.stream = _line(tuple(word for unit in said for word in unit.words))

    def origin(self, words: Words, now: str) -> Words | None:
        """The sentence of this version that `words` are a part of or begin with, where nothing of it got lost.

        `now` is the stream of the version that has `words`.
        """
        line = _line(words)
        if line not in self.stream:
            return None
        around = [unit.words for unit in self.said if line in _line(unit.words)]
        for whole in around:
            before, _, after = _line(whole).partition(line)
            if all(not part.strip() or f" {part.strip()} " in now for part in (before, after)):
                return whole
        begins = (unit.words for unit in self.said if line.startswith(_line(unit.words)))
        return None if around else next(begins, None)


def _line(words: Words) -> str:
    return f" {' '.join(words)} "


def dated(versions: Sequence[Document], number: int, rules: Rules) -> Document:
    """Version `number`, counted from 1, with a section for each run of sentences that have one origin and one date."""
    if number == 1:
        return versions[0]
    stamps: dict[Words, _Stamp] = {}
    for version in range(1, number + 1):
        stamps = _stamped(versions, version, stamps, rules)
    document = versions[number - 1]
    return replace(document, sections=tuple(_sections(document, stamps, rules)))


def _stamped(
    versions: Sequence[Document], number: int, known: dict[Words, _Stamp], rules: Rules
) -> dict[Words, _Stamp]:
    """The stamps of all sentences up to version `number`, from those up to the one before it."""
    document = versions[number - 1]
    now = _Text(units(document.text, rules)).stream
    before = _Text(units(versions[number - 2].text, rules)) if number > 1 else None
    stamps = dict(known)
    for section, said in _parted(document, rules):
        found = [_found(unit.words, known, before, now) for unit in said]
        newly_headed = bool(section.heading and section.date and said and found[0] is None)
        for unit, stamp in zip(said, found, strict=True):
            if stamp is None:
                stamps[unit.words] = _fresh(versions, number, section, newly_headed)
            elif newly_headed and (section.date or "") <= versions[stamp.version - 1].fetched[:10]:
                stamps[unit.words] = _Stamp(stamp.version, section.date)
            else:
                stamps[unit.words] = stamp
    return stamps


def _found(words: Words, known: dict[Words, _Stamp], before: _Text | None, now: str) -> _Stamp | None:
    """The stamp of a sentence that stood there before, if only as a part of another."""
    if words in known or before is None:
        return known.get(words)
    origin = before.origin(words, now)
    return known.get(origin) if origin else None


def _fresh(versions: Sequence[Document], number: int, section: Section, newly_headed: bool) -> _Stamp:
    """The stamp of a sentence that version `number` has as the first."""
    document = versions[number - 1]
    if number == 1 or newly_headed:
        return _Stamp(number, section.date)
    if document.published and document.published > (versions[number - 2].published or "9"):
        return _Stamp(number, document.published)
    return _Stamp(number, document.fetched[:10], first_seen=True)


def _parted(document: Document, rules: Rules) -> Iterator[tuple[Section, list[Unit]]]:
    """The sections of a document, one where it has none, each with its sentences."""
    said = units(document.text, rules)
    for section in document.sections or (Section("", document.published, 0, len(document.text)),):
        yield section, [unit for unit in said if section.start <= unit.start < section.end]


def _sections(document: Document, stamps: dict[Words, _Stamp], rules: Rules) -> Iterator[Section]:
    """The sections, cut where a run of sentences with one stamp ends and the next begins; they cover the text."""
    for section, said in _parted(document, rules):
        runs = [(stamp, next(run).start) for stamp, run in groupby(said, lambda unit: stamps[unit.words])]
        starts = [section.start, *(start for _, start in runs[1:])]
        ends = [*starts[1:], section.end]
        for (stamp, _), start, end in zip(runs, starts, ends, strict=bool(runs)):
            yield replace(
                section, date=stamp.date, start=start, end=end, version=stamp.version, first_seen=stamp.first_seen
            )
        if not runs:
            yield section
