"""A sentence in; the regions of the users that it speaks of, each with its place and whether it is left out, out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tracker.extract.lexicon import Lexicon
from tracker.extract.phrases import Token


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
    #: "leave users in the EEA out": kept apart from what is done
    apart: bool = False


def places(tokens: list[Token], lexicon: Lexicon) -> list[Place]:
    """The regions in a sentence that may be users' regions; a country of a court, a company or a law is none."""
    found: list[Place] = []
    for number, token in enumerate(tokens):
        if token.kind != "G":
            continue
        lead = lead_in(tokens, number, lexicon)
        before = lexicon.roles["seats"] if lead == "in" and number >= 2 else frozenset()
        if before_any(tokens, number, before) or dateline(tokens, number) or no_place(tokens, number):
            continue
        people = of_people(tokens, number, lexicon)
        firm = people or is_firm(tokens, number, lead, lexicon)
        left_out = leaves_out(tokens, number, lead, lexicon)
        row = found[-1] if found and linked(tokens, found[-1].token, number, lexicon) else None
        if row:
            again = any(one.low == "in" for one in tokens[row.token + 1 : number])
            left_out = left_out or (row.left_out and not again)
            firm = firm or row.firm
        if lead == "of" and not token.people and not people_before(tokens, number, lexicon):
            firm = row is not None and row.firm
        if firm or not (token.people or lead == "of" or not alone(tokens, number, lexicon)):
            found.append(Place(number, token.ids[0], left_out, firm, people, kept_out(tokens, number, lexicon)))
    return firm_up(tokens, found, lexicon)


def of_people(tokens: list[Token], number: int, lexicon: Lexicon) -> bool:
    """Whether the words name a region's people: "UK users", "every German"."""
    token = tokens[number]
    each = token.people and number > 0 and tokens[number - 1].low in {"every", "each", "any"}
    return people_follow(tokens, number, lexicon) or each or token.low.endswith(("users", "citizens"))


def is_firm(tokens: list[Token], number: int, lead: str, lexicon: Lexicon) -> bool:
    """Whether a region is for sure its people's: "in the UK", "to Germans"."""
    token = tokens[number]
    if token.people and token.low.endswith("s") and token.low != "swiss":
        return True
    if lead not in lexicon.roles["place prepositions"]:
        return False
    return alone(tokens, number, lexicon) or (lead == "in" and people_before(tokens, number, lexicon))


def dateline(tokens: list[Token], number: int) -> bool:
    """ "AMSTERDAM, NETHERLANDS –" at the head of a report."""
    return number < 5 and any(token.low in {"–", "—", "-"} for token in tokens[number + 1 : number + 3])


def no_place(tokens: list[Token], number: int) -> bool:
    """Whether a country only tells which money or which town is meant: "US$92,900", "in Cork, Ireland"."""
    after = tokens[number + 1] if number + 1 < len(tokens) else None
    if after and after.low.startswith("$") and after.start == tokens[number].end:
        return True
    if number < 3 or tokens[number - 1].low != ",":
        return False
    town = tokens[number - 2]
    return not town.kind and town.text[:1].isupper() and tokens[number - 3].low in {"in", "from", "at", "near", "of"}


def before_any(tokens: list[Token], number: int, words: frozenset[str]) -> bool:
    """Whether one of the words stands in the four before a region: "based in the Netherlands"."""
    return any(token.lemma in words for token in tokens[max(0, number - 4) : number])


def lead_in(tokens: list[Token], number: int, lexicon: Lexicon) -> str:
    """The preposition before a region and its adjectives."""
    place = lead_place(tokens, number, lexicon)
    return tokens[place].low if place >= 0 else ""


def lead_place(tokens: list[Token], number: int, lexicon: Lexicon) -> int:
    """The number of the preposition before a region: of "in" in "in all the other countries of the EU"."""
    place = number - 1
    while place >= 0 and tokens[place].low in lexicon.roles["before regions"]:
        if tokens[place].low == "of" and place and tokens[place - 1].low not in {"outside", "out", "all", "countries"}:
            break
        place -= 1
    return place


def leaves_out(tokens: list[Token], number: int, lead: str, lexicon: Lexicon) -> bool:
    """Whether a region is left out: "outside the EU", "other than in Brazil", "excluding users in Norway"."""
    place = lead_place(tokens, number, lexicon)
    if lead in lexicon.roles["leaving out"] | {"not"} or kept_out(tokens, number, lexicon):
        return True
    if lead == "than":
        return any(token.low == "other" for token in tokens[max(0, place - 2) : place])
    return lead == "in" and place > 0 and tokens[place - 1].low in {"not", "except"}


def kept_out(tokens: list[Token], number: int, lexicon: Lexicon) -> bool:
    """ "leave data from the EEA out", "excluding users in Norway"."""
    before = {token.lemma for token in tokens[max(0, number - 9) : number]}
    after = [token.low for token in tokens[number + 1 : number + 10]]
    return (bool({"leave", "keep"} & before) and "out" in after) or bool(lexicon.roles["excluding"] & before)


def firm_up(tokens: list[Token], found: list[Place], lexicon: Lexicon) -> list[Place]:
    """In "UK, Swiss and EU users" the last of the row speaks for all."""
    for number in range(len(found) - 1, 0, -1):
        previous, last = found[number - 1], found[number]
        if last.firm and not previous.firm and linked(tokens, previous.token, last.token, lexicon):
            found[number - 1] = replace(previous, firm=True)
    return found


def alone(tokens: list[Token], number: int, lexicon: Lexicon) -> bool:
    """Whether a region is a noun of its own, not the first word of "Ireland's High Court" or "US tech firms"."""
    if number + 1 >= len(tokens):
        return True
    after = tokens[number + 1]
    if after.lemma in lexicon.grammar["times"] or after.low in lexicon.roles["after regions"]:
        return True
    return after.low != "'s" and (
        not after.low[:1].isalpha()
        or after.low in lexicon.after_nouns
        or after.kind in {"C", "G"}
        or after.low.endswith("ly")
        or after.low != after.lemma
    )


def linked(tokens: list[Token], first: int, second: int, lexicon: Lexicon) -> bool:
    """Whether two regions stand in one row: "in the UK and also in Norway"."""
    between = {token.low for token in tokens[first + 1 : second]}
    return second - first <= 7 and between <= lexicon.roles["between regions"]


def people_follow(tokens: list[Token], number: int, lexicon: Lexicon) -> bool:
    """ "UK users", "Brazilian user data", "the EU's citizens"."""
    for token in tokens[number + 1 : number + 5]:
        if token.kind not in {"G", "C"} and token.low not in lexicon.roles["before people"]:
            return token.lemma in lexicon.grammar["people"] | lexicon.roles["holdings"]
    return False


def people_before(tokens: list[Token], number: int, lexicon: Lexicon) -> bool:
    """ "data of users of the EU"."""
    words = lexicon.grammar["people"] | lexicon.roles["holdings"] | lexicon.roles["territories"]
    return before_any(tokens, number, words)
