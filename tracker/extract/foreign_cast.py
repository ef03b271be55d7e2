"""Sentences in a language other than English come in; who does an act, and to whom, goes out."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.extract.foreign_forms import CORE, Act
from tracker.extract.foreign_words import HYPHEN, Tongue
from tracker.extract.phrases import Sentence, Token
from tracker.model import Document

#: sentences back in which an act may find its topic, company or region
REACH = 2


@dataclass(frozen=True, slots=True)
class Doer:
    """Whose act it is: C a company, N an unnamed one, R a regulator, K a court, O somebody else, "" nobody known."""

    kind: str
    companies: tuple[str, ...] = ()
    sure: float = 0.9


class Cast:
    """Who appears in one document."""

    def __init__(self, tongue: Tongue, document: Document, title: Sentence | None, sentences: list[Sentence]) -> None:
        self.tongue = tongue
        self.grammar = tongue.grammar
        self.document = document
        self.title = title
        self.sentences = sentences

    # what the text is about

    def before(self, sentence: Sentence) -> list[Sentence]:
        """The sentences just before, nearest first, then the headline."""
        near = self.sentences[max(0, sentence.number - REACH) : sentence.number][::-1]
        return [*near, self.title] if self.title else near

    def near_use(self, sentence: Sentence) -> bool:
        """Whether a sentence tells of the data use, or goes on about it."""
        if "use" in sentence.topics:
            return True
        if any("use" in other.topics for other in self.before(sentence)):
            return True
        after = self.sentences[sentence.number + 1 : sentence.number + 2]
        leads = sentence.topics.keys() & {"terms", "handle", "data", "ai"} or sentence.of("R")
        return "train" in sentence.topics or (bool(leads) and any("use" in other.topics for other in after))

    def artificial(self, sentence: Sentence) -> bool:
        return any(
            "ai" in other.topics
            for other in [sentence, *self.before(sentence), *self.sentences[sentence.number + 1 : sentence.number + 2]]
        )

    def official(self, sentence: Sentence) -> bool:
        return bool(sentence.of("R")) or any(token.lemma in self.grammar["courts"] for token in sentence.tokens)

    def confirmed(self, sentence: Sentence) -> bool:
        """Whether the next sentence says when the company said so: "The company confirmed that on Thursday"."""
        after = self.sentences[sentence.number + 1 : sentence.number + 2]
        phrases = self.tongue.lexicon.cues["announced"]
        return any(
            s.spans(phrases) and len(s.tokens) < 30 and s.span.paragraph == sentence.span.paragraph for s in after
        )

    def authority(self, sentence: Sentence, act: Act) -> bool:
        """Whether a regulator or a court stands before an act that no preposition governs."""
        tokens = sentence.tokens
        return any(
            self.role(tokens, place) in {"R", "K"} and not self.lead(tokens, place) for place in range(1, act.head)
        )

    # who

    def role(self, tokens: list[Token], place: int) -> str:
        """What a token may be as a doer."""
        token = tokens[place]
        if token.kind == "C":
            return "" if place + 1 < len(tokens) and tokens[place + 1].low == HYPHEN else "C"
        if token.kind == "R":
            return "R"
        if token.kind:
            return ""
        for kind, name in (("K", "courts"), ("O", "others"), ("N", "company nouns")):
            if token.lemma in self.grammar[name] or token.low in self.grammar[name]:
                return kind
        return "P" if token.low in self.grammar["pronouns"] else ""

    def lead(self, tokens: list[Token], place: int) -> str:
        """The preposition that governs a name or noun, or nothing."""
        grammar = self.grammar
        steps = 0
        place -= 1
        while place > 0 and steps < 8:
            token = tokens[place]
            if token.low in grammar["prepositions"] and not (
                token.low in grammar["determiners"] and self.role(tokens, place - 1) == ""
            ):
                return token.low
            passing = (
                token.low in grammar["determiners"]
                or token.low in {"'", "«", "“", '"', "-", "„"}
                or token.lemma in grammar["company nouns"]
                or token.kind in {"S", "R"}
                or token.low == "("
            )
            adjective = (
                self.tongue.lang == "de"
                and steps == 0
                and (tokens[place - 1].low in grammar["determiners"] | grammar["prepositions"])
            )
            if not passing and not (adjective and not token.kind):
                return ""
            place -= 1
            steps += 1
        return ""

    def subject(self, tokens: list[Token], low: int, high: int) -> int | None:
        """The nearest doer before `high` that no preposition governs."""
        for place in range(high - 1, low, -1):
            kind = self.role(tokens, place)
            if kind and kind != "P" and not self.lead(tokens, place) and not self.genitive(tokens, place):
                return place
        return None

    def genitive(self, tokens: list[Token], place: int) -> bool:
        """In German "die Bitte der Behörde" the second noun is no subject."""
        if tokens[place - 1].text[:1].isupper() and not tokens[place - 1].kind:
            place -= 1
        if self.tongue.lang != "de" or place < 3 or tokens[place - 1].low not in {"der", "des", "einer", "eines"}:
            return False
        noun = tokens[place - 2]
        return (
            noun.text[:1].isupper()
            and noun.start > tokens[1].start
            and not noun.kind
            and noun.low not in self.grammar["prepositions"]
        )

    def doer(self, sentence: Sentence, act: Act) -> Doer:
        """Whose act it is, by grammar; a name that merely stands near is nobody's."""
        tokens = sentence.tokens
        if act.passive or act.mode == "noun":
            agent = [
                place
                for place in range(act.start, act.end)
                if self.role(tokens, place) in {"C", "R", "K"}
                and self.lead(tokens, place) in self.grammar["agents"]
                and (act.passive or place > act.head)
            ]
            if agent and (act.passive or self.role(tokens, agent[0]) == "C"):
                return self.named(sentence, agent[0])
        place = self.subject(tokens, act.start, act.anchor) if not act.passive else None
        crowd = act.anchor - 1
        if (
            not act.passive
            and crowd > 0
            and "people" in sentence.topics
            and crowd in sentence.topics["people"]
            and not self.lead(tokens, crowd)
            and not self.genitive(tokens, crowd)
            and act.mode == "fact"
            and not act.moved
        ):
            return Doer("O")
        if place is None and not act.passive:
            place = next(
                (
                    spot
                    for spot in range(act.anchor + 1, min(act.anchor + 5, act.end))
                    if self.role(tokens, spot) and not self.lead(tokens, spot) and spot not in range(act.head, act.last)
                ),
                None,
            )
        if place is None and act.start and act.mode != "noun":
            place = self.subject(tokens, 0, act.start)
        if place is not None and not (act.moved and self.role(tokens, place) != "C"):
            return self.named(sentence, place)
        return self.unnamed(sentence, act)

    def named(self, sentence: Sentence, place: int) -> Doer:
        """The doer at a token; "das Unternehmen" is the company last spoken of, "ein Start-up" nobody that we know."""
        tokens = sentence.tokens
        kind = self.role(tokens, place)
        if kind == "C":
            return Doer("C", self.joined(tokens, place))
        if kind not in {"N", "P"}:
            return Doer(kind)
        comma = place - 1 if tokens[place - 1].low == "," else place - 2
        if kind == "N" and comma > 1 and tokens[comma].low == "," and tokens[comma - 1].kind == "C":
            return Doer("C", tokens[comma - 1].ids)
        behind = next(
            (spot for spot in range(place + 1, min(place + 5, len(tokens))) if tokens[spot].kind == "C"), None
        )
        if kind == "N" and behind and self.lead(tokens, behind) in self.grammar["genitives"]:
            return Doer("C", tokens[behind].ids)
        beside = [
            spot
            for spot in range(place + 1, min(place + 3, len(tokens)))
            if tokens[spot].kind == "C" and (spot == place + 1 or tokens[spot - 1].low in self.grammar["determiners"])
        ]
        if beside:
            return Doer("C", tokens[beside[0]].ids)
        front = [token.low for token in tokens[max(0, place - 3) : place]]
        if kind == "N" and set(front) & self.grammar["indefinite"]:
            return Doer("N")
        earlier = [name for token in tokens[:place] if token.kind == "C" for name in token.ids]
        spoken = self.spoken(sentence)
        if earlier or spoken:
            return Doer("C", (earlier[-1] if earlier else spoken,), 0.85)
        return Doer("N" if kind == "N" else "")

    def joined(self, tokens: list[Token], place: int) -> tuple[str, ...]:
        """A company with those that "and" joins to it."""
        names = list(tokens[place].ids)
        while (
            place >= 3
            and tokens[place - 1].low in self.grammar["coordinators"] | {","}
            and tokens[place - 2].kind == "C"
        ):
            place -= 2
            names = [*tokens[place].ids, *names]
        return tuple(dict.fromkeys(names))

    def spoken(self, sentence: Sentence) -> str:
        """The company that the text spoke of last; the headline's where the sentence before names none or several."""
        for other in self.before(sentence):
            names = list(dict.fromkeys(name for token in other.of("C") for name in token.ids))
            if len(names) == 1 or (names and other is self.title):
                return names[-1] if other is not self.title or len(names) == 1 else names[0]
        if self.document.kind == "company":
            return next((token.ids[0] for other in self.sentences for token in other.of("C")), "")
        return ""

    def unnamed(self, sentence: Sentence, act: Act) -> Doer:
        """The company of an act without a subject of its own: whose models they are, or the only one that is named."""
        tokens = sentence.tokens
        inside = [place for place in range(act.start, act.end) if tokens[place].kind == "C"] or [
            place for place, token in enumerate(tokens) if token.kind == "C"
        ]
        names = tuple(dict.fromkeys(name for place in inside for name in tokens[place].ids))
        free = [place for place in inside if not self.lead(tokens, place)]
        loose = act.passive or act.moved or act.mode in {"noun", "infinitive", "conditional"}
        others = any(self.role(tokens, place) == "O" and not self.lead(tokens, place) for place in range(1, act.head))
        if others:
            return Doer("O")
        if len(names) == 1 and (loose or free):
            return Doer("C", names, 0.85)
        if names and loose:
            best = free or inside
            return Doer("C", tokens[min(best, key=lambda place: abs(place - act.head))].ids, 0.75)
        spoken = self.spoken(sentence)
        group = any(
            self.role(tokens, place) == "N" and tokens[place - 1].low not in self.grammar["indefinite"]
            for place in range(act.start, act.end)
        )
        flows = any(
            not self.lead(tokens, place) for place in sentence.topics.get("data", []) if act.start <= place < act.anchor
        )
        if (
            not names
            and spoken
            and (loose or group or flows or act.first <= 2 or (sentence.number and act.action in CORE))
        ):
            return Doer("C", (spoken,), 0.75)
        return Doer("")

    def affected(self, sentence: Sentence, act: Act) -> tuple[str, ...]:
        """The company that an authority or a complainant turns to."""
        tokens = sentence.tokens
        inside = [
            place for place in range(len(tokens)) if tokens[place].kind == "C" and "noyb" not in tokens[place].ids
        ]
        after = [place for place in inside if place > act.first]
        aimed = [place for place in inside if self.lead(tokens, place) in self.grammar["against"]]
        for choice in ([place for place in after if place in aimed], after, inside):
            if choice:
                return self.joined(tokens, choice[0])
        spoken = self.spoken(sentence)
        return (spoken,) if spoken else ()
