"""The text of a page comes in; its dated sections come out: a statement edited in place is several."""

from __future__ import annotations

import re
from typing import NamedTuple

from tracker.model import Section
from tracker.read import dates

#: the words with which editors head an addition, an earlier state or a correction
_MARK = (
    r"updat(?:e|ed|es)|statement|previous(?:ly)?|original|earlier|correct(?:ion|ed)|clarification|"
    r"editor['\u2019]s note|"
    r"addendum|aktualisiert|aktualisierung|nachtrag|stellungnahme|korrektur|mise à jour|déclaration|rectificatif|"
    r"aggiornamento|aggiornato|dichiarazione|rettifica|actualización|actualizado|declaración|corrección|"
    r"atualização|atualizado|declaração|correção|bijgewerkt|verklaring|correctie|rectificatie|oppdatert|uttalelse"
)
_MARKED = re.compile(rf"\b(?:{_MARK})\b", re.IGNORECASE)
#: of the page as a whole, not of a part of it
_IMPRINT = re.compile(
    r"\W*(?:(?:last|page|first|date|zuletzt|dernière)\b.*|(?:updated|published|posted|modified|reviewed|aktualisiert)"
    r"(?:\s+(?:on|at|am))?\W*)$",
    re.IGNORECASE,
)
_EARLIER = re.compile(r"\W*(?:the\s+)?(?:previous|original|earlier)\s+(?:statement|text|version)\W*", re.IGNORECASE)
_DAYS = re.compile(r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b", re.IGNORECASE)
_OPENING = re.compile(rf"[\s\[(*]*(?:{_MARK})(?:\s+\w+){{0,2}}[\s,:;(\[\u2013—-]*", re.IGNORECASE)
_CLOSING = re.compile(r"[\s\])*]*[:.\u2013—\]-]")
#: a heading is short: characters in all, and words beside its date
_SHORT, _WORDS = 100, 8


class _Head(NamedTuple):
    start: int
    heading: str
    date: str | None
    #: the end of its only paragraph, for a date that stands in the paragraph itself ("Update, 14 June 2024: ...")
    end: int | None = None


def split(text: str, published: str | None, latest: str, lang: str) -> tuple[Section, ...]:
    """The sections of a text, which cover it whole; one where nothing in it is dated apart.

    Text above the first dated heading, and an earlier statement without a date of its own, is of the day of
    publication.
    No section is later than `latest`.
    """
    heads = _heads(text, latest, lang, published)
    if not heads or heads[0].start > 0:
        heads.insert(0, _Head(0, "", published))
    filled: list[_Head] = []
    for number, head in enumerate(heads):
        filled.append(head)
        following = heads[number + 1].start if number + 1 < len(heads) else len(text)
        leads = all(x.end is not None for x in filled)  # a note above the text, not a piece added below it
        if head.end is not None and leads and head.end < following:
            filled.append(_Head(head.end, "", published))
    ends = [*(head.start for head in filled[1:]), len(text)]
    return tuple(Section(head.heading, head.date, head.start, end) for head, end in zip(filled, ends, strict=True))


def _heads(text: str, latest: str, lang: str, published: str | None) -> list[_Head]:
    """Where a part of its own begins, in order."""
    heads: list[_Head] = []
    for match in re.finditer(r"[^\n]+(?:\n[^\n]+)*", text):
        paragraph = match[0]
        if not _MARKED.search(paragraph[: 2 * _SHORT]):
            continue
        if heads and _EARLIER.fullmatch(paragraph):
            heads.append(_Head(match.start(), paragraph, published))
            continue
        found = next(dates.find(paragraph[: 2 * _SHORT], lang), None)
        if found is None or not dates.plausible(found.iso, latest):
            continue
        if _is_heading(paragraph, found):
            heads.append(_Head(match.start(), paragraph, found.iso))
        elif _OPENING.fullmatch(_DAYS.sub("", paragraph[: found.start])) and _CLOSING.match(paragraph[found.end :]):
            end = match.end() + len(text[match.end() :]) - len(text[match.end() :].lstrip("\n"))
            heads.append(_Head(match.start(), paragraph[: found.end].strip(" [(*"), found.iso, end))
    return heads


def _is_heading(paragraph: str, found: dates.Found) -> bool:
    rest = _DAYS.sub("", paragraph[: found.start] + " " + paragraph[found.end :]).strip()
    return (
        len(paragraph) <= _SHORT
        and not paragraph.rstrip().endswith((".", "?", "!", ",", ";"))
        and bool(_MARKED.search(rest))
        and not _IMPRINT.fullmatch(rest)
        and len(re.findall(r"\w+", rest)) <= _WORDS
    )
