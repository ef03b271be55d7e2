"""Events come in; where a company stands in a region on a day goes out, and that for all days as stretches.

The rules stand at the view `status` of the published database. Acts are as of the start of their month or year.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from tracker.model import Action, Event, Subject, Words
from tracker.record import Standing
from tracker.resolve import dates
from tracker.resolve.chains import Links, link, places

OWN = (Action.PAUSED, Action.RESUMED, Action.ABANDONED, Action.ANNOUNCED, Action.STARTED)
STOPPED = (Action.PAUSED, Action.ABANDONED)
UNKNOWN = "unknown, never said"
#: what holds from the day of effect on, where that is not what holds from the act on
IN_EFFECT = {Action.ANNOUNCED: "trains or may train", Action.RESUMED: "trains again"}


@dataclass(frozen=True, slots=True)
class Stand:
    """The act that counts (None: never said), what it means, and a later announcement that does not undo it."""

    event: Event | None
    meaning: str
    announced: Event | None = None


def status(events: Iterable[Event], company: str, region: str, day: str, words: Words) -> Stand:
    """Return where `company` stands in `region` on `day` (ISO date): on training, or else on an AI product."""
    wide = places(region, words.regions)
    own = [one for one in events if one.company == company]
    ends = _ends(link(own, words))
    here = [one for one in own if one.region in wide]
    for subject in Subject:
        found = _stand([one for one in here if one.subject is subject], ends, wide, day, words)
        if found is not None:
            return found
    return Stand(None, UNKNOWN)


def _ends(links: Links) -> dict[str, str]:
    """Return the day on which each closed matter was closed, by its event."""
    return {one.event: one.closed for one in links.matters if one.closed}


def first(prefix: str) -> str:
    """Return the first day of a year, a month or a day."""
    return prefix + "-01-01"[len(prefix) - len("2024") :]


def _stand(
    events: Sequence[Event], ends: Mapping[str, str], wide: Sequence[str], day: str, words: Words
) -> Stand | None:
    """Return what `events` (of one company and subject, in the regions `wide`) come to on `day`; None: nothing so far.

    `ends` has the days on which orders were lifted.
    """

    def order(one: Event) -> tuple[object, ...]:
        return one.date or "", -wide.index(one.region), words.acts[one.action].rank, one.id

    def stand(best: Event, beside: Event | None = None) -> Stand:
        later = [one for one in orders if (one.date or "") >= (best.date or "")]
        return Stand(best, meaning(best, day, words, beside, max(later, key=order, default=None)), beside)

    seen = [one for one in events if one.date and first(one.date) <= day]
    orders = [one for one in seen if one.action is Action.ORDER and first(ends.get(one.id, "9999")) > day]
    every = [one for one in seen if one.action in OWN]
    known = [one for one in every if not one.part] or every
    told = [one for one in known if one.action is Action.ANNOUNCED]
    done = max((one for one in known if one.action is not Action.ANNOUNCED), key=order, default=None)
    if done is None:
        best = max(told, key=lambda one: (-wide.index(one.region), order(one)), default=None)
        return stand(best) if best else None
    after = sorted((one for one in told if _later(one, done)), key=order)
    breadth = wide.index(done.region)
    undoing = [
        one
        for one in after
        if wide.index(one.region) < breadth
        or (wide.index(one.region) == breadth and one.effective and one.effective > (one.date or ""))
    ]
    if undoing:
        return stand(undoing[-1])
    return stand(done, after[-1] if after else None)


def _later(one: Event, other: Event) -> bool:
    """Whether `one` came surely after `other`: a month that holds the other's day is not surely later."""
    return (one.date or "") > (other.date or "") and not dates.agree(one.date or "", other.date or "")


def meaning(event: Event, day: str, words: Words, announced: Event | None = None, ordered: Event | None = None) -> str:
    """Return what `event` means on `day` for a person where it holds, with what came later and does not undo it."""
    if event.subject is Subject.PRODUCT:
        return f"product {event.action}"
    said = words.acts[event.action].status or event.action
    if event.effective and first(event.effective) > day:
        stops = event.action in STOPPED
        said = f"{said}, as of {event.effective}" if stops else f"plans to train from {event.effective}"
    elif event.effective:
        said = IN_EFFECT.get(event.action, said)
    if event.part:
        said += f", told only of {event.part}"
    if announced and event.action in STOPPED:
        where = "" if announced.region == event.region else f" {words.regions[announced.region].name.lower()}"
        said += f", but announced a use{where} on {announced.date}"
    if ordered and event.action not in STOPPED:
        said += f", but was given an order on {ordered.date}"
    return said


def standings(events: Iterable[Event], links: Links, words: Words) -> tuple[Standing, ...]:
    """Return where each company stands in each region of its events, from the first day to the last."""
    ends = _ends(links)
    by_company: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.date:
            by_company[event.company].append(event)
    found: list[Standing] = []
    for company, own in sorted(by_company.items()):
        for region in sorted({one.region for one in own}):
            wide = places(region, words.regions)
            here = [one for one in own if one.region in wide]
            rows = [
                Standing(company, region, subject, *row)
                for subject in Subject
                for row in _stretches([one for one in here if one.subject is subject], ends, wide, words)
            ]
            begins = min((row.from_day for row in rows), default=None)
            since = min(first(one.date or "") for one in here)
            if begins is None or since < begins:
                rows.append(Standing(company, region, Subject.TRAINING, since, begins, None, UNKNOWN, None))
            found += rows
    return tuple(sorted(found, key=lambda one: (one.company, one.region, one.subject, one.from_day)))


Told = tuple[str | None, str, str | None]


def _stretches(
    events: Sequence[Event], ends: Mapping[str, str], wide: Sequence[str], words: Words
) -> Iterator[tuple[str, str | None, str | None, str, str | None]]:
    """Yield from which day to which what holds: the act, its meaning, the announcement beside it."""
    told = (day for one in events for day in (one.date, one.effective, ends.get(one.id)) if day)
    changed: list[tuple[str, Told]] = []
    for day in sorted({first(one) for one in told}):
        if stand := _stand(events, ends, wide, day, words):
            event, beside = stand.event, stand.announced
            now = (event.id if event else None, stand.meaning, beside.id if beside else None)
            if not changed or changed[-1][1] != now:
                changed.append((day, now))
    for (day, now), following in zip_longest(changed, changed[1:]):
        yield day, following[0] if following else None, *now
