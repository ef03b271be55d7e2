"""A sentence in a language other than English comes in; the acts that it tells of go out, with the reason where one does not count."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tracker.extract.foreign_words import Tongue
from tracker.extract.phrases import Sentence, Token
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


class Acts:
    """Finds the acts of a sentence and judges what is said of them."""

    def __init__(self, tongue: Tongue) -> None:
        self.tongue = tongue
        self.grammar = tongue.grammar
        self.lexicon = tongue.lexicon

    def __call__(self, sentence: Sentence) -> list[Act]:
        spots = {name: phrases.spans(sentence.cells, sentence.lemmas, sentence.lows) for name, phrases in self.lexicon.cues.items()}
        cuts = self.cuts(sentence.tokens)
        acts = [self.shape(sentence, hit, cuts, spots) for hit in self.hits(sentence)]
        kept = [act for act in acts if act is not None]
        for act in kept:
            act.target = self.target(sentence, act)
        for act in kept:
            self.temper(act, sentence)
        for act in kept:
            act.reason = self.judge(sentence, act, kept)
        return kept

    # where a sentence falls apart

    def cuts(self, tokens: list[Token]) -> list[int]:
        """The tokens at which another part of the sentence begins, with a fate of its own."""
        found = [0]
        opened = len(tokens) > 1 and tokens[1].low in self.grammar["whiles"]
        for number, token in enumerate(tokens):
            contrast = token.low in self.grammar["breaks"] | self.grammar["whiles"] and tokens[number - 1].low == "," and number
            if token.low in {";", ":", "–", "—"} or contrast or (opened and token.low == ","):
                opened = opened and token.low != ","
                found.append(number)
        return [*found, len(tokens)]

    @staticmethod
    def part(cuts: list[int], place: int) -> tuple[int, int]:
        return max(cut for cut in cuts if cut <= place), min(cut for cut in cuts if cut > place)

    # what fires

    def hits(self, sentence: Sentence) -> list[tuple[Action, str, int, int]]:
        """Action, form and token range of all triggers, the longer before the shorter where they share a word."""
        found = [*self.separable(sentence), *self.withheld(sentence)]
        for anchor in {*sentence.lemmas, *sentence.lows} & self.lexicon.triggers.keys():
            for trigger in self.lexicon.triggers[anchor]:
                if trigger.form != "split":
                    for match in trigger.pattern.regex.finditer(sentence.cells):
                        found.append((trigger.action, trigger.form, sentence.at(match.start()), sentence.at(match.end())))
        found.sort(key=lambda hit: (hit[2] - hit[3], hit[2], hit[1] != "verbs"))
        used: set[tuple[int, bool]] = set()
        chosen = []
        for hit in found:
            own = hit[0] in CORE
            ends = {(hit[2], own), (hit[3] - 1, own)} | ({(place, own) for place in range(hit[2], hit[3])} if hit[3] - hit[2] <= NEAR else set())
            twin = any(other[2:] == hit[2:] and other[0] is hit[0] and other[1] != hit[1] for other in chosen)
            if hit[1] == "verbs" and (hit[0], "moved", *hit[2:]) in found:
                continue
            if not ends & used or twin:
                used |= ends
                chosen.append(hit)
        return chosen

    def separable(self, sentence: Sentence) -> list[tuple[Action, str, int, int]]:
        """ "setzt ... aus": the particle closes its clause."""
        tokens, found = sentence.tokens, []
        for action, words in self.tongue.splits:
            for start in [number for number, token in enumerate(tokens) if token.lemma == words[0] or token.low == words[0]]:
                for place in range(start + 1, min(len(tokens), start + 40)):
                    if tokens[place].low != words[-1] or words[1:-1] != [t.low for t in tokens[place - len(words) + 2 : place]]:
                        continue
                    after = tokens[place + 1].low if place + 1 < len(tokens) else "."
                    if after in CLOSERS or after in self.grammar["coordinators"] or after in {"um", "om", "van", "von", "op"}:
                        found.append((action, "split", start, place + 1))
                        break
        return found

    def withheld(self, sentence: Sentence) -> list[tuple[Action, str, int, int]]:
        """ "for now X will not use ... for training": a pause; without "for now" the use is denied."""
        tokens = sentence.tokens
        reach = 16 if self.tongue.lang in {"de", "nl"} else 5
        verbs = self.lexicon.topics["train"].words | self.lexicon.topics["handle"].words
        action = Action.PAUSED if self.lexicon.cues["temporary"].spans(sentence.cells, sentence.lemmas, sentence.lows) else Action.STARTED
        found = []
        for start in [number for number, token in enumerate(tokens) if token.low in self.grammar["negations"]]:
            for place in range(start + 1, min(len(tokens), start + reach)):
                if tokens[place].lemma in verbs - self.lexicon.objects["use"] | self.grammar["uses"]:
                    found.append((action, "withheld", start, place + 1))
                    break
                if tokens[place].low in CLOSERS - {","}:
                    break
        return found

    def shape(self, sentence: Sentence, hit: tuple[Action, str, int, int], cuts: list[int], spots: dict[str, list[int]]) -> Act | None:
        """A hit with its verb form, its finite verb and its part of the sentence; None where a noun is taken for a verb."""
        action, form, first, last = hit
        tokens = sentence.tokens
        noun = form == "nouns"
        used = self.lexicon.topics["train"].words | self.lexicon.topics["handle"].words
        head = first if form == "split" or tokens[first].low not in self.grammar["prepositions"] | self.grammar["negations"] | {"wieder", "weer", "erneut", "varen", "de"} else last - 1
        if head != first and tokens[first].low in self.grammar["negations"]:
            head = next((place for place in range(first, last) if tokens[place].lemma in used), head)
        governed = tokens[first - 1].low in self.grammar["determiners"] | self.grammar["prepositions"] or tokens[first - 1].low == "'"
        if tokens[first].low in self.lexicon.either:
            if governed != noun and tokens[first - 1].low not in self.grammar["marks"]:
                return None
        start, end = self.part(cuts, head)
        act = Act(action, first, last, head, "noun" if noun else "fact", " ".join(t.text for t in tokens[first:last])[:120], form == "moved", start, end)
        act.rest = {name: [spot for spot in found if start <= spot < end] for name, found in spots.items()}
        act.anchor, act.form = head, form
        act.claused = any(tokens[place].low in self.grammar["that"] for place in range(start, head))
        if not noun:
            self.finite(sentence, act, form)
        return act

    def finite(self, sentence: Sentence, act: Act, form: str) -> None:
        """Tell facts from infinitives and conditionals, and find the auxiliary."""
        tokens, lang, grammar = sentence.tokens, self.tongue.lang, self.grammar
        token = tokens[act.head]
        helpers = [place for place in range(act.start, act.end) if tokens[place].low in grammar["be"] | grammar["have"] and not tokens[place].kind]
        near = [place for place in helpers if place < act.head and not any(tokens[i].low in grammar["openers"] for i in range(place + 1, act.head))]
        if lang in {"de", "nl"}:
            # "zijn" is "be" and "his"
            near = [place for place in near if tokens[place].low != "zijn"] or near
            near = near or [place for place in helpers if act.head < place <= act.head + 2]
            governors = [place for place in range(act.start, act.end) if tokens[place].low in grammar["modals"] | grammar["future"]]
            marked = tokens[act.head - 1].low in grammar["marks"] or bool(INFIX.match(token.low)) or act.last - act.first == 3 and tokens[act.last - 2].low in grammar["marks"]
            bare = token.low == token.lemma and bool(governors) and form != "split" and bool(INFINITIVE[lang].match(token.low))
            if marked and form != "split":
                act.mode = "infinitive"
            elif bare:
                act.mode = "fact" if any(tokens[place].low in grammar["future"] for place in governors) else "infinitive"
                act.anchor = max([place for place in governors if place < act.head], default=governors[0])
        else:
            near = [place for place in near if act.head - place <= 5 and PARTICIPLE[lang].match(token.low)]
            if token.low in self.conditional(token.low):
                act.mode = "conditional"
            elif INFINITIVE[lang].match(token.low) and token.lemma in {token.low, token.low[:-2], token.low + "e"}:
                goes = [place for place in range(max(0, act.head - 3), act.head) if tokens[place].low in grammar["future"]]
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
        pattern = CONDITIONAL.get(self.tongue.lang)
        return {low} if pattern and pattern.match(low) else set()

    # what it is done to

    def target(self, sentence: Sentence, act: Act) -> str:
        """What the act is done to: the first thing after the verb, else the first before it; before it where the verb comes last."""
        tokens, german = sentence.tokens, self.tongue.lang in {"de", "nl"}
        openers = self.grammar["openers"] - self.grammar["that"]
        stop = next((place for place in range(act.head + 1, act.end) if tokens[place].low in openers), act.end)
        if act.mode == "noun":
            helpers = self.grammar["be"] | self.grammar["have"]
            stop = next((place for place in range(act.head + 1, min(stop, act.head + 7)) if tokens[place].low in helpers), min(stop, act.head + 7))
        after = [self.thing(tokens, place) for place in range(act.head + 1, stop)]
        before = [self.thing(tokens, place) for place in range(act.start, act.head)]
        closing = act.head + 1 >= len(tokens) or tokens[act.head + 1].low in CLOSERS or act.mode == "infinitive" or act.anchor > act.head
        if german and act.mode != "noun" and (closing or act.anchor < act.head):
            begin = self.begin(tokens, act)
            inside = [self.thing(tokens, place) for place in range(begin, act.head)]
            order = inside + before[::-1] + after
        elif act.mode == "noun":
            order = after
        else:
            order = before + after if act.passive or (act.moved and any(before)) else after + before[::-1]
        return next((thing for thing in order if thing), "")

    def begin(self, tokens: list[Token], act: Act) -> int:
        """Where the clause of a verb that comes last begins: after its finite verb, else after a comma or a conjunction."""
        if act.anchor < act.head:
            return act.anchor + 1
        for place in range(act.head - 1, act.start, -1):
            if tokens[place].low in self.grammar["openers"] or (tokens[place].low == "," and act.mode == "infinitive"):
                return place + 1
        return act.start

    def thing(self, tokens: list[Token], place: int) -> str:
        """The kind of object that a noun is."""
        token = tokens[place]
        if token.kind and token.kind != "S":
            return ""
        if token.lemma in self.lexicon.heads or token.low in self.lexicon.heads:
            return "other"
        if "train" in self.nouns(token) and (tokens[place - 1].low in self.grammar["indefinite"] or any(t.lemma in self.lexicon.heads for t in tokens[place + 1 : place + 3])):
            return "other"
        for name in ("other", "ban", "hold", "use"):
            if {token.lemma, *([] if token.low in self.tongue.lemmas else [token.low])} & self.lexicon.objects[name]:
                return name
            if any(token.low.endswith(stem) and token.low != stem for stem in self.tongue.compounds.get(name, [])):
                return name
        if any(stem in token.low for stem in self.tongue.compounds.get("train", [])):
            return "use"
        return ""

    def nouns(self, token: Token) -> str:
        """The word itself where it is one of training that may mean a course for people too."""
        return "train" if token.lemma in self.lexicon.topics["train"].words and token.lemma in self.lexicon.objects["use"] else ""

    # what is said of it

    def temper(self, act: Act, sentence: Sentence) -> None:
        """ "for now" makes a pause of giving up, "for good" the other way round."""
        if act.action is Action.ABANDONED and act.rest.get("temporary"):
            act.action = Action.PAUSED
        elif act.action is Action.PAUSED and act.rest.get("permanent") and not act.rest.get("temporary"):
            act.action = Action.ABANDONED

    def judge(self, sentence: Sentence, act: Act, acts: list[Act]) -> Reason | None:
        """Why an act does not count, or None where it does."""
        tokens, rest = sentence.tokens, act.rest
        if sentence.text.rstrip(' "»”').endswith("?") or "¿" in sentence.text[:3]:
            return Reason.QUESTION
        if rest["condition"]:
            return Reason.CONDITION
        if act.action in CORE and self.turned_down(act):
            return Reason.DENIAL
        weighed = [spot for spot in rest["possibility"] if not self.beyond(tokens, act, spot)]
        if weighed and not self.settled(act, weighed):
            return Reason.POSSIBILITY
        if rest["allegation"] and act.action not in {Action.COMPLAINT, Action.INQUIRY, Action.FINE, Action.ORDER, Action.CLEARED}:
            return Reason.ALLEGATION
        if self.denied(tokens, act) or act.form == "withheld" and act.action is Action.STARTED:
            return Reason.DENIAL
        if act.action in CORE:
            return self.governed(act, acts)
        if act.mode == "infinitive":
            return Reason.DEMAND if rest["demand"] else Reason.POSSIBILITY if not rest["decision"] else None
        if act.mode == "conditional" and not rest["announced"]:
            return Reason.POSSIBILITY
        return None

    def beyond(self, tokens: list[Token], act: Act, spot: int) -> bool:
        """Whether a doubt stands after what is told as a fact, behind a comma, and says nothing of it."""
        if act.action not in CORE:
            return spot > act.head
        return act.mode == "fact" and act.perfect and spot > act.last and any(tokens[place].low == "," for place in range(act.last, spot))

    def governed(self, act: Act, acts: list[Act]) -> Reason | None:
        """The outermost verb decides: a stop that is refused, demanded or given up is none."""
        rest = act.rest
        asked = [spot for spot in rest["demand"] if not act.first <= spot < act.last]
        if act.mode in {"fact", "noun"} and not act.claused:
            asked = [spot for spot in asked if spot < act.head]
        if asked and not (act.perfect and act.mode == "fact") and not self.settled(act, asked):
            return Reason.DEMAND
        ordered = [other for other in acts if other.action is Action.ORDER and other.start == act.start and other.first < act.first and other.reason is None]
        if ordered and not act.perfect:
            return Reason.DEMAND
        if act.action in STOPS and any(self.undone(act, other) for other in acts):
            return Reason.DENIAL
        if act.mode == "conditional" and not rest["announced"]:
            return Reason.POSSIBILITY
        if act.mode == "infinitive" and not [spot for spot in rest["decision"] if not act.first < spot < act.last]:
            return Reason.POSSIBILITY
        return None

    def turned_down(self, act: Act) -> bool:
        """Whether a word of refusal or denial governs an act."""
        loose = act.mode in {"infinitive", "noun"}
        outside = [spot for spot in act.rest["denial"] if not act.first <= spot < act.last and (spot < act.head or loose)]
        return bool(outside) and not self.settled(act, outside)

    def undone(self, act: Act, other: Act) -> bool:
        """Whether one of two acts takes the other back: "gave up the plan to suspend"."""
        if other is act or other.action not in STOPS or other.start != act.start:
            return False
        inner, outer = (act, other) if act.mode in {"infinitive", "noun"} else (other, act)
        return inner.mode in {"infinitive", "noun"} and outer.mode == "fact" and inner.action is Action.PAUSED and not inner.rest["decision"] and not (inner.mode == "noun" and outer.target != "hold")

    @staticmethod
    def settled(act: Act, spots: list[int]) -> bool:
        """Whether a decision stands between what was asked or weighed and the act: "asked to stop, X agreed and stopped"."""
        return act.mode == "fact" and any(max(spots) < decided <= act.head or decided <= act.head < min(spots) for decided in act.rest["decision"])

    def denied(self, tokens: list[Token], act: Act) -> bool:
        """Whether a negation stands at the verb."""
        negations = self.grammar["negations"]
        inside = any(tokens[place].low in negations for place in range(act.first, act.last) if act.last - act.first <= 8 or place in {act.first, act.last - 1})
        if inside:
            return False
        if self.tongue.lang in {"de", "nl"}:
            places = [*range(max(act.start, act.head - NEAR), act.head), *range(max(act.first + 1, act.last - NEAR), act.last)]
            reach = 3 if act.last - act.first == 1 and act.mode == "fact" and not act.perfect and not act.passive else 1
            places += range(act.last, min(act.end, act.last + reach))
        else:
            low = min(act.anchor, act.head)
            stop = next((place for place in range(low - 1, max(act.start, low - NEAR), -1) if tokens[place].low in self.grammar["be"] | self.grammar["have"]), max(act.start, low - NEAR))
            places = [*range(stop + 1, low), *range(low, act.head)]
        return any(tokens[place].low in negations for place in places)
