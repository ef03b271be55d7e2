"""A sentence and the place of a verb in it; who does it, to what, and in which mood and tense, out."""

from __future__ import annotations

from tracker.extract.agents import Agents
from tracker.extract.governors import Governors
from tracker.extract.groups import STOPS, Clause, Group, aside, is_past, verb_group
from tracker.extract.lexicon import Lexicon
from tracker.extract.phrases import Token


class Reader:
    """Reads the clauses of English sentences."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.grammar = lexicon.grammar
        self.agents = Agents(lexicon)
        self.governors = Governors(lexicon)
        #: what may follow a verb that has no object
        self.enders = (
            self.grammar["prepositions"]
            | self.grammar["subordinators"]
            | self.grammar["adverbs"]
            | STOPS
            | {",", "and", "again"}
        )

    def clause(self, tokens: list[Token], head: int, last: int) -> Clause:
        """The clause of the verb at `head`, whose words end before `last`."""
        group = verb_group(tokens, head, self.lexicon)
        group.passive |= tokens[head].lemma == "be"
        suffering = () if group.passive else self.reduced(tokens, group, last)
        clause = Clause(group)
        self.governors.climb(tokens, clause)
        before = clause.outer.first - 1
        if clause.agent is None and group.tense == "gerund" and before > 0 and tokens[before].low == ",":
            self.agents.find_main(tokens, before, clause)
        if clause.agent is None:
            self.agents.find(tokens, before, clause)
        clause.opener = self.opener(tokens, before)
        if suffering:
            group.passive = True
        clause.target = suffering or (self.suffering(tokens, group) if group.passive else self.object(tokens, last))
        if group.passive:
            self.agents.find_doer(tokens, last, clause)
        return clause

    def reduced(self, tokens: list[Token], group: Group, last: int) -> tuple[int, int] | tuple[()]:
        """The noun that a participle or an intransitive verb without an object tells of: "the plan, frozen in June"."""
        if not group.alone or not is_past(tokens[group.head], self.lexicon) or group.head < 2:
            return ()
        if last < len(tokens) and tokens[last].low not in self.enders and not tokens[last].low.isdigit():
            return ()
        place = group.head - 1
        if tokens[place].low == ",":
            opening = aside(tokens, place)
            place = (opening or place) - 1
        uses = self.lexicon.objects["use"] | self.lexicon.objects["product"]
        if place < 0 or tokens[place].kind or tokens[place].lemma not in uses:
            return ()
        start = place
        while start and place - start < 10 and tokens[start - 1].low not in STOPS | {","}:
            start -= 1
            if tokens[start].low in self.grammar["determiners"]:
                break
        return start, place + 1

    def of_noun(self, tokens: list[Token], first: int, last: int) -> Clause:
        """The clause of a noun: what stands before it governs, its owner acts, what follows it is its object."""
        clause = Clause(Group(first, first, tense="noun"))
        for place in range(first - 1, max(-1, first - 8), -1):
            token = tokens[place]
            if token.low in STOPS:
                break
            owner = token.kind in {"C", "R"} and tokens[place + 1].low in {"'s", "'"}
            if owner or (token.kind == "C" and place == first - 1):
                clause.agent, clause.role = place, token.kind
            elif self.governors.governs(token):
                clause.governors.append(verb_group(tokens, place, self.lexicon))
                break
            elif token.low in self.grammar["subordinators"] and token.low not in {"after", "since", "before"}:
                break
        if clause.agent is None:
            self.agents.find(tokens, clause.outer.first - 1, clause)
        end = last
        while end < len(tokens) and end - last < 14 and tokens[end].low not in STOPS | {","}:
            end += 1
        clause.target = (last, end)
        return clause

    def opener(self, tokens: list[Token], place: int) -> str:
        """The subordinator before the subject of the clause."""
        for at in range(place, max(-1, place - 14), -1):
            if tokens[at].low in STOPS | {","}:
                return ""
            if not tokens[at].kind and tokens[at].low in self.grammar["subordinators"]:
                return tokens[at].low
        return ""

    def suffering(self, tokens: list[Token], group: Group) -> tuple[int, int]:
        """The tokens of the subject of a passive verb: "the training" in "the training was paused"."""
        start = group.first
        if start > 3 and tokens[start - 1].low == ",":
            opening = max((at for at in range(start) if tokens[at].low in STOPS), default=-1) + 1
            first = next(at for at in range(opening, start) if tokens[at].low == ",")
            if opening < first < start - 1:
                return opening, first
        while start > 0 and group.first - start < 24 and tokens[start - 1].low not in STOPS:
            if tokens[start - 1].low in {"that", "which"}:
                if group.first - start <= 1:
                    return max(0, start - 3), start - 1
                break
            start -= 1
        return start, group.first

    def object(self, tokens: list[Token], last: int) -> tuple[int, int]:
        """The tokens of the object of an active verb whose words end before `last`."""
        if last < len(tokens) and tokens[last].low == ",":
            closing = next((i for i in range(last + 1, min(last + 8, len(tokens))) if tokens[i].low == ","), None)
            last = closing + 1 if closing else last
        end = last
        while end < len(tokens) and end - last < 16 and tokens[end].low not in STOPS:
            if not tokens[end].kind and tokens[end].low in self.grammar["object enders"]:
                break
            if tokens[end].low == "," and (end == last or self.turns(tokens, end + 1)):
                break
            end += 1
        return last, end

    def turns(self, tokens: list[Token], place: int) -> bool:
        """Whether the word after a comma leaves the object: ", which", ", after", ", but"."""
        if place >= len(tokens):
            return True
        leaving = self.grammar["subordinators"] | self.grammar["prepositions"] | {"and", "but", "it"}
        return tokens[place].low in leaving
