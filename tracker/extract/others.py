"""A trigger where it stands in; which act of an authority, a court, a plaintiff or the company it tells of, out."""

from __future__ import annotations

from tracker.extract.acts import CORE, OWN, Sighting, of_core, of_plan, tells
from tracker.extract.forms import low_at
from tracker.model import Action


def interpret(seen: Sighting) -> Action | None:
    """The act that a trigger tells of; None where it is another matter."""
    if not tells(seen):
        return None
    if seen.action in CORE:
        return of_core(seen)
    if seen.action is Action.ORDER and seen.verb in seen.lexicon.roles["going to court"] and by_plaintiff(seen):
        return Action.COMPLAINT
    told = of_plan(seen) if seen.action in OWN else by_others(seen)
    return seen.action if told else None


def by_plaintiff(seen: Sighting) -> bool:
    """Whether it is no authority that goes to court."""
    return seen.clause.role in {"other", "people"} and not seen.passive


def by_others(seen: Sighting) -> bool:
    """Whether an act of an authority, a court or a plaintiff is told by the right one of them."""
    if seen.first and seen.tokens[seen.first - 1].low == "in" and seen.tokens[seen.first].low == "order":
        return False
    if seen.action is Action.ORDER:
        return ordered(seen)
    if seen.action is Action.INQUIRY:
        return inquired(seen)
    if seen.action is Action.FINE:
        return fined(seen)
    if seen.action is Action.CLEARED:
        return cleared(seen)
    return complained(seen)


def ordered(seen: Sighting) -> bool:
    """Whether an authority or a court orders: no preliminary one, no orders in general."""
    roles, role, tokens, first = seen.lexicon.roles, seen.clause.role, seen.tokens, seen.first
    if is_name(seen):
        return False
    if any(token.low == "preliminary" for token in tokens[max(0, first - 2) : first + 10]):
        return False
    if seen.noun:
        plural = any(token.low in roles["many orders"] for token in tokens[first : first + 2])
        return not plural and (seen.authority or any(token.lemma in roles["plain bans"] for token in tokens))
    nobody = seen.passive and not role
    if seen.trigger.form == "verbs":
        imposed = nobody and seen.verb in roles["forbidding"] and (seen.authority or seen.verb == "enjoin")
        return seen.kind != "ban" and (seen.official or imposed)
    if seen.verb in roles["settling"] and not seen.official:
        return seen.authority
    imposed = nobody and (
        seen.authority or seen.verb == "order" or any(token.lemma in roles["instruments"] for token in tokens[:first])
    )
    return seen.official or role == "pronoun" or imposed


def is_name(seen: Sighting) -> bool:
    """Whether the word is part of a name: "Scatter Lab Limited", "the Interim Measures for AI Services"."""
    first, tokens = seen.first, seen.tokens
    if not first or not tokens[first].text[:1].isupper():
        return False
    return tokens[first].text == "Limited" or seen.next_low() == "measures"


def inquired(seen: Sighting) -> bool:
    """Whether an authority asks, or the company is asked: "Meta faces an inquiry"."""
    role = seen.clause.role
    if seen.verb in {"write", "turn"} and not seen.official and role != "pronoun":
        return False
    if not seen.noun and any(token.kind == "R" for token in seen.tokens[seen.first + 1 : seen.first + 3]):
        return False
    if role == "C" and seen.verb in seen.lexicon.roles["suffering"]:
        return True
    return (seen.authority or role == "pronoun") and (role in {"R", "pronoun", ""} or seen.noun)


def fined(seen: Sighting) -> bool:
    """Whether a fine is imposed: not threatened by the day, not the fine print."""
    roles, tokens, first = seen.lexicon.roles, seen.tokens, seen.first
    money = any(token.low in roles["money"] for token in tokens)
    near = [token.low for token in tokens[max(0, first - 12) : first + 8]]
    if roles["threatened fines"] & set(near) or by_the_day(near):
        return False
    if (seen.verb == "sanction" and not money) or (seen.noun and tokens[first].low.endswith("s")):
        return False
    named = seen.noun and tokens[first - 1].low in {"without", "no", "to", "under"}
    return (seen.authority or money) and seen.next_low() not in {"print", "with", "-"} and not named


def by_the_day(lows: list[str]) -> bool:
    """ "for every day", "a day": a fine that only threatens."""
    place = lows.index("day") if "day" in lows else 0
    return place > 0 and lows[place - 1] in {"every", "each", "per", "a"}


def cleared(seen: Sighting) -> bool:
    """Whether an authority or a court clears the company, or the words name the ban that falls."""
    if is_own_request(seen):
        return False
    if seen.verb == "annul" and seen.official:
        return True
    if seen.verb in seen.lexicon.roles["clearing"] and not seen.noun:
        return seen.official or (seen.passive and seen.authority)
    banned = (seen.official and seen.verb in seen.lexicon.roles["lifting"]) or any(
        token.lemma in seen.lexicon.objects["ban"] for token in seen.tokens
    )
    return (seen.clause.role != "C" or seen.passive) and banned


def is_own_request(seen: Sighting) -> bool:
    """Whether what is turned down is the company's own: "denied Meta's request", "rejected an appeal by X"."""
    if seen.verb not in seen.lexicon.roles["turning down"] or seen.noun:
        return False
    for place in range(seen.first + 1, min(seen.first + 9, len(seen.tokens))):
        if seen.tokens[place].low in {"to", "over", "on", "against", "about"}:
            return False
        if seen.tokens[place].kind == "C":
            owner = low_at(seen.tokens, place + 1) in {"'s", "'"}
            return owner or seen.tokens[place - 1].low in {"by", "from"}
    return False


def complained(seen: Sighting) -> bool:
    """Whether somebody complains of or sues the company: not the company itself, not users among themselves."""
    roles, tokens, role = seen.lexicon.roles, seen.tokens, seen.clause.role
    if seen.noun and any(token.lemma in roles["preparing"] for token in tokens[max(0, seen.first - 4) : seen.first]):
        return False
    if seen.noun and seen.verb == "complaint":
        plaintiff = any(
            token.lemma in roles["complainants"] or token.low in roles["many complainants"] for token in tokens
        )
        return seen.authority or plaintiff or any(token.lemma in roles["filing"] for token in tokens)
    if seen.verb == "suit" and seen.next_low() in {"a", "an", "the"}:
        return False
    if role == "R":
        return seen.verb in roles["suing"]
    return role != "C" or seen.verb not in roles["claiming"]
