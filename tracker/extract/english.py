"""An English document in; its claims, read clause by clause, and what they come to, out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from tracker.extract import merge, scope
from tracker.extract.attach import Attach
from tracker.extract.claims import Claim
from tracker.extract.finder import Finder
from tracker.extract.lexicon import Lexicon
from tracker.extract.phrases import Name, Names, Sentence, tokenise
from tracker.extract.reading import Line, Reading, Statement
from tracker.extract.sentences import split
from tracker.extract.stand_ins import stand_ins
from tracker.model import Document, Reason, Rejection, Words

#: what is read of a text; the longest judgment in the development corpus and the recorded texts has a third of it
LONGEST_TEXT = 400_000
MOST_CLAIMS = 1_000


class English:
    """Reads English documents; made once, as it compiles all words."""

    def __init__(self, words: Words, names: Names) -> None:
        self.words = words
        self.names = names
        self.lexicon = Lexicon(words, "en")
        self.finder = Finder(self.lexicon)
        marks = sorted(
            {word for name in ("ai", "train") for word in self.lexicon.topics[name].words}, key=len, reverse=True
        )
        self.subject = re.compile(
            r"\b(?:"
            + "|".join(map(re.escape, marks))
            + r"|machine.learning|privacy|data protection|personal (?:data|information)|users?[’']? (?:data|content))",
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

    def read(self, document: Document) -> tuple[Reading, list[Sentence], list[Claim]]:
        """The reading with the sentences and claims that it rests on."""
        text = document.text[:LONGEST_TEXT]
        found = self.names.find(document.title + "\n" + text)
        about = self.subject.search(document.title) or self.subject.search(text)
        if not about or not any(name.kind == "C" for _, _, name in found):
            return Reading((), tuple(too_long(document))), [], []
        title, sentences = self.sentences(document, text, found)
        claims = list(islice((claim for sentence in sentences for claim in self.finder(sentence)), MOST_CLAIMS))
        headline = self.finder(title) if title else []
        headlined = frozenset(claim.action for claim in headline)
        attach = Attach(document, title, sentences, self.words, self.lexicon, scope.survey(sentences, title), headlined)
        reports, rejections = merge.reports(attach, claims, headline)
        return Reading(tuple(reports), (*rejections, *too_long(document))), sentences, claims

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
    tokens = claim.sentence.tokens
    offset = claim.sentence.span.start
    words = claim.sentence.text[tokens[claim.first].start - offset : tokens[claim.last - 1].end - offset]
    agent = claim.clause.agent
    who = tokens[agent].text if agent is not None else ""
    return Statement(
        claim.action,
        words,
        who,
        claim.companies,
        claim.regions,
        claim.regulators,
        claim.date,
        claim.effective,
        claim.reason,
        claim.rule,
    )


def dated(document: Document, start: int) -> str | None:
    """The day of the section that a place of the text lies in, where the page has more than one."""
    if len(document.sections) < 2:
        return None
    return next((section.date for section in document.sections if section.start <= start < section.end), None)


def too_long(document: Document) -> Iterator[Rejection]:
    """What of a text was not read, told as a rejection so that the gap is seen."""
    if len(document.text) > LONGEST_TEXT:
        end = min(len(document.text), LONGEST_TEXT + 200)
        yield Rejection(
            document.id, Reason.LENGTH, None, None, document.text[LONGEST_TEXT:end], LONGEST_TEXT, end, "length"
        )
