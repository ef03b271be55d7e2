"""Everything that is published comes in as values; the rows of each table go out, in an order that never changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

from tracker.model import Document, Edit, Event, Rejection, Report, Words
from tracker.publish import edited
from tracker.record import Course, Ruled, Withdrawn

Row = Mapping[str, str | int | float | None]
#: characters of a quote at most: a passage that proves a fact, not a copy of the text
QUOTE = 600


@dataclass(frozen=True, slots=True)
class Filed:
    """A document as the archive holds it: its versions, the oldest first, and which of them was seen last."""

    versions: tuple[Document, ...]
    #: counted from 1
    current: int
    first_seen: str
    last_seen: str
    #: where a web archive shows the page
    archived_url: str | None = None
    #: by version: what it changed in the one before it, and when the page was last seen without that
    edits: Mapping[int, tuple[Edit, ...]] = field(default_factory=dict)
    before: Mapping[int, str] = field(default_factory=dict)

    @property
    def document(self) -> Document:
        """The version seen last."""
        return self.versions[self.current - 1]


@dataclass(frozen=True, slots=True)
class Content:
    """All that becomes rows; `sources`, `runs` and `problems` are rows already, keyed by column."""

    words: Words
    events: tuple[Event, ...]
    documents: tuple[Filed, ...]
    #: of the current version of their documents; those that are in no event are published too
    reports: tuple[Report, ...]
    rejections: tuple[Rejection, ...]
    sources: tuple[Row, ...] = ()
    runs: tuple[Row, ...] = ()
    problems: tuple[Row, ...] = ()
    #: what follows from the events
    course: Course = field(default_factory=Course)
    #: what people ruled, and the events that stood in the record once
    ruled: tuple[Ruled, ...] = ()
    withdrawn: tuple[Withdrawn, ...] = ()
    #: the history of the record itself, all of it
    builds: tuple[Row, ...] = ()
    changes: tuple[Row, ...] = ()
    #: pages that are read again, as rows
    watched: tuple[Row, ...] = ()


def rows(content: Content) -> dict[str, list[Row]]:
    """Return the rows by table; a table that others refer to stands before them."""
    filed = sorted(content.documents, key=lambda one: one.document.id)
    current = {one.document.id: one.current for one in filed}
    sources = {source["id"] for source in content.sources}
    return {
        **_words(content.words),
        "sources": list(content.sources),
        "runs": list(content.runs),
        "documents": [_document(one, sources) for one in filed],
        "versions": [row for one in filed for row in _versions(one)],
        "sections": [row for one in filed for row in edited.sections(one.document, short(one.document.id))],
        "edits": [
            {"id": number, **row}
            for number, row in enumerate(
                (
                    row
                    for one in filed
                    for version, found in sorted(one.edits.items())
                    for row in edited.edits(one.versions[version - 1], version, found, short(one.document.id))
                ),
                1,
            )
        ],
        "watched": [_watched(row, set(current)) for row in content.watched],
        **told(content),
        "rejections": [
            {"id": number, **_quoted(one, current), "reason": one.reason, "action": one.action, "company": one.company}
            for number, one in enumerate(sorted(content.rejections, key=_where), 1)
        ],
        "problems": [
            {"id": number, **row, "source": row["source"] if row["source"] in sources else None}
            for number, row in enumerate(content.problems, 1)
        ],
        "chains": [asdict(one) for one in content.course.chains],
        "pauses": [asdict(one) for one in content.course.pauses],
        "matters": [asdict(one) for one in content.course.matters],
        "standings": [asdict(one) for one in content.course.standings],
        "withdrawn": [asdict(one) for one in sorted(content.withdrawn, key=lambda one: one.event)],
        "builds": list(content.builds),
        "changes": list(content.changes),
    }


def told(content: Content) -> dict[str, list[Row]]:
    """Return the rows of the events, of what they rest on, and of what was ruled over them."""
    current = {one.document.id: one.current for one in content.documents}
    return {
        **_events(content.events, set(current)),
        "reports": _reports(content, current),
        "corrections": [_correction(number, one) for number, one in enumerate(content.ruled, 1)],
    }


def _correction(number: int, one: Ruled) -> Row:
    said = one.correction
    return {
        "id": number,
        "event": one.event,
        "ruling": said.ruling,
        "detail": one.detail,
        "who": said.who,
        "ruled": said.when,
        "why": said.why,
        "applied": int(one.applied),
    }


def searched(content: Content) -> list[Row]:
    """Return what the search over documents reads; nothing of the text is stored by it."""
    texts = sorted((one.document for one in content.documents), key=lambda one: one.id)
    return [{"id": short(one.id), "title": one.title, "publisher": one.publisher, "text": one.text} for one in texts]


def short(document: str) -> str:
    """Return the published id of a document: the first 12 hex digits of the SHA-256 of its address."""
    return hashlib.sha256(document.encode()).hexdigest()[:12]


def _address(url: str) -> str | None:
    """Return `url` if it is an address; a text without one is known by its hash."""
    return url if url.startswith(("https://", "http://")) else None


def _watched(row: Row, documents: set[str]) -> Row:
    """A page that is read again, with its document where the archive has it."""
    known = str(row["document"])
    return {**row, "document": short(known) if known in documents else None}


def _words(words: Words) -> dict[str, list[Row]]:
    return {
        "companies": [{"id": one.id, "name": one.name, "owner": one.owner} for one in words.companies.values()],
        "regions": _regions(words),
        "regulators": [
            {"id": one.id, "name": one.name, "region": one.region, "url": one.url} for one in words.regulators.values()
        ],
        "names": _names(words),
        "actions": [asdict(act) for act in words.acts.values()],
    }


def _names(words: Words) -> list[Row]:
    """Return every name of a company, a region or a regulator, its id among them."""
    found = [("company", one.id, {one.id, one.name, *one.brands, *one.legal}) for one in words.companies.values()]
    found += [("region", one.id, {one.id, one.name, *one.names, *one.demonyms}) for one in words.regions.values()]
    found += [("regulator", one.id, {one.id, one.name, *one.names}) for one in words.regulators.values()]
    return [{"page": page, "id": name, "called": called} for page, name, all_ in found for called in sorted(all_)]


def _regions(words: Words) -> list[Row]:
    """Return the regions, those in which others lie first."""
    within = {country: one.id for one in words.regions.values() for country in one.members}
    found = sorted(words.regions.values(), key=lambda one: not one.members)
    return [{"id": one.id, "name": one.name, "within": within.get(one.id)} for one in found]


def _document(filed: Filed, sources: Iterable[object]) -> Row:
    document = filed.document
    return {
        "id": short(document.id),
        "url": _address(document.id),
        "title": document.title,
        "publisher": document.publisher,
        "kind": document.kind,
        "lang": document.lang,
        "published": document.published,
        "source": document.source if document.source in sources else None,
        "licence": document.licence,
        "first_seen": filed.first_seen,
        "last_seen": filed.last_seen,
        "versions": len(filed.versions),
        "archived_url": filed.archived_url,
        "current": filed.current,
    }


def _versions(filed: Filed) -> list[Row]:
    return [
        {
            "id": f"{short(one.id)}-{number}",
            "document": short(one.id),
            "version": number,
            "sha": one.sha,
            "fetched": one.fetched,
            "file": one.file,
            "offset": one.offset,
            "archived_url": one.archived_url,
            "words": len(one.text.split()),
            "before": filed.before.get(number),
            "text": one.text if one.licence else None,
        }
        for number, one in enumerate(filed.versions, 1)
    ]


def _events(events: Iterable[Event], documents: set[str]) -> dict[str, list[Row]]:
    found = sorted(events, key=lambda event: event.id)
    named = [(event, witness) for event in found for witness in event.witnesses]
    number = {(event.id, witness.url): place for place, (event, witness) in enumerate(named, 1)}
    original = {(event.id, copy): number[event.id, one] for event in found for copy, one in event.copies}
    return {
        "events": [
            {
                "id": one.id,
                "company": one.company,
                "region": one.region,
                "action": one.action,
                "date": one.date,
                "effective": one.effective,
                "subject": one.subject,
                "state": one.state,
                "part": one.part,
                "summary": one.summary,
                "note": one.note,
                "confidence": one.confidence,
                "confidence_reasons": "; ".join(one.confidence_reasons),
                "witnesses": len(one.witnesses) - len(one.copies),
            }
            for one in found
        ],
        "event_regulators": [{"event": event.id, "regulator": code} for event in found for code in event.regulators],
        "event_sources": [
            {
                "id": place,
                "event": event.id,
                "url": _address(witness.url),
                "publisher": witness.publisher,
                "kind": witness.kind,
                "published": witness.published,
                "document": short(witness.url) if witness.url in documents else None,
                "copy_of": original.get((event.id, witness.url)),
            }
            for place, (event, witness) in enumerate(named, 1)
        ],
    }


def _reports(content: Content, current: Mapping[str, int]) -> list[Row]:
    """Return the reports event by event, in each the best first, and last those that are in none."""
    joined = [
        (event.id, report) for event in sorted(content.events, key=lambda one: one.id) for report in event.reports
    ]
    known = {report for _, report in joined}
    loose = [(None, report) for report in sorted(content.reports, key=_where) if report not in known]
    return [
        {
            "id": number,
            "event": event,
            **_quoted(report, current),
            **({"version": report.version} if report.version else {}),
            "company": report.company,
            "region": report.region,
            "action": report.action,
            "date": report.date,
            "first_seen": int(report.first_seen),
            "effective": report.effective,
            "subject": report.subject,
            "core": int(report.core),
            "confidence": report.confidence,
            "regulators": ", ".join(report.regulators),
        }
        for number, (event, report) in enumerate([*joined, *loose], 1)
    ]


def _quoted(one: Report | Rejection, current: Mapping[str, int]) -> Row:
    """Return the words and where they stand; a long passage, and `end` with it, ends at the last word that fits."""
    quote = one.quote
    if len(quote) > QUOTE:
        quote = quote[: QUOTE + 1].rsplit(maxsplit=1)[0][:QUOTE]
    return {
        "document": short(one.document),
        "version": current[one.document],
        "quote": quote,
        "start": one.start,
        "end": one.start + len(quote),
        "rule": one.rule,
    }


def _where(one: Report | Rejection) -> tuple[str, int, int, str]:
    return one.document, one.start, one.end, repr(one)
