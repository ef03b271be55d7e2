"""What we conclude, and what people enter or rule: events, entries, corrections, problems."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.model.documents import Report
from tracker.model.kinds import Action, Kind, Ruling, State, Subject


@dataclass(frozen=True, slots=True)
class Witness:
    """A source that a curated entry names."""

    url: str
    publisher: str
    kind: Kind
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of data/history.yaml, the curated record."""

    company: str
    region: str
    action: Action
    date: str
    summary: str
    sources: tuple[Witness, ...]
    regulators: tuple[str, ...] = ()
    subject: Subject = Subject.TRAINING
    effective: str | None = None
    #: the data or people that the act is about, where of others nothing is said; None: all
    part: str | None = None
    confidence: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """An entry of data/corrections.yaml: what a person ruled over an event, when and why."""

    #: the id of the event as it is published without this ruling
    event: str
    ruling: Ruling
    who: str
    when: str
    why: str
    #: merge: the id of the event that takes over the witnesses
    into: str | None = None
    #: split: addresses of the documents that tell of another event. drop: those that do not tell of it; none: all
    documents: tuple[str, ...] = ()
    #: amend: the fields as they should be
    date: str | None = None
    effective: str | None = None
    regulators: tuple[str, ...] | None = None
    subject: Subject | None = None
    part: str | None = None
    summary: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """What we conclude from reports and the curated record; `id` is readable and lasting."""

    id: str
    company: str
    region: str
    action: Action
    date: str | None
    effective: str | None
    regulators: tuple[str, ...]
    subject: Subject
    state: State
    #: our own words, from the curated record, else put together from the fields
    summary: str
    note: str | None
    #: 0 to 1
    confidence: float
    #: the best first
    reports: tuple[Report, ...]
    witnesses: tuple[Witness, ...]
    #: what `confidence` rests on, in plain words
    confidence_reasons: tuple[str, ...] = ()
    #: (address of a witness, address of the witness whose text it repeats)
    copies: tuple[tuple[str, str], ...] = ()
    #: the data or people that the act is about, where of others nothing is said; None: all. Only people tell it
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """What a person must look at."""

    step: str
    message: str
    source: str | None = None
    url: str | None = None
