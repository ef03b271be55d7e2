"""A document in German, French, Italian, Spanish, Portuguese or Dutch comes in; its events and what does not count go out."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.extract.dates import Mention
from tracker.extract.foreign_acts import CORE, STOPS, Act, Acts
from tracker.extract.foreign_cast import Cast
from tracker.extract.foreign_words import Tongue
from tracker.extract.phrases import Names, Sentence
from tracker.extract.reading import Reading
from tracker.model import Action, Document, Reason, Rejection, Report, Subject, Words

LONGEST_QUOTE = 600
WORLD = "WW"
OWN = CORE | {Action.ANNOUNCED, Action.STARTED}
#: characters between the two dates of a period at most
PAIR = 14
#: what the use is called when it is the object of an act
USES = frozenset({"use", "hold", ""})


class Foreign:
    """Reads documents in one language; made once, as it compiles all words."""

    def __init__(self, words: Words, lang: str, names: Names) -> None:
        self.words = words
        self.tongue = Tongue(words, lang, names)
        self.acts = Acts(self.tongue)

    def __call__(self, document: Document) -> Reading:
        title, sentences = self.tongue.sentences(document)
        heads = [title] if title else []
        if not any("use" in sentence.topics or self.product(sentence) for sentence in [*heads, *sentences]):
            return Reading((), tuple(self.beside(document, title, sentences)))
        cast = Cast(self.tongue, document, title, sentences)
        reports: dict[tuple[str, str, Action], Report] = {}
        rejections: list[Rejection] = []
        for sentence in sentences:
            acts = self.acts(sentence)
            for act in acts:
                reason = self.weigh(act, sentence, cast, acts)
                if reason is not None:
                    rejections.append(self.reject(document, sentence, act, reason))
                elif act.companies:
                    for report in self.report(document, sentence, act, acts, cast):
                        self.keep(reports, report)
            if not any(act.companies or act.reason for act in acts):
                rejections += self.said(document, sentence)
        told = {(report.start, report.action) for report in reports.values()}
        kept = [one for one in rejections if (one.start, one.action) not in told]
        return Reading(tuple(reports.values()), tuple(dict.fromkeys(kept)))

    def said(self, document: Document, sentence: Sentence) -> Iterable[Rejection]:
        """The use itself where a sentence without a counted act denies, alleges or demands something of it."""
        if "use" not in sentence.topics or not sentence.of("C"):
            return
        for reason in (Reason.ALLEGATION, Reason.DENIAL, Reason.DEMAND):
            phrases = self.tongue.lexicon.cues[reason.value]
            for spot in phrases.spans(sentence.cells, sentence.lemmas, sentence.lows)[:1]:
                word = sentence.tokens[spot].text
                yield self.reject(document, sentence, Act(Action.STARTED, spot, spot + 1, spot, "fact", word, False, 0, len(sentence.tokens)), reason)
                return

    # what counts

    def product(self, sentence: Sentence) -> bool:
        """Whether a sentence is about an AI product's handling of personal data."""
        return "privacy" in sentence.topics and bool(sentence.of("C")) and (bool(sentence.of("R")) or "ai" in sentence.topics)

    def weigh(self, act: Act, sentence: Sentence, cast: Cast, acts: list[Act]) -> Reason | None:
        """Find whose act it is; the reason where it does not count, None where it counts or is nothing to us (no companies then)."""
        if not cast.near_use(sentence) and not self.product(sentence):
            named = act.action in CORE and bool(sentence.of("C")) and cast.artificial(sentence)
            return Reason.OUT_OF_SCOPE if named else None
        if act.action in CORE:
            return self.weigh_core(act, sentence, cast)
        if act.action in OWN:
            return self.weigh_plan(act, sentence, cast, acts)
        return self.weigh_other(act, sentence, cast, acts)

    def weigh_core(self, act: Act, sentence: Sentence, cast: Cast) -> Reason | None:
        doer = cast.doer(sentence, act)
        if act.target == "ban" and act.action in STOPS:
            return None
        if act.target == "other":
            return act.reason or (Reason.OUT_OF_SCOPE if doer.kind == "C" and cast.artificial(sentence) else None)
        if act.reason is not None:
            return act.reason if doer.kind in {"C", "N"} or sentence.of("C") else None
        if doer.kind == "N" and not doer.companies:
            return Reason.NO_COMPANY
        if doer.kind in {"R", "K"}:
            if act.action is Action.PAUSED and act.mode == "fact":
                act.action, act.companies = Action.ORDER, cast.affected(sentence, act)
            return None
        if act.mode == "noun" and ("use" not in sentence.topics or act.action is not Action.ABANDONED and act.target != "use"):
            return None
        act.companies, act.sure = doer.companies, doer.sure
        return None

    def weigh_plan(self, act: Act, sentence: Sentence, cast: Cast, acts: list[Act]) -> Reason | None:
        doer = cast.doer(sentence, act)
        if doer.kind != "C" or "use" not in sentence.topics or any(other.action in CORE and other.reason is None for other in acts):
            return None
        inside = {token.low for token in sentence.tokens[act.first : act.last]}
        if act.reason is None and not inside & self.tongue.grammar["negations"]:
            act.companies, act.sure = doer.companies, min(doer.sure, 0.8)
        return act.reason

    def weigh_other(self, act: Act, sentence: Sentence, cast: Cast, acts: list[Act]) -> Reason | None:
        """Regulators, courts and complainants act; what a company does to itself or asks for is none of these."""
        doer = cast.doer(sentence, act)
        if act.reason is not None:
            return act.reason
        official = doer.kind in {"R", "K"} or act.action is not Action.COMPLAINT and cast.authority(sentence, act)
        if act.action in {Action.ORDER, Action.INQUIRY} and not official and not (act.passive and cast.official(sentence)):
            return None
        if act.action is Action.COMPLAINT and (official or (doer.kind == "C" and not act.passive)):
            return None
        if act.action in {Action.FINE, Action.CLEARED} and not (official or cast.official(sentence) or doer.kind != "C"):
            return None
        if act.action is Action.ORDER and any(other.action in {Action.CLEARED} and other.start == act.start for other in acts):
            return None
        if act.action is Action.FINE and any(other.action is Action.CLEARED for other in acts):
            return None
        act.companies, act.sure = cast.affected(sentence, act), 0.8
        return None

    def beside(self, document: Document, title: Sentence | None, sentences: list[Sentence]) -> Iterable[Rejection]:
        """The stops of a company in a text on AI that is not about data use."""
        if not any("ai" in sentence.topics for sentence in sentences):
            return
        cast = Cast(self.tongue, document, title, sentences)
        for sentence in sentences:
            for act in self.acts(sentence) if sentence.of("C") else []:
                if act.action in CORE and act.reason is None and cast.doer(sentence, act).kind == "C":
                    act.companies = cast.doer(sentence, act).companies
                    yield self.reject(document, sentence, act, Reason.OUT_OF_SCOPE)

    # what goes out

    def report(self, document: Document, sentence: Sentence, act: Act, acts: list[Act], cast: Cast) -> Iterable[Report]:
        start, end = self.quote(sentence, act)
        date, effective = self.when(document, sentence, act, acts, cast)
        regulators = cast.regulators(sentence, act)
        regions, near = cast.regions(sentence, act, acts, regulators)
        trained = cast.near_use(sentence)
        sure = act.sure - (0 if near else 0.1) - (0.1 if act.mode == "noun" else 0) - (0 if "use" in sentence.topics else 0.05)
        for company in act.companies:
            for region in regions:
                yield Report(
                    document=document.id,
                    company=company,
                    region=region,
                    action=act.action,
                    date=date,
                    effective=effective,
                    regulators=regulators,
                    subject=Subject.TRAINING if trained else Subject.PRODUCT,
                    core=not act.before and sentence.number < 8,
                    quote=document.text[start:end],
                    start=start,
                    end=end,
                    rule=f"{self.tongue.lang}: {act.words}",
                    confidence=round(sure, 2),
                )

    @staticmethod
    def keep(reports: dict[tuple[str, str, Action], Report], report: Report) -> None:
        """One report an event: the surer, then the dated, then the first one."""
        key = (report.company, report.region, report.action)
        known = reports.get(key)
        if known is None or (report.confidence, report.date is not None) > (known.confidence, known.date is not None):
            reports[key] = report

    @staticmethod
    def quote(sentence: Sentence, act: Act) -> tuple[int, int]:
        """The sentence, or as much of a long one as lies round the act, cut between words."""
        start, end = sentence.span.start, sentence.span.end
        if end - start > LONGEST_QUOTE:
            tokens = sentence.tokens
            middle = tokens[act.head].start
            inside = [token for token in tokens[1:] if abs(token.start - middle) < LONGEST_QUOTE // 2 and abs(token.end - middle) < LONGEST_QUOTE // 2]
            start, end = inside[0].start, inside[-1].end
        return start, end

    def reject(self, document: Document, sentence: Sentence, act: Act, reason: Reason) -> Rejection:
        start, end = self.quote(sentence, act)
        named = act.companies or tuple(name for token in sentence.of("C") for name in token.ids)
        return Rejection(document.id, reason, act.action, named[0] if named else None, document.text[start:end], start, end, f"{self.tongue.lang}: {act.words}")

    # when

    def when(self, document: Document, sentence: Sentence, act: Act, acts: list[Act], cast: Cast) -> tuple[str | None, str | None]:
        """The day of the act and the day from which it holds."""
        base = sentence.date or document.published
        ahead = act.action in {Action.RESUMED, Action.ANNOUNCED}
        mentions = self.usable(sentence, self.tongue.mentions(sentence, base, year(sentence), ahead))
        if not mentions and cast.confirmed(sentence):
            after = cast.sentences[sentence.number + 1]
            later = self.usable(after, self.tongue.mentions(after, base, year(after), False))
            return (later[0].date if later else base), None
        news = [sentence.tokens[spot].start - sentence.span.start for spot in act.rest["announced"] if not act.first <= spot < act.last or act.action is Action.ANNOUNCED]
        offset = sentence.span.start
        spots = {id(other): sentence.tokens[other.head] for other in acts if other.action in CORE or other is act}
        mine, told = [], []
        for mention in mentions:
            gaps = {key: max(token.start - offset - mention.end, mention.start - token.end + offset) for key, token in spots.items()}
            nearest = min(gaps, key=lambda key: gaps[key])
            gap = gaps[nearest]
            if news and min(abs(spot - mention.start) for spot in news) < gap:
                told.append(mention)
            elif nearest == id(act):
                mine.append(mention)
        return self.settle(act, mine, told, base, sentence)

    def usable(self, sentence: Sentence, mentions: list[Mention]) -> list[Mention]:
        """The dates that are no deadline and no end of a period."""
        kept: list[Mention] = []
        bounds: list[int] = []
        for mention in mentions:
            paired = bool(bounds) and mention.start - bounds[-1] < PAIR
            if self.led(sentence, mention, "until") or paired:
                bounds.append(mention.end)
            else:
                kept.append(mention)
        return kept

    def settle(self, act: Act, mine: list[Mention], told: list[Mention], base: str | None, sentence: Sentence) -> tuple[str | None, str | None]:
        later = [one.date for one in mine + told if act.action in OWN and ((self.led(sentence, one, "ahead") and act.action is not Action.STARTED) or (base is not None and one.date > base[: len(one.date)]))]
        effective = later[0] if later and act.action is not Action.PAUSED else None
        dated = [one.date for one in mine if one.date not in later]
        heard = [one.date for one in told if one.date not in later]
        if heard and dated and act.action in {Action.RESUMED, Action.ANNOUNCED} and dated[0] > heard[0]:
            return heard[0], effective or dated[0]
        if dated or heard:
            return (dated or heard)[0], effective
        return (None if act.before else base), effective

    def led(self, sentence: Sentence, mention: Mention, kind: str) -> bool:
        """Whether words such as "from" or "until" lead to a date."""
        tokens = sentence.tokens
        place = next((number for number, token in enumerate(tokens) if token.start - sentence.span.start >= mention.start and number), len(tokens))
        phrases = self.tongue.lexicon.cues[kind]
        lows = [token.low for token in tokens[max(0, place - 4) : place]]
        texts = {" ".join(lows[-count:]) for count in range(1, len(lows) + 1)}
        return bool(texts & ({*phrases.words} | {pattern.text for pattern in phrases.patterns}))


def year(sentence: Sentence) -> int | None:
    """The first year that a sentence gives."""
    return next((int(token.low) for token in sentence.tokens if len(token.low) == 4 and token.low.isdigit() and token.low[:2] == "20"), None)
