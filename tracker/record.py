"""The values that the record is made of beside its events: what follows from them, and what people ruled over them."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.model import Action, Correction, Event, Subject


@dataclass(frozen=True, slots=True)
class Chain:
    """`event` answers, lifts, closes or leads to `other`, both ids of events."""

    event: str
    relation: str
    other: str


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause (`event` is its id) and what ended it; `days` where both ends are known to the day."""

    event: str
    company: str
    region: str
    subject: Subject
    paused: str | None
    ended_by: str | None
    answered: str | None
    ended: str | None
    days: int | None


@dataclass(frozen=True, slots=True)
class Matter:
    """A complaint, an inquiry or an order (`event` is its id) and what closed it."""

    event: str
    company: str
    region: str
    action: Action
    opened: str | None
    closed_by: str | None
    closed: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a company stands in a region from `from_day` until the day before `to_day`; events by their ids."""

    company: str
    region: str
    subject: Subject
    from_day: str
    to_day: str | None
    #: the act that counts; None: never said
    event: str | None
    meaning: str
    announced: str | None


@dataclass(frozen=True, slots=True)
class Course:
    """What follows from the events as they stand beside each other."""

    chains: tuple[Chain, ...] = ()
    pauses: tuple[Pause, ...] = ()
    matters: tuple[Matter, ...] = ()
    standings: tuple[Standing, ...] = ()
    #: (event id, what makes no sense)
    oddities: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An event that stood in the record once."""

    event: str
    company: str
    region: str
    action: str
    date: str | None
    summary: str
    withdrawn: str
    because: str
    successor: str | None = None


@dataclass(frozen=True, slots=True)
class Ruled:
    """A correction as it was applied: the id that its event has now, and why it matches nothing, where it does not."""

    correction: Correction
    event: str
    #: fields with their new values, the event that took over, or the documents that are meant
    detail: str | None
    trouble: str | None = None
    #: whether it changed the record all the same
    applied: bool = True


@dataclass(frozen=True, slots=True)
class Record:
    """The events as people have corrected them."""

    events: tuple[Event, ...]
    withdrawn: tuple[Withdrawn, ...] = ()
    ruled: tuple[Ruled, ...] = ()
