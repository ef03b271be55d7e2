"""A document in; the events that it reports and the statements that it does not count, each with its exact words, out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tracker.extract import merge, scope
from tracker.extract.attach import Attach
from tracker.extract.claims import Claim, Finder
from tracker.extract.lexicon import Lexicon
from tracker.extract.phrases import Names, Sentence, stand_ins, tokenise
from tracker.extract.sentences import Span, split
from tracker.model import Document, Reason, Rejection, Report, Words


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in one document."""

    reports: tuple[Report, ...]
    rejections: tuple[Rejection, ...]


class Extractor:
    """Reads documents; made once, as it compiles all words."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.names = Names(words)
        self.lexicons = {lang: Lexicon(words, lang) for lang in words.rules}
        self.finders = {lang: Finder(lexicon) for lang, lexicon in self.lexicons.items()}

    def __call__(self, document: Document) -> Reading:
        lang = document.lang[:2]
        if lang not in self.lexicons:
            return Reading((), self.unread(document))
        title, sentences = self.sentences(document, lang)
        return self.conclude(document, title, sentences, self.claims(document, lang, sentences))

    def sentences(self, document: Document, lang: str) -> tuple[Sentence | None, list[Sentence]]:
        """The headline and the sentences of the text, with tokens, names and topics."""
        lexicon = self.lexicons[lang]
        text = document.text
        found = self.names.find(document.title + "\n" + text)
        shift = len(document.title) + 1
        sentences: list[Sentence] = []
        title = None
        for whole, offset in ((document.title, 0), (text, shift)):
            names = [(start - offset, end - offset, name) for start, end, name in found if offset <= start and end <= offset + len(whole)]
            place = 0
            for span in split(whole):
                while place < len(names) and names[place][0] < span.start:
                    place += 1
                last = place
                while last < len(names) and names[last][1] <= span.end:
                    last += 1
                tokens = stand_ins(tokenise(whole, span, names[place:last], lexicon), lexicon, self.names)
                sentence = Sentence(span, whole[span.start : span.end], tokens, len(sentences), self.dated(document, span))
                scope.mark(sentence, lexicon)
                if offset:
                    sentences.append(sentence)
                else:
                    title = title or sentence
        return title, sentences

    @staticmethod
    def dated(document: Document, span: Span) -> str | None:
        """The day of the section that a sentence stands in, where the page has more than one."""
        for section in document.sections[1:] and document.sections:
            if section.start <= span.start < section.end:
                return section.date
        return None

    def claims(self, document: Document, lang: str, sentences: list[Sentence]) -> list[Claim]:
        finder = self.finders[lang]
        return [claim for sentence in sentences for claim in finder(sentence)]

    def conclude(self, document: Document, title: Sentence | None, sentences: list[Sentence], claims: list[Claim]) -> Reading:
        lexicon = self.lexicons[document.lang[:2]]
        measured = scope.measure(sentences, title)
        headline = self.finders[lexicon.lang](title) if title else []
        headlined = frozenset(claim.action for claim in headline)
        attach = Attach(document, title, sentences, self.words, lexicon, measured, document.published, headlined)
        found, rejected = merge.reports(attach, claims, headline)
        return Reading(tuple(found), tuple(rejected))

    def unread(self, document: Document) -> tuple[Rejection, ...]:
        """A text in a language without a word file, where it names a company that we know."""
        named = self.names.find(document.text)
        companies = [name.ids[0] for _, _, name in named if name.kind == "C"]
        if not companies:
            return ()
        end = min(len(document.text), 200)
        return (Rejection(document.id, Reason.LANGUAGE, None, companies[0], document.text[:end], 0, end, document.lang),)
