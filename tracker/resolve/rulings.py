"""Events and what people ruled over them come in; the record as it stands corrected goes out.

A ruling names an event by the id that it has without the ruling. Where news has moved that id by a month or a day, the
ruling still holds for the one event that it can mean, and a person is told of the new id.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from urllib.parse import urlsplit

from tracker.model import Action, Correction, Document, Entry, Event, Report, Ruling, State, Witness, Words
from tracker.record import Record, Ruled, Withdrawn
from tracker.resolve import dates
from tracker.resolve.conclude import conclude, free

#: days between the date in an id and that of the event that it can still mean
MOVED = 62
_ID = re.compile(rf"(.+)-([a-z]{{2}})-({'|'.join(Action)})-(\d{{4}}(?:-\d\d){{0,2}}|undated)(?:-\d+)?")
#: the fields of a correction that take the place of the event's own
FIELDS = ("date", "effective", "regulators", "subject", "part", "summary", "note")


@dataclass
class _Case:
    """An event and what it is made of, while rulings are applied to it."""

    event: Event
    entry: Entry | None
    reports: list[Report]
    more: tuple[Witness, ...] = ()


class _Bench:
    """The cases by the id of their event, and what was ruled so far."""

    def __init__(
        self, events: Iterable[Event], documents: Mapping[str, Document], history: Iterable[Entry], words: Words
    ) -> None:
        entries = {(one.company, one.region, one.action, one.date): one for one in history}
        self.documents, self.words = documents, words
        self.cases = {
            one.id: _Case(
                one,
                entries[one.company, one.region, one.action, one.date or ""] if one.state != State.EXTRACTED else None,
                list(one.reports),
            )
            for one in events
        }
        self.withdrawn: list[Withdrawn] = []

    def find(self, name: str) -> tuple[str | None, str | None]:
        """Return the id that `name` means now, and what a person must know of it."""
        if name in self.cases:
            return name, None
        parts = _ID.fullmatch(name)
        near = [
            one.event.id
            for one in self.cases.values()
            if parts
            and (one.event.company, one.event.region.lower(), one.event.action) == parts.groups()[:3]
            and dates.gap(None if parts[4] == "undated" else parts[4], one.event.date) <= MOVED
        ]
        if len(near) == 1:
            return near[0], f"the event {name!r} is called {near[0]} now; the ruling holds for it"
        hint = get_close_matches(name, self.cases, n=1)
        return None, f"there is no event {name!r}" + (f"; did you mean {hint[0]}?" if hint else "")

    def redo(self, case: _Case) -> None:
        """Conclude the event of `case` anew, under its id and its person's words."""
        event = conclude(case.entry, case.reports, self.documents, self.words, case.more)
        case.event = replace(event, id=case.event.id)

    def withdraw(self, name: str, ruling: Correction, because: str, successor: str | None = None) -> None:
        one = self.cases.pop(name).event
        reason = f"{because} by {ruling.who}: {ruling.why}"
        told = (one.company, one.region, one.action, one.date, one.summary)
        self.withdrawn.append(Withdrawn(one.id, *told, ruling.when, reason, successor))


def rule(
    events: Iterable[Event],
    documents: Mapping[str, Document],
    history: Iterable[Entry],
    words: Words,
    corrections: Iterable[Correction],
) -> Record:
    """Return the events as `corrections` leave them, applied in their order; each says whether it matched anything."""
    bench = _Bench(events, documents, history, words)
    ruled = [_apply(bench, one) for one in corrections]
    # a merged or divided event is concluded anew: what was amended or disputed in it before stands nevertheless
    for one in ruled:
        case = bench.cases.get(one.event)
        if case is not None and one.applied:
            case.event = _said(case.event, one.correction)
    # a later ruling may bring an event back under the id that an earlier one took away
    gone = {one.event: one for one in bench.withdrawn if one.event not in bench.cases}
    return Record(tuple(case.event for case in bench.cases.values()), tuple(gone.values()), tuple(ruled))


def _apply(bench: _Bench, ruling: Correction) -> Ruled:
    name, trouble = bench.find(ruling.event)
    if name is None:
        return Ruled(ruling, ruling.event, _detail(ruling), trouble, applied=False)
    match ruling.ruling:
        case Ruling.MERGE:
            into, other = bench.find(ruling.into or "")
            if into is None or into == name:
                said = other or "an event cannot be merged into itself"
                return Ruled(ruling, name, ruling.into, said, applied=False)
            _merge(bench, name, into, ruling)
            return Ruled(ruling, name, into, trouble or other)
        case Ruling.DROP if not ruling.documents:
            bench.withdraw(name, ruling, "dropped")
        case Ruling.DROP | Ruling.SPLIT:
            missing = _part(bench, name, ruling)
            if missing:
                return Ruled(ruling, name, _detail(ruling), missing, applied=False)
    return Ruled(ruling, name, _detail(ruling), trouble)


def _merge(bench: _Bench, name: str, into: str, ruling: Correction) -> None:
    source, target = bench.cases[name], bench.cases[into]
    bench.withdraw(name, ruling, f"merged into {into}", into)
    target.reports += source.reports
    target.more += (*source.more, *(source.entry.sources if source.entry else ()))
    target.entry = target.entry or source.entry
    bench.redo(target)


def _part(bench: _Bench, name: str, ruling: Correction) -> str | None:
    """Take the reports of the ruling's documents out of the event, into one of their own (split) or none (drop)."""
    case = bench.cases[name]
    wanted = {_place(url) for url in ruling.documents}
    taken = [one for one in case.reports if _place(one.document) in wanted]
    missing = wanted - {_place(one.document) for one in taken}
    if missing:
        return f"the event {name} has no report from {', '.join(sorted(missing))}"
    rest = [one for one in case.reports if one not in taken]
    if not rest and case.entry is None:
        if ruling.ruling is Ruling.SPLIT:
            return f"the event {name} rests on these documents alone: there is nothing to split"
        bench.withdraw(name, ruling, "dropped")
        return None
    case.reports = rest
    bench.redo(case)
    if ruling.ruling is Ruling.SPLIT:
        apart = conclude(None, taken, bench.documents, bench.words)
        if ruling.date:
            month = ruling.date[: len("2024-06")]
            apart = replace(
                apart, id=f"{apart.company}-{apart.region.lower()}-{apart.action}-{month}", date=ruling.date
            )
        apart = replace(apart, id=free(apart, bench.cases))
        bench.cases[apart.id] = _Case(apart, None, taken)
    return None


def _place(url: str) -> str:
    """Return an address without what does not tell it from others."""
    parts = urlsplit(url)
    return (
        f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}{'?' if parts.query else ''}{parts.query}" or url
    )


def _said(event: Event, ruling: Correction) -> Event:
    """Return `event` with what a ruling says of it."""
    if ruling.ruling is Ruling.DISPUTE:
        reason = f"disputed by {ruling.who}"
        return replace(event, state=State.DISPUTED, confidence_reasons=(*event.confidence_reasons, reason))
    if ruling.ruling is Ruling.AMEND:
        given = {name: value for name in FIELDS if (value := getattr(ruling, name)) is not None}
        reason = f"{', '.join(given)} amended by {ruling.who}"
        return replace(event, **given, confidence_reasons=(*event.confidence_reasons, reason))
    return event


def _detail(ruling: Correction) -> str | None:
    """Return what a ruling says beside its kind, in words."""
    given = [(name, getattr(ruling, name)) for name in FIELDS]
    parts = [
        f"{name}: {', '.join(value) if isinstance(value, tuple) else value}"
        for name, value in given
        if value is not None
    ]
    return "; ".join([*parts, *ruling.documents]) or ruling.into
