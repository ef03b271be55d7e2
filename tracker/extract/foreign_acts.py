"""A sentence in a language other than English comes in; its acts go out, each with what is said of it."""

from __future__ import annotations

from tracker.extract.foreign_forms import CLOSERS, CORE, NEAR, Act, Forms
from tracker.extract.foreign_mood import Mood
from tracker.extract.foreign_words import Tongue
from tracker.extract.phrases import Sentence, Token
from tracker.model import Action

#: nobody tells of more acts in a sentence; hostile input does
MOST_ACTS = 24
#: words with which a hit may begin before its verb
LEADS = frozenset({"wieder", "weer", "erneut", "varen", "de"})


class Acts:
    """Finds the acts of a sentence and judges what is said of them."""

    def __init__(self, tongue: Tongue) -> None:
        self.tongue = tongue
        self.grammar = tongue.grammar
        self.lexicon = tongue.lexicon
        self.forms = Forms(tongue)
        self.mood = Mood(tongue)

    def __call__(self, sentence: Sentence) -> list[Act]:
        hits = self.hits(sentence)[:MOST_ACTS]
        if not hits:
            return []
        cues = self.lexicon.cues.items()
        spots = {name: sentence.spans(phrases) for name, phrases in cues}
        cuts = self.cuts(sentence.tokens)
        acts = [self.shape(sentence, hit, cuts, spots) for hit in hits]
        kept = [act for act in acts if act is not None]
        things = [self.thing(sentence.tokens, place) for place in range(len(sentence.tokens))]
        for act in kept:
            act.target = self.target(sentence.tokens, things, act)
        for act in kept:
            self.mood.temper(act)
        for act in kept:
            act.reason = self.mood.judge(sentence, act, kept)
        return kept

    # where a sentence falls apart

    def cuts(self, tokens: list[Token]) -> list[int]:
        """The tokens at which another part of the sentence begins, with a fate of its own."""
        found = [0]
        opened = len(tokens) > 1 and tokens[1].low in self.grammar["whiles"]
        for number, token in enumerate(tokens):
            contrast = (
                token.low in self.grammar["breaks"] | self.grammar["whiles"]
                and tokens[number - 1].low == ","
                and number
            )
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
        for anchor in sentence.present & self.lexicon.triggers.keys():
            for trigger in self.lexicon.triggers[anchor]:
                if not trigger.pattern.may_stand(sentence.present):
                    continue
                for match in trigger.pattern.regex.finditer(sentence.cells):
                    found.append((trigger.action, trigger.form, sentence.at(match.start()), sentence.at(match.end())))
        found.sort(key=lambda hit: (hit[2] - hit[3], hit[2], hit[1] != "verbs"))
        used: set[tuple[int, bool]] = set()
        chosen: list[tuple[Action, str, int, int]] = []
        for hit in found:
            own = hit[0] in CORE
            ends = {(hit[2], own), (hit[3] - 1, own)} | (
                {(place, own) for place in range(hit[2], hit[3])} if hit[3] - hit[2] <= NEAR else set()
            )
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
        for action, words in self.lexicon.splits:
            for start in [
                number for number, token in enumerate(tokens) if token.lemma == words[0] or token.low == words[0]
            ]:
                for place in range(start + 1, min(len(tokens), start + 40)):
                    if tokens[place].low != words[-1] or words[1:-1] != [
                        t.low for t in tokens[place - len(words) + 2 : place]
                    ]:
                        continue
                    after = tokens[place + 1].low if place + 1 < len(tokens) else "."
                    if (
                        after in CLOSERS
                        or after in self.grammar["coordinators"]
                        or after in self.grammar["prepositions"] | self.grammar["openers"]
                    ):
                        found.append((action, "split", start, place + 1))
                        break
        return found

    def withheld(self, sentence: Sentence) -> list[tuple[Action, str, int, int]]:
        """ "for now X will not use ... for training": a pause; without "for now" the use is denied."""
        tokens = sentence.tokens
        reach = 16 if self.tongue.lang in {"de", "nl"} else 5
        verbs = self.lexicon.topics["train"].words | self.lexicon.topics["handle"].words
        action = Action.PAUSED if sentence.spans(self.lexicon.cues["temporary"]) else Action.STARTED
        found = []
        for start in [number for number, token in enumerate(tokens) if token.low in self.grammar["negations"]]:
            for place in range(start + 1, min(len(tokens), start + reach)):
                if tokens[place].lemma in verbs - self.lexicon.objects["use"] | self.grammar["uses"]:
                    found.append((action, "withheld", start, place + 1))
                    break
                if tokens[place].low in CLOSERS - {","}:
                    break
        return found

    def shape(
        self, sentence: Sentence, hit: tuple[Action, str, int, int], cuts: list[int], spots: dict[str, list[int]]
    ) -> Act | None:
        """A hit with its verb form and its part of the sentence; None where a noun is taken for a verb."""
        action, form, first, last = hit
        tokens = sentence.tokens
        noun = form == "nouns"
        used = self.lexicon.topics["train"].words | self.lexicon.topics["handle"].words
        head = (
            first
            if form == "split"
            or tokens[first].low not in self.grammar["prepositions"] | self.grammar["negations"] | LEADS
            else last - 1
        )
        if head != first and tokens[first].low in self.grammar["negations"]:
            head = next((place for place in range(first, last) if tokens[place].lemma in used), head)
        governed = (
            tokens[first - 1].low in self.grammar["determiners"] | self.grammar["prepositions"]
            or tokens[first - 1].low == "'"
        )
        twofold = tokens[first].low in self.lexicon.either and tokens[first - 1].low not in self.grammar["marks"]
        if twofold and governed != noun:
            return None
        start, end = self.part(cuts, head)
        act = Act(
            action,
            first,
            last,
            head,
            "noun" if noun else "fact",
            " ".join(t.text for t in tokens[first:last])[:120],
            form == "moved",
            start,
            end,
        )
        act.rest = {name: [spot for spot in found if start <= spot < end] for name, found in spots.items()}
        act.anchor, act.form = head, form
        act.claused = any(tokens[place].low in self.grammar["that"] for place in range(start, head))
        if not noun:
            self.forms(sentence, act, form)
        return act

    # what it is done to

    def target(self, tokens: list[Token], things: list[str], act: Act) -> str:
        """What the act is done to: the first thing after the verb, else before it (verb last: before it)."""
        german = self.tongue.lang in {"de", "nl"}
        openers = self.grammar["openers"] - self.grammar["that"]
        stop = next((place for place in range(act.head + 1, act.end) if tokens[place].low in openers), act.end)
        if act.mode == "noun":
            helpers = self.grammar["be"] | self.grammar["have"]
            stop = next(
                (place for place in range(act.head + 1, min(stop, act.head + 7)) if tokens[place].low in helpers),
                min(stop, act.head + 7),
            )
        after = [things[place] for place in range(act.head + 1, stop)]
        before = [things[place] for place in range(act.start, act.head)]
        closing = (
            act.head + 1 >= len(tokens)
            or tokens[act.head + 1].low in CLOSERS
            or act.mode == "infinitive"
            or act.anchor > act.head
        )
        if german and act.mode != "noun" and (closing or act.anchor < act.head):
            begin = self.begin(tokens, act)
            inside = [things[place] for place in range(begin, act.head)]
            order = inside + before[::-1] + after
        elif act.mode == "noun":
            order = after
        else:
            order = before + after if act.passive or (act.moved and any(before)) else after + before[::-1]
        return next((thing for thing in order if thing), "")

    def begin(self, tokens: list[Token], act: Act) -> int:
        """Where the clause of a verb that comes last begins: after its finite verb, a comma or a conjunction."""
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
        if "train" in self.nouns(token) and (
            tokens[place - 1].low in self.grammar["indefinite"]
            or any(t.lemma in self.lexicon.heads for t in tokens[place + 1 : place + 3])
        ):
            return "other"
        for name in ("other", "ban", "hold", "launch", "use"):
            if {token.lemma, *([] if token.low in self.tongue.lemmas else [token.low])} & self.lexicon.objects[name]:
                return name
            if any(token.low.endswith(stem) and token.low != stem for stem in self.tongue.compounds.get(name, [])):
                return name
        if any(stem in token.low for stem in self.tongue.compounds.get("train", [])):
            return "use"
        return ""

    def nouns(self, token: Token) -> str:
        """The word itself where it is one of training that may mean a course for people too."""
        return (
            "train"
            if token.lemma in self.lexicon.topics["train"].words and token.lemma in self.lexicon.objects["use"]
            else ""
        )
