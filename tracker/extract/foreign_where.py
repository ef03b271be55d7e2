"""An act and the document that tells of it come in; the regulators it is tied to and where its users are go out."""

from __future__ import annotations

from collections import Counter

from tracker.extract.foreign_cast import Cast
from tracker.extract.foreign_forms import CORE, Act
from tracker.extract.foreign_words import Tongue
from tracker.extract.phrases import Sentence, Token
from tracker.model import Action

WORLD = "WW"
CLOSING = frozenset({".", ",", ";", ":"})


class Where:
    """Finds the authorities and the regions of the acts of one document."""

    def __init__(self, tongue: Tongue, cast: Cast) -> None:
        self.tongue = tongue
        self.grammar = tongue.grammar
        self.cast = cast
        self.document = cast.document
        self.sentences = cast.sentences

    def regulators(self, sentence: Sentence, act: Act) -> tuple[str, ...]:
        """The regulators that the sentence names, else those of the sentence before."""
        found = [name for token in sentence.of("R") for name in token.ids]
        if not found and sentence.number:
            found = [name for token in self.sentences[sentence.number - 1].of("R") for name in token.ids]
        if not found and self.document.regulator and act.action not in {Action.COMPLAINT}:
            found = [self.document.regulator]
        return tuple(dict.fromkeys(found))

    def regions(self, sentence: Sentence, act: Act, regulators: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
        """Where the users are: by the sentence, the text before, the regulator; and whether it was said."""
        tokens = sentence.tokens
        for low, high in ((act.start, act.end), (0, len(tokens))):
            if found := self.places(tokens, low, high, act):
                return found, True
        for other in self.cast.before(sentence):
            if act.action in CORE and (found := self.places(other.tokens, 0, len(other.tokens), None)):
                return found, True
        if self.document.region and self.document.kind == "regulator":
            return (self.document.region,), False
        own = Counter(self.tongue.regions_of[code] for code in regulators if code in self.tongue.regions_of)
        if own:
            return (own.most_common(1)[0][0],), False
        return (WORLD,), act.action in CORE

    def places(self, tokens: list[Token], low: int, high: int, act: Act | None) -> tuple[str, ...]:
        """The regions between two tokens that are not left out."""
        found = []
        negations = self.grammar["negations"] | self.tongue.lexicon.cues["outside"].words
        for place in range(low, high):
            token = tokens[place]
            if token.kind != "G":
                continue
            before = [t.low for t in tokens[max(0, place - 3) : place] if not t.kind]
            after = tokens[place + 1 : place + 4]
            apart = act is None or place > act.last or place < act.anchor - 3
            closing = next((i for i, t in enumerate(after) if t.low in CLOSING), len(after))
            late = apart and bool({t.low for t in after[:closing]} & negations) and act is not None and place > act.head
            if not (apart and set(before) & negations) and not late:
                found.append(token.ids[0])
        return tuple(dict.fromkeys(found))
