"""A document in; the events that it reports and the statements that it does not count, each in its words, out."""

from __future__ import annotations

from functools import cache

from tracker.extract.english import English
from tracker.extract.foreign import LANGUAGES, Foreign
from tracker.extract.phrases import Names, Sentence, tokenise
from tracker.extract.reading import Line, Reading
from tracker.extract.sentences import Span
from tracker.model import Document, Reason, Rejection, Words

__all__ = ["Extractor", "Reading"]

READ = {"en", *LANGUAGES}
#: acts, and forms of triggers, that any verb of use tells
BY_USE = {"announced", "started", "use", "held", "again"}


class Extractor:
    """Reads documents in the languages that tracker/words has files for; made once, as it compiles all words."""

    def __init__(self, words: Words) -> None:
        self.names = Names(words)
        self.words = words
        #: the reader of a language, compiled when its first document comes
        self.reader = cache(self.compile)

    def compile(self, lang: str) -> English | Foreign:
        """The reader of one language, with its words compiled."""
        return English(self.words, self.names) if lang == "en" else Foreign(self.words, lang, self.names)

    def __call__(self, document: Document) -> Reading:
        """The events and rejections of a document; a language without a word file gives one rejection."""
        lang = document.lang[:2]
        return self.reader(lang)(document) if lang in READ else Reading((), self.unread(document))

    def explain(self, document: Document) -> tuple[Line, ...]:
        """Each sentence of a document with what it says, and why that does not count where it does not."""
        lang = document.lang[:2]
        return self.reader(lang).explain(document) if lang in READ else ()

    def hints(self, text: str, lang: str) -> bool:
        """Whether a sentence has the words of an act, whatever it says of them: a first look that costs little."""
        if lang not in READ:
            return False
        whole = Span(0, len(text), 0, False)
        sentence = Sentence(whole, text, tokenise(text, whole, self.names.find(text), lang))
        return any(action not in BY_USE and form not in BY_USE for action, form in self.reader(lang).hints(sentence))

    def unread(self, document: Document) -> tuple[Rejection, ...]:
        """A text in a language that is not read, where it names a company that we know."""
        companies = [name.ids[0] for _, _, name in self.names.find(document.text) if name.kind == "C"]
        if not companies:
            return ()
        end = min(len(document.text), 200)
        return (
            Rejection(document.id, Reason.LANGUAGE, None, companies[0], document.text[:end], 0, end, document.lang),
        )
