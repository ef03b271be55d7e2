"""What was read in a document comes in; the same in plain English, sentence by sentence, goes out, as values or as a page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

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
    Reason.LANGUAGE: "the language of the text is not read",
    Reason.LENGTH: "the text is too long; what follows from here was not read",
}
#: how the company stands to what others did
_TOWARDS = {Action.COMPLAINT: "against ", Action.INQUIRY: "into ", Action.ORDER: "against ", Action.FINE: "against "}
_WITH_ARTICLE = re.compile(r"(?:United|European|Czech|Dominican|Netherlands|Philippines|Maldives|Bahamas)\b|.* Islands$")
#: they would steer a terminal, or turn the direction of what follows
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is made of a statement, as a sentence that needs no key; `text[start:end]` of its passage are its words."""

    counted: bool
    text: str
    start: int
    end: int

    @property
    def label(self) -> str:
        return "COUNTED" if self.counted else "NOT COUNTED"


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, where it begins in the document, and what is made of its statements; none where it tells of no act."""

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
    passages = tuple(_passage(line, words) for line in lines or _lines(reading))
    events = tuple((_event(report, words), report.start) for report in reading.reports)
    return Explanation(document, passages, events, tuple(_notes(document, bool(passages), reading, words)))


def page(explanations: Iterable[Explanation]) -> str:
    """One HTML page without scripts or other files."""
    body = "".join(map(_article, explanations))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>What was read</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head>\n<body><main>{body}</main></body></html>\n"
    )


# ---- plain English


def _passage(line: Line, words: Words) -> Passage:
    verdicts, place = [], 0
    for one in line.statements:
        found = line.text.find(one.words, place)
        found = line.text.find(one.words) if found < 0 else found
        place, end = (found, found + len(one.words)) if found >= 0 else (0, 0)
        verdicts.append(Verdict(one.reason is None, _told(one, words), place, end))
    return Passage(line.start, printable(line.text), tuple(verdicts))


def _told(one: Statement, words: Words) -> str:
    by = f"; by the words '{printable(one.words)}'"
    facts = _facts(one.action, one.companies, one.regions, one.regulators, words)
    if one.reason is None:
        return f"{one.action}: {facts}, {_when(one.date, one.effective)}{by}"
    return f"{one.action}: {REASONS[one.reason]}" + (f"; {facts}" if one.companies else "") + by


def _event(one: Report, words: Words) -> str:
    facts = _facts(one.action, (one.company,), (one.region,), one.regulators, words)
    part = "the news of the text" if one.core else "background"
    return f"{one.action}: {facts}, {_when(one.date, one.effective)}; {part}; confidence {one.confidence:.2f}"


def _facts(
    action: Action, companies: tuple[str, ...], regions: tuple[str, ...], regulators: tuple[str, ...], words: Words
) -> str:
    """Whom an act concerns, and where, with the names that people know."""
    who = _TOWARDS.get(action, "") + _and(words.companies[x].name if x in words.companies else x for x in companies)
    where = _and(map(_place, (words.regions[x].name if x in words.regions else x for x in regions)))
    by = _and(f"{words.regulators[x].name} ({x})" if x in words.regulators else x for x in regulators)
    return ", ".join(part for part in (who, where, by and f"with {by}") if part)


def _place(name: str) -> str:
    if name == "Worldwide":
        return "worldwide"
    return f"in the {name}" if _WITH_ARTICLE.match(name) else f"in {name}"


def _when(date: str | None, effective: str | None) -> str:
    return (_on(date) if date else "on a day that is not known") + (f", in effect {_on(effective)}" if effective else "")


def _on(date: str) -> str:
    return f"{'on' if len(date) == 10 else 'in'} {date}"


def _and(names: Iterable[str]) -> str:
    *others, last = [*names] or [""]
    return f"{', '.join(others)} and {last}" if others else last


def _notes(document: Document, read: bool, reading: Reading, words: Words) -> Iterable[str]:
    lang = document.lang[:2]
    if lang not in words.rules:
        yield f"The text is in {Locale('en').languages.get(lang, lang)}, a language that is not read."
    elif not read:
        yield "No company that we know, or nothing of AI and personal data, is named; the sentences were not looked at."
    for one in reading.rejections:
        if one.reason is Reason.LENGTH:
            yield f"The text is too long: {len(document.text) - one.start} of its characters, from {one.start} on, were not read."


def _lines(reading: Reading) -> tuple[Line, ...]:
    """The sentences that reports and rejections quote."""
    found: dict[tuple[int, int, str], list[Statement]] = {}
    for one in reading.reports:
        facts = ((one.company,), (one.region,), one.regulators, one.date, one.effective)
        told = Statement(one.action, one.rule, "", *facts, None, one.rule)
        found.setdefault((one.start, one.end, one.quote), []).append(told)
    for no in reading.rejections:
        if no.action:
            told = Statement(no.action, no.rule, "", (no.company,) if no.company else (), (), (), None, None, no.reason, no.rule)
            found.setdefault((no.start, no.end, no.quote), []).append(told)
    return tuple(Line(*place, tuple(told)) for place, told in sorted(found.items(), key=lambda item: item[0]))


def printable(text: str) -> str:
    """A text of the same length that cannot steer a terminal."""
    return _CONTROLS.sub("\ufffd", text)


# ---- the page

_STYLE = """
:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;margin:0}main{max-width:46rem;margin:auto;padding:1rem}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}p{margin:.8rem 0 .2rem}small,.silent{opacity:.65}
mark{background:light-dark(#ffe58a,#6b5200);color:inherit;border-radius:.2em}ul{margin:0;padding-left:1.2rem;list-style:none}
li b{font-size:.8em;letter-spacing:.03em}.yes b{color:light-dark(#06632f,#7fd69d)}.no b{color:light-dark(#8a3b00,#f0ab72)}
"""


def _article(one: Explanation) -> str:
    document = one.document
    about = [document.publisher, document.kind, document.published or "no date", document.lang]
    head = f"<h1>{escape(printable(document.title) or 'No title')}</h1><p><small>{escape(', '.join(filter(None, about)))}<br>"
    address = escape(document.url)
    head += f'<a href="{address}">{address}</a>' if document.url.startswith(("https://", "http://")) else address
    notes = "".join(f"<p><strong>{escape(note)}</strong></p>" for note in one.notes)
    anchors = {passage.start for passage in one.passages}
    events = "".join(
        f'<li><a href="#c{start}">{escape(text)}</a></li>' if start in anchors else f"<li>{escape(text)}</li>"
        for text, start in one.events
    )
    found = f"<h2>Events reported: {len(one.events)}</h2><ul>{events}</ul>"
    return f"<article>{head}</small></p>{notes}{found}<h2>Sentence by sentence</h2>{''.join(map(_paragraph, one.passages))}</article>"


def _paragraph(one: Passage) -> str:
    if not one.verdicts:
        return f'<p dir="auto" class="silent" id="c{one.start}">{escape(one.text)}</p>'
    told = "".join(
        f'<li class="{"yes" if verdict.counted else "no"}"><b>{verdict.label}</b> {escape(verdict.text)}</li>'
        for verdict in one.verdicts
    )
    return f'<p dir="auto" id="c{one.start}">{_marked(one)}</p><ul>{told}</ul>'


def _marked(one: Passage) -> str:
    """The sentence with the words of its statements marked; where two overlap, the first."""
    parts, place = [], 0
    for verdict in sorted(one.verdicts, key=lambda x: (x.start, -x.end)):
        if verdict.start >= place and verdict.end > verdict.start:
            parts += [escape(one.text[place : verdict.start]), f"<mark>{escape(one.text[verdict.start : verdict.end])}</mark>"]
            place = verdict.end
    return "".join(parts) + escape(one.text[place:])
