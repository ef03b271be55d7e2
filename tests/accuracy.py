"""Our own labelled texts come in; the counts that the page /accuracy shows go to tracker/site/accuracy.json.

    python tests/accuracy.py

Only counts are written: what is right, false and missed. The shares and their intervals are worked out on the page.
"""

from __future__ import annotations

import json
from typing import Any

from scoring import CORE, HERE, Case, Score, documents, false_alarms, figures, passes, read_all, score, sentences

from tracker.model import Action

SHIPPED = HERE.parent / "tracker" / "site" / "accuracy.json"
TITLES = {
    "core three": "paused, resumed or abandoned",
    "core three, dated": "the same, with the right date",
    "core three, main news only": "the same, leaving out what is told as background",
    "all ten": "all ten actions",
    "all ten, dated": "all ten, with the right date",
}


def _counts(one: Score) -> dict[str, int]:
    return {"right": one.right, "false": one.false, "missed": one.missed}


def _whole(cases: tuple[Case, ...]) -> dict[str, Any]:
    return {
        "texts": len(cases),
        "rows": [{"what": TITLES[name], **_counts(one)} for name, one in figures(cases).items()],
        "actions": [
            {"what": action.value, "core": action in CORE, **_counts(score(cases, (action,)))} for action in Action
        ],
    }


def measured() -> dict[str, Any]:
    """Everything that the page shows."""
    whole, rows = read_all(documents(HERE / "corpus" / "blind.jsonl")), read_all(sentences())
    aside, alarms = false_alarms(whole)
    files = {
        "en": HERE / "sentences.yaml",
        **{path.suffixes[0][1:]: path for path in sorted(HERE.glob("sentences.*.yaml"))},
    }
    languages = []
    for lang, path in files.items():
        found = rows if lang == "en" else read_all((group, {**row, "lang": lang}) for group, row in sentences(path))
        languages.append({"lang": lang, "texts": len(found), "passed": sum(map(passes, found))})
    return {
        "documents": {**_whole(whole), "aside": aside, "alarms": alarms},
        "sentences": _whole(rows),
        "languages": languages,
    }


if __name__ == "__main__":
    SHIPPED.write_text(json.dumps(measured(), indent=1) + "\n", "utf-8")
    print(f"{SHIPPED} written")
