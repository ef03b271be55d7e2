"""What was archived and read: snapshots, documents, their edits, and what they report."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.model.kinds import Action, Change, Kind, Reason, Subject


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An archived page: the body is found by `file` and `offset` and known by the SHA-256 of its bytes."""

    url: str
    source: str
    sha: str
    fetched: str
    file: str
    offset: int
    content_type: str = "text/html"
    #: what the list said of it, a hint for `read`
    title: str = ""
    published: str | None = None
    #: the address that was asked, where it led on to `url`, or where a web archive shows this capture
    via: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document that has a date of its own: `text[start:end]` of the document."""

    heading: str
    date: str | None
    start: int
    end: int
    #: the version of the document, counted from 1, from which it stands there
    version: int = 1
    #: nothing dates it: `date` is the day on which it was first seen
    first_seen: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """A passage that came, went or was reworded between two versions of a document; its words before and after.

    `start` and `end` are of the text after the edit, of the text before it where the passage is gone.
    """

    change: Change
    before: str
    after: str
    start: int
    end: int
    #: it is about the subject of the tracker
    about: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A page as text: paragraphs divided by a blank line, the title apart."""

    id: str
    url: str
    title: str
    text: str
    published: str | None
    publisher: str
    kind: Kind
    #: ISO 639-1 code of what the text was found to be
    lang: str
    source: str = ""
    #: in the order of the text; the first starts at 0
    sections: tuple[Section, ...] = ()
    #: regulator code where a regulator publishes it, and that regulator's region
    regulator: str | None = None
    region: str | None = None
    licence: str | None = None
    sha: str = ""
    fetched: str = ""
    file: str = ""
    offset: int = 0
    #: those of its source's page rules (body, title, date) that found nothing in it
    missed: tuple[str, ...] = ()
    #: where the Wayback Machine shows this text, if it was brought from there
    archived_url: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One document tells of one event; `quote == document.text[start:end]`, always."""

    document: str
    company: str
    region: str
    action: Action
    date: str | None
    effective: str | None
    regulators: tuple[str, ...]
    subject: Subject
    core: bool
    quote: str
    start: int
    end: int
    #: the words that fired, as they stand in the text
    rule: str
    #: 0 to 1
    confidence: float
    #: the version of the document whose text it quotes, counted from 1; None: the one seen last
    version: int | None = None
    #: `date` is the day on which an edit of the page was first seen: nothing else dates it
    first_seen: bool = False


@dataclass(frozen=True, slots=True)
class Rejection:
    """A statement that was seen and not counted, and why; `quote == document.text[start:end]`."""

    document: str
    reason: Reason
    action: Action | None
    company: str | None
    quote: str
    start: int
    end: int
    rule: str
