"""What a sentence claims that somebody did, on its way from `finder` over `attach` to a report."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.extract.groups import Clause
from tracker.extract.phrases import Sentence, Token
from tracker.model import Action, Reason, Subject


@dataclass(slots=True)
class Claim:
    """A clause that may tell of an act; who, where and when are filled in by `attach`."""

    sentence: Sentence
    action: Action
    first: int
    last: int
    clause: Clause
    object: str
    reason: Reason | None = None
    subject: Subject = Subject.TRAINING
    companies: tuple[str, ...] = ()
    regulators: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    date: str | None = None
    effective: str | None = None
    #: the regions were read in the claim's own sentence
    near: bool = False
    #: the date stands in the claim's own sentence
    dated: bool = False
    permanent: bool = False
    temporary: bool = False
    #: told as coming: "will train"
    ahead: bool = False
    #: new terms, whose matter stands beside them
    policy: bool = False
    #: an AI product's arrival, an event only where the text tells of its delay
    arrival: bool = False
    #: told as a denial: "is not enabling"
    held: bool = False

    @property
    def words(self) -> str:
        """The words that fired, as they stand in the text."""
        tokens, offset = self.sentence.tokens, self.sentence.span.start
        return self.sentence.text[tokens[self.first].start - offset : tokens[self.last - 1].end - offset]


def bounds(claim: Claim, claims: list[Claim]) -> tuple[int, int]:
    """The words round a claim that are its own: up to a "but", a semicolon or the next claim's verb."""
    tokens, group = claim.sentence.tokens, claim.clause.group
    others = [other for other in claims if is_rival(other, claim)]
    later = {other.clause.group.first for other in others if other.first > claim.first}
    end = len(tokens)
    if tokens[0].low in {"while", "whereas", "although", "though"}:
        end = next((place for place in range(claim.last, end) if tokens[place].low == ","), end)
    end = next((place for place in range(claim.last, end) if place in later or divides(tokens[place])), end)
    agent = claim.clause.agent
    if agent and agent < claim.first and tokens[agent].ids and tokens[agent - 1].low in {"and", ","}:
        return agent, end
    firsts = {other.first for other in others}
    before = range(group.first - 1, -1, -1)
    return next((place for place in before if place in firsts or divides(tokens[place])), 0), end


def is_rival(other: Claim, claim: Claim) -> bool:
    """Whether another claim of the sentence tells of another act in a clause of its own."""
    return (
        other.sentence is claim.sentence
        and other.action is not claim.action
        and not other.first <= claim.first < other.last
        and other.clause.group.tense not in {"gerund", "infinitive", "noun"}
    )


def divides(token: Token) -> bool:
    """Whether a word sets one half of a sentence against the other."""
    return token.low in {";", "but", "while", "whereas"}
