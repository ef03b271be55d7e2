"""A document in German, French, Italian, Spanish, Portuguese or Dutch in; its events, and what does not count, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from tracker.extract.english import LONGEST_TEXT, MOST_CLAIMS, too_long
from tracker.extract.foreign_acts import Acts
from tracker.extract.foreign_cast import Cast
from tracker.extract.foreign_forms import CORE, Act
from tracker.extract.foreign_weigh import Scales, product
from tracker.extract.foreign_when import When
from tracker.extract.foreign_where import Where
from tracker.extract.foreign_words import Tongue
from tracker.extract.phrases import Names, Sentence
from tracker.extract.reading import Line, Reading, Statement
from tracker.model import Action, Document, Reason, Rejection, Report, Subject, Words

LANGUAGES = ("de", "fr", "it", "es", "pt", "nl")
LONGEST_QUOTE = 600
#: a report in a sentence after this many is background
NEWS = 8

Found = tuple[Sentence, Act, Reason | None, tuple[Report, ...]]


class Foreign:
    """Reads documents in one language; made once, as it compiles all words."""

    def __init__(self, words: Words, lang: str, names: Names) -> None:
        self.tongue = Tongue(words, lang, names)
        self.acts = Acts(self.tongue)
        self.weigh = Scales(self.tongue)
        self.when = When(self.tongue)

    def __call__(self, document: Document) -> Reading:
        """The events of a document, each once, and the statements that do not count."""
        _, found = self.read(document)
        best: dict[tuple[str, str, Action], Report] = {}
        for _, _, _, reports in found:
            for report in reports:
                keep(best, report)
        told = {(report.start, report.action) for report in best.values()}
        rejected = [self.reject(document, sentence, act, reason) for sentence, act, reason, _ in found if reason]
        kept = dict.fromkeys(one for one in rejected if (one.start, one.action) not in told)
        return Reading(tuple(best.values()), (*kept, *too_long(document)))

    def explain(self, document: Document) -> tuple[Line, ...]:
        """Each sentence with what it says that somebody did, and why that does not count where it does not."""
        sentences, found = self.read(document)
        return tuple(
            Line(
                sentence.span.start,
                sentence.span.end,
                sentence.text,
                tuple(
                    self.statement(act, reason, reports) for other, act, reason, reports in found if other is sentence
                ),
            )
            for sentence in sentences
        )

    def hints(self, sentence: Sentence) -> Iterator[tuple[str, str]]:
        """The acts of which a sentence has words, each with the form of its words."""
        return ((action, form) for action, form, _, _ in self.acts.hits(sentence))

    def read(self, document: Document) -> tuple[list[Sentence], list[Found]]:
        """The sentences of a document, and each of their acts with the reason why it does not count or its reports."""
        if not self.tongue.about(document):
            return [], []
        title, sentences = self.tongue.sentences(document, LONGEST_TEXT)
        cast = Cast(self.tongue, document, title, sentences)
        heads = [title] if title else []
        scoped = any("use" in sentence.topics or product(sentence) for sentence in [*heads, *sentences])
        reader = self.scoped if scoped else self.beside
        return sentences, list(islice((one for sentence in sentences for one in reader(sentence, cast)), MOST_CLAIMS))

    def scoped(self, sentence: Sentence, cast: Cast) -> Iterator[Found]:
        """The acts of a sentence in a text on the data use."""
        acts = self.acts(sentence)
        silent = True
        for act in acts:
            reason = self.weigh(act, sentence, cast, acts)
            silent = silent and not (reason or act.companies)
            reports = () if reason else tuple(self.report(cast.document, sentence, act, acts, cast))
            yield sentence, act, reason, reports
        if silent:
            yield from self.said(sentence)

    def beside(self, sentence: Sentence, cast: Cast) -> Iterator[Found]:
        """The stops of a company in a text on AI that is not about data use."""
        if not sentence.of("C") or not cast.artificial(sentence):
            return
        for act in self.acts(sentence):
            doer = cast.doer(sentence, act)
            if act.action in CORE and act.reason is None and doer.kind == "C":
                act.companies = doer.companies
                yield sentence, act, Reason.OUT_OF_SCOPE, ()

    def said(self, sentence: Sentence) -> Iterator[Found]:
        """The use itself where a sentence without a counted act denies, alleges or demands something of it."""
        if "use" not in sentence.topics or not sentence.of("C"):
            return
        for reason in (Reason.ALLEGATION, Reason.DENIAL, Reason.DEMAND):
            phrases = self.tongue.lexicon.cues[reason.value]
            spots = sentence.spans(phrases)
            if spots:
                spot, end = spots[0], len(sentence.tokens)
                act = Act(Action.STARTED, spot, spot + 1, spot, "fact", sentence.tokens[spot].text, False, 0, end)
                yield sentence, act, reason, ()
                return

    def report(self, document: Document, sentence: Sentence, act: Act, acts: list[Act], cast: Cast) -> Iterable[Report]:
        """A report for each company and region of an act."""
        start, end = quote(sentence, act)
        date, effective = self.when(document, sentence, act, acts, cast)
        where = Where(self.tongue, cast)
        regulators = where.regulators(sentence, act)
        regions, near = where.regions(sentence, act, regulators)
        subject = Subject.TRAINING if cast.near_use(sentence) else Subject.PRODUCT
        doubt = (not near) * 0.1 + (act.mode == "noun") * 0.1 + ("use" not in sentence.topics) * 0.05
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
                    subject=subject,
                    core=not act.before and sentence.number < NEWS,
                    quote=document.text[start:end],
                    start=start,
                    end=end,
                    rule=self.rule(act),
                    confidence=round(act.sure - doubt, 2),
                )

    def rule(self, act: Act) -> str:
        return f"{self.tongue.lang}: {act.words}"

    def statement(self, act: Act, reason: Reason | None, reports: tuple[Report, ...]) -> Statement:
        """An act as a person reads it."""
        first = reports[0] if reports else None
        return Statement(
            act.action,
            act.words,
            "",
            act.companies,
            tuple(dict.fromkeys(report.region for report in reports)),
            first.regulators if first else (),
            first.date if first else None,
            first.effective if first else None,
            reason,
        )

    def reject(self, document: Document, sentence: Sentence, act: Act, reason: Reason) -> Rejection:
        start, end = quote(sentence, act)
        named = act.companies or tuple(name for token in sentence.of("C") for name in token.ids)
        company = named[0] if named else None
        return Rejection(document.id, reason, act.action, company, document.text[start:end], start, end, self.rule(act))


def keep(reports: dict[tuple[str, str, Action], Report], report: Report) -> None:
    """One report an event: the surer, then the dated, then the first one."""
    key = (report.company, report.region, report.action)
    known = reports.get(key)
    if known is None or (report.confidence, report.date is not None) > (known.confidence, known.date is not None):
        reports[key] = report


def quote(sentence: Sentence, act: Act) -> tuple[int, int]:
    """The sentence, or as much of a long one as lies round the act, cut between words."""
    start, end = sentence.span.start, sentence.span.end
    if end - start > LONGEST_QUOTE:
        middle, half = sentence.tokens[act.head].start, LONGEST_QUOTE // 2
        inside = [token for token in sentence.tokens[1:] if middle - half < token.start and token.end < middle + half]
        start, end = inside[0].start, inside[-1].end
    return start, end
