"""A sentence in; what it claims that somebody did, clause by clause, with its mood but not yet who and where, out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tracker.extract.acts import OWN, SURE, interpret
from tracker.extract.clauses import STOPS, Clause, Group, Reader, verb_group
from tracker.extract.forms import from_a_day, is_noun, reserved
from tracker.extract.lexicon import Lexicon, Trigger
from tracker.extract.mood import judge
from tracker.extract.phrases import Sentence, Token
from tracker.model import Action, Reason, Subject


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
    #: new terms, whose matter stands beside them
    policy: bool = False
    #: an AI product's arrival, an event only where the text tells of its delay
    arrival: bool = False
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
        if (
            trigger.form == "verbs"
            and tokens[first].low == "cease"
            and first + 2 < len(tokens)
            and tokens[first + 2].low.startswith("desist")
        ):
            return None
        if (
            tokens[last - 1].low != "down"
            and last < len(tokens)
            and tokens[first].lemma == "let"
            and tokens[first + 1].low == "down"
        ):
            return None
        if (
            trigger.action is Action.ANNOUNCED
            and trigger.form == "phrases"
            and {"no", "not", "n't", "never"} & {token.low for token in tokens[first:last]}
        ):
            return None
        if trigger.form == "nouns":
            if tokens[last - 1].lemma in self.lexicon.either and not is_noun(tokens, last - 1, self.lexicon):
                return None
            clause = self.of_noun(tokens, first, last)
        elif (
            (trigger.form != "phrases" or tokens[first].low == tokens[first].lemma)
            and tokens[first].lemma in self.lexicon.either
            and is_noun(tokens, first, self.lexicon)
        ):
            return None
        else:
            clause = self.reader.clause(tokens, first, first + 1 if trigger.form == "verbs" else last)
        kind = SURE.get(trigger.form) or self.object_of(tokens, clause, first, last)
        action = interpret(trigger, clause, kind, tokens, first, self.lexicon)
        if action is None:
            return None
        claim = Claim(sentence, action, first, last, trigger.pattern.text, clause, kind)
        window = (max(0, clause.group.first - 6), min(len(tokens), last + 14))
        claim.permanent = self.cued(sentence, "permanent", *window)
        claim.temporary = self.cued(sentence, "temporary", *window)
        inside = any(token.low in {"not", "n't", "never", "no"} for token in tokens[first:last])
        claim.policy = trigger.form == "policy"
        if claim.policy and {"no", "not", "n't", "never", "none"} & set(sentence.lows):
            return None
        if action is Action.ANNOUNCED and trigger.form == "phrases":
            claim.ahead = any(token.lemma in {"plan", "intention", "proposal"} for token in tokens[first:last])
        if trigger.form == "launch":
            named = any(token.kind == "C" for token in tokens) and any(token.kind == "G" for token in tokens)
            claim.reason = judge(sentence, clause, self.lexicon, False)
            claim.ahead = claim.arrival = True
            stopped = clause.governors or any(
                other.lemma in {"put", "delay", "postpone", "pause", "halt", "hold", "suspend", "stop", "block"}
                for other in tokens[max(0, first - 3) : first]
            )
            return claim if named and kind in {"product", "use", ""} and not stopped else None
        if trigger.form == "use":
            return self.of_use(sentence, claim)
        if trigger.form == "again" and (
            not self.cued(sentence, "again", max(0, clause.group.first - 3), min(len(tokens), last + 9))
            or clause.group.negated
        ):
            return None
        if trigger.form == "held":
            if any(token.low == "did" for token in tokens[clause.group.first : first]):
                return None
            if (
                not clause.group.negated
                and not (clause.governors and clause.governors[0].negated)
                and tokens[first].low != "no"
            ):
                return None
            claim.temporary = self.cued(sentence, "temporary", 0, len(tokens))
            claim.permanent &= bool(clause.governors) or clause.group.tense == "future"
            claim.held = inside = True
        claim.reason = judge(sentence, clause, self.lexicon, inside, action in OWN)
        return claim

    def of_use(self, sentence: Sentence, claim: Claim) -> Claim | None:
        """A use of data that is told as coming or as begun; one that merely goes on is no event."""
        clause, tokens, lexicon = claim.clause, sentence.tokens, self.lexicon
        topics = sentence.topics
        if "train" not in topics or not ("data" in topics or "people" in topics):
            return None
        begun = [group for group in clause.governors if tokens[group.head].lemma in lexicon.mood["begin"]]
        tenses = {group.tense for group in (clause.group, *clause.governors)}
        claim.reason = judge(sentence, clause, lexicon, False)
        planned = {"plan", "intend", "want", "prepare", "mean", "aim", "decide"} & {
            tokens[group.head].lemma
            for group in clause.governors
            if group.tense not in {"pluperfect", "noun"} and not is_noun(tokens, group.head, lexicon)
        }
        future = (
            "future" in tenses
            or bool(planned)
            or bool(
                {"going", "set", "due", "about", "ready"} & {tokens[group.head].low for group in clause.governors}
                or (
                    {"due", "about", "ready"}
                    & {t.low for t in tokens[max(0, clause.group.first - 1) : clause.group.first]}
                    and clause.group.tense == "infinitive"
                )
            )
        )
        if (
            claim.reason is Reason.POSSIBILITY
            and clause.role in {"C", "pronoun", ""}
            and clause.noun not in {"model", "system", "algorithm"}
            and {"may", "can", "might", "could"} & {group.modal for group in (clause.group, *clause.governors)}
            and reserved(tokens, clause, lexicon)
        ):
            claim.reason = None
            return (
                None
                if any(
                    token.kind == "R" or token.lemma in lexicon.grammar["courts"]
                    for token in tokens[: clause.group.first]
                )
                else claim
            )
        claim.ahead = future
        if tokens[clause.group.head].lemma in lexicon.mood["begin"]:
            start, end = clause.target
            started = {
                "training",
                "using",
                "feeding",
                "train",
                "use",
                "process",
                "processing",
                "collecting",
                "scraping",
                "collection",
            }
            if (
                not {t.low for t in tokens[start : min(end, start + 5)]} & started
                and not (end - start < 3 and "train" in topics and topics["train"][0] < clause.group.first)
                and not (clause.noun in lexicon.objects["use"] and claim.object == "use")
            ):
                return None
        begun += [clause.group] if tokens[clause.group.head].lemma in lexicon.mood["begin"] else []
        rolled = tokens[clause.group.head].lemma in {
            "roll",
            "switch",
            "turn",
            "launch",
            "introduce",
            "activate",
            "enable",
        }
        under_way = clause.group.tense == "progressive" and {"now", "since"} & set(sentence.lows)
        if ((begun or rolled) and not future and tenses & {"past", "perfect", "pluperfect"}) or under_way:
            claim.action = Action.STARTED
            return claim
        admitted = any(
            t.lemma in {"admit", "acknowledge", "confirm", "concede", "reveal", "disclose", "own"}
            for t in tokens[: clause.group.first]
            if not t.kind
        )
        now = (
            clause.group.passive
            and clause.group.tense == "present"
            and any(t.low == "now" for t in tokens[clause.group.first - 1 : clause.group.head])
        )
        if now or (clause.group.tense == "present" and from_a_day(tokens)):
            claim.ahead = True
            return claim
        told = reserved(tokens, clause, lexicon) and any(
            t.lemma in {"say", "state", "spell", "read", "mention", "explain", "clear", "new", "provide"}
            for t in tokens[: clause.group.first]
        )
        if told and clause.group.tense in {"present", "progressive"}:
            return claim
        return claim if future or (admitted and clause.group.tense in {"present", "progressive"}) else None

    def cued(self, sentence: Sentence, name: str, start: int, end: int) -> bool:
        spans = self.lexicon.cues[name].spans(sentence.cells, sentence.lemmas, sentence.lows)
        return any(start <= place < end for place in spans)

    def of_noun(self, tokens: list[Token], first: int, last: int) -> Clause:
        """The clause of a noun: what stands before it governs, its owner acts, what follows it is its object."""
        clause = Clause(Group(first, first, tense="noun"))
        place = first - 1
        while place >= 0 and first - place < 8 and tokens[place].low not in STOPS:
            token = tokens[place]
            if token.kind in {"C", "R"} and place + 1 < len(tokens) and tokens[place + 1].low in {"'s", "'"}:
                clause.agent, clause.role = place, token.kind
            elif token.kind == "C" and place == first - 1:
                clause.agent, clause.role = place, "C"
            elif (
                not token.kind
                and token.lemma in self.reader.governing
                and token.low not in self.lexicon.grammar["adverbs"]
            ):
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

    def object_of(self, tokens: list[Token], clause: Clause, first: int, last: int) -> str:
        """What it is done to: use, product, ban, other, or empty where no word tells."""
        start, end = clause.target
        span = range(start, end)
        if clause.group.passive:
            breaks = [place for place in span if tokens[place].low == ","]
            runs = [range(place, end) for place in (*(place + 1 for place in reversed(breaks)), start)]
            kinds = [kind for run in runs for kind in self.kinds(tokens, run)]
            head = next((kind for kind in kinds if kind != "other"), kinds[0] if kinds else "")
            return head or self.first_kind(tokens, range(last, min(last + 10, len(tokens))))
        inside = self.first_kind(tokens, range(first + 1, last))
        if inside and inside not in {"hold", "go"}:
            return inside
        kind = self.first_kind(tokens, span) or self.subject_kind(tokens, clause)
        if not kind and clause.opener in {"which", "that"} and start >= end - 1:
            place = next((i for i in range(first, -1, -1) if tokens[i].low == clause.opener), 0)
            kind = self.first_kind(tokens, range(max(0, place - 6), place))
        return kind

    def subject_kind(self, tokens: list[Token], clause: Clause) -> str:
        """ "the training stopped": without an object the subject tells."""
        if clause.agent is not None:
            return ""
        return self.first_kind(tokens, range(max(0, clause.group.first - 12), clause.group.first))

    def first_kind(self, tokens: list[Token], span: range) -> str:
        found = ""
        for place in span:
            token = tokens[place]
            if (
                token.kind == "C"
                and token.ids
                and not found
                and not (place + 1 < len(tokens) and tokens[place + 1].low in {"'s", "'"})
            ):
                found = "product"
            if token.kind:
                continue
            if found and (
                token.low in self.lexicon.grammar["prepositions"]
                or token.low in self.lexicon.grammar["determiners"]
                or token.low in self.lexicon.grammar["subordinators"]
                or token.low in {"to", ","}
            ):
                return found
            for kind in ("hold", "go", "ban", "use", "product", "other"):
                if token.lemma in self.lexicon.objects[kind] or token.low in self.lexicon.objects[kind]:
                    if kind == "other" and (
                        (found == "use" and token.lemma not in self.lexicon.heads)
                        or self.data_follows(tokens, place, span.stop)
                    ):
                        kind = "use"
                    found = kind
                    break
            if token.low == "using" and not self.data_follows(tokens, place, span.stop):
                return "other"
        return found

    def kinds(self, tokens: list[Token], span: range) -> Iterator[str]:
        """What each noun phrase of a span is, in order."""
        start = span.start
        while start < span.stop:
            end = next(
                (
                    place
                    for place in range(start + 1, span.stop)
                    if tokens[place].low in self.lexicon.grammar["prepositions"]
                ),
                span.stop,
            )
            kind = self.first_kind(tokens, range(start, end))
            if kind:
                yield kind
            start = end

    def data_follows(self, tokens: list[Token], place: int, stop: int) -> bool:
        """ "users' data", "posts to train": the people or the posts are not the object but what is used."""
        if tokens[place].lemma not in {"post", "image", "video", "search", "user", "member", "employee"}:
            return False
        after = tokens[
            place + 1 : min(
                stop + 6, place + (12 if tokens[place].lemma in {"post", "image", "video", "search"} else 4)
            )
        ]
        return any(
            token.lemma in {"data", "datum", "train", "information", "training", "ai", "content", "post"}
            for token in after
        )
