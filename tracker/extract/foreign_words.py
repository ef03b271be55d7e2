"""A document in a language other than English comes in; its sentences go out, with names, topics and dates marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from babel.dates import get_month_names

from tracker.extract import dates
from tracker.extract.foreign_lexicon import Vocabulary
from tracker.extract.phrases import Name, Names, Sentence, Token, tokenise
from tracker.extract.sentences import Span, split
from tracker.model import Document, Words

#: how the languages write artificial intelligence, in capitals; "ai" is an Italian word
AI = re.compile(r"(?:\w+-)?(?:AI|KI|IA|IAG|[AKI]\.[IA]\.)$")
COMPOUND = re.compile(r"(?:AI|KI|IA)-")
#: with it a noun is what stands before it, not the company: "Instagram-Fotos", "Meta-Analyse"
HYPHEN = "-"
#: begins every sentence, for the patterns that must stand there
BEGIN = "^"
MONTHS = dict(get_month_names("wide", locale="en").items())


class Tongue:
    """One language: its words, compiled, and the reading of sentences into tokens."""

    def __init__(self, words: Words, lang: str, names: Names) -> None:
        rules = words.rules[lang]
        assert isinstance(rules, dict)
        self.lang = lang
        self.names = names
        self.regions_of = {code: regulator.region for code, regulator in words.regulators.items()}
        self.lexicon = Vocabulary(rules, lang)
        self.grammar = self.lexicon.grammar
        self.lemmas: dict[str, str] = rules["lemmas"]
        self.compounds: dict[str, list[str]] = rules["compounds"]
        self.people = {
            stem + ending: code
            for code, stems in rules["regions"].items()
            for stem in stems
            for ending in rules["endings"]
        }
        self.people = {form if form.isupper() else form.lower(): code for form, code in self.people.items()}
        self.owned = {
            f"{name}s": company.id
            for company in words.companies.values()
            for name in (company.name, *company.brands)
            if lang == "de" and len(name) > 3
        }
        self.common = {
            company.name: company.id for company in words.companies.values() if company.name in company.ambiguous
        }
        self.commons = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, self.common))})(?![\w@])(?!-[Aa]nal)")
        self.subject = re.compile(rf"\b(?:AI|KI|IA|IAG)\b|(?i:{'|'.join(map(re.escape, rules['about']))})")
        self.numbers: dict[str, int] = rules["numbers"]
        self.relative = [(self.phrase(text), meaning) for text, meaning in rules["dates"].items()]

    @cached_property
    def months(self) -> dict[str, int]:
        return {name.lower(): number for number, name in get_month_names("wide", locale=self.lang).items()}

    def phrase(self, text: str) -> re.Pattern[str]:
        """A phrase of `dates` as a regular expression."""
        pattern = re.escape(text).replace("'", "['’]").replace(r"\ ", r"\s+")
        pattern = pattern.replace(r"\{month\}", f"(?P<month>{'|'.join(self.months)})")
        pattern = pattern.replace(r"\{n\}", rf"(?P<n>\d+|{'|'.join(self.numbers)})")
        return re.compile(rf"\b{pattern}\b(?!\s+(?:de\s+|del\s+)?\d{{4}})", re.I)

    def about(self, document: Document) -> bool:
        """The cheap test: whether a document has a word on AI or training at all."""
        return bool(self.subject.search(document.title) or self.subject.search(document.text))

    def sentences(self, document: Document, longest: int) -> tuple[Sentence | None, list[Sentence]]:
        """The headline and the sentences of the first `longest` characters of the text."""
        # the headline stands before the text, so that its names settle what the text's mean
        shift = len(document.title) + 1
        text = document.text[:longest]
        whole = document.title + "\n" + text
        found = self.named(whole, self.names.find(whole))
        title = next(self.read(document.title, [hit for hit in found if hit[1] < shift], document, False), None)
        below = [(start - shift, end - shift, name) for start, end, name in found if start >= shift]
        return title, list(self.read(text, below, document, True))

    def named(self, text: str, found: list[tuple[int, int, Name]]) -> list[tuple[int, int, Name]]:
        """The names with those companies added whose name is a common word, but not in "Meta del gobierno"."""
        taken = {place for start, end, _ in found for place in range(start, end)}
        more = []
        for match in self.commons.finditer(text):
            after = re.match(r"\s+(\w+)", text[match.end() : match.end() + 30])
            before = re.search(r"(\w+)['’\s]+$", text[max(0, match.start() - 12) : match.start()])
            initial = not match.start() or text[: match.start()].rstrip(' «“"„¿')[-1:] in ".!?:\n"
            owner = initial and after is not None and after[1] in self.grammar["genitives"]
            thing = before is not None and before[1].lower() in self.grammar["articles"]
            if match.start() not in taken and not owner and not thing:
                more.append((match.start(), match.end(), Name("C", (self.common[match.group()],))))
        return sorted([*found, *more], key=lambda hit: hit[0])

    def read(self, text: str, found: list[tuple[int, int, Name]], document: Document, body: bool) -> Iterator[Sentence]:
        place = 0
        for number, span in enumerate(split(text)):
            while place < len(found) and found[place][0] < span.start:
                place += 1
            last = place
            while last < len(found) and found[last][1] <= span.end:
                last += 1
            date = self.dated(document, span) if body else None
            sentence = Sentence(
                span, text[span.start : span.end], self.tokens(text, span, found[place:last]), number, date
            )
            for name, phrases in self.lexicon.topics.items():
                if spots := sentence.spans(phrases) + self.parts(sentence, name):
                    sentence.topics[name] = spots
            if any(token.kind == "C" and token.low.endswith(" ai") for token in sentence.tokens):
                sentence.topics.setdefault("ai", [])
            if self.use(sentence):
                sentence.topics["use"] = sentence.topics.get("train", sentence.topics.get("ai", []))
            yield sentence

    @staticmethod
    def dated(document: Document, span: Span) -> str | None:
        """The day of the section that a sentence stands in, where the page has more than one."""
        for section in document.sections[1:] and document.sections:
            if section.start <= span.start < section.end:
                return section.date
        return None

    @staticmethod
    def use(sentence: Sentence) -> bool:
        """Whether a sentence tells of training AI on people's data."""
        has = sentence.topics.keys()
        if "train" in has:
            return bool(has & {"ai", "data", "people"})
        return "ai" in has and (("data" in has and bool(has & {"improve", "handle"})) or "terms" in has)

    def parts(self, sentence: Sentence, topic: str) -> list[int]:
        """The compounds that end or begin with a word of a topic: "Trainingsstopp", "Nutzerdaten"."""
        stems = self.compounds.get(topic)
        if not stems:
            return []
        return [
            number
            for number, token in enumerate(sentence.tokens)
            if not token.kind and any(stem in token.low for stem in stems)
        ]

    def tokens(self, text: str, span: Span, names: list[tuple[int, int, Name]]) -> list[Token]:
        """The tokens of a sentence after a sign for its begin; a region that only says where somebody sits is none."""
        tokens = [Token("", BEGIN, BEGIN, span.start, span.start)]
        for token in tokenise(text, span, names, self.lang):
            tokens += self.word(token)
        for number, token in enumerate(tokens):
            if (
                token.kind == "C"
                and token.low == "meta"
                and number + 2 < len(tokens)
                and tokens[number + 1].low == HYPHEN
                and tokens[number + 2].text.lower().startswith("anal")
            ):
                token.kind, token.ids = "", ()
            if not token.kind and {token.lemma, token.low} & self.grammar["regulator nouns"]:
                self.seat(tokens, number)
            elif (
                token.kind == "R"
                or token.lemma in self.grammar["company nouns"]
                or token.lemma in self.grammar["courts"]
            ):
                self.unplace(tokens, number)
        return tokens

    def word(self, token: Token) -> list[Token]:
        """A token with the language's own word forms, peoples and compounds."""
        if token.kind:
            if token.kind == "G" and token.low in self.grammar["openers"]:
                token.kind, token.ids = "", ()
            return [token]
        if COMPOUND.match(token.text):
            cut = token.start + 3
            return [
                Token(token.text[:2], "a.i.", "a.i.", token.start, cut - 1),
                *self.word(next(self.retoken(token.text[3:], cut))),
            ]
        if AI.match(token.text):
            token.low = token.lemma = "a.i."
        elif token.text in self.owned:
            token.kind, token.ids = "C", (self.owned[token.text],)
        elif code := self.people.get(token.text, self.people.get(token.low)):
            token.kind, token.ids, token.people = "G", (code,), True
        token.lemma = self.lemmas.get(token.low, token.lemma)
        return [token]

    def retoken(self, text: str, start: int) -> Iterator[Token]:
        for token in tokenise(text, Span(0, len(text), 0, False), [], self.lang):
            token.start, token.end = token.start + start, token.end + start
            yield token

    def seat(self, tokens: list[Token], number: int) -> None:
        """Make "die irische Behörde" the regulator of the country that it is named with."""
        beside = [
            tokens[place]
            for place in (number - 1, number + 1, number - 2, number + 2)
            if 0 < place < len(tokens) and tokens[place].kind == "G" and tokens[place].people
        ]
        codes = tuple(self.names.country[place.ids[0]] for place in beside[:1] if place.ids[0] in self.names.country)
        tokens[number].kind, tokens[number].ids = "R", codes
        self.unplace(tokens, number)

    @staticmethod
    def unplace(tokens: list[Token], number: int) -> None:
        """Take the region off the adjective beside a regulator or a company: it is no place of users."""
        for place in (number - 1, number + 1):
            if (
                0 < place < len(tokens)
                and tokens[place].kind == "G"
                and (tokens[place].people or (place + 1 == number and tokens[number].low == HYPHEN))
            ):
                tokens[place].kind = "S"
        if number >= 2 and tokens[number - 1].low == HYPHEN and tokens[number - 2].kind == "G":
            tokens[number - 2].kind = "S"

    def mentions(self, sentence: Sentence, base: str | None, year: int | None, future: bool) -> list[dates.Mention]:
        """The dates of a sentence, those in the language's own relative words too."""
        found = dates.find(sentence.text, base, year, future)
        for pattern, meaning in self.relative:
            for match in pattern.finditer(sentence.text):
                for plain in dates.find(self.english(match, meaning), base, year, future):
                    found = [other for other in found if other.end <= match.start() or other.start >= match.end()]
                    found.append(dates.Mention(match.start(), match.end(), plain.date, ""))
        return sorted(found, key=lambda mention: mention.start)

    def english(self, match: re.Match[str], meaning: str) -> str:
        """The English words for a relative date."""
        groups = match.groupdict()
        if groups.get("month"):
            meaning = meaning.replace("{month}", MONTHS[self.months[groups["month"].lower()]])
        if number := groups.get("n"):
            meaning = meaning.replace("{n}", number if number.isdigit() else str(self.numbers[number.lower()]))
        return meaning
