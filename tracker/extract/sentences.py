"""A document's text in; its sentences as offsets out, each with its paragraph, in time linear in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: longer sentences are cut: nobody writes them, and hostile input does
LONGEST = 2_000

PARAGRAPH = re.compile(r"[^\n]+")
END = re.compile(r"(?<![.!?…])[.!?…]+[\"'”’»)\]]*(?=\s)")
#: a full stop after these ends no sentence
ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Sr|Jr|St|No|Nos|Art|Sec|Inc|Ltd|Co|Corp|vs|v|e\.g|i\.e|cf|approx|dept|est|etc|al|Jan|Feb"
    r"|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Hon|Rep|Sen|Gov|Gen|bzw|z\.B|u\.a|Nr|Abs|Mio|Mrd|ca|sog|usw|p\.ej|Sra?|Dra?|n|M|Mme"
    r"|mln|mld|a\.o|bijv|jl|evt|ecc|dott|avv|págs?|pp?)|(?:^|[A-Z]\w*\.?\s)[A-Z]|\b[A-Z]\.[A-Z]|\d)$"
)
WORD = re.compile(r"\w")
BULLET = re.compile(r"[\s•*\-–—·◆>#]+")


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]` is a sentence; `paragraph` counts from 0; a heading is a short paragraph with no full stop."""

    start: int
    end: int
    paragraph: int
    heading: bool


def split(text: str) -> Iterator[Span]:
    """The sentences of a text, in order."""
    for number, match in enumerate(PARAGRAPH.finditer(text)):
        paragraph = match.group()
        heading = len(paragraph) < 120 and not paragraph.rstrip().endswith((".", "!", "”", '"', ":", ";", ","))
        start = 0
        for stop in [*ends(paragraph), len(paragraph)]:
            lead = BULLET.match(paragraph, start, stop)
            begin = lead.end() if lead else start
            while stop - begin > LONGEST:
                cut = paragraph.rfind(" ", begin, begin + LONGEST)
                cut = cut if cut > begin else begin + LONGEST
                yield Span(match.start() + begin, match.start() + cut, number, False)
                begin = cut
            end = begin + len(paragraph[begin:stop].rstrip())
            if WORD.search(paragraph, begin, end):
                yield Span(match.start() + begin, match.start() + end, number, heading)
            start = stop


def ends(paragraph: str) -> Iterator[int]:
    """The places in a paragraph where a sentence ends and another begins."""
    for match in END.finditer(paragraph):
        after = paragraph[match.end() : match.end() + 2].strip()
        if after[:1].islower() or not after:
            continue
        before = paragraph[max(0, match.start() - 12) : match.start()]
        if after[:1].isdigit() and before.endswith((" no", " nos")):
            continue
        if match.group()[0] == "." and len(match.group()) == 1 and ABBREVIATION.search(before):
            year = re.search(r"\b(?:19|20)\d\d$", before)
            if not year:
                continue
        yield match.end()
