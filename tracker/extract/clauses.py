"""A sentence and the place of a verb in it; who does it, to what, and in which mood and tense, out."""

from __future__ import annotations

from dataclasses import dataclass, field

from tracker.extract.lexicon import Lexicon
from tracker.extract.phrases import Token

#: signs at which a clause ends
STOPS = frozenset(';:.()—–!?"“”')
QUOTES = frozenset("\"“”‘’'")
#: how far a reader looks back for what governs an infinitive
REACH = 9


@dataclass(slots=True)
class Group:
    """A verb with its auxiliaries: "has not been paused"."""

    first: int
    head: int
    passive: bool = False
    negated: bool = False
    modal: str = ""
    #: past, perfect, pluperfect, present, progressive, infinitive, gerund
    tense: str = "present"


@dataclass(slots=True)
class Clause:
    """What a reader sees round a verb."""

    group: Group
    #: what it depends on, innermost first: "agreed" in "agreed to pause"
    governors: list[Group] = field(default_factory=list)
    #: the token of the one who acts; None where the clause names nobody
    agent: int | None = None
    #: what the agent is: C, R, court, people, other, pronoun or empty
    role: str = ""
    #: the tokens of what it is done to
    target: tuple[int, int] = (0, 0)
    #: the noun right before an active verb, where it is no name: "the training stopped", "my jaw dropped"
    noun: str = ""
    #: the subordinator that opens the clause, if any
    opener: str = ""


def is_past(token: Token) -> bool:
    """Whether a verb's form is past or a participle: "paused", "withdrew", "put"."""
    return (token.low != token.lemma and not token.low.endswith(("ing", "s"))) or token.low in {
        "put",
        "cut",
        "let",
        "set",
        "shut",
        "quit",
        "hit",
    }


def verb_group(tokens: list[Token], head: int, lexicon: Lexicon) -> Group:
    """The auxiliaries before a verb, back to the first of them."""
    grammar = lexicon.grammar
    group = Group(head, head)
    verb = tokens[head]
    chain: list[str] = []
    place = head - 1
    while place >= 0:
        token = tokens[place]
        if token.kind:
            break
        if token.low in grammar["negations"] and token.low != "without":
            group.negated = not group.negated if token.low != "no" else group.negated
        elif token.low == "'s" and (place == 0 or tokens[place - 1].low not in grammar["pronouns"]):
            break
        elif token.low in grammar["modals"] and not (token.low == "may" and token.text == "May"):
            group.modal = group.modal or token.lemma
            chain.append("modal")
        elif token.low in grammar["be"]:
            chain.append("be")
        elif token.low in grammar["have"]:
            chain.append("had" if token.low in {"had", "'d"} else "have")
        elif token.low in grammar["do"]:
            chain.append("do")
        elif token.low == "to":
            chain.append("to")
            group.first = place
            break
        elif token.low in grammar["adverbs"] or token.low.endswith("ly") or token.low in QUOTES:
            place -= 1
            continue
        elif token.low == "," and (opening := aside(tokens, place)):
            place = opening - 1
            continue
        else:
            break
        group.first = place
        place -= 1
    gerund = verb.low.endswith("ing")
    group.passive = bool(chain) and chain[0] == "be" and not gerund and is_past(verb)
    if not chain and head and tokens[head - 1].low in {"or", "and"} and is_past(verb):
        inherit(tokens, group, lexicon)
    if not chain and verb.low == verb.lemma and head and tokens[head - 1].low in {"and", "or", ","}:
        share(tokens, group, lexicon)
        if group.first < head:
            return group
    if "to" in chain:
        group.tense = "infinitive"
    elif "modal" in chain:
        group.tense = "future"
    elif "had" in chain:
        group.tense = "pluperfect"
    elif "have" in chain:
        group.tense = "perfect"
    elif gerund:
        group.tense = "progressive" if "be" in chain else "gerund"
    elif "be" in chain or "do" in chain:
        group.tense = "past" if any(t.low in {"was", "were", "did"} for t in tokens[group.first : head]) else "present"
    else:
        group.tense = "past" if is_past(verb) else "present"
    return group


def share(tokens: list[Token], group: Group, lexicon: Lexicon) -> None:
    """A bare verb joined to another shares its "to" or its modal: "agreed to review and suspend"."""
    for place in range(group.head - 2, max(-1, group.head - 14), -1):
        token = tokens[place]
        if token.low in STOPS:
            return
        if (
            token.low == "to"
            and place + 1 < group.head
            and tokens[place + 1].low == tokens[place + 1].lemma
            and not tokens[place + 1].kind
        ):
            group.first, group.tense = place, "infinitive"
            return
        if token.low in lexicon.grammar["modals"] and token.text != "May":
            group.first, group.tense, group.modal = place, "future", token.lemma
            return


def inherit(tokens: list[Token], group: Group, lexicon: Lexicon) -> None:
    """A participle after "or" or "and" shares the first one's auxiliaries: "has to be withdrawn, or trained anew"."""
    lows = [token.low for token in tokens[max(0, group.head - 9) : group.head]]
    if "be" not in lows:
        return
    before = lows[: len(lows) - lows[::-1].index("be")]
    modals = [low for low in before if low in lexicon.grammar["modals"]]
    group.passive = True
    group.modal = modals[-1] if modals else "must" if "to" in before else ""


def aside(tokens: list[Token], place: int) -> int:
    """The comma that opens what the one at `place` closes, as in "will, for good, not train"; 0 for none."""
    for opening in range(place - 1, max(0, place - 7), -1):
        if tokens[opening].low == ",":
            return opening
    return 0


class Reader:
    """Reads the clauses of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.grammar = lexicon.grammar
        mood = lexicon.mood
        self.governing = (
            mood["decision"]
            | mood["demand"]
            | mood["possibility"]
            | mood["denial"]
            | mood["cancel"]
            | mood["allegation"]
        )

    def clause(self, tokens: list[Token], head: int, last: int) -> Clause:
        """The clause of the verb at `head`, whose words end before `last`."""
        group = verb_group(tokens, head, self.lexicon)
        group.passive |= tokens[head].lemma == "be"
        clause = Clause(group)
        self.climb(tokens, clause)
        outer = clause.governors[-1] if clause.governors else group
        if clause.agent is None:
            self.find_agent(tokens, outer.first - 1, clause)
        clause.opener = self.find_opener(tokens, outer.first - 1)
        clause.target = self.find_target(tokens, group, last)
        if group.passive:
            self.find_doer(tokens, last, clause)
        return clause

    def climb(self, tokens: list[Token], clause: Clause) -> None:
        """Find what the verb depends on, outwards, and the object that acts in "asked Meta to pause"."""
        inner = clause.group
        for _ in range(4):
            governor = self.governor(tokens, inner, clause)
            if governor is None:
                return
            clause.governors.append(governor)
            if self.is_named(tokens, governor, clause):
                return
            inner = governor

    def is_named(self, tokens: list[Token], governor: Group, clause: Clause) -> bool:
        """Whether what governs is a noun ("Meta's decision to"); its owner then acts."""
        place = governor.head - 1
        if governor.first != governor.head or place < 0:
            return False
        while (
            place > 0
            and governor.head - place < 4
            and tokens[place].low.isalpha()
            and not tokens[place].kind
            and tokens[place].low not in self.grammar["determiners"] | self.grammar["prepositions"] | {"to"}
        ):
            place -= 1
        if tokens[place].low in {"'s", "'"} and place and tokens[place - 1].kind in {"C", "R"}:
            if clause.agent is None:
                clause.agent, clause.role = place - 1, tokens[place - 1].kind
            return True
        return (
            tokens[place].low in self.grammar["determiners"]
            and governor.head - place < 4
            and tokens[governor.head].low == tokens[governor.head].lemma
        )

    def governor(self, tokens: list[Token], inner: Group, clause: Clause) -> Group | None:
        place = inner.first - 1
        bare = inner.tense == "present" and not inner.negated and inner.first == inner.head
        linked = inner.tense in {"infinitive", "gerund"}
        if place < 0 or not (linked or bare or inner.tense == "past"):
            return None
        crossed = 0
        if inner.tense == "infinitive" and tokens[place].low in {"and", "or"}:
            first = next(
                (
                    i
                    for i in range(place - 1, max(-1, place - 16), -1)
                    if tokens[i].low == "to" and tokens[i + 1].low == tokens[i + 1].lemma
                ),
                None,
            )
            place = first - 1 if first else place
        if inner.tense == "gerund":
            before = tokens[place]
            if before.kind == "C" and clause.agent is None and inner is clause.group:
                clause.agent, clause.role = place, "C"
                return None
            if (
                before.low not in self.grammar["prepositions"]
                and before.lemma not in self.governing
                and before.low not in {"to", "and", "or"}
            ):
                return None
        reach = place + 1 - REACH
        while place >= 0 and place >= reach:
            token = tokens[place]
            if token.low == "," and place == inner.first - 1 and (opening := aside(tokens, place)):
                place = opening - 1
                continue
            if token.low in STOPS or (token.low == "," and crossed):
                return None
            if (
                not token.kind
                and (token.low in self.grammar["subordinators"] or token.low in {"and", "or", "but"})
                and token.low not in {"after", "before", "than"}
            ):
                if token.low in {"and", "or"} and linked and not crossed:
                    place -= 1
                    continue
                return None
            if not token.kind and token.lemma in self.governing and token.low not in self.grammar["adverbs"]:
                if linked or (token.lemma in CAUSATIVE and crossed):
                    if not linked and clause.agent is None:
                        clause.agent, clause.role = place + 1, "other"
                    return verb_group(tokens, place, self.lexicon)
                return None
            if token.kind in {"C", "R"} and clause.agent is None and inner is clause.group and linked | bare:
                if inner.tense != "gerund" or tokens[inner.first - 1].low in {"from", "into"}:
                    clause.agent, clause.role = place, token.kind
            elif (
                token.low in {"it", "them", "him", "her"}
                and clause.agent is None
                and (inner.tense == "infinitive" or bare)
                and crossed == 0
            ):
                clause.agent, clause.role = place, "pronoun"
            if (
                token.low not in self.grammar["adverbs"]
                and token.low not in self.grammar["prepositions"]
                and token.low not in self.grammar["determiners"]
            ):
                crossed += 1
            if not linked and crossed > 3:
                break
            place -= 1
        if clause.agent is not None and inner is clause.group:
            clause.agent, clause.role = None, ""
        return None

    def find_agent(self, tokens: list[Token], place: int, clause: Clause) -> None:
        """Look back for the subject: names in "of X", "by X", "after X" are passed over."""
        oblique: tuple[int, str] | None = None
        depth = 0
        relative = False
        clause.noun = self.subject_noun(tokens, place)
        joined = place >= 0 and tokens[place].low in {"and", "or"}
        while place >= 0:
            token = tokens[place]
            if token.low in ";:" or (token.low in {"—", "–"} and depth > 12):
                break
            if clause.agent is not None and (token.low in CLAUSE_OPENERS or token.low in STOPS):
                return
            if (
                depth
                and not token.kind
                and token.low in CLAUSE_OPENERS
                and not (clause.group.passive and oblique is None and depth < 2)
            ):
                self.take_oblique(tokens, oblique, clause)
                return
            if depth < 2 and token.low in {"which", "who", "that"}:
                relative = True
            role = self.role(tokens, place)
            if role in {"C", "R"} and relative:
                clause.agent, clause.role = place, role
                return
            if role == "R" and place + 1 < len(tokens) and tokens[place + 1].low in {"'s", "'"}:
                role = ""
            if role == "pronoun" and depth < 2:
                clause.agent, clause.role = place, role
                return
            if role:
                before = self.before(tokens, place)
                if (
                    before in self.grammar["prepositions"]
                    or before in {"to", "against"}
                    or (role in {"people", "other"} and depth > 3)
                ):
                    if (
                        oblique is None
                        and token.kind in {"C", "R"}
                        and before not in {"by", "against", "than", "like", "unlike"}
                    ):
                        oblique = (place, role)
                else:
                    clause.agent, clause.role = place, role
                    if not joined:
                        return
            place -= 1
            depth += 1
        if clause.agent is not None:
            return
        self.take_oblique(tokens, oblique, clause)

    def take_oblique(self, tokens: list[Token], oblique: tuple[int, str] | None, clause: Clause) -> None:
        """ "a spokesman for X" acts for X, "the visits of X" do not."""
        clause.agent, clause.role = oblique or (None, "")
        if oblique is None or oblique[0] < 2 or tokens[oblique[0] - 1].low != "of":
            return
        head = tokens[oblique[0] - 2]
        known = self.grammar["voices"] | self.grammar["company nouns"] | self.lexicon.objects["use"]
        if head.low.isalpha() and not head.kind and head.low != head.lemma and head.lemma not in known:
            clause.role = "other"

    def subject_noun(self, tokens: list[Token], place: int) -> str:
        """The common noun right before a verb; nothing where a name, a pronoun or a joined verb stands there."""
        while place >= 0 and (
            tokens[place].low in self.grammar["adverbs"]
            or tokens[place].low.endswith("ly")
            or tokens[place].lemma in self.grammar["times"]
            or tokens[place].low.isdigit()
            or tokens[place].low == "last"
        ):
            place -= 1
        if place < 0 or tokens[place].kind or not tokens[place].low[:1].isalpha() or self.role(tokens, place):
            return ""
        token, grammar = tokens[place], self.grammar
        closed = (
            grammar["prepositions"]
            | grammar["coordinators"]
            | grammar["subordinators"]
            | grammar["determiners"]
            | grammar["pronouns"]
            | grammar["negations"]
            | grammar["be"]
            | grammar["have"]
            | grammar["modals"]
            | {"to"}
        )
        if token.low in closed or token.lemma in self.governing or token.low in {"everything", "all"}:
            return ""
        return token.lemma

    def before(self, tokens: list[Token], place: int) -> str:
        """The word before a noun and its determiner and the names joined to it by commas or "and"."""
        place -= 1
        unknown = 2
        while (
            place >= 0
            and tokens[place].low not in self.grammar["prepositions"]
            and tokens[place].low.isalpha()
            and tokens[place].low != "to"
        ):
            if not (
                tokens[place].low in self.grammar["determiners"]
                or tokens[place].kind == "G"
                or tokens[place].lemma in self.grammar["company adjectives"]
            ):
                unknown -= 1
                if (
                    unknown < 0
                    or tokens[place].kind
                    or tokens[place].lemma in self.governing
                    or tokens[place].low in self.grammar["subordinators"]
                ):
                    break
            place -= 1
        if place >= 1 and tokens[place].low in {"and", "or", ","} and tokens[place - 1].kind == "C":
            return self.before(tokens, place - 1)
        return tokens[place].low if place >= 0 else ""

    def role(self, tokens: list[Token], place: int) -> str:
        """What a token is that can act: C, R, court, pronoun, people, other, or nothing."""
        token = tokens[place]
        if token.kind in {"C", "R"}:
            return token.kind
        if token.kind:
            return ""
        if token.low in {"it", "they", "he", "she", "we", "i"}:
            return "pronoun"
        if token.low in {"you", "anyone", "everyone", "whoever", "those"} and not (
            token.low == "those" and place + 1 < len(tokens) and tokens[place + 1].low != "who"
        ):
            return "people"
        if token.lemma in self.grammar["regulator nouns"] and token.low != token.lemma:
            return "R"
        if token.low in self.grammar["speakers"]:
            return "voice"
        if token.lemma in self.grammar["courts"]:
            return "court"
        if token.lemma in self.grammar["others"]:
            return "other"
        if token.lemma in self.grammar["people"]:
            return "people"
        if token.lemma in self.grammar["company nouns"] and token.low != token.lemma:
            return "other"
        if (
            token.lemma in {"company", "firm", "platform"}
            and place
            and tokens[place - 1].low in {"another", "other", "one", "some", "any", "a"}
        ):
            return "other"
        return ""

    def find_opener(self, tokens: list[Token], place: int) -> str:
        """The subordinator before the subject of the clause."""
        for steps in range(14):
            if place - steps < 0 or tokens[place - steps].low in STOPS | {","}:
                return ""
            if not tokens[place - steps].kind and tokens[place - steps].low in self.grammar["subordinators"]:
                return tokens[place - steps].low
        return ""

    def find_target(self, tokens: list[Token], group: Group, last: int) -> tuple[int, int]:
        """The tokens of the object, or of the subject where the verb is passive."""
        if group.passive:
            start = group.first
            while start > 0 and group.first - start < 24 and tokens[start - 1].low not in STOPS:
                if tokens[start - 1].low in {"that", "which"}:
                    if group.first - start <= 1:
                        return max(0, start - 3), start - 1
                    break
                start -= 1
            return start, group.first
        if last < len(tokens) and tokens[last].low == ",":
            closing = next((i for i in range(last + 1, min(last + 8, len(tokens))) if tokens[i].low == ","), None)
            last = closing + 1 if closing else last
        end = last
        while end < len(tokens) and end - last < 16 and tokens[end].low not in STOPS:
            if end > last and not tokens[end].kind and tokens[end].low in ENDERS:
                break
            if tokens[end].low == "," and end == last:
                break
            if tokens[end].low == "," and (
                end + 1 >= len(tokens)
                or tokens[end + 1].low
                in self.grammar["subordinators"] | self.grammar["prepositions"] | {"and", "but", "it"}
            ):
                break
            end += 1
        return last, end

    def find_doer(self, tokens: list[Token], last: int, clause: Clause) -> None:
        """ "by X" after a passive verb is the one who acts; without it the subject only suffers."""
        for place in range(last, min(last + 14, len(tokens))):
            if tokens[place].low in STOPS:
                break
            if tokens[place].low == "by":
                for name in range(place + 1, min(place + 7, len(tokens))):
                    role = self.role(tokens, name)
                    if role:
                        clause.agent, clause.role = name, role
                        return
        if clause.governors:
            return
        clause.agent, clause.role = None, ""


#: words that open a clause with a subject of its own
CLAUSE_OPENERS = frozenset({"that", "because", "whether", "if", "unless", "although", "though", "until"})
#: words that close an object
ENDERS = frozenset(
    {
        "after",
        "because",
        "while",
        "when",
        "following",
        "until",
        "amid",
        "if",
        "though",
        "although",
        "but",
        "since",
        "as",
        "unless",
        "before",
        "which",
        "who",
        "whereas",
        "despite",
    }
)
#: verbs whose object acts without "to": "made the platform suspend"
CAUSATIVE = frozenset({"make", "let", "have", "see", "help", "get"})
