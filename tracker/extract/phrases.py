"""A sentence in; its tokens out, with the companies, regulators and regions that they name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

import ahocorasick

from tracker.extract.dates import DATED
from tracker.extract.lexicon import PhraseSet, lemma
from tracker.extract.sentences import Span
from tracker.model import Words

TOKEN = re.compile(
    r"\d+(?:[.,:/]\d+)*(?:st|nd|rd|th)?|(?:[A-Za-z]\.){2,}|[^\W\d_]+(?:n't|n’t)(?!\w)|[^\W\d_]+(?:-[^\W_]+)*|[’'](?:s|re|ve|ll|d|m|t)\b|[^\s\w]|\w+"
)
#: "Microsoft-owned" names no company that acts
OWNED = re.compile(r"-(?:owned|backed|based|run|controlled|funded|style|like|led)\b")
NOT = re.compile(r"(.+)(n[’']t)$")


@dataclass(slots=True)
class Token:
    """A word, a sign or a name; `kind` is C for a company, R for a regulator, G for a region, else empty.

    `ids` are the slugs or codes that a name means; a `kind` without ids is a noun that stands for one ("the company").
    """

    text: str
    low: str
    lemma: str
    start: int
    end: int
    kind: str = ""
    ids: tuple[str, ...] = ()
    #: a region by its people's name or adjective
    people: bool = False
    #: a company by the name of what it makes
    brand: bool = False

    @property
    def cell(self) -> str:
        """The token as the patterns see it: form and lemma; for a name its letter, for a stand-in its noun too."""
        if not self.kind:
            return f"{self.low}/{self.lemma}"
        return f"{self.kind}/{self.kind if self.ids else self.lemma}"


@dataclass(frozen=True, slots=True)
class Name:
    """What one spelling means."""

    kind: str
    ids: tuple[str, ...]
    people: bool = False
    #: one of these must stand in the text too
    context: tuple[str, ...] | None = None
    #: the company's or regulator's usual name, which its place in a sentence can prove too
    usual: bool = False
    #: the name of what a company makes
    brand: bool = False


@dataclass
class Sentence:
    """A sentence and what was seen in it."""

    span: Span
    text: str
    tokens: list[Token]
    number: int = 0
    date: str | None = None
    topics: dict[str, list[int]] = field(default_factory=dict)
    found: dict[PhraseSet, list[int]] = field(default_factory=dict, repr=False)

    @cached_property
    def cells(self) -> str:
        """The tokens as the patterns see them."""
        return "".join(token.cell + " " for token in self.tokens)

    @cached_property
    def lemmas(self) -> list[str]:
        """The dictionary forms, in order."""
        return [token.lemma for token in self.tokens]

    @cached_property
    def lows(self) -> list[str]:
        """The forms in lower case, in order."""
        return [token.low for token in self.tokens]

    @cached_property
    def present(self) -> set[str]:
        """All of both."""
        return {*self.lemmas, *self.lows}

    def at(self, offset: int) -> int:
        """The number of the token at an offset of `cells`."""
        return self.cells.count(" ", 0, offset)

    def spans(self, phrases: PhraseSet) -> list[int]:
        """The numbers of the tokens at which a word or a pattern of a set begins."""
        if phrases not in self.found:
            self.found[phrases] = phrases.spans(self.cells, self.lemmas, self.lows, self.present)
        return self.found[phrases]

    def of(self, kind: str) -> list[Token]:
        """The names of one kind."""
        return [token for token in self.tokens if token.kind == kind]


class Names:
    """Every name of the word files in one automaton."""

    def __init__(self, words: Words) -> None:
        self.automaton = ahocorasick.Automaton()
        self.country: dict[str, str] = {}
        self.owners = {company.id: company.owner for company in words.companies.values()}
        found: dict[str, Name] = {}
        for company in words.companies.values():
            names = {company.name, *company.brands, *company.legal}
            sure = tuple(sorted(names - set(company.ambiguous)))
            for name in names:
                context = (*sure, *company.context) if name in company.ambiguous else None
                found[name] = Name(
                    "C", (company.id,), context=context, usual=name == company.name, brand=name in company.brands
                )
        for region in words.regions.values():
            for name in (region.name, *region.names, *region.demonyms):
                if name not in region.ambiguous:
                    found.setdefault(name, Name("G", (region.id,), people=name in region.demonyms))

        for regulator in words.regulators.values():
            names = {regulator.name, *regulator.names}
            sure = tuple(sorted(names - set(regulator.ambiguous)))
            for name in names:
                context = (*sure, *regulator.context) if name in regulator.ambiguous else None
                sharing = found.get(name)
                if sharing is None or sharing.kind != "R":
                    found[name] = Name("R", (regulator.id,), context=context)
                    continue
                either = None if None in {sharing.context, context} else (*(sharing.context or ()), *(context or ()))
                found[name] = Name("R", (*sharing.ids, regulator.id), context=either)
            if regulator.country:
                self.country.setdefault(regulator.country, regulator.id)
        self.spellings = {
            regulator.id: words.regions[regulator.country or regulator.region].names
            for regulator in words.regulators.values()
            if (regulator.country or regulator.region) in words.regions
        }
        for name, meaning in found.items():
            for spelling in {name, name.replace("’", "'"), name.replace("'", "’")}:
                self.automaton.add_word(spelling, (spelling, meaning))
        self.automaton.make_automaton()

    def one(self, name: Name, text: str) -> Name:
        """The one authority of several that share a name: the one whose country the text names; else none."""
        here = [code for code in name.ids if any(has_word(text, spelling) for spelling in self.spellings[code])]
        return replace(name, ids=tuple(here[:1]))

    def find(self, text: str) -> list[tuple[int, int, Name]]:
        """The names in a text as (start, end, name), longest first where they overlap, in order."""
        hits = []
        for last, (spelling, name) in self.automaton.iter(text):
            start, end = last - len(spelling) + 1, last + 1
            if (start and (text[start - 1].isalnum() or (text[start - 1] in "_-@/.#" and spelling[0].isalnum()))) or (
                end < len(text)
                and (text[end].isalnum() or text[end] in "_@" or (text[end : end + 1] == "-" and len(spelling) == 1))
            ):
                continue
            if OWNED.match(text, end):
                continue
            hits.append((start, end, name))
        hits.sort(key=lambda hit: (hit[0], -hit[1]))
        chosen: list[tuple[int, int, Name]] = []
        present: dict[tuple[str, ...], bool] = {}
        shown = {name for start, end, name in hits if name.usual and name.context and proper(text, start, end)}
        for start, end, name in hits:
            if chosen and start < chosen[-1][1]:
                continue
            if name.context is not None:
                if name.context not in present:
                    present[name.context] = any(has_word(text, word) for word in name.context)
                if not present[name.context] and not (
                    name in shown and not common(text, start, end) if name.kind == "C" else named_office(text, start)
                ):
                    continue
            chosen.append((start, end, name if len(name.ids) < 2 else self.one(name, text)))
        return [hit for hit in chosen if hit[2].ids]


def common(text: str, start: int, end: int) -> bool:
    """Whether a name that is a common word too stands as that, or in another name: "the line", "Apple Juice"."""
    before, after = text[max(0, start - 40) : start].rstrip("‘“\"'( "), text[end : end + 40]
    if text[start:end].islower() or re.match(r"\s[A-Z][a-z]", after):
        return True
    if re.search(r"\b(?:the|a|an|The|A|An)$", before) and not re.match(r"[’']s\b", after):
        return True
    word = re.search(r"\b[A-Z]\w*$", before)
    return bool(word and word[0] not in DATED and not re.search(r"(?:^|[.!?\n:]\s*)[A-Z]\w*$", before))


def proper(text: str, start: int, end: int) -> bool:
    """Whether a name that is a common word too surely stands as a name: "Snap has", "at Zoom"."""
    if common(text, start, end):
        return False
    before, after = text[max(0, start - 40) : start].rstrip("‘“\"'( "), text[end : end + 40]
    if before and not before.endswith((".", "!", "?", "\n", ":", "“")):
        return True
    return bool(
        re.match(
            r"(?:[’']s\b|[,:]|\.?\s*\n|\.\s|\s\(|\s(?:has|had|is|was|will|would|and|to|[a-z]+(?:s|ed)|did|does|may|might|could|can|for|in"
            r"|put|took|began|went|said|told|made|gave|got|let|kept|held|cut|set|sent|came|stood|drew|chose|won)\b)",
            after,
        )
    )


def named_office(text: str, start: int) -> bool:
    """Whether an acronym stands as an authority's: "the OPC" in a text on privacy."""
    return (
        text[max(0, start - 4) : start].lower() == "the "
        and text[start : start + 3] != "AP "
        and ("privacy" in text or "personal" in text)
    )


def has_word(text: str, word: str) -> bool:
    """Whether a text has a word, as a whole."""
    place = text.find(word)
    while place >= 0:
        end = place + len(word)
        if not (place and text[place - 1].isalnum()) and not (end < len(text) and text[end].isalnum()):
            return True
        place = text.find(word, place + 1)
    return False


def tokenise(text: str, span: Span, names: list[tuple[int, int, Name]], lang: str) -> list[Token]:
    """The tokens of one sentence; each name is one token."""
    tokens: list[Token] = []
    position = span.start
    for start, end, name in [*names, (span.end, span.end, Name("", ()))]:
        for match in TOKEN.finditer(text, position, start):
            tokens += word_tokens(match, lang)
        if end > start:
            tokens.append(
                Token(
                    text[start:end],
                    text[start:end].lower(),
                    text[start:end].lower(),
                    start,
                    end,
                    name.kind,
                    name.ids,
                    name.people,
                    name.brand,
                )
            )
        position = end
    return tokens


def word_tokens(match: re.Match[str], lang: str) -> Iterable[Token]:
    """The token of a word; "didn't" is two."""
    word, start = match.group().replace("’", "'"), match.start()
    split = NOT.match(word) if lang == "en" else None
    if split and split[1].lower() not in {"ca", "wo"}:
        cut = start + len(split[1])
        yield Token(word[: cut - start], split[1].lower(), lemma(split[1].lower(), lang), start, cut)
        yield Token(word[cut - start :], "n't", "not", cut, match.end())
    elif split:
        cut = start + len(split[1])
        yield Token(
            word[: cut - start],
            "can" if split[1].lower() == "ca" else "will",
            "can" if split[1].lower() == "ca" else "will",
            start,
            cut,
        )
        yield Token(word[cut - start :], "n't", "not", cut, match.end())
    else:
        low = word.lower()
        yield Token(word, low, lemma(low, lang) if low[:1].isalpha() else low, start, match.end())
