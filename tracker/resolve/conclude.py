"""A curated entry, the reports that tell of the same act, or both come in; the event that they make goes out."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import combinations
from urllib.parse import urlsplit

from tracker.model import Action, Document, Entry, Event, Kind, Report, State, Subject, Witness, Words
from tracker.resolve import dates
from tracker.resolve.copies import copies

#: who knows best: those who act, then those who check before they print, then all others
AUTHORITY = {Kind.REGULATOR: 0, Kind.COURT: 0, Kind.COMPANY: 0, Kind.NEWS: 1, Kind.NGO: 1, Kind.BLOG: 2}
#: what the curated record's own word for its confidence is worth
CURATED = {"high": 0.95, "medium": 0.8, "low": 0.55}
#: what is taken off where the dates told differ, or none is told
UNSURE_OF_DATE = 0.9
#: what a summary says, between the company's name and the region's
SAID = {
    Action.PAUSED: "{company} paused {use}",
    Action.RESUMED: "{company} went ahead with {use} after a pause",
    Action.ABANDONED: "{company} gave up {use}",
    Action.ANNOUNCED: "{company} announced {use}",
    Action.STARTED: "{company} started {use}",
    Action.COMPLAINT: "Complaint against {company} over {use}",
    Action.INQUIRY: "Inquiry into {company} over {use}",
    Action.ORDER: "Order against {company} over {use}",
    Action.FINE: "Fine or settlement of {company} over {use}",
    Action.CLEARED: "{company} was let go ahead with {use}, or a case over it ended",
}
USE = {Subject.TRAINING: "AI training on personal data", Subject.PRODUCT: "an AI product that handles personal data"}


def conclude(
    entry: Entry | None,
    reports: list[Report],
    documents: Mapping[str, Document],
    words: Words,
    more: tuple[Witness, ...] = (),
) -> Event:
    """Return the event of `entry` and `reports`, one of which there is at least; curated fields win.

    `more` are sources that a ruling adds. Its id holds company, region, action and month, and may be another event's
    too: see `named`.
    """
    reports = sorted(reports, key=lambda report: worth(report, documents[report.document]))
    one = entry or reports[0]
    named = (*(entry.sources if entry else ()), *more)
    witnesses = _witnesses(named, [documents[report.document] for report in reports])
    urls = {witness.url for witness in witnesses}
    like = copies(_first_told(reports, documents))
    repeated = {copy: original for copy, original in like.items() if {copy, original} <= urls}
    own = [report for report in reports if report.document not in repeated]
    day = entry.date if entry else _date(own, documents) or _date(reports, documents)
    training = any(report.subject == Subject.TRAINING for report in reports)
    subject = entry.subject if entry else Subject.TRAINING if training else Subject.PRODUCT
    regulators = {*one.regulators, *(code for report in reports for code in report.regulators)}
    confidence, reasons = _confidence(entry, own, documents, [one for one in witnesses if one.url not in repeated])
    if repeated:
        reasons += (f"{len(repeated)} {'copy' if len(repeated) == 1 else 'copies'} of their texts not counted",)
    return Event(
        id="-".join((one.company, one.region.lower(), one.action, day[: len("2024-06")] if day else "undated")),
        company=one.company,
        region=one.region,
        action=one.action,
        date=day,
        effective=entry.effective if entry else _effective(day, reports, documents),
        regulators=tuple(sorted(regulators)),
        subject=subject,
        state=State.EXTRACTED if entry is None else State.CONFIRMED if reports else State.CURATED,
        summary=entry.summary if entry else _summary(one, subject, sorted(regulators), words),
        note=entry.note if entry else None,
        confidence=confidence,
        reports=tuple(reports),
        witnesses=witnesses,
        confidence_reasons=reasons,
        copies=tuple(sorted(repeated.items())),
        part=entry.part if entry else None,
    )


def _first_told(reports: list[Report], documents: Mapping[str, Document]) -> list[Document]:
    """Return the documents, those who know best first and then the oldest: the first of like texts is the original."""
    found = {report.document: documents[report.document] for report in reports}
    return sorted(found.values(), key=lambda one: (AUTHORITY[one.kind], one.published or "9", one.id))


def worth(report: Report, document: Document) -> tuple[object, ...]:
    """Sort key of reports: who knows best, what has an address, the text's own news, the surest; then the rest."""
    nowhere = not document.url.startswith("http")
    told = (not report.core, -report.confidence, document.published or "9", document.id)
    best = (AUTHORITY[document.kind], nowhere, *told)
    return (*best, report.start, report.end, report.date or "", report.effective or "", report.rule, report.quote)


def _date(reports: list[Report], documents: Mapping[str, Document]) -> str | None:
    """Return the best date told; a day that another report calls the day of effect only where there is no other."""
    effects = {one.effective for one in reports if one.effective and one.date and one.date < one.effective}
    sure = [one for one in reports if one.date and not one.first_seen] or reports
    told = [(AUTHORITY[documents[one.document].kind], one.date) for one in sure if one.date]
    return dates.best(pair for pair in told if pair[1] not in effects) or dates.best(told)


def _effective(day: str | None, reports: list[Report], documents: Mapping[str, Document]) -> str | None:
    told = [(AUTHORITY[documents[one.document].kind], one.effective) for one in reports if one.effective]
    return dates.best(pair for pair in told if day is None or pair[1] > day)


def _witnesses(named: tuple[Witness, ...], documents: list[Document]) -> tuple[Witness, ...]:
    """Return every source once, those who know best first; the address of an archived one is its document's id."""
    found = {_place(one.url): one for one in named}
    for document in documents:
        known = found.get(_place(document.id))
        published = (known and known.published) or document.published
        publisher, kind = (known.publisher, known.kind) if known else (document.publisher, document.kind)
        found[_place(document.id)] = Witness(document.id, publisher, kind, published)
    return tuple(sorted(found.values(), key=lambda one: (AUTHORITY[one.kind], one.published or "9", one.url)))


@lru_cache(maxsize=65536)
def _place(url: str) -> tuple[str, str, str]:
    """Return what tells an address from others: scheme, `www.`, fragment and a last slash do not."""
    parts = urlsplit(url)
    return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/"), parts.query


def _confidence(
    entry: Entry | None, reports: list[Report], documents: Mapping[str, Document], witnesses: list[Witness]
) -> tuple[float, tuple[str, ...]]:
    """Return how sure the event is, 0 to 1 in hundredths, and why.

    The surest voice counts whole, every further publisher half, since newspapers copy from each other.
    """
    voices: dict[str, float] = {}
    for report in reports:
        publisher = _place(report.document)[0] or documents[report.document].publisher
        voices[publisher] = max(voices.get(publisher, 0.0), report.confidence)
    sure = sorted([*voices.values(), *([CURATED[entry.confidence or "medium"]] if entry else ())], reverse=True)
    doubt = 1 - sure[0]
    for voice in sure[1:]:
        doubt *= 1 - voice / 2
    days = sorted({report.date for report in reports if report.date} | ({entry.date} if entry else set()))
    agreed = all(dates.agree(*pair) for pair in combinations(days, 2))
    kinds = {witness.kind for witness in witnesses}
    publishers = len({_place(witness.url)[0] or witness.publisher for witness in witnesses})
    reasons = [f"{kind}'s own statement" for kind in (Kind.REGULATOR, Kind.COURT, Kind.COMPANY) if kind in kinds]
    reasons += [f"{publishers} publishers" if publishers > 1 else "1 publisher"]
    reasons += [f"curated record: {entry.confidence or 'medium'}"] if entry else []
    reasons += ["told as background only"] if reports and not any(one.core for one in reports) else []
    if not days:
        reasons += ["date unknown"]
    elif not entry and all(report.first_seen for report in reports if report.date):
        reasons += ["dated by the day on which an edit of the page was first seen"]
    elif len(days) > 1:
        reasons += ["dates agree"] if agreed else [f"dates differ: {', '.join(days)}"]
    return round((1 - doubt) * (1 if days and agreed else UNSURE_OF_DATE), 2), tuple(reasons)


def _summary(report: Entry | Report, subject: Subject, regulators: list[str], words: Words) -> str:
    """Return a sentence of ours that the fields make: nothing in it is taken from the text."""
    said = SAID[report.action].format(company=words.companies[report.company].name, use=USE[subject])
    by = f"; regulator{'s' if len(regulators) > 1 else ''}: {', '.join(regulators)}" if regulators else ""
    return f"{said} ({words.regions[report.region].name}){by}."


def named(events: list[Event]) -> list[Event]:
    """Return the events with their lasting ids: the plain one where it is free, else with the day, else with a number.

    The plain id goes to a curated event before an extracted one and then to the older, so that news moves no old id.
    """
    taken: dict[str, Event] = {}
    for event in sorted(events, key=lambda one: (one.state == State.EXTRACTED, one.date or "", one.summary)):
        name = free(event, taken)
        taken[name] = replace(event, id=name)
    return list(taken.values())


def free(event: Event, taken: Container[str]) -> str:
    """Return the id of `event`, or the next one that is not among `taken`."""
    day = event.id + (event.date or "")[len("2024-06") :]
    name = day if event.id in taken else event.id
    number = 2
    while name in taken:
        name, number = f"{day}-{number}", number + 1
    return name
