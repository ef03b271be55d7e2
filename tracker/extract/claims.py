"""A sentence in; what it claims that somebody did, clause by clause, out: acts with their mood, not yet who, where and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tracker.extract.clauses import STOPS, Clause, Group, Reader, is_past, verb_group
from tracker.extract.lexicon import Lexicon, Trigger
from tracker.extract.mood import judge
from tracker.extract.phrases import Sentence, Token
from tracker.model import Action, Reason, Subject

OWN = frozenset({Action.PAUSED, Action.RESUMED, Action.ABANDONED, Action.ANNOUNCED, Action.STARTED})
FORBIDDING = frozenset({"order", "ban", "block", "prohibit", "forbid", "bar", "enjoin", "restrain", "instruct", "outlaw", "veto", "restrict"})
#: what an authority stops a company with
INSTRUMENTS = frozenset({"measure", "sanction", "ruling", "injunction", "order"})
CORE = frozenset({Action.PAUSED, Action.RESUMED, Action.ABANDONED})


@dataclass(slots=True)
class Claim:
    """A clause that may tell of an act; who, where and when are filled in by `attach`."""

    sentence: Sentence
    action: Action
    first: int
    last: int
    rule: str
    clause: Clause
    object: str
    reason: Reason | None = None
    subject: Subject = Subject.TRAINING
    companies: tuple[str, ...] = ()
    regulators: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    date: str | None = None
    effective: str | None = None
    #: the regions were read in the claim's own sentence
    near: bool = False
    #: the date stands in the claim's own sentence
    dated: bool = False
    permanent: bool = False
    temporary: bool = False
    #: told as coming: "will train"
    ahead: bool = False
    #: told as a denial: "is not enabling"
    held: bool = False
    steps: list[str] = field(default_factory=list)


class Finder:
    """Finds the claims of a sentence."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.reader = Reader(lexicon)

    def __call__(self, sentence: Sentence) -> list[Claim]:
        claims: list[Claim] = []
        taken: dict[Action, set[int]] = {}
        for trigger, first, last in sorted(self.hits(sentence), key=lambda hit: (hit[1] - hit[2], hit[0].form)):
            used = taken.setdefault(trigger.action, set())
            if used & set(range(first, last)):
                continue
            claim = self.claim(sentence, trigger, first, last)
            if claim:
                used |= set(range(first, last))
                claims.append(claim)
        return sorted(claims, key=lambda claim: claim.first)

    def hits(self, sentence: Sentence) -> Iterator[tuple[Trigger, int, int]]:
        """Every trigger in the sentence with the numbers of its first token and of the one after its last."""
        seen: set[int] = set()
        for word in {*sentence.lemmas, *sentence.lows}:
            for trigger in self.lexicon.triggers.get(word, ()):
                if id(trigger) in seen:
                    continue
                seen.add(id(trigger))
                for match in trigger.pattern.regex.finditer(sentence.cells):
                    first = match.start("head") if trigger.pattern.marked else match.start()
                    yield trigger, sentence.at(first), sentence.at(match.end())

    def claim(self, sentence: Sentence, trigger: Trigger, first: int, last: int) -> Claim | None:
        """What a trigger claims in its clause, or None where its words are not used that way."""
        tokens = sentence.tokens
        if trigger.form == "nouns":
            if tokens[last - 1].lemma in self.lexicon.either and not is_noun(tokens, last - 1, self.lexicon):
                return None
            clause = self.of_noun(tokens, first, last)
        elif trigger.form != "phrases" and tokens[first].lemma in self.lexicon.either and is_noun(tokens, first, self.lexicon):
            return None
        else:
            clause = self.reader.clause(tokens, first, first + 1 if trigger.form == "verbs" else last)
        kind = "product" if trigger.form == "product" else self.object_of(tokens, clause, trigger, first, last)
        action = interpret(trigger, clause, kind, tokens, first, self.lexicon)
        if action is None:
            return None
        claim = Claim(sentence, action, first, last, trigger.pattern.text, clause, kind)
        window = (max(0, clause.group.first - 6), min(len(tokens), last + 14))
        claim.permanent = self.cued(sentence, "permanent", *window)
        claim.temporary = self.cued(sentence, "temporary", *window)
        inside = any(token.low in {"not", "n't", "never", "no"} for token in tokens[first:last])
        if trigger.form == "use":
            return self.of_use(sentence, claim)
        if trigger.form == "again":
            if not self.cued(sentence, "again", max(0, clause.group.first - 3), min(len(tokens), last + 9)) or clause.group.negated:
                return None
        if trigger.form == "held":
            if not clause.group.negated and not (clause.governors and clause.governors[0].negated) and tokens[first].low != "no":
                return None
            claim.temporary = self.cued(sentence, "temporary", 0, len(tokens))
            claim.permanent &= bool(clause.governors) or clause.group.tense == "future"
            claim.held = inside = True
        claim.reason = judge(sentence, clause, self.lexicon, inside)
        return claim

    def of_use(self, sentence: Sentence, claim: Claim) -> Claim | None:
        """A use of data that is told as coming or as begun; one that merely goes on is no event."""
        clause, tokens, lexicon = claim.clause, sentence.tokens, self.lexicon
        topics = sentence.topics
        if "use" not in topics or not ("data" in topics or "people" in topics):
            return None
        outer = [tokens[group.head].lemma for group in clause.governors]
        begun = [group for group in clause.governors if tokens[group.head].lemma in lexicon.mood["begin"]]
        tenses = {group.tense for group in (clause.group, *clause.governors)}
        claim.reason = judge(sentence, clause, lexicon, False)
        future = "future" in tenses or bool({"plan", "go", "set", "intend", "want", "prepare", "mean", "due", "aim", "about", "ready", "decide", "intention"} & set(outer))
        if claim.reason is Reason.POSSIBILITY and clause.group.modal in {"may", "can", "might", "could"} and reserved(tokens, clause, lexicon):
            claim.reason = None
            return claim
        claim.ahead = future
        if begun and not future and tenses & {"past", "perfect", "pluperfect"}:
            claim.action = Action.STARTED
            return claim
        admitted = any(t.lemma in {"admit", "acknowledge", "confirm", "concede", "reveal", "disclose", "own"} for t in tokens[: clause.group.first] if not t.kind)
        return claim if future or admitted and clause.group.tense in {"present", "progressive"} else None

    def cued(self, sentence: Sentence, name: str, start: int, end: int) -> bool:
        spans = self.lexicon.cues[name].spans(sentence.cells, sentence.lemmas, sentence.lows)
        return any(start <= place < end for place in spans)

    def of_noun(self, tokens: list[Token], first: int, last: int) -> Clause:
        """The clause of a noun: what stands before it governs, its owner acts, what follows "of", "in" or "to" is its object."""
        clause = Clause(Group(first, first, tense="noun"))
        place = first - 1
        while place >= 0 and first - place < 8 and tokens[place].low not in STOPS:
            token = tokens[place]
            if token.kind in {"C", "R"} and place + 1 < len(tokens) and tokens[place + 1].low in {"'s", "'"}:
                clause.agent, clause.role = place, token.kind
            elif token.kind == "C" and place == first - 1:
                clause.agent, clause.role = place, "C"
            elif not token.kind and token.lemma in self.reader.governing and token.low not in self.lexicon.grammar["adverbs"]:
                clause.governors.append(verb_group(tokens, place, self.lexicon))
                break
            elif token.low in self.lexicon.grammar["subordinators"] and token.low not in {"after", "since", "before"}:
                break
            place -= 1
        if clause.agent is None:
            outer = clause.governors[-1].first if clause.governors else first
            self.reader.find_agent(tokens, outer - 1, clause)
        end = last
        while end < len(tokens) and end - last < 14 and tokens[end].low not in STOPS | {","}:
            end += 1
        clause.target = (last, end)
        return clause

    def object_of(self, tokens: list[Token], clause: Clause, trigger: Trigger, first: int, last: int) -> str:
        """What it is done to: use, product, ban, other, or empty where no word tells."""
        start, end = clause.target
        span = range(start, end)
        if clause.group.passive:
            head = self.first_kind(tokens, span)
            return head or self.first_kind(tokens, range(last, min(last + 10, len(tokens))))
        inside = range(first + 1, last)
        return self.first_kind(tokens, inside) or self.first_kind(tokens, span) or self.subject_kind(tokens, clause)

    def subject_kind(self, tokens: list[Token], clause: Clause) -> str:
        """ "the training stopped": without an object the subject tells."""
        if clause.agent is not None:
            return ""
        return self.first_kind(tokens, range(max(0, clause.group.first - 12), clause.group.first))

    def first_kind(self, tokens: list[Token], span: range) -> str:
        found = ""
        for place in span:
            token = tokens[place]
            if token.kind == "C" and token.ids and not found and not (place + 1 < len(tokens) and tokens[place + 1].low in {"'s", "'"}):
                found = "product"
            if token.kind:
                continue
            if found and (token.low in self.lexicon.grammar["prepositions"] or token.low in self.lexicon.grammar["determiners"] or token.low in self.lexicon.grammar["subordinators"] or token.low in {"to", ","}):
                return found
            for kind in ("hold", "go", "ban", "use", "product", "other"):
                if token.lemma in self.lexicon.objects[kind] or token.low in self.lexicon.objects[kind]:
                    found = "use" if kind == "other" and self.data_follows(tokens, place, span.stop) else kind
                    break
        return found

    def data_follows(self, tokens: list[Token], place: int, stop: int) -> bool:
        """ "users' data", "posts to train": the people or the posts are not the object but what is used."""
        after = tokens[place + 1 : min(stop + 6, place + 12)]
        return any(token.lemma in {"data", "datum", "train", "information", "training", "ai", "content"} for token in after)


def is_noun(tokens: list[Token], place: int, lexicon: Lexicon) -> bool:
    """Whether a word that is as often a noun as a verb is a noun here."""
    token, grammar = tokens[place], lexicon.grammar
    if token.low.endswith("ing"):
        return place > 0 and tokens[place - 1].low in {"the", "a", "its"} and place + 1 < len(tokens) and tokens[place + 1].low == "of"
    if is_past(token):
        return False
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    if place == 0:
        return after is not None and after.low in {"of", "on", "in", "for", "by"}
    before = tokens[place - 1]
    if before.kind:
        return before.kind == "G" and before.people
    if before.low in grammar["modals"] | grammar["do"] | grammar["negations"] | grammar["pronouns"] | {"to", "also", "who", "which", "that"}:
        return before.low == "no"
    if before.low in grammar["determiners"] | {"'s", "'"} or before.low in grammar["prepositions"]:
        return True
    if before.low in {",", "and", "or"} or not before.low[:1].isalpha():
        return token.low != token.lemma and after is not None and after.low in {",", "and", "or", "of", "against"}
    if token.low != token.lemma:
        return before.low.endswith(("al", "ary", "ive", "ous", "ic")) or before.low in {"class", "court", "privacy", "copyright", "group", "several", "two", "three", "many", "more"}
    return not (before.low.endswith("s") and not before.low.endswith("ss")) or before.low in {"previous", "gdpr"}


def interpret(trigger: Trigger, clause: Clause, kind: str, tokens: list[Token], first: int, lexicon: Lexicon) -> Action | None:
    """The act that a trigger tells of, given who acts and on what; None where it is another matter."""
    action, role = trigger.action, clause.role
    official = role in {"R", "court"}
    if trigger.form != "nouns" and addressed(clause, tokens, first):
        return None
    if action in CORE and trigger.form != "nouns" and not clause.group.passive and clause.agent is not None:
        if clause.noun and clause.noun not in lexicon.grammar["voices"] | lexicon.grammar["company nouns"] | lexicon.objects["use"]:
            return None
        if clause.noun in lexicon.objects["use"] and not kind:
            kind = "use"
    if trigger.form != "nouns" and action in CORE and undoes(tokens, clause):
        return None
    if kind == "hold" and action is Action.ABANDONED and role in {"C", "pronoun", ""}:
        return Action.RESUMED
    if action in CORE:
        if kind in {"ban", "go"} or kind == "hold" and trigger.form != "nouns" and action is not Action.RESUMED:
            return None
        if clause.group.passive and not role and action is not Action.RESUMED and any(t.lemma in INSTRUMENTS for t in tokens[: clause.group.first]):
            return Action.ORDER
        if official and action is not Action.RESUMED and trigger.form != "nouns" and clause.group.tense != "noun":
            return Action.ORDER if kind in {"use", "product", ""} and not clause.governors else None
        if role in {"people", "other"} and not clause.group.passive:
            return None
        if kind == "other" or action is Action.RESUMED and official:
            return None
        return action
    if action is Action.ORDER:
        verb = trigger.form == "verbs"
        if verb and kind == "ban":
            return None
        if verb and not official and not (clause.group.passive and not role and tokens[first].lemma in FORBIDDING):
            return None
        if trigger.form == "phrases" and role in {"C", "people"}:
            return None
        return action
    if action is Action.INQUIRY and trigger.form == "phrases" and role in {"people", "C"} and tokens[first].lemma not in {"be", "face", "draw", "attract", "trigger", "get", "receive", "spark", "prompt"}:
        return None
    if action is Action.COMPLAINT and role in {"R"} and tokens[first].lemma not in {"sue", "file", "bring"}:
        return None
    if clause.group.first and tokens[clause.group.first - 1].low in {"what", "whatever"}:
        return None
    if action is Action.ANNOUNCED and any(t.lemma in {"opt", "object", "refuse", "decline", "exclude", "out"} for t in tokens[first : first + 12]) and tokens[first].lemma in {"let", "allow", "enable", "permit"}:
        return None
    if action in {Action.ANNOUNCED, Action.STARTED} and (role in {"people", "other", "court", "R"} and not clause.group.passive):
        return None
    return action


def undoes(tokens: list[Token], clause: Clause) -> bool:
    """Whether the object is itself a stop: "dropped its plan to pause", "postponed a decision on whether to stop"."""
    start, end = clause.target
    for place in range(start, min(end, start + 9)):
        token = tokens[place]
        if token.lemma in {"pause", "suspend", "stop", "halt", "abandon", "freeze", "deny"} and place > start and tokens[place - 1].low in {"to", "of", "on"} and not clause.group.passive:
            return True
    return False


def addressed(clause: Clause, tokens: list[Token], first: int) -> bool:
    """Whether the verb is an order to the reader: "change your settings"."""
    group = clause.group
    if group.tense != "present" or group.first != first or clause.governors or tokens[first].low != tokens[first].lemma:
        return False
    return first == 0 and (len(tokens) < 2 or not tokens[1].kind) or first > 0 and tokens[first - 1].low in {":", "please", "“", '"', "so"}


def reserved(tokens: list[Token], clause: Clause, lexicon: Lexicon) -> bool:
    """Whether a "may" is a right that a policy gives the company: "its terms say that it may train"."""
    before = tokens[max(0, clause.group.first - 16) : clause.group.first]
    return any(token.lemma in lexicon.grammar["papers"] and not token.kind for token in before)
