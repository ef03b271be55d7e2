"""A clause in; what its act is done to, by the words of its object: use, product, hold, go, ban or other, out."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.extract.groups import Clause
from tracker.extract.lexicon import Lexicon
from tracker.extract.phrases import Token

#: the kinds of objects, the first that has a word wins
KINDS = ("hold", "go", "ban", "use", "product", "other")


class Objects:
    """Tells what an act is done to."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        grammar = lexicon.grammar
        #: a noun phrase ends before these
        self.enders = grammar["prepositions"] | grammar["determiners"] | grammar["subordinators"] | {"to", ","}

    def of(self, tokens: list[Token], clause: Clause, first: int, last: int) -> str:
        """The kind of the object of `tokens[first:last]`; empty where no word tells."""
        start, end = clause.target
        if clause.group.passive:
            return self.of_passive(tokens, clause)
        inside = self.first(tokens, range(first + 1, last))
        if inside and inside not in {"hold", "go"}:
            return inside
        if start < end and tokens[start].low in {"it", "them"}:
            return ""
        kind = self.first(tokens, range(start, end)) or self.of_subject(tokens, clause)
        if not kind and clause.opener in {"which", "that"} and start >= end - 1:
            place = next((i for i in range(first, -1, -1) if tokens[i].low == clause.opener), 0)
            kind = self.first(tokens, range(max(0, place - 6), place))
        return kind

    def of_passive(self, tokens: list[Token], clause: Clause) -> str:
        """The kind of a passive's subject, which stands after its last comma if anywhere."""
        start, end = clause.target
        breaks = [place + 1 for place in range(start, end) if tokens[place].low == ","]
        kinds = [kind for begin in (*reversed(breaks), start) for kind in self.each(tokens, range(begin, end))]
        known = (kind for kind in kinds if kind not in {"other", "product"})
        return kinds[0] if kinds[:1] == ["product"] else next(known, kinds[0] if kinds else "")

    def of_subject(self, tokens: list[Token], clause: Clause) -> str:
        """ "the training stopped": without an object the subject tells."""
        if clause.agent is not None:
            return ""
        return self.first(tokens, range(max(0, clause.group.first - 12), clause.group.first))

    def first(self, tokens: list[Token], span: range) -> str:
        """The kind of the first noun phrase that has one; its last word decides: "the data ban" is a ban."""
        found = ""
        for place in span:
            token = tokens[place]
            if token.kind:
                owner = place + 1 < len(tokens) and tokens[place + 1].low in {"'s", "'"}
                product = token.ids or token.lemma in self.lexicon.objects["product"]
                found = found or ("product" if token.kind == "C" and product and not owner else "")
                continue
            if found and token.low in self.enders:
                return found
            found = self.kind(tokens, place, span.stop, found) or found
            if token.low == "using" and not self.data_beside(tokens, place):
                return "other"
        return found

    def kind(self, tokens: list[Token], place: int, stop: int, found: str) -> str:
        """The kind of one word after `found`: of "training staff" the staff, of "users' data" the use."""
        token, objects = tokens[place], self.lexicon.objects
        kind = next((kind for kind in KINDS if token.lemma in objects[kind] or token.low in objects[kind]), "")
        led = found == "use" and token.lemma not in self.lexicon.heads
        return "use" if kind == "other" and (led or self.data_follows(tokens, place, stop)) else kind

    def each(self, tokens: list[Token], span: range) -> Iterator[str]:
        """What each noun phrase of a span is, in order."""
        prepositions = self.lexicon.grammar["prepositions"]
        start = span.start
        while start < span.stop:
            later = range(start + 1, span.stop)
            end = next((place for place in later if tokens[place].low in prepositions), span.stop)
            if kind := self.first(tokens, range(start, end)):
                yield kind
            start = end

    def data_beside(self, tokens: list[Token], place: int) -> bool:
        """Whether what is used is data: "using users' posts", not "using a recruiting tool"."""
        words = frozenset({"training", "ai", "ml"}).union(
            *(self.lexicon.topics[name].words for name in ("data", "privacy"))
        )
        return any(token.lemma in words or token.low in words for token in tokens[place + 1 : place + 7])

    def data_follows(self, tokens: list[Token], place: int, stop: int) -> bool:
        """ "users' data", "posts to train": the people or the posts are not the object but what is used."""
        roles, word = self.lexicon.roles, tokens[place].lemma
        if word not in roles["posts"] | roles["data owners"]:
            return False
        reach = 12 if word in roles["posts"] else 4
        return any(token.lemma in roles["data words"] for token in tokens[place + 1 : min(stop + 6, place + reach)])
