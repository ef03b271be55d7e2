"""Events come in; which of them answers, lifts, closes or leads to which goes out, with what that ended and when.

An act holds in its region and in those that lie within it: what EU ended is ended in France. Only what the record tells
is linked: the same company, the order of the dates, and the same regulator where the sources name one at both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from tracker.model import Action, Event, Region, Words
from tracker.record import Chain, Matter, Pause
from tracker.resolve import dates

#: what a complaint, an inquiry and an order can grow into
GROWS = {
    Action.COMPLAINT: {Action.INQUIRY, Action.ORDER, Action.FINE},
    Action.INQUIRY: {Action.ORDER, Action.FINE},
}
#: what can be cleared, what weighs most first
CLEARED = (Action.ORDER, Action.FINE, Action.INQUIRY, Action.COMPLAINT)
#: what ends a pause
ENDS = {Action.RESUMED, Action.ABANDONED, Action.STARTED}
#: days within which a complaint or an inquiry leads to more, and between two orders that are lifted as one
LEADS, AGAIN = 365, 60


def places(region: str, regions: Mapping[str, Region]) -> tuple[str, ...]:
    """Return the regions whose acts hold in `region`, the narrowest first."""
    wider = (code for code, one in regions.items() if region in one.members)
    return tuple(dict.fromkeys((region, *wider, "WW")))


@dataclass(frozen=True, slots=True)
class Links:
    """The chains, and what they mean for each pause and each matter."""

    chains: tuple[Chain, ...]
    pauses: tuple[Pause, ...]
    matters: tuple[Matter, ...]


def link(events: Iterable[Event], words: Words) -> Links:
    """Return the links of dated events; every pause and matter is there, linked or not."""
    by_company: dict[str, list[Event]] = defaultdict(list)
    for event in sorted(events, key=lambda one: one.id):
        by_company[event.company].append(event)
    chains: list[Chain] = []
    pauses: list[Pause] = []
    matters: list[Matter] = []
    for own in by_company.values():
        dated = sorted((one for one in own if one.date), key=lambda one: (one.date, words.acts[one.action].rank))
        answers = list(_answers(dated, words.regions))
        closings = list(_closings(dated, words.regions))
        chains += [Chain(later.id, relation, other.id) for later, relation, other in (*answers, *closings)]
        pauses += [_pause(one, answers) for one in own if one.action is Action.PAUSED]
        matters += [_matter(one, closings) for one in own if one.action in (*GROWS, Action.ORDER)]
    return Links(tuple(sorted(chains, key=repr)), tuple(pauses), tuple(matters))


Linked = tuple[Event, str, Event]


def _answers(events: list[Event], regions: Mapping[str, Region]) -> Iterator[Linked]:
    """Each act that goes on or gives up answers the last pause before it, in each region where it holds."""
    paused: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.action is Action.PAUSED:
            paused[event.region].append(event)
        elif event.action in ENDS:
            for region, stops in paused.items():
                if event.region in places(region, regions) and (stop := _last(stops, event, region)):
                    yield event, "answers", stop


def _last(stops: list[Event], event: Event, region: str) -> Event | None:
    """The last of the pauses that `event` can answer: of its subject, or for a return in that very region of any.

    An act on a part of the data or people answers none of more than that.
    """
    stops = [one for one in stops if _covers(event, one)]
    stops = [one for one in stops if one.part == event.part] or stops
    same = [one for one in stops if one.subject == event.subject]
    if not same and event.action is Action.RESUMED and event.region == region:
        same = stops
    return same[-1] if same else None


def _closings(events: list[Event], regions: Mapping[str, Region]) -> Iterator[Linked]:
    """What clears, and what a complaint or an inquiry grew into; each matter is closed once."""
    open_: list[Event] = []
    for event in events:
        near = [one for one in open_ if event.region in places(one.region, regions) and _one_matter(one, event)]
        if event.action is Action.CLEARED:
            for one in _cleared([one for one in near if _covers(event, one)], event):
                yield event, "lifts" if one.action in (Action.ORDER, Action.FINE) else "closes", one
                open_.remove(one)
        elif event.action in CLEARED:
            for one in near:
                if event.action in GROWS.get(one.action, ()) and dates.gap(one.date, event.date) <= LEADS:
                    yield one, "leads to", event
                    open_.remove(one)
            open_.append(event)


def _cleared(near: list[Event], event: Event) -> list[Event]:
    """What `event` clears: the weightiest that is open, of its regulator and subject first; near orders as one."""

    def order(one: Event) -> tuple[object, ...]:
        named = bool(set(one.regulators) & set(event.regulators))
        return named, one.subject == event.subject, -CLEARED.index(one.action), one.date or ""

    best = max(near, key=order, default=None)
    if best is None or best.action is not Action.ORDER:
        return [best] if best else []
    same = (one for one in near if (one.action, one.region) == (best.action, best.region) and _one_matter(one, best))
    return [one for one in same if dates.gap(one.date, best.date) <= AGAIN]


def _covers(event: Event, other: Event) -> bool:
    """Whether `event` is about all the data or people that `other` is about."""
    return event.part in (None, other.part)


def _one_matter(one: Event, other: Event) -> bool:
    """Whether one regulator's hand is in both; in one region, whether it can be."""
    if one.region == other.region and not (one.regulators and other.regulators):
        return True
    return bool(set(one.regulators) & set(other.regulators))


def _pause(pause: Event, answers: Iterable[Linked]) -> Pause:
    """What ended a pause: the answer of its own subject that holds first, or else of any."""
    found = [later for later, _, stop in answers if stop is pause]
    end = min(found, key=lambda one: (one.subject != pause.subject, one.effective or one.date or ""), default=None)
    ended = (end.effective or end.date) if end else None
    exact = dates.is_day(pause.date) and dates.is_day(ended)
    days = (date.fromisoformat(ended or "") - date.fromisoformat(pause.date or "")).days if exact else None
    by, answered = (end.id, end.date) if end else (None, None)
    return Pause(pause.id, pause.company, pause.region, pause.subject, pause.date, by, answered, ended, days)


def _matter(matter: Event, closings: Iterable[Linked]) -> Matter:
    ends = (later if relation == "leads to" else first for first, relation, later in closings if first is matter)
    lifts = (first for first, relation, other in closings if other is matter and relation != "leads to")
    end = next(iter([*ends, *lifts]), None)
    told = (end.id, end.date) if end else (None, None)
    return Matter(matter.id, matter.company, matter.region, matter.action, matter.date, *told)


def oddities(events: Collection[Event], links: Links) -> Iterator[tuple[str, str]]:
    """Yield (event id, what is odd) where the record makes no sense: a return from no pause, and the like."""
    answering = {chain.event for chain in links.chains if chain.relation == "answers"}
    charged: dict[tuple[str, str], str] = {}
    for event in events:
        if event.date and event.action in CLEARED:
            key = event.company, event.region
            charged[key] = min(event.date, charged.get(key, event.date))
    for event in events:
        if event.date and event.action is Action.RESUMED and event.id not in answering and not event.part:
            yield event.id, "resumed, but nothing was paused there before"
        if event.action is Action.CLEARED and charged.get((event.company, event.region), "9") > (event.date or ""):
            yield event.id, "cleared, but no complaint, inquiry, order or fine stands there before"
        if event.date and event.effective and event.effective < event.date[: len(event.effective)]:
            yield event.id, f"takes effect on {event.effective}, before it was done ({event.date})"
