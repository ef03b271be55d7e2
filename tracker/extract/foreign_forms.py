"""A verb of a sentence comes in; whether it is a fact, an infinitive or a conditional, and its auxiliary, go out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tracker.extract.foreign_words import Tongue
from tracker.extract.phrases import Sentence
from tracker.model import Action, Reason

STOPS = frozenset({Action.PAUSED, Action.ABANDONED})
CORE = frozenset({Action.PAUSED, Action.RESUMED, Action.ABANDONED})
CLOSERS = frozenset({".", ",", ";", ":", "!", "?", ")", "–", "—", "«", "»", "“", "”", '"'})
INFINITIVE = {
    "de": re.compile(r"\w+e?n$"),
    "nl": re.compile(r"\w+n$"),
    "fr": re.compile(r"\w+(?:er|ir|re|oir)$"),
    "it": re.compile(r"\w+(?:[aei]re|[aei]r|[aei]r(?:si|lo|la|li|le))$"),
    "es": re.compile(r"\w+[aeií]r(?:se|lo|la|los|las)?$"),
    "pt": re.compile(r"\w+[aeio]r(?:-se|-lo|-la|-os|-as)?$"),
}
INFIX = re.compile(r"(?:ab|an|auf|aus|ein|fort|heran|fallen|still|weiter|wieder|wiederauf|zurück)zu\w+n$")
CONDITIONAL = {
    "fr": re.compile(r"\w+r(?:ait|aient)$"),
    "it": re.compile(r"\w+r(?:ebbe|ebbero)$"),
    "es": re.compile(r"\w+[aei]r(?:ía|ían)$"),
    "pt": re.compile(r"\w+[aei]r(?:ia|iam)$"),
}
PARTICIPLE = {
    "fr": re.compile(r"\w+(?:é|i|u|is|ert|int)(?:e|s|es)?$"),
    "it": re.compile(r"\w+(?:[aiu]t|tt|es|ess|ert|ost)[oaie]$"),
    "es": re.compile(r"\w+(?:[ai]d|uest|ert)[oa]s?$"),
    "pt": re.compile(r"\w+(?:[ai]d|ens|ost|ert)[oa]s?$"),
}
#: this far a negation stands before its verb
NEAR = 4


@dataclass(slots=True)
class Act:
    """Words that tell of an act; `tokens[first:last]`, of which `head` is the verb or noun."""

    action: Action
    first: int
    last: int
    head: int
    #: fact | infinitive | conditional | noun
    mode: str
    words: str
    #: the use itself is the subject
    moved: bool
    #: the part of the sentence it belongs to
    start: int
    end: int
    #: the finite verb
    anchor: int = 0
    perfect: bool = False
    passive: bool = False
    before: bool = False
    #: "that" leads to it
    claused: bool = False
    form: str = "verbs"
    #: what it is done to: use | ban | hold | product | other, or nothing
    target: str = ""
    reason: Reason | None = None
    companies: tuple[str, ...] = ()
    sure: float = 0.9
    rest: dict[str, list[int]] = field(default_factory=dict)


class Forms:
    """Tells the verb forms of one language."""

    def __init__(self, tongue: Tongue) -> None:
        self.lang = tongue.lang
        self.grammar = tongue.grammar

    def __call__(self, sentence: Sentence, act: Act, form: str) -> None:
        """Tell facts from infinitives and conditionals, and find the auxiliary."""
        tokens, lang, grammar = sentence.tokens, self.lang, self.grammar
        token = tokens[act.head]
        helpers = [
            place
            for place in range(act.start, act.end)
            if tokens[place].low in grammar["be"] | grammar["have"] and not tokens[place].kind
        ]
        near = [
            place
            for place in helpers
            if place < act.head and not any(tokens[i].low in grammar["openers"] for i in range(place + 1, act.head))
        ]
        if lang in {"de", "nl"}:
            # "zijn" is "be" and "his"
            near = [place for place in near if tokens[place].low != "zijn"] or near
            near = near or [place for place in helpers if act.head < place <= act.head + 2]
            governors = [
                place
                for place in range(act.start, act.end)
                if tokens[place].low in grammar["modals"] | grammar["future"]
            ]
            marked = (
                tokens[act.head - 1].low in grammar["marks"]
                or bool(INFIX.match(token.low))
                or (act.last - act.first == 3 and tokens[act.last - 2].low in grammar["marks"])
            )
            bare = (
                token.low == token.lemma
                and bool(governors)
                and form != "split"
                and bool(INFINITIVE[lang].match(token.low))
            )
            if marked and form != "split":
                act.mode = "infinitive"
            elif bare:
                act.mode = (
                    "fact" if any(tokens[place].low in grammar["future"] for place in governors) else "infinitive"
                )
                act.anchor = max([place for place in governors if place < act.head], default=governors[0])
        else:
            near = [place for place in near if act.head - place <= 5 and PARTICIPLE[lang].match(token.low)]
            if token.low in self.conditional(token.low):
                act.mode = "conditional"
            elif INFINITIVE[lang].match(token.low) and token.lemma in {token.low, token.low[:-2], token.low + "e"}:
                goes = [
                    place for place in range(max(0, act.head - 3), act.head) if tokens[place].low in grammar["future"]
                ]
                act.mode = "fact" if goes else "infinitive"
                act.anchor = goes[0] if goes else act.head
        if near and act.mode == "fact" and form != "split" and token.low != token.lemma:
            act.anchor = near[-1]
            act.perfect = tokens[act.anchor].low in grammar["have"] or tokens[act.anchor].low in grammar["before"]
            act.passive = tokens[act.anchor].low in grammar["be"]
            act.before = any(tokens[place].low in grammar["before"] for place in near)
        shape = PARTICIPLE.get(lang)
        if shape and not near and act.mode == "fact" and token.low != token.lemma and shape.match(token.low):
            act.passive = act.before = act.perfect = True
        if lang != "nl" and any(t.low in grammar["reflexives"] for t in tokens[max(0, act.anchor - 2) : act.anchor]):
            act.moved = True

    def conditional(self, low: str) -> set[str]:
        pattern = CONDITIONAL.get(self.lang)
        return {low} if pattern and pattern.match(low) else set()
