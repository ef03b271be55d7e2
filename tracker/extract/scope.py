"""Sentences in; whether each, and the whole text, is about training AI on people's data, out."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.extract.lexicon import Lexicon
from tracker.extract.phrases import Sentence


@dataclass(frozen=True, slots=True)
class Scope:
    """What a text is about, counted in sentences."""

    uses: int
    title: bool
    lead: bool
    copyright: int
    privacy: int
    sentences: int
    ai: int
    people: int
    #: the headline or the first sentences are about something else
    astray: bool
    #: the authorities for data protection, by their ids
    guardians: frozenset[str]

    @property
    def authors(self) -> bool:
        """Whether the text is on copyright more than on people and privacy."""
        return self.copyright > self.privacy + self.people

    @property
    def training(self) -> bool:
        """Whether training on people's data is a subject of the text."""
        if not self.uses or self.authors:
            return False
        return self.title or self.lead or self.uses >= 2 or self.uses * 6 >= self.sentences

    @property
    def product(self) -> bool:
        """Whether an AI product's handling of personal data is."""
        if self.authors or (self.astray and not (self.uses and self.privacy > max(1, self.copyright))):
            return False
        return self.privacy > 0 and self.ai > min(1, self.sentences // 4)


def mark(sentence: Sentence, lexicon: Lexicon) -> None:
    """Note which topics the sentence has words of, and whether it tells of the data use (`use`)."""
    for name, phrases in lexicon.topics.items():
        if spans := sentence.spans(phrases):
            sentence.topics[name] = spans
    topics = sentence.topics
    handled = not lexicon.roles["handling"].isdisjoint(sentence.lemmas)
    if handled and "other" not in topics and "ai" in topics and "data" in topics:
        topics["handled"] = topics["data"]
    if "teach" in topics and "ai" in topics:
        topics["train"] = sorted({*topics.get("train", ()), *topics["teach"]})
    if (
        ("train" in topics and ("ai" in topics or "data" in topics or "people" in topics))
        or (spoken(sentence) and "terms" in topics)
    ) and ("copyright" not in topics or "privacy" in topics or "people" in topics):
        sentence.topics["use"] = topics.get("train", topics.get("ai", []))


def spoken(sentence: Sentence) -> bool:
    """Whether AI is named by a word of its own, not only by a product's name."""
    return any(not sentence.tokens[place].kind for place in sentence.topics.get("ai", ()))


def survey(sentences: list[Sentence], title: Sentence | None, guardians: frozenset[str]) -> Scope:
    """What the text as a whole is about; `guardians` are the authorities for data protection, by their ids."""

    def private(sentence: Sentence) -> bool:
        """Whether a sentence speaks of privacy or of one who guards it."""
        named = {name for token in sentence.of("R") for name in token.ids}
        return "privacy" in sentence.topics or not guardians.isdisjoint(named)

    def count(name: str) -> int:
        """The sentences that have words of a topic."""
        return sum(name in sentence.topics for sentence in sentences)

    return Scope(
        uses=count("use") or count("handled") // 2,
        title=title is not None and bool({"use", "handled"} & title.topics.keys()),
        lead=any({"use", "handled"} & sentence.topics.keys() for sentence in sentences[:4]),
        copyright=count("copyright"),
        privacy=sum(map(private, [*([title] if title else []), *sentences])),
        sentences=len(sentences),
        ai=count("ai"),
        people=sum("use" in s.topics and "people" in s.topics for s in sentences),
        guardians=guardians,
        astray=any(
            "other" in sentence.topics and "use" not in sentence.topics
            for sentence in [*([title] if title else []), *sentences[:3]]
        ),
    )
