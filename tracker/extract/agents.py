"""A clause and its verb in; who acts in it, and what kind of actor that is, out."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.extract.groups import STOPS, Clause, is_bare
from tracker.extract.lexicon import Lexicon
from tracker.extract.phrases import Token

#: how far back a subject may stand, in tokens
FARTHEST = 60


@dataclass(slots=True)
class Search:
    """What a walk back to the subject has met."""

    #: a name under a preposition, which acts where no other does
    oblique: tuple[int, str] | None = None
    #: a "which" or "who" stands right before the verb
    relative: bool = False
    depth: int = 0


class Agents:
    """Finds who acts in a clause."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.grammar = lexicon.grammar

    def find(self, tokens: list[Token], place: int, clause: Clause) -> None:
        """Look back for the subject: names in "of X", "by X", "after X" are passed over."""
        search = Search()
        place = self.before_aside(tokens, place)
        clause.noun = self.subject_noun(tokens, place)
        joined = place >= 0 and tokens[place].low in {"and", "or"}
        for at in range(place, max(-1, place - FARTHEST), -1):
            token = tokens[at]
            if token.low in ";:" or (token.low in {"—", "–"} and search.depth > 12):
                break
            if clause.agent is not None and (token.low in self.grammar["clause openers"] or token.low in STOPS):
                return
            if self.opens(token, search, clause):
                break
            if search.depth < 2 and token.low in {"which", "who", "that"}:
                search.relative = True
            role = self.acting(tokens, at, search)
            if role:
                clause.agent, clause.role = at, role
                if search.relative and role in {"C", "R"}:
                    return
                if not joined or (role == "pronoun" and search.depth < 2):
                    return
            search.depth += 1
        if clause.agent is None:
            self.take_oblique(tokens, search.oblique, clause)

    def find_main(self, tokens: list[Token], place: int, clause: Clause) -> None:
        """The subject of the main clause, which does what a participle after a comma tells: "X gave in, suspending"."""
        for at in range(place):
            token = tokens[at]
            if token.low in STOPS:
                clause.agent, clause.role = None, ""
            elif clause.agent is None and token.kind in {"C", "R"}:
                owner = tokens[at + 1].low in {"'s", "'"}
                led = self.before(tokens, at) in self.grammar["prepositions"]
                if not owner and not led:
                    clause.agent, clause.role = at, token.kind

    def before_aside(self, tokens: list[Token], place: int) -> int:
        """The place before a relative clause between commas: of "X" in "X, whose chips train Y's models, has"."""
        if place < 0 or tokens[place].low != ",":
            return place
        for opening in range(place - 2, max(0, place - 25), -1):
            if tokens[opening].low == "," and tokens[opening + 1].low in {"which", "who", "whose", "where"}:
                return opening - 1
        return place

    def opens(self, token: Token, search: Search, clause: Clause) -> bool:
        """Whether a word opens the clause, so that its subject must stand behind it: "said that the pause"."""
        close = clause.group.passive and search.oblique is None and search.depth < 2
        return bool(search.depth) and not token.kind and token.low in self.grammar["clause openers"] and not close

    def acting(self, tokens: list[Token], place: int, search: Search) -> str:
        """What a word is where it can be the subject; a name under a preposition is kept for later."""
        token, role = tokens[place], self.role(tokens, place)
        if role in {"C", "R"} and search.relative:
            return role
        if role == "R" and place + 1 < len(tokens) and tokens[place + 1].low in {"'s", "'"}:
            return ""
        if not role or (role == "pronoun" and search.depth < 2):
            return role
        before = self.before(tokens, place)
        if not (
            before in self.grammar["prepositions"]
            or before == "to"
            or (role in {"people", "other"} and search.depth > 3)
        ):
            return role
        if search.oblique is None and token.kind in {"C", "R"} and before not in self.grammar["never acting"]:
            search.oblique = (place, role)
        return ""

    def take_oblique(self, tokens: list[Token], oblique: tuple[int, str] | None, clause: Clause) -> None:
        """ "a spokesman for X" acts for X, "the visits of X" do not."""
        clause.agent, clause.role = oblique or (None, "")
        if oblique is None or oblique[0] < 2 or tokens[oblique[0] - 1].low != "of":
            return
        head = tokens[oblique[0] - 2]
        known = self.grammar["voices"] | self.grammar["company nouns"] | self.lexicon.objects["use"]
        if head.low.isalpha() and not head.kind and not is_bare(head) and head.lemma not in known:
            clause.role = "other"

    def subject_noun(self, tokens: list[Token], place: int) -> str:
        """The common noun right before a verb; nothing where a name, a pronoun or a joined verb stands there."""
        while place >= 0 and self.is_adverbial(tokens[place]):
            place -= 1
        if place < 0 or tokens[place].kind or not tokens[place].low[:1].isalpha() or self.role(tokens, place):
            return ""
        token = tokens[place]
        if token.low in self.lexicon.function_words | {"everything", "all"} or token.lemma in self.lexicon.governing:
            return ""
        return token.lemma

    def is_adverbial(self, token: Token) -> bool:
        """Whether a word only tells when or how: "Meta last month quietly stopped"."""
        return (
            token.low in self.grammar["adverbs"]
            or token.low.endswith("ly")
            or token.lemma in self.grammar["times"]
            or token.low.isdigit()
            or token.low == "last"
        )

    def before(self, tokens: list[Token], place: int) -> str:
        """The word before a noun and its determiner and the names joined to it by commas or "and".

        What counts a noun stands for it: before "hundreds of authors" stands what is before "hundreds".
        """
        if place > 1 and tokens[place - 1].low == "of" and tokens[place - 2].lemma in self.grammar["quantities"]:
            return self.before(tokens, place - 2)
        if tokens[place].low.split()[0] in self.grammar["determiners"] and place:
            return tokens[place - 1].low if self.is_link(tokens[place - 1]) else ""
        place -= 1
        unknown = 2
        while place >= 0 and tokens[place].low.isalpha() and not self.is_link(tokens[place]):
            if tokens[place].low in {"and", "or"}:
                break
            if tokens[place].lemma in self.grammar["times"] or tokens[place].low == "ago":
                return ""
            if not self.describes(tokens[place]):
                unknown -= 1
                if unknown < 0 or self.ends_noun(tokens[place]):
                    break
            place -= 1
        if place >= 1 and tokens[place].low in {"and", "or", ","} and tokens[place - 1].kind == "C":
            return self.before(tokens, place - 1)
        return tokens[place].low if place >= 0 else ""

    def is_link(self, token: Token) -> bool:
        """Whether a word ties a noun to what stands before it."""
        return token.low in self.grammar["prepositions"] or token.low == "to"

    def describes(self, token: Token) -> bool:
        """Whether a word belongs to the noun after it: "the Irish social media firm"."""
        return (
            token.low in self.grammar["determiners"]
            or token.kind == "G"
            or token.lemma in self.grammar["company adjectives"]
        )

    def ends_noun(self, token: Token) -> bool:
        """Whether a word cannot be part of the noun after it."""
        return bool(token.kind) or token.lemma in self.lexicon.governing or token.low in self.grammar["subordinators"]

    def role(self, tokens: list[Token], place: int) -> str:
        """What a token is that can act: C, R, court, pronoun, voice, people, other, or nothing."""
        token, grammar = tokens[place], self.grammar
        if token.kind:
            return token.kind if token.kind in {"C", "R"} else ""
        after = tokens[place + 1].low if place + 1 < len(tokens) else "who"
        if token.low in grammar["acting pronouns"]:
            return "pronoun"
        if token.low in grammar["anybody"] or (token.low == "those" and after == "who"):
            return "people"
        if token.lemma in grammar["regulator nouns"] and not is_bare(token):
            return "R"
        if token.low in grammar["speakers"]:
            return "voice"
        for role, name in (("court", "courts"), ("other", "others"), ("people", "people")):
            if token.lemma in grammar[name]:
                return role
        many = token.lemma in grammar["company nouns"] and not is_bare(token)
        return "other" if many or self.is_another(tokens, place) else ""

    def is_another(self, tokens: list[Token], place: int) -> bool:
        """Whether a noun means some other company: "another platform", "a firm"."""
        named = tokens[place].lemma in self.grammar["plain company nouns"]
        return named and place > 0 and tokens[place - 1].low in self.grammar["indefinite"]

    def find_doer(self, tokens: list[Token], last: int, clause: Clause) -> None:
        """ "by X" after a passive verb is the one who acts; without it the subject only suffers."""
        for place in range(last, min(last + 14, len(tokens))):
            if tokens[place].low in STOPS:
                break
            if tokens[place].low != "by":
                continue
            for name in range(place + 1, min(place + 7, len(tokens))):
                if role := self.role(tokens, name):
                    clause.agent, clause.role = name, role
                    return
        if not clause.governors:
            clause.agent, clause.role = None, ""
