"""A sentence in; what it claims that somebody did, clause by clause, with its mood but not yet who and where, out."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.extract.acts import CORE, OWN, Sighting
from tracker.extract.claims import Claim
from tracker.extract.clauses import Reader
from tracker.extract.forms import is_noun, low_at
from tracker.extract.groups import is_bare
from tracker.extract.lexicon import Lexicon, Trigger
from tracker.extract.mood import judge
from tracker.extract.objects import Objects
from tracker.extract.others import interpret
from tracker.extract.phrases import Sentence, Token
from tracker.extract.uses import of_use
from tracker.model import Action

#: forms whose words say what the act is on
SURE = {"product": "product", "sure": "use"}

#: of two on one verb only one is meant
STOPPING = frozenset({Action.PAUSED, Action.ABANDONED})

#: a trigger with the numbers of its first token and of the one after its last
Hit = tuple[Trigger, int, int]


class Finder:
    """Finds the claims of a sentence."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.negations = lexicon.grammar["plain negations"]
        self.reader = Reader(lexicon)
        self.objects = Objects(lexicon)

    def __call__(self, sentence: Sentence, hits: list[Hit]) -> list[Claim]:
        """The claims of its hits in order; of two triggers of one act on the same words the longer counts."""
        claims: list[Claim] = []
        taken: dict[Action, set[int]] = {}
        stopped: set[int] = set()
        for trigger, first, last in sorted(hits, key=lambda hit: (hit[1] - hit[2], hit[0].form)):
            used = taken.setdefault(trigger.action, set())
            if used & set(range(first, last)) or (trigger.action in STOPPING and first in stopped):
                continue
            claim = self.claim(sentence, trigger, first, last)
            if claim:
                used |= set(range(first, last))
                stopped |= {first} if trigger.action in STOPPING else set()
                claims.append(claim)
        return sorted(claims, key=lambda claim: claim.first)

    def hits(self, sentence: Sentence) -> Iterator[Hit]:
        """Every trigger in the sentence."""
        seen: set[int] = set()
        # in the order of the sentence: that of a set changes from run to run, and with it which equal trigger wins
        for word in dict.fromkeys([*sentence.lemmas, *sentence.lows]):
            for trigger in self.lexicon.triggers.get(word, ()):
                if id(trigger) in seen or not trigger.pattern.may_stand(sentence.present):
                    continue
                seen.add(id(trigger))
                for match in trigger.pattern.regex.finditer(sentence.cells):
                    first = match.start("head") if trigger.pattern.marked else match.start()
                    yield trigger, sentence.at(first), sentence.at(match.end())

    def claim(self, sentence: Sentence, trigger: Trigger, first: int, last: int) -> Claim | None:
        """What a trigger claims in its clause, or None where its words are not used that way."""
        tokens = sentence.tokens
        if self.misused(tokens, trigger, first, last):
            return None
        if trigger.form == "nouns":
            clause = self.reader.of_noun(tokens, first, last)
        else:
            clause = self.reader.clause(tokens, first, first + 1 if trigger.form == "verbs" else last)
        kind = SURE.get(trigger.form) or self.objects.of(tokens, clause, first, last)
        if not kind and clause.agent is not None and tokens[clause.agent].brand and trigger.action in CORE:
            kind = "product"
        action = interpret(Sighting(trigger, clause, kind, tokens, first, self.lexicon))
        if action is None:
            return None
        claim = Claim(sentence, action, first, last, clause, kind)
        window = (max(0, clause.group.first - 6), min(len(tokens), last + 14))
        claim.permanent = self.cued(sentence, "permanent", window[0], self.clause_end(tokens, last, window[1]))
        claim.temporary = self.cued(sentence, "temporary", *window)
        return self.of_form(trigger.form, claim)

    def clause_end(self, tokens: list[Token], last: int, farthest: int) -> int:
        """Where the words of a claim end before another subject's begin: ", X never told anyone"."""
        for place in range(last, farthest - 1):
            after = tokens[place + 1]
            if tokens[place].low == "," and (
                after.kind in {"C", "R"} or after.low in self.lexicon.grammar["acting pronouns"]
            ):
                return place
        return farthest

    def misused(self, tokens: list[Token], trigger: Trigger, first: int, last: int) -> bool:
        """Whether a trigger's words mean something else: "cease and desist", "let down", a noun for a verb."""
        inside = {token.low for token in tokens[first:last]}
        if trigger.form == "verbs" and tokens[first].low == "cease" and low_at(tokens, first + 2).startswith("desist"):
            return True
        let_down = tokens[first].lemma == "let" and low_at(tokens, first + 1) == "down"
        if let_down and last < len(tokens) and tokens[last - 1].low != "down":
            return True
        if trigger.form == "nouns":
            whole = "to" in inside  # "promise never to use"
            return (
                not whole
                and tokens[last - 1].lemma in self.lexicon.either
                and not is_noun(tokens, last - 1, self.lexicon)
            )
        if (
            trigger.form == "sure"
            and trigger.action is Action.PAUSED
            and not any(token.kind == "G" for token in tokens)
        ):
            return True
        if trigger.form == "phrases":
            if trigger.action is Action.ANNOUNCED and self.negations & inside:
                return True
            if not is_bare(tokens[first]):
                return False
        return tokens[first].lemma in self.lexicon.either and is_noun(tokens, first, self.lexicon)

    def of_form(self, form: str, claim: Claim) -> Claim | None:
        """A claim with its mood, as the form of its trigger asks for; None where that does not hold."""
        inside = {token.low for token in claim.sentence.tokens[claim.first : claim.last]}
        negated = bool(self.negations & inside)
        if form == "policy":
            if (self.negations | {"none"}) & set(claim.sentence.lows):
                return None
            claim.policy = True
        if form == "phrases" and claim.action is Action.ANNOUNCED:
            words = claim.sentence.tokens[claim.first : claim.last]
            claim.ahead = any(token.lemma in self.lexicon.roles["plans"] for token in words)
        if form == "launch":
            return self.of_launch(claim)
        if form == "use":
            return of_use(claim, self.lexicon)
        if form == "again" and not self.anew(claim):
            return None
        if form == "held":
            if not self.held_back(claim):
                return None
            negated = True
        claim.reason = judge(claim.sentence, claim.clause, self.lexicon, negated, claim.action in OWN, form == "held")
        return claim

    def of_launch(self, claim: Claim) -> Claim | None:
        """An AI product's arrival in a place: "Meta AI launches in Brazil", unless it is held up."""
        tokens, clause = claim.sentence.tokens, claim.clause
        held_up = self.lexicon.roles["holding up"]
        if claim.object not in {"product", "use", ""} or not any(token.kind == "C" for token in tokens):
            return None
        begun = all(tokens[group.head].lemma in self.lexicon.mood["begin"] for group in clause.governors)
        if not begun or any(token.lemma in held_up for token in tokens[max(0, claim.first - 3) : claim.first]):
            return None
        claim.reason = judge(claim.sentence, clause, self.lexicon, False)
        claim.ahead = claim.arrival = True
        return claim

    def anew(self, claim: Claim) -> bool:
        """Whether an act is told as done again."""
        group, end = claim.clause.group, min(len(claim.sentence.tokens), claim.last + 9)
        return not group.negated and self.cued(claim.sentence, "again", max(0, group.first - 3), end)

    def held_back(self, claim: Claim) -> bool:
        """Whether an act is told as one that the company keeps from; how long is then read in the whole sentence."""
        tokens, clause = claim.sentence.tokens, claim.clause
        if any(token.low == "did" for token in tokens[clause.group.first : claim.first]):
            return False
        negated = clause.group.negated or (bool(clause.governors) and clause.governors[0].negated)
        start, end = clause.target
        negated |= clause.group.first > 0 and tokens[clause.group.first - 1].low in {"nobody", "none"}
        suffers = clause.group.passive and tokens[clause.group.first].low != "being"
        negated |= suffers and any(token.low in {"no", "none"} for token in tokens[start:end])
        if not negated and tokens[claim.first].low != "no":
            return False
        start, end = max(0, clause.group.first - 3), min(len(tokens), claim.last + 14)
        late = clause.group.tense == "future" and self.cued(claim.sentence, "unkept", start, end)
        over = self.cued(claim.sentence, "hitherto", 0, len(tokens))
        claim.temporary = late or (not over and self.cued(claim.sentence, "temporary", 0, len(tokens)))
        claim.permanent &= bool(clause.governors) or clause.group.tense == "future"
        if not claim.object and clause.role == "C" and tokens[claim.first].lemma in self.lexicon.roles["arriving"]:
            claim.object = "product"
        claim.held = True
        return True

    def cued(self, sentence: Sentence, name: str, start: int, end: int) -> bool:
        """Whether a cue stands in `tokens[start:end]`."""
        return any(start <= place < end for place in sentence.spans(self.lexicon.cues[name]))
