"""What was read in a document comes in; the same in plain English, sentence by sentence, goes out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from babel import Locale

from tracker.extract import Reading
from tracker.extract.reading import Line, Statement
from tracker.model import Action, Document, Reason, Report, Words

REASONS = {
    Reason.DEMAND: "a demand, not an act",
    Reason.POSSIBILITY: "a possibility, not an act",
    Reason.DENIAL: "a denial: the text says that this was not done",
    Reason.QUESTION: "a question, not a statement",
    Reason.CONDITION: "a condition: it holds only if something else happens",
    Reason.ALLEGATION: "an allegation: somebody claims it, the text does not say that it is so",
    Reason.OUT_OF_SCOPE: "out of scope: not about training AI on people's data, nor an AI product held up over it",
    Reason.NO_COMPANY: "no company: the text does not tell whose act it is",
    Reason.UNLIKELY: "the words fit, but in labelled texts like this one they mostly report nothing of the kind",
    Reason.LANGUAGE: "the language of the text is not read",
    Reason.LENGTH: "the text is too long; from here on not all of it was read",
}
#: how the company stands to what others did
_TOWARDS = {Action.COMPLAINT: "against ", Action.INQUIRY: "into ", Action.ORDER: "against ", Action.FINE: "against "}
_WITH_ARTICLE = re.compile(
    r"(?:United|European|Czech|Dominican|Netherlands|Philippines|Maldives|Bahamas)\b|.* Islands$"
)
#: they would steer a terminal, or turn the direction of what follows
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Label(StrEnum):
    """What became of a statement."""

    COUNTED = "COUNTED"
    #: an event that another sentence tells better, or more exactly
    AGAIN = "TOLD AGAIN"
    NOT_COUNTED = "NOT COUNTED"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is made of a statement, as a sentence that needs no key; `text[start:end]` of its passage are its words."""

    label: Label
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, where it begins in the document, and what is made of its statements, if it has any."""

    start: int
    text: str
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A document as the reader understood it."""

    document: Document
    passages: tuple[Passage, ...]
    #: each event that is reported in the end, and where the sentence that tells of it begins
    events: tuple[tuple[str, int], ...]
    #: what holds for the whole text: why it was not read, or not to its end
    notes: tuple[str, ...]


def explain(document: Document, lines: tuple[Line, ...], reading: Reading, words: Words) -> Explanation:
    """Puts what the reader gave for each sentence, and for the document as a whole, into plain English.

    Where the reader of a language gives no sentences, those with reports and rejections stand for them.
    """
    passages = tuple(_passage(line, reading, words) for line in lines or _lines(reading))
    events = tuple((_event(report, words), report.start) for report in reading.reports)
    return Explanation(document, passages, events, tuple(_notes(document, bool(passages), reading, words)))


def _passage(line: Line, reading: Reading, words: Words) -> Passage:
    reported = {report.action for report in reading.reports if line.start <= report.start < line.end}
    verdicts, last = [], 0
    ends: dict[Action, int] = {}
    for one in line.statements:  # in the order of their words; those of one action do not overlap
        found = line.text.find(one.words, max(last, ends.get(one.action, 0)))
        found = line.text.find(one.words) if found < 0 else found
        start, end = (found, found + len(one.words)) if found >= 0 else (0, 0)
        last, ends[one.action] = start, end
        counted = Label.COUNTED if one.action in reported else Label.AGAIN
        verdicts.append(Verdict(Label.NOT_COUNTED if one.reason else counted, _told(one, words), start, end))
    return Passage(line.start, printable(line.text), tuple(verdicts))


def _told(one: Statement, words: Words) -> str:
    facts = _facts(one.action, one.companies, one.regions, words)
    if one.reason is None:
        said = f"{facts}, {_when(one.date, one.effective)}{_with(one.regulators, words)}"
    else:
        said = REASONS[one.reason] + (f"; {facts}" if one.companies else "")
    return f"{one.action}: {said}; by the words '{printable(one.words)}'"


def _event(one: Report, words: Words) -> str:
    facts = _facts(one.action, (one.company,), (one.region,), words)
    part = "the news of the text" if one.core else "background"
    when = _when(one.date, one.effective) + _with(one.regulators, words)
    return f"{one.action}: {facts}, {when}; {part}; confidence {one.confidence:.2f}"


def _facts(action: Action, companies: tuple[str, ...], regions: tuple[str, ...], words: Words) -> str:
    """Whom an act concerns, and where, with the names that people know."""
    who = _TOWARDS.get(action, "") + _and(words.companies[x].name if x in words.companies else x for x in companies)
    where = _and(_place(words.regions[x].name if x in words.regions else x) for x in regions)
    return ", ".join(part for part in (who, where) if part)


def _with(regulators: tuple[str, ...], words: Words) -> str:
    """The regulators that the text ties to an act."""
    names = _and(f"{words.regulators[x].name} ({x})" if x in words.regulators else x for x in regulators)
    return names and f"; regulator{'s' if len(regulators) > 1 else ''}: {names}"


def _place(name: str) -> str:
    if name == "Worldwide":
        return "worldwide"
    return f"in the {name}" if _WITH_ARTICLE.match(name) else f"in {name}"


def _when(date: str | None, effective: str | None) -> str:
    return (_on(date) if date else "on a day that is not known") + (
        f", in effect {_on(effective)}" if effective else ""
    )


def _on(date: str) -> str:
    return f"{'on' if len(date) == 10 else 'in'} {date}"


def _and(names: Iterable[str]) -> str:
    *others, last = [*names] or [""]
    return f"{', '.join(others)} and {last}" if others else last


def _notes(document: Document, read: bool, reading: Reading, words: Words) -> Iterable[str]:
    lang = document.lang[:2]
    if lang not in words.rules or any(one.reason is Reason.LANGUAGE for one in reading.rejections):
        yield f"The text is in {Locale('en').languages.get(lang, lang)}, a language that is not read."
    elif not read:
        yield "No company that we know, or nothing of AI and personal data, is named; the sentences were not looked at."
    for one in reading.rejections:
        if one.reason is Reason.LENGTH:
            yield f"The text is too long: after its first {one.start} characters not all of it was read."


def _lines(reading: Reading) -> tuple[Line, ...]:
    """The sentences that reports and rejections quote."""
    found: dict[tuple[int, int, str], list[Statement]] = {}
    for one in reading.reports:
        facts = ((one.company,), (one.region,), one.regulators, one.date, one.effective)
        told = Statement(one.action, one.rule, "", *facts, None)
        found.setdefault((one.start, one.end, one.quote), []).append(told)
    for no in reading.rejections:
        if no.action:
            told = Statement(no.action, no.rule, "", (no.company,) if no.company else (), (), (), None, None, no.reason)
            found.setdefault((no.start, no.end, no.quote), []).append(told)
    return tuple(Line(*place, tuple(told)) for place, told in sorted(found.items(), key=lambda item: item[0]))


def printable(text: str) -> str:
    """A text of the same length that cannot steer a terminal."""
    return _CONTROLS.sub("\ufffd", text)
