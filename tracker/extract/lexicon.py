"""The word files in; compiled patterns, word sets and the name automaton out, one `Lexicon` a language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import simplemma

from tracker.model import Action, DeclarationError, Words

#: one token as the patterns see it: the form and the lemma, both lower case (an entity: its letter twice)
CELL = "{low}/{lemma}"
#: forms whose lemma simplemma's table has wrong
MISREAD = {"ai": "ai", "cancelled": "cancel", "cancelling": "cancel", "geoblocks": "geoblock", "geoblocked": "geoblock"}
#: the moods of the words on which an act may depend
GOVERNING = ("decision", "demand", "possibility", "denial", "cancel", "allegation")
#: the closed classes of grammar that no noun belongs to
FUNCTION_WORDS = (
    "prepositions", "coordinators", "subordinators", "determiners", "pronouns", "negations", "be", "have", "modals"
)  # fmt: skip
#: the closed classes that may follow a noun
AFTER_NOUNS = (
    "prepositions", "coordinators", "subordinators", "modals", "be", "have", "do", "adverbs", "determiners"
)  # fmt: skip
#: what links a verb to its subject
LINKS = frozenset({"to", "also", "who", "which", "that"})
ELEMENT = re.compile(r"!?\([^)]*\)\??|\S+")
#: one word of a pattern, and one element
WORD = r"(?:~{1,2}\d+|<[CRG]>|=?[^\s()|<>=~!?]+)"
CHOICE = rf"{WORD}(?: {WORD})*"
WELL_FORMED = re.compile(rf"!?(?:{WORD}|\({CHOICE}(?:\|{CHOICE})*\))\??")
PHRASE = re.compile(r"[\w. -]+")
GAP = re.compile(r"!?\(?~+\d+\)?\??")
PLAIN = (
    r"(?!(?:is|are|was|were|be|been|has|have|had|will|would|can|could|may|might|should|must|which|who|if|unless|because|while|when|you|whether)/)"
    r"[^\s,;:()—–…!?.]\S*"
)


@lru_cache(maxsize=50_000)
def lemma(word: str, lang: str) -> str:
    """The dictionary form of a lower-case word."""
    if lang == "en" and word in MISREAD:
        return MISREAD[word]
    # the dictionaries of seven languages take 50 MB packed, and 440 MB as tables
    return simplemma.lemmatize(word, lang=lang, low_memory=True).lower()


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
    """A row of elements; of each set of `needs`, the first of which are the anchors, the sentence must have a word."""

    text: str
    regex: re.Pattern[str]
    needs: tuple[frozenset[str], ...]
    #: whether `!` marks the verb; else it is the first element
    marked: bool = False

    @property
    def anchors(self) -> frozenset[str]:
        return self.needs[0]

    def may_stand(self, present: frozenset[str] | set[str]) -> bool:
        """Whether a sentence of these words and lemmas can have it; asking is cheaper than the regular expression."""
        return not any(map(present.isdisjoint, self.needs))


@lru_cache(maxsize=5_000)
def pattern(text: str) -> Pattern:
    """A pattern of the word files, compiled. Raises ValueError where an element is none."""
    parts = ELEMENT.findall(text)
    wrong = [part for part in parts if not WELL_FORMED.fullmatch(part)]
    if wrong or not parts or GAP.fullmatch(parts[0]):
        raise ValueError(
            f"{(wrong or parts or ['nothing'])[0]} can be no {'part' if wrong else 'beginning'} of a pattern"
        )
    marked = any(part.startswith("!") for part in parts)
    needs = [words for number, part in enumerate(parts) if (words := needed(part, number == 0))]
    cells = [f"(?P<head>{element(part[1:])})" if part.startswith("!") else element(part) for part in parts]
    return Pattern(text, re.compile(r"(?<!\S)" + "".join(cells)), tuple(needs), marked)


def needed(part: str, first: bool) -> frozenset[str]:
    """The words with which the choices of an element begin; none where it may be missing or stand for any word."""
    starts = {choice.split()[0] for choice in part.strip("!()?").split("|")}
    if not first and (part.endswith("?") or any(start[0] in "~<" for start in starts)):
        return frozenset()
    return frozenset(start.lstrip("=") for start in starts)


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
        self.grammar = word_sets(rules["grammar"])
        self.objects = word_sets(rules["objects"])
        self.mood = word_sets(rules["mood"])
        self.roles = word_sets(rules["roles"])
        self.topics = phrase_sets(f"{lang}.yaml: topics", rules["topics"])
        self.cues = phrase_sets(f"{lang}.yaml: cues", rules["cues"])
        #: words on which an act may depend: "agreed to", "refuses to"
        self.governing = frozenset().union(*(self.mood[name] for name in GOVERNING))
        #: words that are no noun, verb or adjective
        self.function_words = frozenset({"to"}).union(*(self.grammar[name] for name in FUNCTION_WORDS))
        grammar = self.grammar
        #: a word that may be noun or verb is a verb after these, and a noun after those
        self.before_verbs = grammar["modals"] | grammar["do"] | grammar["negations"] | grammar["pronouns"] | LINKS
        self.before_nouns = grammar["determiners"] | grammar["prepositions"] | {"'s", "'"}
        #: after these a participle is a verb: "paused its", "suspended after"
        self.after_verbs = grammar["determiners"].union(
            {"to"}, *(grammar[name] for name in ("prepositions", "pronouns", "subordinators", "adverbs"))
        )
        #: after these a region is a noun of its own: "in Germany has", "in Germany after"
        self.after_nouns = frozenset({"to"}).union(*(grammar[name] for name in AFTER_NOUNS))
        #: words that are as often a noun as a verb
        self.either = frozenset(map(str, rules["either"]))
        self.cities = {str(city): str(code) for city, code in rules["cities"].items()}
        #: adverbs of several words, by the last of them: "for the time being"
        self.adverbials: dict[str, list[list[str]]] = {}
        for phrase in rules["adverbials"]:
            self.adverbials.setdefault(str(phrase).split()[-1], []).append(str(phrase).split())
        self.heads = frozenset(map(str, rules["heads"]))
        #: words and plain phrases on AI, training and recordings: a text on the matter has one, or one on privacy
        topics = rules["topics"]
        self.about = {
            one
            for one in map(str, (*rules["about"], *rules["also about"], *topics["ai"], *topics["train"]))
            if PHRASE.fullmatch(one)
        }
        self.triggers = triggers(f"{lang}.yaml: triggers", rules["triggers"])


def word_sets(rules: Mapping[str, list[str]]) -> dict[str, frozenset[str]]:
    """The lists of a section as sets of words."""
    return {name: frozenset(map(str, words)) for name, words in rules.items()}


def phrase_sets(where: str, rules: Mapping[str, list[str]]) -> dict[str, PhraseSet]:
    """The lists of a section as sets of words and patterns."""
    return {name: PhraseSet(f"{where}: {name}", texts) for name, texts in rules.items()}


def triggers(where: str, rules: Mapping[str, Mapping[str, list[str]]]) -> dict[str, list[Trigger]]:
    """The triggers by the words of which a sentence must have one."""
    found: dict[str, list[Trigger]] = {}
    for name, forms in rules.items():
        for form, texts in forms.items():
            for text in texts:
                trigger = Trigger(action(where, name), form, told(f"{where}: {name}: {form}", text))
                for anchor in trigger.pattern.anchors:
                    found.setdefault(anchor, []).append(trigger)
    return found


def told(where: str, text: object) -> Pattern:
    """A pattern, compiled. Raises DeclarationError where it is none; `where` names its file and sections."""
    try:
        if not isinstance(text, str):
            raise ValueError("must be text (in quotes where YAML takes it for something else)")
        return pattern(text)
    except ValueError as error:
        raise DeclarationError(f"{where}: {text!r}: {error}") from error


def action(where: str, name: str) -> Action:
    """An action by its name. Raises DeclarationError where there is none."""
    if name not in set(Action):
        raise DeclarationError(f"{where}: {name!r} is unknown; allowed: {', '.join(Action)}")
    return Action(name)


class PhraseSet:
    """Words and patterns of one kind: a set for the words, regular expressions for the rest."""

    def __init__(self, where: str, texts: list[str]) -> None:
        patterns = [told(where, text) for text in texts]
        self.words = frozenset(entry.text for entry in patterns if re.fullmatch(r"[^\s(=~<]+", entry.text))
        self.patterns = [entry for entry in patterns if entry.text not in self.words]

    def spans(self, cells: str, lemmas: list[str], lows: list[str], present: set[str]) -> list[int]:
        """The numbers of the tokens at which a word or a pattern of the set begins; `present` are both as a set."""
        words = self.words & present
        found = (
            [i for i, (a, b) in enumerate(zip(lemmas, lows, strict=True)) if a in words or b in words] if words else []
        )
        for entry in self.patterns:
            if entry.may_stand(present):
                found += [cells.count(" ", 0, match.start()) for match in entry.regex.finditer(cells)]
        return sorted(set(found))
