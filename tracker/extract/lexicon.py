"""The word files in; compiled patterns, word sets and the name automaton out, one `Lexicon` a language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import simplemma

from tracker.model import Action, Words

#: one token as the patterns see it: the form and the lemma, both lower case (an entity: its letter twice)
CELL = "{low}/{lemma}"
#: forms whose lemma simplemma's table has wrong
MISREAD = {"ai": "ai", "cancelled": "cancel", "cancelling": "cancel", "geoblocks": "geoblock", "geoblocked": "geoblock"}
ELEMENT = re.compile(r"!?\([^)]*\)\??|\S+")
PLAIN = (
    r"(?!(?:is|are|was|were|be|been|has|have|had|will|would|can|could|may|might|should|must|which|who|if|unless|because|while|when|you|whether)/)"
    r"[^\s,;:()—–…!?.]\S*"
)


@lru_cache(maxsize=50_000)
def lemma(word: str, lang: str) -> str:
    """The dictionary form of a lower-case word."""
    if lang == "en" and word in MISREAD:
        return MISREAD[word]
    return simplemma.lemmatize(word, lang=lang).lower()


def element(text: str) -> str:
    """One element of a pattern (see the head of words/en.yaml) as a regular expression over cells."""
    if text.startswith("~~"):
        return rf"(?:[^;:!?\s]\S* ){{0,{int(text[2:])}}}"
    if text.startswith("~"):
        return rf"(?:{PLAIN} ){{0,{int(text[1:])}}}"
    optional = text.endswith("?") and len(text) > 1
    text = text.removesuffix("?") if optional else text
    choices = text[1:-1].split("|") if text.startswith("(") else [text]
    cells = "|".join("".join(cell(word) for word in choice.split()) for choice in choices)
    return f"(?:{cells})?" if optional else f"(?:{cells})"


def cell(word: str) -> str:
    """One word of a pattern as a regular expression over one cell and the blank behind it."""
    if word.startswith("<"):
        return re.escape(word[1:-1]) + r"/\S+ "
    if word.startswith("="):
        return re.escape(word[1:]) + r"/\S+ "
    if word.startswith("~"):
        return element(word)
    return rf"(?:\S+/{re.escape(word)}|{re.escape(word)}/\S+) "


@dataclass(frozen=True, slots=True)
class Pattern:
    """A row of elements; `anchors` are words of which the sentence must have one."""

    text: str
    regex: re.Pattern[str]
    anchors: frozenset[str]
    #: the number of elements before the verb, which `!` marks; 0 where the first is the verb
    marked: bool = False


@lru_cache(maxsize=5_000)
def pattern(text: str) -> Pattern:
    """A pattern of the word files, compiled; one element may hold blanks only inside quotes."""
    parts = ELEMENT.findall(text)
    marked = any(part.startswith("!") for part in parts)
    first = parts[0].lstrip("!")
    names = first.strip("()?").split("|")
    anchors = frozenset(name.split()[0].lstrip("=") for name in names)
    cells = [f"(?P<head>{element(part[1:])})" if part.startswith("!") else element(part) for part in parts]
    return Pattern(text, re.compile(r"(?<!\S)" + "".join(cells)), anchors, marked)


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words that may tell of an act."""

    action: Action
    form: str
    pattern: Pattern


class Lexicon:
    """What the extractor knows of one language."""

    def __init__(self, words: Words, lang: str) -> None:
        rules = words.rules[lang]
        assert isinstance(rules, dict)
        self.lang = lang
        self.grammar = {name: frozenset(map(str, values)) for name, values in rules["grammar"].items()}
        self.objects = {name: frozenset(map(str, values)) for name, values in rules["objects"].items()}
        self.mood = {name: frozenset(map(str, values)) for name, values in rules["mood"].items()}
        self.topics = {name: PhraseSet(values) for name, values in rules["topics"].items()}
        self.cues = {name: PhraseSet(values) for name, values in rules["cues"].items()}
        #: words that are as often a noun as a verb
        self.either = frozenset(map(str, rules["either"]))
        self.cities = {str(city): str(code) for city, code in rules["cities"].items()}
        self.heads = frozenset(map(str, rules["heads"]))
        self.triggers: dict[str, list[Trigger]] = {}
        for action, forms in rules["triggers"].items():
            for form, texts in forms.items():
                for text in texts:
                    trigger = Trigger(Action(action), form, pattern(text))
                    for anchor in trigger.pattern.anchors:
                        self.triggers.setdefault(anchor, []).append(trigger)


class PhraseSet:
    """Words and patterns of one kind: a set for the words, regular expressions for the rest."""

    def __init__(self, texts: list[str]) -> None:
        self.words = frozenset(text for text in texts if re.fullmatch(r"[^\s(=~<]+", text))
        self.patterns = [pattern(text) for text in texts if text not in self.words]

    def spans(self, cells: str, lemmas: list[str], lows: list[str]) -> list[int]:
        """The numbers of the tokens at which a word or a pattern of the set begins."""
        found = [i for i, (a, b) in enumerate(zip(lemmas, lows, strict=True)) if a in self.words or b in self.words]
        present = set(lemmas) | set(lows)
        for entry in self.patterns:
            if entry.anchors & present:
                found += [cells.count(" ", 0, match.start()) for match in entry.regex.finditer(cells)]
        return sorted(set(found))
