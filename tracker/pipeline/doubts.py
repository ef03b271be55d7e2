"""The documents of all sources come in; what is suspicious about the newest of a source goes out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from tracker.model import Document

#: so many of the newest pages must look wrong together, and so many older ones must show what is right
_NEWEST, _OLDER = 3, 5
#: the share of the shortest text so far that is suspiciously short
_SHORT = 0.5


def doubts(documents: Iterable[Document]) -> dict[str, str]:
    """By source, why its newest pages are not believed.

    The place of the text that feeds.yaml declares is in none of them, or the texts are shorter than ever: a site was
    rebuilt, or shows a wall of consent in place of its pages. Single pages may well be short, or made otherwise.
    """
    by_source: dict[str, list[Document]] = defaultdict(list)
    for one in documents:
        by_source[one.source].append(one)
    found = {}
    for source, pages in by_source.items():
        pages.sort(key=lambda one: (one.fetched, one.published or ""))
        why = _why(pages[-_NEWEST:], pages[:-_NEWEST]) if source else ""
        if why:
            found[source] = why
    return found


def _why(newest: Sequence[Document], older: Sequence[Document]) -> str:
    if len(newest) < _NEWEST:
        return ""
    if all("body" in one.missed for one in newest):
        return f"page.body of feeds.yaml matches nothing in the newest {_NEWEST} pages, such as {newest[-1].url}"
    if len(older) < _OLDER:
        return ""
    least, longest = min(len(one.text) for one in older), max(len(one.text) for one in newest)
    if longest < _SHORT * least:
        return (
            f"text shorter than ever: the newest {_NEWEST} pages have {longest} characters at most, "
            f"all {len(older)} before them {least} at least"
        )
    return ""
