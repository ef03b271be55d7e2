"""A document with its versions comes in; its reports go out, each of the version and of the day that it belongs to.

What a text says is read where it stands now. A passage that an edit brought is of its own day; where it only tells
again what the version before told, it keeps that day. What an official page no longer says was said all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from tracker import limits
from tracker.model import Document, Kind, Problem, Reason, Report, Section
from tracker.publish import Filed

if TYPE_CHECKING:
    from tracker.extract import Reading

#: they speak for themselves: an edit takes nothing back that they said; others correct what they wrote
_OWN_VOICE = (Kind.REGULATOR, Kind.COMPANY, Kind.COURT)


def every(
    filed: Iterable[Filed], extractor: Callable[[Document], Reading]
) -> tuple[dict[str, Reading], tuple[Problem, ...]]:
    """The reading of each document by its id, and a problem for each that takes too much."""
    readings: dict[str, Reading] = {}
    problems: list[Problem] = []
    failures: list[limits.OverwhelmedError] = []
    for one in filed:
        try:
            readings[one.document.id] = read(one, lambda page: limits.bounded(limits.EXTRACT, partial(extractor, page)))
        except limits.OverwhelmedError as error:
            problems.append(Problem("extract", str(error), one.document.source or None, one.document.url))
            failures.append(error)
    limits.blame(failures, len(readings) + len(failures))
    return readings, tuple(problems)


def read(one: Filed, extractor: Callable[[Document], Reading], published: str | None = None) -> Reading:
    """The reports and rejections of a document; `published` is the day to read it by, where it bears none."""
    readings: list[Reading] = []
    for version in one.versions[: one.current]:
        found = extractor(replace(version, published=version.published or published))
        before = readings[-1].reports if readings else ()
        readings.append(replace(found, reports=tuple(_settled(report, version, before) for report in found.reports)))
    current = readings[-1]
    return replace(current, reports=(*current.reports, *_no_longer_said(one, readings)))


def _settled(report: Report, version: Document, before: Sequence[Report]) -> Report:
    """A report dated by nothing but an edit: of the day that the version before gave the same act, else first seen."""
    section = _section(report, version)
    if section is None or not section.first_seen or report.date != section.date:
        return report
    told = next((other for other in before if _key(other) == _key(report)), None)
    if told is None:
        return replace(report, first_seen=True)
    return replace(report, date=told.date, first_seen=told.first_seen)


def _section(report: Report, version: Document) -> Section | None:
    return next((one for one in version.sections if one.start <= report.start < one.end), None)


def _no_longer_said(one: Filed, readings: Sequence[Reading]) -> Iterator[Report]:
    """What earlier versions of an official page reported and later ones neither tell nor deny, the newest first."""
    if one.document.kind not in _OWN_VOICE:
        return
    told = {_key(report) for report in readings[-1].reports}
    denied = {(no.company, no.action) for no in readings[-1].rejections if no.reason is Reason.DENIAL}
    for number in range(len(readings) - 1, 0, -1):
        earlier = readings[number - 1]
        for report in earlier.reports:
            gone = report.quote not in one.document.text and (report.company, report.action) not in denied
            if gone and _key(report) not in told:
                yield replace(report, version=number)
        told |= {_key(report) for report in earlier.reports}
        denied |= {(no.company, no.action) for no in earlier.rejections if no.reason is Reason.DENIAL}


def _key(report: Report) -> tuple[str, str, str]:
    return report.company, report.region, report.action
