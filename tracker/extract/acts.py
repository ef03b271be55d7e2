"""A trigger in its clause in; the act that it tells of, given who acts and on what, out."""

from __future__ import annotations

from tracker.extract.clauses import Clause
from tracker.extract.forms import addressed, attributive, undoes
from tracker.extract.lexicon import Lexicon, Trigger
from tracker.extract.phrases import Token
from tracker.model import Action

OWN = frozenset({Action.PAUSED, Action.RESUMED, Action.ABANDONED, Action.ANNOUNCED, Action.STARTED})
CORE = frozenset({Action.PAUSED, Action.RESUMED, Action.ABANDONED})
#: what an authority stops a company with
INSTRUMENTS = frozenset({"measure", "sanction", "ruling", "injunction", "order"})
FORBIDDING = frozenset(
    {
        "order",
        "ban",
        "block",
        "prohibit",
        "forbid",
        "bar",
        "enjoin",
        "restrain",
        "instruct",
        "outlaw",
        "veto",
        "restrict",
    }
)
#: forms whose words say what the act is on
SURE = {"product": "product", "sure": "use"}


def interpret(
    trigger: Trigger, clause: Clause, kind: str, tokens: list[Token], first: int, lexicon: Lexicon
) -> Action | None:
    """The act that a trigger tells of, given who acts and on what; None where it is another matter."""
    action, role = trigger.action, clause.role
    official = role in {"R", "court"}
    if trigger.form != "nouns" and addressed(clause, tokens, first):
        return None
    if (clause.group.first and tokens[clause.group.first - 1].low in {"what", "whatever"}) or attributive(
        tokens, clause, first, lexicon
    ):
        return None
    if action in CORE and trigger.form != "nouns" and not clause.group.passive and tokens[first].low != "no":
        if (
            clause.noun
            and clause.noun not in lexicon.grammar["voices"] | lexicon.grammar["company nouns"] | lexicon.objects["use"]
        ):
            return None
        if clause.noun in lexicon.objects["use"] and not kind:
            kind = "use"
    if trigger.form != "nouns" and action in CORE and undoes(tokens, clause):
        return None
    if kind == "hold" and action is Action.ABANDONED and role in {"C", "pronoun", ""}:
        return Action.RESUMED
    if action in CORE:
        if kind in {"ban", "go"} or (kind == "hold" and trigger.form != "nouns" and action is not Action.RESUMED):
            return None
        if (
            clause.group.passive
            and not role
            and action is not Action.RESUMED
            and any(t.lemma in INSTRUMENTS for t in tokens[: clause.group.first])
        ):
            return Action.ORDER
        if official and action is Action.ABANDONED:
            return None
        if official and action is not Action.RESUMED and trigger.form != "nouns" and clause.group.tense != "noun":
            return Action.ORDER if kind in {"use", "product", ""} and not clause.governors else None
        if (
            trigger.form != "again"
            and role in {"people", "other"}
            and (
                not clause.group.passive
                or (clause.agent is not None and tokens[clause.agent].lemma not in lexicon.grammar["people"])
            )
        ):
            return None
        if kind == "other" or (action is Action.RESUMED and official):
            return None
        return action
    if action not in OWN:
        return action if by_others(trigger, clause, kind, tokens, first, lexicon) else None
    if (
        action is Action.ANNOUNCED
        and tokens[first].lemma in {"license", "licence", "sell", "share", "hand"}
        and clause.group.tense in {"present", "gerund"}
    ):
        return None
    if (
        action is Action.ANNOUNCED
        and any(t.lemma in {"opt", "object", "refuse", "decline", "exclude", "out"} for t in tokens[first : first + 12])
        and tokens[first].lemma in {"let", "allow", "enable", "permit"}
    ):
        return None
    if action in {Action.ANNOUNCED, Action.STARTED} and (
        role in {"people", "other", "court", "R"} and not clause.group.passive
    ):
        return None
    return action


def by_others(trigger: Trigger, clause: Clause, kind: str, tokens: list[Token], first: int, lexicon: Lexicon) -> bool:
    """Whether an act of an authority, a court or a plaintiff is told by the right one of them."""
    action, role, verb = trigger.action, clause.role, tokens[first].lemma
    official = role in {"R", "court"}
    noun, passive = trigger.form == "nouns", clause.group.passive
    authority = official or any(token.kind == "R" or token.lemma in lexicon.grammar["courts"] for token in tokens)
    if first and tokens[first - 1].low == "in" and tokens[first].low == "order":
        return False
    if action is Action.ORDER:
        if any(token.low == "preliminary" for token in tokens[max(0, first - 2) : first + 10]):
            return False
        if noun:
            plural = any(token.low in {"orders", "bans", "injunctions"} for token in tokens[first : first + 2])
            return not plural and (authority or any(token.lemma in {"forbid", "prohibit"} for token in tokens))
        if trigger.form == "verbs":
            return kind != "ban" and (official or (passive and not role and verb in FORBIDDING and authority))
        if (
            verb in {"settle", "settlement", "finalise", "finalize", "reach", "accept", "make", "announce", "approve"}
            and not official
        ):
            return authority
        return (
            official
            or role == "pronoun"
            or (passive and not role and (authority or any(token.lemma in INSTRUMENTS for token in tokens[:first])))
        )
    if action is Action.INQUIRY:
        if verb in {"be", "face", "draw", "attract", "trigger", "get", "receive", "spark", "prompt"} and role == "C":
            return True
        return (authority or role == "pronoun") and (role in {"R", "pronoun", ""} or noun)
    if action is Action.FINE:
        money = any(
            token.low in {"€", "$", "£", "million", "billion", "euro", "euros", "dollars", "won"} for token in tokens
        )
        near = [token.low for token in tokens[max(0, first - 12) : first + 8]]
        if {"daily", "up"} & set(near) or (
            "day" in near and {"every", "each", "per", "a"} & set(near[: near.index("day")][-1:])
        ):
            return False
        if (tokens[first].lemma == "sanction" and not money) or (noun and tokens[first].low.endswith("s")):
            return False
        return (
            (authority or money)
            and not (first + 1 < len(tokens) and tokens[first + 1].low in {"print", "with", "-"})
            and not (noun and tokens[first - 1].low in {"without", "no", "to"})
        )
    if action is Action.CLEARED:
        if verb == "annul" and official:
            return True
        if (
            verb
            in {
                "allow",
                "permit",
                "let",
                "clear",
                "approve",
                "authorise",
                "authorize",
                "free",
                "dismiss",
                "reject",
                "deny",
                "refuse",
                "decline",
                "see",
                "find",
                "take",
                "plan",
                "not",
            }
            and not noun
        ):
            return official or (passive and authority)
        return (role != "C" or passive) and any(token.lemma in lexicon.objects["ban"] for token in tokens)
    if noun and tokens[first].lemma == "complaint":
        return (
            authority
            or any(
                token.lemma in {"noyb", "ngo", "advocate", "campaigner"}
                or token.low in {"countries", "organisations", "organizations", "groups"}
                for token in tokens
            )
            or bool({"file", "lodge", "submit", "bring", "gdpr"} & {token.lemma for token in tokens})
        )
    if verb == "suit" and first + 1 < len(tokens) and tokens[first + 1].low in {"a", "an", "the"}:
        return False
    return not (role == "R" and verb not in {"sue", "file", "bring"}) and not (
        role == "C" and verb in {"make", "bring", "raise", "present", "claim", "allege"}
    )
