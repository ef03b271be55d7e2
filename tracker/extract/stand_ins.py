"""The tokens of a sentence in; the same with phrases such as "the Irish watchdog" joined to one token each, out."""

from __future__ import annotations

from tracker.extract.lexicon import Lexicon
from tracker.extract.phrases import Names, Token

#: the longest stand-in, in tokens
LONGEST = 8
DEFINITE = frozenset({"the", "this", "both", "its", "that", "their", "his"})
#: what a stand-in may begin with, but for names, capitals and adjectives
FIRST = DEFINITE | {"data", "privacy", "her"}


def stand_ins(tokens: list[Token], lexicon: Lexicon, names: Names) -> list[Token]:
    """Join each phrase that stands for a company or an authority to one token, with what it means."""
    joiner = Joiner(tokens, lexicon.grammar, names)
    result: list[Token] = []
    i = 0
    while i < len(tokens):
        joined = joiner.may_begin(i) and (
            joiner.pair(i)
            or joiner.owned(i)
            or joiner.relative(i)
            or joiner.office(i)
            or joiner.bureau(i)
            or joiner.stand_in(i)
        )
        result.append(joined[0] if joined else tokens[i])
        i = joined[1] if joined else i + 1
    return result


class Joiner:
    """Finds stand-ins in one sentence; each method gives the token and the number of the one after it, or None."""

    def __init__(self, tokens: list[Token], grammar: dict[str, frozenset[str]], names: Names) -> None:
        self.tokens = tokens
        self.grammar = grammar
        self.names = names

    def may_begin(self, i: int) -> bool:
        """Whether a stand-in may begin here: asking is cheaper than to look for each kind."""
        token = self.tokens[i]
        return bool(token.kind) or token.low in FIRST or token.text[:1].isupper() or self.describes(token, False)

    def at(self, place: int) -> Token | None:
        """The token at a place, or None after the last."""
        return self.tokens[place] if place < len(self.tokens) else None

    def make(self, first: int, last: int, kind: str, ids: tuple[str, ...]) -> tuple[Token, int]:
        """One token of several."""
        run = self.tokens[first : last + 1]
        text, low = " ".join(token.text for token in run), " ".join(token.low for token in run)
        return Token(text, low, run[-1].lemma, run[0].start, run[-1].end, kind, ids), last + 1

    def pair(self, i: int) -> tuple[Token, int] | None:
        """ "the latter", "the former" and "both" for one or two companies."""
        low, after = self.tokens[i].low, self.at(i + 1)
        if low == "both" and i and self.tokens[i - 1].low in {"to", "with", "against", "from", "on"}:
            return self.make(i, i, "C", ()) if after is None or not after.low[:1].isalpha() else None
        if low == "the" and after and after.low in {"latter", "former"} and self.acts_after(self.at(i + 2)):
            return self.make(i, i + 1, "C", ())
        if low == "both" and after:
            past = after.lemma != after.low and not after.low.endswith("s")
            if past or after.low in self.grammar["verbs after both"]:
                return self.make(i, i, "C", ())
        return None

    def acts_after(self, after: Token | None) -> bool:
        """Whether the word after "the latter" leaves it a noun of its own: no "the former chief"."""
        if after is None or not after.low[:1].isalpha():
            return True
        return after.low in self.grammar["verbs after latter"] or after.low != after.lemma

    def relative(self, i: int) -> tuple[Token, int] | None:
        """A company's owner or subsidiary: "TikTok's parent", "the Google unit"."""
        after, second = self.at(i + 1), self.at(i + 2)
        if self.tokens[i].kind != "C" or after is None:
            return None
        if second and after.low == "'s" and second.low in self.grammar["owners"]:
            return self.make(i, i + 2, "C", self.tokens[i].ids)
        return self.make(i, i + 1, "C", ()) if after.low in self.grammar["subsidiaries"] else None

    def owned(self, i: int) -> tuple[Token, int] | None:
        """A company behind its owner's name: "Salesforce's chat application Slack"."""
        token, after = self.tokens[i], self.at(i + 1)
        if token.kind != "C" or not token.ids or after is None or after.low != "'s":
            return None
        for place in range(i + 2, min(i + 6, len(self.tokens))):
            other = self.tokens[place]
            if other.kind:
                mine = other.kind == "C" and other.ids and self.names.owners.get(other.ids[0]) == token.ids[0]
                return self.make(i, place, "C", other.ids) if mine else None
        return None

    def office(self, i: int) -> tuple[Token, int] | None:
        """ "the data protection agency of Italy" """
        tokens = self.tokens
        if tokens[i].low not in {"data", "privacy"}:
            return None
        for place in range(i + 1, min(i + 4, len(tokens) - 2)):
            if tokens[place].lemma in self.grammar["regulator nouns"] and tokens[place + 1].low == "of":
                country = place + 2 + (tokens[place + 2].low == "the")
                named = self.at(country)
                if named and named.kind == "G" and named.ids[0] in self.names.country:
                    return self.make(i, country, "R", (self.names.country[named.ids[0]],))
        return None

    def bureau(self, i: int) -> tuple[Token, int] | None:
        """ "his office", "Dufresne's office": the authority last spoken of."""
        tokens, after, second = self.tokens, self.at(i + 1), self.at(i + 2)
        if tokens[i].low in {"his", "her"} and after and after.low == "office":
            return self.make(i, i + 1, "R", ())
        named = not tokens[i].kind and tokens[i].text[:1].isupper() and i + 2 < len(tokens)
        if named and after and second and after.low == "'s" and second.low == "office":
            return self.make(i, i + 2, "R", ())
        return None

    def stand_in(self, i: int) -> tuple[Token, int] | None:
        """A noun of authorities or companies with its adjectives: "the Irish watchdog", "the social media giant"."""
        definite = self.tokens[i].low in DEFINITE
        start, region = i + definite, ""
        for place in range(start, min(len(self.tokens), start + LONGEST)):
            token = self.tokens[place]
            if token.kind == "G":
                region = region or token.ids[0]
            elif token.kind == "R" and place > start and region and not token.ids:
                continue
            elif not token.kind and token.lemma in self.grammar["regulator nouns"] and (region or definite):
                if not self.is_compound(place):
                    return self.authority(i, start, place, region)
            elif self.is_company_noun(i, token, definite):
                following = self.at(place + 1)
                if not following or following.kind or following.lemma not in self.grammar["company nouns"]:
                    return self.company(i, place)
            elif not self.describes(token, bool(region)):
                return None
        return None

    def is_compound(self, place: int) -> bool:
        """Whether another noun or adjective of authorities follows: "the watchdog agency"."""
        following = self.at(place + 1)
        nouns = self.grammar["regulator nouns"] | self.grammar["regulator adjectives"]
        return following is not None and following.lemma in nouns and following.low not in {"'s", "lead"}

    def authority(self, i: int, start: int, place: int, region: str) -> tuple[Token, int] | None:
        """The authority that a noun stands for; authorities of no place in the plural are nobody."""
        token = self.tokens[place]
        if token.low.endswith("s") and token.low != token.lemma and not region:
            return None
        other = self.grammar["other offices"] & {one.low for one in self.tokens[start:place]}
        ids = (self.names.country[region],) if region in self.names.country and not other else ()
        return self.make(i, place, "R", ids)

    def is_company_noun(self, i: int, token: Token, definite: bool) -> bool:
        """Whether a noun stands for a company: "the platform", not "its platform"."""
        if token.kind or not definite or token.lemma not in self.grammar["company nouns"]:
            return False
        owned = self.tokens[i].low in {"its", "their", "his"}
        return not (owned and token.lemma in self.grammar["possessed"])

    def company(self, i: int, place: int) -> tuple[Token, int]:
        """The company that a noun stands for, with the name that follows it: "the app TikTok", "the firm behind X"."""
        following, second = self.at(place + 1), self.at(place + 2)
        if following and following.kind == "C":
            return self.make(i, place + 1, "C", following.ids)
        tied = following and following.low in {"of", "behind", "for", "from", "at"}
        if tied and second and second.kind == "C" and self.tokens[place].lemma != "app":
            return self.make(i, place + 2, "C", second.ids)
        return self.make(i, place, "C", ())

    def describes(self, token: Token, placed: bool) -> bool:
        """Whether a word may stand before the noun: "social", "Microsoft-owned", after a region also "and" and "'s"."""
        grammar = self.grammar
        return (
            token.lemma.endswith(("-owned", "-backed", "-based"))
            or token.lemma in grammar["company adjectives"]
            or token.lemma in grammar["regulator adjectives"]
            or token.low in grammar["company adjectives"]
            or (token.low in {"'s", "'", "and", "-"} and placed)
        )
