"""Reports, the documents they stand in and the curated record come in; events go out, each with what it rests on.

Within one (company, region, action) the best dates lead: the curated ones, then the most precise. A report joins the
leader that its date fits; one without a date joins the one event that it can mean, or none. Order changes nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from tracker.model import Action, Correction, Document, Entry, Event, Report, Subject, Words
from tracker.record import Course, Record
from tracker.resolve import dates
from tracker.resolve.chains import link, oddities
from tracker.resolve.conclude import conclude, named, worth
from tracker.resolve.rulings import rule
from tracker.resolve.standing import standings, status

__all__ = ["course", "placed", "record", "resolve", "status"]

#: days between two dates told of one event at most; where one report tells of training and the other of a product
NEAR, NEAR_OTHER = 45, 7
#: days between an event and a document that recalls it without a date, where several events could be meant
RECALLED = 200

Key = tuple[str, str, Action]


@dataclass(frozen=True, slots=True)
class Leader:
    """What reports gather round: a curated entry, or the best of the dates told (None: none is told)."""

    date: str | None
    effective: str | None
    subject: Subject
    entry: Entry | None = None


def resolve(
    reports: Iterable[Report], documents: Mapping[str, Document], history: Iterable[Entry], words: Words
) -> tuple[Event, ...]:
    """Return the events, the oldest first after those without a date; a report is in one event or in none.

    `documents` has every report's document by its id. A report is in none where it has no date and several events could
    be meant: a wrong row is worse than a missing one. Those without a date that no event fits make one of their own.
    """
    told: dict[Key, list[Report]] = defaultdict(list)
    curated: dict[Key, list[Entry]] = defaultdict(list)
    for report in reports:
        told[report.company, report.region, report.action].append(report)
    for entry in history:
        curated[entry.company, entry.region, entry.action].append(entry)
    events = [
        conclude(leader.entry, gathered, documents, words)
        for key in sorted(told.keys() | curated.keys())
        for leader, gathered in _gather(told[key], curated[key], documents)
    ]
    return tuple(sorted(named(events), key=lambda event: (event.date or "", event.id)))


def record(
    events: tuple[Event, ...],
    documents: Mapping[str, Document],
    history: Iterable[Entry],
    words: Words,
    corrections: Iterable[Correction] = (),
) -> Record:
    """Return the record that people's `corrections` make of `events`, which `resolve` made of the same `history`."""
    ruled = rule(events, documents, history, words, corrections)
    return replace(ruled, events=tuple(sorted(ruled.events, key=lambda event: (event.date or "", event.id))))


def course(events: tuple[Event, ...], words: Words) -> Course:
    """Return what follows from `events`: what answers what, what is open, and who stands where since when."""
    links = link(events, words)
    return Course(
        links.chains,
        links.pauses,
        links.matters,
        standings(events, links, words),
        tuple(sorted(oddities(events, links))),
    )


def placed(events: Iterable[Event], documents: Mapping[str, Document]) -> dict[str, str]:
    """Return about when documents without a date were published, by id: the day of the dated event that their news is.

    "In June" and "on Friday" can then be read in them. A document whose news are events far apart is left out.
    """
    days: dict[str, set[str]] = defaultdict(set)
    for event in events:
        for report in event.reports:
            if report.core and documents[report.document].published is None and dates.is_day(event.date):
                days[report.document].add(event.date or "")
    return {name: max(told) for name, told in days.items() if dates.gap(min(told), max(told)) <= NEAR}


def _gather(
    reports: list[Report], entries: list[Entry], documents: Mapping[str, Document]
) -> list[tuple[Leader, list[Report]]]:
    """Return the leaders of one (company, region, action), each with the reports that join it."""
    leaders = [Leader(entry.date, entry.effective, entry.subject, entry) for entry in entries]
    count = Counter(report.date for report in reports)
    # a day on which an edit was first seen leads only those that no told day does
    order = [
        (one.first_seen, -len(one.date or ""), -count[one.date], worth(one, documents[one.document])) for one in reports
    ]
    for _, report in sorted(zip(order, reports, strict=True), key=lambda pair: pair[0]):
        if report.date and not any(_fit(report, leader) for leader in leaders):
            leaders.append(Leader(report.date, report.effective, report.subject))
    early = (one for one in reports if not one.date and _nothing_yet(leaders, documents[one.document].published))
    if any(early):
        leaders.append(Leader(None, None, Subject.TRAINING))
    gathered: list[list[Report]] = [[] for _ in leaders]
    for report in reports:
        chosen = _choose(report, leaders, documents[report.document].published)
        if chosen is not None:
            gathered[chosen].append(report)
    return list(zip(leaders, gathered, strict=True))


def _choose(report: Report, leaders: list[Leader], published: str | None) -> int | None:
    """Return the place of the leader that `report` joins; None where it is not sure which is meant."""
    if report.date:
        fitting = [i for i, leader in enumerate(leaders) if _fit(report, leader)]
    else:
        if _nothing_yet(leaders, published):
            return len(leaders) - 1
        fitting = [i for i, leader in enumerate(leaders) if leader.date and not _later(leader.date, published)]
        if len(fitting) > 1:
            fitting = [i for i in fitting if leaders[i].subject == report.subject] or fitting
        if len(fitting) > 1:
            fitting = [i for i in fitting if published and dates.gap(leaders[i].date, published) <= RECALLED]
    return min(fitting, key=lambda i: _distance(report, leaders[i], published), default=None)


def _nothing_yet(leaders: list[Leader], published: str | None) -> bool:
    """Whether all dated leaders come after what a document of `published` can tell of."""
    return all(_later(leader.date, published) for leader in leaders if leader.date)


def _distance(report: Report, leader: Leader, published: str | None) -> tuple[object, ...]:
    """Return a sort key: how far `report` is from `leader`; it ends with what tells leaders of one date apart."""
    return (
        _fit(report, leader),
        report.subject != leader.subject,
        dates.gap(report.date, leader.date),
        dates.gap(leader.date, published),
        leader.date or "",
        leader.entry.summary if leader.entry else "",
    )


def _fit(report: Report, leader: Leader) -> int:
    """Return 1 for the same date, 2 for one that agrees, 3 for the day of effect, 4 for a near one, 0 for no fit."""
    if report.date is None or leader.date is None:
        return 0
    if dates.agree(report.date, leader.date):
        return 1 if report.date == leader.date else 2
    effects = ((report.date, leader.effective), (leader.date, report.effective))
    if any(effect and dates.agree(day, effect) for day, effect in effects):
        return 3
    near = NEAR if report.subject == leader.subject else NEAR_OTHER
    return 4 if dates.gap(report.date, leader.date) <= near else 0


def _later(day: str | None, published: str | None) -> bool:
    """Tell whether an event of `day` comes after all that a document of `published` can tell of."""
    if day is None or published is None or dates.agree(day, published):
        return False
    return dates.middle(day) > dates.middle(published) + timedelta(days=NEAR)
