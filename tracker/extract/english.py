"""An English document in; its claims, read clause by clause, and what they come to, out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache

from tracker.extract import merge, scope
from tracker.extract.attach import Attach
from tracker.extract.candidates import Parsed, Text
from tracker.extract.claims import Claim
from tracker.extract.days import Days
from tracker.extract.figures import Figures
from tracker.extract.finder import Finder
from tracker.extract.judge import Judges, Verdicts, View
from tracker.extract.lexicon import Lexicon
from tracker.extract.linear import Linear, Weights
from tracker.extract.network import Networks
from tracker.extract.phrases import Name, Names, Sentence, tokenise
from tracker.extract.reading import Line, Reading, Statement
from tracker.extract.scores import Reader
from tracker.extract.seen import Eye, Seen
from tracker.extract.sentences import split
from tracker.extract.signs import Signs
from tracker.extract.stand_ins import stand_ins
from tracker.model import Document, Reason, Rejection, Words

#: what is read of a text; the longest judgment in the development corpus and the recorded texts has a third of it
LONGEST_TEXT = 400_000
#: at most this many patterns of a sentence and claims of a document are read: the most in the development corpus are
#: 15 and 13
MOST_HITS = 60
MOST_CLAIMS = 250


@lru_cache(maxsize=1)
def learned(linear: str, networks: str) -> tuple[tuple[Weights, Judges], tuple[Networks, Judges], Days]:
    """What was learned, from its JSON; a process that reads anew need not load it anew."""
    one, other = json.loads(linear), json.loads(networks)
    return (
        (Weights(one), Judges(one["judge"])),
        (Networks(other["networks"]), Judges(other["judge"])),
        Days(other["day"]),
    )


class English:
    """Reads English documents; made once, as it compiles all words."""

    def __init__(self, words: Words, names: Names) -> None:
        self.words = words
        self.names = names
        self.lexicon = Lexicon(words, "en")
        self.finder = Finder(self.lexicon)
        self.eye = Eye(self.lexicon, words.regulators)
        (weights, judges), other, self.days = learned(str(words.rules["linear"]), str(words.rules["networks"]))
        #: the fast one first, each with the judges of what it reads
        self.readers: list[tuple[Reader, Judges]] = [(Linear(weights, Signs(self.lexicon)), judges), other]
        #: those for data protection: the one of a country, and others whose name says so
        self.guardians = frozenset(
            one.id for one in words.regulators.values() if one.country or re.search("rivacy|ata Protection", one.name)
        )
        marks = sorted(self.lexicon.about, key=len, reverse=True)
        self.subject = re.compile(
            r"\b(?:"
            + "|".join(map(re.escape, marks))
            + r"|privacy|data protection|personal (?:data|information)|users?[’']? (?:data|content))",
            re.I,
        )

    def __call__(self, document: Document) -> Reading:
        return self.read(document)[0]

    def explain(self, document: Document) -> tuple[Line, ...]:
        """Each sentence with what it says that somebody did, and why that does not count where it does not."""
        _, sentences, claims = self.read(document)
        lines = []
        for sentence in sentences:
            told = tuple(statement(claim) for claim in claims if claim.sentence is sentence)
            lines.append(Line(sentence.span.start, sentence.span.end, sentence.text, told))
        return tuple(lines)

    def hints(self, sentence: Sentence) -> Iterator[tuple[str, str]]:
        """The acts of which a sentence has words, each with the form of its words."""
        return ((trigger.action, trigger.form) for trigger, _, _ in self.finder.hits(sentence))

    def read(self, document: Document) -> tuple[Reading, list[Sentence], list[Claim]]:
        """The reading with the sentences and claims that it rests on."""
        parsed = self.parse(document)
        if parsed is None:
            return Reading((), tuple(too_long(document))), [], []
        verdicts = Verdicts(self.views(parsed), self.finder, self.days)
        reports = verdicts.reports()
        told = {(report.company, report.action, report.start) for report in reports}
        refused = [one for one in parsed.rejections if (one.company, one.action, one.start) not in told]
        refused += verdicts.refused(reports)
        reading = Reading(tuple(reports), (*refused, *too_long(document, parsed.unread)))
        claims = [claim for claim in parsed.claims if claim.reason is None or merge.known(claim) not in told]
        return reading, parsed.attach.sentences, [*claims, *verdicts.led]

    def parse(self, document: Document) -> Parsed | None:
        """What the rules make of a document; None where it has no sentence, no company or is on another matter."""
        text = document.text[:LONGEST_TEXT]
        found = self.names.find(document.title + "\n" + text)
        if not any(name.kind == "C" for _, _, name in found):
            return None
        if not self.subject.search(document.title) and not self.subject.search(text):
            return None
        title, sentences = self.sentences(document, text, found)
        if not sentences:
            return None
        seen, claims, unread = self.claims(sentences)
        heads, headline, _ = self.claims([title] if title else [])
        attach = Attach(
            document,
            title,
            sentences,
            self.words,
            self.lexicon,
            scope.survey(sentences, title, self.guardians),
            frozenset(claim.action for claim in headline),
        )
        reports, rejections = merge.reports(attach, claims, headline)
        return Parsed(attach, [*heads, *seen], claims, reports, rejections, unread)

    def views(self, parsed: Parsed) -> list[View]:
        """A document as each reader has it, with the judges of what it reads."""
        return [View(Figures(Text(parsed, self.eye, reader)), judges) for reader, judges in self.readers]

    def claims(self, sentences: list[Sentence]) -> tuple[list[Seen], list[Claim], int | None]:
        """The sentences as they are seen, their claims, and where the first begins that was too much to read."""
        seen: list[Seen] = []
        claims: list[Claim] = []
        unread = None
        for sentence in sentences:
            teaser = sentence.spans(self.lexicon.cues["teaser"])[:1] == [0]
            hits = [] if teaser else sorted(self.finder.hits(sentence), key=lambda hit: hit[1])
            read = [] if len(claims) >= MOST_CLAIMS else hits[:MOST_HITS]
            found = self.finder(sentence, read)
            claims += found
            seen.append(self.eye.see(sentence, read, found))
            if len(read) < len(hits) and unread is None:
                unread = sentence.span.start
        return seen, claims, unread

    def sentences(
        self, document: Document, text: str, found: list[tuple[int, int, Name]]
    ) -> tuple[Sentence | None, list[Sentence]]:
        """The headline and the sentences of the text, with tokens, names and topics."""
        shift = len(document.title) + 1
        sentences: list[Sentence] = []
        title = None
        for whole, offset in ((document.title, 0), (text, shift)):
            inside = offset + len(whole)
            names = [
                (start - offset, end - offset, name) for start, end, name in found if offset <= start and end <= inside
            ]
            place = 0
            for span in split(whole):
                while place < len(names) and names[place][0] < span.start:
                    place += 1
                last = place
                while last < len(names) and names[last][1] <= span.end:
                    last += 1
                tokens = stand_ins(tokenise(whole, span, names[place:last], "en"), self.lexicon, self.names)
                date = dated(document, span.start) if offset else None
                sentence = Sentence(span, whole[span.start : span.end], tokens, len(sentences), date)
                scope.mark(sentence, self.lexicon)
                if offset:
                    sentences.append(sentence)
                else:
                    title = title or sentence
        return title, sentences


def statement(claim: Claim) -> Statement:
    """A claim as a person reads it."""
    agent = claim.clause.agent
    who = claim.sentence.tokens[agent].text if agent is not None else ""
    return Statement(
        claim.action,
        claim.words,
        who,
        claim.companies,
        claim.regions,
        claim.regulators,
        claim.date,
        claim.effective,
        claim.reason,
    )


def dated(document: Document, start: int) -> str | None:
    """The day of the section that a place of the text lies in, where the page has more than one."""
    if len(document.sections) < 2:
        return None
    return next((section.date for section in document.sections if section.start <= start < section.end), None)


def too_long(document: Document, unread: int | None = None) -> Iterator[Rejection]:
    """What of a text was not read, told as a rejection so that the gap is seen; `unread` is where it first begins."""
    if unread is None and len(document.text) > LONGEST_TEXT:
        unread = LONGEST_TEXT
    if unread is not None:
        end = min(len(document.text), unread + 200)
        yield Rejection(document.id, Reason.LENGTH, None, None, document.text[unread:end], unread, end, "length")
