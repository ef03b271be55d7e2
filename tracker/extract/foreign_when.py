"""A sentence and one of its acts come in; the day of the act and the day from which it holds go out."""

from __future__ import annotations

from tracker.extract.dates import Mention
from tracker.extract.foreign_cast import Cast
from tracker.extract.foreign_forms import CORE, Act
from tracker.extract.foreign_weigh import OWN
from tracker.extract.foreign_words import Tongue
from tracker.extract.phrases import Sentence
from tracker.model import Action, Document

#: what a comma adds to the characters between a date and a verb
APART = 20
#: characters between the two dates of a period at most
PAIR = 14


class When:
    """Gives the acts of one language their dates."""

    def __init__(self, tongue: Tongue) -> None:
        self.tongue = tongue

    def __call__(
        self, document: Document, sentence: Sentence, act: Act, acts: list[Act], cast: Cast
    ) -> tuple[str | None, str | None]:
        """The day of the act and the day from which it holds."""
        base = sentence.date or document.published
        ahead = act.action in {Action.RESUMED, Action.ANNOUNCED}
        mentions = self.usable(sentence, self.tongue.mentions(sentence, base, year(sentence), ahead))
        if not mentions and cast.confirmed(sentence):
            after = cast.sentences[sentence.number + 1]
            later = self.usable(after, self.tongue.mentions(after, base, year(after), False))
            return (later[0].date if later else base), None
        news = [
            sentence.tokens[spot].start - sentence.span.start
            for spot in act.rest["announced"]
            if not act.first <= spot < act.last or act.action is Action.ANNOUNCED
        ]
        offset = sentence.span.start
        spots = {id(other): sentence.tokens[other.head] for other in acts if other.action in CORE or other is act}
        mine, told = [], []
        for mention in mentions:
            gaps = {
                key: distance(sentence.text, mention, token.start - offset, token.end - offset)
                for key, token in spots.items()
            }
            nearest = min(gaps, key=lambda key: gaps[key])
            gap = gaps[nearest]
            if news and min(abs(spot - mention.start) for spot in news) < gap:
                told.append(mention)
            elif nearest == id(act):
                mine.append(mention)
        return self.settle(act, mine, told, base, sentence)

    def usable(self, sentence: Sentence, mentions: list[Mention]) -> list[Mention]:
        """The dates that are no deadline and no end of a period."""
        kept: list[Mention] = []
        bounds: list[int] = []
        for mention in mentions:
            paired = bool(bounds) and mention.start - bounds[-1] < PAIR
            if self.led(sentence, mention, "until") or paired:
                bounds.append(mention.end)
            else:
                kept.append(mention)
        return kept

    def settle(
        self, act: Act, mine: list[Mention], told: list[Mention], base: str | None, sentence: Sentence
    ) -> tuple[str | None, str | None]:
        later = [
            one.date
            for one in mine + told
            if act.action in OWN
            and (
                (self.led(sentence, one, "ahead") and act.action is not Action.STARTED)
                or (base is not None and one.date > base[: len(one.date)])
            )
        ]
        effective = later[0] if later and act.action is not Action.PAUSED else None
        dated = [one.date for one in mine if one.date not in later]
        heard = [one.date for one in told if one.date not in later]
        if heard and dated and act.action in {Action.RESUMED, Action.ANNOUNCED} and dated[0] > heard[0]:
            return heard[0], effective or dated[0]
        if dated or heard:
            return (dated or heard)[0], effective
        return (None if act.before else base), effective

    def led(self, sentence: Sentence, mention: Mention, kind: str) -> bool:
        """Whether words such as "from" or "until" lead to a date."""
        tokens = sentence.tokens
        place = next(
            (
                number
                for number, token in enumerate(tokens)
                if token.start - sentence.span.start >= mention.start and number
            ),
            len(tokens),
        )
        phrases = self.tongue.lexicon.cues[kind]
        lows = [token.low for token in tokens[max(0, place - 4) : place]]
        texts = {" ".join(lows[-count:]) for count in range(1, len(lows) + 1)}
        return bool(texts & ({*phrases.words} | {pattern.text for pattern in phrases.patterns}))


def distance(text: str, mention: Mention, start: int, end: int) -> int:
    """How far a date stands from a word; a comma between them sets them apart."""
    between = text[mention.end : start] if mention.end <= start else text[end : mention.start]
    return len(between) + (APART if "," in between else 0)


def year(sentence: Sentence) -> int | None:
    """The first year that a sentence gives."""
    return next(
        (
            int(token.low)
            for token in sentence.tokens
            if len(token.low) == 4 and token.low.isdigit() and token.low[:2] == "20"
        ),
        None,
    )
