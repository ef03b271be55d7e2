"""A clause in; whether it tells a fact or a decision, and else why not, out."""

from __future__ import annotations

from tracker.extract.clauses import STOPS, Clause, Group
from tracker.extract.lexicon import Lexicon
from tracker.extract.phrases import Sentence, Token
from tracker.model import Reason

#: verbs that bind whoever they are addressed to, when a regulator or court uses them
LEGAL = frozenset({"force", "compel", "oblige"})


def judge(
    sentence: Sentence, clause: Clause, lexicon: Lexicon, negated_inside: bool, core: bool = True
) -> Reason | None:
    """None where the clause states a fact or a decision taken, else the reason why it does not."""
    tokens = sentence.tokens
    groups = [clause.group, *clause.governors]
    for place, group in enumerate(groups):
        if group.tense == "infinitive" and group.first and tokens[group.first - 1].low in {"has", "have"}:
            return Reason.DEMAND
        reason = of_group(
            tokens, group, lexicon, place == 0, negated_inside and place == 0, reported(sentence, group, lexicon)
        )
        if reason:
            return reason
    outer = groups[-1]
    if not core and clause.role == "other" and any(group.modal in {"would", "will"} for group in groups):
        return Reason.POSSIBILITY
    return of_surroundings(sentence, clause, outer, lexicon, core)


def of_group(
    tokens: list[Token], group: Group, lexicon: Lexicon, inner: bool, negated_inside: bool, reported_speech: bool
) -> Reason | None:
    """The mood of one verb or noun with its auxiliaries."""
    mood = lexicon.mood
    word = tokens[group.head].lemma
    if inner and negated_inside and group.modal in {"may", "might", "can", "could", "must", "should"}:
        return Reason.DEMAND
    if group.negated and not negated_inside:
        return Reason.DENIAL
    if group.modal in {"may", "might", "can", "could"} and not group.negated:
        return Reason.POSSIBILITY
    if group.modal in {"should", "must"} and not group.negated:
        return Reason.DEMAND
    if group.modal in {"would", "'d"} and not reported_speech and not group.negated:
        return Reason.POSSIBILITY
    if inner:
        return None
    if word in mood["denial"]:
        return Reason.DENIAL
    if word in mood["demand"] and not (group.passive and word in LEGAL):
        return Reason.DEMAND
    if word in mood["possibility"] and word not in {"would", "can", "must"}:
        return Reason.POSSIBILITY
    if word in mood["allegation"]:
        return Reason.ALLEGATION
    if word in mood["cancel"]:
        return Reason.DENIAL
    if word == "have" and tokens[group.head].low in {"has", "have"}:
        return Reason.POSSIBILITY if group.modal else Reason.DEMAND
    before = [token.lemma for token in tokens[max(0, group.first - 4) : group.first]]
    if word in {"plan", "decision", "proposal", "promise", "agreement", "pledge"} and set(before) & (
        mood["cancel"] | mood["denial"]
    ):
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


def of_surroundings(sentence: Sentence, clause: Clause, outer: Group, lexicon: Lexicon, core: bool) -> Reason | None:
    """Questions, conditions and demands that stand round the clause."""
    tokens, mood = sentence.tokens, lexicon.mood
    if (tokens and tokens[-1].low == "?") or any(token.low == "?" for token in tokens[outer.head : outer.head + 25]):
        return Reason.QUESTION
    if clause.group.tense == "noun" and supposed(sentence, clause, lexicon, core):
        return Reason.POSSIBILITY
    if any(token.low in {"nothing", "nobody", "none"} for token in tokens[max(0, outer.first - 4) : outer.first]):
        return Reason.DENIAL
    if outer.tense == "infinitive" and outer.first and tokens[outer.first - 1].low in {"was", "were"}:
        return Reason.POSSIBILITY
    inner = clause.group
    if inner.tense == "gerund" and inner.first and tokens[inner.first - 1].low == "against":
        return Reason.DENIAL
    if (
        clause.group.tense == "past"
        and clause.group.first == clause.group.head
        and any(t.lemma in {"want", "wish"} for t in tokens[max(0, outer.first - 16) : outer.first])
    ):
        return Reason.DEMAND
    if (
        outer.tense == "infinitive"
        and outer.first
        and tokens[outer.first - 1].low in {"how", "when", "where", "whether", "what", "in", "order"}
    ):
        return Reason.POSSIBILITY
    if (
        outer.tense == "gerund"
        and outer.first
        and clause.agent is None
        and tokens[outer.first - 1].low in {"of", "for", "about", "on", "from", "against", "than", "to"}
    ):
        return Reason.POSSIBILITY
    start = clause.agent if clause.agent is not None and clause.agent < outer.first else outer.first
    place = start - 1
    steps = 0
    while place >= 0 and steps < 8 and tokens[place].low not in STOPS:
        token = tokens[place]
        if not token.kind:
            if (
                token.low in {"if", "unless", "whether", "lest", "should", "until", "before"}
                and token.low in mood["condition"]
            ):
                return Reason.CONDITION
            if (
                (
                    token.low == "that"
                    and place
                    and tokens[place - 1].lemma
                    in mood["demand"]
                    - {"expect", "instruct", "tell", "argue", "letter", "remind", "warn", "complaint", "apply"}
                )
                and clause.group.tense in {"present", "future"}
                and clause.group.modal in {"", "should", "must"}
            ):
                return Reason.DEMAND
            if token.lemma in mood["allegation"] and token.low not in {"claims"}:
                return Reason.ALLEGATION
            if token.low == ",":
                break
        place -= 1
        steps += 1
    lows = sentence.lows
    if (
        clause.group.tense == "present"
        and tokens[clause.group.head].low == tokens[clause.group.head].lemma
        and clause.group.first == clause.group.head
    ):
        earlier = [token for token in tokens[: outer.first] if not token.kind]
        if (
            any(one.lemma in {"recommend", "demand", "urge", "insist", "propose", "request"} for one in earlier)
            and "that" in lows[: outer.first]
        ):
            return Reason.DEMAND
    start, end = clause.target
    if clause.group.passive and any(
        token.low == "no" and place + 1 < len(tokens) and tokens[place + 1].low != "longer"
        for place, token in enumerate(tokens[start:end], start)
    ):
        return Reason.DENIAL
    if (
        outer.first > 1
        and "so that" in " ".join(lows[max(0, outer.first - 8) : outer.first])
        and clause.group.tense == "present"
    ):
        return Reason.DEMAND
    if "only" in lows and {"then", "if", "after", "once"} & set(lows[lows.index("only") + 1 : lows.index("only") + 2]):
        return Reason.CONDITION
    head = " ".join(lows[:3])
    if lows[:1] in (["should"], ["were"]) or (head.startswith(("if ", "unless ", "whenever ")) and outer.first < 20):
        return Reason.CONDITION
    if head.startswith("at no point"):
        return Reason.DENIAL
    if any(
        token.low in {"chance", "likelihood", "possibility", "risk", "fear", "talk", "rumour", "rumours", "speculation"}
        for token in tokens[max(0, outer.first - 7) : outer.first]
    ):
        return Reason.POSSIBILITY
    if "reportedly" not in lows and ("allegedly" in lows[max(0, outer.first - 3) : outer.head + 1]):
        return Reason.ALLEGATION
    return None


def supposed(sentence: Sentence, clause: Clause, lexicon: Lexicon, core: bool) -> bool:
    """Whether a noun names an act that nobody is said to have done: "a pause would suit", "no restart"."""
    tokens, head = sentence.tokens, clause.group.head
    before = [token.low for token in tokens[max(0, head - 4) : head]]
    if "no" in before:
        return True
    after = [token.low for token in tokens[head + 1 : head + 18]]
    if {"ruled", "premature", "unlikely", "possible", "would", "could", "might"} & set(after) and not clause.governors:
        return True
    if not core or not {"a", "an"} & set(before[-3:]) or "after" in before:
        return False
    return not any(tokens[group.head].lemma in lexicon.cues["support"].words for group in clause.governors)
