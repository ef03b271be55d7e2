"""A sentence in; the regions of the users that it speaks of, each with its place and whether it is left out, out."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.extract.lexicon import Lexicon
from tracker.extract.phrases import Token

PLACE = frozenset(
    {
        "in",
        "across",
        "throughout",
        "for",
        "within",
        "from",
        "inside",
        "outside",
        "to",
        "into",
        "of",
        "on",
        "over",
        "beyond",
        "by",
    }
)
OUT = frozenset({"outside", "except", "excluding", "beyond", "excepting", "without", "bar", "than"})
HOLDERS = frozenset(
    {
        "data",
        "information",
        "post",
        "content",
        "account",
        "market",
        "datum",
        "photo",
        "profile",
        "image",
        "message",
        "public",
        "audience",
        "launch",
        "rollout",
        "side",
        "term",
        "training",
        "plan",
        "board",
        "chat",
        "search",
        "pin",
        "video",
        "tweet",
        "mail",
        "email",
        "voice",
        "recording",
        "photograph",
        "picture",
        "privacy",
        "policy",
        "version",
        "conversation",
        "review",
        "language",
        "text",
        "story",
        "file",
        "comment",
        "one",
        "app",
        "feature",
        "feed",
    }
)


@dataclass(frozen=True, slots=True)
class Place:
    """A region of users: the number of its token, the code, and whether the words leave it out."""

    token: int
    region: str
    left_out: bool
    #: "in the UK", "UK users": people's region for sure; else only named
    firm: bool
    #: "UK users": the words name its people
    people: bool = False


def places(tokens: list[Token], lexicon: Lexicon) -> list[Place]:
    """The regions in a sentence that may be users' regions; a country of a court, a company or a law is none."""
    found: list[Place] = []
    for number, token in enumerate(tokens):
        if token.kind != "G":
            continue
        lead, left_out = lead_in(tokens, number)
        if (number >= 2 and lead == "in" and seat(tokens, number)) or dateline(tokens, number):
            continue
        left_out = left_out or kept_out(tokens, number)
        listed = bool(found) and linked(tokens, found[-1].token, number)
        people = (
            people_follow(tokens, number, lexicon)
            or (token.people and number > 0 and tokens[number - 1].low in {"every", "each", "any"})
            or token.low.endswith(("users", "citizens"))
        )
        left_out = left_out or lead == "not"
        firm = (
            (
                lead in PLACE
                and (alone(tokens, number, lexicon) or (lead == "in" and people_before(tokens, number, lexicon)))
            )
            or people
            or (token.people and token.low.endswith("s") and token.low not in {"swiss"})
        )
        if listed:
            left_out = left_out or (found[-1].left_out and not firm_again(tokens, found[-1].token, number))
            firm = firm or found[-1].firm
        if lead == "of" and not token.people and not people_before(tokens, number, lexicon):
            firm = listed and found[-1].firm
        if not firm and (token.people or lead == "of" or not alone(tokens, number, lexicon)):
            continue
        found.append(Place(number, token.ids[0], left_out, firm, people))
    return firm_up(tokens, found)


def dateline(tokens: list[Token], number: int) -> bool:
    """ "AMSTERDAM, NETHERLANDS –" at the head of a report."""
    return number < 5 and any(token.low in {"–", "—", "-"} for token in tokens[number + 1 : number + 3])


def kept_out(tokens: list[Token], number: int) -> bool:
    """ "leave data from the EEA out", "excluding users in Norway"."""
    before = [token.lemma for token in tokens[max(0, number - 9) : number]]
    after = [token.low for token in tokens[number + 1 : number + 10]]
    return (bool({"leave", "keep"} & set(before)) and "out" in after) or bool(
        {"exclude", "exempt", "spare"} & set(before)
    )


def seat(tokens: list[Token], number: int) -> bool:
    """ "based in the Netherlands", "a court in Germany": where somebody sits, not where users are."""
    return any(
        token.lemma
        in {
            "base",
            "headquarter",
            "locate",
            "court",
            "headquarters",
            "office",
            "seat",
            "judge",
            "conference",
            "hearing",
        }
        for token in tokens[max(0, number - 4) : number]
    )


def firm_up(tokens: list[Token], found: list[Place]) -> list[Place]:
    """In "UK, Swiss and EU users" the last of the row speaks for all."""
    for number in range(len(found) - 1, 0, -1):
        if (
            found[number].firm
            and not found[number - 1].firm
            and linked(tokens, found[number - 1].token, found[number].token)
        ):
            previous = found[number - 1]
            found[number - 1] = Place(previous.token, previous.region, previous.left_out, True, previous.people)
    return found


def lead_in(tokens: list[Token], number: int) -> tuple[str, bool]:
    """The preposition before a region, and whether it leaves the region out."""
    place = number - 1
    while place >= 0 and tokens[place].low in {
        "the",
        "all",
        "both",
        "of",
        "countries",
        "whole",
        "(",
        "other",
        "adult",
        "our",
        "its",
        "either",
    }:
        if tokens[place].low == "of" and place and tokens[place - 1].low not in {"outside", "out", "all", "countries"}:
            break
        place -= 1
    lead = tokens[place].low if place >= 0 else ""
    window = {token.low for token in tokens[max(0, place - 2) : place + 1]}
    left_out = (
        (lead in OUT and lead != "than")
        or (lead == "than" and "other" in window)
        or (
            lead == "in"
            and bool(window & {"not", "n't", "except"})
            and place > 0
            and tokens[place - 1].low in {"not", "except"}
        )
    )
    return lead, left_out


def alone(tokens: list[Token], number: int, lexicon: Lexicon) -> bool:
    """Whether a region is a noun of its own, not the first word of "Ireland's High Court" or "US tech firms"."""
    if number + 1 >= len(tokens):
        return True
    after, grammar = tokens[number + 1], lexicon.grammar
    closed = (
        grammar["prepositions"]
        | grammar["coordinators"]
        | grammar["subordinators"]
        | grammar["modals"]
        | grammar["be"]
        | grammar["have"]
        | grammar["do"]
        | grammar["adverbs"]
        | grammar["determiners"]
    )
    if after.lemma in grammar["times"] or after.low in {
        "last",
        "next",
        "earlier",
        "alone",
        "too",
        "only",
        "still",
        "so",
    }:
        return True
    return after.low != "'s" and (
        not after.low[:1].isalpha()
        or after.low in closed
        or after.kind in {"C", "G"}
        or after.low == "to"
        or after.low != after.lemma
    )


def linked(tokens: list[Token], first: int, second: int) -> bool:
    """Whether two regions stand in one row."""
    between = [token.low for token in tokens[first + 1 : second]]
    return len(between) <= 6 and all(
        word
        in {
            ",",
            "and",
            "or",
            "the",
            "&",
            "/",
            "as",
            "well",
            "in",
            "both",
            "nor",
            "including",
            "also",
            "(",
            ")",
            "users",
            "members",
            "even",
            "then",
            "-",
        }
        for word in between
    )


def firm_again(tokens: list[Token], first: int, second: int) -> bool:
    return any(token.low == "in" for token in tokens[first + 1 : second])


def people_follow(tokens: list[Token], number: int, lexicon: Lexicon) -> bool:
    """ "UK users", "Brazilian user data", "the EU's citizens"."""
    for token in tokens[number + 1 : number + 5]:
        if token.low in {
            "'s",
            "'",
            "adult",
            "public",
            "personal",
            "private",
            "own",
            "facebook",
            "instagram",
            "and",
            "&",
            "linkedin",
            "average",
            "based",
            "-based",
        } or token.kind in {"G", "C"}:
            continue
        return token.lemma in lexicon.grammar["people"] or token.lemma in HOLDERS
    return False


def people_before(tokens: list[Token], number: int, lexicon: Lexicon) -> bool:
    """ "data of users of the EU"."""
    kinds = {"country", "state", "city", "territory", "kingdom", "republic", "part", "region", "rest", "outside"}
    return any(
        token.lemma in lexicon.grammar["people"] or token.lemma in HOLDERS or token.lemma in kinds
        for token in tokens[max(0, number - 4) : number]
    )
