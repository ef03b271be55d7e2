"""Paragraphs of a page come in; those of the article come out, without the site's calls and lists around it."""

from __future__ import annotations

import re

#: how sites ask for something below an article; each stands in a paragraph of its own
_CALL = re.compile(
    r"""found\ this\ (?:article|story|post)\ (?:interesting|useful|helpful)
    | ^\W*(?:follow|like|find|join)\ us\ on\b | \bfollow\ us\ on\ (?:twitter|x|linkedin|facebook|google|telegram)\b
    | ^\W*(?:subscribe|sign\ up|register)\ (?:to|for|now|here|today)\b
    | ^\W*get\ (?:the|our)\ .{0,60}(?:newsletter|inbox)
    | ^\W*(?:share|tweet|print|e-?mail)\ (?:this|on|via)\b
    | ^\W*(?:tags?|topics?|categor(?:y|ies)|filed\ under|keywords)\s*:
    | ^\W*(?:advertisement|sponsored(?:\ content)?|anzeige|publicité)\W*$
    | ^\W*(?:©|\(c\)\ (?:19|20)|copyright\b) | all\ rights\ reserved\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
_OTHERS = re.compile(
    r"\W*(?:read|see) (?:also|more|next)\W*|\W*also read\W*|\W*(?:related|recommended|popular|latest|top)"
    r"(?: (?:articles?|stor(?:y|ies)|posts?|news|content|reading|topics|coverage))\W*|"
    r"\W*(?:more|other) (?:stories|articles|news|posts)\W*|\W*(?:more (?:from|on|like this)\b.{0,40}|"
    r"you (?:may|might) also like)\W*|"
    r"\W*(?:mehr zum thema|lesen sie auch|à lire aussi|leggi anche|lee también|lees ook|leia também)\W*",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…:;\u3002\uff01\uff1f][\"'”\u2019»)\]]*$")
#: words: the most in a call, in a teaser of another article, and the fewest in a paragraph of prose
_CALL_WORDS, _TEASER_WORDS, _PROSE_WORDS = 60, 35, 8


def prose(paragraph: str) -> bool:
    """Whether a paragraph is a sentence or more, not a label, a menu entry or a date."""
    return len(paragraph.split()) >= _PROSE_WORDS and bool(_SENTENCE_END.search(paragraph))


def without_calls(paragraphs: list[str]) -> list[str]:
    """Cuts what stands below an article: calls to follow or subscribe, and a headed list of other articles."""
    kept = list(paragraphs)
    for number, paragraph in enumerate(kept):
        if number and _OTHERS.fullmatch(paragraph) and all(len(x.split()) <= _TEASER_WORDS for x in kept[number:]):
            kept = kept[:number]
            break
    while len(kept) > 1 and len(kept[-1].split()) <= _CALL_WORDS and _CALL.search(kept[-1]):
        kept.pop()
    return kept


def without_frame(paragraphs: list[str]) -> tuple[list[str], list[str]]:
    """Cuts a page that came with its menus into head and article; labels and menu entries below the article go.

    The article begins with the first paragraph of prose and ends with the last, or with what follows it at length.
    """
    at = next((number for number, paragraph in enumerate(paragraphs) if prose(paragraph)), None)
    if at is None:
        return [], list(paragraphs)
    end = len(paragraphs)
    while end > at + 1 and not prose(paragraphs[end - 1]) and len(paragraphs[end - 1].split()) <= _PROSE_WORDS:
        end -= 1
    return paragraphs[:at], paragraphs[at:end]
