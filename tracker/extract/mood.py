"""A clause in; whether it tells a fact or a decision, and else why not, out."""

from __future__ import annotations

from itertools import pairwise

from tracker.extract.groups import STOPS, Clause, Group, is_bare
from tracker.extract.lexicon import Lexicon
from tracker.extract.phrases import Sentence, Token
from tracker.model import Reason


def judge(
    sentence: Sentence, clause: Clause, lexicon: Lexicon, negated_inside: bool, core: bool = True, held: bool = False
) -> Reason | None:
    """None where the clause states a fact or a decision taken, else the reason why it does not.

    `negated_inside`: the words of the trigger hold its negation ("will not proceed"); `core`: an act of the company;
    `held`: an act that is told as one that nobody does.
    """
    tokens = sentence.tokens
    groups = [clause.group, *clause.governors]
    for group in groups:
        if group.tense == "infinitive" and group.first and tokens[group.first - 1].low in {"has", "have"}:
            return Reason.DEMAND
        inner = group is clause.group
        reason = of_auxiliaries(sentence, group, lexicon, negated_inside and inner)
        if not reason and not inner:
            reason = of_word(tokens, group, lexicon)
        if reason:
            return reason
    if not core and clause.role == "other" and any(group.modal in {"would", "will"} for group in groups):
        return Reason.POSSIBILITY
    return of_surroundings(sentence, clause, lexicon, core, held)


def of_auxiliaries(sentence: Sentence, group: Group, lexicon: Lexicon, negated_inside: bool) -> Reason | None:
    """The mood that auxiliaries give a verb: "may pause", "must pause", "did not pause"."""
    if negated_inside and group.modal in {"may", "might", "can", "could", "must", "should"}:
        return Reason.DEMAND
    if [token.low for token in sentence.tokens[group.first : group.head]] == ["be"]:
        return Reason.DEMAND
    if group.negated:
        return None if negated_inside else Reason.DENIAL
    if group.modal in {"may", "might", "can", "could"}:
        return Reason.POSSIBILITY
    if group.modal in {"should", "must"}:
        return Reason.DEMAND
    if group.modal in {"would", "'d"} and not reported(sentence, group, lexicon):
        return Reason.POSSIBILITY
    return None


def of_word(tokens: list[Token], group: Group, lexicon: Lexicon) -> Reason | None:
    """The mood that a governing word gives what depends on it: "refused to", "asked to", "considers"."""
    mood, word = lexicon.mood, tokens[group.head].lemma
    if word in mood["denial"]:
        return Reason.DENIAL
    if word in mood["demand"] and not (group.passive and word in mood["binding"]):
        return Reason.DEMAND
    if word in mood["possibility"] and word not in {"would", "can", "must"}:
        return Reason.POSSIBILITY
    if word in mood["allegation"]:
        return Reason.ALLEGATION
    if word in mood["cancel"]:
        return Reason.DENIAL
    if word == "have" and tokens[group.head].low in {"has", "have"}:
        return Reason.POSSIBILITY if group.modal else Reason.DEMAND
    before = {token.lemma for token in tokens[max(0, group.first - 4) : group.first]}
    if word in mood["decided"] and before & (mood["cancel"] | mood["denial"]):
        return Reason.DENIAL
    return None


def reported(sentence: Sentence, group: Group, lexicon: Lexicon) -> bool:
    """Whether "would" is the future of a report: the nearest word that governs it says, and does not want."""
    mood = lexicon.mood
    for token in reversed(sentence.tokens[: group.first]):
        if token.kind:
            continue
        if token.lemma in mood["reporting"]:
            return True
        if token.lemma in mood["demand"] or token.low in mood["condition"]:
            return False
    return any(token.lemma in mood["reporting"] for token in sentence.tokens[group.head :] if not token.kind)


def of_surroundings(sentence: Sentence, clause: Clause, lexicon: Lexicon, core: bool, held: bool) -> Reason | None:
    """Questions, conditions and demands that stand round the clause; the nearest first."""
    tokens, outer = sentence.tokens, clause.outer
    if tokens[-1].low == "?" or any(token.low == "?" for token in tokens[outer.head : outer.head + 25]):
        return Reason.QUESTION
    if clause.group.tense == "noun" and supposed(sentence, clause, lexicon, core):
        return Reason.POSSIBILITY
    return (
        of_word_before(tokens, clause, lexicon, held)
        or of_opening(tokens, clause, lexicon)
        or of_mandate(sentence, clause, lexicon, held)
        or of_sentence(sentence, clause, lexicon)
    )


def of_word_before(tokens: list[Token], clause: Clause, lexicon: Lexicon, held: bool) -> Reason | None:
    """What the words right before the clause make of it: "nothing", "how to", "the idea of"."""
    outer, inner = clause.outer, clause.group
    before = tokens[outer.first - 1].low if outer.first else ""
    if not held and any(
        token.low in {"nothing", "nobody", "none"} for token in tokens[max(0, outer.first - 7) : outer.first]
    ):
        return Reason.DENIAL
    agent = clause.agent
    if (
        agent is not None
        and agent < outer.first
        and (tokens[agent].low.startswith("no ") or (agent and tokens[agent - 1].low == "no"))
    ):
        return Reason.DENIAL
    if outer.tense == "infinitive" and before in {"was", "were"}:
        return Reason.POSSIBILITY
    if inner.tense == "gerund" and inner.first and tokens[inner.first - 1].low == "against":
        return Reason.DENIAL
    if inner.tense == "past" and inner.alone:
        wish = tokens[max(0, outer.first - 16) : outer.first]
        if any(token.low in {"want", "wants", "wanted", "wish", "wished"} for token in wish):
            return Reason.DEMAND
    if outer.tense == "infinitive" and before in lexicon.mood["before infinitives"]:
        return Reason.POSSIBILITY
    if outer.tense == "gerund" and clause.agent is None and before in lexicon.mood["before gerunds"]:
        return Reason.POSSIBILITY
    return of_opener(tokens, clause, lexicon)


def of_opener(tokens: list[Token], clause: Clause, lexicon: Lexicon) -> Reason | None:
    """What a conjunction makes of its clause: "has not said when it will resume", "once it is back, users must"."""
    opener, outer = clause.opener, clause.outer
    if opener == "how" or (opener == "when" and outer.tense == "future"):
        return Reason.POSSIBILITY
    if opener in {"after", "once", "when"} and outer.tense in {"present", "perfect"}:
        later = tokens[outer.head + 1 :]
        if any(token.low in {"will", "must", "should", "would"} for token in later):
            return Reason.CONDITION
    start = clause.agent if clause.agent is not None and clause.agent < outer.first else outer.first
    said = next((at for at in range(start - 1, max(-1, start - 4), -1) if tokens[at].low == "that"), 0)
    if said > 1 and tokens[said - 1].lemma in lexicon.mood["reporting"]:
        negated = {token.low for token in tokens[max(0, said - 4) : said]} & lexicon.grammar["plain negations"]
        return Reason.DENIAL if negated else None
    return None


def of_opening(tokens: list[Token], clause: Clause, lexicon: Lexicon) -> Reason | None:
    """What opens the clause before its subject: "if", "demands that", "claims"."""
    mood, outer = lexicon.mood, clause.outer
    start = clause.agent if clause.agent is not None and clause.agent < outer.first else outer.first
    for place in range(start - 1, max(-1, start - 9), -1):
        token = tokens[place]
        if token.low in STOPS:
            break
        if token.kind:
            continue
        past = token.low in {"until", "before"} and clause.group.tense in {"past", "pluperfect"}
        if token.low in mood["opening condition"] and not past:
            return Reason.CONDITION
        if token.low == "that" and place and demands(tokens[place - 1], clause.group, lexicon):
            return Reason.DEMAND
        if token.lemma in mood["allegation"] and token.low != "claims":
            return Reason.ALLEGATION
        if token.low == ",":
            break
    return None


def demands(token: Token, group: Group, lexicon: Lexicon) -> bool:
    """Whether a word before "that" wants what follows: "demands that it stop"."""
    wanted = token.lemma in lexicon.mood["demand"] - lexicon.mood["stating demands"]
    return wanted and group.tense in {"present", "future"} and group.modal in {"", "should", "must"}


def of_mandate(sentence: Sentence, clause: Clause, lexicon: Lexicon, held: bool) -> Reason | None:
    """A bare verb after "recommends that", and what is done to no one: "no data was used"."""
    tokens, outer, group = sentence.tokens, clause.outer, clause.group
    if group.tense == "present" and group.alone and is_bare(tokens[group.head]):
        bids = any(one.lemma in lexicon.mood["bidding"] and not one.kind for one in tokens[: outer.first])
        if bids and "that" in sentence.lows[: outer.first]:
            return Reason.DEMAND
    start, end = clause.target
    if (
        not held
        and group.passive
        and any(
            tokens[place].low == "no" and place + 1 < len(tokens) and tokens[place + 1].low != "longer"
            for place in range(start, end)
        )
    ):
        return Reason.DENIAL
    purpose = "so that" in " ".join(sentence.lows[max(0, outer.first - 8) : outer.first])
    return Reason.DEMAND if outer.first > 1 and purpose and group.tense == "present" else None


def of_sentence(sentence: Sentence, clause: Clause, lexicon: Lexicon) -> Reason | None:
    """What the sentence as a whole says: "only if", "if ... then", "at no point", "the chance of", "allegedly"."""
    lows, outer = sentence.lows, clause.outer
    if "only" in lows and {"then", "if", "after", "once"} & set(lows[lows.index("only") + 1 :][:1]):
        return Reason.CONDITION
    head = " ".join(lows[:3])
    if lows[0] in {"should", "were"} or (head.startswith(("if ", "unless ", "whenever ")) and outer.first < 20):
        return Reason.CONDITION
    if head == "at no point":
        return Reason.DENIAL
    if any(
        low in lexicon.mood["chances"] and after in {"of", "that", "to"}
        for low, after in pairwise(lows[max(0, outer.first - 7) : outer.first + 1])
    ):
        return Reason.POSSIBILITY
    if "reportedly" not in lows and "allegedly" in lows[max(0, outer.first - 3) : outer.head + 1]:
        return Reason.ALLEGATION
    return None


def supposed(sentence: Sentence, clause: Clause, lexicon: Lexicon, core: bool) -> bool:
    """Whether a noun names an act that nobody is said to have done: "a pause would suit", "no restart"."""
    tokens, head = sentence.tokens, clause.group.head
    before = [token.low for token in tokens[max(0, head - 4) : head]]
    if "no" in before:
        return True
    after = {token.low for token in tokens[head + 1 : head + 18]}
    if lexicon.mood["supposing"] & after and not clause.governors:
        return True
    if not core or not {"a", "an"} & set(before[-3:]) or "after" in before:
        return False
    return not any(tokens[group.head].lemma in lexicon.cues["support"].words for group in clause.governors)
