"""Sentences and a claim in; the companies and regulators that the claim is about, by grammar and context, out."""

from __future__ import annotations

from collections import Counter

from tracker.extract.acts import OWN
from tracker.extract.claims import Claim
from tracker.extract.lexicon import Lexicon
from tracker.extract.phrases import Sentence, Token
from tracker.model import Action, Document, Words


class Cast:
    """Who appears in a text: the main company, and whom each sentence speaks of."""

    def __init__(
        self, document: Document, title: Sentence | None, sentences: list[Sentence], words: Words, lexicon: Lexicon
    ) -> None:
        self.words = words
        self.official = document.kind == "regulator"
        self.regulator = document.regulator if self.official else None
        self.roles = lexicon.roles
        #: names after these are no subject
        self.oblique = lexicon.grammar["oblique"]
        #: what a name before these only describes: "KakaoTalk conversations"
        self.owned = lexicon.roles["holdings"] | lexicon.grammar["people"]
        self.sentences = sentences
        self.weights = self.weigh(title, sentences)
        self.title = self.names(title.tokens if title else [], "C")
        self.publisher = self.published_by(document)
        ranked = [name for name, _ in self.weights.most_common()]
        self.main = self.publisher or self.first_of(self.title, ranked)
        self.subjects = self.follow(sentences)
        self.regulators = Counter(name for sentence in sentences for name in self.names(sentence.tokens, "R"))
        if document.regulator:
            self.regulators[document.regulator] += 3

    def weigh(self, title: Sentence | None, sentences: list[Sentence]) -> Counter[str]:
        """How often the text names each company; the headline and the first sentences weigh more."""
        weights: Counter[str] = Counter()
        for sentence in sentences:
            for name in self.names(sentence.tokens, "C"):
                weights[name] += 3 if sentence.number < 4 else 1
        for name in self.names(title.tokens if title else [], "C"):
            weights[name] += 6
        return weights

    def first_of(self, names: list[str], ranked: list[str]) -> str | None:
        """The company of the headline that the text names most, else the one that the text names most."""
        inside = [name for name in ranked if name in names]
        return inside[0] if inside else ranked[0] if ranked else None

    def published_by(self, document: Document) -> str | None:
        """The company whose own page the document is."""
        if document.kind != "company":
            return None
        for company in self.words.companies.values():
            if document.publisher.lower().startswith((company.name.lower(), company.id)):
                return company.id
        return None

    @staticmethod
    def names(tokens: list[Token], kind: str) -> list[str]:
        """The companies (C) or authorities (R) named, in order."""
        return [name for token in tokens if token.kind == kind for name in token.ids]

    def follow(self, sentences: list[Sentence]) -> list[str | None]:
        """For each sentence the company spoken of when it begins."""
        current = self.main
        result: list[str | None] = []
        ranked = Counter(name for sentence in sentences for name in self.names(sentence.tokens, "C"))
        leading = bool(ranked) and set(self.title) == {self.main} and ranked[self.main or ""] == max(ranked.values())
        for sentence in sentences:
            before = sentences[sentence.number - 1] if sentence.number else sentence
            fresh = sentence.span.paragraph != before.span.paragraph and not before.span.heading
            if fresh and leading and not sentence.of("C"):
                current = self.main
            result.append(current)
            subject = self.subject(sentence)
            if subject:
                current = subject
            elif sentence.span.heading and (named := self.names(sentence.tokens, "C")):
                current = named[0]
        return result

    def subject(self, sentence: Sentence) -> str | None:
        """The first company of a sentence that no preposition governs, else the only one."""
        tokens = sentence.tokens
        owners = []
        for place, token in enumerate(tokens):
            if token.kind == "C" and token.ids and self.may_lead(tokens, place):
                if place + 1 < len(tokens) and tokens[place + 1].low in {"'s", "'"}:
                    owners.append(token.ids[0])
                else:
                    return token.ids[0]
        if owners:
            return owners[0]
        named = list(dict.fromkeys(self.names(tokens, "C")))
        return named[0] if len(named) == 1 and (self.weights[named[0]] > 3 or sentence.number < 3) else None

    def may_lead(self, tokens: list[Token], place: int) -> bool:
        """Whether a company may be its sentence's subject: not in "of X", "X posts", "Musk, owner of X"."""
        if place and tokens[place - 1].low in self.oblique:
            return False
        if place > 1 and tokens[place - 1].low == "," and " of " in tokens[place].low:
            return bool(tokens[place - 2].kind) or not tokens[place - 2].text[:1].isupper()
        after = tokens[place + 1] if place + 1 < len(tokens) else None
        return after is None or after.kind != "" or after.lemma not in self.owned or after.lemma == after.low

    def companies(self, claim: Claim) -> tuple[str, ...]:
        """Whose act it is, or whom it was done to; empty where the text does not tell."""
        if claim.action in OWN:
            return self.actor(claim)
        return self.affected(claim)

    def actor(self, claim: Claim) -> tuple[str, ...]:
        """Whose own act it is: the subject's, else that of the company in or after the object, else the nearest."""
        clause, tokens = claim.clause, claim.sentence.tokens
        if clause.agent is not None and clause.role == "C":
            return self.resolve(claim.sentence, clause.agent)
        if clause.agent is not None and clause.role == "pronoun":
            return self.pronoun(claim.sentence, clause.agent)
        if clause.role == "voice":
            named = self.names(tokens, "C")
            return (named[0],) if named else self.spoken_of(claim.sentence)
        after = range(claim.last, min(len(tokens), claim.last + 22))
        inside = next((place for place in (*range(*clause.target), *after) if self.may_act(tokens, place)), None)
        if inside is None:
            return self.nearest(claim)
        while inside + 2 < len(tokens) and tokens[inside + 1].low in {"and", ","} and tokens[inside + 2].kind == "C":
            inside += 2
        return self.resolve(claim.sentence, inside)

    @staticmethod
    def may_act(tokens: list[Token], place: int) -> bool:
        """Whether a token is a company that no "by", "against" or "with" makes another party."""
        return tokens[place].kind == "C" and not (place and tokens[place - 1].low in {"by", "against", "with"})

    def spoken_of(self, sentence: Sentence) -> tuple[str, ...]:
        """Whom the text speaks of, if anybody."""
        focus = self.focus(sentence)
        return (focus,) if focus else ()

    def nearest(self, claim: Claim) -> tuple[str, ...]:
        """The one company of the sentence, else the one that the text speaks of."""
        named = list(dict.fromkeys(self.names(claim.sentence.tokens, "C")))
        if len(named) == 1:
            return (named[0],)
        before = self.names(claim.sentence.tokens[: claim.first], "C")
        if before:
            return (before[-1] if self.main not in before else self.main or before[-1],)
        return self.spoken_of(claim.sentence)

    def focus(self, sentence: Sentence) -> str | None:
        """Whom the text speaks of; an owner who is only named beside its platform is not meant."""
        focus = self.subjects[sentence.number] if 0 <= sentence.number < len(self.subjects) else self.main
        if self.main and focus and self.words.companies[self.main].owner == focus:
            return self.main
        return focus

    def resolve(self, sentence: Sentence, place: int) -> tuple[str, ...]:
        """A company token, with those that "and" joins to it; "the company" is the one last spoken of."""
        tokens = sentence.tokens
        token = tokens[place]
        if token.ids:
            return tuple(dict.fromkeys((*self.joined(tokens, place), *token.ids)))
        if "both" in token.low:
            return self.last_two(sentence, place)
        if token.low in {"the latter", "the former"}:
            pair = self.last_two(sentence, place)
            return (pair[-1] if token.low == "the latter" else pair[0],) if pair else ()
        before = self.names(tokens[:place], "C")
        if before:
            return (before[-1],) if len(set(before)) == 1 else (self.subject(sentence) or before[-1],)
        return self.spoken_of(sentence)

    def joined(self, tokens: list[Token], place: int) -> list[str]:
        """The companies in "Apple, X and Meta" before the last one."""
        names: list[str] = []
        while (
            place >= 2
            and tokens[place - 1].low in {"and", ",", "&"}
            and tokens[place - 2].kind == "C"
            and tokens[place - 2].ids
        ):
            place -= 2
            names = [*tokens[place].ids, *names]
        return names

    def last_two(self, sentence: Sentence, place: int) -> tuple[str, ...]:
        """The two companies last named before a place."""
        seen: list[str] = []
        for earlier in [*self.sentences[: sentence.number], sentence]:
            stop = place if earlier is sentence else len(earlier.tokens)
            for name in self.names(earlier.tokens[:stop], "C"):
                if name in seen:
                    seen.remove(name)
                seen.append(name)
        return tuple(seen[-2:])

    def pronoun(self, sentence: Sentence, place: int) -> tuple[str, ...]:
        """ "it" is the subject of the clause before, "we" who is quoted."""
        tokens = sentence.tokens
        if tokens[place].low in {"we", "i"}:
            named = list(dict.fromkeys(self.names(tokens, "C")))
            if len(named) == 1:
                return (named[0],)
            return (self.publisher,) if self.publisher else self.spoken_of(sentence)
        for earlier in range(place - 1, -1, -1):
            token = tokens[earlier]
            if token.kind == "C" and token.ids and not (earlier and tokens[earlier - 1].low in self.oblique):
                return token.ids[:1]
        named = self.names(tokens[:place], "C")
        if named:
            return (named[-1],)
        return self.spoken_of(sentence)

    def antecedent(self, claim: Claim) -> str:
        """What a pronoun that acts stands for: C, R, or empty where the words before do not tell."""
        agent, number = claim.clause.agent, claim.sentence.number
        if claim.clause.role != "pronoun" or agent is None:
            return claim.clause.role
        if claim.sentence.tokens[agent].low in {"we", "i"} and self.official:
            return "R"
        tokens = claim.sentence.tokens[:agent]
        breaks = [place + 1 for place, token in enumerate(tokens) if token.low in {";", ":", "."}]
        before = self.sentences[number - 1].tokens if number else []
        if kind := self.first_subject(tokens[breaks[-1] :] if breaks else tokens) or self.first_subject(before):
            return kind
        return "R" if {token.kind for token in before} & {"C", "R"} == {"R"} else ""

    def first_subject(self, tokens: list[Token]) -> str:
        """C or R for the first name that no preposition governs: "when the ICO asked, it" is the company."""
        for place, token in enumerate(tokens):
            before = tokens[place - 1].low if place else ""
            before = tokens[place - 2].low if place > 1 and before in {"the", "a", "an"} else before
            owner = token.kind == "R" and place + 1 < len(tokens) and tokens[place + 1].low in {"'s", "'"}
            if token.kind in {"C", "R"} and before not in self.oblique and not owner:
                caused = any(earlier.low in self.roles["causes"] for earlier in tokens[:place])
                return "C" if caused else token.kind
        return ""

    def affected(self, claim: Claim) -> tuple[str, ...]:
        """The company that an authority or a plaintiff turns to."""
        clause, tokens, sentence = claim.clause, claim.sentence.tokens, claim.sentence
        if self.main and self.main in self.title and self.is_bare_complaint(claim):
            return (self.main,)
        named = [place for place, token in enumerate(tokens) if token.kind == "C"]
        before = [place for place in named if place < claim.first and (place != clause.agent or clause.role == "C")]
        after = [place for place in named if place >= claim.first and place != clause.agent]
        if clause.group.passive and clause.role != "C" and before:
            return self.resolve(sentence, before[-1])
        for place in after:
            if tokens[place - 1].low in self.roles["before the accused"] or place <= claim.last + 3:
                return self.resolve(sentence, place)
        if before:
            subject = self.subject(sentence)
            return (subject,) if subject else self.resolve(sentence, before[-1])
        return self.resolve(sentence, after[0]) if after else self.spoken_of(sentence)

    def is_bare_complaint(self, claim: Claim) -> bool:
        """Whether a complaint is only named, not said to be against somebody."""
        named = claim.action is Action.COMPLAINT and claim.clause.group.tense == "noun"
        return named and self.roles["accusing"].isdisjoint(claim.sentence.lows)

    def authorities(self, claim: Claim) -> tuple[str, ...]:
        """The regulators that the sentence ties to the act; "the watchdog" is the one last named."""
        found: list[str] = []
        for token in claim.sentence.of("R"):
            found += token.ids or self.last_regulator(claim.sentence)
        if not found and self.regulator:
            found.append(self.regulator)
        if (
            not found
            and claim.clause.role != "court"
            and claim.action in {Action.ORDER, Action.INQUIRY, Action.FINE, Action.CLEARED}
        ):
            found += self.last_regulator(claim.sentence)
        return tuple(dict.fromkeys(found))

    def last_regulator(self, sentence: Sentence) -> list[str]:
        """The authority last named before a sentence, else the one that the text names most."""
        for earlier in reversed(self.sentences[: sentence.number]):
            named = self.names(earlier.tokens, "R")
            if named:
                return named[:1]
        return [self.regulators.most_common(1)[0][0]] if self.regulators else []
