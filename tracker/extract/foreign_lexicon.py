"""The word file of a language other than English comes in; its compiled words and patterns go out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tracker.extract.lexicon import PhraseSet, Trigger, pattern
from tracker.model import Action


class Vocabulary:
    """What the reader knows of one language; the parts are named as in tracker/words/de.yaml."""

    def __init__(self, rules: Mapping[str, Any]) -> None:
        self.grammar = sets(rules["grammar"])
        self.objects = sets(rules["objects"])
        self.topics = {name: PhraseSet(values) for name, values in rules["topics"].items()}
        self.cues = {name: PhraseSet(values) for name, values in rules["cues"].items()}
        #: words that are as often a noun as a verb
        self.either = frozenset(rules["either"])
        #: words that make a training one of people
        self.heads = frozenset(rules["heads"])
        #: separable verbs: the verb, the words before its particle, the particle
        self.splits: list[tuple[Action, list[str]]] = []
        self.triggers: dict[str, list[Trigger]] = {}
        for action, forms in rules["triggers"].items():
            self.splits += [(Action(action), text.split()) for text in forms.get("split", [])]
            for form in ("verbs", "moved", "nouns"):
                self.add(Action(action), form, forms.get(form, []))

    def add(self, action: Action, form: str, texts: Sequence[str]) -> None:
        """Sort patterns by the words of which a sentence must have one."""
        for text in texts:
            trigger = Trigger(action, form, pattern(text))
            for anchor in trigger.pattern.anchors:
                self.triggers.setdefault(anchor, []).append(trigger)


def sets(lists: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(values) for name, values in lists.items()}
