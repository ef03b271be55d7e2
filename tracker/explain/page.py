"""Explained documents come in; one HTML page without scripts or other files goes out."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from tracker.explain import Explanation, Label, Passage, Verdict, printable

_STYLE = """
:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;margin:0}
main{max-width:46rem;margin:auto;padding:1rem}
h1{font-size:1.4rem}
h2{font-size:1.1rem;margin-top:2rem}
p{margin:.8rem 0 .2rem}
ul{margin:0;padding-left:1.2rem;list-style:none}
small,.silent{opacity:.65}
mark{background:#ffe58a;color:#000;border-radius:.2em}
li b{font-size:.8em;letter-spacing:.03em}
.yes b{color:#06632f}
.no b{color:#8a3b00}
@media(prefers-color-scheme:dark){mark{background:#6b5200;color:#fff}.yes b{color:#7fd69d}.no b{color:#f0ab72}}
"""


def page(explanations: Iterable[Explanation]) -> str:
    """The page; all text in it is escaped."""
    body = "".join(map(_article, explanations))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>What was read</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head>\n<body><main>{body}</main></body></html>\n"
    )


def _article(one: Explanation) -> str:
    document = one.document
    about = (document.publisher, document.kind, document.published or "no date", document.lang)
    address = escape(document.url)
    if document.url.startswith(("https://", "http://")):
        address = f'<a href="{address}">{address}</a>'
    anchors = {passage.start for passage in one.passages}
    events = (
        f'<a href="#c{start}">{escape(text)}</a>' if start in anchors else escape(text) for text, start in one.events
    )
    return (
        f"<article><h1>{escape(printable(document.title) or 'No title')}</h1>"
        f"<p><small>{escape(', '.join(filter(None, about)))}<br>{address}</small></p>"
        + "".join(f"<p><strong>{escape(note)}</strong></p>" for note in one.notes)
        + f"<h2>Events reported: {len(one.events)}</h2><ul>{''.join(f'<li>{event}</li>' for event in events)}</ul>"
        + f"<h2>Sentence by sentence</h2>{''.join(map(_paragraph, one.passages))}</article>"
    )


def _paragraph(one: Passage) -> str:
    if not one.verdicts:
        return f'<p dir="auto" class="silent" id="c{one.start}">{escape(one.text)}</p>'
    told = "".join(f'<li class="{_class(x)}"><b>{x.label}</b> {escape(x.text)}</li>' for x in one.verdicts)
    return f'<p dir="auto" id="c{one.start}">{_marked(one)}</p><ul>{told}</ul>'


def _class(verdict: Verdict) -> str:
    return "no" if verdict.label is Label.NOT_COUNTED else "yes"


def _marked(one: Passage) -> str:
    """The sentence with the words of its statements marked; where two overlap, the first."""
    parts, place = "", 0
    for verdict in sorted(one.verdicts, key=lambda x: (x.start, -x.end)):
        if verdict.start >= place and verdict.end > verdict.start:
            words = escape(one.text[verdict.start : verdict.end])
            parts += f"{escape(one.text[place : verdict.start])}<mark>{words}</mark>"
            place = verdict.end
    return parts + escape(one.text[place:])
