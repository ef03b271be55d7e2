"""Documents come in; which of them repeat the text of another goes out: wire copies, mirrors, a release printed whole.

Candidates share a sentence among the few of theirs with the lowest hashes; runs of four words then tell. So the work
grows with the texts and not with their pairs.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from tracker.model import Document

#: letters of a sentence at least that can tell a text from others
LETTERS = 30
#: sentences of a text by which it is looked up
KEYS = 4
#: words in a run
RUN = 4
#: the share of the runs of the shorter text that stand in the longer one, and of the longer that stand in the shorter
SHORTER, LONGER = 0.7, 0.4


def copies(documents: Iterable[Document]) -> dict[str, str]:
    """Return the id of each copy with the id of its original; of two like texts the earlier given is the original."""
    found: dict[str, str] = {}
    originals: defaultdict[int, list[Document]] = defaultdict(list)
    for document in documents:
        keys = _keys(document.text)
        near = {id(one): one for key in keys for one in originals[key]}
        original = next((one for one in near.values() if _alike(document.text, one.text)), None)
        if original is not None:
            found[document.id] = original.id
            continue
        for key in keys:
            originals[key].append(document)
    return found


@lru_cache(maxsize=4096)
def _keys(text: str) -> tuple[int, ...]:
    letters = re.sub(r"[^\w.!?\n]+", "", text.lower())
    sentences = (part for part in re.split(r"[.!?\n]+", letters) if len(part) >= LETTERS)
    hashes = {zlib.crc32(part.encode("utf-8", "replace")) for part in sentences}
    return tuple(sorted(hashes)[:KEYS])


@lru_cache(maxsize=4096)
def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return frozenset(zip(*(words[n:] for n in range(RUN)), strict=False))


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    shorter, longer = sorted((_runs(one), _runs(other)), key=len)
    shared = len(shorter & longer)
    return shared > 0 and shared >= SHORTER * len(shorter) and shared >= LONGER * len(longer)
