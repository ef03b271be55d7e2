"""A passage before and after an edit comes in; its words go out in order, each marked as kept, gone or new."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


def marked(sides: tuple[str | None, str | None]) -> list[tuple[str, str]]:
    """Return runs of text, each with `kept`, `gone` or `new`; single words between two edits go with them."""
    before, after = (_WORDS.findall(side or "") for side in sides)
    runs: list[tuple[str, str]] = []
    gone, new = "", ""
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        old, now = "".join(before[i:j]), "".join(after[k:m])
        between = (gone or new) and (j, m) != (len(before), len(after))
        if tag != "equal" or (between and not re.search(r"\w+\W+\w", now)):
            gone, new = gone + old, new + now
            continue
        runs += [*_edit(gone, new), ("kept", now)]
        gone, new = "", ""
    return runs + _edit(gone, new)


def _edit(gone: str, new: str) -> list[tuple[str, str]]:
    return [(mark, words) for mark, words in (("gone", gone), ("new", new)) if words]
