"""A text comes in; its sentences as they are compared with another text's go out, without what changes by itself."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tracker.model import DeclarationError

#: words: the most in a paragraph that may be furniture, and in a text that may stand in for a page
_FURNITURE, _STAND_IN = 60, 120
#: words that are left of a line such as "Updated 3 hours ago by the office"
_LABEL = 5
#: pages of a site on which a sentence comes later, for it to be the site's, and its words: headings recur too
_PAGES, _NOTICE = 3, 9
_LISTS = ("furniture", "within", "stand_ins", "about")
_PARAGRAPH = re.compile(r"[^\n]+")
_SENTENCE_END = re.compile(r"[.!?…\u3002\uff01\uff1f][\"'”\u2019»)\]]*(?=\s)")
#: the number of a list entry or of a clause: an entry put in above it moves it
_NUMBER = re.compile(
    r"\s*(?:\(?\d{1,3}(?:\.\d{1,3})*[.)]|\d{1,3}(?:\.\d{1,3})+|\([a-z]{1,3}\)|[ivx]{1,5}[.)])(?=\s)", re.I
)
_WORD = re.compile(r"[^\W_]+")
#: an id that a machine made
_ID = re.compile(r"(?=\S*\d)(?=\S*[^\W\d_])\S{12,}")
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, or a line that is none: `text[start:end]`, and its words as they are compared."""

    start: int
    end: int
    words: Words


@dataclass(frozen=True, slots=True)
class Rules:
    """The patterns of tracker/words/edits.yaml; see there what each means."""

    furniture: re.Pattern[str] | None = None
    within: re.Pattern[str] | None = None
    stand_ins: re.Pattern[str] | None = None
    about: re.Pattern[str] | None = None
    #: sentences that a site puts on many of its pages (see `notices`)
    notices: frozenset[Words] = frozenset()

    @classmethod
    def of(cls, content: object) -> Rules:
        """The rules that the file's content declares. Raises DeclarationError."""
        lists = content if isinstance(content, Mapping) else {}
        furniture, within, stand_ins, about = (_pattern(name, lists.get(name, {})) for name in _LISTS)
        return cls(furniture, within, stand_ins, about)

    def is_furniture(self, paragraph: str) -> bool:
        """Whether a paragraph is the site's, and no part of what the page says."""
        short = len(paragraph.split()) <= _FURNITURE
        return bool(self.furniture and short and self.furniture.search(paragraph) and not self.is_about(paragraph))

    def stands_in(self, text: str) -> bool:
        """Whether a text is an error or a door, and not what the page says."""
        return bool(self.stand_ins and len(text.split()) <= _STAND_IN and self.stand_ins.search(text))

    def is_about(self, text: str) -> bool:
        """Whether a text is about the subject of the tracker."""
        return bool(self.about and self.about.search(text))


def _pattern(name: str, themes: Mapping[str, list[str]]) -> re.Pattern[str] | None:
    """All patterns of a list as one."""
    for theme, patterns in themes.items():
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise DeclarationError(f"edits.yaml: {name}.{theme}: {pattern!r} is no pattern: {error}") from None
    every = [f"(?:{pattern})" for patterns in themes.values() for pattern in patterns]
    return re.compile("|".join(every), re.IGNORECASE) if every else None


@lru_cache(maxsize=512)
def units(text: str, rules: Rules) -> tuple[Unit, ...]:
    """The units of a text in their order; furniture, and what has no word in it, is left out."""
    return tuple(unit for match in _PARAGRAPH.finditer(text) for unit in _units(match[0], match.start(), rules))


def _units(paragraph: str, offset: int, rules: Rules) -> Iterator[Unit]:
    if rules.is_furniture(paragraph):
        return
    blanked = rules.within.sub(lambda found: " " * len(found[0]), paragraph) if rules.within else paragraph
    if blanked != paragraph and len(_words(blanked)) <= _LABEL:
        return
    paragraph = blanked
    start = number.end() if (number := _NUMBER.match(paragraph)) else 0
    for end in (*(match.end() for match in _SENTENCE_END.finditer(paragraph, start)), len(paragraph)):
        words = _words(paragraph[start:end])
        if words and words not in rules.notices:
            blank = len(paragraph[start:end]) - len(paragraph[start:end].lstrip())
            yield Unit(offset + start + blank, offset + start + len(paragraph[start:end].rstrip()), words)
        start = end


def notices(pages: Iterable[Sequence[str]], rules: Rules) -> frozenset[Words]:
    """The sentences that came later onto several pages of one site; `pages` has the texts of each in their order.

    A sentence about the subject of the tracker is none, wherever it stands.
    """
    counted: Counter[Words] = Counter()
    for first, *later in pages:
        began = {unit.words for unit in units(first, rules)}
        came = {
            (unit.words, rules.is_about(text[unit.start : unit.end])) for text in later for unit in units(text, rules)
        }
        counted.update(words for words, about in came if not about and words not in began)
    return frozenset(words for words, count in counted.items() if count >= _PAGES and len(words) >= _NOTICE)


def _words(text: str) -> Words:
    """The words without case, marks, invisible characters and the ids of machines."""
    plain = unicodedata.normalize("NFKC", text.translate(_UNSEEN)).casefold()
    return tuple(_WORD.findall(_ID.sub(" ", plain)))
