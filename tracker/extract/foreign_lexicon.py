"""The word file of a language other than English comes in; its compiled words and patterns go out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tracker.extract.lexicon import action, phrase_sets, triggers
from tracker.model import Action


class Vocabulary:
    """What the reader knows of the language `lang`; the parts are named as in tracker/words/de.yaml."""

    def __init__(self, rules: Mapping[str, Any], lang: str) -> None:
        self.grammar = sets(rules["grammar"])
        self.objects = sets(rules["objects"])
        self.topics = phrase_sets(f"{lang}.yaml: topics", rules["topics"])
        self.cues = phrase_sets(f"{lang}.yaml: cues", rules["cues"])
        #: words that are as often a noun as a verb
        self.either = frozenset(rules["either"])
        #: words that make a training one of people
        self.heads = frozenset(rules["heads"])
        #: separable verbs: the verb, the words before its particle, the particle
        self.splits: list[tuple[Action, list[str]]] = []
        where = f"{lang}.yaml: triggers"
        patterns = {}
        for name, forms in rules["triggers"].items():
            self.splits += [(action(where, name), text.split()) for text in forms.get("split", [])]
            patterns[name] = {form: texts for form, texts in forms.items() if form != "split"}
        self.triggers = triggers(where, patterns)


def sets(lists: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(values) for name, values in lists.items()}
